"""Each lesion by itself: which local treatments its own size and place allow by the published criteria.

What concerns the patient as a whole (fitness, liver function, number of lesions) is judged elsewhere.
"""

from __future__ import annotations

from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.criteria import Criterion
from engine.evidence.records.modalities import Modality
from engine.findings.criteria.eligibility import criterion_finding
from engine.findings.criteria.rules import fields_of
from engine.findings.lesions_treated import lesions_of, only_these
from engine.findings.records.finding import Status, Verdict
from engine.findings.records.lesion_records import LesionFinding, LesionOption, LesionReason

#: what is of one lesion
_OF_ONE_LESION = frozenset({"largest_lesion_cm", "near_gut", "near_hilum", "near_major_vessel", "gut_distance_mm"})
_TREATMENTS: tuple[Modality, ...] = ("sbrt", "thermal_ablation")
_DECIDING: dict[Verdict, Status] = {"outside": "not_met", "borderline": "borderline", "undetermined": "unknown"}


def lesion_options(patient: Patient, library: Library) -> tuple[LesionFinding, ...]:
    """Return for each lesion what the published criteria of local treatments say of its own size and place."""
    rows = lesions_of(patient)
    if len(rows) > 1:
        # A distance typed for the patient is of the nearest lesion and belongs to none in particular.
        patient = patient.with_value("gut_distance_mm", None)
    asked = {modality: of_one_lesion(modality, library) for modality in _TREATMENTS}
    told: dict[tuple[object, ...], tuple[LesionOption, ...]] = {}
    found = []
    for number, row in enumerate(rows, 1):
        # Lesions that are alike are judged once: a table may hold hundreds.
        key = (row.diameter_cm, row.is_near_gut, row.is_near_hilum, row.is_near_major_vessel, row.gut_distance_mm)
        if key not in told:
            told[key] = tuple(_option(modality, row, patient, library, asked[modality]) for modality in _TREATMENTS)
        found.append(
            LesionFinding(
                lesion=number,
                planned=row.treatment,
                judged_resectable=row.resectable,
                judged_ablatable=row.ablatable,
                options=told[key],
            )
        )
    return tuple(found)


def of_one_lesion(modality: Modality, library: Library) -> tuple[Criterion, ...]:
    """Return the criteria of an option that ask for the size and place of a lesion and for nothing else."""
    return tuple(
        criterion for criterion in library.criteria_for(modality) if set(fields_of(criterion.rule)) <= _OF_ONE_LESION
    )


def _option(
    modality: Modality, row: Lesion, patient: Patient, library: Library, criteria: tuple[Criterion, ...]
) -> LesionOption:
    values = only_these((row,), patient, patient.value)
    found = [criterion_finding(criterion, values, patient.fields, library) for criterion in criteria]
    verdict = _verdict({finding.status for finding in found})
    deciding = [finding for finding in found if finding.status == _DECIDING.get(verdict)]
    return LesionOption(
        modality=modality,
        verdict=verdict,
        reasons=tuple(
            LesionReason(criterion=finding.id, field=name, status=finding.status, value=values(name))
            for finding in deciding
            for name in finding.fields[:1]
        ),
        criteria=tuple(finding.id for finding in found),
    )


def _verdict(statuses: set[Status]) -> Verdict:
    """The verdict of size and place alone: what asks about the patient as a whole has no part in it."""
    if "not_met" in statuses:
        return "outside"
    if "unknown" in statuses or not statuses:
        return "undetermined"
    return "borderline" if "borderline" in statuses else "within"
