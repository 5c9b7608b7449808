"""A criterion on a small scale: limit, borderline zone, observed range, the patient's value and its margin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from engine.case.units import plain_text
from engine.evidence.records.criteria import Criterion
from engine.findings.assessment import CriterionFinding
from engine.findings.wording import with_unit
from gui.figures.drawing import LEFT, Fonts, colour, status_role
from gui.look.theme import Theme
from gui.shared.language import in_use

Side = Literal["below", "above", "between"]

#: on which side of its number a rule of this form admits a patient
_SIDES: dict[str, Side] = {
    "at_most": "below",
    "below": "below",
    "at_least": "above",
    "above": "above",
    "spared_liver": "above",
    "between": "between",
}


@dataclass(frozen=True, slots=True)
class Scale:
    """What is drawn, in the unit of the criterion.

    Attributes
    ----------
    admitted, borderline : stretches of the axis; None where the rule has none.
    limits : the numbers that are labelled.
    value : of the patient; None where not known.
    """

    end: float
    admitted: tuple[float, float]
    borderline: tuple[float, float] | None
    observed: tuple[float, float] | None
    limits: tuple[float, ...]
    value: float | None
    margin: float | None
    unit: str
    status: str

    @property
    def measured_from(self) -> float | None:
        """The limit from which the margin is measured; None where there is no margin."""
        if self.value is None or not self.margin:
            return None
        value, margin = self.value, abs(self.margin)
        return min(self.limits, key=lambda limit: abs(abs(value - limit) - margin), default=None)


def scale_of(finding: CriterionFinding, criterion: Criterion | None) -> Scale | None:
    """Return the scale of a criterion with a number in it, or None."""
    side = _SIDES.get(criterion.rule.kind) if criterion is not None else None
    limits = finding.limits
    if side is None or not ({"limit", "low", "high"} & set(limits)):
        return None
    value = _number(finding.value)
    end = 1.18 * max([*limits.values(), *([value] if value is not None else [])])
    if finding.unit == "%":
        end = 100.0
    if end <= 0:
        return None
    admitted, borderline = _zones(side, limits, end)
    low, high = limits.get("observed_low"), limits.get("observed_high")
    observed = (low if low is not None else 0.0, high if high is not None else end)
    return Scale(
        end=end,
        admitted=admitted,
        borderline=borderline,
        observed=observed if low is not None or high is not None else None,
        limits=tuple(sorted(number for name, number in limits.items() if not name.startswith("observed"))),
        value=value,
        margin=finding.margin,
        unit=finding.unit or "",
        status=finding.status,
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _zones(side: Side, limits: dict[str, float], end: float) -> tuple[tuple[float, float], tuple[float, float] | None]:
    if side == "between":
        return (limits.get("low", 0.0), limits.get("high", end)), None
    limit = limits["limit"]
    if side == "below":
        further = limits.get("borderline_to")
        return (0.0, limit), (limit, further) if further is not None else None
    before = limits.get("borderline_from")
    return (limit, end), (before, limit) if before is not None else None


def scale_height(scale: Scale, fonts: Fonts) -> float:
    """Return the height that a scale needs."""
    return fonts.small_line * (3.9 if scale.observed is not None else 2.8)


def draw_scale(painter: QPainter, rect: QRectF, scale: Scale, theme: Theme, fonts: Fonts) -> None:
    """Draw a scale: value above the bar, limits below it, the observed range under them."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = fonts.small_line
    # Room at both ends for half a number.
    left, right = rect.left() + fonts.em, rect.right() - fonts.em
    bar = QRectF(left, rect.top() + line * 1.05, right - left, line * 0.42)

    def x_of(number: float) -> float:
        return left + (right - left) * min(max(number / scale.end, 0.0), 1.0)

    def stretch(ends: tuple[float, float]) -> QRectF:
        return QRectF(x_of(ends[0]), bar.top(), x_of(ends[1]) - x_of(ends[0]), bar.height())

    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillRect(bar, colour(theme, "not_met", 0.16))
    painter.fillRect(stretch(scale.admitted), colour(theme, "surface"))
    painter.fillRect(stretch(scale.admitted), colour(theme, "met", 0.42))
    if scale.borderline is not None:
        zone = stretch(scale.borderline)
        painter.fillRect(zone, colour(theme, "surface"))
        painter.fillRect(zone, QBrush(colour(theme, "borderline"), Qt.BrushStyle.BDiagPattern))
    painter.setPen(QPen(colour(theme, "line"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar)
    painter.setFont(fonts.small)
    _draw_limits(
        painter, [(x_of(n), in_use().number(plain_text(n)), n) for n in scale.limits], bar, scale, theme, fonts, rect
    )
    if scale.observed is not None:
        _draw_observed(painter, x_of(scale.observed[0]), x_of(scale.observed[1]), bar, theme, fonts, rect)
    limit = scale.measured_from
    if limit is not None and scale.value is not None:
        _draw_margin(painter, x_of(scale.value), x_of(limit), bar, theme, fonts)
    if scale.value is not None:
        _draw_value(painter, x_of(scale.value), bar, scale, theme, fonts, rect)
    painter.restore()


def _draw_limits(
    painter: QPainter,
    limits: list[tuple[float, str, float]],
    bar: QRectF,
    scale: Scale,
    theme: Theme,
    fonts: Fonts,
    rect: QRectF,
) -> None:
    painter.setPen(QPen(colour(theme, "text"), max(1.0, fonts.em * 0.12)))
    for x, *_ in limits:
        painter.drawLine(QPointF(x, bar.top() - fonts.em * 0.2), QPointF(x, bar.bottom() + fonts.em * 0.2))
    top, begins_behind = bar.bottom() + fonts.em * 0.18, rect.right()
    painter.setPen(colour(theme, "muted"))
    # From the right: the last has the unit beside it and the least room; those before it make way.
    for number, (x, text, limit) in reversed(list(enumerate(limits))):
        last = number == len(limits) - 1
        shown = in_use().of(with_unit(limit, scale.unit)) if last else text
        wide = fonts.width(shown, fonts.small)
        start = max(min(x - fonts.width(text, fonts.small) / 2, begins_behind - wide), rect.left())
        painter.drawText(QRectF(start, top, wide + 2, fonts.small_line), LEFT, shown)
        begins_behind = start - fonts.em * 0.5


def _draw_margin(painter: QPainter, value: float, limit: float, bar: QRectF, theme: Theme, fonts: Fonts) -> None:
    """Draw the way from the value to the limit as a dotted line through the bar."""
    pen = QPen(colour(theme, "text"), max(1.0, fonts.em * 0.13))
    pen.setStyle(Qt.PenStyle.DotLine)
    painter.setPen(pen)
    painter.drawLine(QPointF(value, bar.center().y()), QPointF(limit, bar.center().y()))


def _draw_observed(
    painter: QPainter, low: float, high: float, bar: QRectF, theme: Theme, fonts: Fonts, rect: QRectF
) -> None:
    """Draw the observed range as a bracket with its name beside it."""
    y = bar.bottom() + fonts.small_line * 1.75
    words = QCoreApplication.translate("CriterionScale", "observed")
    wide = fonts.width(words, fonts.small) + 2
    start = high + fonts.em * 0.5
    if start + wide > rect.right():
        start = low - fonts.em * 0.5 - wide
    if start >= rect.left():
        painter.setPen(colour(theme, "accent"))
        painter.drawText(QRectF(start, y - fonts.small_line / 2, wide, fonts.small_line), LEFT, words)
    tick = fonts.em * 0.22
    painter.setPen(QPen(colour(theme, "accent"), max(1.0, fonts.em * 0.14)))
    painter.drawLine(QPointF(low, y), QPointF(high, y))
    for x in (low, high):
        painter.drawLine(QPointF(x, y - tick), QPointF(x, y + tick))


def _draw_value(
    painter: QPainter, x: float, bar: QRectF, scale: Scale, theme: Theme, fonts: Fonts, rect: QRectF
) -> None:
    ink = colour(theme, status_role(scale.status))
    half = fonts.em * 0.42
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    top = bar.top() - half * 0.5
    painter.drawPolygon(
        QPolygonF([QPointF(x - half, top - half), QPointF(x + half, top - half), QPointF(x, top + half)])
    )
    painter.setPen(QPen(ink, max(1.2, fonts.em * 0.16)))
    painter.drawLine(QPointF(x, top), QPointF(x, bar.bottom()))
    text = in_use().of(with_unit(round(scale.value or 0.0, 3), scale.unit))
    painter.setFont(fonts.small_strong)
    wide = fonts.width(text, fonts.small_strong) + 2
    start = x + half * 1.5
    if start + wide > rect.right():
        start = x - half * 1.5 - wide
    painter.drawText(QRectF(start, rect.top() - fonts.em * 0.1, wide, fonts.small_line), LEFT, text)
    painter.setFont(fonts.small)
