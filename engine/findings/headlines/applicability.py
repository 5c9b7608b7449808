"""Options that no value still to come could make possible for this patient: they are set apart on the first page."""

from __future__ import annotations

from engine.findings.assessment import OptionFinding

#: what a patient is, which neither treatment nor a further examination changes
_GIVEN = frozenset(("primary_site", "histology", "liver_tumour"))


def cannot_apply(option: OptionFinding) -> bool:
    """Return whether a criterion fails by what the patient is: a rectal option for a primary of the colon."""
    return not option.planned and any(
        finding.status == "not_met" and _GIVEN.intersection(finding.fields) and finding.margin is None
        for finding in option.criteria
    )
