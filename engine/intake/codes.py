"""The tables of codes: what a code of LOINC, SNOMED CT, ICD-10, ATC or UCUM means here, read from data alone.

Each row of `resources/intake/*.csv` names where it was read; `german/` adds those of the German profiles. A code that
stands in no table means nothing here: nothing is guessed from its neighbours or its name.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from engine.case.fields import FieldDataError, cannot_be_read
from engine.words.said import fault

_SHORTEST_INSIDE_A_WORD = 4
_LONGEST_NAME = 300

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one code means.

    Attributes
    ----------
    says : what kind of thing it is: the field read, a diagnosis that is primary or secondary, a group of medicines.
    value : the value it stands for; empty where it stands for none.
    words : at least one of these is in the name that a record shows, where it names anything known here.
    not_words : none of these is in that name: it would be another quantity.
    """

    system: str
    code: str
    says: str
    value: str = ""
    words: tuple[str, ...] = ()
    not_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limit:
    """How old a value may be on the day of the board: older ones are asked for, and told from a day on."""

    days: int
    tell_after_days: int | None = None


@dataclass(frozen=True)
class CodeTables:
    """All tables, looked up by system and code."""

    systems: Mapping[str, str]
    observations: Mapping[tuple[str, str], Meaning]
    components: Mapping[tuple[str, str], Meaning]
    answers: Mapping[tuple[str, str, str], str]
    conditions: _Prefixed
    places: _Prefixed
    medicines: _Prefixed
    procedures: _Prefixed
    units: Mapping[tuple[str, str], tuple[Decimal, Decimal]]
    limits: Mapping[str, Limit]
    words: Mapping[str, frozenset[str]] = field(repr=False)
    _seen: dict[tuple[str, str, str, bool], bool] = field(default_factory=dict, repr=False, compare=False)

    def system(self, uri: object) -> str:
        """Return the short name of a code system; empty where it is none that is read here."""
        return self.systems.get(uri.rstrip("/"), "") if isinstance(uri, str) else ""

    def place_of(self, coding: Mapping[str, object]) -> str:
        """Return the place that a coding names; empty where it is none, or where its display names another."""
        found = self.places.find(self.system(coding.get("system")), str(coding.get("code")))
        shown = coding.get("display")
        if found is None or (isinstance(shown, str) and self.contradicts(found, shown)):
            return ""
        return found.value

    def contradicts(self, meaning: Meaning, shown: str, *, is_free_text: bool = False) -> bool:
        """Tell whether the name that a record shows beside a code is that of something else.

        Parameters
        ----------
        shown : the code's display, or the words of whoever wrote the record.
        is_free_text : these words may speak of more than the code does ("rectal carcinoma, metastatic to the liver").
        """
        # A record repeats the same few names thousands of times.
        key = (meaning.system, meaning.code, shown, is_free_text)
        known = self._seen.get(key)
        if known is None:
            known = self._seen[key] = _contradicts(
                meaning, shown[:_LONGEST_NAME], is_free_text, self.words[meaning.says]
            )
        return known


def _contradicts(meaning: Meaning, shown: str, is_free_text: bool, others: frozenset[str]) -> bool:
    name = shown.casefold()
    if not is_free_text and any(_stands_in(word, name) for word in meaning.not_words):
        return True
    if not meaning.words or any(_stands_in(word, name) for word in meaning.words):
        return False
    return any(_stands_in(word, name) for word in others)


def _stands_in(word: str, name: str) -> bool:
    """A short word counts only where it stands alone: INR is no part of another word."""
    if len(word) >= _SHORTEST_INSIDE_A_WORD:
        return word in name
    return re.search(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", name) is not None


class _Prefixed:
    """Codes that are looked up whole, or by what they begin with; the longest beginning wins."""

    __slots__ = ("_begins", "_whole")

    def __init__(self, rows: Iterator[tuple[Meaning, bool]]) -> None:
        self._whole: dict[tuple[str, str], Meaning] = {}
        self._begins: dict[tuple[str, str], Meaning] = {}
        for meaning, is_prefix in rows:
            (self._begins if is_prefix else self._whole)[meaning.system, meaning.code] = meaning

    def find(self, system: str, code: str) -> Meaning | None:
        """Return what the code means, or None."""
        found = self._whole.get((system, code))
        if found is not None:
            return found
        return next(
            (begun for end in range(len(code), 0, -1) if (begun := self._begins.get((system, code[:end])))), None
        )

    def __iter__(self) -> Iterator[Meaning]:
        yield from self._whole.values()
        yield from self._begins.values()


def load_code_tables(resources: Path) -> CodeTables:
    """Read the tables.

    Parameters
    ----------
    resources : the resources folder.

    Raises
    ------
    FieldDataError : a table is missing or damaged: a fault of the installation.
    """
    folders = (resources / "intake", resources / "intake" / "german")
    try:
        return _tables(folders)
    except (KeyError, ValueError, ArithmeticError, csv.Error) as error:
        raise FieldDataError(
            fault("intake: a table of codes is damaged ({error}). Install the program again.", error=error)
        ) from error


def _tables(folders: tuple[Path, ...]) -> CodeTables:
    observations = {
        (row["system"], row["code"]): Meaning(
            row["system"], row["code"], row["reads"], "", _words(row["words"]), _words(row["not_words"])
        )
        for row in _rows(folders, "observations")
    }
    conditions = _prefixed(folders, "conditions")
    words: dict[str, set[str]] = {}
    every_word = {word for meaning in observations.values() for word in meaning.words}
    for meaning in observations.values():
        words[meaning.says] = every_word
    sites = {word for meaning in conditions for word in meaning.words}
    for meaning in conditions:
        words[meaning.says] = sites
    places = _prefixed(folders, "places", "place")
    words["place"] = {word for meaning in places for word in meaning.words}
    return CodeTables(
        systems={row["uri"].rstrip("/"): row["system"] for row in _rows(folders, "systems")},
        observations=observations,
        components={
            (row["system"], row["code"]): Meaning(row["system"], row["code"], row["reads"])
            for row in _rows(folders, "components")
        },
        answers={(row["reads"], row["system"], row["code"]): row["value"] for row in _rows(folders, "answers")},
        conditions=conditions,
        places=places,
        medicines=_prefixed(folders, "medicines", "medicine"),
        procedures=_prefixed(folders, "procedures", "procedure"),
        units={
            (row["reads"], row["ucum"]): (Decimal(row["factor"] or 1), Decimal(row["divisor"] or 1))
            for row in _rows(folders, "units")
        },
        limits={
            row["reads"]: Limit(int(row["days"]), int(row["tell_after_days"]) if row["tell_after_days"] else None)
            for row in _rows(folders, "limits")
        },
        words={says: frozenset(found) for says, found in words.items()},
    )


def _prefixed(folders: tuple[Path, ...], name: str, says: str = "") -> _Prefixed:
    return _Prefixed(
        (
            Meaning(
                row["system"],
                row["code"],
                row.get("says") or says,
                row["value"],
                _words(row.get("words", "")),
                _words(row.get("not_words", "")),
            ),
            row["match"] == "prefix",
        )
        for row in _rows(folders, name)
    )


def _words(cell: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in cell.split("|") if word)


def _rows(folders: tuple[Path, ...], name: str) -> Iterator[Row]:
    for folder in folders:
        path = folder / f"{name}.csv"
        if folder.name == "german" and not path.exists():
            continue
        try:
            with path.open(encoding="utf-8", newline="") as stream:
                yield from csv.DictReader(stream, strict=True)
        except OSError as error:
            raise cannot_be_read(path, error) from error
