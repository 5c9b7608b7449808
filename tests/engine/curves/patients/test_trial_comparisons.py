"""Log-rank and Cox: between the rebuilt arms of one trial, and refused between any others."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

from engine.curves.patients.digitised import NumbersAtRisk, rebuild
from engine.curves.patients.kaplan_meier import kaplan_meier
from engine.curves.patients.survival_statistics import (
    ComparisonRefusedError,
    TrialArm,
    hazard_ratio,
    lifelines_estimate,
    log_rank,
)


def arm_of(times, events, count=8):
    truth = kaplan_meier(times, events)
    falls = truth.events > 0
    before = np.concatenate(([1.0], truth.survival))[:-1][falls]
    clicks = (
        np.concatenate(([0.0], np.repeat(truth.time_months[falls], 2), [truth.time_months[-1]])),
        np.concatenate(([1.0], np.column_stack((before, truth.survival[falls])).ravel(), [truth.survival[-1]])),
    )
    at = np.linspace(0.0, 0.95 * truth.time_months[-1], count)
    return rebuild(*clicks, NumbersAtRisk(tuple(at.tolist()), tuple(truth.number_at_risk(at).tolist())))


@pytest.fixture(scope="module")
def lung():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines.datasets import load_lung

        table = load_lung()
    return [(part["time"].to_numpy(float), part["status"].to_numpy()) for _, part in table.groupby("sex")]


def test_that_a_hazard_ratio_from_rebuilt_patients_is_that_of_the_real_ones(lung):
    men, women = (TrialArm("lung", name, arm_of(*part)) for name, part in zip(("men", "women"), lung, strict=True))
    found = hazard_ratio(men, women)
    # Of the patients themselves: 0.588 (0.424 to 0.816).
    assert found.ratio == pytest.approx(0.588, rel=0.02)
    assert found.lower == pytest.approx(0.424, rel=0.03)
    assert found.upper == pytest.approx(0.816, rel=0.03)
    assert found.p_value == pytest.approx(0.0015, abs=0.001)
    assert log_rank(men, women).p_value == pytest.approx(0.0013, abs=0.001)


def test_that_swapping_the_arms_inverts_the_ratio_and_leaves_the_test(lung):
    men, women = (TrialArm("lung", name, arm_of(*part)) for name, part in zip(("men", "women"), lung, strict=True))
    assert hazard_ratio(women, men).ratio == pytest.approx(1.0 / hazard_ratio(men, women).ratio, rel=1e-5)
    assert log_rank(women, men).chi_squared == pytest.approx(log_rank(men, women).chi_squared)


def test_that_lifelines_and_our_estimate_agree_on_rebuilt_patients(lung):
    arm = arm_of(*lung[0])
    ours, theirs = arm.estimate(), lifelines_estimate(arm)
    assert ours.median_months == pytest.approx(theirs.median_months)
    assert np.abs(ours.survival_at(np.array(theirs.time_months)) - np.array(theirs.survival)).max() < 1e-12


def test_that_a_median_that_is_not_reached_is_none_in_both():
    arm = rebuild([0.0, 10.0, 10.0, 40.0], [1.0, 1.0, 0.8, 0.8], NumbersAtRisk((0.0, 20.0), (20, 12)))
    assert lifelines_estimate(arm).median_months is None
    assert arm.estimate().median_months is None


@pytest.mark.hazard("mixed-cohorts")
def test_that_arms_of_two_trials_are_refused(lung):
    arm = arm_of(*lung[0])
    for compare in (log_rank, hazard_ratio):
        with pytest.raises(ComparisonRefusedError, match="not be randomised"):
            compare(TrialArm("kim2010", "SBRT", arm), TrialArm("lee2009", "SBRT", arm))
        with pytest.raises(ComparisonRefusedError, match="not be randomised"):
            compare(TrialArm("", "one", arm), TrialArm("", "two", arm))
        with pytest.raises(ComparisonRefusedError, match="with itself"):
            compare(TrialArm("kim2010", "SBRT", arm), TrialArm("kim2010", "SBRT", arm))


@pytest.mark.hazard("mixed-cohorts")
def test_that_a_curve_without_numbers_at_risk_cannot_be_compared(lung):
    arm = arm_of(*lung[0])
    curve = rebuild([0.0, 10.0, 20.0], [1.0, 0.8, 0.5], patients=100)
    for compare in (log_rank, hazard_ratio):
        with pytest.raises(ComparisonRefusedError, match="numbers at risk"):
            compare(TrialArm("lung", "men", arm), TrialArm("lung", "women", curve))
        with pytest.raises(ComparisonRefusedError, match="numbers at risk"):
            compare(arm, arm)


def test_that_an_arm_without_events_has_no_hazard_ratio(lung):
    arm = arm_of(*lung[0])
    nobody = rebuild([0.0, 12.0], [1.0, 1.0], NumbersAtRisk((0.0, 6.0), (30, 20)))
    with pytest.raises(ComparisonRefusedError, match="no events"):
        hazard_ratio(TrialArm("lung", "men", arm), TrialArm("lung", "women", nobody))
