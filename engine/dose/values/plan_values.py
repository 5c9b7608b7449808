"""Everything that one reading of a DICOM plan gives for the case.

The liver and its tumours are those that the user chose. Organs at risk are found by their names; an organ that is not
contoured, or is there twice, stays not known, and that is said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from engine.dose.errors import DoseFileError
from engine.dose.plan_files.own_curves import read_own_curve
from engine.dose.plan_files.plan import Plan
from engine.dose.plan_files.sampling import CancelHook
from engine.dose.plan_files.structure_set import Structure
from engine.dose.records import SparedLiver
from engine.dose.values.normal_liver import sample_whole, take_tumours
from engine.dose.values.organ_dose import OrganDose, largest_diameter_cm, organ_dose
from engine.dose.values.plan_table import LIVER, NamedOrgan, PlanTable, WantedValue
from engine.dose.values.plan_value_records import (
    FRACTIONS_FIELD,
    NotGiven,
    PlanValue,
    PlanValues,
    TumourSize,
    named_by_user,
    rounded_value,
    spared_value,
    stated_value,
    structures_or_why,
)
from engine.dose.values.spared_liver import TUMOUR_OUTSIDE_SHARE, check_frames, spared_liver
from engine.dose.values.structure_names import check_named, insisted, liver_named_otherwise
from engine.words.said import Number, in_row, listed, say

#: how far a dose may be from the planning system's own curve, whose bins and edges are others
APART_GY: Final = 1.0
APART_SHARE: Final = 0.05
LIVER_VOLUME_FIELD: Final = "liver_volume_ml"
TOTAL_DOSE_FIELD: Final = "total_dose_gy"


def values_of_plan(
    plan: Plan,
    result: SparedLiver,
    table: PlanTable,
    *,
    organs: Mapping[str, Sequence[str]] | None = None,
    anyway: Collection[str] = (),
    cancelled: CancelHook | None = None,
) -> PlanValues:
    """Take every value of the table from a DICOM plan.

    Parameters
    ----------
    plan, result : the plan, and the spared liver computed from it, at any threshold, which names liver and tumours.
    table : which structures and values.
    organs : structures of an organ (by its id) as the user names them; they go before the table's names.
    anyway : ids of the organs whose structures the user insists on, whatever their names say.
    cancelled : asked between organs.

    Raises
    ------
    DoseFileError : a structure that the user named is not in the plan, or its name clearly says another organ.
    Cancelled : where `cancelled` said so.
    """
    liver, *tumours = (plan.structure(name) for name in result.structures)
    chosen = named_by_user(table, organs)
    for name in (name for structures in chosen.values() for name in structures):
        plan.structure(name)
    check_named(table, chosen, anyway, result.structures)
    names = [s.name for s in plan.structures if s.has_closed_contours and s.name not in result.structures]
    found: list[PlanValue] = []
    unknown: list[NotGiven] = []
    doses: dict[str, tuple[OrganDose, tuple[str, ...]] | str] = {}
    weighted = _caution_of_plan(plan)
    doubtful = in_row((liver_named_otherwise(table, result.structures), weighted))
    for wanted in table.values:
        if wanted.organ == LIVER:
            found += _of_liver(plan, result, liver, tumours, wanted, doubtful)
            continue
        organ = table.organ(wanted.organ)
        if organ.id not in doses:
            doses[organ.id] = _organ_dose(plan, organ, chosen.get(organ.id), names, cancelled)
        dose = doses[organ.id]
        if isinstance(dose, str):
            unknown.append(NotGiven(wanted.field, organ.label, dose))
        else:
            value = _of_organ(organ, wanted, *dose, weighted)
            value = replace(value, method=in_row((value.method, insisted(table, organ.id, dose[1], anyway))))
            found.append(_checked(plan, wanted, value))
    found += _of_course(plan, result, unknown)
    sizes = tuple(
        TumourSize(t.name, round(plan.volume_ml(t.number), 1), round(largest_diameter_cm(plan.organ(t)), 1))
        for t in tumours
    )
    return PlanValues(tuple(found), tuple(unknown), sizes, plan.file_hashes)


# Structures ----------------------------------------------------------------------------------------------------------


def _organ_dose(
    plan: Plan,
    organ: NamedOrgan,
    chosen: Sequence[str] | None,
    names: Sequence[str],
    cancelled: CancelHook | None,
) -> tuple[OrganDose, tuple[str, ...]] | str:
    structures = structures_or_why(organ, chosen, names)
    if isinstance(structures, str):
        return structures
    # What the user named has to be there; what was found by its name may be unusable, and that is said.
    try:
        listed = [plan.structure(name) for name in structures]
        check_frames(plan, listed)
        dose = organ_dose(plan, listed, cancelled)
    except DoseFileError as error:
        if chosen is not None:
            raise
        return say("{field}: {problem}.", field=error.field, problem=error.problem)
    if not dose.is_covered:
        return say("{structure} lies outside the dose grid.", structure=repr(structures[0]))
    return dose, structures


# Values --------------------------------------------------------------------------------------------------------------


def _of_organ(
    organ: NamedOrgan, wanted: WantedValue, dose: OrganDose, structures: tuple[str, ...], weighted: str
) -> PlanValue:
    method = say("Computed from contours and dose grid.")
    caution = weighted
    if not dose.is_whole:
        caution = say(
            "{percent} % of {structures} lie outside the dose grid; the dose is at least this.",
            percent=Number(f"{100 * dose.outside_ml / dose.volume_ml:.0f}"),
            structures=listed(structures),
        )
    if wanted.quantity == "maximum":
        value = dose.maximum_gy()
    elif wanted.quantity == "mean":
        value = dose.mean_gy()
    elif wanted.quantity == "volume":
        value = dose.volume_ml
    elif wanted.quantity == "below":
        value = float(dose.weight_ml[dose.dose_gy < (wanted.amount or 0.0)].sum())
    else:
        value = dose.at_percent_gy(wanted.amount or 100.0)
    return rounded_value(wanted, organ.label, value, structures, method, caution)


def _checked(plan: Plan, wanted: WantedValue, value: PlanValue) -> PlanValue:
    """Hold a value against the planning system's own curve of that structure, where the dose file carries one."""
    if plan.is_sum_of_beams or len(value.structures) != 1 or value.unit != "Gy":
        return value
    number = plan.structure(value.structures[0]).number
    own, _ = read_own_curve(plan.dose_file, number, frozenset(), plan.grid.largest_gy())
    if own is None:
        return value
    theirs = own.dose_of(wanted.quantity, wanted.amount)
    if theirs is None or abs(theirs - value.value) <= max(APART_GY, APART_SHARE * max(theirs, value.value)):
        return value
    words = say(
        "The planning system's own curve gives {theirs} Gy; check which of the two holds.",
        theirs=Number(f"{theirs:.1f}"),
    )
    return replace(value, caution=in_row((value.caution, words)))


def _of_liver(
    plan: Plan,
    result: SparedLiver,
    liver: Structure,
    tumours: Sequence[Structure],
    wanted: WantedValue,
    weighted: str,
) -> list[PlanValue]:
    if wanted.quantity == "below":
        at = wanted.amount or result.threshold_gy
        if at != result.threshold_gy:
            names = [tumour.number for tumour in tumours]
            result = spared_liver(plan, liver=liver.number, tumours=names, threshold_gy=at)
        return spared_value(result, wanted, weighted)
    method = say("Computed from contours and dose grid; the tumours are taken off.")
    normal = result.normal_liver_ml or 0.0
    if wanted.quantity == "volume":
        return [rounded_value(wanted, "Normal liver", normal, result.structures, method, "")]
    whole = sample_whole(plan, liver, None, None)
    taken = take_tumours(plan, liver, tumours, whole, None)
    caution = weighted
    if result.outside_grid_ml:
        caution = say(
            "{outside_grid_ml} mL of the normal liver lie outside the dose grid.",
            outside_grid_ml=Number(f"{result.outside_grid_ml:.0f}"),
        )
    inside = normal - (result.outside_grid_ml or 0.0)
    if wanted.quantity != "mean" or inside <= 0:
        return []
    total = sum(
        float((c.dose_gy * c.weight_ml)[np.isfinite(c.dose_gy)].sum(dtype=np.float64)) for c in whole.samples.chunks
    )
    covered = np.isfinite(taken.dose_gy)
    total -= float((taken.dose_gy[covered] * taken.volume_ml[covered]).sum())
    return [rounded_value(wanted, "Normal liver", total / inside, result.structures, method, caution)]


def _of_course(plan: Plan, result: SparedLiver, unknown: list[NotGiven]) -> list[PlanValue]:
    found = []
    if result.fractions is not None:
        found.append(stated_value(FRACTIONS_FIELD, "fractions", result.fractions, "fractions"))
    else:
        why = next(
            (item.text for item in result.missing if item.item == "fractions"), say("The plan does not tell them.")
        )
        unknown.append(NotGiven(FRACTIONS_FIELD, "", why))
    prescribed = plan.prescription.total_dose_gy
    if prescribed is not None and not any(warning.kind == "plan_sum" for warning in plan.warnings):
        found.append(stated_value(TOTAL_DOSE_FIELD, "prescription", round(prescribed, 2), "Gy"))
    else:
        why = say("No plan states one prescribed dose of the whole course.")
        unknown.append(NotGiven(TOTAL_DOSE_FIELD, "", why))
    whole_liver = _whole_liver(plan, result)
    if whole_liver is not None:
        method = say("Computed from the contours, the tumours with it.")
        name = (result.structures[0],)
        found.append(PlanValue(LIVER_VOLUME_FIELD, "Liver", "volume", None, whole_liver, "mL", name, method))
    else:
        why = say("Whether the liver was drawn with its tumours cannot be told before tumours inside it are named.")
        unknown.append(NotGiven(LIVER_VOLUME_FIELD, "Liver", why))
    return found


def _whole_liver(plan: Plan, result: SparedLiver) -> float | None:
    """Volume of the liver with its lesions, where the tumours named lie inside its structure."""
    tumours = [plan.volume_ml(name) for name in result.structures[1:]]
    outside = result.tumour_outside_liver_ml
    if not tumours or any(out > TUMOUR_OUTSIDE_SHARE * ml for out, ml in zip(outside, tumours, strict=True)):
        return None
    return float(round(plan.volume_ml(result.structures[0])))


def _caution_of_plan(plan: Plan) -> str:
    return next((warning.text for warning in plan.warnings if warning.kind == "effective_dose"), "")
