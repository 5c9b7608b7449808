"""Criteria of an option as a bar of segments with counts: met, borderline, not met, not known."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.findings.wording import STATUS_WORDS
from gui.figures.drawing import LEFT, colour, draw_status, fonts_of, status_role
from gui.plain_text import tip
from gui.theme import Theme

#: the pattern tells the segments apart without colour
_PATTERNS = {
    "met": Qt.BrushStyle.SolidPattern,
    "met_outside_observed_range": Qt.BrushStyle.Dense4Pattern,
    "borderline": Qt.BrushStyle.BDiagPattern,
    "not_met": Qt.BrushStyle.SolidPattern,
    "unknown": Qt.BrushStyle.Dense6Pattern,
}
#: shorter than the words of a single criterion: the bar counts
_SHORT = {"met_outside_observed_range": "met beyond what was observed"}


class SegmentBar(QWidget):
    """One segment for each status, as wide as its share, and under it symbol, count and word."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._counts: dict[str, int] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_counts(self, counts: dict[str, int]) -> None:
        """Show the number of criteria by status; items that do not apply are left out."""
        shown = {status: number for status, number in counts.items() if number and status in _PATTERNS}
        if shown == self._counts:
            return
        self._counts = shown
        self.setAccessibleName(self.in_words())
        self.setToolTip(tip(self.in_words()))
        self.updateGeometry()
        self.update()

    def in_words(self) -> str:
        """Return the counts in words."""
        return ", ".join(f"{number} {STATUS_WORDS[status]}" for status, number in self._counts.items())

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        self.update()

    def _legend(self, width: float) -> tuple[list[tuple[str, str, QRectF]], float]:
        """Return (status, text, place) of each entry, wrapped to the width, and the height of them all."""
        fonts = fonts_of(self.font())
        line = fonts.small_line * 1.15
        places, x, y = [], 0.0, 0.0
        for status, number in self._counts.items():
            text = f"{number} {_SHORT.get(status, STATUS_WORDS[status])}"
            wide = line * 1.15 + fonts.width(text, fonts.small) + fonts.em * 1.2
            if x and x + wide > width:
                x, y = 0.0, y + line
            places.append((status, text, QRectF(x, y, wide, line)))
            x += wide
        return places, (y + line if places else 0.0)

    def _bar_height(self) -> float:
        return fonts_of(self.font()).line * 0.42

    def sizeHint(self) -> QSize:
        em = fonts_of(self.font()).em
        return QSize(round(em * 20), self.heightForWidth(round(em * 20)))

    def minimumSizeHint(self) -> QSize:
        em = fonts_of(self.font()).em
        return QSize(round(em * 8), round(self._bar_height()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if not self._counts:
            return 0
        return round(self._bar_height() * 1.6 + self._legend(width)[1] + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        total = sum(self._counts.values())
        if not total:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fonts = fonts_of(self.font())
        height, gap = self._bar_height(), max(1.0, fonts.em * 0.14)
        x = 0.0
        for status, number in self._counts.items():
            wide = self.width() * number / total
            segment = QRectF(x, 0.5, max(wide - gap, 1.0), height - 1)
            ink = colour(self._theme, status_role(status))
            painter.setPen(ink)
            painter.setBrush(colour(self._theme, "surface"))
            painter.drawRoundedRect(segment, gap, gap)
            painter.setBrush(QBrush(ink, _PATTERNS[status]))
            painter.drawRoundedRect(segment, gap, gap)
            x += wide
        painter.setFont(fonts.small)
        for status, text, place in self._legend(self.width())[0]:
            moved = place.translated(0, height * 1.6)
            side = fonts.small_line * 0.85
            draw_status(painter, QRectF(moved.left(), moved.top() + side * 0.1, side, side), status, self._theme)
            painter.setPen(colour(self._theme, "text"))
            painter.drawText(moved.adjusted(side * 1.35, 0, 0, 0), LEFT, text)
        painter.end()
