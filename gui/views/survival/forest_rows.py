"""Groups with one published figure as rows of a list: who, the figure in words, and its point on the common axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from engine.report.survival.forest_figure import ForestFigure, ForestGroup, ForestRow
from engine.words.said import in_row
from gui.figures.drawing import LEFT, Fonts, colour
from gui.figures.interval_row import draw_axis, draw_interval
from gui.shared.language import in_use
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.rows import Arrangement, Row

#: narrower than so many letters, the axis runs below the words
_STACKED_EMS = 44
#: and below which what it says of itself stands below its name, too
_ONE_COLUMN_EMS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class ForestListRow(Row):
    """One published figure, or the heading of those of one time.

    Attributes
    ----------
    title, ticks : of a heading, with the labels of the quarters of its axis.
    share, span : where on the axis (0 to 1) the point lies and its interval; no interval is known where it is None.
    drawn_above : stands here for comparison alone.
    """

    title: str = ""
    ticks: tuple[str, ...] = ()
    letter: str = ""
    series: int = 0
    source: str = ""
    who: str = ""
    value: str = ""
    interval: str = ""
    remarks: str = ""
    share: float | None = None
    span: tuple[float, float] | None = None
    drawn_above: bool = False


def forest_rows(figure: ForestFigure) -> list[ForestListRow]:
    """Return a figure as rows, in the language of the window: a heading for each time, its groups below it."""
    return [row for number, group in enumerate(figure.groups) for row in _of_group(str(number), group)]


def _of_group(number: str, group: ForestGroup) -> Iterator[ForestListRow]:
    title = in_use().of(group.title)
    ticks = tuple(tick.label for tick in group.ticks)
    if group.months is not None:
        ticks = tuple(f"{tick} %" if place % 2 == 0 else tick for place, tick in enumerate(ticks))
    yield ForestListRow(key=number, spoken=title, heading=True, title=title, ticks=ticks)
    for row in group.rows:
        yield _row(f"{number}:{row.curve}:{row.figure}", title, group.end, row)


def _row(key: str, title: str, end: float, row: ForestRow) -> ForestListRow:
    of = in_use().of
    span = (row.low / end, row.high / end) if row.low is not None and row.high is not None else None
    return ForestListRow(
        key=key,
        spoken=f"{title}: {of(in_row((row.words, *row.badges)))}",
        record=row.figure,
        letter=row.key,
        series=row.colour,
        source=of(row.source),
        who=of(in_row((row.arm, row.patients, row.provenance), ", ")),
        value=of(row.value_words),
        interval=of(row.interval_words),
        remarks=of(in_row((row.where_drawn, *row.badges))),
        share=row.value / end,
        span=span,
        drawn_above=row.drawn_above,
    )


@dataclass(frozen=True, slots=True)
class _Columns:
    """Left edges and widths of who, figure and axis; stacked, the axis has the whole width below the others."""

    who: tuple[float, float]
    figure: tuple[float, float]
    axis: tuple[float, float]
    stacked: bool


def _columns(width: float, fonts: Fonts) -> _Columns:
    em = fonts.em
    left, gap = em * 2.2, em * 0.8
    inner = width - left - em * 0.6
    if width < em * _ONE_COLUMN_EMS:
        return _Columns((left, inner), (left, inner), (left, inner), stacked=True)
    if width < em * _STACKED_EMS:
        who = inner * 0.58
        figure = (left + who + gap, inner - who - gap)
        return _Columns((left, who), figure, (left, inner), stacked=True)
    who, figure_width = inner * 0.38, inner * 0.25
    start = left + who + gap
    axis = start + figure_width + gap
    return _Columns((left, who), (start, figure_width), (axis, width - em * 0.6 - axis), stacked=False)


class ForestDelegate(RowDelegate):
    """Letter and group on the left, figure and interval in words beside it, the point on the axis on the right."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        columns, line = _columns(width, fonts), fonts.line
        axis_left, axis_width = columns.axis
        if row.heading:
            room = width - fonts.em if columns.stacked else axis_left - fonts.em
            y = arrangement.add(row.title, fonts.em * 0.4, line * 0.5, room, fonts.strong, fonts)
            top = y if columns.stacked else y - fonts.line
            arrangement.places["ticks"] = QRectF(axis_left, top, axis_width, line)
            arrangement.height = max(y, top + line)
            return arrangement
        top = line * 0.3
        left, room = columns.who
        y = arrangement.add(row.source, left, top, room, fonts.strong, fonts)
        y = arrangement.add(row.who, left, y, room, fonts.small, fonts, "muted")
        figure_left, figure_width = columns.figure
        below = y if figure_left == left else top
        below = arrangement.add(row.value, figure_left, below, figure_width, fonts.strong, fonts)
        below = arrangement.add(row.interval, figure_left, below, figure_width, fonts.small, fonts)
        beside = max(y, below)
        # Warnings have the width of both columns.
        y = arrangement.add(row.remarks, left, beside, figure_left + figure_width - left, fonts.small, fonts, "muted")
        arrangement.places["letter"] = QRectF(fonts.em * 0.4, top, fonts.em * 1.7, line)
        if columns.stacked:
            arrangement.places["axis"] = QRectF(axis_left, y, axis_width, line)
            y += line
        else:
            arrangement.places["axis"] = QRectF(axis_left, 0.0, axis_width, y + line * 0.3)
        arrangement.height = y + line * 0.3
        return arrangement

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        if "ticks" in places:
            draw_axis(painter, places["ticks"], self.theme, fonts, row.ticks)
        if "axis" not in places:
            return
        role = "muted" if row.drawn_above else self.theme.series[row.series % len(self.theme.series)]
        draw_interval(painter, places["axis"], row.share, row.span, None, self.theme, fonts, role)
        painter.setFont(fonts.strong)
        painter.setPen(colour(self.theme, role))
        painter.drawText(places["letter"], LEFT, row.letter)
