"""The plan: number of fractions and prescribed dose of an RTPLAN; and whether the three files refer to each other."""

from __future__ import annotations

from dataclasses import dataclass

from engine.dose.dicom_file import DicomFile
from engine.dose.records import DoseWarning, MissingItem

MOST_FRACTIONS = 100


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
            DoseWarning("other_structure_set", "The dose was computed with another structure set than the one given.")
        )
    if plan is not None:
        if _names_another(dose, "ReferencedRTPlanSequence", plan.text(plan.dataset, "SOPInstanceUID")):
            warnings.append(
                DoseWarning(
                    "other_plan",
                    "The dose belongs to another plan than the one given; the number of fractions may not be its own.",
                )
            )
        if _names_another(plan, "ReferencedStructureSetSequence", structure_set):
            warnings.append(
                DoseWarning("other_structure_set", "The plan refers to another structure set than the one given.")
            )
    files = [file for file in (structures, dose, plan) if file is not None]
    patients = {file.text(file.dataset, "PatientID") for file in files} - {""}
    if len(patients) > 1:
        warnings.append(DoseWarning("other_patient", "The files carry different patient numbers."))
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
