"""What a row of a list is, and how its parts are arranged before they are drawn."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont

from gui.figures.drawing import LEFT, WRAP, Fonts


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a list.

    Attributes
    ----------
    key : the same for the same thing in the next assessment, so that the current row stays current.
    spoken : all that the row shows, in words.
    record : id of the record behind it; empty where there is none.
    field : field of the form that it leads to; empty where there is none.
    heading : names the rows that follow, and cannot be chosen.
    tip : what the row shortens, whole; empty where it shows everything.
    checked : whether it is ticked; None where there is nothing to tick.
    """

    key: str
    spoken: str
    record: str = ""
    field: str = ""
    heading: bool = False
    tip: str = ""
    checked: bool | None = None


@dataclass(slots=True)
class Block:
    """A piece of text in its place."""

    rect: QRectF
    text: str
    font: QFont
    role: str = "text"
    flags: int = LEFT | WRAP


@dataclass(slots=True)
class Arrangement:
    """Where everything of a row stands; `places` are rectangles for drawings, `links` open the row's record.

    A row that is not `ruled` has no line below it, whatever its list has.
    """

    blocks: list[Block] = field(default_factory=list)
    places: dict[str, QRectF] = field(default_factory=dict)
    links: list[QRectF] = field(default_factory=list)
    height: float = 0.0
    ruled: bool = True

    def add(self, text: str, x: float, y: float, width: float, font: QFont, fonts: Fonts, role: str = "text") -> float:
        """Put wrapped text in its place and return where it ends below."""
        if not text:
            return y
        height = fonts.height(text, width, font)
        self.blocks.append(Block(QRectF(x, y, width, height), text, font, role))
        return y + height

    def add_link(self, text: str, x: float, y: float, width: float, fonts: Fonts) -> float:
        """Put a link in its place and return where it ends below."""
        if not text:
            return y
        font = QFont(fonts.small)
        below = self.add(text, x, y, width, font, fonts, "accent")
        wide = min(width, fonts.width(text, font) + fonts.em * 0.5)
        self.links.append(QRectF(x, y, wide, below - y))
        return below
