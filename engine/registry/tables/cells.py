"""One cell of a table to the value of a field: by the grammar of the form, or a sentence that says why not."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, cast

import numpy as np

from engine.case.entry import Entered, Unreadable, judge_number
from engine.case.fields import FieldCatalogue, FieldSpec, nearest_name
from engine.case.format.input_values import InputProblem, read_input
from engine.case.lesions import Lesion
from engine.case.limits import MOST_LESIONS
from engine.case.patient import Value
from engine.case.units import to_field_unit
from engine.findings.columns.answers import Array
from engine.findings.columns.table import dtype_of, entry_of
from engine.reading.dates import read_date
from engine.reading.json_keys import RepeatedKeyError, unrepeated
from engine.reading.mistakes import Problem
from engine.reading.number_text import Mark, Unread, is_plain, number_problem, read_number
from engine.words.said import Said, as_said, fault, in_row, say

#: what stands in a table for "not known" besides an empty cell; a code of a department's own goes into its map
MISSING = ("na", "n/a", "#n/a", "nan", "null")
#: how a list that is known to be empty is written
NONE_OF_THEM = ("none", "[]")
_YES = ("yes", "true")
_NO = ("no", "false")
#: distinct texts remembered for one column; more are read anew
_MOST_REMEMBERED = 20_000


class BadCell(NamedTuple):
    """A cell that gives no value."""

    problem: Said


class CellRules(NamedTuple):
    """How the cells of one column are read.

    Attributes
    ----------
    unit : of the numbers; empty for the field's own.
    codes : a department's own codes to what they mean, written as this program writes it.
    mark : the decimal mark of the file where it is known: it settles "1.234".
    missing : further texts that stand for "not known".
    accepted : unusual values that look like a slip of units are right.
    """

    unit: str = ""
    codes: Mapping[str, str] = {}
    mark: Mark | None = None
    missing: tuple[str, ...] = ()
    accepted: bool = False


class CellReader:
    """Reads the cells of one column; each distinct text once."""

    def __init__(self, spec: FieldSpec, fields: FieldCatalogue, rules: CellRules) -> None:
        self._spec = spec
        self._fields = fields
        self._rules = rules
        self._missing = frozenset(word.casefold() for word in (*MISSING, *rules.missing))
        self._known: dict[str, Value | BadCell | None] = {"": None}
        self._bad: set[str] = set()
        self._entries: dict[str, float | int] = {}
        self._plain = _plain_range(spec, rules)

    def read(self, text: str) -> Value | BadCell | None:
        """Return the value, None for not known, or what is wrong."""
        return self.read_all([text])[0]

    def read_all(self, texts: Sequence[str]) -> list[Value | BadCell | None]:
        """Return of each text the value, None for not known, or what is wrong."""
        with contextlib.suppress(KeyError):
            # After some parts of a table there is hardly a text that has not been read.
            return list(map(self._known.__getitem__, texts))
        new = set(texts).difference(self._known)
        if len(self._known) + len(new) > _MOST_REMEMBERED:
            self._known, self._bad, self._entries = {"": None}, set(), {}
            new = set(texts).difference(self._known)
        for text in new:
            found = self._known[text] = self._read(text)
            if isinstance(found, BadCell):
                self._bad.add(text)
        return list(map(self._known.__getitem__, texts))

    def column(self, texts: Sequence[str]) -> Array:
        """Return the column of some texts, as `columns_of` makes it of their values; of any field but the lesions.

        A text that gives no value is not known there.
        """
        dtype = dtype_of(self._spec)
        with contextlib.suppress(KeyError):
            return np.fromiter(map(self._entries.__getitem__, texts), dtype, len(texts))
        every = set(texts)
        if len(self._known) + len(every) > _MOST_REMEMBERED:
            self._known, self._bad, self._entries = {"": None}, set(), {}
        new = every.difference(self._entries)
        if self._plain is not None:
            self._entries.update(self._ordinary_of(new, *self._plain))
        rest = list(new.difference(self._entries))
        for text, value in zip(rest, self.read_all(rest), strict=True):
            self._entries[text] = entry_of(self._spec, None if isinstance(value, BadCell) else value)
        return np.fromiter(map(self._entries.__getitem__, texts), dtype, len(texts))

    def _ordinary_of(self, texts: set[str], low: float, high: float) -> dict[str, float]:
        """Return the numbers of which nothing can be asked: written plainly, in the field's unit, within the usual."""
        numbers = {text: float(text) for text in texts if is_plain(text) and text not in self._rules.codes}
        whole = self._spec.kind == "integer"
        return {
            text: number
            for text, number in numbers.items()
            if low <= number <= high and text not in self._missing and (not whole or number.is_integer())
        }

    def bad_among(self, texts: Sequence[str]) -> list[int]:
        """Return the places of texts that give no value, of those that were read last."""
        return [place for place, text in enumerate(texts) if text in self._bad] if self._bad else []

    def _read(self, text: str) -> Value | BadCell | None:
        if text in self._rules.codes:
            text = self._rules.codes[text]
        if not text or text.casefold() in self._missing:
            return None
        try:
            return _READERS[self._spec.kind](text, self._spec, self._fields, self._rules)
        except InputProblem as error:
            return BadCell(in_row(_sentence(self._spec, one) for one in error.problems[:5]))


def _plain_range(spec: FieldSpec, rules: CellRules) -> tuple[float, float] | None:
    """Return the range in which a plain number is its own value; None where it has to be looked at."""
    if spec.kind not in ("number", "integer") or spec.hard is None or rules.unit not in ("", spec.unit):
        return None
    low, high = spec.usual or spec.hard
    return max(low, spec.hard[0]), min(high, spec.hard[1])


def _sentence(spec: FieldSpec, found: Problem) -> Said:
    where = found.field.removeprefix(spec.id)
    return Problem("", where, found.problem, found.remedy).said


def _number(text: str, spec: FieldSpec, _fields: FieldCatalogue, rules: CellRules) -> Value | BadCell:
    unit = rules.unit or spec.unit or ""
    number = read_number(text, mark=rules.mark)
    if isinstance(number, Unread):
        return BadCell(as_said(number_problem(text, number)))
    judged = judge_number(spec, number, unit, text)
    if isinstance(judged, Unreadable):
        return BadCell(as_said(judged.problem))
    assert isinstance(judged, Entered)
    if judged.slip is not None and not rules.accepted:
        return BadCell(fault("{question} Not used until that is settled.", question=judged.question))
    return judged.value


def _choice(text: str, spec: FieldSpec, _fields: FieldCatalogue, rules: CellRules) -> Value | BadCell:
    plain = text.casefold()
    for choice in spec.choices:
        if plain == str(choice.value).casefold() or plain in (other.casefold() for other in choice.also):
            return choice.value
    number = read_number(text, mark=rules.mark)
    if not isinstance(number, Unread):
        # 90.0, as programs write a whole number of a column in which some are missing.
        for choice in spec.choices:
            if isinstance(choice.value, int) and number == choice.value:
                return choice.value
    return BadCell(_no_choice(text, spec))


def _no_choice(text: str, spec: FieldSpec) -> Said:
    names = tuple(str(choice.value) for choice in spec.choices)
    near = nearest_name(text, names)
    remedy = (
        fault("Did you mean “{near}”?", near=near) if near else fault("Choose from: {names}.", names=", ".join(names))
    )
    return fault("“{typed}” is not one of the choices. {remedy}", typed=text[:40], remedy=remedy)


def _flag(text: str, _spec: FieldSpec, _fields: FieldCatalogue, _rules: CellRules) -> Value | BadCell:
    plain = text.casefold()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    if plain in ("0", "1", "2"):
        return BadCell(
            fault("“{typed}” is a code, and registries do not agree on it. Say in a map what it means.", typed=text)
        )
    return BadCell(
        fault("“{typed}” is neither yes nor no. Write yes or no, and nothing where it is not known.", typed=text[:40])
    )


def _list(text: str, spec: FieldSpec, fields: FieldCatalogue, rules: CellRules) -> Value | BadCell:
    if text.casefold() in NONE_OF_THEM:
        return ()
    items = [item.strip() for item in text.split(";")]
    meant = [rules.codes.get(item, item) for item in items if item]
    return cast("Value", read_input(spec, [item.casefold() for item in meant], fields))


def _date(text: str, _spec: FieldSpec, _fields: FieldCatalogue, _rules: CellRules) -> Value | BadCell:
    day = read_date(text)
    return BadCell(as_said(day)) if isinstance(day, str) else day.isoformat()


def _lesions(text: str, spec: FieldSpec, fields: FieldCatalogue, rules: CellRules) -> Value | BadCell:
    if text.casefold() in NONE_OF_THEM:
        return ()
    if text.startswith("["):
        return _lesions_as_json(text, spec, fields, rules)
    items = [item.strip() for item in text.split(";")]
    if not items[-1]:
        # A mark at the end closes the last lesion, and begins none.
        items.pop()
    if not all(items):
        return BadCell(say("Between two marks there is no lesion. Write ? for one of which nothing is known."))
    if len(items) > MOST_LESIONS:
        return BadCell(
            fault("There are more than {most_lesions} lesions. Give their number instead.", most_lesions=MOST_LESIONS)
        )
    found: list[Lesion] = []
    for item in items:
        lesion = _lesion(item, fields, rules)
        if isinstance(lesion, BadCell):
            return lesion
        found.append(lesion)
    return tuple(found)


def _lesion(item: str, fields: FieldCatalogue, rules: CellRules) -> Lesion | BadCell:
    """Read one lesion, "2.5@6"; the same few sizes and segments come up again and again."""
    key = (item, rules.unit, rules.mark, rules.accepted)
    known = _LESIONS.get(key)
    if known is not None and known[0] is fields:
        return known[1]
    if len(_LESIONS) > _MOST_REMEMBERED:
        _LESIONS.clear()
    lesion = _read_lesion(item, fields, rules)
    _LESIONS[key] = (fields, lesion)
    return lesion


#: lesions that were read, with the fields they were read by
_LESIONS: dict[tuple[str, str, Mark | None, bool], tuple[FieldCatalogue, Lesion | BadCell]] = {}


def _read_lesion(item: str, fields: FieldCatalogue, rules: CellRules) -> Lesion | BadCell:
    size, _, segment = (part.strip() for part in item.partition("@"))
    row: dict[str, Any] = {"segment": segment.casefold()} if segment else {}
    if size not in ("", "?"):
        number = read_number(size, mark=rules.mark)
        if isinstance(number, Unread):
            return BadCell(as_said(number_problem(size, number)))
        row["diameter_cm"] = float(to_field_unit(fields.lesion_by_id["diameter_cm"], number, rules.unit or "cm"))
    try:
        (lesion,) = cast("tuple[Lesion]", read_input(fields["lesions"], [row], fields, confirmed=rules.accepted))
    except InputProblem as error:
        return BadCell(
            fault(
                "“{item}”: {problems}",
                item=item[:40],
                problems=in_row(in_row((one.problem, one.remedy)) for one in error.problems[:5]),
            )
        )
    return lesion


def _lesions_as_json(text: str, spec: FieldSpec, fields: FieldCatalogue, rules: CellRules) -> Value | BadCell:
    if rules.unit and rules.unit != fields.lesion_by_id["diameter_cm"].unit:
        return BadCell(say("Lesions as JSON are in cm. Take the unit of this column out of the map."))
    try:
        rows = json.loads(text, object_pairs_hook=unrepeated)
    except RepeatedKeyError as error:
        return BadCell(fault("“{error}” stands twice in one lesion. Keep one of the two.", error=str(error)[:40]))
    except (ValueError, RecursionError):
        return BadCell(say('This is not valid JSON. Write [{"diameter_cm": 2.5}] or 2.5@6;3@4a.'))
    return cast("Value", read_input(spec, rows, fields, confirmed=rules.accepted))


_READERS: dict[str, Callable[[str, FieldSpec, FieldCatalogue, CellRules], Value | BadCell]] = {
    "number": _number,
    "integer": _number,
    "choice": _choice,
    "flag": _flag,
    "list": _list,
    "date": _date,
    "lesions": _lesions,
}
