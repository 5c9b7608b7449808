"""Reading clicks from text files: what the header says is believed, what it does not say is told by the numbers.

Read are the exports of the usual digitising tools (one or several curves side by side or below one another), the
text files that go with the algorithm of Guyot et al., and tables that R writes. Without a header the first column is
the time in months and the second the survival. A decimal comma is understood; grouping is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from engine.curves.families import Floats
from engine.curves.tables.click_alignment import aligned, first_line
from engine.curves.tables.click_columns import (
    AmbiguousColumnsError,
    Column,
    Pair,
    choose_pairs,
    direction,
    full_height,
    is_evenly_spaced,
    look_swapped,
)
from engine.curves.tables.click_headers import (
    MONTHS_PER,
    Role,
    bracketed,
    role_of,
    scale_of,
    unit_of,
    unread_unit,
    words_of,
)
from engine.curves.tables.click_layout import columns_of, groups_of
from engine.curves.tables.click_text import Block, ClickFileError, read_blocks, unit_in
from engine.reading.explanation import Explanation
from engine.reading.many_objects import no_search_for_cycles
from engine.reading.number_columns import NumberCells
from engine.reading.table_text import SEPARATOR_NAMES, Row, looks_like_number
from engine.words.said import Number, fault, say

__all__ = ["ClickFileError", "ClickOptions", "ReadClicks", "read_clicks"]

#: no follow-up is longer; times beyond it were not in months
_LONGEST_MONTHS: Final = 600.0
_QUESTION: Final = "is this 1 − survival?"


@dataclass(frozen=True, slots=True)
class ClickOptions:
    """What the user says about a file, where the file does not: each goes before what the reader would take.

    series: name or number (from 1) of the curve. is_failure: the values are 1 − survival; is_survival: they are
    survival, whatever their header says. time_unit: days, weeks, months or years. scale: percent or fractions.
    time_column, value_column: label or number (from 1).
    """

    series: str | None = None
    is_failure: bool = False
    time_unit: str | None = None
    time_column: str | None = None
    value_column: str | None = None
    is_survival: bool = False
    scale: str | None = None


NOTHING_SAID: Final = ClickOptions()


@dataclass(frozen=True, slots=True)
class Understood:
    """How a file was read: columns (numbered from 1, with their labels), units, and which curve.

    time_unit: None where the file says none and months were taken. scale: percent or fractions.
    """

    time_column: int
    time_label: str
    time_unit: str | None
    value_column: int
    value_label: str
    is_failure: bool
    scale: str
    series: str
    decimal_mark: str | None

    def as_json(self) -> dict[str, object]:
        """Return it in plain words for `beamside curve digitised`."""
        return {
            "time": {"column": self.time_column, "label": self.time_label, "unit": self.time_unit or "months, assumed"},
            "value": {
                "column": self.value_column,
                "label": self.value_label,
                "is": "1 - survival" if self.is_failure else "survival",
                "scale": self.scale,
            },
            "series": self.series or None,
            "decimal_mark": self.decimal_mark,
        }


@dataclass(frozen=True, slots=True)
class ReadClicks:
    """Clicks as read: times in months, values as survival (fractions or percent), shape (n,) each.

    lines: the line of each click in the file. notes: what the user must know. all_series: names of all curves.
    unit: of the times in the file, None where nothing says it. understood: how the file was read.
    """

    time_months: Floats
    survival: Floats
    lines: tuple[int, ...]
    notes: tuple[str, ...]
    series: str
    all_series: tuple[str, ...]
    unit: str | None
    understood: Understood
    explanation: Explanation = field(default_factory=Explanation)


@dataclass(frozen=True, slots=True)
class _Curve:
    """One curve of the file: its block, columns and name."""

    block: Block
    pair: Pair
    series: str
    rows: tuple[Row, ...]


@no_search_for_cycles()
def read_clicks(path: Path, options: ClickOptions = NOTHING_SAID) -> ReadClicks:
    """Read the clicks of one curve.

    Raises
    ------
    ClickFileError
        Where a line cannot be read, the columns can be read in more than one way, the values rise and nobody says
        that they are 1 − survival, or header and numbers contradict one another.
    """
    said = Explanation(str(path))
    table, blocks, numbers = read_blocks(path, say("survival"))
    said.recognised.append(f"Columns are separated by {SEPARATOR_NAMES.get(table.separator, table.separator)}.")
    if numbers.mark == ",":
        said.recognised.append("The decimal mark is the comma.")
    if table.comments:
        said.left_out.append(f"{len(table.comments)} comment lines.")
    curves = [curve for block in blocks for curve in _curves(path, block, numbers, options, said, table.separator)]
    chosen = _chosen(path, curves, options.series)
    notes: list[str] = []
    if len(curves) > 1:
        names = ", ".join(curve.series for curve in curves[:12])
        by = say("as asked") if options.series else say("the first; --series names another")
        notes.append(
            say(
                "The file holds {curves} curves ({names}); “{series}” was read ({by}).",
                curves=str(len(curves)),
                names=names,
                series=chosen.series,
                by=by,
            )
        )
        said.left_out.append(f"{len(curves) - 1} other curves of the file.")
    times, values, lines = _numbers_of(path, chosen, numbers, len(curves) > 1)
    comments = [text for _, text in table.comments]
    if options.time_column is None:
        _check_not_swapped(path, chosen, times, values, notes)
    times, unit = _in_months(path, chosen, times, options, comments, notes, said)
    values, is_failure, scale = _as_survival(path, chosen, times, values, lines, options, notes, said)
    time, value = chosen.pair.time, chosen.pair.value
    understood = Understood(
        time.at + 1, time.label, unit, value.at + 1, value.label, is_failure, scale, chosen.series, numbers.mark
    )
    all_series = tuple(c.series for c in curves)
    return ReadClicks(times, values, lines, tuple(notes), chosen.series, all_series, unit, understood, said)


# Columns -------------------------------------------------------------------------------------------------------


def _curves(
    path: Path, block: Block, numbers: NumberCells, options: ClickOptions, said: Explanation, separator: str
) -> list[_Curve]:
    block = aligned(path, block, separator, columns_are_named=options.time_column is not None)
    columns = columns_of(block, numbers)
    groups = groups_of(block, columns)
    try:
        pairs = _pairs_asked_for(path, columns, options) or choose_pairs(columns, said.recognised, said.left_out)
    except AmbiguousColumnsError as error:
        raise ClickFileError(path, first_line(block), error.problem, error.remedy) from None
    for pair in pairs:
        said.recognised.append(f"{pair.time.name} is the time, {pair.value.name} the value.")
    found = []
    for pair in pairs:
        for name, rows in groups:
            series = " ".join(part for part in (name, pair.series if len(pairs) > 1 or not name else "") if part)
            found.append(_Curve(block, pair, series, rows))
    return found


def _pairs_asked_for(path: Path, columns: list[Column], options: ClickOptions) -> list[Pair]:
    if options.time_column is None and options.value_column is None:
        return []
    if options.time_column is None or options.value_column is None:
        raise ClickFileError(
            path,
            None,
            say("only one of the two columns was named"),
            say("give --time-column and --value-column together"),
        )
    time = _column_called(path, columns, options.time_column)
    value = _column_called(path, columns, options.value_column)
    return [Pair(time, value, value.series or value.label)]


def _column_called(path: Path, columns: list[Column], name: str) -> Column:
    found = [c for c in columns if c.label.casefold() == name.strip().casefold()]
    found = found or [c for c in columns if str(c.at + 1) == name.strip()]
    if len(found) == 1:
        return found[0]
    listed = ", ".join(f"{c.at + 1} {c.label}".strip() for c in columns[:20])
    raise ClickFileError(
        path,
        None,
        fault("there is no one column {name}", name=f"{name!r}"),
        fault("choose one of: {listed}", listed=listed),
    )


def _chosen(path: Path, curves: list[_Curve], series: str | None) -> _Curve:
    if series is None:
        return curves[0]
    wanted = series.strip().casefold()
    found = [curve for curve in curves if curve.series.strip().casefold() == wanted]
    if len(found) == 1:
        return found[0]
    if not found and wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(curves):
        return curves[int(wanted) - 1]
    names = ", ".join(f"{number} “{curve.series}”" for number, curve in enumerate(curves[:20], start=1))
    problem = (
        fault("there is no curve {series}", series=f"{series!r}")
        if not found
        else fault("{number} curves are called {series}", number=len(found), series=f"{series!r}")
    )
    raise ClickFileError(path, None, problem, fault("choose one of: {names}", names=names))


# Numbers -------------------------------------------------------------------------------------------------------


def _numbers_of(
    path: Path, curve: _Curve, numbers: NumberCells, several: bool
) -> tuple[Floats, Floats, tuple[int, ...]]:
    at_time, at_value = curve.pair.time.at, curve.pair.value.at
    if curve.rows is curve.block.rows and np.isfinite(curve.pair.time.values + curve.pair.value.values).all():
        return curve.pair.time.values, curve.pair.value.values, tuple(row.line for row in curve.rows)
    times: list[float] = []
    values: list[float] = []
    lines: list[int] = []
    for row in curve.rows:
        cells = row.cells
        time = cells[at_time] if at_time < len(cells) else ""
        value = cells[at_value] if at_value < len(cells) else ""
        is_of_another = several and curve.rows is curve.block.rows and numbers.read(time) is not None
        if not value and (not time or is_of_another):
            continue  # curves of different length, or clicks of another curve at this time
        if max(at_time, at_value) >= len(cells) and len(cells) < 2:
            raise ClickFileError(
                path,
                row.line,
                say("there is only one column"),
                say("give the time and the survival, separated by comma, semicolon, tab or blanks"),
            )
        pair = []
        for name, cell in ((say("time"), time), (say("survival"), value)):
            number = numbers.read(cell.rstrip("% "))
            if number is None:
                why = numbers.why_not(cell.rstrip("% ")) if looks_like_number(cell) else say("is not a number")
                raise ClickFileError(
                    path,
                    row.line,
                    fault("the {name} {cell} {why}", name=name, cell=f"{cell[:40]!r}", why=why),
                    say("correct it or remove the line"),
                )
            pair.append(number)
        times.append(pair[0])
        values.append(pair[1])
        lines.append(row.line)
    if not times:
        raise ClickFileError(
            path, None, say("there are no numbers in it"), say("give a time and a survival on each line")
        )
    return np.array(times), np.array(values), tuple(lines)


def _check_not_swapped(path: Path, curve: _Curve, times: Floats, values: Floats, notes: list[str]) -> None:
    """Refuse columns that make a curve only the other way round; say it where that may be so."""
    time, value = curve.pair.time.name, curve.pair.value.name
    if look_swapped(times, values):
        raise ClickFileError(
            path,
            first_line(curve.block),
            fault("the numbers of {time} and {value} stand as if swapped", time=time, value=value),
            say("correct the header, or give --time-column and --value-column"),
        )
    if is_evenly_spaced(values) and not is_evenly_spaced(times):
        notes.append(
            say(
                "The values of {value} are evenly spaced and its times are not; check that the two columns are not "
                "swapped.",
                value=value,
            )
        )


def _in_months(
    path: Path,
    curve: _Curve,
    times: Floats,
    options: ClickOptions,
    comments: Sequence[str],
    notes: list[str],
    said: Explanation,
) -> tuple[Floats, str | None]:
    unit, cells = unit_in(curve.block.header, curve.pair.time.at)
    if options.time_unit is not None:
        if unit not in (None, options.time_unit):
            notes.append(
                say(
                    "The header says {unit}; the times were taken in {time_unit}, as asked.",
                    unit=unit,
                    time_unit=options.time_unit,
                )
            )
        unit = options.time_unit
    elif unit is None:
        strange = next((word for cell in cells if (word := unread_unit(cell))), "")
        if (
            not strange
            and len(cells) > 1
            and role_of(cells[0]) is Role.UNKNOWN
            and any(role_of(cell) is Role.TIME for cell in cells[1:])
        ):
            strange = cells[0]  # in a row of units below the labels
        of_value = {bracketed(cell) for cell in unit_in(curve.block.header, curve.pair.value.at)[1]}
        if strange and strange not in of_value:  # behind both labels it is the name of the curve
            raise ClickFileError(
                path,
                first_line(curve.block),
                fault("the unit of time {strange} is not understood", strange=f"{strange!r}"),
                say("write days, weeks, months or years into the header, or give --time-unit"),
            )
        told = {
            named
            for text in comments
            if {"time", "times", "x", "zeit", "axis"} & set(words_of(text)) and (named := unit_of(text)) is not None
        }
        if len(told) == 1:
            unit = told.pop()
            said.recognised.append(f"A comment line says that times are in {unit}.")
    last = float(np.nanmax(times)) if np.isfinite(times).any() else 0.0
    if unit is None:
        said.assumed.append("Times are in months.")
        notes.append(say("The file does not say the unit of time; months were taken."))
        if last > _LONGEST_MONTHS:
            raise ClickFileError(
                path,
                None,
                say("times go up to {last}, which are no months", last=Number(f"{last:g}")),
                say("write days, weeks or years into the header of the times, or give --time-unit"),
            )
        return times, None
    if unit != "months":
        notes.append(say("Times were converted from {unit} to months.", unit=unit))
        said.converted.append(f"Times from {unit} to months (× {MONTHS_PER[unit]:.6g}).")
    else:
        said.recognised.append("Times are in months.")
    if last * MONTHS_PER[unit] > 2.0 * _LONGEST_MONTHS:
        raise ClickFileError(
            path,
            None,
            fault("times go up to {last} {unit}, longer than any follow-up", last=Number(f"{last:g}"), unit=unit),
            say("correct the unit in the header, or give --time-unit"),
        )
    return times * MONTHS_PER[unit], unit


def _as_survival(
    path: Path,
    curve: _Curve,
    times: Floats,
    values: Floats,
    lines: Sequence[int],
    options: ClickOptions,
    notes: list[str],
    said: Explanation,
) -> tuple[Floats, bool, str]:
    """Return the values as survival, whether they were 1 − survival, and their scale."""
    labels = [curve.pair.value.label, *unit_in(curve.block.header, curve.pair.value.at)[1]]
    scale = next((found for label in labels if (found := scale_of(label)) is not None), None)
    if scale is None and any(
        "%" in row.cells[curve.pair.value.at] for row in curve.rows[:50] if curve.pair.value.at < len(row.cells)
    ):
        scale = "percent"
    if options.scale not in (None, scale):
        if scale is not None:
            notes.append(
                say(
                    "The file says {scale}; the values were taken as {asked}, as asked.",
                    scale=scale,
                    asked=options.scale,
                )
            )
        scale = options.scale
    full = 100.0 if scale == "percent" else full_height(values)
    largest = float(np.nanmax(values)) if np.isfinite(values).any() else 0.0
    is_percent_of_nothing = scale == "percent" and 0.0 < largest <= 1.0
    is_beyond_fractions = scale == "fractions" and largest > 1.2 and (bool(options.scale) or "%" not in labels[0])
    if is_percent_of_nothing or is_beyond_fractions:
        raise ClickFileError(
            path,
            None,
            fault(
                "the {source} says {scale}, but the largest value is {largest}",
                source=say("answer") if options.scale else say("header"),
                scale=say("percent") if scale == "percent" else say("fractions"),
                largest=Number(f"{largest:g}"),
            ),
            say("leave --value-unit out")
            if options.scale
            else say("correct the header or the values, or give --value-unit"),
        )
    scale = "percent" if full > 1.0 else "fractions"
    falls = direction(times, values, full)
    starts_low = _starts_low(times, values, full)
    role = curve.pair.value.role
    if role is Role.FAILURE and options.is_survival and falls <= 0 and not starts_low:
        notes.append(
            say("The header “{label}” says 1 − survival; survival was taken, as asked.", label=curve.pair.value.label)
        )
        role = Role.SURVIVAL
    if role is Role.FAILURE or options.is_failure:
        if falls < 0 or (falls == 0 and not starts_low and largest > 0.5 * full):
            by = (
                say("--failure says")
                if role is not Role.FAILURE
                else fault("{column} says", column=curve.pair.value.name)
            )
            raise ClickFileError(
                path,
                None,
                fault("{by} that the values are 1 − survival, but they do not rise from 0", by=by),
                say("correct the header, or leave out --failure")
                if options.is_failure
                else say("correct it, or give --survival"),
            )
        label = curve.pair.value.label
        by = say("as asked") if options.is_failure else say("as the header “{label}” says", label=label)
        notes.append(
            say(
                "The values were taken as 1 − survival, {by}; with competing risks a cumulative incidence is not that.",
                by=by,
            )
        )
        said.converted.append(f"Values from 1 − survival to survival, {by}.")
        return full - values, True, scale
    if falls > 0 or starts_low:
        line = lines[int(np.nanargmax(values))] if falls > 0 else lines[0]
        what = say("the values rise with time") if falls > 0 else say("the curve starts near 0")
        raise ClickFileError(
            path,
            line,
            fault("{what}, as no survival does; {question}", what=what, question=_QUESTION),
            say("if so, give --failure; if not, correct the columns"),
        )
    return values, False, scale


def _starts_low(times: Floats, values: Floats, full: float) -> bool:
    """Whether a curve begins in the lower tenth at time 0, where every survival curve begins at the top."""
    known = np.isfinite(times) & np.isfinite(values)
    if not known.any():
        return False
    first = np.argmin(np.where(known, times, np.inf))
    at_start = times[first] <= 0.02 * np.nanmax(times)
    return bool(at_start and values[first] <= 0.1 * full and values[known].max() < 0.5 * full)
