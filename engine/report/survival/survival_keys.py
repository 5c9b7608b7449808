"""Where the letters of a survival figure stand: beside the ends of their lines, off lines, marks and one another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]

#: half of a letter's width and height, in points
HALF_WIDTH, HALF_HEIGHT = 3.2, 3.4
#: what keeps two letters apart
LETTERS_APART = (2.0 * HALF_WIDTH + 0.4, 2.0 * HALF_HEIGHT + 0.8)
#: radius of what a mark covers
MARK_RADIUS = 2.8
_STEP = 1.5
#: ways from an end to its letter that are tried, the nearest and rightmost first
_WAYS = (
    *((6.5, 0.0), (6.5, -6.0), (6.5, 6.0), (0.0, -8.0), (0.0, 8.0), (-6.5, -6.0), (-6.5, 6.0), (-7.5, 0.0)),
    *((6.5, -9.0), (6.5, 9.0), (0.0, -12.0), (0.0, 12.0), (10.0, 0.0), (10.0, -9.0), (10.0, 9.0), (-10.0, -9.0)),
    *((-10.0, 9.0), (6.5, -17.0), (6.5, 17.0), (0.0, -18.0), (0.0, 18.0), (6.5, -25.0), (6.5, 25.0), (13.0, -13.0)),
    *((-13.0, -13.0), (13.0, 13.0), (-13.0, 13.0), (6.5, -33.0), (0.0, -26.0)),
)
_FURTHEST = 45.0
#: lines that end within so many points of the longest one end together; how far behind it their letters stand
_ENDS_TOGETHER, _BEHIND = 14.0, 7.5
_ON_A_LETTER, _ON_A_MARK, _ON_A_LINE = 1000.0, 60.0, 8.0


class Frame(NamedTuple):
    """Where the middle of a letter may stand, in points."""

    left: float
    top: float
    right: float
    bottom: float


def key_places(
    ends: Sequence[Point],
    of_lines: Sequence[bool],
    lines: Iterable[Sequence[Point]],
    marks: Sequence[Point],
    frame: Frame,
) -> list[Point]:
    """Return the middle of each letter, in the order of the ends.

    Parameters
    ----------
    ends : where each line ends, or its last point stands.
    of_lines : for each, whether it is the end of a line.
    lines : all lines and whiskers of the figure.
    marks : middles of all marks.
    """
    # Two pages are filled a dozen times over until they are as full as can be, with the same figures each time.
    return list(_places(tuple(ends), tuple(of_lines), tuple(map(tuple, lines)), tuple(marks), frame))


#: figures of a document or two
_MOST_REMEMBERED = 16


@lru_cache(maxsize=_MOST_REMEMBERED)
def _places(
    ends: tuple[Point, ...],
    of_lines: tuple[bool, ...],
    lines: tuple[tuple[Point, ...], ...],
    marks: tuple[Point, ...],
    frame: Frame,
) -> tuple[Point, ...]:
    drawn = [point for line in lines for point in _along(line)]
    placed = dict(_column(ends, of_lines, drawn, marks, frame))
    # From right to left and from above: there the lines end that stand closest.
    for at in sorted(range(len(ends)), key=lambda one: (-ends[one][0], ends[one][1])):
        if at in placed:
            continue
        x, y = ends[at]
        near = [(px, py) for px, py in drawn if abs(px - x) < _FURTHEST and abs(py - y) < _FURTHEST]
        tried = [_within((x + dx, y + dy), frame) for dx, dy in _WAYS]
        taken = list(placed.values())
        placed[at] = min(tried, key=lambda one: (_cost(one, (x, y), near, marks, taken), one))
    return tuple(placed[at] for at in range(len(ends)))


def _column(
    ends: Sequence[Point], of_lines: Sequence[bool], drawn: Sequence[Point], marks: Sequence[Point], frame: Frame
) -> Mapping[int, Point]:
    """Letters of the lines that go on longest: behind their ends, one below the other in the order of the lines."""
    places = [at for at, is_line in enumerate(of_lines) if is_line]
    if not places:
        return {}
    x = max(ends[at][0] for at in places)
    last = sorted((at for at in places if ends[at][0] > x - _ENDS_TOGETHER), key=lambda at: (ends[at][1], at))
    middle = min(x + _BEHIND, frame.right)
    if any(abs(px - middle) < HALF_WIDTH + MARK_RADIUS for px, _ in [*marks, *(p for p in drawn if p[0] > x + 0.1)]):
        return {}
    heights: list[float] = []
    for at in last:
        heights.append(max(ends[at][1], heights[-1] + LETTERS_APART[1]) if heights else max(ends[at][1], frame.top))
    limit = frame.bottom
    for place in range(len(heights) - 1, -1, -1):
        heights[place] = min(heights[place], limit)
        limit = heights[place] - LETTERS_APART[1]
    return {at: (middle, y) for at, y in zip(last, heights, strict=True)}


def _within(point: Point, frame: Frame) -> Point:
    return (min(max(point[0], frame.left), frame.right), min(max(point[1], frame.top), frame.bottom))


def _along(line: Sequence[Point]) -> Iterator[Point]:
    """Yield points of a line that are close enough to meet every letter it runs through."""
    for (x0, y0), (x1, y1) in pairwise(line):
        count = max(1, math.ceil(math.hypot(x1 - x0, y1 - y0) / _STEP))
        for step in range(count):
            yield (x0 + (x1 - x0) * step / count, y0 + (y1 - y0) * step / count)
    if line:
        yield line[-1]


def _cost(at: Point, end: Point, drawn: Sequence[Point], marks: Sequence[Point], letters: Sequence[Point]) -> float:
    x, y = at
    apart_x, apart_y = LETTERS_APART
    cost = math.hypot(x - end[0], y - end[1])
    cost += _ON_A_LETTER * sum(abs(px - x) < apart_x and abs(py - y) < apart_y for px, py in letters)
    reach_x, reach_y = HALF_WIDTH + MARK_RADIUS, HALF_HEIGHT + MARK_RADIUS
    cost += _ON_A_MARK * sum(abs(px - x) < reach_x and abs(py - y) < reach_y for px, py in marks)
    cost += _ON_A_LINE * sum(abs(px - x) < HALF_WIDTH + 0.6 and abs(py - y) < HALF_HEIGHT + 0.6 for px, py in drawn)
    return cost
