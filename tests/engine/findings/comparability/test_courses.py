"""Doses that went with their own number of fractions: a plan fits one course whole, or none."""

from __future__ import annotations

import pytest

from engine.case.patient import Patient, Value
from engine.findings.assess import assess
from engine.findings.comparability.courses import courses_in_words, dose_statement
from engine.findings.comparability.matching import plan_items
from engine.findings.conditions import statement_holds
from engine.words.language import ENGLISH
from tests.shipped import shipped_fields, shipped_library

FIELDS = shipped_fields()
LIBRARY = shipped_library()
RULE = LIBRARY.cohorts["rule2011.all"]


def plan(dose_gy: float | None, fractions: int | None) -> Patient:
    inputs: dict[str, Value | None] = {"modality": "sbrt", "total_dose_gy": dose_gy, "fractions": fractions}
    return Patient(FIELDS, {name: value for name, value in inputs.items() if value is not None})


@pytest.mark.parametrize(
    ("dose_gy", "fractions", "had"),
    [
        (30, 3, True),
        (30.1, 3, False),
        (29.9, 3, False),
        (30, 5, False),
        (49.9, 5, False),
        (50, 5, True),
        (60, 5, True),
        (60.1, 5, False),
        (60, 3, False),
        (40, 4, False),
        (55, None, None),
        (40, None, False),
        (None, 5, None),
        (None, 4, False),
    ],
)
def test_that_a_dose_belongs_to_its_fractions(dose_gy: float | None, fractions: int | None, had: bool | None) -> None:
    statement = dose_statement(RULE)
    assert statement is not None
    assert statement_holds(statement, plan(dose_gy, fractions).value) is had


@pytest.mark.parametrize(
    ("dose_gy", "fractions", "had"), [(15, 3, True), (37.6, 3, False), (24, 5, False), (25, 5, True)]
)
def test_that_a_dose_per_fraction_is_kept(dose_gy: float, fractions: int, had: bool) -> None:
    statement = dose_statement(LIBRARY.cohorts["andratschke2015.all"])
    assert statement is not None
    assert statement_holds(statement, plan(dose_gy, fractions).value) is had


def test_that_the_published_courses_are_shown() -> None:
    items = {item.fields: item for item in plan_items(RULE, plan(30, 5).value, FIELDS)}
    dose = items[("total_dose_gy",)]
    assert dose.status == "not_met"
    assert ENGLISH.of(dose.published) == "30 Gy in 3, 50 to 60 Gy in 5"
    assert items[("fractions",)].status == "met"
    assert ENGLISH.of(courses_in_words(LIBRARY.cohorts["rusthoven2009.all"], "Gy")) == "30 to 60 Gy"


def test_that_thirty_gray_in_five_is_in_no_published_group() -> None:
    given = {"liver_lesion_count": 1, "largest_lesion_cm": 3.8}
    for dose_gy, fractions, holds in ((30, 5, True), (50, 5, False), (30, 3, False)):
        person = Patient(FIELDS, {**plan(dose_gy, fractions).inputs, **given})
        option = assess(person, LIBRARY).option("sbrt")
        found = next(one for one in option.concerns if one.id == "boardquestions.sbrt_scheme")
        assert found.holds is holds
