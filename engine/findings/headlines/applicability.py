"""Options that no value still to come could make possible for this patient: they are set apart on the first page."""

from __future__ import annotations

from engine.evidence.records.modalities import Modality
from engine.findings.assessment import Assessment, OptionFinding
from engine.modalities.catalogue import described

#: what a patient is, which neither treatment nor a further examination changes
_GIVEN = frozenset(("primary_site", "histology", "liver_tumour"))

_COUNT = "liver_lesion_count"
#: what nobody enters of a liver without a metastasis
_OF_LESIONS = ("lesions", "disappeared_lesion_count", "largest_lesion_cm")


def set_apart(assessment: Assessment) -> frozenset[Modality]:
    """Return the options that cannot apply, and where the liver is free of metastases those that treat it.

    Free is what is entered as 0 with no lesion beside it, seen or no longer seen: a contradiction that somebody has
    confirmed is asked about no more, and leaves every option its row all the same.
    """
    known = assessment.inputs
    free = known.get(_COUNT) == 0 and not any(known.get(name) for name in _OF_LESIONS)
    return frozenset(
        option.modality
        for option in assessment.options
        if cannot_apply(option) or (free and not option.planned and described(option.modality).treats == "liver")
    )


def cannot_apply(option: OptionFinding) -> bool:
    """Return whether a criterion fails by what the patient is: a rectal option for a primary of the colon."""
    return not option.planned and any(
        finding.status == "not_met" and _GIVEN.intersection(finding.fields) and finding.margin is None
        for finding in option.criteria
    )
