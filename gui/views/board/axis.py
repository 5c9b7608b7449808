"""The time axis that all rows of the board page share: published points, their intervals, and lines between them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from engine.wording.board.board_records import BoardPoint, BoardSeries
from gui.figures.drawing import CENTRE, Fonts, colour
from gui.look.theme import Theme

_STEPS_MONTHS = (12, 24, 60)
_INKS = {"overall_survival": "accent", "local_control": "met"}


def time_span(rect: QRectF, fonts: Fonts) -> tuple[float, float]:
    """Return where the axis begins and ends: there is room for half a label at both ends."""
    room = fonts.em * 1.1
    return rect.left() + room, rect.right() - room


def ticks_of(axis_months: int, room: float, fonts: Fonts) -> list[int]:
    """Return the months that are named: every year, or every second or fifth where years would touch."""
    for step in _STEPS_MONTHS:
        count = axis_months // step
        if count * fonts.width("000", fonts.small) * 1.3 <= room or step == _STEPS_MONTHS[-1]:
            return list(range(0, axis_months + 1, step))
    return [0, axis_months]


def draw_ticks(painter: QPainter, rect: QRectF, axis_months: int, theme: Theme, fonts: Fonts) -> None:
    """Draw the months above the rows."""
    left, right = time_span(rect, fonts)
    painter.save()
    painter.setFont(fonts.small)
    painter.setPen(colour(theme, "muted"))
    half = fonts.width("000", fonts.small)
    for tick in ticks_of(axis_months, right - left, fonts):
        x = left + (right - left) * tick / axis_months
        painter.drawText(QRectF(x - half, rect.top(), 2 * half, rect.height()), CENTRE, str(tick))
    painter.restore()


def draw_series(
    painter: QPainter, rect: QRectF, series: Sequence[BoardSeries], axis_months: int, theme: Theme, fonts: Fonts
) -> None:
    """Draw what was published: 100 % on top, 0 at the bottom; survival filled, local control hollow.

    Points of one study are joined by a dashed line, since nothing is published between them; one point stays alone.
    """
    left, right = time_span(rect, fonts)
    top, bottom = rect.top() + fonts.em * 0.4, rect.bottom() - fonts.em * 0.25
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour(theme, "line"), 1))
    for tick in ticks_of(axis_months, right - left, fonts):
        x = left + (right - left) * tick / axis_months
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()))
    painter.drawLine(QPointF(left, bottom), QPointF(right, bottom))

    def place(point: BoardPoint, share: float) -> QPointF:
        return QPointF(left + (right - left) * point.time_months / axis_months, bottom - (bottom - top) * share)

    for one in reversed(series):
        ink = colour(theme, _INKS[one.endpoint])
        shown = [point for point in one.points if point.time_months <= axis_months]
        dots = [place(point, point.share) for point in shown]
        if len(dots) > 1:
            painter.setPen(QPen(ink, 1.2, Qt.PenStyle.DashLine))
            painter.drawPolyline(dots)
        painter.setPen(QPen(ink, 1.4))
        for point in shown:
            if point.low is not None and point.high is not None:
                painter.drawLine(place(point, point.low), place(point, point.high))
        painter.setBrush(ink if one.endpoint == "overall_survival" else colour(theme, "surface"))
        radius = fonts.em * 0.24
        for dot in dots:
            painter.drawEllipse(dot, radius, radius)
    painter.restore()
