"""A forest figure as lines, areas and texts in points; see `survival_scene` for what these are.

Every row: the letter, who they were and the figure in words at the left, the point with its interval at the right.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.report.survival.forest_figure import ForestFigure, ForestGroup, ForestRow
from engine.report.survival.survival_scene import (
    SERIES_COLOURS,
    Polygon,
    Polyline,
    Scene,
    SceneText,
    rounded,
    shape_of,
    wrapped,
)
from engine.words.said import in_row

_SIZE = 7.5
_LINE = 9.5
_TOP = 15.0
_KEY = 14.0
_GAP = 8.0
_RIGHT = 10.0
_ABOVE_ROW = 3.0
#: from so much width on the arm is named in any case
_WIDE_PT = 400.0

Item = Polygon | Polyline | SceneText


def forest_scene(figure: ForestFigure, width_pt: float) -> Scene:
    """Lay the figure out in `width_pt`, as high as its rows need.

    Parameters
    ----------
    width_pt : at least 200.
    """
    if not width_pt >= 200.0:
        raise ValueError(f"a forest of {width_pt} pt is too narrow to draw")
    layout = _Layout(figure, width_pt)
    items = tuple(layout.items())
    plot = (layout.left, _TOP, layout.right, layout.bottom)
    lines = [item for item in items if not isinstance(item, SceneText)]
    texts = [item for item in items if isinstance(item, SceneText)]
    left, top, right, bottom = map(rounded, plot)
    return Scene(
        rounded(width_pt), rounded(layout.bottom + 3.0), (left, top, right, bottom), (*lines, *texts), figure.alt
    )


class _Layout:
    """One figure at one width; `bottom` is known once `items` has been gone through."""

    def __init__(self, figure: ForestFigure, width: float) -> None:
        self._figure = figure
        self._wide = width >= _WIDE_PT
        curves = {row.curve: row.source for group in figure.groups for row in group.rows}
        sources = [*curves.values()]
        #: sources of which two groups stand here: only the arm tells them apart
        self._several = {source for source in sources if sources.count(source) > 1}
        self._words_width = (0.55 if self._wide else 0.52) * width - _KEY - _GAP
        self.left = _KEY + self._words_width + _GAP
        self.right = width - _RIGHT
        self.bottom = _TOP

    def items(self) -> Iterator[Item]:
        yield SceneText(0.0, rounded(_TOP - 7.0), self._figure.title, _SIZE, "start", "text", "bold")
        if self._figure.not_comparable:
            # Beside the title there is no room for it in half the width of a page.
            words = self._figure.not_comparable
            self.bottom += 0.0 if self._wide else _LINE
            end, anchor = (self.right, "end") if self._wide else (0.0, "start")
            yield SceneText(rounded(end), rounded(self.bottom - 7.0), words, _SIZE, anchor, "warning", "bold")  # type: ignore[arg-type]
        for number, group in enumerate(self._figure.groups):
            yield from self._group(group, is_first=number == 0)

    def _group(self, group: ForestGroup, *, is_first: bool) -> Iterator[Item]:
        y = self.bottom + (1.0 if is_first else 5.0) + _LINE
        yield SceneText(0.0, rounded(y - 2.5), group.title, _SIZE, "start", "text", "bold")
        for tick in group.ticks:
            x = self._x(tick.value, group)
            label = f"{tick.label} %" if group.months is not None and tick.value == group.end else tick.label
            yield SceneText(rounded(x), rounded(y - 2.5), label, _SIZE, "middle", "muted")
        top = y
        for row in group.rows:
            lines = self._lines(row)
            height = _ABOVE_ROW + _LINE * len(lines)
            yield from self._row(row, group, lines, y, height)
            y += height
        for tick in group.ticks:
            x = rounded(self._x(tick.value, group))
            yield Polyline(((x, rounded(top)), (x, rounded(y))), "axis" if tick.value == 0 else "grid", 0.5)
        self.bottom = y

    def _lines(self, row: ForestRow) -> list[tuple[str, str]]:
        """Return (text, colour) of the lines of a row; its figure is the last, in the colour of text."""
        arm = row.arm if self._wide or row.source in self._several else ""
        who = in_row((row.source, arm, row.patients, row.provenance), ", ")
        above = [(line, "muted") for line in wrapped(str(who), self._words_width, _SIZE)]
        figure = in_row((row.value_words, row.interval_words), "; ")
        return [*above, *((line, "text") for line in wrapped(str(figure), self._words_width, _SIZE))]

    def _row(
        self, row: ForestRow, group: ForestGroup, lines: list[tuple[str, str]], y: float, height: float
    ) -> Iterator[Item]:
        ink = "muted" if row.drawn_above else f"series{row.colour % SERIES_COLOURS}"
        yield SceneText(0.0, rounded(y + _ABOVE_ROW + _LINE - 2.5), row.key, _SIZE, "start", ink, "bold")
        for number, (text, colour) in enumerate(lines, start=1):
            yield SceneText(_KEY, rounded(y + _ABOVE_ROW + _LINE * number - 2.5), text, _SIZE, "start", colour)
        middle = y + (_ABOVE_ROW + height) / 2.0
        if row.low is not None and row.high is not None:
            low, high = self._x(row.low, group), self._x(row.high, group)
            yield _line((low, middle), (high, middle), ink)
            for x in (low, high):
                yield _line((x, middle - 2.6), (x, middle + 2.6), ink)
        fill = ink if row.low is not None else "paper"
        yield Polygon(shape_of("circle", self._x(row.value, group), middle), fill, 1.0, ink, 0.9)

    def _x(self, value: float, group: ForestGroup) -> float:
        share = min(max(value / group.end, 0.0), 1.0)
        return self.left + (self.right - self.left) * share


def _line(start: tuple[float, float], end: tuple[float, float], ink: str) -> Polyline:
    return Polyline(tuple((rounded(x), rounded(y)) for x, y in (start, end)), ink, 0.9)
