"""The published cohorts of a survival figure as rows: shown or not, how far the patient resembles them, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen

from engine.evidence.library import Library
from engine.findings.records.curve_records import CurveFinding
from engine.words.said import in_row, say
from gui.figures.drawing import Fonts, colour, status_role
from gui.shared.language import in_use
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.rows import Arrangement, Row
from gui.views.record_names import source_short


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortRow(Row):
    """One cohort; the bar counts the items in which the patient is like it, unlike it, and not known."""

    source: str
    arm: str
    match: tuple[int, int, int]
    in_words: str
    remarks: str
    how: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("CohortRows", text)


def cohort_row(curve: CurveFinding, library: Library, checked: bool, how: str) -> CohortRow:
    """Return one cohort as a row; `how` says whether a curve is drawn or points only."""
    short = source_short(curve.source, library)
    of = in_use().of
    size = say("number of patients not given")
    if curve.patients is not None:
        size = say("n = {patients}", patients=str(curve.patients))
    remarks = of(in_row(curve.match.remarks))
    arm, in_words = of(in_row((curve.arm, size), ", ")), of(curve.match.in_words)
    shown = _tr("shown") if checked else _tr("not shown")
    return CohortRow(
        key=curve.id,
        spoken=f"{short}: {arm}, {shown}. {in_words} {remarks} {how}",
        record=curve.cohort,
        checked=checked,
        source=short,
        arm=arm,
        match=(curve.match.met, curve.match.not_met, curve.match.unknown),
        in_words=in_words,
        remarks=remarks,
        how=how,
    )


class CohortDelegate(RowDelegate):
    """A box to show it, its name, the match bar and the reasons."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        em, line = fonts.em, fonts.line
        side = line * 0.8
        arrangement.places["check"] = QRectF(em * 0.6, line * 0.35, side, side)
        left = em * 0.6 + side * 1.6
        inner = width - left - em * 0.6
        y = arrangement.add(row.source, left, line * 0.25, inner, fonts.strong, fonts)
        y = arrangement.add(row.arm, left, y, inner, fonts.small, fonts, "muted")
        if any(row.match):
            arrangement.places["bar"] = QRectF(left, y + em * 0.2, min(inner, em * 14), line * 0.34)
            y += em * 0.3 + line * 0.4
        y = arrangement.add(row.in_words, left, y, inner, fonts.small, fonts)
        y = arrangement.add(row.remarks, left, y, inner, fonts.small, fonts, "muted")
        y = arrangement.add(row.how, left, y, inner, fonts.small, fonts, "muted")
        arrangement.height = y + line * 0.3
        return arrangement

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = places["check"]
        stroke = max(1.0, fonts.em * 0.12)
        painter.setPen(QPen(colour(self.theme, "accent" if row.checked else "muted"), stroke))
        painter.setBrush(colour(self.theme, "accent" if row.checked else "surface"))
        painter.drawRoundedRect(box, stroke * 1.5, stroke * 1.5)
        if row.checked:
            painter.setPen(QPen(colour(self.theme, "on_accent"), stroke * 1.4))
            painter.drawLine(_at(box, 0.22, 0.52), _at(box, 0.42, 0.72))
            painter.drawLine(_at(box, 0.42, 0.72), _at(box, 0.78, 0.3))
        if "bar" in places:
            self._draw_bar(painter, row.match, places["bar"])

    def _draw_bar(self, painter: QPainter, match: tuple[int, int, int], bar: QRectF) -> None:
        looks = (
            ("met", Qt.BrushStyle.SolidPattern),
            ("not_met", Qt.BrushStyle.SolidPattern),
            ("unknown", Qt.BrushStyle.Dense6Pattern),
        )
        unit = bar.width() / sum(match)
        x = bar.left()
        gap = min(unit * 0.12, bar.height() * 0.3)
        for (status, pattern), count in zip(looks, match, strict=True):
            ink = colour(self.theme, status_role(status))
            for _ in range(count):
                cell = QRectF(x, bar.top(), unit - gap, bar.height())
                painter.setPen(ink)
                painter.setBrush(QBrush(ink, pattern))
                # What is unlike stands lower, so that the bar reads without colour.
                painter.drawRect(cell.adjusted(0, cell.height() * 0.45, 0, 0) if status == "not_met" else cell)
                x += unit


def _at(box: QRectF, x: float, y: float) -> QPointF:
    return QPointF(box.left() + x * box.width(), box.top() + y * box.height())
