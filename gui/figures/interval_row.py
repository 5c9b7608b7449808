"""A rate with its exact interval, drawn in a row on the common axis from 0 to 100 %."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from gui.figures.drawing import CENTRE, Fonts, colour
from gui.look.theme import Theme

_TICKS = (0, 25, 50, 75, 100)
_PERCENT = ("0 %", "25", "50 %", "75", "100 %")


def axis_of(rect: QRectF, fonts: Fonts) -> tuple[float, float]:
    """Return where 0 and 100 % lie: there is room for half a label at both ends."""
    room = fonts.width("100 %", fonts.small) / 2 + fonts.em * 0.2
    return rect.left() + room, rect.right() - room


def draw_axis(painter: QPainter, rect: QRectF, theme: Theme, fonts: Fonts, labels: tuple[str, ...] = _PERCENT) -> None:
    """Draw the labels of the quarters of the axis; the rows below it draw their own grid."""
    left, right = axis_of(rect, fonts)
    painter.save()
    painter.setFont(fonts.small)
    painter.setPen(colour(theme, "muted"))
    half = fonts.width("100 %", fonts.small)
    room = (right - left) / (len(_TICKS) - 1)
    for tick, label in zip(_TICKS, labels, strict=True):
        if tick % 50 and room < half * 1.2:
            continue
        x = left + (right - left) * tick / 100
        painter.drawText(QRectF(x - half, rect.top(), 2 * half, rect.height()), CENTRE, label)
    painter.restore()


def draw_interval(
    painter: QPainter,
    rect: QRectF,
    rate: float | None,
    interval: tuple[float, float] | None,
    bound: str | None,
    theme: Theme,
    fonts: Fonts,
    role: str = "accent",
) -> None:
    """Draw one row: grid, interval as a bar with end marks, rate as a dot; a rate that is a bound as an arrow."""
    left, right = axis_of(rect, fonts)
    middle = rect.center().y()
    half = fonts.line * 0.24

    def x_of(share: float) -> float:
        return left + (right - left) * min(max(share, 0.0), 1.0)

    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(theme, "line"), 1))
    for tick in _TICKS:
        x = x_of(tick / 100)
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
    ink = colour(theme, role)
    if interval is not None:
        low, high = x_of(interval[0]), x_of(interval[1])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(theme, role, 0.28))
        painter.drawRect(QRectF(low, middle - half * 0.55, high - low, half * 1.1))
        painter.setPen(QPen(ink, max(1.0, fonts.em * 0.13)))
        for x in (low, high):
            painter.drawLine(QPointF(x, middle - half), QPointF(x, middle + half))
    if rate is not None:
        x = x_of(rate)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        if bound is None:
            # A rate without counts is known to exist but not how surely: its dot is hollow.
            if interval is None:
                painter.setBrush(colour(theme, "surface"))
                painter.setPen(QPen(ink, max(1.2, fonts.em * 0.16)))
            painter.drawEllipse(QPointF(x, middle), half * 0.72, half * 0.72)
        else:
            tip = -half if bound.startswith("<") else half
            painter.drawPolygon(
                QPolygonF([QPointF(x, middle - half), QPointF(x, middle + half), QPointF(x + tip * 1.4, middle)])
            )
            painter.setPen(QPen(ink, max(1.0, fonts.em * 0.13)))
            painter.drawLine(QPointF(x, middle - half), QPointF(x, middle + half))
    painter.restore()
