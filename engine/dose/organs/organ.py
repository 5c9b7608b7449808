"""An organ from its contours: closed outlines on axial planes, and how far each plane speaks for the space between.

Between two planes the organ is interpolated by weights: a point belongs to it to the degree
``sum_j w_j(z) * inside_j(x, y)``, with the cubic (at the ends quadratic) Lagrange weights of the neighbouring planes.
On equally spaced planes this adds up to the usual slab per contour; where spacing is unequal or planes are missing it
stays exact for sections that grow and shrink smoothly, which a slab does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.dose.records import DoseWarning, FloatArray

IntArray = NDArray[np.intp]

_KEY = 16384.0
"""Longer than any coordinate range (mm), so that ``line * _KEY + x`` sorts by line first."""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Closed outlines of one plane as directed edges, (x1, y1) to (x2, y2) in mm, each of shape (n,).

    What lies inside an odd number of rings is inside. Where rings overlap in part, `parts` holds outlines of which each
    is read so and which are united; the edges are then not used.
    """

    x1: FloatArray
    y1: FloatArray
    x2: FloatArray
    y2: FloatArray
    parts: tuple[Outline, ...] = ()

    @classmethod
    def of(cls, rings: Sequence[FloatArray]) -> Outline:
        """Join rings, each of shape (n, 2), closing each."""
        start = np.concatenate(rings)
        end = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
        return cls(start[:, 0].copy(), start[:, 1].copy(), end[:, 0].copy(), end[:, 1].copy())

    @classmethod
    def union(cls, parts: Sequence[Sequence[FloatArray]]) -> Outline:
        """Unite parts, each of rings read by the odd rule."""
        outlines = tuple(cls.of(rings) for rings in parts)
        if len(outlines) == 1:
            return outlines[0]
        nothing = np.empty(0)
        return cls(nothing, nothing, nothing, nothing, outlines)


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Scan lines along x, K of them in each of S thin sub-slices.

    Line (s, k) lies at ``y = y0 + (k + phase[s]) * step`` and at ``z[s, k]``; lines are numbered ``s * K + k``.
    """

    y0: float
    step: float
    phase: FloatArray
    z: FloatArray

    @property
    def shape(self) -> tuple[int, int]:
        """Number of sub-slices and of lines in each."""
        return self.z.shape[0], self.z.shape[1]

    @property
    def y(self) -> FloatArray:
        """The lines' y in mm, shape (S, K)."""
        lines = np.arange(self.z.shape[1], dtype=np.float64)
        return self.y0 + (lines[None, :] + self.phase[:, None]) * self.step


@dataclass(frozen=True, slots=True, eq=False)
class Crossings:
    """Where the lattice's lines cross an organ.

    `key` is ``line * 16384 + 8192 + x``, ascending; `inside` is the degree of belonging just after each crossing.
    """

    key: FloatArray
    inside: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """Planes that belong together, bottom to top, with a cap at each end.

    `outlines` holds the planes' outlines, then those of the lower cap's steps, then the upper cap's; the caps' steps
    reach from `low_edges_mm[i]` to `low_edges_mm[i + 1]` (ascending), and likewise above.
    """

    z_mm: FloatArray
    outlines: tuple[Outline, ...]
    low_edges_mm: FloatArray
    high_edges_mm: FloatArray

    @property
    def bottom_mm(self) -> float:
        """Lower end, cap included."""
        return float(self.low_edges_mm[0])

    @property
    def top_mm(self) -> float:
        """Upper end, cap included."""
        return float(self.high_edges_mm[-1])

    def cells(self) -> list[FloatArray]:
        """Ranges in z to be sampled, each as its ascending edges: the lower cap, between planes, the upper cap."""
        between = [self.z_mm[i : i + 2] for i in range(len(self.z_mm) - 1)]
        return (
            [cap for cap in (self.low_edges_mm,) if len(cap) > 1]
            + between
            + [cap for cap in (self.high_edges_mm,) if len(cap) > 1]
        )

    def weights(self, z_mm: FloatArray) -> dict[int, FloatArray]:
        """Weight at each height of every outline that has any there; zero outside the run."""
        weights: dict[int, FloatArray] = {}
        low, high = float(z_mm.min()), float(z_mm.max())
        planes = len(self.z_mm)
        first = max(int(np.searchsorted(self.z_mm, low, side="right")) - 1, 0)
        last = min(int(np.searchsorted(self.z_mm, high, side="right")), planes - 1)
        for i in range(first, last):
            here = (z_mm >= self.z_mm[i]) & (z_mm < self.z_mm[i + 1])
            nodes = _stencil(self.z_mm, i)
            for node, weight in zip(nodes, _lagrange(self.z_mm[nodes], z_mm[here]), strict=True):
                weights.setdefault(node, np.zeros(z_mm.shape))[here] = weight
        step = planes
        for edges in (self.low_edges_mm, self.high_edges_mm):
            for i in range(len(edges) - 1):
                if edges[i] <= high and edges[i + 1] > low:
                    weights[step + i] = ((z_mm >= edges[i]) & (z_mm < edges[i + 1])).astype(np.float64)
            step += len(edges) - 1
        return weights


@dataclass(frozen=True, slots=True, eq=False)
class Organ:
    """All runs of one structure.

    `volume_mm3` comes from the planes' areas and is good to some 0.1 %; it sets the sampling density and no result.
    `bounds_mm` is (x low, x high, y low, y high).
    """

    runs: tuple[Run, ...]
    bounds_mm: tuple[float, float, float, float]
    volume_mm3: float
    cap_mm3: float
    warnings: tuple[DoseWarning, ...]

    def crossings(self, lattice: Lattice) -> Crossings:
        """Cross every line of the lattice with the organ."""
        low, high = float(lattice.z.min()), float(lattice.z.max())
        keys: list[FloatArray] = []
        steps: list[FloatArray] = []
        for run in self.runs:
            if run.top_mm < low or run.bottom_mm > high:
                continue
            for index, weight in run.weights(lattice.z).items():
                slices = np.flatnonzero(weight.any(axis=1))
                if len(slices):
                    key = cross(run.outlines[index], lattice, slices)
                    line = (key // _KEY).astype(np.intp)
                    step = weight.ravel()[line]
                    step[1::2] *= -1.0
                    keys.append(key)
                    steps.append(step)
        if not keys:
            return Crossings(np.empty(0), np.empty(0))
        key = np.concatenate(keys)
        step = np.concatenate(steps)
        if len(keys) > 1:
            order = np.argsort(key, kind="stable")
            key, step = key[order], step[order]
        return Crossings(key, np.cumsum(step))


def cross(outline: Outline, lattice: Lattice, slices: IntArray) -> FloatArray:
    """Keys of all crossings of an outline with the lines of some sub-slices, ascending; even in number on each line.

    The rule is half-open (a vertex on a line counts once), so that each ring is crossed an even number of times.
    """
    if outline.parts:
        return _united([cross(part, lattice, slices) for part in outline.parts])
    count = lattice.shape[1]
    v1 = (outline.y1 - lattice.y0) / lattice.step
    v2 = (outline.y2 - lattice.y0) / lattice.step
    keys = []
    for s in slices:
        phase = lattice.phase[s]
        k1 = np.clip(np.ceil(v1 - phase), 0, count).astype(np.intp)
        k2 = np.clip(np.ceil(v2 - phase), 0, count).astype(np.intp)
        edge = np.flatnonzero(k1 != k2)
        if not len(edge):
            continue
        first = np.minimum(k1[edge], k2[edge])
        number = np.abs(k1[edge] - k2[edge])
        which = np.repeat(edge, number)
        offset = np.arange(len(which)) - np.repeat(np.cumsum(number) - number, number)
        k = np.repeat(first, number) + offset
        along = (k + phase - v1[which]) / (v2[which] - v1[which])
        x = outline.x1[which] + along * (outline.x2[which] - outline.x1[which])
        keys.append((s * count + k) * _KEY + (0.5 * _KEY + x))
    if not keys:
        return np.empty(0)
    key = np.concatenate(keys)
    key.sort()
    return key


def _united(crossings: Sequence[FloatArray]) -> FloatArray:
    """Crossings of a union: where the number of parts that one is in leaves zero or comes back to it."""
    key = np.concatenate(crossings)
    step = np.concatenate([np.where(np.arange(len(part)) % 2, -1, 1) for part in crossings])
    # At one place entering comes before leaving, so that parts that touch are one.
    order = np.lexsort((-step, key))
    inside = np.cumsum(step[order])
    before = inside - step[order]
    return np.asarray(key[order][(inside == 0) | (before == 0)])


def x_of(key: FloatArray, line: IntArray) -> FloatArray:
    """The x in mm that a key holds, given its line."""
    return key - line * _KEY - 0.5 * _KEY


def line_of(key: FloatArray) -> IntArray:
    """The line that a key holds."""
    return (key // _KEY).astype(np.intp)


def _stencil(z: FloatArray, i: int) -> list[int]:
    """Planes that speak for the space between planes i and i + 1.

    The outer two are at least half the gap away: from planes close together one cannot see far.
    """
    gap = z[i + 1] - z[i]
    nodes = [i, i + 1]
    below = np.flatnonzero(z[:i] <= z[i] - 0.5 * gap)
    above = np.flatnonzero(z[i + 2 :] >= z[i + 1] + 0.5 * gap)
    if len(below):
        nodes.insert(0, int(below[-1]))
    if len(above):
        nodes.append(i + 2 + int(above[0]))
    return nodes


def _lagrange(nodes: FloatArray, z: FloatArray) -> list[FloatArray]:
    weights: list[Any] = []
    for j, node in enumerate(nodes):
        others = np.delete(nodes, j)
        weights.append(np.prod([(z - other) / (node - other) for other in others], axis=0))
    return weights
