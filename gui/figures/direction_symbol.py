"""Direction of an effect on metastasis as a shape: up, down, both, equal, none."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from gui.figures.drawing import colour
from gui.look.theme import Theme

#: direction -> colour of the theme
ROLES = {
    "promotes": "not_met",
    "inhibits": "met",
    "mixed": "borderline",
    "no_difference": "text",
    "no_data": "muted",
}


def draw_direction(painter: QPainter, rect: QRectF, direction: str, theme: Theme) -> None:
    """Draw the symbol of a direction into a square."""
    side = min(rect.width(), rect.height()) * 0.84
    box = QRectF(0, 0, side, side)
    box.moveCenter(rect.center())
    ink = colour(theme, ROLES[direction])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    stroke = QPen(ink, max(1.2, side * 0.14))
    middle = box.center().y()
    if direction == "promotes":
        painter.drawPolygon(QPolygonF([box.bottomLeft(), box.bottomRight(), QPointF(box.center().x(), box.top())]))
    elif direction == "inhibits":
        painter.drawPolygon(QPolygonF([box.topLeft(), box.topRight(), QPointF(box.center().x(), box.bottom())]))
    elif direction == "mixed":
        gap = side * 0.07
        upper = [
            QPointF(box.left(), middle - gap),
            QPointF(box.right(), middle - gap),
            QPointF(box.center().x(), box.top()),
        ]
        lower = [QPointF(box.left(), middle + gap), QPointF(box.right(), middle + gap)]
        painter.drawPolygon(QPolygonF(upper))
        painter.drawPolygon(QPolygonF([*lower, QPointF(box.center().x(), box.bottom())]))
    elif direction == "no_difference":
        painter.setPen(stroke)
        for y in (middle - side * 0.18, middle + side * 0.18):
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
    else:
        painter.setPen(stroke)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.adjusted(side * 0.1, side * 0.1, -side * 0.1, -side * 0.1))
    painter.restore()
