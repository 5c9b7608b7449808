"""How much of a page a summary takes, roughly: enough to tell whether one more figure still has its place.

An estimate from the sizes of the template, a little on the high side. What is too high by a line leaves a line empty;
the typesetter alone decides where a page ends.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from engine.report.survival.survival_scene import text_width
from engine.report.tree.document_records import (
    Block,
    Bullets,
    Cell,
    Facts,
    Figures,
    Frame,
    Heading,
    IconArray,
    Paragraph,
    References,
    Row,
    Runs,
    Table,
    Verdict,
    text_of,
)

#: what stands above the first block (title, intended use) and below the last (stamps)
_ABOVE_PT = 38.0
_BELOW_PT = 26.0
#: what one page holds, A4
_PAGE_PT = 776.0
_WIDTH_PT = 510.0
_HALF_PT = (_WIDTH_PT - 14.0) / 2
_TABLE_HEAD_PT = 13.0
#: in a column of less width whole words leave more of each line empty
_NARROW_PT = 100.0


def pages_needed(blocks: Sequence[Block]) -> float:
    """Return how many A4 pages the blocks take, estimated; 2.0 just fits two."""
    used = _ABOVE_PT
    above = 0.0
    for block in blocks:
        # A heading stays with what follows it, and nothing that cannot break is begun at the foot of a page.
        if isinstance(block, Heading):
            above += _height(block)
            continue
        for number, height in enumerate(_pieces(block)):
            whole = height + above
            if used % _PAGE_PT + whole > _PAGE_PT:
                used += _PAGE_PT - used % _PAGE_PT
                # The head of a table stands on the new page again.
                used += _head(block) if number and isinstance(block, Table) else 0.0
            used += whole
            above = 0.0
    return (used + _BELOW_PT) / _PAGE_PT


def _pieces(block: Block) -> list[float]:
    """Return the heights of what does not break: rows of a table, items of a list, all else whole."""
    match block:
        case Table():
            first, *others = [_row(row, block) for row in block.rows] or [0.0]
            return [_head(block) + first, *others]
        case Bullets():
            return [1.5, *(_item(item) for item in block.items)]
        case References():
            return [_height(block) / 20.0] * 20
        case _:
            return [_height(block)]


def _item(item: Runs) -> float:
    return 8.5 * _lines(item, _WIDTH_PT - 12.0, 7.8) + 0.4


def _lines(runs: Runs | str, width_pt: float, size_pt: float) -> int:
    text = runs if isinstance(runs, str) else text_of(runs)
    width = text_width(text, size_pt)
    if width <= width_pt:
        return 1 if text else 0
    # Lines break at words, so that a part of each stays empty.
    return max(2, math.ceil(width / ((0.97 if width_pt > _NARROW_PT else 0.9) * width_pt)))


def _height(block: Block) -> float:
    match block:
        case Heading(level=2):
            return 16.6
        case Heading():
            return 15.0
        case Paragraph():
            size = 7.8 if block.quiet else 8.2
            return 1.16 * size * _lines(block.runs, _WIDTH_PT, size) + 0.5
        case Verdict():
            title = 14.0 * (_lines(block.title, 0.95 * _WIDTH_PT - 20.0, 11.5) - 1)
            return 26.0 + title + (14.0 if block.verdict else 0.0) + 9.5 * _lines(block.words, _WIDTH_PT - 20.0, 8.2)
        case Facts():
            return 9.0 * math.ceil(len(block.items) / 4) + 9.0
        case Table():
            return _head(block) + sum(_row(row, block) for row in block.rows)
        case Bullets():
            return 1.5 + sum(_item(item) for item in block.items)
        case Frame():
            return 29.0 + sum(9.0 * _lines(item, _WIDTH_PT - 34.0, 8.0) + 1.6 for item in block.items)
        case Figures():
            return 10.0 + max(
                one.scene.height_pt + 7.8 * _lines(one.caption, max(one.scene.width_pt, _HALF_PT), 7.2)
                for one in block.items
            )
        case IconArray():
            return 90.0
        case References():
            return 6.0 + 3.0 * sum(math.ceil(len(item.text) / 84) for item in block.items)


def _head(table: Table) -> float:
    total = sum(column.share for column in table.columns) or 1.0
    lines = max(
        _lines(column.title, max(_WIDTH_PT * column.share / total - 8.0, 20.0), 7.2) for column in table.columns
    )
    return _TABLE_HEAD_PT + 7.6 * (max(lines, 1) - 1)


def _row(row: Row, table: Table) -> float:
    if row.group:
        return 12.6
    shares = [column.share for column in table.columns]
    total = sum(shares) or 1.0
    return 4.2 + max(
        _cell(cell, _WIDTH_PT * share / total - 8.0) for cell, share in zip(row.cells, shares, strict=True)
    )


def _cell(cell: Cell, width_pt: float) -> float:
    room = max(width_pt - (12.0 if cell.symbol else 0.0), 20.0)
    # The drawn interval is higher than a line.
    drawn = 10.0 if cell.interval is not None else 0.0
    if cell.timeline is not None:
        return 17.0 + 7.4 * _lines(cell.runs, room, 6.6)
    return max(drawn, 8.1 * (_lines(cell.runs, room, 7.6) or 1) - 2.8 + 7.6 * _lines(cell.below, room, 7.2))
