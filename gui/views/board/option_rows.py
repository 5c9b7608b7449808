"""What the rows of the board page hold."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from engine.wording.board.board_changes import BoardFlip
from engine.wording.board.board_records import BoardRow
from engine.wording.board.board_series import is_in_doubt
from engine.words.said import in_row
from gui.views.lists.rows import Row


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionRow(Row):
    """One option; `opened` shows what stands behind it in the rows that follow, `flip` what is not as it was pinned."""

    option: BoardRow
    axis_months: int
    opened: bool = False
    flip: BoardFlip | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderRow(Row):
    """The names of the columns, and the months of the axis."""

    titles: tuple[str, ...]
    axis_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailRow(Row):
    """Something that stands behind an option; `status` has a symbol, `link` is the title of a view it leads to.

    `before` is the symbol of what it was when the page was pinned.
    """

    option: str
    label: str
    value: str = ""
    detail: str = ""
    source: str = ""
    status: str = ""
    link: str = ""
    before: str = ""


def source_of(option: BoardRow) -> str:
    """Return where the first line of an option's figure was read, and how deep; empty where there is no line."""
    lead = option.series[0] if option.series else None
    return in_row((lead.source, lead.depth), ", ") if lead else ""


def unlike_of(option: BoardRow) -> str:
    """Return what stands below that first line where its group is not known to be like the patient; else empty."""
    lead = option.series[0] if option.series else None
    if lead is None or not is_in_doubt(lead):
        return ""
    if lead.unlike:
        return QCoreApplication.translate("BoardDelegate", "unlike in {fields}").format(fields=lead.unlike)
    if not lead.compared:
        return QCoreApplication.translate("BoardDelegate", "how like this patient is not recorded")
    words = QCoreApplication.translate("BoardDelegate", "not stated, unlike wherever it is: {fields}")
    return words.format(fields=lead.untold)


def alike_of(option: BoardRow) -> str:
    """Return the group that is like the patient where the one drawn is not known to be; else empty."""
    beside = option.beside
    if beside is None or not beside.resembles or not is_in_doubt(option.series[0]):
        return ""
    words = QCoreApplication.translate("BoardDelegate", "alike: {words}; {name}")
    points = in_row((point.words for point in beside.points), ", ")
    return words.format(name=in_row((beside.source, beside.depth), ", "), words=points)
