"""A status or verdict as a small widget: its symbol, its word, its colour."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.figures.drawing import LEFT, WRAP, colour, draw_status, fonts_of, scaled, status_role
from gui.look.accessible_roles import is_a
from gui.look.theme import Theme


class StatusLabel(QWidget):
    """Symbol and words of a status; the words carry the meaning, symbol and colour repeat it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, factor: float = 1.0) -> None:
        super().__init__(parent)
        is_a(self, "status")
        self._theme = theme
        self._factor = factor
        self._status = "unknown"
        self._words = ""
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_status(self, status: str, words: str) -> None:
        """Show a status or verdict with its words."""
        if (status, words) == (self._status, self._words):
            return
        self._status, self._words = status, words
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        self.update()

    def _measures(self) -> tuple[float, float]:
        fonts = fonts_of(scaled(self.font(), self._factor, strong=True))
        return fonts.line, fonts.line * 1.4

    def sizeHint(self) -> QSize:
        font = scaled(self.font(), self._factor, strong=True)
        line, start = self._measures()
        return QSize(round(start + fonts_of(font).width(self._words) + 2), round(line + 1))

    def minimumSizeHint(self) -> QSize:
        line, start = self._measures()
        return QSize(round(start + line * 4), round(line + 1))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        font = scaled(self.font(), self._factor, strong=True)
        _, start = self._measures()
        return round(fonts_of(font).height(self._words or " ", width - start, font) + 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        line, start = self._measures()
        draw_status(painter, QRectF(0, 0, line, line), self._status, self._theme)
        painter.setFont(scaled(self.font(), self._factor, strong=True))
        painter.setPen(colour(self._theme, status_role(self._status)))
        painter.drawText(QRectF(start, 0, self.width() - start, self.height()), LEFT | WRAP, self._words)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()


def status_icon(status: str, theme: Theme, side: int, ratio: float) -> QIcon:
    """Return the symbol of a status as an icon."""
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_status(painter, QRectF(0, 0, side, side), status, theme)
    painter.end()
    return QIcon(pixmap)
