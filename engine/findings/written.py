"""The assessment as it is written, format `beamside-assessment/2`: with all that is otherwise found when asked for."""

from __future__ import annotations

from typing import Any

from engine.findings import assessment as found
from engine.findings.records.subsequent_findings import SubsequentFinding


class OptionFinding(found.OptionFinding, frozen=True, kw_only=True):
    """Everything about one modality.

    Attributes
    ----------
    counts : number of criteria by status.
    subsequent : what giving it now would change for the options, and what is published of treatment after it.
    populations_in_words : "resembles 5 of 10 groups; …; 3 items not compared", empty where there are none.
    """

    subsequent: SubsequentFinding


class Assessment(found.Assessed, frozen=True, kw_only=True):
    """The whole result for one patient."""

    options: tuple[OptionFinding, ...]


def written(assessment: found.Assessment) -> Assessment:
    """Return an assessment as it is written."""
    options = tuple(
        OptionFinding(subsequent=assessment.subsequent[option.modality], **_named(option, found.OptionFinding))
        for option in assessment.options
    )
    return Assessment(**{**_named(assessment, found.Assessed), "options": options})


def _named(record: found.Finding, kind: type[found.Finding]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in kind.__struct_fields__}
