"""What cannot be true of two fields at once: records in `resources/fields/relations.toml`, and how each is held.

A relation is a small object: its fields, its parameters, its decision. It is decided only where everything that it
names is known, and it says nothing of which value is the right one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any, Literal

import msgspec

from engine.case.lesions import Lesion
from engine.case.liver_function.child_pugh import PARTS, classes_allowed

#: field id to the value in use; None means not known
Values = Callable[[str], Any]

#: Karnofsky 100-90 is what ECOG 0 describes, 80-70 what ECOG 1 does, and so on; 0 is dead.
_KARNOFSKY_PER_GRADE = 20
#: The scales are not converted; neighbouring grades are no contradiction.
_GRADES_APART = 2


class Statement(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One value, or range of values, of one field; exactly one key besides `field`, and `reaches` with `at_least`."""

    field: str
    values: tuple[bool | int | str, ...] = ()
    at_most: float | None = None
    at_least: float | None = None
    above: float | None = None
    #: of a list: whether it is known to hold nothing
    empty: bool | None = None
    #: of a list: any of these
    holds: tuple[str, ...] = ()
    #: of a number: a field that it is not below
    reaches: str | None = None

    def is_true(self, values: Values) -> bool:
        """Return whether it is known to be so."""
        value = values(self.field)
        if value is None:
            return False
        if self.values:
            return value in self.values
        if self.holds:
            return any(item in value for item in self.holds)
        if self.empty is not None:
            return (len(value) == 0) == self.empty
        if self.at_most is not None:
            return bool(value <= self.at_most)
        if self.at_least is not None:
            whole = values(self.reaches) if self.reaches else self.at_least
            return whole is not None and bool(value >= self.at_least) and bool(value >= whole)
        return bool(value > (self.above or 0.0))


class Relation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Fields that may contradict one another.

    Attributes
    ----------
    kind : `at_most`: the first is at most `factor` times the second; `not_together`: the statements exclude each other;
        `classes_apart`: ECOG and Karnofsky two classes apart; `child_pugh_parts`: the class and what its parts allow;
        `tumour_volume`: a sphere of the diameter is larger than the liver; `parts_of_liver`: what is spared and such a
        sphere are each smaller than the liver, and together larger; `one_each`: a list has more entries than are
        counted; `adequate_beyond_a`: function said to be adequate, of parts that leave no Child-Pugh class A;
        `in_a_row`: the statements of the case hold, and one row of the lesion table makes all those of `row` true;
        `in_every_row`: the same, and every row that is not passed over does.
    where_planned : looked at only where one of these modalities is planned; empty: always.
    unless : where all of these are known to be so it is no contradiction, or another relation's question.
    row, row_unless : of these two, statements about the fields of a lesion; a row of which any of the second is true
        is passed over.
    text : the contradiction, with `{field_id}` for values in words; of `in_a_row` also `{lesion}`, which row it is, and
        the fields of that row.
    """

    id: str
    kind: Literal[
        "at_most",
        "not_together",
        "classes_apart",
        "child_pugh_parts",
        "tumour_volume",
        "parts_of_liver",
        "one_each",
        "adequate_beyond_a",
        "in_a_row",
        "in_every_row",
    ]
    fields: tuple[str, ...]
    text: str
    factor: float = 1.0
    together: tuple[Statement, ...] = ()
    where_planned: tuple[str, ...] = ()
    unless: tuple[Statement, ...] = ()
    row: tuple[Statement, ...] = ()
    row_unless: tuple[Statement, ...] = ()

    @property
    def looked_at(self) -> tuple[str, ...]:
        """Every field on which it depends whether it is broken; what a class follows from is among what it follows."""
        plan = ("modality",) if self.where_planned else ()
        parts = (*self.together, *self.unless)
        wholes = (part.reaches for part in parts if part.reaches is not None)
        return (*self.fields, *(part.field for part in parts), *wholes, *plan)

    def is_broken(self, values: Values) -> bool:
        """Return whether the known values contradict one another."""
        if self.where_planned and values("modality") not in self.where_planned:
            return False
        if self.unless and all(statement.is_true(values) for statement in self.unless):
            return False
        return _KINDS[self.kind](self, values)

    def row_of(self, lesions: Iterable[Lesion]) -> int | None:
        """Return the first row of the lesion table that breaks it, from 0; None where none does."""
        return next((place for place, lesion in enumerate(lesions) if self._is_row(lesion)), None)

    def is_every_row(self, lesions: Iterable[Lesion]) -> bool:
        """Return whether some row of the lesion table breaks it, and every other one is passed over."""
        some = False
        for lesion in lesions:
            if self._is_row(lesion):
                some = True
            elif not self._is_passed_over(lesion):
                return False
        return some

    def _is_row(self, lesion: Lesion) -> bool:
        return not self._is_passed_over(lesion) and all(part.is_true(_of(lesion)) for part in self.row)

    def _is_passed_over(self, lesion: Lesion) -> bool:
        return any(part.is_true(_of(lesion)) for part in self.row_unless)


def _of(lesion: Lesion) -> Values:
    return lambda name: getattr(lesion, name)


class RelationFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of the relations."""

    format: Literal["beamside-relations/1"]
    relation: tuple[Relation, ...]


def unknown_names(relations: Iterable[Relation], known: Iterable[str], of_rows: Iterable[str]) -> list[str]:
    """Return the fields that relations name and the catalogue does not hold, with the relation's id.

    Parameters
    ----------
    known, of_rows : the fields of a case, and of a row of its lesion table.
    """
    fields, rows = set(known), set(of_rows)
    named = ((one.id, name) for one in relations for name in one.looked_at)
    in_rows = ((one.id, part.field) for one in relations for part in (*one.row, *one.row_unless))
    wrong = [f"{relation}: {name}" for relation, name in named if name not in fields]
    return wrong + [f"{relation}: {name}" for relation, name in in_rows if name not in rows]


def _at_most(relation: Relation, values: Values) -> bool:
    part, whole = (values(name) for name in relation.fields)
    if part is None or whole is None:
        return False
    if isinstance(part, str):
        # Days as year-month-day are in the order of their text.
        return bool(part > whole)
    return bool(exceeds(part, whole, relation.factor))


def exceeds(part: Any, whole: Any, factor: float) -> Any:
    """Return whether a part is larger than its whole allows; of numbers, or of arrays of them of one shape."""
    # A whole that was added up differs from what was typed in its last binary digit.
    return part > whole * factor + 1e-9


def _not_together(relation: Relation, values: Values) -> bool:
    return all(statement.is_true(values) for statement in relation.together)


def _classes_apart(relation: Relation, values: Values) -> bool:
    ecog, karnofsky = (values(name) for name in relation.fields)
    if ecog is None or karnofsky is None:
        return False
    return bool(abs((100 - karnofsky) // _KARNOFSKY_PER_GRADE - ecog) >= _GRADES_APART)


def _child_pugh_parts(relation: Relation, values: Values) -> bool:
    given, parts = values(relation.fields[0]), [values(name) for name in PARTS]
    if given is None or all(part is None for part in parts):
        return False
    best, worst = classes_allowed(parts)
    return not best <= given <= worst


def _tumour_volume(relation: Relation, values: Values) -> bool:
    diameter_cm, liver_ml = (values(name) for name in relation.fields)
    if diameter_cm is None or liver_ml is None:
        return False
    return bool(sphere_ml(diameter_cm) > liver_ml)


def _parts_of_liver(relation: Relation, values: Values) -> bool:
    spared_ml, diameter_cm, liver_ml = (values(name) for name in relation.fields)
    if spared_ml is None or diameter_cm is None or liver_ml is None:
        return False
    return bool(only_together(spared_ml, sphere_ml(diameter_cm), liver_ml))


def _one_each(relation: Relation, values: Values) -> bool:
    entries, count = (values(name) for name in relation.fields)
    return entries is not None and count is not None and len(entries) > count


def _adequate_beyond_a(relation: Relation, values: Values) -> bool:
    parts = [values(name) for name in PARTS]
    return values(relation.fields[0]) is True and classes_allowed(parts)[0] != "A"


def _in_a_row(relation: Relation, values: Values) -> bool:
    lesions = values("lesions")
    return bool(lesions) and _not_together(relation, values) and relation.row_of(lesions) is not None


def _in_every_row(relation: Relation, values: Values) -> bool:
    lesions = values("lesions")
    return bool(lesions) and _not_together(relation, values) and relation.is_every_row(lesions)


def only_together(one: Any, other: Any, whole: Any) -> Any:
    """Return whether two parts exceed a whole that neither does alone; of numbers, or of arrays of one shape."""
    # `&` serves both: a single part too large is another relation's question.
    return (one <= whole) & (other <= whole) & (one + other > whole)


def sphere_ml(diameter_cm: float) -> float:
    """Return the volume of a sphere, mL."""
    return math.pi / 6.0 * diameter_cm**3


_KINDS: dict[str, Callable[[Relation, Values], bool]] = {
    "at_most": _at_most,
    "not_together": _not_together,
    "classes_apart": _classes_apart,
    "child_pugh_parts": _child_pugh_parts,
    "tumour_volume": _tumour_volume,
    "parts_of_liver": _parts_of_liver,
    "one_each": _one_each,
    "adequate_beyond_a": _adequate_beyond_a,
    "in_a_row": _in_a_row,
    "in_every_row": _in_every_row,
}
