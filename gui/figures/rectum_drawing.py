"""The rectum from the anal verge upwards: published levels, the tumour where it is, the venous route lit."""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from engine.case.units import plain_text
from engine.evidence.records.statements import SpreadLevel
from gui.figures.drawing import CENTRE, LEFT, RIGHT, WRAP, Fonts, colour, fonts_of, scaled
from gui.look.accessible_roles import is_a
from gui.look.theme import Theme
from gui.shared.language import in_use
from gui.shared.plain_text import tip


@dataclass(frozen=True, slots=True)
class Route:
    """A venous route as published: the veins in order, and where they lead."""

    level: str
    from_cm: float
    to_cm: float
    veins: tuple[str, ...]
    organ: str


_VEIN = re.compile(r"\bthe ((?:\w+ )*?(?:vein|vena cava))")
_ORGAN = re.compile(r"\bto the (\w+)\.?$")


def routes_of(levels: tuple[SpreadLevel, ...]) -> tuple[Route, ...]:
    """Return the routes of the levels that have one, the highest level first.

    Veins and organ are read from the published sentence ("… through the superior rectal vein into … to the liver");
    a level whose sentence names none has no route.
    """
    found = []
    for level in levels:
        veins, organ = tuple(_VEIN.findall(level.venous_route)), _ORGAN.search(level.venous_route)
        if level.from_cm is not None and level.to_cm is not None and veins and organ is not None:
            found.append(Route(level.level, level.from_cm, level.to_cm, veins, organ.group(1)))
    return tuple(sorted(found, key=lambda route: -route.from_cm))


def _word(name: str) -> str:
    return in_use().of(name, "rectum")


class RectumDrawing(QWidget):
    """Height scale on the left, the rectum beside it, the veins on the right; what is not lit is drawn dashed."""

    def __init__(self, levels: tuple[SpreadLevel, ...], theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        is_a(self, "graphic")
        self._theme = theme
        self._routes = routes_of(levels)
        self._level = "unknown"
        self._height_cm: float | None = None
        self.setAccessibleName(self.tr("Drawing of the rectum"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_height(self, level: str, height_cm: float | None, words: str) -> None:
        """Show the tumour at this height, and light the route of its level; `words` says the same."""
        if (level, height_cm) != (self._level, self._height_cm):
            self._level, self._height_cm = level, height_cm
            self.update()
        self.setAccessibleDescription(words)
        self.setToolTip(tip(words))

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        fonts = fonts_of(self.font())
        return QSize(round(fonts.em * 40), round(fonts.line * 30))

    def minimumSizeHint(self) -> QSize:
        fonts = fonts_of(self.font())
        return QSize(round(fonts.em * 34), round(fonts.line * 23))

    # ------------------------------------------------------------------ drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fonts = fonts_of(self.font())
        top = self.height() * 0.42
        bottom = self.height() - fonts.line * 1.8
        self._tube = QRectF(fonts.em * 8.5, top, fonts.em * 6.2, bottom - top)
        self._top_cm = max([15.0, *(route.to_cm for route in self._routes)])
        self._draw_scale(painter, fonts)
        self._draw_rectum(painter, fonts)
        self._draw_routes(painter, fonts)
        self._draw_tumour(painter, fonts)
        painter.end()

    def _y_of(self, height_cm: float) -> float:
        share = min(max(height_cm / self._top_cm, 0.0), 1.08)
        return self._tube.bottom() - share * self._tube.height()

    def _draw_scale(self, painter: QPainter, fonts: Fonts) -> None:
        x = self._tube.left() - fonts.em * 2.4
        painter.setPen(QPen(colour(self._theme, "muted"), 1))
        painter.drawLine(QPointF(x, self._y_of(0)), QPointF(x, self._y_of(self._top_cm)))
        painter.setFont(fonts.small)
        tick_cm = 0
        while tick_cm <= self._top_cm:
            y = self._y_of(tick_cm)
            painter.drawLine(QPointF(x - fonts.em * 0.4, y), QPointF(x, y))
            covered = self._height_cm is not None and abs(self._y_of(self._height_cm) - y) < fonts.line * 1.1
            place = QRectF(0, y - fonts.small_line / 2, x - fonts.em * 0.7, fonts.small_line)
            if not covered:
                painter.drawText(place, RIGHT, self.tr("{height} cm").format(height=tick_cm))
            tick_cm += 5
        below = QRectF(0, self._tube.bottom() + fonts.em * 0.5, self._tube.right() + fonts.em * 6, fonts.small_line)
        painter.drawText(below, LEFT, self.tr("0 cm = anal verge"))

    def _wall(self, fonts: Fonts) -> QPainterPath:
        """Return the outline: narrow at the anal verge, then wide, bent a little to the right and back."""
        tube, height = self._tube, self._tube.height()
        left, right, bend = tube.left(), tube.right(), fonts.em * 0.7
        neck = tube.width() * 0.26
        path = QPainterPath(QPointF(left + neck, tube.bottom()))
        path.cubicTo(
            QPointF(left + neck, tube.bottom() - height * 0.16),
            QPointF(left - bend, tube.bottom() - height * 0.16),
            QPointF(left, tube.bottom() - height * 0.36),
        )
        path.cubicTo(
            QPointF(left + bend, tube.bottom() - height * 0.55),
            QPointF(left - bend, tube.bottom() - height * 0.75),
            QPointF(left + bend * 0.5, tube.top()),
        )
        path.lineTo(QPointF(right + bend * 0.5, tube.top()))
        path.cubicTo(
            QPointF(right - bend, tube.bottom() - height * 0.75),
            QPointF(right + bend, tube.bottom() - height * 0.55),
            QPointF(right, tube.bottom() - height * 0.36),
        )
        path.cubicTo(
            QPointF(right + bend, tube.bottom() - height * 0.16),
            QPointF(right - neck, tube.bottom() - height * 0.16),
            QPointF(right - neck, tube.bottom()),
        )
        path.closeSubpath()
        return path

    def _draw_rectum(self, painter: QPainter, fonts: Fonts) -> None:
        wall = self._wall(fonts)
        painter.fillPath(wall, colour(self._theme, "raised"))
        painter.save()
        painter.setClipPath(wall)
        for route in self._routes:
            band = QRectF(self._tube.left() - fonts.em * 2, self._y_of(route.to_cm), fonts.em * 10, 0)
            band.setBottom(self._y_of(route.from_cm))
            lit = route.level == self._level
            painter.fillRect(band, colour(self._theme, "accent", 0.3 if lit else 0.1))
        painter.restore()
        painter.setPen(QPen(colour(self._theme, "muted"), max(1.2, fonts.em * 0.14)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(wall)
        painter.setFont(fonts.small)
        for route in self._routes:
            lit = route.level == self._level
            painter.setFont(fonts.small_strong if lit else fonts.small)
            painter.setPen(colour(self._theme, "text" if lit else "muted"))
            place = QRectF(self._tube.left(), self._y_of(route.to_cm), self._tube.width(), 0)
            place.setBottom(self._y_of(route.from_cm))
            low, high = (in_use().number(plain_text(end)) for end in (route.from_cm, route.to_cm))
            text = f"{_word(route.level)}\n{low}–{high} cm"
            painter.drawText(place, CENTRE | WRAP, text)

    def _draw_routes(self, painter: QPainter, fonts: Fonts) -> None:
        if not self._routes:
            return
        start = self._tube.right() + fonts.em * 2.4
        width = (self.width() - start) / len(self._routes)
        for number, route in enumerate(self._routes):
            column = QRectF(start + number * width, 0, width - fonts.em, self.height())
            self._draw_route(painter, route, column, fonts)

    def _draw_route(self, painter: QPainter, route: Route, column: QRectF, fonts: Fonts) -> None:
        """Draw one route: from the wall to the right, then up through its veins to the organ at the top."""
        lit = route.level == self._level
        ink = colour(self._theme, "accent" if lit else "muted")
        pen = QPen(ink, fonts.em * (0.34 if lit else 0.12))
        pen.setStyle(Qt.PenStyle.SolidLine if lit else Qt.PenStyle.DashLine)
        x = column.center().x()
        y = self._y_of((route.from_cm + route.to_cm) / 2)
        organ_font = scaled(fonts.body, 1.1, strong=lit)
        organ = QRectF(column.left(), fonts.em * 0.3, column.width(), fonts.line * 2)
        painter.setPen(pen)
        path = QPainterPath(QPointF(self._tube.right() + fonts.em * 0.4, y))
        path.lineTo(QPointF(x, y))
        path.lineTo(QPointF(x, organ.bottom()))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
        boxes = len(route.veins)
        step = (y - fonts.line * 1.2 - organ.bottom()) / boxes
        for number, name in enumerate(route.veins):
            vein = _word(name)
            middle = y - fonts.line * 0.9 - step * (number + 0.5)
            height = fonts.height(vein, column.width() - fonts.em, fonts.small) + fonts.em * 0.5
            place = QRectF(column.left(), middle - height / 2, column.width(), height)
            self._draw_station(painter, place, vein, lit, fonts)
        painter.setPen(QPen(ink, max(1.2, fonts.em * 0.14)))
        painter.setBrush(QBrush(colour(self._theme, "accent")) if lit else QBrush(colour(self._theme, "surface")))
        painter.drawRoundedRect(organ, fonts.em * 0.5, fonts.em * 0.5)
        painter.setFont(organ_font)
        painter.setPen(colour(self._theme, "on_accent" if lit else "muted"))
        name = _word(route.organ)
        painter.drawText(organ, CENTRE, name[:1].upper() + name[1:])

    def _draw_station(self, painter: QPainter, place: QRectF, text: str, lit: bool, fonts: Fonts) -> None:
        painter.setPen(QPen(colour(self._theme, "accent" if lit else "line"), 1))
        painter.setBrush(colour(self._theme, "surface"))
        painter.drawRoundedRect(place, fonts.em * 0.3, fonts.em * 0.3)
        painter.setFont(fonts.small_strong if lit else fonts.small)
        painter.setPen(colour(self._theme, "text" if lit else "muted"))
        painter.drawText(place, CENTRE | WRAP, text[:1].upper() + text[1:])

    def _draw_tumour(self, painter: QPainter, fonts: Fonts) -> None:
        painter.setFont(fonts.strong)
        if self._height_cm is None:
            painter.setPen(colour(self._theme, "unknown"))
            place = QRectF(
                self._tube.left() - fonts.em * 6, self._tube.top() - fonts.line * 1.7, fonts.em * 18, fonts.line
            )
            painter.drawText(place, LEFT, self.tr("Height not known"))
            return
        y = self._y_of(self._height_cm)
        ink = colour(self._theme, "not_met")
        blob = QRectF(0, 0, fonts.em * 2.4, fonts.em * 1.7)
        blob.moveCenter(QPointF(self._tube.left() + fonts.em * 0.3, y))
        painter.setPen(QPen(colour(self._theme, "surface"), max(1.0, fonts.em * 0.12)))
        painter.setBrush(ink)
        painter.drawEllipse(blob)
        painter.setPen(QPen(ink, max(1.2, fonts.em * 0.14)))
        painter.drawLine(QPointF(blob.left() - fonts.em * 1.6, y), QPointF(blob.left(), y))
        text = self.tr("{height} cm").format(height=in_use().number(plain_text(self._height_cm)))
        wide = fonts.width(text, fonts.strong) + fonts.em * 0.8
        # Whole, even where that takes from the line that leads to the tumour.
        start = max(blob.left() - fonts.em * 1.6 - wide, 0.0)
        label = QRectF(start, y - fonts.line * 0.6, wide, fonts.line * 1.2)
        painter.setBrush(colour(self._theme, "surface"))
        painter.drawRect(label)
        painter.drawText(label, CENTRE, text)
