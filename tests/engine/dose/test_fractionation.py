"""BED and EQD2, worked by hand and by law."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.dose.fractionation import AlphaBeta, Course, bed_gy, eqd2_gy, on_common_scale

doses = st.floats(1.0, 100.0)
numbers = st.integers(1, 40)
ratios = st.floats(0.5, 30.0)


def test_that_the_bed_of_well_known_courses_is_as_worked_by_hand():
    # 75 Gy in 3 at alpha/beta 10: 75 * (1 + 25 / 10); 60 Gy in 5 at 10: 60 * (1 + 12 / 10)
    assert bed_gy(75, 3, 10) == pytest.approx(262.5)
    assert bed_gy(60, 5, 10) == pytest.approx(132.0)
    assert bed_gy(60, 3, 3) == pytest.approx(460.0)


def test_that_the_eqd2_of_a_course_is_its_bed_over_that_of_two_gray():
    assert eqd2_gy(60, 5, 10) == pytest.approx(110.0)
    assert eqd2_gy(25, 5, 3) == pytest.approx(25 * (5 + 3) / (2 + 3))


@given(numbers, ratios)
def test_that_a_course_in_fractions_of_two_gray_is_its_own_eqd2(fractions, ratio):
    assert eqd2_gy(2.0 * fractions, fractions, ratio) == pytest.approx(2.0 * fractions)


@given(doses, numbers, ratios)
def test_that_more_fractions_of_the_same_total_dose_have_a_lower_bed(dose, fractions, ratio):
    assert bed_gy(dose, fractions + 1, ratio) < bed_gy(dose, fractions, ratio)


@given(doses, numbers, ratios)
def test_that_a_higher_alpha_beta_gives_a_lower_bed_and_never_less_than_the_dose(dose, fractions, ratio):
    assert dose < bed_gy(dose, fractions, ratio * 1.5) < bed_gy(dose, fractions, ratio)


def test_that_courses_stand_on_one_scale_with_the_ratio_and_its_source():
    ratio = AlphaBeta(10.0, "tumour", "a trial report")
    scaled = on_common_scale([Course(60, 5, "planned"), Course(75, 3, "published")], ratio)
    assert [round(one.bed_gy, 1) for one in scaled] == [132.0, 262.5]
    assert [one.course.label for one in scaled] == ["planned", "published"]
    assert {one.alpha_beta.source for one in scaled} == {"a trial report"}


@pytest.mark.parametrize(
    ("dose", "fractions", "ratio"),
    [
        (0, 3, 10),
        (-1, 3, 10),
        (float("nan"), 3, 10),
        (60, 0, 10),
        (60, 2.5, 10),
        (60, True, 10),
        (60, 3, 0),
        (60, 3, float("inf")),
    ],
)
def test_that_a_course_that_cannot_be_is_refused(dose, fractions, ratio):
    with pytest.raises(ValueError, match=r"must be"):
        bed_gy(dose, fractions, ratio)


def test_that_fractionation_loads_neither_numpy_nor_pydicom():
    code = "import engine.dose.fractionation, sys; print('numpy' in sys.modules, 'pydicom' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.split() == ["False", "False"]


def test_that_the_room_gives_its_public_names_and_no_others():
    import engine.dose

    for name in engine.dose.__all__:
        assert getattr(engine.dose, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        engine.dose.nothing  # noqa: B018
