"""Dose in an organ at risk: maximum, mean, dose to a share of it; and how large a tumour is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.dose.organs.organ import Organ, Outline
from engine.dose.plan_files.dose_grid import DoseGrid, LocalDose
from engine.dose.plan_files.plan import Plan
from engine.dose.plan_files.sampling import CancelHook, sample
from engine.dose.plan_files.structure_set import Structure
from engine.dose.records import FloatArray

WANTED_SAMPLES = 200_000
#: share of an organ outside the dose grid from which its doses are bounds alone
OUTSIDE_SHARE = 1e-3
_DIRECTIONS = 720


@dataclass(frozen=True, slots=True, eq=False)
class OrganDose:
    """Dose samples of one organ, which may be drawn as several structures.

    Attributes
    ----------
    dose_gy : ascending, Gy, shape (n,); what lies outside the dose grid is not among them.
    weight_ml : volume each sample stands for, mL, shape (n,).
    outside_ml : volume outside the dose grid, mL.
    surface_gy : least and largest dose on the contours themselves, where extremes mostly lie; NaN where not covered.
    """

    dose_gy: FloatArray
    weight_ml: FloatArray
    outside_ml: float
    surface_gy: tuple[float, float]

    @property
    def volume_ml(self) -> float:
        """Volume of the organ, mL."""
        return float(self.weight_ml.sum()) + self.outside_ml

    @property
    def is_whole(self) -> bool:
        """Whether the dose grid covers the organ."""
        return self.outside_ml <= OUTSIDE_SHARE * self.volume_ml

    @property
    def is_covered(self) -> bool:
        """Whether the dose grid covers any of it."""
        return bool(len(self.dose_gy))

    def maximum_gy(self) -> float:
        """Largest dose anywhere in the covered part, Gy."""
        return float(np.fmax(self.dose_gy[-1], self.surface_gy[1]))

    def mean_gy(self) -> float:
        """Mean dose of the covered part, Gy."""
        return float((self.dose_gy * self.weight_ml).sum() / self.weight_ml.sum())

    def at_percent_gy(self, percent: float) -> float:
        """Dose that at least `percent` % of the organ receives, Gy; what lies outside the grid counts as 0 Gy.

        At 100 % it is the least dose.
        """
        if not self.is_whole and percent > 100.0 * (1.0 - self.outside_ml / self.volume_ml):
            return 0.0
        if percent >= 100.0:
            return float(np.fmin(self.dose_gy[0], self.surface_gy[0]))
        whole = self.volume_ml if not self.is_whole else float(self.weight_ml.sum())
        from_above = np.cumsum(self.weight_ml[::-1])
        at = int(np.searchsorted(from_above, percent / 100.0 * whole, side="left"))
        return float(self.dose_gy[::-1][min(at, len(self.dose_gy) - 1)])


def organ_dose(plan: Plan, structures: Sequence[Structure], cancelled: CancelHook | None = None) -> OrganDose:
    """Sample the dose in one organ; errors as of `Plan.organ`.

    Where several structures are the organ, what lies in two of them counts twice: that moves no maximum, and only
    maxima are asked of such organs.
    """
    doses: list[FloatArray] = []
    weights: list[FloatArray] = []
    surfaces: list[FloatArray] = []
    outside = 0.0
    for structure in structures:
        organ = plan.organ(structure)
        samples = sample(organ, plan.grid, None, cancelled, wanted=WANTED_SAMPLES, is_solid=True)
        for chunk in samples.chunks:
            covered = np.isfinite(chunk.dose_gy)
            doses.append(chunk.dose_gy[covered].astype(np.float64))
            weights.append(chunk.weight_ml[covered].astype(np.float64))
            outside += float(chunk.weight_ml[~covered].sum(dtype=np.float64))
        surfaces.append(_surface_doses(organ, plan.grid))
    dose, weight, surface = np.concatenate(doses), np.concatenate(weights), np.concatenate(surfaces)
    order = np.argsort(dose, kind="stable")
    ends = (float(surface.min()), float(surface.max())) if len(surface) else (np.nan, np.nan)
    return OrganDose(dose[order], weight[order], outside, ends)


def _surface_doses(organ: Organ, grid: DoseGrid) -> FloatArray:
    """Doses at the contours' own points, Gy."""
    heights = [float(z) for run in organ.runs for z in run.z_mm]
    local = grid.around(organ.bounds_mm, (min(heights), max(heights)))
    found = [
        _doses_on(outline, float(z), local)
        for run in organ.runs
        for z, outline in zip(run.z_mm, run.outlines, strict=False)
    ]
    return np.concatenate(found)


def _doses_on(outline: Outline, z_mm: float, local: LocalDose) -> FloatArray:
    x, y = _points(outline)
    profiles, covered = local.profiles(y, np.full(len(y), z_mm))
    dose, inside = local.along(profiles, np.arange(len(y)), x)
    return dose[covered & inside].astype(np.float64)


def _points(outline: Outline) -> tuple[FloatArray, FloatArray]:
    parts = outline.parts or (outline,)
    return np.concatenate([part.x1 for part in parts]), np.concatenate([part.y1 for part in parts])


def largest_diameter_cm(organ: Organ) -> float:
    """Largest diameter on any axial plane, cm: what is measured on the images, not the length across planes.

    Two rings of one plane are two lesions, unless they overlap.
    """
    angle = np.arange(_DIRECTIONS) * np.pi / _DIRECTIONS
    towards = np.stack([np.cos(angle), np.sin(angle)])
    widest = 0.0
    for run in organ.runs:
        for outline in run.outlines[: len(run.z_mm)]:
            for ring in [_points(outline)] if outline.parts else _rings(outline):
                along = np.stack(ring, axis=1) @ towards
                widest = max(widest, float(np.ptp(along, axis=0).max()))
    return widest / 10.0


def _rings(outline: Outline) -> list[tuple[FloatArray, FloatArray]]:
    """Points of each ring: a new one begins where an edge does not begin at the end of the one before."""
    apart = (outline.x1[1:] != outline.x2[:-1]) | (outline.y1[1:] != outline.y2[:-1])
    begins = np.flatnonzero(apart) + 1
    return list(zip(np.split(outline.x1, begins), np.split(outline.y1, begins), strict=True))
