"""The tree of a summary: headings, paragraphs, tables, figures, references. Pure data, ready for JSON.

The PDF, the board text and the CSV tables are all written from this tree, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from engine.findings.assessment import EvidenceStamp
from engine.report.survival.survival_scene import Scene
from engine.words.said import listed, say, say_counted

Style = Literal["", "strong", "muted", "cite"]
Symbol = Literal[
    "",
    "met",
    "met_outside_observed_range",
    "met_to_weigh",
    "much_to_weigh",
    "borderline",
    "concern",
    "not_met",
    "unknown",
    "not_applicable",
    "contested",
    "caution",
    "note",
]


class Node(msgspec.Struct, frozen=True):
    """Base of everything in the tree: immutable."""


class Run(Node, frozen=True, omit_defaults=True):
    """A stretch of text in one style; `cite` is the number of a reference."""

    text: str
    style: Style = ""


Runs = tuple[Run, ...]


class Interval(Node, frozen=True, kw_only=True):
    """A proportion with its interval, all in percent, to be drawn in a table row."""

    value: float
    low: float
    high: float


class TimelinePoint(Node, frozen=True, kw_only=True):
    """A published point: its place on the axis from 0 to 1, its share and interval in percent."""

    x: float
    percent: float
    low: float | None
    high: float | None


class TimelineSeries(Node, frozen=True, kw_only=True):
    """The points of one study and endpoint; joined where there are two or more."""

    filled: bool
    points: tuple[TimelinePoint, ...]


class Timeline(Node, frozen=True, kw_only=True):
    """Published points on the time axis that all rows of a table share; the cell's words say them as well."""

    axis_months: int
    series: tuple[TimelineSeries, ...]


class Cell(Node, frozen=True, kw_only=True, omit_defaults=True):
    """One cell: a symbol drawn as a shape, text, or a drawn interval; `below` is a second, quieter line."""

    runs: Runs = ()
    symbol: Symbol = ""
    interval: Interval | None = None
    below: Runs = ()
    timeline: Timeline | None = None


class Column(Node, frozen=True, kw_only=True, omit_defaults=True):
    """A column: its heading, its share of the width (0: as wide as its text), and whether numbers stand right."""

    title: str
    share: float = 0.0
    right: bool = False


class Row(Node, frozen=True, kw_only=True, omit_defaults=True):
    """A row of a table; `group` is a heading over the rows that follow, in one cell."""

    cells: tuple[Cell, ...]
    group: bool = False


class Heading(Node, frozen=True, kw_only=True, tag_field="block", tag="heading"):
    """A heading of level 2 or 3; level 1 is the document's own."""

    level: int
    text: str


class Paragraph(Node, frozen=True, kw_only=True, omit_defaults=True, tag_field="block", tag="paragraph"):
    """A paragraph; `quiet` is set small."""

    runs: Runs
    quiet: bool = False


class Verdict(Node, frozen=True, kw_only=True, tag_field="block", tag="verdict"):
    """The planned modality with its verdict, set apart."""

    title: str
    symbol: Symbol
    verdict: str
    words: str


class Fact(Node, frozen=True, kw_only=True, omit_defaults=True):
    """One input: its label, its value in words, and a remark (derived, read from a plan)."""

    label: str
    value: str
    remark: str = ""


class Facts(Node, frozen=True, kw_only=True, tag_field="block", tag="facts"):
    """Inputs side by side."""

    items: tuple[Fact, ...]


class Table(Node, frozen=True, kw_only=True, omit_defaults=True, tag_field="block", tag="table"):
    """A table.

    Attributes
    ----------
    name : of the CSV file made from it.
    scale_percent : where drawn intervals end on the right; 0 where none are drawn.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    scale_percent: float = 0.0

    def is_drawn(self, column: int) -> bool:
        """Whether this column holds drawn intervals, whose numbers stand in the columns beside it."""
        return self.scale_percent > 0 and column == len(self.columns) - 1


class Bullets(Node, frozen=True, kw_only=True, omit_defaults=True, tag_field="block", tag="bullets"):
    """A list; `symbols` has one symbol for each item, or is empty."""

    items: tuple[Runs, ...]
    symbols: tuple[Symbol, ...] = ()
    quiet: bool = False


class Frame(Node, frozen=True, kw_only=True, tag_field="block", tag="frame"):
    """What must not be overlooked, in a frame that survives grey; one symbol for each item.

    `name` is that of the CSV file made from it.
    """

    name: str
    title: str
    items: tuple[Runs, ...]
    symbols: tuple[Symbol, ...]


class FigureBlock(Node, frozen=True, kw_only=True):
    """A survival figure with its caption."""

    title: str
    scene: Scene
    alt: str
    caption: Runs


class Figures(Node, frozen=True, kw_only=True, tag_field="block", tag="figures"):
    """Figures side by side."""

    items: tuple[FigureBlock, ...]


class Reference(Node, frozen=True, kw_only=True):
    """A numbered reference."""

    number: int
    text: str


class References(Node, frozen=True, kw_only=True, tag_field="block", tag="references"):
    """The references cited, in the order of their numbers."""

    items: tuple[Reference, ...]


class IconArray(Node, frozen=True, kw_only=True, tag_field="block", tag="icons"):
    """A hundred people, some of them filled, with sentences beside them; `alt` says the picture in words."""

    filled: int
    sentences: tuple[str, ...]
    alt: str


Block = Heading | Paragraph | Verdict | Facts | Table | Bullets | Frame | Figures | References | IconArray


class Document(Node, frozen=True, kw_only=True):
    """A whole summary.

    Attributes
    ----------
    label : the case's own words, shortened for the head where very long; never empty.
    stamps : versions and hashes, one line each.
    evidence : the library behind it; whoever knows the day of print can say whether it is old.
    large : in the type of a sheet that a patient reads.
    """

    format: str
    title: str
    label: str
    language: str
    intended_use: str
    long: bool
    blocks: tuple[Block, ...]
    stamps: tuple[str, ...]
    evidence: EvidenceStamp | None = None
    large: bool = False


def run(text: str, style: Style = "") -> Runs:
    """Return one stretch of text, or nothing for no text."""
    return (Run(text, style),) if text else ()


def left_out(counts: Iterable[tuple[int, str, str]]) -> tuple[Paragraph, ...]:
    """Return the one sentence that says how much only the long form holds; nothing where that is nothing.

    Parameters
    ----------
    counts : how many, and the templates of one and of more of them.
    """
    parts = [say_counted(count, one, many) for count, one, many in counts if count]
    if not parts:
        return ()
    words = say("In the long form also: {items}.", items=listed(parts))
    return (Paragraph(runs=run(words, "muted"), quiet=True),)


def text_of(runs: Runs) -> str:
    """Return the text alone, references in brackets: "At most 3 [1, 2]"."""
    parts: list[str] = []
    cited: list[str] = []
    for piece in runs:
        if piece.style == "cite":
            cited.append(piece.text)
            continue
        parts += _bracketed(cited)
        cited = []
        parts.append(piece.text)
    return "".join([*parts, *_bracketed(cited)]).strip()


def _bracketed(numbers: list[str]) -> list[str]:
    return [f" [{', '.join(numbers)}]"] if numbers else []
