"""Each lesion by itself: which local treatments its own size and place allow by the published criteria.

What concerns the patient as a whole (fitness, liver function, number of lesions) is judged elsewhere.
"""

from __future__ import annotations

from math import pi

from engine.case.lesions import Lesion
from engine.case.patient import Patient, Value
from engine.evidence.library import Library
from engine.evidence.records.modalities import Modality
from engine.findings.eligibility import criterion_finding
from engine.findings.finding import Finding, Status, Verdict
from engine.findings.lesions_treated import lesions_of, only_these
from engine.findings.rules import fields_of

#: what is of one lesion; a distance to the gut is of the nearest one and belongs to none in particular
_OF_ONE_LESION = frozenset({"largest_lesion_cm", "near_gut", "near_hilum", "near_major_vessel", "gut_distance_mm"})
_TREATMENTS: tuple[Modality, ...] = ("sbrt", "thermal_ablation")


class LesionOption(Finding, frozen=True, kw_only=True):
    """One treatment for one lesion: the verdict of its size and place alone, with what decides it."""

    modality: Modality
    verdict: Verdict
    reasons: tuple[str, ...]


class LesionFinding(Finding, frozen=True, kw_only=True):
    """One lesion, by its row from 1."""

    lesion: int
    options: tuple[LesionOption, ...]


class LiverReserve(Finding, frozen=True, kw_only=True):
    """Volumes by arithmetic, in millilitres; it is no volumetry.

    Attributes
    ----------
    tumours_at_most_ml : of the lesions as spheres of their longest diameter; an ellipsoid has less.
    without_diameter : lesions that are not in it.
    remnant_ml : what the resection leaves, as the share of the whole liver that volumetry gave; None where not known.
    functional_low_ml, functional_high_ml : liver without tumours, with the spheres taken off and without.
    above_spared_limit_ml : remnant less the published volume to be spared; None where one of them is not known.
    spared_limit_ml : that published volume.
    """

    liver_ml: float
    tumours_at_most_ml: float
    without_diameter: int
    functional_low_ml: float
    functional_high_ml: float
    remnant_ml: float | None
    removed_ml: float | None
    spared_limit_ml: float | None
    above_spared_limit_ml: float | None


def lesion_options(patient: Patient, library: Library) -> tuple[LesionFinding, ...]:
    """Return for each lesion what the published criteria of local treatments say of its own size and place."""
    rows = lesions_of(patient)
    return tuple(
        LesionFinding(
            lesion=number,
            options=tuple(_option(modality, row, patient, library, len(rows)) for modality in _TREATMENTS),
        )
        for number, row in enumerate(rows, 1)
    )


def _option(modality: Modality, row: Lesion, patient: Patient, library: Library, count: int) -> LesionOption:
    def whole(name: str) -> Value | None:
        return None if name == "gut_distance_mm" and count > 1 else patient.value(name)

    values = only_these((row,), patient, whole)
    found = [
        criterion_finding(criterion, values, patient.fields, library)
        for criterion in library.criteria_for(modality)
        if set(fields_of(criterion.rule)) <= _OF_ONE_LESION
    ]
    verdict = _verdict({finding.status for finding in found})
    deciding = {"outside": "not_met", "borderline": "borderline", "undetermined": "unknown"}.get(verdict, "")
    reasons = tuple(finding.fact or finding.label.lower() for finding in found if finding.status == deciding)
    return LesionOption(modality=modality, verdict=verdict, reasons=reasons)


def _verdict(statuses: set[Status]) -> Verdict:
    """The verdict of size and place alone: what asks about the patient as a whole has no part in it."""
    if "not_met" in statuses:
        return "outside"
    if "unknown" in statuses:
        return "undetermined"
    return "borderline" if "borderline" in statuses else "within"


def liver_reserve(patient: Patient, library: Library) -> LiverReserve | None:
    """Return the ledger of the liver; None where its volume is not known."""
    liver_ml = patient.number("liver_volume_ml")
    if liver_ml is None:
        return None
    rows = [row for row in lesions_of(patient) if not row.disappeared]
    diameters = [row.diameter_cm for row in rows if row.diameter_cm is not None]
    tumours_ml = sum(pi / 6 * diameter**3 for diameter in diameters)
    share = patient.number("future_liver_remnant_percent")
    remnant_ml = liver_ml * share / 100 if share is not None else None
    rules = (criterion.rule for criterion in library.criteria.values())
    limit = next((rule.limit for rule in rules if rule.kind == "spared_liver"), None)
    return LiverReserve(
        liver_ml=liver_ml,
        tumours_at_most_ml=tumours_ml,
        without_diameter=len(rows) - len(diameters),
        functional_low_ml=max(liver_ml - tumours_ml, 0.0),
        functional_high_ml=liver_ml,
        remnant_ml=remnant_ml,
        removed_ml=liver_ml - remnant_ml if remnant_ml is not None else None,
        spared_limit_ml=limit,
        above_spared_limit_ml=remnant_ml - limit if remnant_ml is not None and limit is not None else None,
    )
