"""What follows from several inputs and does not yet: which of them are not known."""

from __future__ import annotations

from engine.case.patient import Patient


def not_worked_out(patient: Patient) -> dict[str, tuple[str, ...]]:
    """Return the fields that follow from several others of which some are known, with those that are wanting.

    A field that was typed instead is in use and not named. Where bilirubin is none at all, ALBI has no value though
    nothing is wanting: its parts are then an empty tuple.
    """
    found: dict[str, tuple[str, ...]] = {}
    for spec in patient.fields:
        parts = spec.derived_from
        if len(parts) > 1 and patient.value(spec.id) is None:
            missing = tuple(part for part in parts if patient.value(part) is None)
            if len(missing) < len(parts):
                found[spec.id] = missing
    return found
