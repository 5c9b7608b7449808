"""Which columns of a table of clicks are time and value: by the header first, then by what the numbers can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from engine.curves.families import Floats
from engine.curves.tables.click_headers import Role
from engine.reading.mistakes import Problem, UserMistake
from engine.words.said import Said, fault, say

#: how far a curve may move between its ends and count as level: what a shaky hand does (fraction of full height)
READING_ERROR: Final = 0.02
#: clicks at 1 or 100 within this part of it stand at the start of a survival curve
_FULL: Final = 0.1
_LARGEST_FRACTION: Final = 1.2
_LARGEST_PERCENT: Final = 105.0
_AT_THE_START: Final = 0.02
#: share of steps of one from which a column counts rows; fewer steps show no spacing
_COUNTING: Final = 0.9
_FEWEST_STEPS: Final = 8
#: different values from which a column is no column of marks
_FEWEST_HEIGHTS: Final = 5
_PERFECT: Final = 3
_NOT_USED: Final = (Role.INDEX, Role.OTHER, Role.GROUP, Role.AT_RISK)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place (from 0), label, role by the label, and numbers (NaN where a cell is empty or no number).

    label: all header cells above it that say something about it. series: the name of the curve it belongs to.
    """

    at: int
    label: str
    role: Role
    values: Floats
    series: str = ""

    @property
    def name(self) -> str:
        """The column as a user would point at it."""
        return f"column {self.at + 1}" + (f" (“{self.label}”)" if self.label else "")


@dataclass(frozen=True, slots=True)
class Pair:
    """A curve: its time column, its value column, and its name."""

    time: Column
    value: Column
    series: str


class AmbiguousColumnsError(UserMistake):
    """Columns that can be read in more than one way, or in none. problem, remedy: parts of a sentence."""

    def __init__(self, problem: Said, remedy: Said) -> None:
        super().__init__(Problem("", "", problem, remedy))


def direction(times: Floats, values: Floats, full: float) -> int:
    """Return 1 where values rise with time by more than the reading error, -1 where they fall, 0 where neither."""
    known = np.isfinite(times) & np.isfinite(values)
    if np.count_nonzero(known) < 2:
        return 0
    order = np.argsort(times[known], kind="stable")
    sorted_values = values[known][order]
    share = max(1, len(sorted_values) // 10)
    change = float(np.median(sorted_values[-share:]) - np.median(sorted_values[:share]))
    return 0 if abs(change) <= READING_ERROR * full else int(np.sign(change))


def full_height(values: Floats) -> float:
    """Return 100 where values can only be percent, else 1."""
    known = values[np.isfinite(values)]
    return 100.0 if known.size and known.max() > _LARGEST_FRACTION else 1.0


def is_row_number(values: Floats) -> bool:
    """Whether a column counts its rows: whole numbers that rise by one, but for a few rows taken out."""
    if values.size < 3 or not np.isfinite(values).all() or (values != np.round(values)).any() or values[0] < 0.0:
        return False
    steps = np.diff(values)
    return bool((steps >= 1.0).all() and np.count_nonzero(steps == 1.0) >= _COUNTING * steps.size)


def is_evenly_spaced(values: Floats) -> bool:
    """Whether values rise or fall by equal steps, as times do that a program wrote."""
    steps = np.diff(values[np.isfinite(values)])
    if steps.size < _FEWEST_STEPS or not steps.all():
        return False
    return bool(np.ptp(steps) <= 0.01 * np.abs(steps).max())


def look_swapped(times: Floats, values: Floats) -> bool:
    """Whether two columns make no curve as they are called, and a perfect one the other way round."""
    return _likeness(values, times) == _PERFECT and _likeness(times, values) < 1


def _can_be_value(values: Floats) -> bool:
    known = values[np.isfinite(values)]
    return bool(known.size) and -0.1 * full_height(values) <= known.min() and known.max() <= _LARGEST_PERCENT


def _likeness(time: Floats, value: Floats) -> int:
    """Return how like a survival curve two columns are: -1 where they cannot be one, else 0 to 3."""
    known = np.isfinite(time) & np.isfinite(value)
    if np.count_nonzero(known) < 2 or not _can_be_value(value):
        return -1
    t, v = time[known], value[known]
    full = full_height(v)
    if t.min() < -0.05 * abs(t.max()) or t.max() <= 0.0 or direction(t, v, full) > 0:
        return -1
    first = v[np.argmin(t)]
    steps = np.diff(t)
    return (
        int(abs(first - full) <= _FULL * full)
        + int(t.min() <= _AT_THE_START * t.max())
        + int(np.count_nonzero(steps >= 0.0) >= 0.95 * steps.size)
    )


def choose_pairs(columns: list[Column], told: list[str], left_out: list[str]) -> list[Pair]:
    """Return the curves of one block of columns, in the order of the file.

    told, left_out: sentences for the explanation are added to them.

    Raises
    ------
    AmbiguousColumnsError
        Where no columns can be time and value, or several readings are as likely.
    """
    named_times = [column for column in columns if column.role is Role.TIME]
    values = _value_columns(columns, named_times, left_out)
    if named_times and values:
        return [_named_pair(value, named_times, values) for value in values]
    if not named_times and any(column.role in (Role.SURVIVAL, Role.FAILURE) for column in columns):
        return _time_by_numbers(columns, told)
    return _by_numbers(columns, told, left_out)


def _value_columns(columns: list[Column], times: list[Column], left_out: list[str]) -> list[Column]:
    for wanted in ((Role.SURVIVAL,), (Role.FAILURE,), (Role.VALUE,), (Role.UNKNOWN,), (Role.GROUP,), (Role.OTHER,)):
        found = [column for column in columns if column.role in wanted and np.isfinite(column.values).any()]
        if wanted == (Role.SURVIVAL,) and found and times:
            # Beside a survival its complement is left out, but not a curve with times of its own.
            found = [
                c for c in columns if c.role is Role.SURVIVAL or (c.role is Role.FAILURE and _stands_alone(c, columns))
            ]
        if wanted == (Role.UNKNOWN,) and found:
            # "Treatment" beside "Control" is the name of an arm; arms given as 1 and 2 make no curve.
            found = [c for c in columns if c in found or (c.role is Role.GROUP and _falls(c))]
        if found:
            used = {column.at for column in found}
            left_out += [
                f"{column.name} was left out: it holds {_what(column)}."
                for column in columns
                if column.at not in used and column.role is not Role.TIME
            ]
            return found
    return []


def _falls(column: Column) -> bool:
    """Whether a column's numbers are those of a curve, and not a few marks."""
    known = column.values[np.isfinite(column.values)]
    return np.unique(known).size >= _FEWEST_HEIGHTS and bool(known[0] > known[-1]) and _can_be_value(known)


def _stands_alone(column: Column, columns: list[Column]) -> bool:
    """Whether a failure column has a time of its own, between it and any survival column to its left."""
    for other in sorted(columns, key=lambda c: -c.at):
        if other.at < column.at:
            if other.role is Role.TIME:
                return True
            if other.role is Role.SURVIVAL:
                return False
    return False


def _what(column: Column) -> str:
    if column.role is Role.UNKNOWN:
        return "neither time nor survival by its header"
    return {
        Role.INDEX: "row numbers",
        Role.AT_RISK: "numbers at risk",
        Role.GROUP: "names",
        Role.FAILURE: "1 − survival, which another column gives as survival",
    }.get(column.role, "something other than time and survival")


def _named_pair(value: Column, times: list[Column], values: list[Column]) -> Pair:
    """Return a value with the nearest time to its left; where values stand before their times, to its right."""
    left = [time for time in times if time.at < value.at]
    right = [time for time in times if time.at > value.at]
    swapped = values[0].at < times[0].at and len(values) == len(times)
    chosen = right[0] if (swapped and right) or not left else left[-1]
    return Pair(chosen, value, value.series or value.label)


def _time_by_numbers(columns: list[Column], told: list[str]) -> list[Pair]:
    """The header names the survival but not the time: the one other column that can be a time is it."""
    values = _value_columns(columns, [], [])
    others = [
        c for c in columns if c not in values and c.role in (Role.UNKNOWN, Role.VALUE) and np.isfinite(c.values).any()
    ]
    others = [c for c in others if not c.label]
    if len(others) != 1:
        raise AmbiguousColumnsError(
            say("its header names no column of times that is understood"),
            say("write “time (months)” above the times, or give --time-column"),
        )
    told.append(f"{others[0].name} is the time: no other column can be.")
    return [Pair(others[0], value, value.series or value.label) for value in values]


def _by_numbers(columns: list[Column], told: list[str], left_out: list[str]) -> list[Pair]:
    """No header that is understood: by what the numbers can be."""
    usable = [c for c in columns if c.role not in _NOT_USED and np.isfinite(c.values).any()]
    unread = [c for c in usable if c.label and c.role is Role.UNKNOWN]
    times = [c for c in usable if c.role is Role.TIME]
    if unread and not times:
        raise AmbiguousColumnsError(
            fault("the header “{label}” is not understood", label=unread[0].label),
            say("write “time (months)” and “survival” above the columns, or give --time-column and --value-column"),
        )
    if len(usable) < 2:
        raise AmbiguousColumnsError(
            say("there is only one column of numbers"),
            say("give a time and a survival on each line, separated by comma, semicolon, tab or blanks"),
        )
    if len(usable) >= 4 and len(usable) % 2 == 0:
        pairs = [(usable[i], usable[i + 1]) for i in range(0, len(usable), 2)]
        if all(_likeness(t.values, v.values) >= 2 and np.nanmax(t.values) > _LARGEST_FRACTION for t, v in pairs):
            told.append(f"{len(pairs)} curves stand side by side, each with its own times.")
            return [Pair(t, v, v.series or f"curve {n}") for n, (t, v) in enumerate(pairs, start=1)]
    usable = _without_row_numbers(usable, left_out)
    first, second = usable[0], usable[1]
    forward, backward = _likeness(first.values, second.values), _likeness(second.values, first.values)
    if len(usable) == 2 and backward > forward and backward >= 2:
        told.append(f"The columns are swapped: {second.name} is the time, {first.name} falls from the start.")
        return [Pair(second, first, first.series)]
    rest = [c for c in usable[1:] if _likeness(first.values, c.values) >= 0 or len(usable) == 2]
    falling = [c for c in rest if np.nanmin(c.values) < np.nanmax(c.values)]
    rest = falling or rest  # a column that holds one number throughout is no curve
    if not rest:
        rest = [second]
    left_out += [
        f"{c.name} was left out: it falls from no start as a survival does." for c in usable[1:] if c not in rest
    ]
    told.append(f"{first.name} is the time and {rest[0].name} the survival, by their order.")
    return [Pair(first, value, value.series or value.label or value.name) for value in rest]


def _without_row_numbers(usable: list[Column], left_out: list[str]) -> list[Column]:
    """Leave out a column that counts the rows, where time and survival stand beside it."""
    if len(usable) < 3 or not is_row_number(usable[0].values):
        return usable
    time, value = usable[1].values, usable[2].values
    if not (_is_curve(time, value) or _is_curve(value, time)):
        return usable
    if np.nanmax(time) <= _LARGEST_FRACTION and np.nanmax(value) <= _LARGEST_FRACTION:
        return usable
    if np.nanmax(np.abs(time + value - full_height(value))) <= READING_ERROR * full_height(value):
        return usable  # survival and its complement: the first column is the time
    number = usable[0]
    if is_row_number(time):
        # Times begin with 0, rows are counted from 1 as a rule; where both begin alike, nobody can say.
        first, second = float(number.values[0]), float(time[0])
        if (first == 0.0) == (second == 0.0) and first != second:
            raise AmbiguousColumnsError(
                fault(
                    "{usable} and {usable2} both count, and either may be the time",
                    usable=usable[0].name,
                    usable2=usable[1].name,
                ),
                say("write “time (months)” above the times, or give --time-column and --value-column"),
            )
        number = usable[1] if first == 0.0 and second != 0.0 else number
    left_out.append(f"{number.name} was left out: it counts the rows.")
    return [column for column in usable if column is not number]


def _is_curve(time: Floats, value: Floats) -> bool:
    """Whether two columns are like a survival curve, and fall."""
    return _likeness(time, value) >= 1 and direction(time, value, full_height(value)) < 0
