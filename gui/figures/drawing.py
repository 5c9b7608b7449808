"""What all drawings share: fonts measured once, colours by meaning, and status symbols drawn as shapes.

Symbols are drawn, not typed, so that they look alike with every font; each status has a shape of its own and is
always shown with its word as well, so that nothing rests on colour alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from gui.look.theme import Theme

LEFT = Qt.AlignmentFlag.AlignLeft.value | Qt.AlignmentFlag.AlignTop.value
RIGHT = Qt.AlignmentFlag.AlignRight.value | Qt.AlignmentFlag.AlignTop.value
CENTRE = Qt.AlignmentFlag.AlignCenter.value
WRAP = Qt.TextFlag.TextWordWrap.value

#: status of a criterion or match, or verdict of a modality -> (shape, colour of the theme)
_LOOKS = {
    "met": ("check", "met"),
    "within": ("check", "met"),
    # the same tick in a ring and in ink: green is for what nothing known speaks against
    "within_to_weigh": ("ring", "text"),
    # too much to weigh for a tick: the ring stays, since every criterion is met
    "within_much_to_weigh": ("ringed_mark", "text"),
    "met_outside_observed_range": ("ring", "met"),
    "borderline": ("diamond", "borderline"),
    "concern": ("warning", "concern"),
    "not_met": ("cross", "not_met"),
    "outside": ("cross", "not_met"),
    "unknown": ("question", "unknown"),
    "undetermined": ("question", "unknown"),
    "not_applicable": ("dash", "muted"),
    "comparator": ("dash", "muted"),
}


def colour(theme: Theme, role: str, opacity: float = 1.0) -> QColor:
    """Return a colour of the theme by its name; a hex text stands for itself."""
    found = QColor(role if role.startswith("#") else getattr(theme, role))
    found.setAlphaF(opacity)
    return found


def status_role(status: str) -> str:
    """Return the name of the theme's colour for a status or verdict."""
    return _LOOKS[status][1]


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of a view with their measures, in device-independent units.

    `em` is the width of an m, `line` the height of a line of body text: all lengths of a drawing are made of these.
    """

    body: QFont
    strong: QFont
    small: QFont
    small_strong: QFont
    title: QFont
    em: float
    line: float
    small_line: float

    def width(self, text: str, font: QFont | None = None) -> float:
        """Return the width of one line of text."""
        return QFontMetricsF(font or self.body).horizontalAdvance(text)

    def height(self, text: str, width: float, font: QFont | None = None) -> float:
        """Return the height of wrapped text."""
        metrics = QFontMetricsF(font or self.body)
        return metrics.boundingRect(QRectF(0, 0, max(width, 1.0), 1e6), LEFT | WRAP, text).height()


def scaled(font: QFont, factor: float, *, strong: bool = False) -> QFont:
    """Return the font in another size, and bolder where asked."""
    changed = QFont(font)
    if font.pointSizeF() > 0:
        changed.setPointSizeF(font.pointSizeF() * factor)
    else:
        changed.setPixelSize(max(1, round(font.pixelSize() * factor)))
    if strong:
        changed.setWeight(QFont.Weight.DemiBold)
    return changed


def fonts_of(font: QFont) -> Fonts:
    """Return the family of fonts that belongs to a body font."""
    return _fonts(font.key())


@lru_cache(maxsize=16)
def _fonts(key: str) -> Fonts:
    body = QFont()
    body.fromString(key)
    small = scaled(body, 0.9)
    metrics = QFontMetricsF(body)
    return Fonts(
        body=body,
        strong=scaled(body, 1.0, strong=True),
        small=small,
        small_strong=scaled(body, 0.9, strong=True),
        title=scaled(body, 1.18, strong=True),
        em=metrics.horizontalAdvance("m"),
        line=metrics.lineSpacing(),
        small_line=QFontMetricsF(small).lineSpacing(),
    )


def draw_status(painter: QPainter, rect: QRectF, status: str, theme: Theme) -> None:
    """Draw the symbol of a status or verdict into a square."""
    shape, role = _LOOKS[status]
    main = colour(theme, role)
    side = min(rect.width(), rect.height())
    box = QRectF(0, 0, side * 0.92, side * 0.92)
    box.moveCenter(rect.center())
    stroke = max(1.0, side * 0.11)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _SHAPES[shape](painter, box, main, colour(theme, "surface"), stroke)
    painter.restore()


def _pen(ink: QColor, width: float) -> QPen:
    return QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


def _tick(painter: QPainter, box: QRectF, ink: QColor, stroke: float) -> None:
    painter.setPen(_pen(ink, stroke * 1.25))
    painter.drawPolyline([_at(box, 0.27, 0.53), _at(box, 0.44, 0.70), _at(box, 0.74, 0.33)])


def _at(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.left() + x * box.width(), box.top() + y * box.height())


def _check(painter: QPainter, box: QRectF, main: QColor, back: QColor, stroke: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(main)
    painter.drawEllipse(box)
    _tick(painter, box, back, stroke)


def _ring(painter: QPainter, box: QRectF, main: QColor, back: QColor, stroke: float) -> None:
    painter.setPen(_pen(main, stroke))
    painter.setBrush(back)
    inset = stroke / 2
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
    _tick(painter, box, main, stroke)


def _diamond(painter: QPainter, box: QRectF, main: QColor, back: QColor, stroke: float) -> None:
    top, right, bottom, left = _at(box, 0.5, 0), _at(box, 1, 0.5), _at(box, 0.5, 1), _at(box, 0, 0.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(main)
    painter.drawPolygon(QPolygonF([top, bottom, left]))
    painter.setPen(_pen(main, stroke))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    inset = stroke / 2
    inner = box.adjusted(inset, inset, -inset, -inset)
    painter.drawPolygon(QPolygonF([_at(inner, 0.5, 0), _at(inner, 1, 0.5), _at(inner, 0.5, 1), _at(inner, 0, 0.5)]))
    del right, back


def _warning(painter: QPainter, box: QRectF, main: QColor, back: QColor, stroke: float) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(main)
    painter.drawPolygon(QPolygonF([_at(box, 0.5, 0), _at(box, 1, 0.94), _at(box, 0, 0.94)]))
    painter.setPen(_pen(back, stroke * 1.1))
    painter.drawLine(_at(box, 0.5, 0.36), _at(box, 0.5, 0.6))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawEllipse(_at(box, 0.5, 0.78), stroke * 0.6, stroke * 0.6)


def _cross(painter: QPainter, box: QRectF, main: QColor, back: QColor, stroke: float) -> None:
    inner = box.adjusted(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(main)
    painter.drawRoundedRect(inner, stroke, stroke)
    painter.setPen(_pen(back, stroke * 1.25))
    painter.drawLine(_at(box, 0.3, 0.3), _at(box, 0.7, 0.7))
    painter.drawLine(_at(box, 0.7, 0.3), _at(box, 0.3, 0.7))


def _question(painter: QPainter, box: QRectF, main: QColor, back: QColor, stroke: float) -> None:
    inset = stroke / 2
    painter.setPen(_pen(main, stroke))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
    hook = QRectF(_at(box, 0.34, 0.22), _at(box, 0.66, 0.54))
    painter.drawArc(hook, 200 * 16, -245 * 16)
    painter.drawLine(_at(box, 0.5, 0.54), _at(box, 0.5, 0.6))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(main)
    painter.drawEllipse(_at(box, 0.5, 0.76), stroke * 0.62, stroke * 0.62)
    del back


def _ringed_mark(painter: QPainter, box: QRectF, main: QColor, back: QColor, stroke: float) -> None:
    inset = stroke / 2
    painter.setPen(_pen(main, stroke))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset))
    painter.drawLine(_at(box, 0.5, 0.25), _at(box, 0.5, 0.55))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(main)
    painter.drawEllipse(_at(box, 0.5, 0.74), stroke * 0.62, stroke * 0.62)
    del back


def _dash(painter: QPainter, box: QRectF, main: QColor, back: QColor, stroke: float) -> None:
    painter.setPen(_pen(main, stroke * 1.25))
    painter.drawLine(_at(box, 0.2, 0.5), _at(box, 0.8, 0.5))
    del back


_SHAPES = {
    "check": _check,
    "ring": _ring,
    "ringed_mark": _ringed_mark,
    "diamond": _diamond,
    "cross": _cross,
    "warning": _warning,
    "question": _question,
    "dash": _dash,
}


def shortened(text: str, width: float, fonts: Fonts, lines: int, font: QFont | None = None) -> str:
    """Return as many words as stand in so many lines of small print, with an ellipsis where some are left out.

    Parameters
    ----------
    font : in place of that of the small print.
    """
    font = font if font is not None else fonts.small
    most = QFontMetricsF(font).lineSpacing() * lines * 1.05
    if fonts.height(text, width, font) <= most:
        return text
    words = text.split(" ")
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        tried = f"{' '.join(words[:middle])} …"
        if fonts.height(tried, width, font) <= most:
            low = middle
        else:
            high = middle - 1
    return f"{' '.join(words[:low])} …"
