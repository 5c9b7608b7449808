"""One hundred people, of whom some had the harm: one denominator for all, both framings in words."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.figures.drawing import colour, fonts_of
from gui.look.accessible_roles import is_a
from gui.look.theme import Theme
from gui.shared.plain_text import tip


@dataclass(frozen=True, slots=True)
class Hundred:
    """What a pictograph shows.

    Attributes
    ----------
    had : of 100, rounded.
    least, most : of 100 within the exact interval, rounded outwards; None where there is no interval.
    """

    had: int
    least: int | None
    most: int | None


def hundred_of(rate: float, interval: tuple[float, float] | None) -> Hundred:
    """Return a rate as people of 100."""
    had = round(rate * 100)
    if interval is None:
        return Hundred(had, None, None)
    least = min(math.floor(interval[0] * 100 + 1e-9), had)
    return Hundred(had, least, max(math.ceil(interval[1] * 100 - 1e-9), had))


class Pictograph(QWidget):
    """Ten rows of ten. Filled: had it. Outlined in the same colour: within the interval. Others: had not."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        is_a(self, "graphic")
        self._theme = theme
        self._hundred: Hundred | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_hundred(self, hundred: Hundred | None, words: str) -> None:
        """Show these people of 100, or nothing where no rate is published; `words` is the figure in words."""
        if (hundred is None) != (self._hundred is None):
            self.updateGeometry()
        self._hundred = hundred
        self.setAccessibleName(words)
        self.setAccessibleDescription(words)
        self.setToolTip(tip(words))
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        em = fonts_of(self.font()).em
        return QSize(round(em * 16), self.heightForWidth(round(em * 16)))

    def minimumSizeHint(self) -> QSize:
        em = fonts_of(self.font()).em
        return QSize(round(em * 11), round(em * 13))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        # Wide panels do not make giants of the hundred.
        return 0 if self._hundred is None else round(min(width, fonts_of(self.font()).em * 20) * 1.15)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._hundred is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = min(self.width() / 10, self.height() / 11.5)
        top = 0.0
        harm, plain = colour(self._theme, "not_met"), colour(self._theme, "muted", 0.42)
        for number in range(100):
            cell = QRectF(number % 10 * step, top + number // 10 * step * 1.15, step, step * 1.15)
            self._draw_person(painter, cell, number, harm, plain)
        painter.end()

    def _draw_person(self, painter: QPainter, cell: QRectF, number: int, harm: QColor, plain: QColor) -> None:
        hundred = self._hundred
        if hundred is None:
            return
        shape = _person(cell)
        if number < hundred.had:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(harm)
        elif hundred.most is not None and number < hundred.most:
            painter.setPen(QPen(harm, max(1.0, cell.width() * 0.06)))
            painter.setBrush(colour(self._theme, "not_met", 0.14))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(plain)
        painter.drawPath(shape)


def _person(cell: QRectF) -> QPainterPath:
    """Return a head and shoulders that fill the cell but for a margin."""
    width = cell.width()
    path = QPainterPath()
    head = QRectF(0, 0, width * 0.34, width * 0.34)
    head.moveCenter(cell.center())
    head.moveTop(cell.top() + width * 0.1)
    path.addEllipse(head)
    body = QRectF(0, 0, width * 0.62, width * 0.5)
    body.moveCenter(cell.center())
    body.moveTop(head.bottom() + width * 0.06)
    path.addRoundedRect(body, width * 0.22, width * 0.22)
    return path
