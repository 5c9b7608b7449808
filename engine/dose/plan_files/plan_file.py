"""The plan: number of fractions and prescribed dose of an RTPLAN; and whether the three files refer to each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from engine.dose.dicom.dicom_file import DicomFile
from engine.dose.records import DoseWarning, MissingItem
from engine.words.said import say

MOST_FRACTIONS = 100
_NOT_FOR_TREATMENT = {
    "VERIFICATION": "the verification of another plan",
    "MACHINE_QA": "the quality assurance of a machine",
    "RESEARCH": "research",
    "SERVICE": "the service of a machine",
}


@dataclass(frozen=True, slots=True)
class Prescription:
    """What the plan says of fractions and dose; `missing` says what to ask, `warnings` what to know."""

    fractions: int | None
    total_dose_gy: float | None
    missing: tuple[MissingItem, ...]


def read_prescription(plan: DicomFile | None, is_plan_sum: bool) -> Prescription:
    """Number of fractions, which must be one and only one; the target's prescribed dose where there is one alone."""
    if plan is None:
        return _ask("No RTPLAN was given; the structure set and the dose do not tell the number of fractions.")
    stated = [
        plan.whole_number(group, "NumberOfFractionsPlanned")
        for group in plan.items(plan.dataset, "FractionGroupSequence")
    ]
    numbers = [number for number in stated if number is not None and 1 <= number <= MOST_FRACTIONS]
    dose = _prescribed_gy(plan)
    if is_plan_sum:
        return _ask("The dose is a sum of plans; one plan's number of fractions does not hold for it.", dose)
    if len(stated) > 1:
        listed = " and ".join(str(number) if number is not None else "an unstated number" for number in stated)
        return _ask(f"The plan has {len(stated)} fraction groups ({listed} fractions); say which number holds.", dose)
    if not numbers:
        return _ask("The plan does not state a usable number of fractions.", dose)
    return Prescription(numbers[0], dose, ())


def check_references(structures: DicomFile, dose: DicomFile, plan: DicomFile | None) -> list[DoseWarning]:
    """Warn where the files name other plans or structure sets than the ones given, or another patient."""
    warnings = []
    structure_set = structures.text(structures.dataset, "SOPInstanceUID")
    if _names_another(dose, "ReferencedStructureSetSequence", structure_set):
        warnings.append(
            DoseWarning(
                "other_structure_set", say("The dose was computed with another structure set than the one given.")
            )
        )
    if plan is not None:
        if _names_another(dose, "ReferencedRTPlanSequence", plan.text(plan.dataset, "SOPInstanceUID")):
            warnings.append(
                DoseWarning(
                    "other_plan",
                    say(
                        "The dose belongs to another plan than the one given; the number of fractions may not be "
                        "its own."
                    ),
                )
            )
        if _names_another(plan, "ReferencedStructureSetSequence", structure_set):
            warnings.append(
                DoseWarning("other_structure_set", say("The plan refers to another structure set than the one given."))
            )
    files = [file for file in (structures, dose, plan) if file is not None]
    return [*warnings, *_other_patients(files), *_standing(structures, dose, plan)]


def _other_patients(files: Sequence[DicomFile]) -> list[DoseWarning]:
    """Warn where two files are of different patients: by number, or where one has none by birth date and name."""
    for one, other in combinations(files, 2):
        numbers = [file.text(file.dataset, "PatientID") for file in (one, other)]
        if all(numbers):
            if numbers[0] != numbers[1]:
                return [DoseWarning("other_patient", say("The files carry different patient numbers."))]
            continue
        for keyword, what in (("PatientBirthDate", "birth dates"), ("PatientName", "names")):
            said = [_as_compared(file.text(file.dataset, keyword)) for file in (one, other)]
            if all(said) and said[0] != said[1]:
                words = say(
                    "The files carry different {what} of the patient, and not every file a patient number.", what=what
                )
                return [DoseWarning("other_patient", words)]
    return []


def _as_compared(text: str) -> str:
    """Capitals, blanks and empty parts of a name at its end make no other patient."""
    return " ".join(text.replace("^", " ").split()).casefold()


def _standing(structures: DicomFile, dose: DicomFile, plan: DicomFile | None) -> list[DoseWarning]:
    """Warn where a file says of itself that it is not what patients are treated with."""
    warnings = []
    named = {"structure set": structures, "dose": dose, **({} if plan is None else {"plan": plan})}
    for what, file in named.items():
        if file.text(file.dataset, "ApprovalStatus").upper() == "REJECTED":
            warnings.append(
                DoseWarning("rejected", say("The {what} is marked as rejected (ApprovalStatus REJECTED).", what=what))
            )
    intent = "" if plan is None else plan.text(plan.dataset, "PlanIntent").upper()
    if intent in _NOT_FOR_TREATMENT:
        words = say(
            "The plan is not for treatment: it is meant for {not_for_treatment} (PlanIntent {intent}).",
            not_for_treatment=_NOT_FOR_TREATMENT[intent],
            intent=intent,
        )
        warnings.append(DoseWarning("not_for_treatment", words))
    if dose.text(dose.dataset, "SpatialTransformOfDose").upper() == "NON_RIGID":
        words = say(
            "The dose was deformed onto this anatomy (SpatialTransformOfDose NON_RIGID); volumes carry the error of "
            "the "
            "registration."
        )
        warnings.append(DoseWarning("deformed_dose", words))
    return warnings


def _ask(text: str, total_dose_gy: float | None = None) -> Prescription:
    return Prescription(None, total_dose_gy, (MissingItem("fractions", text),))


def _names_another(file: DicomFile, sequence: str, uid: str) -> bool:
    named = {file.text(item, "ReferencedSOPInstanceUID") for item in file.items(file.dataset, sequence)} - {""}
    return bool(named and uid and uid not in named)


def _prescribed_gy(plan: DicomFile) -> float | None:
    doses = {
        plan.number(reference, "TargetPrescriptionDose")
        for reference in plan.items(plan.dataset, "DoseReferenceSequence")
        if plan.text(reference, "DoseReferenceType").upper() == "TARGET"
    } - {None}
    dose = doses.pop() if len(doses) == 1 else None
    return dose if dose is not None and 0 < dose < 500 else None
