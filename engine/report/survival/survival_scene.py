"""A survival figure as lines, areas and texts in points: the same for the window and for the typesetter.

Origin at the top left, x to the right, y downwards, all numbers rounded to 0.001 pt so that they are the same
bytes everywhere. Colours are roles ("series0", "axis", …); whoever draws has the palette, and the letters and
mark shapes make it readable without one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from engine.report.survival.survival_keys import HALF_WIDTH, Frame, key_places
from engine.report.survival.survival_records import AnchorMark, Point, Series, SurvivalFigure
from engine.words.said import in_row, say

Anchor = Literal["start", "middle", "end"]
Weight = Literal["regular", "bold"]

#: colour roles of series; a ninth series would take the first again, and still has its own letter
SERIES_COLOURS = 8
MARKS = ("circle", "square", "triangle", "diamond")

_SIZE = 7.5
_LINE = 9.5
_LEFT = 26.0
_RIGHT = 14.0
_TOP = 15.0
_RADIUS = 2.1
_LEAST_PLOT_HEIGHT = 60.0

# Advance widths of Source Sans Pro Regular in thousandths of the size, code points 32 to 126: enough to place a
# label without asking a font, on screen and on paper alike.
_ADVANCES = (
    200, 289, 425, 497, 497, 824, 609, 249, 303, 303, 418, 497, 249, 311, 249, 350, 497, 497, 497, 497, 497, 497,
    497, 497, 497, 497, 249, 249, 497, 497, 497, 425, 847, 544, 588, 571, 615, 527, 494, 617, 652, 263, 480, 579,
    486, 727, 647, 664, 566, 664, 569, 534, 536, 645, 515, 786, 513, 476, 539, 303, 350, 303, 497, 500, 542, 504,
    553, 456, 555, 496, 292, 504, 544, 246, 247, 495, 255, 829, 547, 542, 555, 555, 347, 419, 338, 544, 467, 718,
    446, 467, 425, 303, 241, 303, 497,
)  # fmt: skip
_OTHER_ADVANCE = 560
_WIDE_ADVANCE = 1000


@dataclass(frozen=True, slots=True)
class Polyline:
    """An open line. `dash` holds lengths on and off in points, empty for a solid line."""

    points: tuple[Point, ...]
    colour: str
    width_pt: float
    dash: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed area, filled with `fill` at `opacity` (None: empty) and outlined where `outline` is given."""

    points: tuple[Point, ...]
    fill: str | None
    opacity: float = 1.0
    outline: str | None = None
    width_pt: float = 0.0


@dataclass(frozen=True, slots=True)
class SceneText:
    """A text on one line; (x, y) is its baseline at the start, middle or end."""

    x: float
    y: float
    text: str
    size_pt: float
    anchor: Anchor
    colour: str
    weight: Weight = "regular"


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything to draw, back to front: areas, lines, then marks, then texts.

    `plot` is the rectangle of the axes (left, top, right, bottom), for a reading line under the pointer.
    """

    width_pt: float
    height_pt: float
    plot: tuple[float, float, float, float]
    items: tuple[Polygon | Polyline | SceneText, ...]
    alt: str


def text_width(text: str, size_pt: float) -> float:
    """Return the width of a text in points, close enough to wrap and place labels."""
    total = 0
    for character in text:
        code = ord(character)
        if 32 <= code < 127:
            total += _ADVANCES[code - 32]
        else:
            total += _WIDE_ADVANCE if code >= 0x1100 else _OTHER_ADVANCE
    return total * size_pt / 1000.0


def wrapped(text: str, width_pt: float, size_pt: float) -> tuple[str, ...]:
    """Break a text into lines that are no wider than `width_pt`, at spaces, and inside a word only where it must."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if text_width(longer, size_pt) <= width_pt:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while text_width(line, size_pt) > width_pt and len(line) > 1:
            cut = max(1, sum(1 for end in range(1, len(line)) if text_width(line[:end], size_pt) <= width_pt))
            lines.append(line[:cut])
            line = line[cut:]
    return (*lines, line) if line or not lines else tuple(lines)


def scene(figure: SurvivalFigure, width_pt: float, height_pt: float, *, columns: int = 1) -> Scene:
    """Lay the figure out in `width_pt` by `height_pt`; it grows in height where its legend needs more.

    Parameters
    ----------
    width_pt : at least 120.
    height_pt : the plot takes what the legend leaves, and at least 60.
    columns : of the legend, read downwards.
    """
    if not (width_pt >= 120.0 and height_pt > 0.0):
        raise ValueError(f"a figure of {width_pt} by {height_pt} pt is too small to draw")
    legend = _legend_columns(_legend_lines(figure, width_pt / columns), columns)
    deepest = max((sum(map(len, column)) for column in legend), default=0)
    below = 20.0 + (_LINE * _at_risk_lines(figure) + 6.0 if figure.series else 0.0) + _LINE * deepest
    bottom = max(height_pt - below, _TOP + _LEAST_PLOT_HEIGHT)
    layout = _Layout(figure, width_pt, _TOP, bottom)
    items = [*layout.frame(), *layout.bands(), *layout.lines(), *layout.marks(), *layout.texts(legend)]
    height = max(height_pt, bottom + below)
    plot = (_LEFT, _TOP, width_pt - _RIGHT, bottom)
    return Scene(rounded(width_pt), rounded(height), tuple(map(rounded, plot)), tuple(items), figure.alt)  # type: ignore[arg-type]


def _legend_lines(figure: SurvivalFigure, width_pt: float) -> list[tuple[str, ...]]:
    """The whole label where all fit on a line; else source and number, where these still tell the series apart."""
    room = width_pt - _LEFT
    whole = [series.label for series in figure.series]
    short = [series.short_label for series in figure.series]
    fits = all(text_width(label, _SIZE) <= room for label in whole)
    return [wrapped(label, room, _SIZE) for label in (whole if fits or len(set(short)) < len(short) else short)]


def _legend_columns(lines: list[tuple[str, ...]], columns: int) -> list[list[tuple[str, ...]]]:
    """Deal the entries out, as many to each column, the first ones to the first."""
    each = max(1, math.ceil(len(lines) / columns))
    return [lines[start : start + each] for start in range(0, len(lines), each)]


def _at_risk_lines(figure: SurvivalFigure) -> int:
    """Lines below the axis: one for each series where any has later numbers, none where one sentence says it all."""
    return len(figure.series) if any(len(series.at_risk.numbers) > 1 for series in figure.series) else 0


def rounded(value: float) -> float:
    """Return a length in points to 0.001, the same bytes everywhere."""
    # Adding zero turns a negative zero into zero.
    return round(value, 3) + 0.0


class _Layout:
    """One figure at one size; every method yields items in points."""

    def __init__(self, figure: SurvivalFigure, width: float, top: float, bottom: float) -> None:
        self._figure = figure
        self._series = figure.series
        self._left, self._right = _LEFT, width - _RIGHT
        self._top, self._bottom = top, bottom

    def _x(self, months: float) -> float:
        return self._left + (self._right - self._left) * months / self._figure.axes.max_months

    def _y(self, percent: float) -> float:
        return self._bottom - (self._bottom - self._top) * percent / 100.0

    def _path(self, points: Iterable[Point]) -> tuple[Point, ...]:
        return tuple((rounded(self._x(months)), rounded(self._y(percent))) for months, percent in points)

    def frame(self) -> Iterator[Polyline]:
        for tick in self._figure.axes.survival_ticks:
            y = self._y(tick.value)
            yield _line(((self._left, y), (self._right, y)), "axis" if tick.value == 0 else "grid", 0.5)
        yield _line(((self._left, self._top), (self._left, self._bottom)), "axis", 0.5)
        for tick in self._figure.axes.time_ticks:
            x = self._x(tick.value)
            yield _line(((x, self._bottom), (x, self._bottom + 2.5)), "axis", 0.5)

    def bands(self) -> Iterator[Polygon]:
        for series in self._series:
            if series.band:
                yield Polygon(self._path(series.band), _colour(series), 0.16)

    def lines(self) -> Iterator[Polyline]:
        for series in self._series:
            if len(series.solid) > 1:
                yield Polyline(self._path(series.solid), _colour(series), 1.3)
            if len(series.dashed) > 1:
                yield Polyline(self._path(series.dashed), _colour(series), 1.1, (3.0, 2.2))

    def marks(self) -> Iterator[Polygon | Polyline]:
        for series, shift in zip(self._series, self._shifts(), strict=True):
            for anchor in series.anchors:
                yield from self._mark(series, anchor, shift)

    def _shifts(self) -> list[float]:
        """Points of different cohorts at one time would hide each other: each series stands a little aside."""
        bare = [series for series in self._series if not series.has_curve]
        taken = [round(a.months, 1) for series in bare for a in series.anchors if a.kind == "landmark"]
        if len(taken) == len(set(taken)):
            return [0.0] * len(self._series)
        gap = min(5.0, 24.0 / len(bare))
        # A point that its own curve runs through stays on the curve.
        middle = (len(bare) - 1) / 2.0
        return [0.0 if series.has_curve else gap * (bare.index(series) - middle) for series in self._series]

    def _crowded(self, series: Series) -> bool:
        """Among several bands the whiskers of a curve are left out: its band says as much."""
        return bool(series.band) and sum(1 for other in self._series if other.band) > 1

    def _mark(self, series: Series, anchor: AnchorMark, shift: float) -> Iterator[Polygon | Polyline]:
        colour = _colour(series)
        # A median is read off the time axis and so is never moved aside.
        x = self._x(anchor.months) + (shift if anchor.kind == "landmark" else 0.0)
        x = min(max(x, self._left), self._right)
        y = self._y(anchor.percent)
        if anchor.kind == "median_limit":
            yield _line(((x, y - 2.6), (x, y + 2.6)), colour, 0.9)
            return
        if anchor.low_percent is not None and anchor.high_percent is not None and not self._crowded(series):
            low, high = self._y(anchor.low_percent), self._y(anchor.high_percent)
            yield _line(((x, low), (x, high)), colour, 0.8)
            yield _line(((x - 1.6, low), (x + 1.6, low)), colour, 0.8)
            yield _line(((x - 1.6, high), (x + 1.6, high)), colour, 0.8)
        if anchor.kind == "median":
            ends = [a for a in series.anchors if a.kind == "median_limit" and abs(a.percent - 50.0) < 0.01]
            if len(ends) == 2:
                yield _line(((self._x(ends[0].months), y), (self._x(ends[1].months), y)), colour, 0.8)
        shape = MARKS[series.line_style % len(MARKS)]
        fill = colour if anchor.kept else "paper"
        yield Polygon(shape_of(shape, x, y), fill, 1.0, colour, 0.9)

    def texts(self, legend: Sequence[Sequence[tuple[str, ...]]]) -> Iterator[SceneText | Polygon]:
        axes = self._figure.axes
        yield SceneText(0.0, rounded(self._top - 7.0), axes.survival_label, _SIZE, "start", "text", "bold")
        if self._figure.not_comparable:
            words = self._figure.not_comparable
            yield SceneText(rounded(self._right), rounded(self._top - 7.0), words, _SIZE, "end", "warning", "bold")
        for tick in axes.survival_ticks:
            yield SceneText(
                rounded(self._left - 4.0), rounded(self._y(tick.value) + 2.5), tick.label, _SIZE, "end", "text"
            )
        for tick in axes.time_ticks:
            yield SceneText(
                rounded(self._x(tick.value)), rounded(self._bottom + 10.0), tick.label, _SIZE, "middle", "text"
            )
        yield from self._keys()
        if self._series:
            yield from self._under(legend)
        else:
            yield SceneText(rounded(self._left), rounded(self._bottom + 19.0), axes.time_label, _SIZE, "start", "muted")

    def _keys(self) -> Iterator[SceneText]:
        """The letter of each series beside the end of its line or its last point."""
        named: list[Series] = []
        ends: list[Point] = []
        for series, shift in zip(self._series, self._shifts(), strict=True):
            if series.has_curve:
                months, percent = (series.dashed or series.solid)[-1]
            elif series.anchors:
                last = next((a for a in reversed(series.anchors) if a.kind != "median_limit"), series.anchors[-1])
                months, percent = last.months, last.percent
                shift = shift if last.kind == "landmark" else 0.0
            else:
                continue
            x = self._x(months) + (0.0 if series.has_curve else shift)
            ends.append((min(max(x, self._left), self._right), self._y(percent)))
            named.append(series)
        frame = Frame(self._left + HALF_WIDTH + 1.0, self._top, self._right + _RIGHT - HALF_WIDTH, self._bottom - 4.0)
        marks = list(self.marks())
        lines = [item.points for item in (*self.lines(), *marks) if isinstance(item, Polyline)]
        middles = [_middle(item.points) for item in marks if isinstance(item, Polygon)]
        places = key_places(ends, [series.has_curve for series in named], lines, middles, frame)
        for series, (x, y) in zip(named, places, strict=True):
            baseline = y + (_SIZE + 0.5) / 3.0
            yield SceneText(rounded(x), rounded(baseline), series.key, _SIZE + 0.5, "middle", _colour(series), "bold")

    def _under(self, legend: Sequence[Sequence[tuple[str, ...]]]) -> Iterator[SceneText | Polygon]:
        y = self._bottom + 19.0
        yield SceneText(rounded(self._right), rounded(y), self._figure.axes.time_label, _SIZE, "end", "muted")
        if _at_risk_lines(self._figure):
            yield SceneText(0.0, rounded(y), say("At risk"), _SIZE, "start", "muted")
            for series in self._series:
                y += _LINE
                yield from self._at_risk_row(series, y)
        else:
            starts = (
                in_row((s.key, str(s.at_risk.numbers[0][1]) if s.at_risk.numbers else say("not given")))
                for s in self._series
            )
            words = say("At risk at the start: {numbers}; later not given", numbers=in_row(starts, ", "))
            yield SceneText(0.0, rounded(y), words, _SIZE, "start", "muted")
        first = 0
        for number, column in enumerate(legend):
            x = number * (self._right + _RIGHT) / len(legend)
            entries = list(zip(self._series[first : first + len(column)], column, strict=True))
            yield from self._legend_column(entries, x, y + 5.0)
            first += len(column)

    def _legend_column(
        self, entries: Sequence[tuple[Series, tuple[str, ...]]], x: float, y: float
    ) -> Iterator[SceneText | Polygon]:
        for series, lines in entries:
            shape = MARKS[series.line_style % len(MARKS)]
            yield Polygon(shape_of(shape, x + 14.0, y + _LINE - 2.5), _colour(series), 1.0, _colour(series), 0.9)
            yield SceneText(rounded(x), rounded(y + _LINE), series.key, _SIZE, "start", _colour(series), "bold")
            for line in lines:
                y += _LINE
                yield SceneText(rounded(x + _LEFT), rounded(y), line, _SIZE, "start", "text")

    def _at_risk_row(self, series: Series, y: float) -> Iterator[SceneText]:
        yield SceneText(0.0, rounded(y), series.key, _SIZE, "start", _colour(series), "bold")
        end = self._left - 4.0
        for months, count in series.at_risk.numbers:
            if months <= self._figure.axes.max_months:
                text, x = str(count), self._x(months)
                yield SceneText(rounded(x), rounded(y), text, _SIZE, "middle", "text")
                end = max(end, x + text_width(text, _SIZE) / 2.0)
        if series.at_risk.words:
            yield SceneText(rounded(end + 6.0), rounded(y), series.at_risk.words, _SIZE, "start", "muted")


def _line(points: Sequence[Point], colour: str, width: float) -> Polyline:
    return Polyline(tuple((rounded(x), rounded(y)) for x, y in points), colour, width)


def _colour(series: Series) -> str:
    return f"series{series.colour % SERIES_COLOURS}"


def _middle(points: Sequence[Point]) -> Point:
    xs, ys = zip(*points, strict=True)
    return ((min(xs) + max(xs)) / 2.0, (min(ys) + max(ys)) / 2.0)


def shape_of(name: str, x: float, y: float) -> tuple[Point, ...]:
    """Return the outline of a mark around a point."""
    r = _RADIUS
    if name == "square":
        corners = [(-r, -r), (r, -r), (r, r), (-r, r)]
    elif name == "triangle":
        corners = [(0.0, -1.25 * r), (1.15 * r, 0.85 * r), (-1.15 * r, 0.85 * r)]
    elif name == "diamond":
        corners = [(0.0, -1.4 * r), (1.4 * r, 0.0), (0.0, 1.4 * r), (-1.4 * r, 0.0)]
    else:
        corners = [(r * math.cos(math.tau * i / 16), r * math.sin(math.tau * i / 16)) for i in range(16)]
    return tuple((rounded(x + dx), rounded(y + dy)) for dx, dy in corners)
