"""The ledger of the liver: what is left of it after the planned treatments, by arithmetic on the values of the case."""

from __future__ import annotations

from collections.abc import Iterable
from math import pi

from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.headlines.concerns import compiled_concerns
from engine.findings.lesions_treated import lesions_of
from engine.findings.records.lesion_records import LiverReserve


def sphere_ml(diameter_cm: float) -> float:
    """Return the volume of a sphere in millilitres: the most that an ellipsoid of this longest diameter can have."""
    return pi / 6 * diameter_cm**3


def liver_reserve(patient: Patient, library: Library) -> LiverReserve | None:
    """Return the ledger of the liver; None where its volume is not known, or nothing of what the tumour takes of it."""
    liver_ml = patient.number("liver_volume_ml")
    rows = _rows(patient)
    if liver_ml is None or rows is None:
        return None
    tumours_ml = _at_most_ml(rows)
    left_ml = _at_most_ml(row for row in rows if row.treatment != "resection")
    taken_ml = _at_most_ml(row for row in rows if row.treatment in (None, "resection"))
    normal_low_ml = max(liver_ml - tumours_ml, 0.0)
    share = patient.number("future_liver_remnant_percent")
    remnant_ml = liver_ml * share / 100 if share is not None else None
    low_ml = max(remnant_ml - left_ml, 0.0) if remnant_ml is not None else None
    limit_ml = _spared_limit_ml(library)
    return LiverReserve(
        liver_ml=liver_ml,
        tumours_at_most_ml=tumours_ml,
        without_diameter=sum(row.diameter_cm is None for row in rows),
        normal_low_ml=normal_low_ml,
        normal_high_ml=liver_ml,
        remnant_percent=share,
        remnant_ml=remnant_ml,
        removed_ml=liver_ml - remnant_ml if remnant_ml is not None else None,
        tumours_left_at_most_ml=left_ml,
        remnant_normal_low_ml=low_ml,
        remnant_normal_high_ml=remnant_ml,
        # Least where tumour is left and none was taken, most where none is left and what was taken was large.
        remnant_normal_percent_low=_percent(low_ml, liver_ml - left_ml),
        remnant_normal_percent_high=_percent(remnant_ml, liver_ml - taken_ml),
        needed_percent=_needed_percent(library),
        needed_after_chemotherapy_percent=_needed_after_chemotherapy_percent(library),
        after_chemotherapy=patient.flag("prior_chemotherapy"),
        spared_limit_ml=limit_ml,
        left_to_irradiate_low_ml=low_ml - limit_ml if low_ml is not None and limit_ml is not None else None,
        left_to_irradiate_high_ml=remnant_ml - limit_ml if remnant_ml is not None and limit_ml is not None else None,
    )


def _rows(patient: Patient) -> tuple[Lesion, ...] | None:
    """Return the lesions that are seen, each as large as it can be; None where nothing says how much they are.

    Without rows none is larger than the largest, and there are no more than were counted: unknown is not nothing.
    """
    given = patient.inputs.get("lesions")
    if given is not None:
        return tuple(row for row in lesions_of(patient) if row.gone is not True)
    count, largest_cm = patient.number("liver_lesion_count"), patient.number("largest_lesion_cm")
    if count == 0:
        return ()
    return None if count is None or largest_cm is None else (Lesion(diameter_cm=largest_cm),) * round(count)


def _at_most_ml(rows: Iterable[Lesion]) -> float:
    return sum(sphere_ml(row.diameter_cm) for row in rows if row.diameter_cm is not None)


def _percent(part_ml: float | None, whole_ml: float) -> float | None:
    return min(100 * part_ml / whole_ml, 100.0) if part_ml is not None and whole_ml > 0 else None


def _spared_limit_ml(library: Library) -> float | None:
    rules = (criterion.rule for criterion in library.criteria.values())
    return next((rule.limit for rule in rules if rule.kind == "spared_liver"), None)


def _needed_percent(library: Library) -> tuple[float, float] | None:
    """Return the share of the liver that is to be left, as the criterion of resection has it."""
    for criterion in library.criteria_for("resection"):
        rule = criterion.rule
        if rule.field == "future_liver_remnant_percent" and rule.limit is not None:
            return (rule.borderline_from if rule.borderline_from is not None else rule.limit, rule.limit)
    return None


def _needed_after_chemotherapy_percent(library: Library) -> float | None:
    """Return the share below which a concern of resection holds after chemotherapy; None where none says so."""
    for compiled in compiled_concerns("resection", library):
        statement = compiled.statement
        if statement is None or "chemotherapy_cycles" not in compiled.fields:
            continue
        for part in statement.parts:
            if part.field == "future_liver_remnant_percent" and part.below is not None:
                return part.below
    return None
