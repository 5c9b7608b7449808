"""What the rows of the board page hold."""

from __future__ import annotations

from dataclasses import dataclass

from engine.wording.board.board_changes import BoardFlip
from engine.wording.board.board_records import BoardRow
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
