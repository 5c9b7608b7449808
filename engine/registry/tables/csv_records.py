"""Lines of a CSV file to records, one after the other, however large the file and whatever is wrong with a line.

A quotation mark that is never closed would swallow the rest of the file: it is given up after a few lines, its line is
told of, and the next line is read as if nothing had been.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple

#: lines that one quoted cell may run over
MOST_LINES = 30
#: bytes of a line; the longest of a registry has a few thousand
LONGEST_LINE = 1_000_000
#: records of a stretch in which something is quoted
_TOGETHER = 4_000

NOT_CLOSED = "The quotation marks of this row do not close. Close them, or double those that belong to the text."
TOO_LONG = "This line is longer than a row can be. Look for a line end that is missing."


class Record(NamedTuple):
    """One row as it stands in the file.

    Attributes
    ----------
    line : its bytes with the line end; several lines where a quoted cell holds line breaks.
    problem : what keeps it from being cut into cells; empty where nothing does.
    """

    line: bytes
    problem: str = ""


class Stretch(NamedTuple):
    """Records that follow one another.

    Attributes
    ----------
    lines : of each record.
    problems : of those that cannot be cut into cells: their place to why.
    is_plain : whether nothing is quoted in any of them.
    """

    lines: list[bytes]
    problems: Mapping[int, str]
    is_plain: bool


def cut_stretches(blocks: Iterable[list[bytes]], separator: str) -> Iterator[Stretch]:
    """Yield the records as `cut_records` cuts them, many at a time; of most tables every line is one as it stands.

    From the first quotation mark on, each line is looked at by itself: what follows may belong to it.
    """
    source = iter(blocks)
    for block in source:
        if not block:
            continue
        if not any(b'"' in line for line in block) and max(map(len, block)) <= LONGEST_LINE:
            yield Stretch(block, {}, is_plain=True)
            continue
        records = cut_records(chain(block, chain.from_iterable(source)), separator)
        while some := list(islice(records, _TOGETHER)):
            yield _stretch_of(some)


def first_records(lines: Iterable[bytes], separator: str, most: int) -> Stretch:
    """Return no more than so many records from the beginning."""
    return _stretch_of(list(islice(cut_records(lines, separator), most)))


def _stretch_of(records: list[Record]) -> Stretch:
    problems = {place: one.problem for place, one in enumerate(records) if one.problem}
    return Stretch([one.line for one in records], problems, is_plain=False)


def cut_records(lines: Iterable[bytes], separator: str) -> Iterator[Record]:
    """Yield the records; what is joined and what is given up depends on the lines that follow, and on nothing else."""
    source = iter(lines)
    ahead: list[bytes] = []
    while True:
        if not ahead:
            # Most rows of most tables: nothing is quoted, and nothing has been read ahead.
            for line in source:
                if b'"' in line or len(line) > LONGEST_LINE:
                    break
                yield Record(line)
            else:
                return
        else:
            line = ahead.pop(0)
        if len(line) > LONGEST_LINE:
            # Half a character at the cut is no character.
            yield Record(line[:200].decode("utf-8", "ignore").rstrip("\r\n").encode() + b"\n", TOO_LONG)
        elif b'"' not in line:
            yield Record(line)
        elif not line.count(b'"') & 1:
            yield Record(line, "" if _is_one_row(line, separator) else NOT_CLOSED)
        else:
            yield _joined(line, ahead, source, separator)


def _joined(line: bytes, ahead: list[bytes], source: Iterator[bytes], separator: str) -> Record:
    """Return the record that begins with a line whose quotation marks are odd."""
    whole = line
    for place in range(MOST_LINES - 1):
        if place == len(ahead):
            following = next(source, None)
            if following is None:
                break
            ahead.append(following)
        whole += ahead[place]
        if ahead[place].count(b'"') & 1:
            if not _is_one_row(whole, separator):
                break
            del ahead[: place + 1]
            return Record(whole)
    return Record(line, NOT_CLOSED)


def _is_one_row(line: bytes, separator: str) -> bool:
    # Which characters the bytes mean does not matter here.
    return _cut(line.decode("latin-1").rstrip("\r\n"), separator) is not None


def cells_of(text: str, separator: str) -> list[str] | None:
    """Return the cells of a record without blanks around them; None where its quotation marks do not fit.

    Parameters
    ----------
    text : without its line end.
    """
    cells = text.split(separator) if '"' not in text else _cut(text, separator)
    if cells is None or _has_no_blanks(text):
        return cells
    return [cell.strip() for cell in cells]


def _has_no_blanks(text: str) -> bool:
    """Whether nothing can stand around a cell: most rows of a table, and then a hundred cells need not be looked at."""
    return " " not in text and text.isascii() and text.isprintable()


def count_and_cell(line: bytes, separator: str, place: int) -> tuple[int, str] | None:
    """Return how many cells a record has, and one of them; None where its quotation marks do not fit.

    As `cells_of`, without making the others. The cell is empty where there are too few.
    """
    sign = separator.encode()
    if b'"' in line or len(sign) != 1:
        cells = cells_of(line.decode().rstrip("\r\n"), separator)
        return None if cells is None else (len(cells), cells[place] if place < len(cells) else "")
    before = line.rstrip(b"\r\n").split(sign, place + 1)
    found = before[place].decode().strip() if place < len(before) else ""
    return line.count(sign) + 1, found


def _cut(text: str, separator: str) -> list[str] | None:
    try:
        rows = list(csv.reader([text], delimiter=separator, skipinitialspace=True, strict=True))
    except csv.Error:
        return None
    return rows[0] if len(rows) == 1 else None
