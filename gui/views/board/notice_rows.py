"""What must be heard, decided or minded, a line each: a mark, the words, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QPen

from engine.wording.board.board_records import BoardNeed, BoardNotice
from gui.figures.drawing import CENTRE, Fonts, colour
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.rows import Arrangement, Row

_ROLES = {
    "contradiction": "not_met",
    "unusual": "borderline",
    "concern": "not_met",
    "evidence": "borderline",
    "unchecked": "borderline",
    "contested": "borderline",
    "caution": "not_met",
    "note": "muted",
    "need": "accent",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow(Row):
    """One line to be read."""

    kind: str
    mark: str
    text: str
    cited: str = ""


def notice_row(notice: BoardNotice, mark: str) -> NoticeRow:
    """Return a notice as a row; it leads to the field that settles it, else to its record."""
    field = notice.fields[0] if notice.fields and not notice.record else ""
    spoken = f"{mark}: {notice.text}{_source(notice.cited)}"
    return NoticeRow(
        key=notice.record or f"{notice.kind}:{notice.text}",
        spoken=spoken,
        record=notice.record,
        field=field,
        kind=notice.kind,
        mark=mark,
        text=notice.text,
        cited=notice.cited,
    )


def _source(cited: str) -> str:
    words = QCoreApplication.translate("BoardView", "Source: {source}.")
    return f" {words.format(source=cited)}" if cited else ""


def need_row(need: BoardNeed, mark: str) -> NoticeRow:
    """Return an item that can turn a headline as a row; it leads to its field."""
    return NoticeRow(
        key=f"need:{'+'.join(need.fields)}",
        spoken=f"{mark}: {need.text}. {need.detail}",
        field=need.fields[0],
        kind="need",
        mark=mark,
        text=need.text,
        cited=need.detail,
    )


class NoticeDelegate(RowDelegate):
    """A mark in a narrow column, the words beside it."""

    ruled = False

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        top = fonts.line * 0.08
        mark = (
            fonts.width(QCoreApplication.translate("BoardView", "contradiction"), fonts.small_strong) + fonts.em * 0.6
        )
        arrangement.places["mark"] = QRectF(0, top + fonts.line * 0.05, mark, fonts.small_line)
        left = mark + fonts.em * 0.7
        room = width - left - fonts.em * 0.3
        y = arrangement.add(row.text, left, top, room, fonts.body, fonts)
        beside = left + fonts.width(row.text, fonts.body) + fonts.em
        if row.cited and beside + fonts.width(row.cited, fonts.small) <= left + room:
            # A short source stands behind the words, and takes no line of its own.
            foot = top + (fonts.line - fonts.small_line) * 0.75
            arrangement.add(row.cited, beside, foot, left + room - beside, fonts.small, fonts, "muted")
        else:
            y = arrangement.add(row.cited, left, y, room, fonts.small, fonts, "muted")
        arrangement.height = y + fonts.line * 0.08
        return arrangement

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        ink = colour(self.theme, _ROLES[row.kind])
        painter.setPen(QPen(ink, 1))
        painter.setBrush(colour(self.theme, _ROLES[row.kind], 0.1))
        painter.drawRoundedRect(places["mark"], fonts.em * 0.25, fonts.em * 0.25)
        painter.setFont(fonts.small_strong)
        painter.drawText(places["mark"], CENTRE, row.mark)
