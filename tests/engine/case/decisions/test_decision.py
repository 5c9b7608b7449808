"""The board's decision in a case file: read strictly, written exactly, and no part of any result."""

from __future__ import annotations

import json

import pytest

from engine.case.format.case_json import case_as_json, case_bytes
from engine.case.format.case_parsing import parse_case
from engine.case.problems import CaseFileError
from tests.shipped import shipped_fields

FIELDS = shipped_fields()

DECISION = {
    "date": "2026-11-27",
    "participants": ["surgeon", "radiologist", "surgeon"],
    "words": "Combined local treatment.",
    "lesions": [
        {"lesion": 1, "recommendation": "resection", "note": "with lesion 3"},
        {"lesion": 2, "recommendation": "observation"},
    ],
    "dissents": [{"role": "surgeon", "reason": "Would resect all."}],
    "needed": ["MRI of the liver"],
    "patient_wish": "Home in February.",
    "checked": ["bilirubin_mg_dl"],
}


def parsed(decision: object):
    contents = {"format": "beamside-case/1", "inputs": {"bilirubin_mg_dl": 0.8}, "decision": decision}
    return parse_case(json.dumps(contents).encode(), FIELDS)


def test_that_a_decision_written_is_the_decision_read():
    case = parsed(DECISION)
    assert case_as_json(case)["decision"] == DECISION
    assert parse_case(case_bytes(case), FIELDS) == case


@pytest.mark.parametrize("nothing", [None, "absent"])
def test_that_a_case_without_a_decision_has_none(nothing):
    contents = {"format": "beamside-case/1", **({"decision": None} if nothing is None else {})}
    case = parse_case(json.dumps(contents).encode(), FIELDS)
    assert case.decision is None
    assert "decision" not in case_as_json(case)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"date": "27.11.2026"}, "not a day"),
        ({"date": None}, "date"),
        ({"date": "9999-12-31"}, "outside 1950 to 2100"),
        ({"date": "2101-01-01"}, "outside 1950 to 2100"),
        ({"date": "1949-12-31"}, "outside 1950 to 2100"),
        ({"participants": ["butcher"]}, "participants"),
        ({"recommendation": "prayer"}, "no such treatment"),
        ({"lesions": [{"lesion": 0, "recommendation": "sbrt"}]}, "no decision about a lesion"),
        ({"lesions": [{"lesion": 1, "recommendation": "prayer"}]}, "no decision about a lesion"),
        ({"lesions": [{"lesion": 1}]}, "recommendation"),
        ({"checked": ["bilirubin"]}, "no field"),
        ({"words": "x" * 2001}, "longer than 2000"),
        ({"needed": ["x"] * 501}, "more than 500"),
        ({"chairman": "Dr Who"}, "chairman"),
    ],
)
def test_that_a_decision_with_a_mistake_is_one_sentence(change, words):
    with pytest.raises(CaseFileError) as refused:
        parsed({**DECISION, **change})
    said = [str(problem) for problem in refused.value.problems]
    assert len(said) == 1
    assert said[0].startswith("case: decision")
    assert words in said[0]


@pytest.mark.parametrize("day", ["1950-01-01", "2100-12-31"])
def test_that_a_day_at_the_limit_of_years_is_read(day):
    case = parsed({**DECISION, "date": day})
    assert case.decision is not None
    assert case.decision.date == day


def test_that_a_text_at_its_limit_is_read():
    case = parsed({**DECISION, "words": "x" * 2000})
    assert case.decision is not None
    assert len(case.decision.words) == 2000


def test_that_nothing_of_a_decision_stands_in_a_repr():
    case = parsed(DECISION)
    assert "February" not in repr(case) + repr(case.decision)
