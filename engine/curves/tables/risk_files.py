"""Reading numbers at risk: two columns, the interval tables of Guyot's algorithm, or one column for each arm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

from engine.curves.families import Floats
from engine.curves.patients.digitised import NumbersAtRisk
from engine.curves.tables.click_columns import is_row_number
from engine.curves.tables.click_headers import MONTHS_PER, Role, bracketed, role_of, unread_unit, words_of
from engine.curves.tables.click_text import Block, ClickFileError, read_blocks, unit_in
from engine.reading.explanation import Explanation
from engine.reading.number_columns import NumberCells
from engine.reading.table_text import BLANKS, Row, is_whole
from engine.words.said import Number, fault, say

_INTERVAL = re.compile(r"\s*([0-9.,]+)\s*(?:-|\u2013|to|bis)\s*(?:<\s*)?[0-9.,]+\s*")
#: a figure prints a dozen times
MOST_LINES: Final = 5_000
_REMEDY: Final = say("write “time (months)” and “number at risk” above the columns")


@dataclass(frozen=True, slots=True)
class ReadNumbersAtRisk:
    """Numbers at risk as read, times in months; unit: the unit that the file states, None where it states none."""

    table: NumbersAtRisk
    unit: str | None
    notes: tuple[str, ...]
    explanation: Explanation = field(default_factory=Explanation)


def read_numbers_at_risk(
    path: Path,
    series: str | None = None,
    time_unit: str | None = None,
    columns: tuple[str, str] | None = None,
) -> ReadNumbersAtRisk:
    """Read times and numbers at risk. Raises ClickFileError, also for a number that is not whole.

    series: the arm, where the file has one column for each. columns: label or number (from 1) of the times and of the
    numbers, where the user names them. Whether the numbers can be of one arm is for
    `engine.curves.patients.digitised.rebuild` to say.
    """
    said = Explanation(str(path))
    table, blocks, numbers = read_blocks(path, say("number at risk"), most_lines=MOST_LINES)
    if len(blocks) > 1:
        raise ClickFileError(
            path, blocks[1].header[0].line, say("a second table begins here"), say("give one table a file")
        )
    block = _with_starts(blocks[0] if columns else _transposed(blocks[0]))
    if table.separator == BLANKS:
        _check_widths(path, block)
    header = block.header
    if table.separator == BLANKS and header and len(header[-1].cells) == block.width - 1:
        header = (*header[:-1], Row(header[-1].line, ["", *header[-1].cells]))
        block = Block(header, block.rows)
    notes: list[str] = []
    if columns is not None:
        time_at, number_at = (_place(path, block, wanted) for wanted in columns)
        arm = ""
        said.recognised.append(
            f"Column {time_at + 1} is the time, column {number_at + 1} the number at risk, as asked."
        )
    else:
        time_at, number_at, arm, notes = _columns(path, block, numbers, series, said)
    unit = _unit(path, block, time_at, time_unit, said)
    factor = MONTHS_PER[unit or "months"]
    times: list[float] = []
    patients: list[int] = []
    lines: list[int] = []
    for row in block.rows:
        cells = [row.cells[at] if at < len(row.cells) else "" for at in (time_at, number_at)]
        if not any(cells) or (len(row.cells) > 2 and not cells[1]):
            continue
        pair = []
        for name, cell in zip((say("time"), say("number at risk")), cells, strict=True):
            found = numbers.read(cell)
            if found is None:
                raise ClickFileError(
                    path,
                    row.line,
                    fault(
                        "the {name} {cell} {why}",
                        name=name,
                        cell=f"{cell[:40]!r}",
                        why=numbers.why_not(cell),
                    ),
                    say("correct it or remove the line"),
                )
            pair.append(found)
        if not pair[1].is_integer():
            raise ClickFileError(
                path,
                row.line,
                say("{number} is not a number of patients", number=Number(f"{pair[1]:g}")),
                say("give whole numbers at risk"),
            )
        times.append(pair[0] * factor)
        patients.append(int(pair[1]))
        lines.append(row.line)
    if factor != 1.0:
        notes.append(say("Times of the numbers at risk were converted from {unit} to months.", unit=unit or ""))
        said.converted.append(f"Times from {unit} to months (× {factor:.6g}).")
    if arm:
        said.recognised.append(f"Numbers of “{arm}”.")
    at_risk = NumbersAtRisk(tuple(times), tuple(patients), tuple(lines))
    return ReadNumbersAtRisk(at_risk, unit, tuple(notes), said)


def _check_widths(path: Path, block: Block) -> None:
    for row in block.rows:
        if len(row.cells) != block.width:
            raise ClickFileError(
                path,
                row.line,
                fault(
                    "it has {number} values where others have {width}",
                    number=len(row.cells),
                    width=block.width,
                ),
                say("separate the columns by semicolons"),
            )


def _transposed(block: Block) -> Block:
    """A table as printed under a figure, one row of times above one row for each arm, brought upright."""
    rows = block.rows
    if len(rows) < 2 or block.width < 3 or len(rows) > 12 or block.header:
        return block
    labels = [row.cells[0] for row in rows]
    if any(re.match(r"[0-9]", label) for label in labels):
        return block
    if role_of(labels[0]) is not Role.TIME:
        # A figure's own table may say what its rows are where the word for time would stand.
        if not _are_times(rows[0].cells[1:]) or (labels[0] and role_of(labels[0]) is not Role.AT_RISK):
            return block
        rows = (Row(rows[0].line, ["time", *rows[0].cells[1:]]), *rows[1:])
    upright = [[row.cells[at] if at < len(row.cells) else "" for row in rows] for at in range(block.width)]
    return Block(
        (Row(rows[0].line, upright[0]),), tuple(Row(rows[0].line, cells) for cells in upright[1:] if any(cells))
    )


def _are_times(cells: Sequence[str]) -> bool:
    """Whether whole numbers rise from 0, as no numbers at risk do."""
    values = [int(cell) if is_whole(cell) else -1 for cell in cells if cell]
    return len(values) > 1 and values[0] == 0 and all(b > a for a, b in pairwise(values))


def _with_starts(block: Block) -> Block:
    """Intervals written as 0-12 in the first column are brought to their starts."""
    found = [_INTERVAL.fullmatch(row.cells[0]) for row in block.rows]
    if not all(found):
        return block
    rows = tuple(
        Row(row.line, [match[1] if match else "", *row.cells[1:]]) for row, match in zip(block.rows, found, strict=True)
    )
    header = block.header
    if header and role_of(header[-1].cells[0]) is Role.INDEX:
        last = header[-1]
        inside = bracketed(last.cells[0])
        header = (*header[:-1], Row(last.line, [f"time ({inside})" if inside else "time", *last.cells[1:]]))
    return Block(header, rows)


def _columns(
    path: Path, block: Block, numbers: NumberCells, series: str | None, said: Explanation
) -> tuple[int, int, str, list[str]]:
    """Place of the times and of the numbers, the arm, and notes."""
    width = block.width
    if width < 2:
        raise ClickFileError(
            path,
            (block.header or block.rows)[0].line,
            say("there is only one column"),
            say("give the time and the number at risk, separated by comma, semicolon or tab"),
        )
    values = [np.array([_value(numbers, row, at) for row in block.rows]) for at in range(width)]
    labels = [" ".join(reversed(unit_in(block.header, at)[1])) for at in range(width)]
    roles = [role_of(label, is_first=at == 0) if block.header else Role.UNKNOWN for at, label in enumerate(labels)]
    if Role.TIME in roles:
        time_at = roles.index(Role.TIME)
        at_risk = [at for at, role in enumerate(roles) if role is Role.AT_RISK]
        if not at_risk:
            at_risk = [
                at
                for at, role in enumerate(roles)
                if at != time_at and role in (Role.UNKNOWN, Role.VALUE) and np.isfinite(values[at]).any()
            ]
        if not at_risk:
            at_risk = [at for at, role in enumerate(roles) if role is Role.INDEX and _is_whole_and_falls(values[at])]
    else:
        time_at, at_risk = _by_numbers(path, block, values, labels, roles)
    if not at_risk:
        raise ClickFileError(
            path, block.header[0].line if block.header else None, say("no column holds numbers at risk"), _REMEDY
        )
    left = [labels[at] or f"column {at + 1}" for at in range(width) if at not in (time_at, *at_risk)]
    said.recognised.append(f"Column {time_at + 1} is the time, column {at_risk[0] + 1} the number at risk.")
    said.left_out += [f"{label} was left out: it is neither the time nor the number at risk." for label in left]
    return (time_at, *_arm(path, at_risk, labels, series, said))


def _place(path: Path, block: Block, wanted: str) -> int:
    """Place (from 0) of a column that the user named by its label or number. Raises ClickFileError."""
    labels = [" ".join(reversed(unit_in(block.header, at)[1])) for at in range(block.width)]
    found = [at for at, label in enumerate(labels) if label.casefold() == wanted.strip().casefold()]
    found = found or [at for at in range(block.width) if str(at + 1) == wanted.strip()]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"{at} {label}".strip() for at, label in enumerate(labels[:20], start=1))
    raise ClickFileError(
        path,
        None,
        fault("there is no one column {wanted}", wanted=f"{wanted!r}"),
        fault("choose one of: {listed}", listed=listed),
    )


def _arm(
    path: Path, at_risk: Sequence[int], labels: Sequence[str], series: str | None, said: Explanation
) -> tuple[int, str, list[str]]:
    if len(at_risk) == 1:
        return at_risk[0], labels[at_risk[0]], []
    names = ", ".join(labels[at] for at in at_risk)
    if series is not None:
        wanted = set(words_of(series))
        found = [at for at in at_risk if wanted and wanted <= set(words_of(labels[at]))]
        found = [at for at in found if labels[at].casefold() == series.strip().casefold()] or found
        if len(found) == 1:
            return found[0], labels[found[0]], []
        if series.isascii() and series.isdigit() and 1 <= int(series) <= len(at_risk):
            at = at_risk[int(series) - 1]
            return at, labels[at], []
        raise ClickFileError(
            path,
            None,
            fault("there is no one arm {series}", series=f"{series!r}"),
            fault("name one of its columns: {names}", names=names),
        )
    note = say(
        "The numbers at risk hold {at_risk} arms ({names}); the first was read.", at_risk=str(len(at_risk)), names=names
    )
    said.left_out.append(f"{len(at_risk) - 1} other arms.")
    return at_risk[0], labels[at_risk[0]], [note]


def _is_whole_and_falls(values: Floats) -> bool:
    known = values[np.isfinite(values)]
    return bool(known.size) and bool((known == np.floor(known)).all()) and bool((np.diff(known) <= 0.0).all())


def _by_numbers(
    path: Path, block: Block, values: Sequence[Floats], labels: Sequence[str], roles: Sequence[Role]
) -> tuple[int, list[int]]:
    """Without the word for time: rising times from the left, falling numbers after them; row numbers left out."""
    unread = [label for label, role in zip(labels, roles, strict=True) if label and role is Role.UNKNOWN]
    if unread and not any(role in (Role.TIME, Role.AT_RISK) for role in roles):
        raise ClickFileError(
            path, block.header[0].line, fault("the header “{unread}” is not understood", unread=unread[0]), _REMEDY
        )
    usable = [at for at, role in enumerate(roles) if role is not Role.INDEX]
    if len(usable) >= 3 and is_row_number(values[usable[0]]) and _rises(values[usable[1]]):
        usable = usable[1:]
    if len(usable) == 2 and not _rises(values[usable[0]]) and _rises(values[usable[1]]):
        return usable[1], [usable[0]]
    if len(usable) < 2:
        raise ClickFileError(path, None, say("there is only one column of numbers"), _REMEDY)
    named = [at for at in usable if roles[at] is Role.AT_RISK]
    falling = named or [at for at in usable[1:] if _is_whole_and_falls(values[at])] or [usable[1]]
    return next(at for at in usable if at not in named), falling


def _rises(values: Floats) -> bool:
    return bool(np.isfinite(values).all()) and bool((np.diff(values) > 0.0).all())


def _value(numbers: NumberCells, row: Row, at: int) -> float:
    found = numbers.read(row.cells[at]) if at < len(row.cells) else None
    return np.nan if found is None else found


def _unit(path: Path, block: Block, at: int, asked: str | None, said: Explanation) -> str | None:
    unit, cells = unit_in(block.header, at)
    if unit is not None:
        said.recognised.append(f"Times are in {unit}.")
        return unit
    strange = next((found for cell in cells if (found := unread_unit(cell))), "")
    if strange:
        raise ClickFileError(
            path,
            block.header[0].line,
            fault("the unit of time {strange} is not understood", strange=f"{strange!r}"),
            say("write days, weeks, months or years into the header"),
        )
    if asked is None:
        said.assumed.append("Times are in months.")
    return asked
