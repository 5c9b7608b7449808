"""The question: how much normal liver receives less than the threshold dose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.dose.errors import Cancelled, DoseFileError
from engine.dose.organ import Organ
from engine.dose.own_curves import read_own_curve
from engine.dose.plan import Plan
from engine.dose.records import DoseVolumeCurve, DoseWarning, FloatArray, SparedLiver
from engine.dose.sampling import CancelHook, Progress, Samples, degree_inside, sample
from engine.dose.structure_set import Structure

BIN_GY = 0.05
MOST_BINS = 10_000
TOLERANCE = 5e-4
"""Share of the liver by which the computation may be off; added to the bounds where the grid is short."""

AGREEMENT = 0.02
NEGLIGIBLE_ML = 1.0
TUMOUR_OUTSIDE_ML = 0.5
TUMOUR_OUTSIDE_SHARE = 0.02
_KEPT_ORGANS = 3


@dataclass(frozen=True, slots=True, eq=False)
class _Whole:
    """The whole liver structure: samples, volume in each dose bin, and volume outside the grid."""

    samples: Samples
    histogram_ml: FloatArray
    bin_gy: float
    volume_ml: float
    outside_ml: float

    def below_ml(self, dose_gy: float) -> float:
        return float(
            sum(c.weight_ml[c.dose_gy < dose_gy].sum(dtype=np.float64) for c in self.samples.chunks)
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Taken:
    """What the tumours take from the liver: a dose and a volume per sample; and each tumour's part outside it."""

    dose_gy: FloatArray
    volume_ml: FloatArray
    outside_liver_ml: tuple[float, ...]

    def below_ml(self, dose_gy: float) -> float:
        return float(self.volume_ml[self.dose_gy < dose_gy].sum())


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
            plan.dose_file.path, "threshold", f"{threshold_gy:g} Gy is not a dose", "give a threshold between 0 and 500 Gy"
        )
    organ_of = plan.structure(liver)
    tumours_of = _distinct(plan, organ_of, tumours)
    warnings = list(plan.warnings) + _check_frames(plan, (organ_of, *tumours_of))
    warnings += _about(organ_of, plan.organ(organ_of))
    for tumour in tumours_of:
        warnings += _about(tumour, plan.organ(tumour))
    whole = _whole(plan, organ_of, progress, cancelled)
    taken = _taken(plan, organ_of, tumours_of, whole, cancelled)

    normal = max(whole.volume_ml - float(taken.volume_ml.sum()), 0.0)
    outside = whole.outside_ml - float(taken.volume_ml[np.isinf(taken.dose_gy)].sum())
    outside = outside if outside > 1e-4 * normal else 0.0
    below = max(whole.below_ml(threshold_gy) - taken.below_ml(threshold_gy), 0.0)
    slack = TOLERANCE * normal if outside else 0.0
    lower, upper = max(below - slack, 0.0), min(below + outside + slack, normal + slack)
    if normal > 0 and outside >= 0.999 * normal:
        raise plan.dose_file.error(
            "dose grid", f"does not overlap {organ_of.name!r}", "give structure set and dose of the same plan"
        )
    warnings += _about_result(organ_of, tumours_of, taken, outside, normal, threshold_gy, plan)

    tps_curve, tps_below, tps_warnings = _planning_system(plan, organ_of, tumours_of, whole, taken, threshold_gy)
    warnings += tps_warnings
    curve = _curve(whole, taken, _in_words(organ_of, tumours_of))
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
                f"structure {tumour.name!r}", "is named both as liver and as tumour", "name the tumour's own structure"
            )
        chosen[tumour.number] = tumour
    return tuple(chosen.values())


def _check_frames(plan: Plan, structures: Sequence[Structure]) -> list[DoseWarning]:
    dose_frame = plan.dose_file.text(plan.dose_file.dataset, "FrameOfReferenceUID")
    unknown = not dose_frame
    for structure in structures:
        frame = plan.frame_of(structure)
        unknown = unknown or not frame
        if frame and dose_frame and frame != dose_frame:
            raise plan.dose_file.error(
                "FrameOfReferenceUID",
                f"is not the frame of reference of structure {structure.name!r}",
                "give structure set and dose of the same planning CT",
            )
    if unknown:
        return [
            DoseWarning(
                "frame_unknown", "A file states no frame of reference; whether contours and dose match was not checked."
            )
        ]
    return []


def _about(structure: Structure, organ: Organ) -> list[DoseWarning]:
    return [DoseWarning(warning.kind, f"{structure.name}: {warning.text}") for warning in organ.warnings]


def _whole(plan: Plan, liver: Structure, progress: Progress | None, cancelled: CancelHook | None) -> _Whole:
    kept = plan.kept.get((liver.number,))
    if isinstance(kept, _Whole):
        return kept
    samples = sample(plan.organ(liver), plan.grid, progress, cancelled)
    bin_gy = max(BIN_GY, plan.grid.largest_gy() / MOST_BINS)
    bins = int(plan.grid.largest_gy() / bin_gy) + 2
    histogram = np.zeros(bins)
    outside = 0.0
    for chunk in samples.chunks:
        covered = np.isfinite(chunk.dose_gy)
        if not covered.all():
            outside += float(chunk.weight_ml[~covered].sum(dtype=np.float64))
        histogram += _histogram(chunk.dose_gy[covered], chunk.weight_ml[covered], bin_gy, bins)
    whole = _Whole(samples, histogram, bin_gy, samples.volume_ml, outside)
    # Samples of a few organs are enough to keep; the oldest go first.
    organs = [key for key, value in plan.kept.items() if isinstance(value, _Whole)]
    for key in organs[: max(len(organs) - _KEPT_ORGANS + 1, 0)]:
        for stale in [other for other in plan.kept if other[0] == key[0]]:
            del plan.kept[stale]
    plan.kept[(liver.number,)] = whole
    return whole


def _taken(
    plan: Plan, liver: Structure, tumours: Sequence[Structure], whole: _Whole, cancelled: CancelHook | None
) -> _Taken:
    key = (liver.number, *sorted(tumour.number for tumour in tumours), -1)
    kept = plan.kept.get(key)
    if isinstance(kept, _Taken):
        return kept
    doses: list[FloatArray] = []
    volumes: list[FloatArray] = []
    inside_ml = dict.fromkeys((tumour.number for tumour in tumours), 0.0)
    for chunk in whole.samples.chunks if tumours else ():
        if cancelled is not None and cancelled():
            raise Cancelled
        left: FloatArray | None = None
        for tumour in tumours:
            which, degree = degree_inside(plan.organ(tumour), chunk)
            if len(which):
                inside_ml[tumour.number] += float((chunk.weight_ml[which] * degree).sum(dtype=np.float64))
                left = np.ones(len(chunk.key)) if left is None else left
                left[which] *= 1.0 - degree
        if left is not None:
            hit = np.flatnonzero(left != 1.0)
            doses.append(chunk.dose_gy[hit].astype(np.float64))
            volumes.append(chunk.weight_ml[hit] * (1.0 - left[hit]))
    outside = tuple(
        max(plan.volume_ml(tumour.number) - inside_ml[tumour.number], 0.0) for tumour in tumours
    )
    nothing = np.empty(0)
    taken = _Taken(
        np.concatenate(doses) if doses else nothing, np.concatenate(volumes) if volumes else nothing, outside
    )
    plan.kept[key] = taken
    return taken


def _histogram(dose_gy: FloatArray, volume_ml: FloatArray, bin_gy: float, bins: int) -> FloatArray:
    place = np.clip((dose_gy / bin_gy).astype(np.intp), 0, bins - 1)
    return np.bincount(place, weights=volume_ml, minlength=bins)


def _curve(whole: _Whole, taken: _Taken, structure: str) -> DoseVolumeCurve:
    bins = len(whole.histogram_ml)
    covered = np.isfinite(taken.dose_gy)
    removed = _histogram(taken.dose_gy[covered], taken.volume_ml[covered], whole.bin_gy, bins)
    below = np.concatenate([[0.0], np.cumsum(whole.histogram_ml - removed)])
    # Rims of interpolated sections carry small negative parts; a curve never falls.
    return DoseVolumeCurve(np.arange(bins + 1) * whole.bin_gy, np.maximum.accumulate(below), structure)


def _in_words(liver: Structure, tumours: Sequence[Structure]) -> str:
    return liver.name if not tumours else f"{liver.name} minus {', '.join(tumour.name for tumour in tumours)}"


def _about_result(
    liver: Structure,
    tumours: Sequence[Structure],
    taken: _Taken,
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
                f"{outside:.1f} mL of {_in_words(liver, tumours)} ({100 * outside / normal:.1f} %) lie outside the dose "
                "grid; they are not counted as spared, and the bounds say what they could change.",
            )
        )
    for tumour, volume in zip(tumours, taken.outside_liver_ml, strict=True):
        whole_tumour = plan.volume_ml(tumour.number)
        if volume > max(TUMOUR_OUTSIDE_ML, TUMOUR_OUTSIDE_SHARE * whole_tumour):
            all_of_it = volume > 0.98 * whole_tumour
            warnings.append(
                DoseWarning(
                    "tumour_outside_liver",
                    f"{'All of' if all_of_it else f'{volume:.1f} mL of'} {tumour.name} ({whole_tumour:.1f} mL) "
                    f"{'lies' if all_of_it else 'lie'} outside {liver.name}; check that {liver.name} is the whole liver.",
                )
            )
    if plan.grid.largest_gy() < threshold_gy:
        warnings.append(
            DoseWarning(
                "dose_below_threshold",
                f"The largest dose in the file is {plan.grid.largest_gy():.1f} Gy, below the threshold; check that it is "
                "the total dose of the course.",
            )
        )
    prescribed = plan.prescription.total_dose_gy
    if prescribed is not None and not 0.7 * prescribed <= plan.grid.largest_gy() <= 2.5 * prescribed:
        warnings.append(
            DoseWarning(
                "dose_unlike_prescription",
                f"The largest dose in the file is {plan.grid.largest_gy():.1f} Gy but the plan prescribes "
                f"{prescribed:.1f} Gy; check that the dose is that of the whole course.",
            )
        )
    return warnings


def _planning_system(
    plan: Plan,
    liver: Structure,
    tumours: Sequence[Structure],
    whole: _Whole,
    taken: _Taken,
    threshold_gy: float,
) -> tuple[DoseVolumeCurve | None, float | None, list[DoseWarning]]:
    """The planning system's curve, its value for the normal liver, and warnings; refuses where it differs from ours.

    A curve of the liver minus just these tumours is taken as it is; from a curve of the whole liver, the tumours'
    part below the threshold, as computed here, is taken off.
    """
    largest = plan.grid.largest_gy()
    numbers = frozenset(tumour.number for tumour in tumours)
    own, warnings = read_own_curve(plan.dose_file, liver.number, numbers, largest)
    less_tumours = bool(tumours) and own is not None
    if own is None and tumours:
        own, more = read_own_curve(plan.dose_file, liver.number, frozenset(), largest)
        warnings += more
    if own is None:
        return None, None, warnings
    gone = _Taken(np.empty(0), np.empty(0), ()) if not less_tumours else taken
    our_volume = whole.volume_ml - float(gone.volume_ml.sum())
    our_outside = whole.outside_ml - float(gone.volume_ml[np.isinf(gone.dose_gy)].sum())
    our_below = whole.below_ml(threshold_gy) - gone.below_ml(threshold_gy)
    curve = own.in_ml(_in_words(liver, tumours) if less_tumours else liver.name, our_volume)
    if not own.is_percent:
        _agree(plan, liver, "volume", float(curve.volume_below_ml[-1]), our_volume, our_volume)
    theirs = curve.below_ml(threshold_gy)
    _agree(plan, liver, f"volume below {threshold_gy:g} Gy", theirs, our_below, our_below + our_outside)
    if own.is_percent:
        warnings.append(
            DoseWarning(
                "tps_curve_percent",
                "The planning system's own curve is in percent; it was turned into mL with the computed volume.",
            )
        )
    return curve, theirs if less_tumours else max(theirs - taken.below_ml(threshold_gy), 0.0), warnings


def _agree(plan: Plan, liver: Structure, what: str, theirs: float, lowest: float, highest: float) -> None:
    ours = min(max(theirs, lowest), highest)
    apart = abs(theirs - ours)
    larger = max(theirs, ours)
    if apart > NEGLIGIBLE_ML and apart > AGREEMENT * larger:
        computed = f"{lowest:.1f}" if highest - lowest < 0.05 else f"{lowest:.1f} to {highest:.1f}"
        raise plan.dose_file.error(
            "DVHSequence",
            f"the planning system's own curve gives {theirs:.1f} mL for the {what} of {liver.name!r}, the computation "
            f"{computed} mL, {100 * apart / larger:.1f} % apart",
            "check in the planning system that curve, contours and dose belong together, then export again",
        )
