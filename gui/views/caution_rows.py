"""Cautions and contested points as rows, with both sides."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QPen

from engine.evidence.library import Library
from engine.findings.assessment import CautionFinding, ConcernFinding
from gui.figures.drawing import CENTRE, Fonts, colour
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.language import in_use
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.rows import Arrangement, Row
from gui.views.record_names import humanised, source_short

#: the mark beside a sentence of each kind
_MARKS = {
    "contested": QT_TRANSLATE_NOOP("CautionRows", "contested"),
    "caution": QT_TRANSLATE_NOOP("CautionRows", "caution"),
    "note": QT_TRANSLATE_NOOP("CautionRows", "note"),
    "concern": QT_TRANSLATE_NOOP("CautionRows", "concern"),
    "to weigh": QT_TRANSLATE_NOOP("CautionRows", "to weigh"),
    "same point": QT_TRANSLATE_NOOP("CautionRows", "same point"),
    "evidence": QT_TRANSLATE_NOOP("CautionRows", "evidence"),
    "not asked": QT_TRANSLATE_NOOP("CautionRows", "not asked"),
}
_ROLES = {
    "contested": "borderline",
    "caution": "not_met",
    "note": "muted",
    "concern": "concern",
    "to weigh": "borderline",
    "same point": "borderline",
    "evidence": "borderline",
    "not asked": "unknown",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CautionRow(Row):
    """One sentence that must be read, or the heading above several."""

    kind: str = ""
    text: str = ""
    sides: tuple[str, ...] = ()
    source: str = ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("CautionRows", text)


def caution_row(found: CautionFinding, library: Library) -> CautionRow:
    """Return a caution as a row."""
    of = in_use().of
    sides = tuple(f"{of(side.text)} ({source_short(side.source, library)}, {side.locator})" for side in found.sides)
    source = "; ".join(f"{source_short(cited.source, library)}, {cited.locator}" for cited in found.sources)
    text = of(found.text)
    return CautionRow(
        key=found.id,
        spoken=_spoken(found.kind, text, sides, source),
        record=found.id,
        kind=found.kind,
        text=text,
        sides=sides,
        source=source,
    )


def concern_row(found: ConcernFinding, points: Collection[str], library: Library) -> CautionRow:
    """Return a concern as a row: what holds, what is to be weighed, or what was not asked.

    `points` are the ids of those that the title of the option counts.
    """
    kind = _kind_of(found, points)
    of = in_use().of
    sides = tuple(f"{of(side.text)} ({source_short(side.source, library)}, {side.locator})" for side in found.sides)
    cited = [f"{source_short(one.source, library)}, {one.locator}" for one in found.sources]
    source = "; ".join(cited) or _tr("no source: a question to the board")
    text = of(found.text)
    return CautionRow(
        key=found.id,
        spoken=_spoken(kind, text, sides, source),
        record=found.id,
        kind=kind,
        text=text,
        sides=sides,
        source=source,
    )


def _kind_of(found: ConcernFinding, points: Collection[str]) -> str:
    if found.holds is None:
        return "not asked"
    if found.level == "hard":
        return "concern"
    if found.kind == "evidence":
        return "evidence"
    return "to weigh" if found.id in points else "same point"


def _spoken(kind: str, text: str, sides: Iterable[str], source: str) -> str:
    """Return all that a row shows, in words."""
    return " ".join(
        [
            f"{humanised(_tr(_MARKS[kind]))}: {text}",
            *(_tr("Side: {side}.").format(side=side) for side in sides),
            _tr("Source: {source}.").format(source=source),
        ]
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
    mark = max(fonts.width(_tr(word), fonts.small_strong) for word in _MARKS.values()) + fonts.em * 0.9
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
    painter.drawText(places["mark"], CENTRE, _tr(_MARKS[row.kind]))
    for name, place in places.items():
        if name.startswith("side"):
            painter.fillRect(place, colour(delegate.theme, "line"))
