"""What became of the patients, and what the board decided: the columns of a registry that are no fields of a case."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import numpy as np

from engine.case.decisions.decision import OBSERVATION
from engine.case.fields import FieldCatalogue, nearest_name
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.reading.dates import read_date
from engine.reading.number_text import Unread, number_problem, read_number
from engine.registry.problems import RowProblem
from engine.registry.results.groups import named_groups
from engine.registry.tables.cells import MISSING, CellRules
from engine.registry.tables.further_columns import DECISION, EVENT, FROM, TIME, TO, to_months
from engine.registry.tables.layout import Layout
from engine.words.said import Said, as_said, fault

#: verdicts by their place in what `followed_as` keeps
VERDICTS = ("within", "borderline", "undetermined", "concern", "outside", "comparator")
#: nobody is followed for longer
_MOST_MONTHS = 1_200
DAYS_PER_MONTH = 365.25 / 12
_HAPPENED = {"1": True, "yes": True, "true": True, "0": False, "no": False, "false": False}
_OTHER = "other"
#: distinct texts remembered; more are read anew
_MOST_REMEMBERED = 20_000


def followed_as(library: Library) -> np.dtype[np.void]:
    """Return how a row with time and event is kept until the report is made of all of them.

    Months, whether it happened, the verdict of every modality, the place of the one that the board chose (-1: none of
    them, or not known), and one bit for each of `named_groups`.
    """
    options = len(MODALITIES)
    width = -(-len(named_groups(library)) // 8)
    return np.dtype([
        ("time_months", "<f8"), ("event", "?"), ("verdicts", "i1", (options,)), ("decision", "i1"),
        ("groups", "u1", (width,)),
    ])  # fmt: skip


class Further(NamedTuple):
    """One entry a row each; None where it is not known, or there is no such column."""

    times: list[float | None]
    events: list[bool | None]
    decisions: list[str | None]


class FurtherCells:
    """Reads the further columns of one file."""

    def __init__(self, layout: Layout, fields: FieldCatalogue) -> None:
        self._has = layout.further
        self._known: dict[tuple[str, ...], tuple[Any, list[tuple[str, Said]]]] = {}
        self._decisions = (*(str(one.value) for one in fields["modality"].choices), OBSERVATION, _OTHER)

    def read(self, rows: list[tuple[int, list[str]]], layout: Layout, problems: list[RowProblem]) -> Further:
        """Return what the rows hold; what cannot be read is not known, and told of."""
        nothing: list[None] = [None] * len(rows)
        found = Further(list(nothing), list(nothing), list(nothing))
        if not self._has:
            return found
        columns: tuple[list[Any], ...] = (found.times, found.events, found.decisions)
        for names, entries in zip(self._read_together(), columns, strict=True):
            if not names:
                continue
            places = [self._has[name][0] for name in names]
            for at, (row, cells) in enumerate(rows):
                entries[at], said = self._once((names[0], *(cells[place] for place in places)), names)
                if said:
                    own = cells[layout.id_place]
                    problems += [RowProblem(own, row, name, text, layout.name) for name, text in said]
        return found

    def _read_together(self) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Return which columns say the time, whether it happened, and the decision; empty where none does."""
        days = (FROM, TO) if FROM in self._has and TO in self._has else ()
        return (
            (TIME,) if TIME in self._has else days,
            (EVENT,) if EVENT in self._has else (),
            (DECISION,) if DECISION in self._has else (),
        )

    def _once(self, key: tuple[str, ...], names: tuple[str, ...]) -> tuple[Any, list[tuple[str, Said]]]:
        """Return what some cells say, and what is to be told of them; each distinct text is read once."""
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            said: list[tuple[str, Said]] = []
            texts = [self._cell(name, cell) for name, cell in zip(names, key[1:], strict=True)]
            found = self._known[key] = (self._meant(names[0], texts, said), said)
        return found

    def _meant(self, name: str, texts: list[str], said: list[tuple[str, Said]]) -> Any:
        if name == TIME:
            return self._time(texts[0], self._has[TIME][1], said)
        if name == FROM:
            return _between(texts[0], texts[1], said)
        return self._event(texts[0], said) if name == EVENT else self._decision(texts[0], said)

    def _cell(self, name: str, cell: str) -> str:
        rules = self._has[name][1]
        text = rules.codes.get(cell, cell)
        plain = text.casefold()
        return "" if plain in MISSING or plain in (word.casefold() for word in rules.missing) else text

    @staticmethod
    def _time(text: str, rules: CellRules, said: list[tuple[str, Said]]) -> float | None:
        if not text:
            return None
        number = read_number(text, mark=rules.mark)
        if isinstance(number, Unread):
            said.append((TIME, as_said(number_problem(text, number))))
        elif not 0 <= (months := to_months(number, rules.unit)) <= _MOST_MONTHS:
            given = f"{text} {rules.unit or 'months'}"
            said.append((TIME, fault("{given} is outside 0 to {most} months.", given=given, most=_MOST_MONTHS)))
        else:
            return float(months)
        return None

    @staticmethod
    def _event(text: str, said: list[tuple[str, Said]]) -> bool | None:
        happened = _HAPPENED.get(text.casefold())
        if text and happened is None:
            said.append(
                (
                    EVENT,
                    fault("“{typed}” does not say whether it happened. Write 1 or 0, or yes or no.", typed=text[:40]),
                )
            )
        return happened

    def _decision(self, text: str, said: list[tuple[str, Said]]) -> str | None:
        if not text:
            return None
        plain = text.casefold()
        if plain in self._decisions:
            return plain
        near = nearest_name(plain, self._decisions)
        remedy = (
            fault("Did you mean “{near}”?", near=near)
            if near
            else fault("Choose from: {names}.", names=", ".join(self._decisions))
        )
        said.append((DECISION, fault("“{typed}” is not one of the options. {remedy}", typed=text[:40], remedy=remedy)))
        return None


def _between(start: str, end: str, said: list[tuple[str, Said]]) -> float | None:
    """Return the months between two days; not known where one of them is missing."""
    days: list[dt.date] = []
    for name, text in ((FROM, start), (TO, end)):
        day = read_date(text) if text else ""
        if isinstance(day, dt.date):
            days.append(day)
        elif day:
            said.append((name, as_said(day)))
    if len(days) < len((start, end)):
        return None
    if days[1] < days[0]:
        said.append((TO, fault("{end} is before {start}.", end=end, start=start)))
        return None
    return (days[1] - days[0]).days / DAYS_PER_MONTH
