"""The assessment as text for a terminal."""

from __future__ import annotations

from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment
from engine.report.summary.document import build_document
from engine.report.writers.plain_text import as_plain_text

_COLUMNS = 100


def assessment_as_text(assessment: Assessment, fields: FieldCatalogue) -> str:
    """Return the summary of an assessment in lines of at most 100 characters.

    Parameters
    ----------
    assessment : the result; its own inputs are shown.
    fields : for the words of values.
    """
    return as_plain_text(build_document(assessment, None, fields), width=_COLUMNS)
