"""Text files of clicks and numbers at risk: contents, rows, headers and blocks of columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from engine.curves.tables.click_headers import Role, role_of, unit_in_row_of_units, unit_of
from engine.reading.mistakes import Problem, UserMistake
from engine.reading.number_columns import NumberCells, are_plain
from engine.reading.number_text import Mark
from engine.reading.table_text import (
    Row,
    TableText,
    UnclosedQuotationError,
    count_numbers,
    is_whole,
    looks_like_number,
    split_line,
    split_table,
)
from engine.reading.text_bounds import count_cells, count_lines
from engine.words.said import Said, fault, own, say

#: twenty curves of 5,000 clicks have less; a cell of two bytes becomes an object of fifty
LARGEST_MB: Final = 16
MOST_LINES: Final = 120_000
MOST_CELLS: Final = 400_000
_LONGEST_LINE: Final = 100_000  # further columns are allowed; what reads them takes no more in one of them
_FEWER: Final = say("give the curves one by one, without what belongs to no curve")
#: header rows that tools write at most: names of the curves, labels, units
_MOST_HEADER_ROWS: Final = 12
_THREE_BEHIND = re.compile(r"[0-9]{1,3}([.,])[0-9]{3}\s*%?")
_FEWEST_IN_A_COLUMN: Final = 3


class ClickFileError(UserMistake):
    """A file of clicks or numbers at risk that cannot be read; one sentence for the user, with its path."""

    def __init__(self, file: Path, line: int | None, problem: Said, remedy: Said) -> None:
        super().__init__(Problem(str(file), "", problem, remedy, line))


@dataclass(frozen=True, slots=True)
class Block:
    """Header rows and the rows of numbers below them."""

    header: tuple[Row, ...]
    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """Number of columns."""
        return max(len(row.cells) for row in self.rows)


def read_text(path: Path, most_lines: int = MOST_LINES) -> str:
    """Read a text file. Raises ClickFileError where it is none, has too much in it or cannot be read.

    most_lines: what is above is refused before anything is cut.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # A pipe may never say anything, and a device never end.
            raise ClickFileError(
                path, None, say("it is a device or a pipe, not a regular file"), say("give a file of clicks")
            )
        with path.open("rb") as stream:
            content = stream.read(LARGEST_MB * 1_000_000 + 1)
        if len(content) > LARGEST_MB * 1_000_000:
            raise ClickFileError(
                path,
                None,
                fault("it is larger than {largest_mb} MB", largest_mb=LARGEST_MB),
                say("give a file of clicks"),
            )
    except FileNotFoundError as error:
        raise ClickFileError(path, None, say("there is no such file"), say("check the name")) from error
    except OSError as error:
        reason = own(error.strerror) if error.strerror else say("it cannot be opened")
        raise ClickFileError(
            path, None, fault("it cannot be read ({reason})", reason=reason), say("give a readable text file")
        ) from error
    if count_lines(content) > most_lines:
        raise ClickFileError(path, None, fault("it holds more than {most} lines", most=f"{most_lines:,}"), _FEWER)
    if count_cells(content) > MOST_CELLS:
        raise ClickFileError(path, None, fault("it holds more than {most} values", most=f"{MOST_CELLS:,}"), _FEWER)
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in content:
            raise ClickFileError(path, None, say("it is not a text file"), say("save the clicks as CSV")) from error
        # Header names in the code page of an older spreadsheet; the numbers read the same.
        text = content.decode("latin-1")
    if "\x00" in text:
        raise ClickFileError(path, None, say("it is not a text file"), say("save the clicks as CSV"))
    return text


def read_blocks(
    path: Path, what: str, *, looked_at: int | None = None, most_lines: int = MOST_LINES
) -> tuple[TableText, list[Block], NumberCells]:
    """Read a file's blocks of rows: a new block begins where, after numbers, header words come again.

    what: the second column, for sentences. looked_at: no more lines than so many are looked at. most_lines: more are
    refused. Raises ClickFileError.
    """
    text = read_text(path, most_lines)
    if looked_at is not None:
        text = "\n".join(text.splitlines()[:looked_at])
    for number, line in enumerate(text.splitlines(), start=1):
        if len(line) > _LONGEST_LINE:
            raise ClickFileError(
                path,
                number,
                fault("it is longer than {longest_line} characters", longest_line=_LONGEST_LINE),
                fault("give a time and a {what} on each line", what=what),
            )
    try:
        table = split_table(text)
    except UnclosedQuotationError as error:
        raise ClickFileError(
            path, error.line, say("its quotation marks do not close"), say("remove or close them")
        ) from error
    if not table.rows:
        raise ClickFileError(path, None, say("it is empty"), fault("give a time and a {what} on each line", what=what))
    rows = _with_header_from_comments(table)
    while len(rows) > 1 and _is_footer(rows):
        footer = rows.pop()
        table = replace(table, comments=(*table.comments, (footer.line, " ".join(footer.cells).strip())))
    blocks = _blocks(path, rows, what)
    cells = [cell for block in blocks for row in block.rows for cell in row.cells]
    if not are_plain(cells):
        cells = [cell.rstrip("% ") for cell in cells if looks_like_number(cell)]
    numbers = NumberCells(cells)
    if numbers.mark is None and not numbers.is_mixed and what == "survival":
        numbers = NumberCells(cells, _mark_of_whole_columns(blocks))
    if _commas_are_both(table, blocks):
        raise ClickFileError(
            path,
            blocks[0].rows[0].line,
            say("commas seem to be both decimal marks and separators"),
            say("separate the columns by semicolons"),
        )
    if numbers.is_mixed:
        where, mixed = _first_of_other_mark(blocks)
        raise ClickFileError(
            path,
            where,
            fault("{mixed} is written with another mark than the numbers before it", mixed=f"{mixed[:40]!r}"),
            say("write all numbers with the same decimal mark and without grouping"),
        )
    return table, blocks, numbers


def _mark_of_whole_columns(blocks: Sequence[Block]) -> Mark | None:
    """The decimal mark where a column has it in every cell, with three digits behind it: 100.000, 97.153, 94.387.

    Read as grouping, all of it would be a thousand or more, which neither times from the start nor survivals are.
    """
    for block in blocks:
        for at in range(block.width):
            cells = [row.cells[at] for row in block.rows if at < len(row.cells) and row.cells[at]]
            found = [match[1] for cell in cells if (match := _THREE_BEHIND.fullmatch(cell))]
            if len(found) == len(cells) >= _FEWEST_IN_A_COLUMN and len(set(found)) == 1:
                return "." if found[0] == "." else ","
    return None


def _first_of_other_mark(blocks: Sequence[Block]) -> tuple[int, str]:
    seen: set[str] = set()
    for block in blocks:
        for row in block.rows:
            for cell in row.cells:
                if looks_like_number(cell):
                    seen |= set(cell) & {".", ","}
                    if len(seen) > 1:
                        return row.line, cell
    raise AssertionError("both marks were found")


def _with_header_from_comments(table: TableText) -> list[Row]:
    """Give back the rows, with the last comment above the first as header where it names its columns."""
    rows = list(table.rows)
    above = [(line, text) for line, text in table.comments if line < rows[0].line]
    if count_numbers(rows[0].cells) >= 2 and above:
        line, text = above[-1]
        try:
            cells = split_line(text, table.separator, line)
        except UnclosedQuotationError:
            cells = []
        known = {role_of(cell) for cell in cells}
        if len(cells) == len(rows[0].cells) and Role.TIME in known and len(known) > 1:
            rows.insert(0, Row(line, cells))
    return rows


def _is_footer(rows: Sequence[Row]) -> bool:
    """Whether the last row is one cell of words set apart from the numbers by a blank line, and nothing follows it."""
    last = rows[-1]
    return last.after_gap and sum(map(bool, last.cells)) == 1 and not count_numbers(last.cells)


def _is_header(row: Row) -> bool:
    if row.cells and is_whole(row.cells[0].replace(".", "", 1)):
        return False  # nearly all rows of a long file
    return not any(looks_like_number(cell) for cell in row.cells)


def _blocks(path: Path, rows: list[Row], what: str) -> list[Block]:
    blocks: list[Block] = []
    at = 0
    while at < len(rows):
        start = at
        while at < len(rows) and _is_header(rows[at]):
            at += 1
        if at - start > _MOST_HEADER_ROWS:
            raise ClickFileError(
                path,
                rows[start].line,
                say("it begins with lines that are no header"),
                fault("give a time and a {what} on each line", what=what),
            )
        if at == 0 and len(rows) > 1 and _names_of_curves(rows, at):
            # Curves that are called 1 and 2 stand above their labels.
            at += 1
            while at < len(rows) and _is_header(rows[at]):
                at += 1
        first = at
        while at < len(rows) and not (_is_header(rows[at]) and _begins_block(rows, at, rows[start:first])):
            at += 1
        if first == at:
            if not blocks:
                if max(len(row.cells) for row in rows) < 2:
                    raise ClickFileError(
                        path,
                        rows[0].line,
                        say("there is only one column"),
                        fault("give the time and the {what}, separated by comma, semicolon or tab", what=what),
                    )
                raise ClickFileError(
                    path,
                    None,
                    say("there are no numbers in it"),
                    fault("give a time and a {what} on each line", what=what),
                )
            raise ClickFileError(
                path,
                rows[start].line,
                say("this is not a pair of numbers"),
                fault("give a time and a {what}", what=what),
            )
        blocks.append(Block(tuple(rows[start:first]), tuple(rows[first:at])))
    return blocks


def _names_of_curves(rows: list[Row], at: int) -> bool:
    return (
        count_numbers(rows[at].cells) >= 1
        and _is_header(rows[at + 1])
        and any(role_of(cell) is Role.TIME for cell in rows[at + 1].cells)
        and "" in rows[at].cells
    )


def _begins_block(rows: list[Row], at: int, header: Sequence[Row]) -> bool:
    """Whether a row of words below numbers begins a new block: the same header again, or words after a gap."""
    if any(row.cells == rows[at].cells for row in header):
        return True
    return (
        rows[at].after_gap
        and at + 1 < len(rows)
        and (count_numbers(rows[at + 1].cells) > 0 or _is_header(rows[at + 1]))
    )


def _commas_are_both(table: TableText, blocks: Sequence[Block]) -> bool:
    """Whether the commas may be decimal marks as well: 12,0,98 or 0,5,0,98 on every line of numbers.

    Read so, the survival's whole part (the part before the last) is 0 or 1 throughout; read as columns, a survival
    or an extra column would have to be so.
    """
    if table.separator != ",":
        return False
    if any("." in cell for block in blocks for row in block.rows for cell in row.cells if looks_like_number(cell)):
        return False  # the point is the decimal mark: 0,1,1 among such rows is a time and two survivals
    numeric = [row.cells for block in blocks for row in block.rows if all(map(is_whole, row.cells))]
    wide = [cells for cells in numeric if len(cells) > 2]
    if len(numeric) == sum(len(block.rows) for block in blocks) and any(
        len(cell) > 1 and cell.startswith("0") for cells in wide for cell in cells[1:]
    ):
        return True  # 1,00000: a nought before digits is no whole number but the end of a decimal
    return bool(wide) and all(len(cells) in (3, 4) and cells[-2] in ("0", "1") for cells in wide)


def unit_in(header: Sequence[Row], at: int) -> tuple[str | None, list[str]]:
    """Return the unit of time that the header cells above a column name, and those cells from the lowest up."""
    cells = [row.cells[at] for row in reversed(header) if at < len(row.cells) and row.cells[at]]
    for place, cell in enumerate(cells):
        # One letter is a unit only in a row of units, below a row of labels.
        unit = unit_in_row_of_units(cell) if place < len(cells) - 1 else unit_of(cell)
        if unit is not None:
            return unit, cells
    return None, cells
