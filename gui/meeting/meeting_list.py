"""The list of the meeting: a row for each case, with what is planned and its headline; the open one is marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter

from gui.figures.drawing import RIGHT, Fonts, draw_status, shortened
from gui.meeting.entries import Entry
from gui.shared.language import in_use
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.row_list import RowList
from gui.views.lists.rows import Arrangement, Block, Row

#: lines of the reason in the list; the whole stands on the board page
_REASON_LINES = 2
#: of a file that cannot be read; opening it tells all of it
_PROBLEM_LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRow(Row):
    """One case of the meeting."""

    place: int
    name: str
    planned: str
    verdict: str
    headline: str
    warning: str
    reason: str
    problem: str
    is_open: bool


def case_row(place: int, entry: Entry, words: str, *, is_open: bool, open_words: str) -> CaseRow:
    """Return the row of a case.

    Parameters
    ----------
    words : in place of a headline where the case has not been read yet.
    open_words : said of the case that is open.
    """
    # Imported here: the findings are loaded after the window's first paint.
    from engine.wording.board.page_in_language import page_in

    line = page_in(in_use(), entry.line) if entry.line is not None else None
    said = line.words if line is not None else entry.problem or words
    return CaseRow(
        key=str(entry.path),
        spoken=f"{place + 1}. {entry.name}{f', {open_words}' if is_open else ''}. {said}",
        place=place,
        name=entry.name,
        planned=line.planned if line is not None else "",
        verdict=line.look if line is not None else "",
        headline=line.headline if line is not None else "" if entry.problem else words,
        warning=line.warning if line is not None else "",
        reason=line.reason if line is not None else "",
        problem=entry.problem if line is None else "",
        is_open=is_open,
    )


class CaseDelegate(RowDelegate):
    """Number and name; below it the plan, the headline with its mark, and what decides it."""

    def arrange(self, row: CaseRow, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        top, gap = fonts.line * 0.25, fonts.em * 0.4
        number = fonts.width("000", fonts.body)
        place = QRectF(0.0, top, number, fonts.line)
        arrangement.blocks.append(Block(place, str(row.place + 1), fonts.body, "muted", RIGHT))
        left = number + gap * 2
        inner = width - left - gap
        name = shortened(row.name, inner, fonts, 2, fonts.strong)
        y = arrangement.add(name, left, top, inner, fonts.strong, fonts, "accent" if row.is_open else "text")
        if row.problem:
            problem = shortened(row.problem, inner, fonts, _PROBLEM_LINES)
            y = arrangement.add(problem, left, y, inner, fonts.small, fonts, "not_met")
        text_left = left
        if row.verdict:
            mark = fonts.line * 0.8
            arrangement.places["mark"] = QRectF(left, y + (fonts.line - mark) / 2, mark, mark)
            text_left = left + mark + gap
        said = f"{row.planned}: {row.headline}" if row.planned else row.headline
        y = arrangement.add(said, text_left, y, width - text_left - gap, fonts.body, fonts)
        y = arrangement.add(row.warning, left, y, inner, fonts.small_strong, fonts, "concern")
        reason = shortened(row.reason, inner, fonts, _REASON_LINES) if row.reason else ""
        y = arrangement.add(reason, left, y, inner, fonts.small, fonts, "muted")
        arrangement.height = y + fonts.line * 0.25
        return arrangement

    def draw_figures(self, painter: QPainter, row: CaseRow, places: dict[str, QRectF], fonts: Fonts) -> None:
        if "mark" in places:
            draw_status(painter, places["mark"], row.verdict, self.theme)


class CaseList(RowList):
    """The cases; Enter and a click open one, Alt with an arrow moves it.

    Signals
    -------
    case_chosen : the place of a case that a person wants to open.
    case_moved : the place of a case, and by how many places a person moves it.
    """

    case_chosen = Signal(int)
    case_moved = Signal(int, int)

    def _open(self, row: Row | None) -> None:
        if isinstance(row, CaseRow):
            self.case_chosen.emit(row.place)

    def _link_at(self, event: QMouseEvent) -> Row | None:
        index = self.indexAt(event.position().toPoint())
        return self.rows[index.row()] if index.isValid() else None

    # ------------------------------------------------------------ Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        row: Any = self.current_row
        if steps and event.modifiers() & Qt.KeyboardModifier.AltModifier and isinstance(row, CaseRow):
            self.case_moved.emit(row.place, steps)
            return
        super().keyPressEvent(event)
