"""Contours gathered into an organ: planes, gaps between them, and the caps at both ends.

A gap is filled where it is not too wide and its two sides lie above each other; otherwise the structure is taken
apart there. Beyond the first and last plane of each part an end cap follows the trend of the last sections (see
`_cap_profile`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.dose.organs.organ import Lattice, Organ, Outline, Run, cross
from engine.dose.organs.sections import Section, overlap, sort_out
from engine.dose.records import DoseWarning, FloatArray
from engine.words.said import Number, say

SAME_PLANE_MM = 0.05
GAP_RATIO = 1.5
FILLED_GAP_MM = 15.0
FILLED_GAP_RATIO = 4.5
LEAST_OVERLAP = 0.2
SAME_SECTION = 1e-3
CAP_STEPS = 6


def build_organ(rings: Sequence[tuple[float, FloatArray]], slice_mm: float, is_xor: bool = False) -> Organ | None:
    """Build an organ from rings on axial planes.

    Parameters
    ----------
    rings
        (z in mm, points of shape (n, 2) in mm) of each closed contour, in any order.
    slice_mm
        Slice spacing of the structure set, for a structure drawn on one plane alone.
    is_xor
        Rings of a plane are combined by exclusive or, also where they overlap in part.

    Returns
    -------
    Organ or None
        None where no ring encloses an area.
    """
    planes = _planes(rings, is_xor)
    warnings: list[DoseWarning] = list(planes.warnings)
    if not planes.z:
        return None
    z = np.array(planes.z)
    every = np.concatenate([np.concatenate(section.rings) for section in planes.sections])
    low, high = every.min(axis=0), every.max(axis=0)
    outlines = [section.outline() for section in planes.sections]
    flat = _flat_lattice(low[1], high[1])
    spans = [cross(outline, flat, np.array([0])) for outline in outlines]
    areas = np.array([_length(span) for span in spans]) * flat.step
    solid = areas > 0
    if not solid.any():
        return None
    z, areas = z[solid], areas[solid]
    kept: list[int] = [int(i) for i in np.flatnonzero(solid)]
    outlines = [outlines[i] for i in kept]
    spans = [spans[i] for i in kept]
    sections = [planes.sections[i] for i in kept]
    breaks, gap_warnings = _breaks(z, areas, spans, flat.step)
    warnings += gap_warnings
    runs = []
    volume = caps = 0.0
    for start, stop in zip([0, *breaks], [*breaks, len(z)], strict=True):
        run, cap = _run(z[start:stop], areas[start:stop], outlines[start:stop], sections[start:stop], slice_mm)
        runs.append(run)
        caps += cap
        volume += cap + float(np.trapezoid(areas[start:stop], z[start:stop]))
    bounds = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
    return Organ(tuple(runs), bounds, volume, caps, tuple(warnings))


@dataclass(slots=True)
class _Planes:
    z: list[float]
    sections: list[Section]
    warnings: list[DoseWarning]


def _planes(rings: Sequence[tuple[float, FloatArray]], is_xor: bool) -> _Planes:
    """Rings gathered by plane, bottom to top, and sorted out there."""
    gathered: list[tuple[float, list[FloatArray]]] = []
    for z, ring in sorted(rings, key=lambda item: item[0]):
        if not gathered or z - gathered[-1][0] > SAME_PLANE_MM:
            gathered.append((z, []))
        gathered[-1][1].append(ring)
    sections = [sort_out(rings_here, is_xor) for _, rings_here in gathered]
    warnings = []
    if twice := sum(section.repeats for section in sections):
        warnings.append(
            DoseWarning(
                "repeated_contour",
                say("{twice} contours are in the file twice; each was counted once.", twice=str(twice)),
            )
        )
    if united := sum(section.is_united for section in sections):
        text = say("Contours overlap in part on {united} planes and were read as a union.", united=str(united))
        warnings.append(DoseWarning("overlapping_contours", text))
    if unclear := sum(section.is_ambiguous for section in sections):
        text = say(
            "On {unclear} planes a contour lies within two that overlap; what it encloses was read as solid.",
            unclear=str(unclear),
        )
        warnings.append(DoseWarning("unclear_contours", text))
    return _Planes([z for z, _ in gathered], sections, warnings)


def _flat_lattice(low: float, high: float) -> Lattice:
    """Lines of one plane, close enough for an area good to some 0.01 %."""
    count = 512
    step = max(high - low, 1e-6) / count
    return Lattice(low, step, np.array([0.5]), np.zeros((1, count)))


def _length(key: FloatArray) -> float:
    return float((key[1::2] - key[0::2]).sum())


def _breaks(
    z: FloatArray, areas: FloatArray, spans: Sequence[FloatArray], step: float
) -> tuple[list[int], list[DoseWarning]]:
    """Where a structure is taken apart: at a wide gap, or at a gap whose two sides do not lie above each other."""
    gaps = np.diff(z)
    if not len(gaps):
        return [], []
    usual = _usual_spacing(gaps)
    breaks: list[int] = []
    filled: list[tuple[float, float]] = []
    wide = np.flatnonzero(gaps > GAP_RATIO * usual + SAME_PLANE_MM)
    for i in (int(gap) for gap in wide):
        smaller = min(areas[i], areas[i + 1])
        near = gaps[i] <= max(FILLED_GAP_MM, FILLED_GAP_RATIO * usual)
        if near and overlap(spans[i], spans[i + 1]) * step >= LEAST_OVERLAP * smaller:
            filled.append((float(gaps[i]), float(gaps[i] * (areas[i] + areas[i + 1]) / 2)))
        else:
            breaks.append(i + 1)
    warnings = []
    if filled:
        widest = max(gap for gap, _ in filled)
        volume = sum(volume for _, volume in filled) / 1000
        warnings.append(
            DoseWarning(
                "slice_gap",
                say(
                    "Contours are {usual} mm apart but {filled} gaps of up to {widest} mm lie between them; {volume} "
                    "mL "
                    "were interpolated there.",
                    usual=Number(f"{usual:.3g}"),
                    filled=str(len(filled)),
                    widest=Number(f"{widest:.3g}"),
                    volume=Number(f"{volume:.1f}"),
                ),
            )
        )
    if breaks:
        widest = max(float(gaps[i - 1]) for i in breaks)
        warnings.append(
            DoseWarning(
                "separate_parts",
                say(
                    "The structure falls into {breaks} parts with up to {widest} mm between them; nothing was added "
                    "between "
                    "the parts.",
                    breaks=str(len(breaks) + 1),
                    widest=Number(f"{widest:.3g}"),
                ),
            )
        )
    return breaks, warnings


def _usual_spacing(gaps: FloatArray) -> float:
    """The smallest spacing that occurs at least twice; else the smallest but for planes squeezed in, else the least."""
    rounded = np.round(gaps, 1)
    values, counts = np.unique(rounded[rounded >= 0.2], return_counts=True)
    repeated = values[counts >= 2]
    if len(repeated):
        return float(repeated[0])
    return float(values[0]) if len(values) else float(gaps.min())


def _run(
    z: FloatArray,
    areas: FloatArray,
    outlines: Sequence[Outline],
    sections: Sequence[Section],
    slice_mm: float,
) -> tuple[Run, float]:
    """One run with its caps, and the caps' volume in mm3."""
    low_depths, low_areas = _cap_profile(z, areas, slice_mm)
    high_depths, high_areas = _cap_profile(-z[::-1], areas[::-1], slice_mm)
    low = [_shrunk(sections[0], area / areas[0]) for area in low_areas[::-1]]
    high = [_shrunk(sections[-1], area / areas[-1]) for area in high_areas]
    run = Run(z, (*outlines, *low, *high), z[0] - low_depths[::-1], z[-1] + high_depths)
    cap = float((low_areas * np.diff(low_depths)).sum() + (high_areas * np.diff(high_depths)).sum())
    return run, cap


def _cap_profile(z: FloatArray, areas: FloatArray, slice_mm: float) -> tuple[FloatArray, FloatArray]:
    """Depths in mm (n + 1 edges from 0) and mean areas in mm2 (n) of the cap below the first plane.

    Contours do not tell where an organ ends, only that the next slice no longer shows it. Three cases:

    - The sections shrink so that their parabola (three planes; exact for a sphere or an ellipsoid) reaches zero
      before the next slice: the cap follows it to the end.
    - The sections are equal, as in a phantom or a shape that was extruded: half a slice of the same section.
    - Otherwise a cone over half a slice, which holds a third of a full half slice. On a real prostate plan this
      gives the planning system's own volume within 0.5 % for every structure; full half slices give up to 1.4 % more.
    """
    planes = len(z)
    if planes == 1:
        return np.array([0.0, slice_mm / 2]), areas[:1].copy()
    h = float(z[1] - z[0])
    if planes > 2:
        h = min(h, GAP_RATIO * float(z[2] - z[1]))
    a0 = float(areas[0])
    equal = abs(areas[1] - a0) <= SAME_SECTION * a0 and (planes < 3 or abs(areas[2] - areas[1]) <= SAME_SECTION * a0)
    if equal:
        return np.array([0.0, h / 2]), areas[:1].copy()
    if planes > 2:
        slope, curve = _parabola(z[:3], areas[:3])
        end = _first_root(a0, slope, curve)
        if end is not None and end <= 1.02 * h:
            depths = np.linspace(0.0, end, CAP_STEPS + 1)
            whole = a0 * depths + slope * depths**2 / 2 + curve * depths**3 / 3
            return depths, np.clip(np.diff(whole) / np.diff(depths), 0.0, a0)
    depths = np.linspace(0.0, h / 2, CAP_STEPS + 1)
    left = 1 - depths / (h / 2)
    return depths, a0 * (left[:-1] ** 2 + left[:-1] * left[1:] + left[1:] ** 2) / 3


def _parabola(z: FloatArray, areas: FloatArray) -> tuple[float, float]:
    """Slope and half the curvature of the areas' parabola, as functions of the depth below the first plane."""
    first = (areas[1] - areas[0]) / (z[1] - z[0])
    second = ((areas[2] - areas[1]) / (z[2] - z[1]) - first) / (z[2] - z[0])
    return float(-(first - second * (z[1] - z[0]))), float(second)


def _first_root(a0: float, slope: float, curve: float) -> float | None:
    """Smallest positive depth at which ``a0 + slope t + curve t2`` is zero."""
    if abs(curve) < 1e-12 * abs(slope):
        return -a0 / slope if slope < 0 else None
    discriminant = slope * slope - 4 * curve * a0
    if discriminant < 0:
        return None
    root = float(np.sqrt(discriminant))
    positive = [t for t in ((-slope - root) / (2 * curve), (-slope + root) / (2 * curve)) if t > 0]
    return min(positive, default=None)


def _shrunk(section: Section, share: float) -> Outline:
    """Outlines with each ring shrunk towards its centroid to a share of its area."""
    factor = float(np.sqrt(max(share, 0.0)))
    shrunk = tuple(_centroid(ring) + factor * (ring - _centroid(ring)) for ring in section.rings)
    return Section(shrunk, section.parts).outline()


def _centroid(ring: FloatArray) -> FloatArray:
    x, y = ring[:, 0] - ring[0, 0], ring[:, 1] - ring[0, 1]
    across = x * np.roll(y, -1) - np.roll(x, -1) * y
    area = across.sum() / 2
    if abs(area) < 1e-9:
        return np.asarray(ring.mean(axis=0))
    centre = np.array([((x + np.roll(x, -1)) * across).sum(), ((y + np.roll(y, -1)) * across).sum()]) / (6 * area)
    return np.asarray(ring[0] + centre)
