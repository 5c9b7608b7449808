"""Text of a table, cut into rows of cells: the separator found, comment lines and blank rows set apart."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BLANKS: Final = " "
_SEPARATORS: Final = ("\t", ";", "|", ",", BLANKS)
SEPARATOR_NAMES: Final = {"\t": "tab", ";": "semicolon", "|": "bar", ",": "comma", BLANKS: "blanks"}
#: lines looked at to find the separator
_SAMPLE: Final = 200
_DIGITS: Final = "0123456789"
_TOKEN = re.compile(r'"[^"]*"|\S+')
_SEPARATOR_LINE = re.compile(r'^"?sep=(.)"?$', re.IGNORECASE)
#: a digit is looked for first, so that nothing has to be gone back to: ten thousand digits would be gone back over
_LIKE_A_NUMBER = re.compile(r"[+\-\u2212]?(?=[.,]*+[0-9])[0-9.,]++([eE][+-]?[0-9]+)?\s*%?")
_MISSING: Final = frozenset({"na", "n/a", "#n/a", "nan"})


class UnclosedQuotationError(ValueError):
    """A line whose quotation marks do not close. line: counted from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its line in the file, counted from 1; its cells; whether a blank or comment line stands above it."""

    line: int
    cells: list[str]
    after_gap: bool = False


@dataclass(frozen=True, slots=True)
class TableText:
    """Rows with content, comment lines (without their mark), and the separator."""

    rows: tuple[Row, ...]
    comments: tuple[tuple[int, str], ...]
    separator: str


def is_whole(cell: str) -> bool:
    """Whether a cell is digits and nothing else; Python's own digits include ² and ①, which its numbers refuse."""
    return cell.isascii() and cell.isdigit()


def looks_like_number(cell: str) -> bool:
    """Whether a cell is written like a number or like a missing one, however it is grouped."""
    if cell.isascii() and cell.replace(".", "", 1).isdigit():
        return True
    text = cell.strip()
    return _LIKE_A_NUMBER.fullmatch(text) is not None or text.casefold() in _MISSING


def count_numbers(cells: Sequence[str]) -> int:
    """Return how many cells look like numbers."""
    return sum(map(looks_like_number, cells))


def split_table(text: str, comment_marks: tuple[str, ...] = ("#", "//")) -> TableText:
    """Cut a text into rows; lines that begin with a comment mark, and blank lines, are no rows.

    The separator is the one that a line ``sep=;`` names, else the one that gives most lines two numbers or more
    (tab before semicolon, bar, comma and blanks where several do).

    Raises
    ------
    UnclosedQuotationError
        Where a line's quotation marks do not close.
    """
    lines: list[tuple[int, str, bool]] = []
    comments: list[tuple[int, str]] = []
    named, gap = "", False
    for number, line in enumerate(text.splitlines(), start=1):
        if line[:1] in _DIGITS and line:
            lines.append((number, line, gap))  # nearly all lines of a long table
            gap = False
            continue
        stripped = line.strip()
        if not stripped:
            gap = bool(lines)
            continue
        if not lines and (found := _SEPARATOR_LINE.match(stripped)):
            named = found[1]
            continue
        if stripped.startswith(comment_marks) and not _is_header_of_numbers(stripped):
            comments.append((number, stripped.lstrip("#/ \t")))
            gap = bool(lines)
            continue
        lines.append((number, line, gap))
        gap = False
    separator = named or _separator([line for _, line, _ in lines])
    rows = []
    first_plain = _SAMPLE if _can_be_cut_at_once([line for _, line, _ in lines[_SAMPLE:]], separator) else len(lines)
    for number, line, after_gap in lines[:first_plain]:
        cells = split_line(line, separator, number)
        if any(cells):
            rows.append(Row(number, cells, after_gap))
    for number, line, after_gap in lines[first_plain:]:
        cells = line.split(separator)
        if any(cells):
            rows.append(Row(number, cells, after_gap))
    return TableText(tuple(rows), tuple(comments), separator)


def _can_be_cut_at_once(lines: Sequence[str], separator: str) -> bool:
    """Whether `split_line` would cut each of the lines at the separator and do nothing else."""
    joined = "\n".join(lines)
    return (
        separator != BLANKS
        and joined.isascii()
        and not any(sign in joined for sign in '" \x0b\x0c\x1c\x1d\x1e\x1f' + ("" if separator == "\t" else "\t"))
    )


def _is_header_of_numbers(line: str) -> bool:
    """Whether a line begins with ``#`` as the name of a column, as in ``#;time;survival``."""
    return re.match(r"#\s*[;,\t|]", line) is not None


def split_line(line: str, separator: str, number: int = 0) -> list[str]:
    """Cut one line; cells come without blanks around them or quotation marks. Raises UnclosedQuotationError."""
    if separator == BLANKS:
        if line.count('"') % 2:
            raise UnclosedQuotationError(number)
        return [token.strip('"').strip() for token in _TOKEN.findall(line)]
    if '"' not in line:
        if line.isascii() and " " not in line and (separator == "\t" or "\t" not in line):
            return line.split(separator)  # nothing is there to be stripped
        return [cell.strip() for cell in line.split(separator)]
    try:
        cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True))
    except (csv.Error, StopIteration) as error:
        raise UnclosedQuotationError(number) from error
    return [cell.strip() for cell in cells]


def _separator(lines: Sequence[str]) -> str:
    best, most = ",", -1
    for separator in _SEPARATORS:
        score = 0
        for line in lines[:_SAMPLE]:
            try:
                cells = split_line(line, separator)
            except UnclosedQuotationError:
                cells = line.split(separator if separator != BLANKS else None)
            score += count_numbers(cells) >= 2
        if score > most:
            best, most = separator, score
    if most > 0:
        return best
    # No line holds two numbers: the separator that most lines have, so that the mistake is told by its cells.
    counts = [sum(sign in line for line in lines[:_SAMPLE]) for sign in _SEPARATORS[:-1]]
    return _SEPARATORS[counts.index(max(counts))] if any(counts) else BLANKS
