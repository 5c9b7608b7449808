"""How a table of patients stands in columns, and the values in use of some of its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.lesions import Lesion
from engine.case.patient import Value
from engine.findings.columns.answers import Array

#: kinds of field whose column holds numbers; a day stands as the number 20260312
OF_NUMBERS = ("number", "integer", "date")
#: kinds whose column holds the place of the value among its choices (no, yes for a flag)
OF_PLACES = ("choice", "flag")
NOT_KNOWN = -1
_FLAGS = ("near_gut", "near_hilum", "near_major_vessel", "disappeared", "resectable", "ablatable")
_DISTANCES = ("diameter_cm", "gut_distance_mm", "bile_duct_distance_mm", "vessel_distance_mm")
_PLACES = ("response", "treatment", "nearest_vessel")


class LesionRows(NamedTuple):
    """The lesion tables of many patients, one after the other.

    Attributes
    ----------
    given : one entry a patient: whether the table is known; an empty one is.
    patient : one entry a lesion, in rising order: whose it is.
    diameter_cm, gut_distance_mm, bile_duct_distance_mm, vessel_distance_mm : NaN where it is not known.
    near_gut, near_hilum, near_major_vessel, disappeared, resectable, ablatable : 1, 0, or -1 where it is not known.
    response, treatment, nearest_vessel : place among the choices of the field, -1 where none is named.
    """

    given: Array
    patient: Array
    diameter_cm: Array
    gut_distance_mm: Array
    bile_duct_distance_mm: Array
    vessel_distance_mm: Array
    near_gut: Array
    near_hilum: Array
    near_major_vessel: Array
    disappeared: Array
    resectable: Array
    ablatable: Array
    response: Array
    treatment: Array
    nearest_vessel: Array

    def only(self, kept: Array) -> LesionRows:
        """Return the tables with some of the lesions."""
        return LesionRows(self.given, *(column[kept] for column in self[1:]))


#: Numbers (also whole ones, and days): float64, NaN not known. Choices: place among the choices of the field; flags: 0
#: no, 1 yes; lists: one bit a choice, 0 for none of them; of these three -1 is not known.
Column = Array | LesionRows
#: by field; an absent one is not known of anybody
Columns = Mapping[str, Column]


def columns_of(values: Mapping[str, Sequence[Value | None] | Array], fields: FieldCatalogue) -> dict[str, Column]:
    """Return the columns of values as a `Patient` has them; None is not known. What is a column already stays one.

    Raises
    ------
    KeyError : a field that there is not, or a value that is none of its choices.
    """
    return {
        name: many if isinstance(many, np.ndarray) else _column(fields[name], many, fields)
        for name, many in values.items()
    }


def _column(spec: FieldSpec, values: Sequence[Any], fields: FieldCatalogue) -> Column:
    if spec.kind == "lesions":
        return _lesions(values, fields)
    if spec.kind in ("list", "date"):
        entries = {one: entry_of(spec, one) for one in set(values)}
        return np.array([entries[one] for one in values], dtype=dtype_of(spec))
    if spec.kind in OF_NUMBERS:
        return np.array(values, dtype=np.float64)
    return _places(spec, values)


def dtype_of(spec: FieldSpec) -> type[np.generic]:
    """Return of what a column is made; of any kind but lesions."""
    return np.float64 if spec.kind in OF_NUMBERS else np.int64 if spec.kind == "list" else np.int8


def entry_of(spec: FieldSpec, value: Any) -> float | int:
    """Return one entry of a column, of any kind but lesions; `value_at` is its inverse.

    Raises
    ------
    ValueError, KeyError : a value that is none of the choices.
    """
    if value is None:
        return np.nan if spec.kind in OF_NUMBERS else NOT_KNOWN
    if spec.kind == "list":
        return bits_of(spec, value)
    if spec.kind == "date":
        return float(value.replace("-", ""))
    return float(value) if spec.kind in OF_NUMBERS else values_of(spec).index(value)


def _places(spec: FieldSpec, values: Sequence[Any]) -> Array:
    places = {None: NOT_KNOWN, **{value: place for place, value in enumerate(values_of(spec))}}
    return np.array([places[value] for value in values], dtype=np.int8)


def values_of(spec: FieldSpec) -> tuple[Any, ...]:
    """Return the values of a choice or a flag, by their place."""
    return (False, True) if spec.kind == "flag" else tuple(choice.value for choice in spec.choices)


def bits_of(spec: FieldSpec, items: Sequence[str]) -> int:
    """Return the items of a list as bits, the first choice lowest."""
    places = {choice.value: place for place, choice in enumerate(spec.choices)}
    return sum(1 << places[item] for item in items)


def value_at(spec: FieldSpec, entry: float) -> Any:
    """Return the value that one entry of a column means; None where it is not known."""
    if spec.kind in OF_NUMBERS:
        if np.isnan(entry):
            return None
        if spec.kind == "date":
            year, rest = divmod(int(entry), 10_000)
            return f"{year:04d}-{rest // 100:02d}-{rest % 100:02d}"
        return entry if spec.kind == "number" else int(entry)
    if entry < 0:
        return None
    if spec.kind != "list":
        return values_of(spec)[int(entry)]
    return tuple(str(choice.value) for place, choice in enumerate(spec.choices) if int(entry) >> place & 1)


def day_numbers(days: Array) -> Array:
    """Return days that stand as 20260312 as numbers that can be subtracted; NaN stays NaN."""
    known = ~np.isnan(days)
    whole = np.where(known, days, 19_700_101.0).astype(np.int64)
    months = (whole // 10_000 - 1970) * 12 + (whole // 100 % 100 - 1)
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.where(known, (first + whole % 100 - 1).astype(np.float64), np.nan)


def _lesions(values: Sequence[tuple[Lesion, ...] | None], fields: FieldCatalogue) -> LesionRows:
    counts = [len(many) if many else 0 for many in values]
    lesions = list(chain.from_iterable(filter(None, values)))

    def places(name: str) -> Array:
        return _places(fields.lesion_by_id[name], list(map(attrgetter(name), lesions)))

    return LesionRows(
        given=np.array([many is not None for many in values], dtype=bool),
        patient=np.repeat(np.arange(len(values)), counts),
        **{name: np.array(list(map(attrgetter(name), lesions)), dtype=np.float64) for name in _DISTANCES},
        **{name: places(name) for name in (*_FLAGS, *_PLACES)},
    )


def size_of(columns: Columns, size: int | None = None) -> int:
    """Return how many patients there are.

    Raises
    ------
    ValueError : the columns are not of one length, or not of the one that is given.
    """
    sizes = {len(column.given if isinstance(column, LesionRows) else column) for column in columns.values()}
    sizes |= {size} if size is not None else set()
    if len(sizes) > 1:
        raise ValueError(f"columns of one table have one length, not {sorted(sizes)}")
    return next(iter(sizes), 0)


class View:
    """The values in use of some patients; answers that were worked out once are kept.

    Parameters
    ----------
    columns : by field, of these patients.
    below : where a column is taken from that is not among them, for the rows `rows` of it (all where None).
    """

    def __init__(
        self,
        size: int,
        fields: FieldCatalogue,
        columns: Mapping[str, Array],
        below: View | None = None,
        rows: Array | None = None,
    ) -> None:
        self.size = size
        self.fields = fields
        self._columns = dict(columns)
        self._below = below
        self._rows = rows
        self._known: dict[str, Array] = {}
        self._places: dict[str, Array] = {}
        self._kept: dict[object, Array] = {}

    def column(self, name: str) -> Array:
        """Return the column of a field; for the lesions themselves the relations that a row of them breaks, as bits.

        Of these -1 is a table that is not known.
        """
        found = self._columns.get(name)
        if found is None:
            found = self._columns[name] = self._made(name)
        return found

    def _made(self, name: str) -> Array:
        if self._below is not None:
            below = self._below.column(name)
            return below if self._rows is None else below[self._rows]
        return nothing_known(self.fields[name], self.size)

    def known(self, name: str) -> Array:
        """Return where a field is known."""
        if name not in self._known:
            self._known[name] = is_known(self.column(name))
        return self._known[name]

    def looked_up(self, name: str, table: Array) -> Array:
        """Return the entry of a table at the place of every value; the last one is for what is not known."""
        if name not in self._places:
            self._places[name] = self.column(name).astype(np.intp)
        found: Array = table[self._places[name]]
        return found

    def kept(self, key: object, make: Callable[[View], Array]) -> Array:
        """Return what was made for this key before, or make it."""
        if key not in self._kept:
            self._kept[key] = make(self)
        return self._kept[key]


def nothing_known(spec: FieldSpec, size: int) -> Array:
    """Return a column of which nothing is known."""
    return np.full(size, entry_of(spec, None), dtype=dtype_of(spec))


def is_known(column: Array) -> Array:
    """Return where a column is known."""
    return ~np.isnan(column) if column.dtype.kind == "f" else column >= 0
