"""What the name of a column means: only where every part of it is understood, and no part of it takes the rest back."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.intake.taken_back import TakingBack, words_that_take_back
from engine.registry.tables.further_columns import FURTHER, PATIENT_ID

_LETTERS = re.compile(r"[^a-z0-9äöüß]+")
#: signs that fold to nothing and may say anything: "!resectable", "CEA < 5", a word of another script
_FOREIGN = re.compile(r"[!¬~≠?<>≤≥=*]|[^\W\d_a-zäöüßµμ⁰-⁹]", re.IGNORECASE)
_PARTS = re.compile(r"[^\w%µμ^]+|_+")
#: letters that two spellings of a short word have in common by chance
_SHORTEST_SLIP = 6
_LONGEST_NAME = 80


class Meant(NamedTuple):
    """What a name means: `field` "" where nothing can be said; `word` is the part of it that is not understood."""

    field: str
    is_sure: bool = True
    word: str = ""
    meaning: str = ""
    nearly: str = ""


class ColumnNames:
    """The names by which columns are known: ids, labels, and the words by which letters name a field."""

    def __init__(self, fields: FieldCatalogue, resources: Path) -> None:
        self._names = _names_of_fields(fields, resources)
        self._units = _units(fields, resources)
        self._taken_back = words_that_take_back(resources)
        further = [(row["kind"], word) for row in _rows(resources / "registry" / "column-additions.csv")
                   for word in row["words"].split("|")]  # fmt: skip
        self._empty = frozenset(folded(word) for kind, word in further if kind == "says nothing")
        for kind, word in further:
            self._units.setdefault(kind, set()).add(folded(word))

    def read(self, name: str) -> Meant:
        """Return what a name means.

        Names are read from their beginning: "bili_umol_l" is "bili" and a unit. What follows has to be a unit of the
        field, or a word that says nothing ("value"); with anything else the column may be another thing altogether.
        """
        if _FOREIGN.search(name):
            return Meant("")
        if folded(name) in self._names:
            return Meant(self._names[folded(name)])
        parts = [part for part in _PARTS.split(name[: 2 * _LONGEST_NAME]) if part]
        doubted = ""
        for end in range(len(parts), 0, -1):
            field = self._names.get(folded("".join(parts[:end])))
            if field is None:
                continue
            if self._adds_nothing(parts[end:], field):
                return Meant(field)
            doubted = doubted or field
        if not doubted:
            doubted = self._known_within(parts)
        if doubted:
            return self._not_understood(name, doubted)
        slip = self._slip(name)
        return Meant(slip, is_sure=False) if slip else self._ends_with_known(name)

    def _adds_nothing(self, parts: list[str], field: str) -> bool:
        """Whether what follows the name of a field is made of units and of words that say nothing."""
        if not parts:
            return True
        units = self._units.get(field, set())
        for end in range(len(parts), 0, -1):
            first = folded("".join(parts[:end]))
            if (first in units or first in self._empty) and self._adds_nothing(parts[end:], field):
                return True
        return False

    def _known_within(self, parts: list[str]) -> str:
        """Return a field that is named behind other words: "Not fit for liver surgery"."""
        for start in range(1, len(parts)):
            for end in range(len(parts), start, -1):
                found = self._names.get(folded("".join(parts[start:end])))
                if found is not None:
                    return found
        return ""

    def _not_understood(self, name: str, field: str) -> Meant:
        for one in self._taken_back:
            if one.field in ("", field) and _stands_in(one, name):
                return Meant("", word=one.word, meaning=one.meaning, nearly=field)
        return Meant("", nearly=field)

    def _ends_with_known(self, name: str) -> Meant:
        """Say of which field a joined word may be the opposite: "unresectable", "irresektabel"."""
        whole = folded(name)
        near = [known for known in self._names if len(known) >= _SHORTEST_SLIP and known in whole]
        return Meant("", nearly=self._names[max(near, key=len)]) if near else Meant("")

    def _slip(self, name: str) -> str:
        """Return the field of a name with one slip of the pen: another letter, two that changed places, one doubled.

        Letters more or fewer are no slip: they make "unresectable" of "resectable" and "Thrombose" of "Thrombos".
        """
        whole = folded(name)
        if not _SHORTEST_SLIP < len(whole) <= _LONGEST_NAME:
            return ""
        found = {field for known, field in self._names.items() if is_slip(whole, known)}
        return found.pop() if len(found) == 1 else ""


def folded(text: str) -> str:
    """Return a name without what makes no difference: case, blanks, marks, and the two signs for micro."""
    return _LETTERS.sub("", text.casefold().replace("µ", "u").replace("μ", "u"))


def is_slip(one: str, other: str) -> bool:
    """Whether two words of small letters differ by one other letter, two that changed places, or one doubled."""
    # A first letter is seldom mistyped, and another one makes another word.
    if min(len(one), len(other)) < _SHORTEST_SLIP or one[0] != other[0] or abs(len(one) - len(other)) > 1:
        return False
    if len(one) != len(other):
        long, short = (one, other) if len(one) > len(other) else (other, one)
        at = next((place for place in range(len(short)) if long[place] != short[place]), len(short))
        return long[at] == long[at - 1] and long[at + 1 :] == short[at:]
    wrong = [place for place in range(len(one)) if one[place] != other[place]]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        return one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]]
    return len(wrong) == 1 and not (one[wrong[0]] + other[wrong[0]]).strip("abcdefghijklmnopqrstuvwxyzäöüß")


def _stands_in(one: TakingBack, name: str) -> bool:
    spaced = " ".join(_PARTS.split(name))
    return re.search(rf"(?<!\w){re.escape(one.word)}(?!\w)", spaced, re.IGNORECASE) is not None


def _names_of_fields(fields: FieldCatalogue, resources: Path) -> Mapping[str, str]:
    found = {folded(target): target for target in (PATIENT_ID, *FURTHER)}
    for spec in fields:
        found.update({folded(spec.id): spec.id, folded(spec.label): spec.id, folded(_bare(spec)): spec.id})
    own = _words(resources / "registry" / "column-names.csv", "stands_for", "names")
    letters = _words(resources / "intake" / "letter-words.csv", "reads", "words")
    for target, word in (*own, *letters):
        if target in (PATIENT_ID, *FURTHER) or target in fields:
            found.setdefault(folded(word), target)
    return found


def _units(fields: FieldCatalogue, resources: Path) -> dict[str, set[str]]:
    """Return the units of each field, folded, as the catalogue and as letters write them."""
    found = {spec.id: {folded(unit) for unit in spec.units if folded(unit)} for spec in fields}
    for field, written in _words(resources / "intake" / "letter-units.csv", "reads", "written"):
        found.setdefault(field, set()).update({folded(written)} - {""})
    return found


def _bare(spec: FieldSpec) -> str:
    """Return the id without its unit: `bilirubin` of `bilirubin_mg_dl`."""
    unit = folded(spec.unit or "")
    parts = spec.id.split("_")
    while len(parts) > 1 and unit and folded(parts[-1]) in unit:
        parts.pop()
    return "_".join(parts)


def _words(path: Path, target: str, words: str) -> Iterator[tuple[str, str]]:
    for row in _rows(path):
        yield from ((row[target], word) for word in row[words].split("|"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
