"""Rings of one plane sorted out: repeats, holes, and contours that overlap in part.

A ring inside another is a hole (an inner contour), a ring inside a hole an island. Rings that overlap in part are
united, as planning systems do with CLOSED_PLANAR contours; CLOSED_PLANAR_XOR contours are combined by exclusive or,
whatever they do. A ring that repeats another within a hundredth of a millimetre is counted once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.dose.organs.organ import Lattice, Outline, cross
from engine.dose.records import FloatArray

REPEAT_MM = 0.01
#: share of the smaller ring beyond which an overlap is none, or all
TOUCHING = 1e-3
_LINES = 256


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """The rings of one plane: `parts` of ring numbers, each read by the odd rule, united.

    repeats: rings left out because they are there twice. is_united: whether rings overlapped in part.
    is_ambiguous: whether a ring lies within two rings that overlap, so that nobody can say what it encloses.
    """

    rings: tuple[FloatArray, ...]
    parts: tuple[tuple[int, ...], ...]
    repeats: int = 0
    is_united: bool = False
    is_ambiguous: bool = False

    def outline(self) -> Outline:
        """The section as an outline."""
        return Outline.union([[self.rings[i] for i in part] for part in self.parts])


def sort_out(rings: Sequence[FloatArray], is_xor: bool) -> Section:
    """Sort out the rings of one plane, each of shape (n, 2) in mm; is_xor: they are combined by exclusive or."""
    if len(rings) == 1:
        return Section((rings[0],), ((0,),))
    kept: list[FloatArray] = []
    repeats = 0
    for ring in rings:
        if any(_boxes_meet(ring, other) and _is_repeat(ring, other) for other in kept):
            repeats += 1
        else:
            kept.append(ring)
    count = len(kept)
    within = np.zeros((count, count), dtype=bool)
    crossing = np.zeros((count, count), dtype=bool)
    for i in range(count):
        for j in range(i + 1, count):
            if not is_xor and _boxes_meet(kept[i], kept[j]):
                own, other, both = _lengths(kept[i], kept[j])
                least = min(own, other)
                if both >= (1.0 - TOUCHING) * least:
                    within[(i, j) if own <= other else (j, i)] = True
                elif both > TOUCHING * least:
                    crossing[i, j] = crossing[j, i] = True
    if not crossing.any():
        return Section(tuple(kept), (tuple(range(count)),), repeats)
    depth = within.sum(axis=1)
    containers = [np.flatnonzero(within[i]) for i in range(count)]
    ambiguous = any(crossing[a, b] for outer in containers for a in outer for b in outer)
    parts = [
        (i, *(j for j in range(count) if within[j, i] and depth[j] == depth[i] + 1))
        for i in range(count)
        if depth[i] % 2 == 0
    ]
    return Section(tuple(kept), tuple(parts), repeats, True, ambiguous)


def _boxes_meet(a: FloatArray, b: FloatArray) -> bool:
    return bool((a.min(axis=0) <= b.max(axis=0)).all() and (b.min(axis=0) <= a.max(axis=0)).all())


def _is_repeat(a: FloatArray, b: FloatArray) -> bool:
    if a.shape == b.shape and np.abs(a - b).max() <= REPEAT_MM:
        return True
    own, other, both = _lengths(a, b)
    around = float(np.hypot(*(np.roll(a, -1, axis=0) - a).T).sum())
    return own + other - 2.0 * both <= REPEAT_MM * around


def _lengths(a: FloatArray, b: FloatArray) -> tuple[float, float, float]:
    """Areas in mm2 of two rings and of what lies in both, by scan lines."""
    low = min(a[:, 1].min(), b[:, 1].min())
    high = max(a[:, 1].max(), b[:, 1].max())
    step = max(float(high - low), 1e-6) / _LINES
    lattice = Lattice(float(low), step, np.array([0.5]), np.zeros((1, _LINES)))
    first, second = (cross(Outline.of([ring]), lattice, np.array([0])) for ring in (a, b))
    return _length(first) * step, _length(second) * step, overlap(first, second) * step


def _length(key: FloatArray) -> float:
    return float((key[1::2] - key[0::2]).sum())


def overlap(a: FloatArray, b: FloatArray) -> float:
    """Length inside both of two sets of crossings."""
    key = np.concatenate([a, b])
    step = np.ones(len(key))
    step[1 : len(a) : 2] = -1.0
    step[len(a) + 1 :: 2] = -1.0
    order = np.argsort(key, kind="stable")
    inside = np.cumsum(step[order])[:-1]
    return float(np.diff(key[order])[inside > 1.5].sum())
