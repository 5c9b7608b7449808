"""Numbers at risk that the curve does not leave are refused; those of real patients never are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.curves.patients.clicks import DigitisedInputError
from engine.curves.patients.digitised import NumbersAtRisk, RebuiltArm, rebuild
from engine.curves.patients.kaplan_meier import kaplan_meier

MONTHS = [0.0, 3.0, 6.0, 9.0, 10.0, 12.0, 24.0]
SURVIVAL = [1.0, 0.8, 0.6, 0.45, 0.4, 0.4, 0.4]


def refused(clicks: np.ndarray, survival: np.ndarray, table: NumbersAtRisk) -> str:
    """Return what is refused of an arm; "" where it is rebuilt."""
    try:
        rebuild(clicks, survival, table)
    except DigitisedInputError as refusal:
        return refusal.field
    return ""


def test_that_a_swapped_table_is_refused_with_its_line() -> None:
    table = NumbersAtRisk((0.0, 12.0, 24.0), (60, 50, 20), (2, 3, 4))
    with pytest.raises(DigitisedInputError, match=r"line 3: 50 patients are at risk at 12 .* at most 25 of the 60"):
        rebuild(MONTHS, SURVIVAL, table)


@pytest.mark.parametrize(("number", "is_possible"), [(24, True), (25, True), (26, False)])
def test_that_the_limit_is_the_curve_and_its_reading_error(number: int, *, is_possible: bool) -> None:
    table = NumbersAtRisk((0.0, 12.0, 24.0), (60, number, 20))
    if not is_possible:
        with pytest.raises(DigitisedInputError, match="26 patients are at risk"):
            rebuild(MONTHS, SURVIVAL, table)
        return
    arm = rebuild(MONTHS, SURVIVAL, table)
    assert isinstance(arm, RebuiltArm)
    assert any("more than the curve leaves" in note for note in arm.notes) is (number == 25)


def test_that_the_law_holds_between_two_numbers_as_well() -> None:
    # 20 of 60 at 3 months is possible, but not that all 20 outlive a curve that halves.
    with pytest.raises(DigitisedInputError, match="20 patients are at risk at 12 months"):
        rebuild(MONTHS, SURVIVAL, NumbersAtRisk((0.0, 3.0, 12.0), (60, 20, 20)))


def test_that_a_first_time_after_0_is_held_to_n() -> None:
    with pytest.raises(DigitisedInputError, match="line 2: 50 patients"):
        rebuild(MONTHS, SURVIVAL, NumbersAtRisk((12.0, 24.0), (50, 20), (2, 3)), patients=60)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 10**6),
    st.integers(5, 200),
    st.floats(0.0, 2.0),
    st.integers(2, 9),
    st.sampled_from([0.0, 0.005]),
)
def test_that_a_table_of_the_patients_themselves_is_never_refused(
    seed: int, patients: int, censoring: float, numbers: int, noise: float
) -> None:
    chance = np.random.default_rng(seed)
    deaths = chance.exponential(12.0, patients)
    ends = chance.exponential(12.0, patients) / max(censoring, 0.01)
    times, events = np.round(np.minimum(deaths, ends), 2) + 0.01, deaths <= ends
    truth = kaplan_meier(times, events)
    falls = truth.events > 0
    before = np.concatenate(([1.0], truth.survival))[:-1][falls]
    last = float(truth.time_months[-1])
    clicks = np.concatenate(([0.0], np.repeat(truth.time_months[falls], 2), [last]))
    heights = np.concatenate(([1.0], np.column_stack((before, truth.survival[falls])).ravel(), [truth.survival[-1]]))
    at = np.linspace(0.0, last, numbers)
    table = NumbersAtRisk(tuple(at.tolist()), tuple(truth.number_at_risk(at).tolist()))
    shaken = np.clip(heights + chance.uniform(-noise, noise, heights.size), 0.0, 1.0)
    assert refused(clicks, shaken, table) != "at_risk"
