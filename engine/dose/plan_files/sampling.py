"""Dose samples inside an organ: scan lines whose inside parts are cut into equal cells, one dose value per cell.

The lengths of the cells are exact along x; in y and z the lines lie on a lattice that is shifted from sub-slice to
sub-slice and, in z, from line to line by low-discrepancy sequences. A plain lattice would count a flat isodose that
runs along it all at once, wrong by up to a lattice step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.dose.errors import Cancelled
from engine.dose.organs.organ import Crossings, IntArray, Lattice, Organ, line_of, x_of
from engine.dose.plan_files.dose_grid import DoseGrid, LocalDose
from engine.dose.records import FloatArray

Float32Array = NDArray[np.float32]
Progress = Callable[[float], object]
CancelHook = Callable[[], bool]

WANTED_SAMPLES = 1_000_000
_VOLUME_SAMPLES = 100_000
FINEST_STEP_MM = 0.15
COARSEST_STEP_MM = 4.0
HALF_INSIDE = 0.5
# Fractional parts of irrational numbers: multiples of them fill the unit interval evenly.
_PHASE_Y, _PHASE_Z, _PHASE_LINE = 0.754877666, 0.569840291, 0.618033989
_PHASE_X, _PHASE_X_LINE = 0.430159709, 0.324717957


@dataclass(frozen=True, slots=True, eq=False)
class Chunk:
    """Samples of one range in z.

    `key` tells line and x as in `Crossings`, ascending, shape (n,); `dose_gy` is infinite outside the dose grid;
    `weight_ml` is the volume each sample stands for.
    """

    lattice: Lattice
    key: FloatArray
    dose_gy: Float32Array
    weight_ml: Float32Array


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """All samples of an organ, bottom to top."""

    chunks: tuple[Chunk, ...]

    @property
    def volume_ml(self) -> float:
        """Volume of the organ."""
        return float(sum(chunk.weight_ml.sum(dtype=np.float64) for chunk in self.chunks))


def sampling_step_mm(volume_mm3: float, wanted: int = WANTED_SAMPLES) -> float:
    """Lattice step that gives about so many samples, within sensible limits."""
    return float(np.clip((volume_mm3 / wanted) ** (1 / 3), FINEST_STEP_MM, COARSEST_STEP_MM))


def sample(
    organ: Organ,
    grid: DoseGrid,
    progress: Progress | None = None,
    cancelled: CancelHook | None = None,
    *,
    wanted: int = WANTED_SAMPLES,
    is_solid: bool = False,
) -> Samples:
    """Sample the dose inside an organ.

    Parameters
    ----------
    organ, grid
        The organ and the dose, both in patient coordinates (mm).
    progress
        Told the share done, 0 to 1.
    cancelled
        Asked between chunks; true stops.
    wanted
        About so many samples are taken.
    is_solid
        What belongs to the organ to less than a half is left out, and the rest counts whole: for the largest and the
        least dose, which the rims of interpolated sections must not decide.

    Raises
    ------
    Cancelled
        Where `cancelled` said so.
    """
    step = sampling_step_mm(organ.volume_mm3, wanted)
    bottom = min(run.bottom_mm for run in organ.runs)
    top = max(run.top_mm for run in organ.runs)
    local = grid.around(organ.bounds_mm, (bottom, top))
    y0 = organ.bounds_mm[2] - step
    lines = int(np.ceil((organ.bounds_mm[3] - y0) / step)) + 1
    cells = [cell for run in organ.runs for cell in run.cells()]
    chunks: list[Chunk] = []
    used = 0
    for number, cell in enumerate(cells):
        if cancelled is not None and cancelled():
            raise Cancelled
        edges = _sub_slices(cell, step)
        lattice = _lattice(edges, y0, step, lines, used)
        used += len(edges) - 1
        crossings = organ.crossings(lattice)
        if is_solid:
            crossings = Crossings(crossings.key, (crossings.inside >= HALF_INSIDE).astype(np.float64))
        chunks.append(_chunk(crossings, lattice, np.diff(edges), local))
        if progress is not None:
            progress((number + 1) / len(cells))
    return Samples(tuple(chunks))


def degree_inside(organ: Organ, chunk: Chunk) -> tuple[IntArray, FloatArray]:
    """Which of a chunk's samples lie in another organ, and to what degree (1 inside, between 0 and 1 at its rim)."""
    crossings = organ.crossings(chunk.lattice)
    if len(crossings.key) < 2:
        return np.empty(0, dtype=np.intp), np.empty(0)
    inside = crossings.inside[:-1]
    start = np.searchsorted(chunk.key, crossings.key[:-1])
    number = np.searchsorted(chunk.key, crossings.key[1:]) - start
    held = (np.abs(inside) > 1e-9) & (number > 0)
    start, number = start[held], number[held]
    which = np.repeat(start - (np.cumsum(number) - number), number) + np.arange(int(number.sum()))
    return which, np.repeat(inside[held], number)


def _sub_slices(cell: FloatArray, step: float) -> FloatArray:
    if len(cell) > 2:  # a cap comes in steps already
        return cell
    count = max(int(np.ceil((cell[1] - cell[0]) / step - 1e-9)), 2)
    return np.linspace(cell[0], cell[1], count + 1)


def _lattice(edges: FloatArray, y0: float, step: float, lines: int, used: int) -> Lattice:
    number = used + np.arange(len(edges) - 1, dtype=np.float64)
    line = np.arange(lines, dtype=np.float64)
    place = (line[None, :] * _PHASE_LINE + number[:, None] * _PHASE_Z) % 1.0
    z = edges[:-1, None] + place * np.diff(edges)[:, None]
    return Lattice(y0, step, (number * _PHASE_Y) % 1.0, z)


def _chunk(crossings: Crossings, lattice: Lattice, depth: FloatArray, local: LocalDose) -> Chunk:
    """Cut the inside parts of the lines into cells no longer than the step and look up their dose."""
    key, inside = crossings.key[:-1], crossings.inside[:-1]
    length = np.diff(crossings.key)
    held = (np.abs(inside) > 1e-9) & (length > 0)
    key, inside, length = key[held], inside[held], length[held]
    if not len(key):
        return Chunk(lattice, np.empty(0), np.empty(0, np.float32), np.empty(0, np.float32))
    line = line_of(key)
    count = np.maximum(np.ceil(length / lattice.step), 1).astype(np.intp)
    cell = length / count
    weight = inside * cell * lattice.step * depth[line // lattice.shape[1]] / 1000.0
    before = np.cumsum(count) - count
    total = int(count.sum())
    phase = (line * _PHASE_X_LINE + (line // lattice.shape[1]) * _PHASE_X) % 1.0
    at = np.arange(total, dtype=np.float64)
    at -= np.repeat(before - phase, count)
    at *= np.repeat(cell, count)
    at += np.repeat(key, count)
    lines = np.repeat(line, count)
    profiles, covered = local.profiles(lattice.y.ravel(), lattice.z.ravel())
    dose, inside_x = local.along(profiles, lines, x_of(at, lines))
    dose[~(inside_x & covered[lines])] = np.inf
    return Chunk(lattice, at, dose, np.repeat(weight, count).astype(np.float32))


def volume_ml(organ: Organ) -> float:
    """Volume of an organ in mL, without dose; good to some 0.02 %."""
    step = max(sampling_step_mm(organ.volume_mm3 * (WANTED_SAMPLES / _VOLUME_SAMPLES)), FINEST_STEP_MM)
    y0 = organ.bounds_mm[2] - step
    lines = int(np.ceil((organ.bounds_mm[3] - y0) / step)) + 1
    total, used = 0.0, 0
    for run in organ.runs:
        for cell in run.cells():
            edges = _sub_slices(cell, step)
            lattice = _lattice(edges, y0, step, lines, used)
            used += len(edges) - 1
            crossings = organ.crossings(lattice)
            if len(crossings.key):
                depth = np.diff(edges)[line_of(crossings.key[:-1]) // lines]
                total += float((crossings.inside[:-1] * np.diff(crossings.key) * depth).sum())
    return total * step / 1000.0
