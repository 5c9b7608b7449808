"""The document tree as plain text in lines of a given width."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator
from functools import singledispatch

from engine.reading.visible_text import visible
from engine.report.tree.dates import dates_in_words
from engine.report.tree.document_records import (
    Bullets,
    Cell,
    Document,
    Facts,
    Figures,
    Frame,
    Heading,
    IconArray,
    Paragraph,
    References,
    Table,
    Verdict,
    text_of,
)
from engine.wording.literature import old_words
from engine.words.language import ENGLISH, Language

_NARROWEST = 72
_GAP = "  "
#: in plain text a word carries the status, and a sign leads the eye
_SIGNS = {
    "met": "[+]",
    "met_outside_observed_range": "[+?]",
    "met_to_weigh": "[+!]",
    "much_to_weigh": "[!+]",
    "borderline": "[~]",
    "concern": "[!!]",
    "not_met": "[-]",
    "unknown": "[?]",
    "not_applicable": "[ ]",
    "contested": "[<>]",
    "caution": "[!]",
    "note": "[.]",
}


def as_plain_text(
    document: Document,
    *,
    width: int = 78,
    data_date: dt.date | None = None,
    print_date: dt.date | None = None,
    language: Language = ENGLISH,
) -> str:
    """Return the summary as plain text.

    Parameters
    ----------
    width : of a line in characters, at least 72; a single longer word is not broken.
    data_date, print_date : stand at the head where they are given.
    language : of what stands around the document's own blocks.
    """
    width = max(width, _NARROWEST)
    lines = [
        document.label,
        *map(language.of, dates_in_words(data_date, print_date)),
        *textwrap.wrap(document.intended_use, width),
    ]
    if document.evidence is not None:
        lines += textwrap.wrap(language.of(old_words(document.evidence, print_date)), width)
    for block in document.blocks:
        lines += _block(block, width)
    lines += ["", *(line for stamp in document.stamps for line in _wrap(stamp, width))]
    return visible("\n".join(line.rstrip() for line in lines)) + "\n"


def _wrap(text: str, width: int, first: str = "", rest: str = "", *, at_hyphens: bool = False) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=at_hyphens,
    ) or [first.rstrip()]


@singledispatch
def _block(block: object, width: int) -> Iterator[str]:
    raise TypeError(f"no text for {type(block).__name__} in {width} columns")


@_block.register
def _(block: Heading, width: int) -> Iterator[str]:
    yield ""
    yield from _wrap(block.text.upper() if block.level == 2 else block.text, width)
    if block.level == 2:
        yield "-" * min(width, len(block.text))


@_block.register
def _(block: Verdict, width: int) -> Iterator[str]:
    yield ""
    yield from _wrap(block.title, width)
    if block.verdict:
        yield from _wrap(f"{_SIGNS[block.symbol]} {block.verdict}", width)
    yield from _wrap(block.words, width)


@_block.register
def _(block: Paragraph, width: int) -> Iterator[str]:
    yield from _wrap(text_of(block.runs), width)


@_block.register
def _(block: Facts, width: int) -> Iterator[str]:
    for fact in block.items:
        remark = f" ({fact.remark})" if fact.remark else ""
        yield from _wrap(f"{fact.label}: {fact.value}{remark}", width, "", "    ")


@_block.register
def _(block: Bullets, width: int) -> Iterator[str]:
    for number, item in enumerate(block.items):
        sign = _SIGNS[block.symbols[number]] if block.symbols else "-"
        yield from _wrap(text_of(item), width, f"{sign} ", " " * (len(sign) + 1))


@_block.register
def _(block: Frame, width: int) -> Iterator[str]:
    yield f"+{'-' * (width - 2)}+"
    yield from (f"| {line}".ljust(width - 1) + "|" for line in _wrap(block.title.upper(), width - 4))
    for symbol, item in zip(block.symbols, block.items, strict=True):
        sign = _SIGNS[symbol]
        lines = _wrap(text_of(item), width - 4, f"{sign} ", " " * (len(sign) + 1))
        yield from (f"| {line}".ljust(width - 1) + "|" for line in lines)
    yield f"+{'-' * (width - 2)}+"


@_block.register
def _(block: Figures, width: int) -> Iterator[str]:
    for figure in block.items:
        yield from _wrap(f"{figure.alt} {text_of(figure.caption)}", width)


@_block.register
def _(block: IconArray, width: int) -> Iterator[str]:
    yield from _wrap(" ".join((block.alt, *block.sentences)), width)


@_block.register
def _(block: References, width: int) -> Iterator[str]:
    for reference in block.items:
        yield from _wrap(reference.text, width, f"[{reference.number}] ", "     ")


@_block.register
def _(block: Table, width: int) -> Iterator[str]:
    columns = [i for i, _ in enumerate(block.columns) if not block.is_drawn(i)]
    widths = _column_widths(block, columns, width)
    right = [block.columns[i].right for i in columns]
    yield from _row([block.columns[i].title for i in columns], widths, right)
    for row in block.rows:
        if row.group:
            yield from _wrap(_cell(row.cells[0]), width)
        else:
            yield from _row([_cell(row.cells[i]) for i in columns], widths, right)


def _column_widths(table: Table, columns: list[int], width: int) -> list[int]:
    """Share the width: as much as the longest text needs, at most the column's share, the rest to those that wrap."""
    room = width - len(_GAP) * (len(columns) - 1)
    texts = [[table.columns[i].title, *(_cell(row.cells[i]) for row in table.rows if not row.group)] for i in columns]
    needed = [max(map(len, column)) for column in texts]
    longest_word = [_longest(column) for column in texts]
    if sum(longest_word) > room:
        longest_word = [_longest([text.replace("-", "- ") for text in column]) for column in texts]
    shares = [table.columns[i].share or 0.1 for i in columns]
    given = [min(need, max(word, int(room * share / sum(shares)))) for need, word, share in
             zip(needed, longest_word, shares, strict=True)]  # fmt: skip
    while sum(given) < room and any(g < n for g, n in zip(given, needed, strict=True)):
        most = max(range(len(given)), key=lambda i: needed[i] / given[i])
        given[most] += 1
    while sum(given) > room and max(given) > 8:
        # A column narrower than its longest word would stick out.
        slack = (
            [i for i, word in enumerate(longest_word) if given[i] > max(word, least)]
            for least in (8, 1)  # a narrow column is narrowed only where no other can be
        )
        wide = next((some for some in slack if some), [given.index(max(given))])
        given[max(wide, key=given.__getitem__)] -= 1
    return given


def _longest(texts: list[str]) -> int:
    return max((len(word) for text in texts for word in text.split()), default=1)


def _sticks_out(text: str, width: int) -> bool:
    """Whether a word is longer than its column: only then may a name be parted at its hyphen."""
    return any(len(word) > width for word in text.split())


def _row(texts: list[str], widths: list[int], right: list[bool]) -> Iterator[str]:
    cells = [_wrap(text, width, at_hyphens=_sticks_out(text, width)) for text, width in zip(texts, widths, strict=True)]
    for number in range(max(map(len, cells))):
        parts = []
        for cell, width, to_the_right in zip(cells, widths, right, strict=True):
            text = cell[number] if number < len(cell) else ""
            parts.append(text.rjust(width) if to_the_right else text.ljust(width))
        yield _GAP.join(parts).rstrip()


def _cell(cell: Cell) -> str:
    """A cell in words: its sign, its text, and its quieter line in brackets."""
    sign = f"{_SIGNS[cell.symbol]} " if cell.symbol else ""
    below = f" ({text_of(cell.below)})" if cell.below else ""
    return f"{sign}{text_of(cell.runs)}{below}"
