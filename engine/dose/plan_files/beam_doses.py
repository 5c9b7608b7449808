"""Doses of single beams added up to the plan's dose, where they are all of its beams, once each, on one grid.

A dose of a beam does not say whether it is that of one fraction or of all. The plan's prescribed dose tells: without
one, or where the sum stays below it, nothing is added up.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.dose.dicom.dicom_file import DicomFile
from engine.dose.errors import DoseFileError
from engine.dose.plan_files.dose_file import check_dose_kind, read_dose_grid
from engine.dose.plan_files.dose_grid import DoseGrid
from engine.dose.plan_files.plan_file import read_prescription
from engine.dose.records import DoseWarning
from engine.words.said import Number, fault, say

BEAM = "BEAM"
MOST_BEAMS = 100
SAME_PLACE_MM = 0.01
#: share of the prescribed dose that the largest dose of a whole course reaches, whatever it was prescribed to
WHOLE_COURSE = 0.7
_AGAIN = say("export the dose of the whole plan (summation type PLAN)")


def treatment_beams(plan: DicomFile) -> set[int]:
    """Return the numbers of the beams that one fraction group treats with; empty where there are several groups."""
    groups = plan.items(plan.dataset, "FractionGroupSequence")
    if len(groups) != 1:
        return set()
    numbers = {
        plan.whole_number(item, "ReferencedBeamNumber") for item in plan.items(groups[0], "ReferencedBeamSequence")
    }
    others = {
        plan.whole_number(beam, "BeamNumber")
        for beam in plan.items(plan.dataset, "BeamSequence")
        if plan.text(beam, "TreatmentDeliveryType").upper() not in ("TREATMENT", "CONTINUATION", "")
    }
    return {number for number in numbers - others if number is not None}


def sum_of_beams(doses: Sequence[DicomFile], plan: DicomFile | None) -> tuple[DoseGrid, list[DoseWarning]]:
    """Add up the doses of a plan's beams.

    Raises
    ------
    DoseFileError
        Where no plan is given, the doses are not those of all its beams once each, lie on different grids or are of
        different kinds, or nobody can tell whether they are of the whole course.
    """
    first = doses[0]
    if plan is None:
        raise first.error(
            "DoseSummationType", say("is the dose of a beam, and the plan is missing"), say("give the RTPLAN too")
        )
    if len(doses) > MOST_BEAMS:
        raise first.error(
            "DoseSummationType",
            fault("is one of more than {most_beams} doses of beams", most_beams=MOST_BEAMS),
            _AGAIN,
        )
    _check_beams(doses, plan)
    kinds = {dose.text(dose.dataset, "DoseType").upper() for dose in doses}
    if len(kinds) > 1:
        raise first.error("DoseType", say("differs between the doses of beams"), _AGAIN)
    warnings = check_dose_kind(first)
    grid, more = read_dose_grid(first)
    warnings += more
    total = grid.stored.astype(np.float64) * grid.scaling_gy
    for dose in doses[1:]:
        check_dose_kind(dose)
        other, more = read_dose_grid(dose)
        warnings += [warning for warning in more if warning not in warnings]
        _check_same_grid(dose, grid, other)
        total += other.stored * other.scaling_gy
    found = DoseGrid(grid.x_mm, grid.y_mm, grid.z_mm, total.astype(np.float32), 1.0)
    _check_whole_course(first, plan, found.largest_gy())
    text = say(
        "The dose is the sum of the {doses} beams of the plan; it was not exported as one.", doses=str(len(doses))
    )
    return found, [*warnings, DoseWarning("beam_sum", text)]


def _check_beams(doses: Sequence[DicomFile], plan: DicomFile) -> None:
    wanted = treatment_beams(plan)
    if not wanted:
        raise plan.error("FractionGroupSequence", say("does not tell the beams of one fraction group"), _AGAIN)
    uid = plan.text(plan.dataset, "SOPInstanceUID")
    seen: set[int] = set()
    for dose in doses:
        if dose.text(dose.dataset, "DoseSummationType").upper() != BEAM:
            raise dose.error("DoseSummationType", say("is not the dose of a beam, beside others that are"), _AGAIN)
        here = _beams_of(dose, uid)
        if not here:
            raise dose.error(
                "ReferencedRTPlanSequence", say("does not name the plan and the beam it belongs to"), _AGAIN
            )
        if here & seen:
            raise dose.error(
                "ReferencedBeamNumber",
                fault("names beam {min}, as another dose does", min=min(here & seen)),
                _AGAIN,
            )
        seen |= here
    if missing := sorted(wanted - seen):
        listed = ", ".join(map(str, missing[:10]))
        raise doses[0].error(
            "DoseSummationType",
            fault("is the dose of a beam, and those of beams {listed} are missing", listed=listed),
            _AGAIN,
        )
    if seen - wanted:
        raise doses[0].error(
            "ReferencedBeamNumber",
            fault("names beam {min}, which the plan has not", min=min(seen - wanted)),
            _AGAIN,
        )


def _beams_of(dose: DicomFile, plan_uid: str) -> set[int]:
    found: set[int] = set()
    for plan in dose.items(dose.dataset, "ReferencedRTPlanSequence"):
        if dose.text(plan, "ReferencedSOPInstanceUID") != plan_uid:
            return set()
        for group in dose.items(plan, "ReferencedFractionGroupSequence"):
            numbers = [
                dose.whole_number(beam, "ReferencedBeamNumber") for beam in dose.items(group, "ReferencedBeamSequence")
            ]
            found |= {number for number in numbers if number is not None}
    return found


def _check_same_grid(dose: DicomFile, one: DoseGrid, other: DoseGrid) -> None:
    for axis, its in ((one.x_mm, other.x_mm), (one.y_mm, other.y_mm), (one.z_mm, other.z_mm)):
        if len(axis) != len(its) or np.abs(axis - its).max() > SAME_PLACE_MM:
            raise dose.error("dose grid", say("is another one than that of the other beams"), _AGAIN)


def _check_whole_course(dose: DicomFile, plan: DicomFile, largest_gy: float) -> None:
    prescribed = read_prescription(plan, is_plan_sum=False).total_dose_gy
    if prescribed is None:
        raise plan.error(
            "TargetPrescriptionDose",
            say("is not one dose, so that nobody can tell whether the doses of beams are of one fraction or of all"),
            _AGAIN,
        )
    if largest_gy < WHOLE_COURSE * prescribed:
        problem = say(
            "adds up with the other beams to {largest_gy} Gy, while {prescribed} Gy are prescribed",
            largest_gy=Number(f"{largest_gy:.1f}"),
            prescribed=Number(f"{prescribed:.1f}"),
        )
        raise DoseFileError(dose.path, "dose", problem, _AGAIN)
