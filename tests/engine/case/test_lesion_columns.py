"""Columns of the lesion table beyond size and nearness: read, written, derived from, asked about."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.format.case_json import FORMAT, case_bytes
from engine.case.format.case_parsing import parse_case
from engine.case.lesions import Lesion, nearest_gut_mm
from engine.case.patient import Patient
from engine.case.problems import CaseFileError
from engine.evidence.library import Library
from engine.findings.assess import assess
from tests.shipped import shipped_library

WHOLE: dict[str, Any] = {
    "diameter_cm": 3.4,
    "segment": "8",
    "near_gut": False,
    "near_hilum": False,
    "near_major_vessel": True,
    "disappeared": False,
    "bile_duct_distance_mm": 22,
    "vessel_distance_mm": 0,
    "nearest_vessel": "right_hepatic_vein",
    "capsule_distance_mm": 11.5,
    "gut_distance_mm": 60,
    "resectable": False,
    "ablatable": True,
    "response": "partial",
    "treatment": "sbrt",
}


def text_of(*rows: dict[str, Any]) -> bytes:
    return json.dumps({"format": FORMAT, "inputs": {"lesions": list(rows)}}).encode()


@pytest.mark.hazard("lost-work")
def test_that_every_column_is_written_as_it_was_read(fields: FieldCatalogue) -> None:
    assert list(WHOLE) == list(fields.lesion_by_id)
    case = parse_case(text_of(WHOLE), fields)
    assert json.loads(case_bytes(case))["inputs"]["lesions"] == [WHOLE]
    assert parse_case(case_bytes(case), fields) == case


@pytest.mark.parametrize("left_out", list(WHOLE))
def test_that_a_column_left_out_is_not_known_and_stays_out(left_out: str, fields: FieldCatalogue) -> None:
    row = {name: value for name, value in WHOLE.items() if name != left_out}
    case = parse_case(text_of(row), fields)
    (lesion,) = case.patient.inputs["lesions"]  # type: ignore[misc]
    assert getattr(lesion, left_out) is None
    assert json.loads(case_bytes(case))["inputs"]["lesions"] == [row]


def test_that_a_case_written_before_there_were_these_columns_opens_as_it_was(fields: FieldCatalogue) -> None:
    old = {"diameter_cm": 2.5, "segment": "4a", "near_gut": False, "disappeared": True}
    case = parse_case(text_of(old), fields)
    assert case.patient.inputs["lesions"] == (Lesion(diameter_cm=2.5, segment="4a", near_gut=False, disappeared=True),)
    assert json.loads(case_bytes(case))["inputs"]["lesions"] == [old]


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(
    "name", ["bile_duct_distance_mm", "vessel_distance_mm", "capsule_distance_mm", "gut_distance_mm"]
)
def test_that_a_distance_is_refused_outside_and_asked_about_when_unusual(name: str, fields: FieldCatalogue) -> None:
    for taken in (0, 150, 300):
        assert parse_case(text_of({name: taken}), fields).patient.inputs["lesions"] == (Lesion(**{name: taken}),)
    for refused in (-1, 300.5, "12", True, [3]):
        with pytest.raises(CaseFileError, match=name):
            parse_case(text_of({name: refused}), fields)


def test_that_a_vessel_or_response_that_is_no_choice_is_refused_by_name(fields: FieldCatalogue) -> None:
    for name, wrong in (("nearest_vessel", "aorta"), ("response", "better"), ("resectable", "yes"), ("ablatable", 1)):
        with pytest.raises(CaseFileError, match=name):
            parse_case(text_of({name: wrong}), fields)


def test_that_an_unusual_distance_is_a_question_that_names_the_lesion(fields: FieldCatalogue, library: Library) -> None:
    patient = Patient(fields, {"lesions": (Lesion(vessel_distance_mm=150.0), Lesion(vessel_distance_mm=151.0))})
    asked = [question.text for question in assess(patient, library).questions if question.field == "lesions"]
    assert len(asked) == 1
    assert asked[0].startswith("Lesion 2: ")
    settled = assess(Case(patient, confirmed=("lesions",)), library)
    assert "lesions" not in [question.field for question in settled.questions]


@pytest.mark.hazard("unknown-as-no")
def test_that_the_distance_to_the_gut_waits_for_every_row(fields: FieldCatalogue) -> None:
    near, far = Lesion(gut_distance_mm=8.0), Lesion(gut_distance_mm=40.0)
    assert nearest_gut_mm((far, near)) == 8.0
    assert nearest_gut_mm((far, near, Lesion())) is None
    assert nearest_gut_mm(()) is None
    rows = Patient(fields, {"lesions": (far, near), "gut_distance_mm": 12.0})
    assert (rows.number("gut_distance_mm"), rows.derived["gut_distance_mm"].replaces) == (8.0, 12.0)
    open_row = Patient(fields, {"lesions": (far, Lesion()), "gut_distance_mm": 12.0})
    assert open_row.number("gut_distance_mm") == 12.0


@pytest.fixture(scope="module")
def library(resources: Any, fields: FieldCatalogue) -> Library:
    return shipped_library()
