"""One patient: the inputs that are known, and the values that follow from them. Frozen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

from engine.case.fields import FieldCatalogue
from engine.case.lesions import (
    Lesion,
    all_known,
    any_known,
    disappeared_count,
    largest_diameter_cm,
    nearest_bile_duct_mm,
    nearest_gut_mm,
)
from engine.case.liver_function.albi import albi_grade, albi_score
from engine.case.liver_function.child_pugh import PARTS, child_pugh_points, class_that_follows

#: number, whole number, choice, flag, list of choices, or lesions
Value = bool | int | float | str | tuple[str, ...] | tuple[Lesion, ...]


@dataclass(frozen=True, slots=True)
class Derived:
    """A value that was not typed but follows from others.

    `replaces` holds what was typed for the same field where that differs: the screen asks about it.
    `score` is the number behind a class: the points of Child-Pugh, the score of ALBI.
    """

    # Kept out of the repr, which ends in logs and crash reports.
    value: Value = field(repr=False)
    derived_from: tuple[str, ...]
    replaces: Value | None = field(default=None, repr=False)
    score: float | None = field(default=None, repr=False)


class Patient:
    """What is known of one patient.

    An input that is absent is not known. Where a field follows from others that are given (lesion rows, the
    five parts of Child-Pugh), the derived value is used and a typed one that differs is reported.

    Parameters
    ----------
    fields : the catalogue that the inputs were checked against.
    inputs : field id to value, in the fields' own units; absent or None means not known.

    Raises
    ------
    KeyError : an input that is no field.
    """

    __slots__ = ("_derived", "_in_use", "_inputs", "fields")

    def __init__(self, fields: FieldCatalogue, inputs: Mapping[str, Value | None] | None = None) -> None:
        known = {name: value for name, value in (inputs or {}).items() if value is not None}
        for name in known:
            if name not in fields:
                raise KeyError(name)
        ordered: dict[str, Value] = {spec.id: known[spec.id] for spec in fields if spec.id in known}
        object.__setattr__(self, "fields", fields)
        object.__setattr__(self, "_inputs", MappingProxyType(ordered))
        derived = _derive(ordered)
        object.__setattr__(self, "_derived", MappingProxyType(derived))
        # Asked for hundreds of times in one assessment: one look-up each.
        in_use = {**ordered, **{name: found.value for name, found in derived.items()}}
        object.__setattr__(self, "_in_use", in_use)

    fields: FieldCatalogue
    _inputs: Mapping[str, Value]
    _derived: Mapping[str, Derived]
    _in_use: Mapping[str, Value]

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a patient is frozen; use with_value to change {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Patient) and dict(self._inputs) == dict(other._inputs)

    def __hash__(self) -> int:
        return hash(tuple(self._inputs.items()))

    def __repr__(self) -> str:
        # Never the values: a repr ends in logs and crash reports.
        return f"<Patient: {len(self._inputs)} inputs known>"

    @property
    def inputs(self) -> Mapping[str, Value]:
        """What was typed, known inputs only, in the order of the form."""
        return self._inputs

    @property
    def derived(self) -> Mapping[str, Derived]:
        """What follows from the inputs."""
        return self._derived

    def value(self, field_id: str) -> Value | None:
        """Return the value in use: derived, else typed, else None (not known).

        Raises
        ------
        KeyError : no such field.
        """
        value = self._in_use.get(field_id)
        if value is None and field_id not in self.fields:
            raise KeyError(field_id)
        return value

    def number(self, field_id: str) -> float | None:
        """Return a number field's value in use."""
        return cast("float | None", self.value(field_id))

    def flag(self, field_id: str) -> bool | None:
        """Return a flag's value in use: yes, no or not known."""
        return cast("bool | None", self.value(field_id))

    def text(self, field_id: str) -> str | None:
        """Return a choice's value in use."""
        return cast("str | None", self.value(field_id))

    def items(self, field_id: str) -> tuple[str, ...] | None:
        """Return a list's items in use; an empty tuple means none, None means not known."""
        return cast("tuple[str, ...] | None", self.value(field_id))

    def with_value(self, field_id: str, value: Value | None) -> Patient:
        """Return a patient with one input changed; None makes it not known."""
        return self.with_values({field_id: value})

    def with_values(self, changed: Mapping[str, Value | None]) -> Patient:
        """Return a patient with these inputs changed; None makes one not known."""
        return Patient(self.fields, {**self._inputs, **changed})


#: what follows from the rows of the lesion table
OF_LESIONS = (
    "liver_lesion_count",
    "largest_lesion_cm",
    "near_gut",
    "near_hilum",
    "near_major_vessel",
    "gut_distance_mm",
    "disappeared_lesion_count",
    "lesions_ablatable",
    "metastases_resectable",
    "bile_duct_distance_mm",
)
#: modalities of whose course a sum has parts; None: none is planned
WITH_TOTALS = ("whole_liver_boost", None)
#: of the whole-liver course with its boost: the sum, and the two parts
TOTALS = (
    ("total_dose_gy", "whole_liver_dose_gy", "boost_dose_gy"),
    ("fractions", "whole_liver_fractions", "boost_fractions"),
)


def _keep_total(inputs: Mapping[str, Value], keep: Callable[..., None], total: str, part: str, other: str) -> None:
    """Of a sum and its two parts the third follows from the other two; a part below nothing follows from nothing."""
    known = {name: cast("float", inputs[name]) for name in (total, part, other) if name in inputs}
    if part in known and other in known:
        # 30.6 and 22.8 are 53.4, and not a hair more.
        keep(total, _whole(round(known[part] + known[other], 9), total), (part, other))
    elif total in known and len(known) == len((total, part)):
        given = part if part in known else other
        rest = round(known[total] - known[given], 9)
        if rest > 0:
            missing = other if given == part else part
            keep(missing, _whole(rest, missing), (total, given))


def _whole(number: float, field_id: str) -> float | int:
    return int(number) if "fractions" in field_id else number


def _derive(inputs: Mapping[str, Value]) -> dict[str, Derived]:
    found: dict[str, Derived] = {}

    def keep(field_id: str, value: Value | None, derived_from: tuple[str, ...], score: float | None = None) -> None:
        if value is not None:
            typed = inputs.get(field_id)
            replaced = typed if typed is not None and typed != value else None
            found[field_id] = Derived(value, derived_from, replaced, score)

    if "lesions" in inputs:
        lesions = cast("tuple[Lesion, ...]", inputs["lesions"])
        source = ("lesions",)
        keep("liver_lesion_count", len(lesions), source)
        keep("largest_lesion_cm", largest_diameter_cm(lesions), source)
        if lesions:
            keep("near_gut", any_known(lesion.is_near_gut for lesion in lesions), source)
            keep("near_hilum", any_known(lesion.is_near_hilum for lesion in lesions), source)
            keep("near_major_vessel", any_known(lesion.is_near_major_vessel for lesion in lesions), source)
        keep("gut_distance_mm", nearest_gut_mm(lesions), source)
        keep("disappeared_lesion_count", disappeared_count(lesions), source)
        if lesions:
            keep("lesions_ablatable", all_known(lesion.ablatable for lesion in lesions), source)
            # That each can be resected says nothing of all together; that none can says it of all.
            none_resectable = all(lesion.resectable is False for lesion in lesions)
            keep("metastases_resectable", False if none_resectable else None, source)
        keep("bile_duct_distance_mm", nearest_bile_duct_mm(lesions), source)
    if inputs.get("modality") in WITH_TOTALS:
        for total, part, other in TOTALS:
            _keep_total(inputs, keep, total, part, other)
    known = tuple(part for part in PARTS if part in inputs)
    if known:
        points = None
        if known == PARTS:
            points = child_pugh_points(*cast("tuple[Any, Any, Any, Any, Any]", tuple(inputs[part] for part in PARTS)))
        # Bilirubin 9.5, albumin 1.5 and INR 5 are class C whatever ascites and encephalopathy are.
        keep("child_pugh", class_that_follows([inputs.get(part) for part in PARTS]), known, points)
    if all(part in inputs for part in PARTS[:2]):
        score = albi_score(*cast("tuple[float, float]", tuple(inputs[part] for part in PARTS[:2])))
        if score is not None:
            keep("albi_grade", albi_grade(score), PARTS[:2], score)
    return found


#: of each field that can follow from others, all inputs from which it can
_FOLLOWS_FROM: dict[str, frozenset[str]] = {
    **dict.fromkeys(OF_LESIONS, frozenset({"lesions"})),
    **{
        name: frozenset({"modality", *(part for sums in TOTALS if name in sums for part in sums)})
        for sums in TOTALS
        for name in sums
    },
    "child_pugh": frozenset(PARTS),
    "albi_grade": frozenset(PARTS[:2]),
}
_WITH_ITSELF = {name: parts | {name} for name, parts in _FOLLOWS_FROM.items()}
_FOLLOWING = frozenset(_WITH_ITSELF)
_ANY = frozenset(name for names in _WITH_ITSELF.values() for name in names)


def could_follow_from_these(field_ids: AbstractSet[str]) -> frozenset[str]:
    """Return the inputs on which the values in use of some fields depend: themselves, and those they can follow from.

    Most follow from nothing: asked once for all of them, and not for each.
    """
    following = _FOLLOWING.intersection(field_ids)
    return frozenset(field_ids).union(*(_WITH_ITSELF[name] for name in following))


def could_follow_from_any() -> frozenset[str]:
    """Return the inputs on which it depends which values follow at all."""
    return _ANY
