"""The question: how much normal liver receives less than the threshold dose."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.dose.errors import DoseFileError
from engine.dose.organs.organ import Organ
from engine.dose.plan_files.plan import Plan
from engine.dose.plan_files.sampling import CancelHook, Progress
from engine.dose.plan_files.structure_set import Structure
from engine.dose.records import DoseWarning, SparedLiver
from engine.dose.values.normal_liver import TakenByTumours, curve_of_rest, sample_whole, take_tumours
from engine.dose.values.planning_system import in_words, planning_system_value
from engine.words.said import Number, fault, say, template

TOLERANCE = 5e-4
"""Share of the liver by which the computation may be off; added to the bounds where the grid is short."""

TUMOUR_OUTSIDE_ML = 0.5
TUMOUR_OUTSIDE_SHARE = 0.02


def spared_liver(
    plan: Plan,
    *,
    liver: str | int,
    tumours: Sequence[str | int] = (),
    threshold_gy: float = 15.0,
    progress: Progress | None = None,
    cancelled: CancelHook | None = None,
) -> SparedLiver:
    """Compute the normal liver that receives less than a dose.

    Parameters
    ----------
    plan
        What `read_plan` returned.
    liver
        Name (or ROI number) of the liver structure.
    tumours
        Names of the tumour structures; their union is taken off the liver.
    threshold_gy
        The threshold dose, Gy.
    progress
        Told the share done, 0 to 1.
    cancelled
        Asked often; true stops with `Cancelled`.

    Returns
    -------
    SparedLiver
        With bounds where the dose grid does not cover the liver, and the planning system's own curve beside ours.

    Raises
    ------
    DoseFileError
        Where a structure is unknown or has no volume, structure and dose lie in different frames of reference, dose
        and liver do not overlap, the threshold is no dose, or the planning system's curve differs by more than 2 %.
    Cancelled
        Where `cancelled` said so.
    """
    if not (np.isfinite(threshold_gy) and 0 < threshold_gy < 500):
        raise DoseFileError(
            plan.dose_file.path,
            "threshold",
            say("{threshold_gy} Gy is not a dose", threshold_gy=Number(f"{threshold_gy:g}")),
            say("give a threshold between 0 and 500 Gy"),
        )
    organ_of = plan.structure(liver)
    tumours_of = _distinct(plan, organ_of, tumours)
    warnings = list(plan.warnings) + check_frames(plan, (organ_of, *tumours_of))
    warnings += _about(organ_of, plan.organ(organ_of))
    for tumour in tumours_of:
        warnings += _about(tumour, plan.organ(tumour))
    whole = sample_whole(plan, organ_of, progress, cancelled)
    taken = take_tumours(plan, organ_of, tumours_of, whole, cancelled)

    normal = max(whole.volume_ml - float(taken.volume_ml.sum()), 0.0)
    outside = whole.outside_ml - float(taken.volume_ml[np.isinf(taken.dose_gy)].sum())
    outside = outside if outside > 1e-4 * normal else 0.0
    below = max(whole.below_ml(threshold_gy) - taken.below_ml(threshold_gy), 0.0)
    slack = TOLERANCE * normal if outside else 0.0
    lower, upper = max(below - slack, 0.0), min(below + outside + slack, normal + slack)
    if normal > 0 and outside >= 0.999 * normal:
        raise plan.dose_file.error(
            "dose grid",
            fault("does not overlap {organ_of}", organ_of=f"{organ_of.name!r}"),
            say("give structure set and dose of the same plan"),
        )
    warnings += _about_result(organ_of, tumours_of, taken, outside, normal, threshold_gy, plan)

    tps_curve, tps_below, tps_warnings = planning_system_value(plan, organ_of, tumours_of, whole, taken, threshold_gy)
    warnings += tps_warnings
    curve = curve_of_rest(whole, taken, in_words(organ_of, tumours_of))
    return SparedLiver(
        normal_liver_ml=normal,
        below_threshold_ml=below,
        lower_bound_ml=lower,
        upper_bound_ml=upper,
        outside_grid_ml=outside,
        threshold_gy=float(threshold_gy),
        fractions=plan.fractions,
        warnings=tuple(warnings),
        missing=plan.prescription.missing,
        curve=curve,
        tps_curve=tps_curve,
        tps_below_threshold_ml=tps_below,
        trusted_below_threshold_ml=below if tps_below is None else tps_below,
        trusted_source="computed" if tps_below is None else "planning_system",
        below_threshold_percent=100.0 * below / normal if normal > 0 else None,
        structures=(organ_of.name, *(tumour.name for tumour in tumours_of)),
        tumour_outside_liver_ml=taken.outside_liver_ml,
        file_hashes=plan.file_hashes,
        method=(
            "Recomputed from contours and dose grid: sections interpolated between contours, end caps by their trend, "
            f"{sum(len(chunk.key) for chunk in whole.samples.chunks):,} samples, trilinear dose."
        ),
        source_format="dicom_rt",
    )


def _distinct(plan: Plan, liver: Structure, tumours: Sequence[str | int]) -> tuple[Structure, ...]:
    chosen: dict[int, Structure] = {}
    for name in tumours:
        tumour = plan.structure(name)
        if tumour.number == liver.number:
            raise plan.structure_file.error(
                f"structure {tumour.name!r}",
                say("is named both as liver and as tumour"),
                say("name the tumour's own structure"),
            )
        chosen[tumour.number] = tumour
    return tuple(chosen.values())


def check_frames(plan: Plan, structures: Sequence[Structure]) -> list[DoseWarning]:
    """Refuse structures in another frame of reference than the dose; warn where a file states none."""
    dose_frame = plan.dose_file.text(plan.dose_file.dataset, "FrameOfReferenceUID")
    unknown = not dose_frame
    for structure in structures:
        frame = plan.frame_of(structure)
        unknown = unknown or not frame
        if frame and dose_frame and frame != dose_frame:
            raise plan.dose_file.error(
                "FrameOfReferenceUID",
                fault("is not the frame of reference of structure {structure}", structure=f"{structure.name!r}"),
                say("give structure set and dose of the same planning CT"),
            )
    if unknown:
        return [
            DoseWarning(
                "frame_unknown",
                say("A file states no frame of reference; whether contours and dose match was not checked."),
            )
        ]
    return []


_ALL_OUTSIDE = template("All of {tumour} ({volume} mL) lies outside {liver}; check that this is the whole liver.")
_PART_OUTSIDE = template("{part} mL of {tumour} ({volume} mL) lie outside {liver}; check that this is the whole liver.")


def _about(structure: Structure, organ: Organ) -> list[DoseWarning]:
    return [
        DoseWarning(warning.kind, say("{structure}: {warning}", structure=structure.name, warning=warning.text))
        for warning in organ.warnings
    ]


def _about_result(
    liver: Structure,
    tumours: Sequence[Structure],
    taken: TakenByTumours,
    outside: float,
    normal: float,
    threshold_gy: float,
    plan: Plan,
) -> list[DoseWarning]:
    warnings = []
    if outside:
        warnings.append(
            DoseWarning(
                "outside_grid",
                say(
                    "{outside} mL of {liver} ({percent} %) lie outside the dose grid; they are not counted as "
                    "spared, and "
                    "the bounds say what they could change.",
                    outside=Number(f"{outside:.1f}"),
                    liver=in_words(liver, tumours),
                    percent=Number(f"{100 * outside / normal:.1f}"),
                ),
            )
        )
    for tumour, volume in zip(tumours, taken.outside_liver_ml, strict=True):
        whole_tumour = plan.volume_ml(tumour.number)
        if volume > max(TUMOUR_OUTSIDE_ML, TUMOUR_OUTSIDE_SHARE * whole_tumour):
            all_of_it = volume > 0.98 * whole_tumour
            warnings.append(
                DoseWarning(
                    "tumour_outside_liver",
                    say(
                        _ALL_OUTSIDE if all_of_it else _PART_OUTSIDE,
                        part=Number(f"{volume:.1f}"),
                        tumour=tumour.name,
                        volume=Number(f"{whole_tumour:.1f}"),
                        liver=liver.name,
                    ),
                )
            )
    if plan.grid.largest_gy() < threshold_gy:
        warnings.append(
            DoseWarning(
                "dose_below_threshold",
                say(
                    "The largest dose in the file is {largest_gy} Gy, below the threshold; check that it is the "
                    "total dose "
                    "of the course.",
                    largest_gy=Number(f"{plan.grid.largest_gy():.1f}"),
                ),
            )
        )
    prescribed = plan.prescription.total_dose_gy
    if prescribed is not None and not 0.7 * prescribed <= plan.grid.largest_gy() <= 2.5 * prescribed:
        warnings.append(
            DoseWarning(
                "dose_unlike_prescription",
                say(
                    "The largest dose in the file is {largest_gy} Gy but the plan prescribes {prescribed} Gy; check "
                    "that "
                    "the dose is that of the whole course.",
                    largest_gy=Number(f"{plan.grid.largest_gy():.1f}"),
                    prescribed=Number(f"{prescribed:.1f}"),
                ),
            )
        )
    return warnings
