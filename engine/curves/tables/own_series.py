"""A department's own patients with time and event, read from a table; nothing of them is kept.

The header is needed and believed: a column of times with its unit, a column that says whether the event happened, and
where there is one, a column of groups.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.curves.families import Floats
from engine.curves.tables.click_headers import unit_of, words_of
from engine.curves.tables.click_text import ClickFileError, read_text
from engine.reading.number_columns import NumberCells
from engine.reading.table_text import Row, UnclosedQuotationError, split_table
from engine.words.said import fault, own, say, template

#: nobody is followed for longer
_MOST_MONTHS: Final = 1_200.0
_MOST_GROUPS: Final = 50
_MONTHS_IN: Final[Mapping[str, float]] = {
    "days": 12.0 / 365.25,
    "weeks": 7.0 * 12.0 / 365.25,
    "months": 1.0,
    "years": 12.0,
}
_TIME_WORDS: Final = frozenset({"time", "months", "days", "weeks", "years", "futime", "survival", "zeit", "monate"})
_EVENT_WORDS: Final = frozenset({"event", "status", "dead", "death", "died", "ereignis", "tot", "fustat"})
_HAPPENED: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("1", "yes", "true", "dead", "event", "ja", "tot"), True),
    **dict.fromkeys(("0", "no", "false", "alive", "censored", "nein", "lebt"), False),
}
_ALL: Final = template("all patients")
_SAID_IN: Final = {
    "months": say("in months"),
    "days": say("in days, converted to months"),
    "years": say("in years, converted to months"),
    "weeks": say("in weeks, converted to months"),
}


@dataclass(frozen=True, slots=True, eq=False)
class OwnGroup:
    """Patients of one group: times in months and whether the event happened, in the order of the file."""

    name: str
    time_months: Floats
    event: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class OwnSeries:
    """The groups of a series, in the order in which the file names them first; what was understood of the columns."""

    groups: tuple[OwnGroup, ...]
    notes: tuple[str, ...]


def read_own_series(path: Path, group_column: str | None = None, time_unit: str | None = None) -> OwnSeries:
    """Read a table of patients.

    Parameters
    ----------
    group_column : label of the column of groups; None where all are one.
    time_unit : days, weeks, months or years, where the header of the times names none.

    Raises
    ------
    ClickFileError : a column, or a cell of it, that cannot be read; nothing is passed over.
    """
    rows = _rows(path)
    header, body = rows[0], rows[1:]
    labels = [cell.strip() for cell in header.cells]
    time = _column(path, labels, _TIME_WORDS, say("times"), "time_months")
    event = _column(path, labels, _EVENT_WORDS, say("events"), "event")
    group = None if group_column is None else _named(path, labels, group_column)
    unit, said = _unit(path, labels[time], time_unit)
    numbers = NumberCells(row.cells[time] for row in body if len(row.cells) > time)
    if numbers.is_mixed:
        raise ClickFileError(
            path,
            None,
            say("its times are written with two decimal marks"),
            say("write all with the same, without grouping"),
        )
    found: dict[str, tuple[list[float], list[bool]]] = {}
    for row in body:
        if len(row.cells) != len(labels):
            problem = fault(
                "it has {number} cells and the header {number2}",
                number=len(row.cells),
                number2=len(labels),
            )
            raise ClickFileError(path, row.line, problem, say("give every patient the same columns"))
        name = _ALL if group is None else row.cells[group].strip()
        times, events = found.setdefault(name or "no group given", ([], []))
        times.append(_months(path, row, time, numbers, _MONTHS_IN[unit]))
        events.append(_happened(path, row, event))
    if len(found) > _MOST_GROUPS:
        remedy = fault("choose a column with at most {most_groups} groups", most_groups=_MOST_GROUPS)
        raise ClickFileError(
            path,
            None,
            fault(
                "its column {group_column} names {number} groups",
                group_column=f"{group_column!r}",
                number=len(found),
            ),
            remedy,
        )
    groups = (OwnGroup(name, np.array(times), np.array(events)) for name, (times, events) in found.items())
    note = say(
        "Times are taken from “{time}”, {unit}; events from “{event}”.",
        time=own(labels[time]),
        unit=said,
        event=own(labels[event]),
    )
    return OwnSeries(tuple(groups), (note,))


def columns_of_own_series(path: Path) -> tuple[str, ...]:
    """Return the labels of the columns that could name groups: neither the times nor the events.

    Raises
    ------
    ClickFileError : as of `read_own_series`.
    """
    labels = [cell.strip() for cell in _rows(path)[0].cells]
    taken = {
        _column(path, labels, _TIME_WORDS, say("times"), "time_months"),
        _column(path, labels, _EVENT_WORDS, say("events"), "event"),
    }
    return tuple(label for at, label in enumerate(labels) if at not in taken and label)


def _rows(path: Path) -> tuple[Row, ...]:
    try:
        rows = split_table(read_text(path)).rows
    except UnclosedQuotationError as error:
        raise ClickFileError(
            path, error.line, say("its quotation marks do not close"), say("remove or close them")
        ) from error
    if len(rows) <= 1:
        remedy = say("write a header (time_months, event) and one row for each patient")
        raise ClickFileError(path, None, say("it holds no patient"), remedy)
    return rows


def _column(path: Path, labels: Sequence[str], wanted: frozenset[str], what: str, example: str) -> int:
    places = [at for at, label in enumerate(labels) if wanted.intersection(words_of(label))]
    if len(places) == 1:
        return places[0]
    named = ", ".join(labels[at] for at in places)
    found = fault("{number} columns ({named})", number=len(places), named=named) if places else say("no column")
    remedy = fault("name one column “{example}” and no other like it", example=example)
    raise ClickFileError(path, 1, fault("its header names {found} of {what}", found=found, what=what), remedy)


def _named(path: Path, labels: Sequence[str], name: str) -> int:
    for at, label in enumerate(labels):
        if label.casefold() == name.strip().casefold():
            return at
    raise ClickFileError(
        path,
        1,
        fault("it has no column {name}", name=f"{name!r}"),
        fault("choose one of: {labels}", labels=", ".join(labels)),
    )


def _unit(path: Path, label: str, asked: str | None) -> tuple[str, str]:
    named = unit_of(label)
    if named is not None and asked is not None and asked != named:
        problem = fault(
            "its times are in {named} by their header and in {asked} by --time-unit", named=named, asked=asked
        )
        raise ClickFileError(path, 1, problem, say("leave the option out or correct the header"))
    unit = named or asked
    if unit is None:
        raise ClickFileError(
            path,
            1,
            fault("“{label}” names no unit of time", label=label),
            say("write time_months, or give --time-unit"),
        )
    return unit, _SAID_IN[unit]


def _months(path: Path, row: Row, at: int, numbers: NumberCells, months: float) -> float:
    cell = row.cells[at].strip()
    read = numbers.read(cell) if cell else None
    if read is None or read != read:
        said = (
            say("its time {cell} {cell2}", cell=repr(cell[:40]), cell2=numbers.why_not(cell))
            if cell
            else say("it has no time")
        )
        raise ClickFileError(path, row.line, said, say("write the time of every patient, or leave the row out"))
    found = read * months
    if not 0.0 <= found <= _MOST_MONTHS:
        raise ClickFileError(
            path,
            row.line,
            fault("its time {cell} is no time under observation", cell=cell),
            say("check number and unit"),
        )
    return found


def _happened(path: Path, row: Row, at: int) -> bool:
    cell = row.cells[at].strip()
    found = _HAPPENED.get(cell.casefold())
    if found is None:
        said = (
            say("“{cell}” does not say whether it happened", cell=cell[:40])
            if cell
            else say("it does not say whether it happened")
        )
        raise ClickFileError(path, row.line, said, say("write 1 (it happened) or 0 (it did not)"))
    return found
