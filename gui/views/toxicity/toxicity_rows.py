"""Harms as rows: counts, rate and exact interval on one axis, acute and late apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.evidence.library import Library
from engine.findings.assessment import ToxicityFinding
from engine.wording.figures import harm_value, value_detail
from gui.figures.drawing import LEFT, WRAP, Fonts, colour, fonts_of
from gui.figures.interval_row import draw_axis, draw_interval
from gui.look.theme import Theme
from gui.shared.language import in_use
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.rows import Arrangement, Row
from gui.views.record_names import source_short

#: groups in the order in which they are shown
PHASES = ("acute", "late", "acute_and_late", "not_given")


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmRow(Row):
    """One harm, or the heading of a group."""

    label: str
    cohort: str = ""
    grade: str = ""
    value: str = ""
    interval_text: str = ""
    source: str = ""
    rate: float | None = None
    interval: tuple[float, float] | None = None
    bound: str | None = None


def harm_row(found: ToxicityFinding, library: Library, grade_words: str) -> HarmRow:
    """Return one harm as a row; `grade_words` is grade and scale."""
    of = in_use().of
    label, value, detail = of(found.label), of(harm_value(found)), of(value_detail(found))
    source = source_short(found.source, library)
    text, cohort = of(found.text or ""), of(found.cohort_label or "")
    spoken = ". ".join(
        part.rstrip(".")
        for part in (
            f"{label}: {value}",
            detail,
            grade_words,
            text,
            cohort,
            f"{source}, {found.locator}",
        )
        if part
    )
    return HarmRow(
        key=found.id,
        spoken=f"{spoken}.",
        record=found.id,
        label=label,
        cohort=text or cohort,
        grade=grade_words,
        value=value,
        interval_text=detail,
        source=source,
        rate=found.rate,
        interval=found.interval,
        bound=found.bound,
    )


@dataclass(frozen=True, slots=True)
class Columns:
    """Left edges and widths of the columns at one width."""

    label: tuple[float, float]
    value: tuple[float, float]
    axis: tuple[float, float]
    stacked: bool


def columns_of(width: float, fonts: Fonts) -> Columns:
    """Return the columns: what, how many, and the axis, which takes what is left."""
    em = fonts.em
    inner = width - em * 1.8
    if width < em * 46:
        # Too narrow for three columns: what and how many share a line, the axis runs below them.
        half = inner * 0.58
        return Columns((em * 0.9, half), (em * 1.7 + half, inner - half - em * 0.8), (em * 0.9, inner), stacked=True)
    label = min(em * 30, inner * 0.42)
    value = min(em * 13, inner * 0.25)
    axis = inner - label - value - em * 1.6
    return Columns((em * 0.9, label), (em * 1.7 + label, value), (em * 2.5 + label + value, axis), stacked=False)


class HarmDelegate(RowDelegate):
    """What on the left, count in the middle, interval on the common axis on the right."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        columns, line = columns_of(width, fonts), fonts.line
        left, label_width = columns.label
        if row.heading:
            y = arrangement.add(row.label, left, line * 0.6, width - left * 2, fonts.strong, fonts, "muted")
            arrangement.height = y + line * 0.2
            return arrangement
        top = line * 0.28
        y = arrangement.add(row.label, left, top, label_width, fonts.body, fonts)
        y = arrangement.add(row.grade, left, y, label_width, fonts.small, fonts, "muted")
        y = arrangement.add(row.cohort, left, y, label_width, fonts.small, fonts, "muted")
        value_left, value_width = columns.value
        below = arrangement.add(row.value, value_left, top, value_width, fonts.strong, fonts)
        below = arrangement.add(row.interval_text, value_left, below, value_width, fonts.small, fonts, "muted")
        below = arrangement.add_link(row.source, value_left, below, value_width, fonts)
        height = max(y, below) + line * 0.28
        top_of_axis = 0.0
        if columns.stacked and row.rate is not None:
            top_of_axis, height = height - line * 0.1, height + line * 0.8
        if row.rate is not None or not columns.stacked:
            place = QRectF(columns.axis[0], top_of_axis, columns.axis[1], height - top_of_axis)
            arrangement.places["axis"] = place
        arrangement.height = height
        return arrangement

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        if "axis" in places:
            draw_interval(painter, places["axis"], row.rate, row.interval, row.bound, self.theme, fonts)


class AxisHeader(QWidget):
    """The labels of the common axis, above the list and in line with its rows."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, names: tuple[str, str]) -> None:
        super().__init__(parent)
        self._theme = theme
        self._names = names
        self._list_width = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def follow(self, list_width: int) -> None:
        """Line up with a list whose rows have this width."""
        if list_width != self._list_width:
            self._list_width = list_width
            self.updateGeometry()
            self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        fonts = fonts_of(self.font())
        return QSize(round(fonts.em * 30), round(self._names_height(fonts) + fonts.small_line * 0.5))

    def _names_height(self, fonts: Fonts) -> float:
        """Return the height of the names of the columns, which wrap."""
        columns = columns_of(self._list_width or self.width(), fonts)
        if columns.stacked:
            return fonts.small_line
        widths = (columns.label[1], columns.value[1])
        return max(fonts.height(text, width, fonts.small) for width, text in zip(widths, self._names, strict=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fonts = fonts_of(self.font())
        columns = columns_of(self._list_width or self.width(), fonts)
        painter.setFont(fonts.small)
        painter.setPen(colour(self._theme, "muted"))
        heights = self.height()
        if not columns.stacked:
            for (left, width), text in zip((columns.label, columns.value), self._names, strict=True):
                painter.drawText(QRectF(left, fonts.small_line * 0.25, width, heights), LEFT | WRAP, text)
        # The axis stands on the last line, next to the rows.
        lowest = fonts.small_line * 1.5
        below = QRectF(columns.axis[0], heights - lowest, columns.axis[1], lowest)
        draw_axis(painter, below, self._theme, fonts)
        painter.end()
