"""Random patients, built from the description of the fields: any of them may be known or not."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.lesions import Lesion
from engine.case.patient import Patient, Value
from engine.evidence.records.criteria import Criterion
from tests.shipped import shipped_fields, shipped_library

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
FIELDS = shipped_fields()

#: Derived from other fields where those are given; typing them as well can contradict.
DERIVED = frozenset(spec.id for spec in FIELDS if spec.derived_from)
CHILD_PUGH_PARTS = FIELDS["child_pugh"].derived_from


@cache
def limits_on(field_id: str) -> tuple[float, ...]:
    """Return every number that any criterion holds against a field: where something can change."""
    found: set[float] = set()
    for criterion in shipped_library().criteria.values():
        found.update(numbers_of(criterion, field_id))
    return tuple(sorted(found))


def numbers_of(criterion: Criterion, field_id: str) -> set[float]:
    """Return the numbers of one criterion that concern a field."""
    rule = criterion.rule
    if rule.kind == "spared_liver":
        return {float(rule.limit or 0)} if field_id == rule.field else {3.0, 5.0} if field_id == "fractions" else set()
    if field_id in rule.fields:
        return {rule.limits[rule.fields.index(field_id)]} if rule.limits else set()
    if field_id != rule.field:
        return set()
    many = (rule.limit, rule.low, rule.high, rule.borderline_to, rule.borderline_from)
    return {n for n in (*many, criterion.observed_low, criterion.observed_high) if n is not None}


def numbers(spec: FieldSpec) -> st.SearchStrategy[Value]:
    """Return numbers of a field: anywhere in its hard range, and often at a limit or just beside it."""
    assert spec.hard is not None
    low, high = spec.hard
    near = [n + step for n in (*limits_on(spec.id), low, high) for step in (-1.0, -0.1, 0.0, 0.1, 1.0)]
    inside = sorted({round(n, 6) for n in near if low <= n <= high})
    if spec.kind == "integer":
        whole = sorted({int(n) for n in inside if float(n).is_integer()})
        return st.sampled_from(whole) | st.integers(int(low), int(high))
    return st.sampled_from(inside) | st.floats(low, high, allow_nan=False).map(lambda n: round(n, 3))


def _choice_of_lesion(field_id: str) -> st.SearchStrategy[str | None]:
    return st.none() | st.sampled_from([str(choice.value) for choice in FIELDS.lesion_by_id[field_id].choices])


@cache
def lesions() -> st.SearchStrategy[tuple[Lesion, ...]]:
    """Return rows of lesions with anything of them known or not."""
    flag = st.none() | st.booleans()
    diameter = FIELDS.lesion_by_id["diameter_cm"]
    segments = [str(choice.value) for choice in FIELDS.lesion_by_id["segment"].choices]
    row = st.builds(
        Lesion,
        diameter_cm=st.none() | numbers(FIELDS["largest_lesion_cm"]).filter(lambda n: n <= diameter.hard[1]),  # type: ignore[index,operator]
        segment=st.none() | st.sampled_from(segments),
        near_gut=flag,
        near_hilum=flag,
        near_major_vessel=flag,
        disappeared=flag,
        bile_duct_distance_mm=st.none() | numbers(FIELDS.lesion_by_id["bile_duct_distance_mm"]),
        vessel_distance_mm=st.none() | numbers(FIELDS.lesion_by_id["vessel_distance_mm"]),
        nearest_vessel=_choice_of_lesion("nearest_vessel"),
        capsule_distance_mm=st.none() | numbers(FIELDS.lesion_by_id["capsule_distance_mm"]),
        gut_distance_mm=st.none() | numbers(FIELDS.lesion_by_id["gut_distance_mm"]),
        resectable=flag,
        ablatable=flag,
        response=_choice_of_lesion("response"),
        treatment=_choice_of_lesion("treatment"),
    )
    return st.lists(row, max_size=6).map(tuple)


def values_of(spec: FieldSpec) -> st.SearchStrategy[Any]:
    """Return the values that a field can have when it is known."""
    if spec.kind == "flag":
        return st.booleans()
    if spec.kind == "choice":
        return st.sampled_from([choice.value for choice in spec.choices])
    if spec.kind == "list":
        names = [str(choice.value) for choice in spec.choices]
        return st.lists(st.sampled_from(names), unique=True).map(lambda many: tuple(n for n in names if n in many))
    if spec.kind == "lesions":
        return lesions()
    if spec.kind == "date":
        return st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)).map(dt.date.isoformat)
    return numbers(spec)


def inputs(
    fields: FieldCatalogue = FIELDS, *, leave_out: frozenset[str] = frozenset()
) -> st.SearchStrategy[dict[str, Any]]:
    """Return the inputs of a patient: each field known or not."""
    optional = {spec.id: values_of(spec) for spec in fields if spec.id not in leave_out}
    return st.fixed_dictionaries({}, optional=optional)


def patients() -> st.SearchStrategy[Patient]:
    """Return any patient at all, contradictions included."""
    return inputs().map(lambda known: Patient(FIELDS, known))


@st.composite
def consistent_patients(draw: st.DrawFn) -> Patient:
    """Draw a patient in whom nothing typed is replaced by something derived."""
    with_rows = draw(st.booleans())
    with_parts = draw(st.booleans())
    from_rows = frozenset(spec.id for spec in FIELDS if spec.derived_from == ("lesions",))
    out = from_rows if with_rows else frozenset({"lesions"})
    out |= {"albi_grade"}
    out |= {"child_pugh"} if with_parts else set(CHILD_PUGH_PARTS[1:])
    return Patient(FIELDS, draw(inputs(leave_out=frozenset(out))))
