"""The liver and what the tumours take from it: dose samples, volumes and curves, kept between questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dose.errors import Cancelled
from engine.dose.plan_files.plan import Plan
from engine.dose.plan_files.sampling import CancelHook, Progress, Samples, degree_inside, sample
from engine.dose.plan_files.structure_set import Structure
from engine.dose.records import DoseVolumeCurve, FloatArray

BIN_GY = 0.05
MOST_BINS = 10_000
_KEPT_ORGANS = 3


@dataclass(frozen=True, slots=True, eq=False)
class WholeLiver:
    """The whole liver structure: samples, volume in each dose bin, and volume outside the grid."""

    samples: Samples
    histogram_ml: FloatArray
    bin_gy: float
    volume_ml: float
    outside_ml: float

    def below_ml(self, dose_gy: float) -> float:
        """Volume in mL below a dose; what lies outside the grid is not."""
        return float(sum(c.weight_ml[c.dose_gy < dose_gy].sum(dtype=np.float64) for c in self.samples.chunks))


@dataclass(frozen=True, slots=True, eq=False)
class TakenByTumours:
    """What the tumours take from the liver: a dose and a volume per sample; and each tumour's part outside it."""

    dose_gy: FloatArray
    volume_ml: FloatArray
    outside_liver_ml: tuple[float, ...]

    def below_ml(self, dose_gy: float) -> float:
        """Volume in mL below a dose; what lies outside the grid is not."""
        return float(self.volume_ml[self.dose_gy < dose_gy].sum())


def sample_whole(plan: Plan, liver: Structure, progress: Progress | None, cancelled: CancelHook | None) -> WholeLiver:
    """Sample the dose in the whole liver structure, once per plan; hooks and errors as of `sampling.sample`."""
    kept = plan.kept.get((liver.number,))
    if isinstance(kept, WholeLiver):
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
    whole = WholeLiver(samples, histogram, bin_gy, samples.volume_ml, outside)
    # Samples of a few organs are enough to keep; the oldest go first.
    organs = [key for key, value in plan.kept.items() if isinstance(value, WholeLiver)]
    for key in organs[: max(len(organs) - _KEPT_ORGANS + 1, 0)]:
        for stale in [other for other in plan.kept if other[0] == key[0]]:
            del plan.kept[stale]
    plan.kept[(liver.number,)] = whole
    return whole


def take_tumours(
    plan: Plan, liver: Structure, tumours: Sequence[Structure], whole: WholeLiver, cancelled: CancelHook | None
) -> TakenByTumours:
    """Find which of the liver's samples lie in the union of the tumours, once per choice of tumours."""
    key = (liver.number, *sorted(tumour.number for tumour in tumours), -1)
    kept = plan.kept.get(key)
    if isinstance(kept, TakenByTumours):
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
    outside = tuple(max(plan.volume_ml(tumour.number) - inside_ml[tumour.number], 0.0) for tumour in tumours)
    nothing = np.empty(0)
    taken = TakenByTumours(
        np.concatenate(doses) if doses else nothing, np.concatenate(volumes) if volumes else nothing, outside
    )
    plan.kept[key] = taken
    return taken


def _histogram(
    dose_gy: NDArray[np.floating[Any]], volume_ml: NDArray[np.floating[Any]], bin_gy: float, bins: int
) -> FloatArray:
    place = np.clip((dose_gy / bin_gy).astype(np.intp), 0, bins - 1)
    return np.bincount(place, weights=volume_ml, minlength=bins).astype(np.float64)


def curve_of_rest(whole: WholeLiver, taken: TakenByTumours, structure: str) -> DoseVolumeCurve:
    """Build the curve of the liver without the tumours, from dose bins; `structure` says in words what it is of."""
    bins = len(whole.histogram_ml)
    covered = np.isfinite(taken.dose_gy)
    removed = _histogram(taken.dose_gy[covered], taken.volume_ml[covered], whole.bin_gy, bins)
    below = np.concatenate([[0.0], np.cumsum(whole.histogram_ml - removed)])
    # Rims of interpolated sections carry small negative parts; a curve never falls. Between the highest value so far
    # and the lowest still to come lies what is meant.
    rising = (np.maximum.accumulate(below) + np.minimum.accumulate(below[::-1])[::-1]) / 2
    dose_gy = np.arange(bins + 1, dtype=np.float64) * whole.bin_gy
    return DoseVolumeCurve(dose_gy, np.clip(rising, 0.0, max(float(below[-1]), 0.0)), structure)
