"""Laws of typed text, of units, and of case files."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from engine.case.case import Case
from engine.case.entry import Entered, NotKnown, Unreadable, entry_text, read_entry, read_number_text
from engine.case.fields import FieldSpec
from engine.case.format.case_json import case_bytes, case_sha256
from engine.case.format.case_parsing import parse_case
from engine.case.patient import Patient
from engine.case.problems import CaseFileError
from engine.case.units import from_field_unit, plain_text, to_decimal, to_field_unit
from tests.property.patients import FIELDS, patients, values_of

pytestmark = pytest.mark.slow

NUMERIC = [spec for spec in FIELDS if spec.kind in ("number", "integer")]
NUMERIC_UNITS = [(spec, unit) for spec in NUMERIC for unit in spec.units]
NEAR_NUMBERS = st.text(alphabet="0123456789.,+-−eE '’\u00a0\u202f cm%/µ", max_size=12)

spec_and_unit = st.sampled_from(NUMERIC_UNITS)
decimals = st.decimals(min_value=0, max_value=10**6, places=4)


@pytest.mark.slow
@given(spec_and_unit, st.text(max_size=60) | NEAR_NUMBERS)
@settings(max_examples=600)
def test_that_any_text_is_not_known_entered_or_unreadable(spec_unit: tuple[FieldSpec, str], text: str) -> None:
    spec, unit = spec_unit
    entry = read_entry(spec, text, unit)
    assert isinstance(entry, (NotKnown, Entered, Unreadable))
    assert isinstance(entry, NotKnown) == (not text.strip())
    if isinstance(entry, Unreadable):
        assert entry.text == text
        assert entry.problem
    if isinstance(entry, Entered):
        assert spec.hard is not None
        assert spec.hard[0] <= entry.value <= spec.hard[1]
        assert type(entry.value) is (int if spec.kind == "integer" else float)
        assert (entry.slip is None) or (entry.question is not None)


@pytest.mark.hazard("wrong-unit")
@given(decimals)
@example(Decimal("1.234"))
@example(Decimal("999.999"))
def test_that_a_number_written_out_is_read_back_or_refused_but_never_misread(number: Decimal) -> None:
    read = read_number_text(plain_text(number))
    looks_grouped = 1 <= number < 1000 and len(plain_text(number).partition(".")[2]) == 3
    assert (read == number) == (not looks_grouped)
    assert isinstance(read, str) == looks_grouped
    assert read_number_text(entry_text(number)) == number
    assert read_number_text(entry_text(number).replace(".", ",")) == number


@given(st.floats(min_value=0, max_value=1e15, allow_nan=False))
def test_that_the_text_of_any_float_means_that_float(number: float) -> None:
    assert float(plain_text(number)) == number
    assert "e" not in plain_text(number).lower()
    if len(entry_text(number)) <= 40:
        assert read_number_text(entry_text(number)) == to_decimal(number)


@pytest.mark.hazard("wrong-unit")
@given(st.integers(1000, 10**9), st.sampled_from([",", ".", " ", "'", "’", "\u00a0", "\u202f"]), st.data())
def test_that_grouping_is_refused_whatever_the_mark(number: int, mark: str, data: st.DataObject) -> None:
    grouped = f"{number:,}".replace(",", mark)
    fraction = data.draw(st.sampled_from(["", ".5", ",5", ".25", ",125"]))
    for text in (grouped, grouped + fraction):
        assert isinstance(read_number_text(text), str), text
        assert isinstance(read_number_text(f"-{text}"), str), text


@given(decimals, st.sampled_from(["", " ", "\t", "\u00a0"]), st.sampled_from(["", "+"]))
def test_that_comma_and_point_mean_the_same(number: Decimal, blank: str, sign: str) -> None:
    text = f"{sign}{number:f}"
    with_point, with_comma = read_number_text(blank + text + blank), read_number_text(text.replace(".", ","))
    assert with_point == with_comma == number


@pytest.mark.hazard("wrong-unit")
@given(spec_and_unit, st.decimals(min_value=0, max_value=10**5, places=3))
@settings(max_examples=400)
def test_that_units_convert_there_and_back_exactly(spec_unit: tuple[FieldSpec, str], number: Decimal) -> None:
    spec, unit = spec_unit
    assert from_field_unit(spec, to_field_unit(spec, number, unit), unit) == number
    assert to_field_unit(spec, from_field_unit(spec, number, unit), unit) == number
    stored = float(to_field_unit(spec, number, unit))
    assert from_field_unit(spec, to_decimal(stored), unit) == number


@given(spec_and_unit, st.data())
@settings(max_examples=300)
def test_that_every_value_of_a_field_can_be_typed_in_every_unit(
    spec_unit: tuple[FieldSpec, str], data: st.DataObject
) -> None:
    spec, unit = spec_unit
    value = data.draw(values_of(spec))
    shown = entry_text(from_field_unit(spec, to_decimal(value), unit))
    for text in (shown, shown.replace(".", ","), f"{shown} {unit}"):
        entry = read_entry(spec, text, unit)
        assert isinstance(entry, Entered), (text, entry)
        assert entry.value == value


# ---------------------------------------------------------------------- case files

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
case_like = st.fixed_dictionaries(
    {"format": st.just("beamside-case/1")},
    optional={
        "inputs": st.dictionaries(
            st.sampled_from([spec.id for spec in FIELDS]) | st.text(max_size=8), json_values, max_size=6
        ),
        "confirmed": json_values,
        "origins": json_values,
        "label": json_values,
        "notes": json_values,
        "saved_with": json_values,
    },
)


def read_or_refuse(data: bytes) -> Case | CaseFileError:
    try:
        return parse_case(data, FIELDS, "c.json")
    except CaseFileError as error:
        refused = error
    sentences = [str(problem) for problem in refused.problems]
    assert sentences
    assert all(sentence.isprintable() and sentence.startswith("c.json: ") for sentence in sentences)
    return refused


@pytest.mark.hazard("bad-input")
@given(st.binary(max_size=200))
def test_that_any_bytes_are_a_case_or_a_list_of_sentences(data: bytes) -> None:
    assert isinstance(read_or_refuse(data), (Case, CaseFileError))


@pytest.mark.slow
@pytest.mark.hazard("bad-input")
@given(case_like)
@settings(max_examples=120)
def test_that_any_json_in_any_place_is_a_case_or_a_list_of_sentences(contents: dict[str, Any]) -> None:
    found = read_or_refuse(json.dumps(contents).encode())
    if isinstance(found, Case):
        again = parse_case(case_bytes(found), FIELDS)
        assert case_sha256(again) == case_sha256(found)
        assert again.patient == found.patient


@given(patients(), st.text(max_size=40), st.text(max_size=40))
def test_that_a_case_is_read_as_it_was_written(patient: Patient, label: str, notes: str) -> None:
    assume(not any("\ud800" <= sign <= "\udfff" for sign in label + notes))
    everything = tuple(spec.id for spec in FIELDS)
    case = Case(patient, label, notes, confirmed=everything)
    again = parse_case(case_bytes(case, {"engine": "0"}), FIELDS)
    assert again.patient == patient
    assert (again.label, again.notes, again.confirmed) == (label, notes, everything)
    assert case_sha256(again) == case_sha256(case)
    assert case_bytes(again) == case_bytes(case)
