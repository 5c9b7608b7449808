"""ALBI: score, grade on both sides of its limits, and what it waits for."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.checks.worked_out import not_worked_out
from engine.case.fields import FieldCatalogue
from engine.case.liver_function.albi import albi_grade, albi_score
from engine.case.patient import Derived, Patient
from engine.wording.derived import derived_in_words, score_in_words, waiting_in_words

FIVE_PARTS = {"bilirubin_mg_dl": 1.0, "albumin_g_dl": 4.0, "inr": 1.0, "ascites": "none", "encephalopathy": "none"}


@pytest.mark.parametrize(
    ("umol_l", "g_l", "score"),
    [
        (1.0, 40.0, -3.4),
        (10.0, 40.0, -2.74),
        (100.0, 20.0, -0.38),
        (20.0, 35.0, 0.66 * math.log10(20.0) - 2.975),
    ],
)
def test_that_the_score_is_what_the_formula_gives_by_hand(umol_l: float, g_l: float, score: float) -> None:
    assert albi_score(umol_l / 17.1, g_l / 10) == pytest.approx(score, abs=1e-8)


@pytest.mark.parametrize(
    ("score", "grade"),
    [(-2.61, 1), (-2.60, 1), (-2.599999, 2), (-1.40, 2), (-1.39, 2), (-1.389999, 3), (0.0, 3), (-5.0, 1)],
)
def test_that_both_limits_of_albi_belong_to_the_lower_grade(score: float, grade: int) -> None:
    assert albi_grade(score) == grade


@pytest.mark.parametrize(
    ("albumin", "grade"), [(3.835294117647059, 1), (3.8352, 2), (2.411764705882353, 2), (2.4117, 3)]
)
def test_that_a_score_at_its_limit_is_not_moved_by_the_last_digit(albumin: float, grade: int) -> None:
    # 10 µmol/L, whose logarithm is 1: the limits are reached at (0.66 + 2.60) / 0.85 and (0.66 + 1.39) / 0.85 g/dL
    score = albi_score(10.0 / 17.1, albumin)
    assert score is not None
    assert albi_grade(score) == grade


@given(st.floats(0.01, 60), st.floats(0.01, 60), st.floats(0.5, 8), st.floats(0.5, 8))
def test_that_a_worse_value_never_lowers_the_albi_score(one: float, two: float, low: float, high: float) -> None:
    (less, more), (low, high) = sorted((one, two)), sorted((low, high))
    best, worst = albi_score(less, high), albi_score(more, low)
    assert best is not None
    assert worst is not None
    assert best <= worst
    assert albi_grade(best) <= albi_grade(worst)


def test_that_albi_follows_from_two_parts_and_from_no_fewer(fields: FieldCatalogue) -> None:
    patient = Patient(fields, {"bilirubin_mg_dl": 1.0, "albumin_g_dl": 4.0})
    assert patient.value("albi_grade") == 2
    assert patient.derived["albi_grade"].score == pytest.approx(0.66 * math.log10(17.1) - 3.4)
    for part in ("bilirubin_mg_dl", "albumin_g_dl"):
        without = patient.with_value(part, None)
        assert without.value("albi_grade") is None
        assert not_worked_out(without)["albi_grade"] == (part,)
    assert not_worked_out(Patient(fields)) == {}


def test_that_no_bilirubin_at_all_gives_no_score(fields: FieldCatalogue) -> None:
    patient = Patient(fields, {"bilirubin_mg_dl": 0.0, "albumin_g_dl": 4.0})
    assert albi_score(0.0, 4.0) is None
    assert not_worked_out(patient)["albi_grade"] == ()
    assert waiting_in_words((), fields) == "Not worked out: its formula has no value here."


def test_that_a_typed_grade_that_differs_is_named_and_not_used(fields: FieldCatalogue) -> None:
    typed = Patient(fields, {"bilirubin_mg_dl": 1.0, "albumin_g_dl": 4.0, "albi_grade": 3})
    assert (typed.value("albi_grade"), typed.derived["albi_grade"].replaces) == (2, 3)
    alone = Patient(fields, {"albumin_g_dl": 4.0, "albi_grade": 3})
    assert alone.value("albi_grade") == 3
    assert "albi_grade" not in not_worked_out(alone)


def test_that_the_number_behind_a_class_is_said_with_it(fields: FieldCatalogue) -> None:
    patient = Patient(fields, FIVE_PARTS)
    said = {name: derived_in_words(fields[name], one) for name, one in patient.derived.items()}
    assert said == {"child_pugh": "A (5 points)", "albi_grade": "2 (score −2.59)"}


@pytest.mark.parametrize(
    ("score", "words"),
    [
        (-2.60, "score −2.60"),
        (-2.5981, "score −2.598"),
        (-1.3899, "score −1.3899"),
        (-1.394, "score −1.39"),
        (0.004, "score 0.00"),
    ],
)
def test_that_a_printed_score_is_never_on_the_other_side_of_a_limit(score: float, words: str) -> None:
    assert score_in_words("albi_grade", score) == words
    assert albi_grade(round(score, 9)) == albi_grade(float(words.removeprefix("score ").replace("−", "-")))


def test_that_what_is_wanting_is_named(fields: FieldCatalogue) -> None:
    assert waiting_in_words(("albumin_g_dl",), fields) == "Not worked out: albumin is not known."
    assert waiting_in_words(("inr", "ascites"), fields) == "Not worked out: INR and ascites are not known."
    assert derived_in_words(fields["largest_lesion_cm"], Derived(5.5, ("lesions",))) == "5.5 cm"
