"""Patients rebuilt from clicks: real data sets as truth, every bad input, and what holds for any input."""

from __future__ import annotations

import json
import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.curves.patients.clicks import ClickedCurve, DigitisedInputError, clean_clicks
from engine.curves.patients.digitised import (
    DigitisedCurve,
    NumbersAtRisk,
    RebuiltArm,
    digitised_as_json,
    rebuild,
)
from engine.curves.patients.kaplan_meier import kaplan_meier

pytestmark = pytest.mark.slow

# The clicks and numbers at risk of 21 patients that keep one R implementation busy for ever.
ENDLESS_CLICKS = (
    [0.546, 1.05, 2.05, 2.98, 4.05, 5.03, 8.01, 11, 12, 15, 17, 22, 23],
    [1.00, 1.00, 0.906, 0.815, 0.766, 0.67, 0.574, 0.383, 0.286, 0.191, 0.144, 0.096, 0.05],
)
ENDLESS_NUMBERS = NumbersAtRisk((0.0, 4.0, 8.0, 12.0, 16.0, 20.0), (21, 16, 12, 6, 3, 2))

LINE = ([0.0, 10.0, 20.0, 30.0], [1.0, 0.8, 0.6, 0.5])


def rebuilt_or_none(*arguments, **known):
    """The result, or None where the input is refused in one sentence."""
    try:
        return rebuild(*arguments, **known)
    except DigitisedInputError as refusal:
        if not (refusal.problem and refusal.remedy) or "\n" in str(refusal):
            raise
        return None


def real_arm(name):
    """Times in months and events of an arm that lifelines carries."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import datasets

        day = 1.0 / 30.4375
        if name == "lung":
            table = datasets.load_lung()
            return table["time"].to_numpy() * day, table["status"].to_numpy()
        if name == "breast":
            table = datasets.load_gbsg2()
            return table["time"].to_numpy() * day, table["cens"].to_numpy()
        table = datasets.load_larynx()
        return table["time"].to_numpy() * 12.0, table["death"].to_numpy()


def staircase(truth):
    falls = truth.events > 0
    before = np.concatenate(([1.0], truth.survival))[:-1][falls]
    return (
        np.concatenate(([0.0], np.repeat(truth.time_months[falls], 2), [truth.time_months[-1]])),
        np.concatenate(([1.0], np.column_stack((before, truth.survival[falls])).ravel(), [truth.survival[-1]])),
    )


def printed(truth, count=8):
    times = np.linspace(0.0, 0.95 * truth.time_months[-1], count)
    return NumbersAtRisk(tuple(times.tolist()), tuple(truth.number_at_risk(times).tolist()))


def distance(found, truth):
    grid = np.linspace(0.0, truth.time_months[-1], 1501)
    return float(np.abs(found.survival_at(grid) - truth.survival_at(grid)).mean())


def left_at(arm, time):
    return sum(patient.time_months >= time for patient in arm.patients)


@pytest.mark.parametrize("name", ["lung", "breast", "larynx"])
def test_that_exact_clicks_with_numbers_at_risk_give_the_real_curve_and_events_back(name):
    truth = kaplan_meier(*real_arm(name))
    arm = rebuild(*staircase(truth), printed(truth))
    assert isinstance(arm, RebuiltArm)
    assert len(arm.patients) == truth.patients
    assert distance(arm.estimate(), truth) < 0.005
    assert abs(arm.events - truth.total_events) <= max(1, 0.01 * truth.total_events)
    assert arm.estimate().median_months == pytest.approx(truth.median_months, rel=0.04)


@pytest.mark.parametrize("name", ["lung", "breast", "larynx"])
def test_that_shaky_clicks_stay_within_one_and_a_third_points(name):
    truth = kaplan_meier(*real_arm(name))
    generator = np.random.default_rng(4)
    end = truth.time_months[-1]
    times = np.sort(generator.uniform(0.0, end, 80))
    heights = np.clip(truth.survival_at(times) + generator.normal(0.0, 0.004, 80), 0.0, 1.0)
    arm = rebuild(times + generator.normal(0.0, 0.004 * end, 80), heights, printed(truth))
    assert isinstance(arm, RebuiltArm)
    assert len(arm.patients) == truth.patients
    assert distance(arm.estimate(), truth) < 0.013


def test_that_the_input_which_hangs_another_tool_gives_twenty_one_patients():
    arm = rebuild(*ENDLESS_CLICKS, ENDLESS_NUMBERS)
    assert isinstance(arm, RebuiltArm)
    assert len(arm.patients) == 21
    assert [left_at(arm, when) for when in ENDLESS_NUMBERS.time_months] == list(ENDLESS_NUMBERS.patients)
    assert arm.estimate().survival_at(11.5) == pytest.approx(0.383, abs=0.06)


@st.composite
def any_arm(draw):
    """Numbers at risk that fall, and clicks that need not fit them at all."""
    count = draw(st.integers(1, 60))
    clicks = draw(st.lists(st.tuples(st.floats(0.0, 60.0), st.floats(0.0, 1.0)), min_size=1, max_size=25))
    times = sorted(draw(st.sets(st.integers(1, 70), max_size=6)))
    numbers = sorted(draw(st.lists(st.integers(0, count), min_size=len(times), max_size=len(times))), reverse=True)
    return clicks, NumbersAtRisk((0.0, *map(float, times)), (count, *numbers))


@settings(max_examples=300, deadline=None)
@given(any_arm(), st.one_of(st.none(), st.integers(0, 60)))
def test_that_whatever_the_clicks_every_number_at_risk_is_met_exactly(case, events):
    clicks, table = case
    if events is not None and events > table.patients[0]:
        events = table.patients[0]
    arm = rebuilt_or_none([click[0] for click in clicks], [click[1] for click in clicks], table, events=events)
    if arm is None:
        return
    assert isinstance(arm, RebuiltArm)
    assert len(arm.patients) == table.patients[0]
    times = [patient.time_months for patient in arm.patients]
    assert times == sorted(times)
    assert times[0] >= 0.0
    assert all(math.isfinite(time) for time in times)
    for when, number in zip(arm.at_risk.time_months, arm.at_risk.patients, strict=True):
        # Nobody at all may be left at a last number of zero.
        assert left_at(arm, when) == number
    survival = arm.estimate().survival
    assert (np.diff(survival) <= 0.0).all()


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.floats(allow_nan=True, allow_infinity=True), st.floats(allow_nan=True)), max_size=20),
    st.one_of(st.none(), st.integers(-3, 60)),
    st.one_of(st.none(), st.integers(-3, 90)),
)
def test_that_any_clicks_give_an_answer_or_a_sentence(clicks, patients, events):
    result = rebuilt_or_none([click[0] for click in clicks], [click[1] for click in clicks], None, patients, events)
    if result is None:
        return
    assert isinstance(result, DigitisedCurve)
    assert len(result.stand_ins) == (patients or 0)
    json.dumps(digitised_as_json(result), allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(any_arm(), st.sampled_from([0.1, 12.0]))
def test_that_another_unit_of_time_stretches_the_patients(case, factor):
    clicks, table = case
    heights = [click[1] for click in clicks]
    arm = rebuilt_or_none([click[0] for click in clicks], heights, table)
    if arm is None:
        return
    other = rebuild(
        [click[0] * factor for click in clicks],
        heights,
        NumbersAtRisk(tuple(time * factor for time in table.time_months), table.patients),
    )
    assert isinstance(arm, RebuiltArm)
    assert isinstance(other, RebuiltArm)
    assert len(other.patients) == len(arm.patients)
    assert abs(other.events - arm.events) <= 1


# Numbers at risk ---------------------------------------------------------------------------------------------

BAD_NUMBERS = {
    "rising": (NumbersAtRisk((0.0, 10.0, 20.0), (120, 68, 168)), None, "rises from 68 to 168"),
    "first is not n": (NumbersAtRisk((0.0, 10.0), (120, 68)), 121, "not the 121"),
    "times fall": (NumbersAtRisk((0.0, 20.0, 10.0), (120, 68, 60)), None, "comes after"),
    "time twice": (NumbersAtRisk((0.0, 10.0, 10.0), (120, 68, 60)), None, "comes after"),
    "negative time": (NumbersAtRisk((-1.0, 10.0), (120, 68)), None, "not a time"),
    "time not a number": (NumbersAtRisk((0.0, math.nan), (120, 68)), None, "not a time"),
    "negative number": (NumbersAtRisk((0.0, 10.0), (120, -1)), None, "not a number of patients"),
    "a million patients": (NumbersAtRisk((0.0, 10.0), (1_000_000, 68)), None, "not a number of patients"),
    "half a patient": (NumbersAtRisk((0.0, 10.0), (120, 68.5)), None, "not a number of patients"),
    "nobody": (NumbersAtRisk((0.0, 10.0), (0, 0)), None, "no patients at time 0"),
    "no rows": (NumbersAtRisk((), ()), None, "0 times"),
    "unequal columns": (NumbersAtRisk((0.0, 10.0), (120,)), None, "2 times and 1 numbers"),
    "late start without n": (NumbersAtRisk((5.0, 10.0), (120, 68)), None, "not 0"),
}


@pytest.mark.parametrize("name", BAD_NUMBERS)
def test_that_impossible_numbers_at_risk_are_refused(name):
    table, patients, words = BAD_NUMBERS[name]
    with pytest.raises(DigitisedInputError, match=words) as refusal:
        rebuild(*LINE, table, patients)
    assert refusal.value.field == "at_risk"
    assert refusal.value.remedy


def test_that_trailing_zeros_neither_add_nor_lose_a_patient():
    table = NumbersAtRisk((0.0, 10.0, 21.0, 30.0, 40.0), (120, 60, 0, 0, 0))
    arm = rebuild([0.0, 10.0, 20.0], [1.0, 0.5, 0.0], table)
    assert isinstance(arm, RebuiltArm)
    assert len(arm.patients) == 120
    assert left_at(arm, 21.0) == 0
    assert arm.at_risk.patients == (120, 60, 0)


def test_that_a_table_that_starts_late_is_completed_with_n():
    arm = rebuild(*LINE, NumbersAtRisk((5.0, 10.0), (110, 68)), 120)
    assert isinstance(arm, RebuiltArm)
    assert len(arm.patients) == 120
    assert left_at(arm, 5.0) == 110


def test_that_heavy_censoring_on_a_flat_tail_makes_no_deaths():
    table = NumbersAtRisk((0.0, 12.0, 24.0, 36.0), (100, 60, 20, 2))
    arm = rebuild([0.0, 10.0, 10.0, 40.0], [1.0, 1.0, 0.6, 0.6], table)
    assert isinstance(arm, RebuiltArm)
    assert arm.events == 40
    assert arm.estimate().survival_at(40.0) == pytest.approx(0.6)


def test_that_numbers_at_risk_in_another_unit_are_pointed_out():
    clicks = ([0.0, 1.0, 2.0, 3.0], LINE[1])
    with pytest.raises(DigitisedInputError, match="unit of time"):
        rebuild(*clicks, NumbersAtRisk((0.0, 12.0, 24.0), (100, 70, 40)))
    arm = rebuild(*clicks, NumbersAtRisk((0.0, 12.0, 24.0), (100, 50, 40)))
    assert any("both are in months" in note for note in arm.notes)


# Clicks ------------------------------------------------------------------------------------------------------


def test_that_percent_and_fractions_are_told_apart_and_said():
    table = NumbersAtRisk((0.0, 15.0, 30.0), (100, 70, 40))
    fractions = rebuild(*LINE, table)
    percent = rebuild(LINE[0], [100.0 * value for value in LINE[1]], table)
    assert "Survival was read as fractions." in fractions.notes
    assert "Survival was read as percent." in percent.notes
    assert percent.patients == fractions.patients


@pytest.mark.parametrize(
    ("largest", "read_as"), [(1.0, "fractions"), (1.2, "fractions"), (20.0, "percent"), (105.0, "percent")]
)
def test_that_both_sides_of_the_scale_are_read(largest, read_as):
    curve = clean_clicks([1.0, 2.0, 3.0], [largest, largest / 2.0, largest / 4.0])
    assert f"Survival was read as {read_as}." in curve.notes


@pytest.mark.parametrize("largest", [1.3, 19.0, 106.0, 1000.0])
def test_that_a_scale_that_is_neither_is_refused(largest):
    with pytest.raises(DigitisedInputError, match="neither fractions"):
        clean_clicks([1.0, 2.0, 3.0], [largest, largest / 2.0, largest / 4.0])


def test_that_survival_well_below_zero_is_refused_and_a_slip_is_not():
    with pytest.raises(DigitisedInputError, match="below 0"):
        clean_clicks([1.0, 2.0], [0.9, -0.2])
    assert clean_clicks([1.0, 2.0], [0.9, -0.05]).survival[-1] == 0.0


def test_that_one_click_too_low_does_not_pull_down_those_after_it():
    times = np.linspace(1.0, 20.0, 20)
    truth = np.exp(-times / 30.0)
    shaken = truth.copy()
    shaken[5] -= 0.04
    curve = clean_clicks(times, shaken)
    after = np.interp(times[10:], curve.time_months, curve.survival)
    assert np.abs(after - truth[10:]).max() < 1e-9
    assert np.abs(np.minimum.accumulate(shaken)[6:9] - truth[6:9]).max() > 0.005


def test_that_rising_clicks_are_levelled_and_said():
    curve = clean_clicks([1.0, 2.0, 3.0], [0.8, 0.83, 0.5])
    assert curve.survival == pytest.approx((1.0, 0.815, 0.815, 0.5))
    assert any("rose between 1 pair of clicks; the line was levelled there, by 1.5" in note for note in curve.notes)


def test_that_a_click_before_time_zero_and_a_first_point_below_one_are_cleaned():
    curve = clean_clicks([-0.512, 0.00274, 5.0, 60.0], [98.9, 98.9, 80.0, 40.0])
    assert curve.time_months == (0.0, 5.0, 60.0)
    assert curve.survival == pytest.approx((1.0, 0.8, 0.4))
    assert any("before time 0" in note for note in curve.notes)
    assert any("taken as 100 %" in note for note in curve.notes)


def test_that_clicks_in_any_order_and_without_numbers_are_put_right():
    curve = clean_clicks([30.0, math.nan, 10.0, 20.0, 5.0], [0.5, 0.9, 0.8, math.nan, 0.9])
    assert curve.time_months == (0.0, 5.0, 10.0, 30.0)
    assert "2 clicks without a number left out." in curve.notes


@pytest.mark.parametrize(
    ("times", "values"), [([], []), ([math.nan], [0.5]), ([-1.0, -2.0], [0.9, 0.8]), ([0.0], [1.0])]
)
def test_that_no_usable_click_is_said(times, values):
    with pytest.raises(DigitisedInputError, match="no click after time 0"):
        clean_clicks(times, values)


def test_that_columns_of_unequal_length_are_refused():
    with pytest.raises(DigitisedInputError, match="2 times and 1 survivals"):
        clean_clicks([1.0, 2.0], [0.5])


def corners(truth):
    falls = truth.events > 0
    return np.concatenate(([0.0], truth.time_months[falls])), np.concatenate(([1.0], truth.survival[falls]))


@pytest.mark.parametrize("name", ["lung", "breast", "larynx"])
def test_that_clicks_at_the_foot_of_every_step_are_as_good_as_the_whole_staircase(name):
    truth = kaplan_meier(*real_arm(name))
    arm = rebuild(*corners(truth), printed(truth))
    assert isinstance(arm, RebuiltArm)
    assert distance(arm.estimate(), truth) < 0.005


@pytest.mark.parametrize("name", ["lung", "breast"])
def test_that_between_sparse_clicks_the_events_are_spread_and_not_put_late(name):
    truth = kaplan_meier(*real_arm(name))
    times = np.linspace(0.0, truth.time_months[-1], 25)
    arm = rebuild(times, truth.survival_at(times), printed(truth))
    assert isinstance(arm, RebuiltArm)
    horizon = 0.8 * truth.time_months[-1]
    ours, real = arm.estimate().restricted_mean(horizon), truth.restricted_mean(horizon)
    assert ours.mean_months == pytest.approx(real.mean_months, rel=0.01)


def test_that_level_clicks_show_steps_where_there_are_as_many_falls_as_events():
    stepped = clean_clicks([2.0, 3.0, 4.0, 6.0, 8.0], [0.9, 0.9, 0.8, 0.8, 0.4])
    assert stepped.has_levels
    assert stepped.shows_steps(6)
    assert not stepped.shows_steps(7)
    assert stepped.as_staircase().median_months == 8.0
    assert 6.0 < stepped.median_months < 8.0


def test_that_shaky_clicks_without_levels_show_no_steps():
    shaky = clean_clicks([2.0, 3.0, 4.0, 6.0, 8.0], [0.9, 0.91, 0.8, 0.79, 0.4])
    assert not shaky.is_precise
    assert not shaky.shows_steps(1)
    precise = clean_clicks([2.0, 3.0, 4.0, 6.0, 8.0], [0.9, 0.89, 0.8, 0.79, 0.4])
    assert precise.shows_steps(10)
    assert not precise.shows_steps(11)


def test_that_the_median_of_a_curve_that_stays_above_one_half_is_not_reached():
    assert clean_clicks([1.0, 9.0], [0.9, 0.51]).median_months is None
    assert clean_clicks([1.0, 9.0], [0.9, 0.5]).median_months == 9.0


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.floats(0.0, 1e6), st.floats(-0.05, 1.05)), min_size=1, max_size=40))
def test_that_a_cleaned_curve_starts_at_one_and_never_rises(clicks):
    try:
        curve = clean_clicks([click[0] for click in clicks], [click[1] for click in clicks])
    except DigitisedInputError:
        return
    assert isinstance(curve, ClickedCurve)
    assert (curve.time_months[0], curve.survival[0]) == (0.0, 1.0)
    assert (np.diff(curve.time_months) >= 0.0).all()
    assert (np.diff(curve.survival) <= 1e-12).all()
    assert min(curve.survival) >= 0.0


# Small and extreme arms --------------------------------------------------------------------------------------


def test_that_one_patient_who_dies_is_rebuilt():
    arm = rebuild([0.0, 5.0, 5.0], [1.0, 1.0, 0.0], NumbersAtRisk((0.0,), (1,)))
    assert isinstance(arm, RebuiltArm)
    assert [(patient.time_months, patient.event) for patient in arm.patients] == [(5.0, True)]


def test_that_everybody_dead_at_once_is_rebuilt():
    arm = rebuild([0.0, 5.0, 5.0, 9.0], [1.0, 1.0, 0.0, 0.0], NumbersAtRisk((0.0, 4.0, 8.0), (30, 30, 0)))
    assert isinstance(arm, RebuiltArm)
    assert {(patient.time_months, patient.event) for patient in arm.patients} == {(5.0, True)}
    assert len(arm.patients) == 30


def test_that_nobody_dead_gives_thirty_censored_patients():
    arm = rebuild([0.0, 12.0], [1.0, 1.0], NumbersAtRisk((0.0, 6.0, 12.0), (30, 20, 10)))
    assert isinstance(arm, RebuiltArm)
    assert arm.events == 0
    assert len(arm.patients) == 30
    assert arm.estimate().median_months is None


def test_that_a_hundred_thousand_shaky_clicks_are_rebuilt():
    generator = np.random.default_rng(5)
    times = generator.uniform(0.0, 60.0, 100_000)
    arm = rebuild(
        times,
        np.clip(np.exp(-times / 30.0) + generator.normal(0.0, 0.004, times.size), 0.0, 1.0),
        NumbersAtRisk((0.0, 30.0), (500, 150)),
    )
    assert isinstance(arm, RebuiltArm)
    assert len(arm.patients) == 500
    assert float(arm.estimate().survival_at(30.0)) == pytest.approx(np.exp(-1.0), abs=0.01)


# Without numbers at risk -------------------------------------------------------------------------------------


def test_that_without_numbers_at_risk_there_is_a_curve_and_nothing_to_compare():
    result = rebuild(*LINE, patients=100)
    assert isinstance(result, DigitisedCurve)
    assert len(result.stand_ins) == 100
    for forbidden in ("events", "estimate", "hazard_ratio", "median_interval_months"):
        assert not hasattr(result, forbidden)
    assert result.median_months == pytest.approx(30.0)
    assert any("no hazard ratio, test or interval" in note for note in result.notes)


def test_that_without_n_there_is_the_curve_alone():
    result = rebuild(*LINE)
    assert isinstance(result, DigitisedCurve)
    assert result.stand_ins == ()
    answer = digitised_as_json(result)
    assert (answer["n"], answer["events"], answer["patients"]) == (None, None, [])
    assert answer["comparable"] is False


@pytest.mark.parametrize("events", [20, 35, 45])
def test_that_total_events_are_honoured_where_the_curve_allows(events):
    result = rebuild(*LINE, patients=100, events=events)
    assert isinstance(result, DigitisedCurve)
    assert sum(patient.event for patient in result.stand_ins) == events
    assert len(result.stand_ins) == 100


def test_that_more_events_than_the_curve_can_hold_are_remarked_on():
    result = rebuild(*LINE, patients=100, events=80)
    assert any("where 80 are published" in note for note in result.notes)


@pytest.mark.parametrize(
    ("field", "patients", "events"),
    [("n", 0, None), ("n", 10.5, None), ("n", 100_001, None), ("events", 10, 11), ("events", 10, -1)],
)
def test_that_impossible_counts_are_refused(field, patients, events):
    with pytest.raises(DigitisedInputError) as refusal:
        rebuild(*LINE, patients=patients, events=events)
    assert refusal.value.field == field


def test_that_total_events_settle_the_tail_after_the_last_number():
    table = NumbersAtRisk((0.0, 10.0), (100, 80))
    few = rebuild(*LINE, table, events=40)
    assert isinstance(few, RebuiltArm)
    assert few.events == 40


def test_that_the_json_has_the_keys_of_the_contract_and_adds_up():
    arm = rebuild(*ENDLESS_CLICKS, ENDLESS_NUMBERS)
    answer = digitised_as_json(arm)
    assert answer["n"] == len(answer["patients"]) == 21
    assert answer["events"] == sum(event for _, event in answer["patients"])
    assert answer["median_months"] == arm.estimate().median_months
    assert answer["comparable"] is True
    json.dumps(answer, allow_nan=False)
