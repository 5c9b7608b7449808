"""Words above the numbers brought over their columns, and rows that have more numbers than there are labels."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.curves.tables.click_columns import is_row_number
from engine.curves.tables.click_headers import Role, role_of
from engine.curves.tables.click_text import Block, ClickFileError
from engine.reading.table_text import BLANKS, Row, count_numbers, is_whole
from engine.words.said import fault, say


def first_line(block: Block) -> int:
    """Return the line of a block's first row."""
    return (block.header or block.rows)[0].line


def aligned(path: Path, block: Block, separator: str, *, columns_are_named: bool = False) -> Block:
    """A header of a table in blanks brought over its columns; rows of numbers must be equally long there.

    columns_are_named: the user has said which columns are meant, so that the words above them need not be understood.
    """
    width = block.width
    if separator != BLANKS:
        if all(len(row.cells) < 2 for row in block.rows):
            raise ClickFileError(
                path,
                first_line(block),
                say("there is only one column"),
                say("give the time and the survival, separated by comma, semicolon, tab or blanks"),
            )
        return _labelled(path, block)
    for row in block.rows:
        if len(row.cells) != width:
            raise ClickFileError(
                path,
                row.line,
                fault(
                    "it has {number} values where other lines have {width}",
                    number=len(row.cells),
                    width=width,
                ),
                say("separate the columns by semicolons, and write numbers without grouping"),
            )
    header = tuple(Row(row.line, _over_columns(row.cells, width)) for row in block.header)
    if block.header and not columns_are_named and not any(any(row.cells) for row in header):
        raise ClickFileError(
            path,
            first_line(block),
            say("the words above the numbers cannot be told apart by columns"),
            say("separate the columns by semicolons, or give --time-column and --value-column"),
        )
    return Block(header, block.rows)


def _labelled(path: Path, block: Block) -> Block:
    """Refuse rows with more numbers than the header has labels, or than the first row, where there is no header.

    A decimal comma between commas makes such rows; remarks behind the numbers are passed over. R gives the
    row numbers of a table no label.
    """
    wide = max((len(row.cells) for row in block.header), default=0)
    labels = wide if wide > 1 else len(block.rows[0].cells)
    long = [row for row in block.rows if count_numbers(row.cells[labels:])]
    if not long:
        return block
    first = np.array([float(row.cells[0]) if is_whole(row.cells[0]) else np.nan for row in block.rows])
    if wide > 1 and all(len(row.cells) == wide + 1 for row in block.rows) and is_row_number(first):
        return Block(tuple(Row(row.line, ["", *row.cells]) for row in block.header), block.rows)
    what = say("its header") if wide > 1 else say("the first line")
    raise ClickFileError(
        path,
        long[0].line,
        fault(
            "it has {number} values where {what} has {labels}",
            number=len(long[0].cells),
            what=what,
            labels=labels,
        ),
        say("separate the columns by semicolons, and write numbers without grouping"),
    )


def _over_columns(cells: list[str], width: int) -> list[str]:
    """Join words to labels until there is one for each column: each label begins with a word that names a role."""
    if len(cells) == width - 1:
        return ["", *cells]  # R's write.table gives row numbers no name
    if len(cells) <= width:
        return cells
    labels: list[str] = []
    for cell in cells:
        starts = role_of(cell) is not Role.UNKNOWN and not cell.startswith(("(", "[", "%"))
        if labels and (not starts or (role_of(labels[-1]) is Role.UNKNOWN)):
            labels[-1] += " " + cell
        else:
            labels.append(cell)
    return labels if len(labels) == width else []
