"""What became of the patients, and what the board decided: the columns of a registry that are no fields of a case."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np

from engine.case.decision import OBSERVATION
from engine.case.fields import FieldCatalogue, nearest_name
from engine.evidence.records.modalities import MODALITIES
from engine.reading.dates import read_date
from engine.reading.number_text import Unread, number_problem, read_number
from engine.registry.cells import MISSING, CellRules
from engine.registry.layout import DECISION, EVENT, FROM, TIME, TO, Layout
from engine.registry.problems import RowProblem

#: verdicts by their place in `FOLLOWED`
VERDICTS = ("within", "borderline", "undetermined", "concern", "outside", "comparator")
#: of a row with time and event: months, whether it happened, the verdict of every modality, and the place of the one
#: that the board chose (-1: none of them, or not known)
FOLLOWED = np.dtype(
    [("time_months", "<f8"), ("event", "?"), ("verdicts", "i1", (len(MODALITIES),)), ("decision", "i1")]
)
#: nobody is followed for longer
_MOST_MONTHS = 1_200
DAYS_PER_MONTH = 365.25 / 12
_HAPPENED = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
_OTHER = "other"


class Further(NamedTuple):
    """One entry a row each; None where it is not known, or there is no such column."""

    times: list[float | None]
    events: list[bool | None]
    decisions: list[str | None]


class FurtherCells:
    """Reads the further columns of one file."""

    def __init__(self, layout: Layout, fields: FieldCatalogue) -> None:
        self._has = layout.further
        self._decisions = (*(str(one.value) for one in fields["modality"].choices), OBSERVATION, _OTHER)

    def read(self, rows: list[tuple[int, list[str]]], layout: Layout, problems: list[RowProblem]) -> Further:
        """Return what the rows hold; what cannot be read is not known, and told of."""
        nothing: list[None] = [None] * len(rows)
        found = Further(list(nothing), list(nothing), list(nothing))
        for at, (row, cells) in enumerate(rows):
            said: list[tuple[str, str]] = []
            if TIME in self._has:
                found.times[at] = self._time(self._cell(TIME, cells), self._has[TIME][1], said)
            elif FROM in self._has and TO in self._has:
                found.times[at] = _between(self._cell(FROM, cells), self._cell(TO, cells), said)
            found.events[at] = self._event(self._cell(EVENT, cells), said)
            found.decisions[at] = self._decision(self._cell(DECISION, cells), said)
            problems += [RowProblem(cells[layout.id_place], row, name, text, layout.name) for name, text in said]
        return found

    def _cell(self, name: str, cells: list[str]) -> str:
        if name not in self._has:
            return ""
        place, rules = self._has[name]
        text = rules.codes.get(cells[place], cells[place])
        plain = text.casefold()
        return "" if plain in MISSING or plain in (word.casefold() for word in rules.missing) else text

    @staticmethod
    def _time(text: str, rules: CellRules, said: list[tuple[str, str]]) -> float | None:
        if not text:
            return None
        number = read_number(text, mark=rules.mark)
        if isinstance(number, Unread):
            said.append((TIME, number_problem(text, number)))
        elif not 0 <= number <= _MOST_MONTHS:
            said.append((TIME, f"{text} is outside 0 to {_MOST_MONTHS} months."))
        else:
            return float(number)
        return None

    @staticmethod
    def _event(text: str, said: list[tuple[str, str]]) -> bool | None:
        happened = _HAPPENED.get(text.casefold())
        if text and happened is None:
            said.append((EVENT, f"“{text[:40]}” does not say whether it happened. Write 1 or 0, or yes or no."))
        return happened

    def _decision(self, text: str, said: list[tuple[str, str]]) -> str | None:
        if not text:
            return None
        plain = text.casefold()
        if plain in self._decisions:
            return plain
        near = nearest_name(plain, self._decisions)
        remedy = f"Did you mean “{near}”?" if near else f"Choose from: {', '.join(self._decisions)}."
        said.append((DECISION, f"“{text[:40]}” is not one of the options. {remedy}"))
        return None


def _between(start: str, end: str, said: list[tuple[str, str]]) -> float | None:
    """Return the months between two days; not known where one of them is missing."""
    days: list[dt.date] = []
    for name, text in ((FROM, start), (TO, end)):
        day = read_date(text) if text else ""
        if isinstance(day, dt.date):
            days.append(day)
        elif day:
            said.append((name, day))
    if len(days) < len((start, end)):
        return None
    if days[1] < days[0]:
        said.append((TO, f"{end} is before {start}."))
        return None
    return (days[1] - days[0]).days / DAYS_PER_MONTH
