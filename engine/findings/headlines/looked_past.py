"""What speaks against other options and is looked at by nothing of the planned one: no record of it would say so."""

from __future__ import annotations

from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment, OptionFinding


def looked_past(assessment: Assessment, fields: FieldCatalogue) -> tuple[str, ...]:
    """Return the ids of the concerns of other options that hold and of which the planned one looks at no field.

    Of the person alone: what is to be treated, and with what, speaks of its own option. Empty where nothing is planned.
    """
    if assessment.planned_modality is None:
        return ()
    looked_at = _looked_at(assessment.option(assessment.planned_modality), fields)
    return tuple(
        concern.id
        for option in assessment.options
        for concern in option.concerns
        if concern.holds
        and concern.basis != "cohorts"
        and concern.fields
        and looked_at.isdisjoint(concern.fields)
        and fields.of_the_person.issuperset(concern.fields)
    )


def _looked_at(option: OptionFinding, fields: FieldCatalogue) -> frozenset[str]:
    """Return the fields that any record of an option looks at, and those from which such a field is derived."""
    names = {name for finding in option.criteria for name in finding.fields}
    names.update(name for concern in option.concerns for name in concern.fields)
    names.update(name for row in option.populations for item in row.items for name in item.fields)
    return frozenset(names).union(*(fields[name].derived_from for name in names))
