"""Published numbers as short rows: what, how many of how many, from whom. Each opens its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF

from engine.evidence.library import Library
from engine.findings.assessment import FigureFinding, ToxicityFinding
from engine.wording.figures import figure_value, harm_value, value_detail
from engine.words.said import in_row, say
from gui.figures.drawing import RIGHT, WRAP, Fonts
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.rows import Arrangement, Block, Row
from gui.views.record_names import source_short


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow(Row):
    """One number: its name, its value, and where it comes from."""

    label: str
    value: str = ""
    detail: str = ""
    source: str = ""


def fact_of_figure(found: FigureFinding, library: Library) -> FactRow:
    """Return an outcome or other figure as a row."""
    return _fact(found, figure_value(found), library)


def fact_of_toxicity(found: ToxicityFinding, library: Library) -> FactRow:
    """Return a harm as a row."""
    return _fact(found, harm_value(found), library)


def _fact(found: FigureFinding | ToxicityFinding, value: str, library: Library) -> FactRow:
    source = source_short(found.source, library)
    detail = value_detail(found)
    spoken = say("{name}: {words}. {source}.", name=found.label, words=in_row((value, detail), ", "), source=source)
    return FactRow(
        key=found.id, spoken=spoken, record=found.id, label=found.label, value=value, detail=detail, source=source
    )


def heading_row(key: str, text: str) -> FactRow:
    """Return a row that names those that follow."""
    return FactRow(key=f"heading:{key}", spoken=text, heading=True, label=text)


class FactDelegate(RowDelegate):
    """Name on the left, value on the right, interval and source below in small print."""

    ruled = False

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        gap = fonts.line * 0.14
        left, inner = fonts.em * 0.45, width - fonts.em * 0.9
        if row.heading:
            y = arrangement.add(row.label, left, fonts.line * 0.45, inner, fonts.small_strong, fonts, "muted")
            arrangement.height = y + gap
            return arrangement
        wanted = fonts.width(row.value, fonts.strong) + fonts.em * 0.3
        value_width = min(wanted, inner * 0.5)
        label_width = inner - value_width - fonts.em
        y = arrangement.add(row.label, left, gap, label_width, fonts.body, fonts)
        height = fonts.height(row.value, value_width, fonts.strong)
        place = QRectF(left + inner - value_width, gap, value_width, height)
        arrangement.blocks.append(Block(place, row.value, fonts.strong, "text", RIGHT | WRAP))
        y = max(y, gap + height)
        source_width = min(fonts.width(row.source, fonts.small) + fonts.em * 0.5, inner * 0.5) if row.source else 0.0
        below = arrangement.add_link(row.source, left, y, source_width, fonts)
        detail_left = left + source_width + fonts.em * 0.5
        detail_width = inner - source_width - fonts.em * 0.5
        if row.detail:
            height = fonts.height(row.detail, detail_width, fonts.small)
            place = QRectF(detail_left, y, detail_width, height)
            arrangement.blocks.append(Block(place, row.detail, fonts.small, "muted", RIGHT | WRAP))
            below = max(below, y + height)
        arrangement.height = below + gap * 2
        return arrangement
