"""Reading clicks and numbers at risk from text files: any header names, any of the usual separators.

The first column is the time in months, the second the survival (clicks) or the number at risk; further columns
are not read. Separators: comma, semicolon, tab. A decimal comma is understood wherever the separator is not the
comma, and between quotes.
"""
from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from engine.curves.digitised import NumbersAtRisk
from engine.curves.families import Floats

_LARGEST_BYTES: Final = 64 * 1024 * 1024
_LONGEST_LINE: Final = 100_000  # further columns are allowed; what reads them takes no more in one of them


class ClickFileError(ValueError):
    """A file of clicks or numbers at risk that cannot be read; one sentence for the user.

    file: its path; line: the line at fault, counted from 1, or None for the file as a whole.
    """

    def __init__(self, file: Path, line: int | None, problem: str, remedy: str) -> None:
        place = f"{file}, line {line}" if line is not None else str(file)
        super().__init__(f"{place}: {problem}; {remedy}")
        self.file = file
        self.line = line
        self.problem = problem
        self.remedy = remedy


def read_clicks(path: Path) -> tuple[Floats, Floats]:
    """Read clicks: times (months) and survivals as they stand, fractions or percent. Raises ClickFileError."""
    rows = _rows(path, "survival")
    return np.array([row[1] for row in rows]), np.array([row[2] for row in rows])


def read_numbers_at_risk(path: Path) -> NumbersAtRisk:
    """Read times (months) and numbers at risk. Raises ClickFileError, also for a number that is not whole.

    Whether the numbers can be of one arm is for `engine.curves.digitised.rebuild` to say.
    """
    rows = _rows(path, "number at risk")
    for line, _, number in rows:
        if not number.is_integer():
            raise ClickFileError(path, line, f"{number:g} is not a number of patients",
                                 "give whole numbers in the second column")
    return NumbersAtRisk(tuple(row[1] for row in rows), tuple(int(row[2]) for row in rows))


def _rows(path: Path, second: str) -> list[tuple[int, float, float]]:
    """Line, time and value of every row; a first row without numbers is the header."""
    text = _text(path)
    lines = text.splitlines()
    separator = _separator(path, lines)
    rows: list[tuple[int, float, float]] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        if len(line) > _LONGEST_LINE:
            raise ClickFileError(path, number, f"it is longer than {_LONGEST_LINE} characters",
                                 f"give a time and a {second} on each line")
        cells = _cells(path, number, line, separator)
        values = [_number(cell) for cell in cells[:2]]
        if not rows and all(value is None for value in values) and any(cell.strip() for cell in cells):
            # The header; a second row of words is a mistake and is reported below.
            if number > _first_line(lines):
                raise ClickFileError(path, number, "this is not a pair of numbers", "give a time and a " + second)
            continue
        if len(cells) < 2:
            raise ClickFileError(path, number, "there is only one column",
                                 f"give the time and the {second}, separated by comma, semicolon or tab")
        if separator == "," and len(cells) in (3, 4) and _looks_like_decimal_commas(lines):
            raise ClickFileError(path, number, "commas seem to be both decimal marks and separators",
                                 "separate the columns by semicolons")
        for value, cell, name in zip(values, cells, ("time", second), strict=False):
            if value is None:
                raise ClickFileError(path, number, f"the {name} {cell.strip()!r} is not a number",
                                     "correct it or remove the line")
        rows.append((number, *_pair(path, number, values, second)))
    if not rows:
        raise ClickFileError(path, None, "there are no numbers in it", f"give a time and a {second} on each line")
    return rows


def _pair(path: Path, line: int, values: Sequence[float | None], second: str) -> tuple[float, float]:
    time, value = values[0], values[1]
    if time is None or value is None:
        raise ClickFileError(path, line, "this is not a pair of numbers", f"give a time and a {second}")
    return time, value


def _first_line(lines: Sequence[str]) -> int:
    return next(index for index, line in enumerate(lines, start=1) if line.strip())


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # A pipe may never say anything, and a device never end.
            raise ClickFileError(path, None, "it is a device or a pipe, not a regular file", "give a file of clicks")
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_BYTES + 1)
        if len(content) > _LARGEST_BYTES:
            raise ClickFileError(path, None, "it is larger than 64 MB", "give a file of clicks")
    except FileNotFoundError as error:
        raise ClickFileError(path, None, "there is no such file", "check the name") from error
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise ClickFileError(path, None, f"it cannot be read ({reason})", "give a readable text file") from error
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\x00" in content:
            raise ClickFileError(path, None, "it is not a text file", "save the clicks as CSV") from error
        # Header names in the code page of an older spreadsheet; the numbers read the same.
        text = content.decode("latin-1")
    if "\x00" in text:
        raise ClickFileError(path, None, "it is not a text file", "save the clicks as CSV")
    return text


def _separator(path: Path, lines: Sequence[str]) -> str:
    """Find the separator: tab before semicolon before comma, the first that every line with content has."""
    filled = [line for line in lines if line.strip()]
    if not filled:
        raise ClickFileError(path, None, "it is empty", "give a time and a value on each line")
    for separator in ("\t", ";", ","):
        with_it = sum(separator in line for line in filled)
        if with_it and with_it >= len(filled) - 1:
            return separator
    for separator in ("\t", ";", ","):
        if any(separator in line for line in filled):
            return separator
    raise ClickFileError(path, _first_line(lines), "there is only one column",
                         "separate time and value by comma, semicolon or tab")


def _looks_like_decimal_commas(lines: Sequence[str]) -> bool:
    """Whether the commas may be decimal marks as well: 12,0,98 or 0,5,0,98 on every line of numbers.

    Read so, the survival's whole part (the part before the last) is 0 or 1 throughout; read as columns, a survival
    or an extra column would have to be so.
    """
    parts = [line.split(",") for line in lines if line.strip()]
    numeric = [part for part in parts if all(cell.strip().isdigit() for cell in part)]
    odd = [part for part in numeric if len(part) in (3, 4) and part[-2].strip() in ("0", "1")]
    return bool(odd) and len(odd) == len([part for part in numeric if len(part) > 2])


def _cells(path: Path, number: int, line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator, skipinitialspace=True, strict=True))
    except (csv.Error, StopIteration) as error:
        raise ClickFileError(path, number, "its quotation marks do not close", "remove or close them") from error


def _number(cell: str) -> float | None:
    """Read a number with a decimal point or comma; NaN and its spellings are numbers, cleaned away later."""
    text = cell.strip().removesuffix("%").strip()
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    if "_" in text:
        return None
    try:
        value = float(text)
    except ValueError:
        return math.nan if text.upper() in ("NA", "N/A", "#N/A") else None
    return value
