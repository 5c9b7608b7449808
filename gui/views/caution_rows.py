"""Cautions and contested points as rows, with both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from engine.evidence.library import Library
from engine.findings.assessment import CautionFinding, ConcernFinding
from gui.figures.drawing import CENTRE, Fonts, colour
from gui.views.record_names import humanised, source_short
from gui.views.row_delegate import RowDelegate
from gui.views.rows import Arrangement, Row

_ROLES = {
    "contested": "borderline",
    "caution": "not_met",
    "note": "muted",
    "concern": "concern",
    "to weigh": "borderline",
    "not asked": "unknown",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CautionRow(Row):
    """One sentence that must be read, or the heading above several."""

    kind: str = ""
    text: str = ""
    sides: tuple[str, ...] = ()
    source: str = ""


def caution_row(found: CautionFinding, library: Library) -> CautionRow:
    """Return a caution as a row."""
    sides = tuple(f"{side.text} ({source_short(side.source, library)}, {side.locator})" for side in found.sides)
    source = "; ".join(f"{source_short(cited.source, library)}, {cited.locator}" for cited in found.sources)
    kind = humanised(found.kind)
    spoken = " ".join([f"{kind}: {found.text}", *(f"Side: {side}." for side in sides), f"Source: {source}."])
    return CautionRow(
        key=found.id, spoken=spoken, record=found.id, kind=found.kind, text=found.text, sides=sides, source=source
    )


def concern_row(found: ConcernFinding, library: Library) -> CautionRow:
    """Return a concern as a row: what holds, what is to be weighed, or what was not asked."""
    kind = "not asked" if found.holds is None else "concern" if found.level == "hard" else "to weigh"
    sides = tuple(f"{side.text} ({source_short(side.source, library)}, {side.locator})" for side in found.sides)
    cited = [f"{source_short(one.source, library)}, {one.locator}" for one in found.sources]
    source = "; ".join(cited) or "no source: a question to the board"
    spoken = " ".join([f"{humanised(kind)}: {found.text}", *(f"Side: {side}." for side in sides), f"Source: {source}."])
    return CautionRow(
        key=found.id, spoken=spoken, record=found.id, kind=kind, text=found.text, sides=sides, source=source
    )


def caution_heading(text: str) -> CautionRow:
    """Return the heading above cautions."""
    return CautionRow(key=f"heading {text}", spoken=text, heading=True, text=text)


class CautionDelegate(RowDelegate):
    """A mark for the kind, the sentence, and the sides of a contested point below it."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        return arrange_caution(row, width, fonts)

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        draw_caution(painter, row, places, fonts, self)


def arrange_caution(row: CautionRow, width: float, fonts: Fonts) -> Arrangement:
    """Return where everything of a caution stands."""
    arrangement = Arrangement()
    left, top = fonts.em * 0.8, fonts.line * 0.35
    if row.heading:
        y = arrangement.add(row.text, left, fonts.line * 0.6, width - 2 * left, fonts.strong, fonts, "muted")
        arrangement.height = y + fonts.line * 0.25
        return arrangement
    mark = fonts.width("contested", fonts.small_strong) + fonts.em * 0.9
    arrangement.places["mark"] = QRectF(left, top, mark, fonts.small_line * 1.2)
    if width > fonts.em * 34:
        left += mark + fonts.em * 0.7
    else:
        top += fonts.small_line * 1.4
    inner = width - left - fonts.em
    y = arrangement.add(row.text, left, top, inner, fonts.body, fonts)
    for number, side in enumerate(row.sides):
        arrangement.places[f"side {number}"] = QRectF(left, y + fonts.em * 0.2, fonts.em * 0.3, 0)
        below = arrangement.add(
            side, left + fonts.em * 0.9, y + fonts.em * 0.2, inner - fonts.em * 0.9, fonts.small, fonts
        )
        arrangement.places[f"side {number}"].setBottom(below)
        y = below
    y = arrangement.add_link(row.source, left, y, inner, fonts)
    arrangement.height = y + fonts.line * 0.35
    return arrangement


def draw_caution(
    painter: QPainter, row: CautionRow, places: dict[str, QRectF], fonts: Fonts, delegate: RowDelegate
) -> None:
    """Draw the mark of a caution and the lines beside its sides."""
    if row.heading:
        return
    ink = colour(delegate.theme, _ROLES[row.kind])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink, 1))
    painter.setBrush(colour(delegate.theme, _ROLES[row.kind], 0.1))
    painter.drawRoundedRect(places["mark"], fonts.em * 0.25, fonts.em * 0.25)
    painter.setFont(fonts.small_strong)
    painter.drawText(places["mark"], CENTRE, row.kind)
    for name, place in places.items():
        if name.startswith("side"):
            painter.fillRect(place, colour(delegate.theme, "line"))
