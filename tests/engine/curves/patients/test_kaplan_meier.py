"""Our Kaplan-Meier against lifelines' on lifelines' own data, and where we differ from it on purpose."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.curves.patients.kaplan_meier import at_risk_table, kaplan_meier

pytestmark = pytest.mark.slow


def by_lifelines(times, events):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import KaplanMeierFitter

        return KaplanMeierFitter().fit(times, events)


def data_set(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import datasets

        if name == "lung":
            table = datasets.load_lung()
            return table["time"].to_numpy(float), table["status"].to_numpy()
        if name == "rossi":
            table = datasets.load_rossi()
            return table["week"].to_numpy(float), table["arrest"].to_numpy()
        if name == "waltons":
            table = datasets.load_waltons()
            return table["T"].to_numpy(float), table["E"].to_numpy()
        table = datasets.load_leukemia()
        return table["t"].to_numpy(float), table["status"].to_numpy()


DATA_SETS = ["lung", "rossi", "waltons", "leukemia"]
PATIENTS = st.lists(st.tuples(st.integers(0, 40), st.booleans()), min_size=1, max_size=60)


@pytest.mark.parametrize("name", DATA_SETS)
def test_that_survival_and_log_log_limits_equal_those_of_lifelines(name):
    times, events = data_set(name)
    ours, theirs = kaplan_meier(times, events), by_lifelines(times, events)
    at = theirs.survival_function_.index.to_numpy()
    assert np.abs(ours.survival_at(at) - theirs.survival_function_.iloc[:, 0].to_numpy()).max() < 1e-12
    limits = theirs.confidence_interval_survival_function_.to_numpy()[1:]
    assert np.abs(ours.lower - limits[-ours.lower.size :, 0]).max() < 1e-12
    assert np.abs(ours.upper - limits[-ours.upper.size :, 1]).max() < 1e-12


@pytest.mark.parametrize("name", DATA_SETS)
def test_that_the_median_equals_that_of_lifelines_or_is_none_where_theirs_is_infinite(name):
    times, events = data_set(name)
    theirs = float(by_lifelines(times, events).median_survival_time_)
    ours = kaplan_meier(times, events).median_months
    assert ours == (None if np.isinf(theirs) else theirs)


@pytest.mark.parametrize("name", DATA_SETS)
def test_that_the_restricted_mean_equals_lifelines_and_its_error_does_not(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines.utils import restricted_mean_survival_time

        times, events = data_set(name)
        horizon = float(np.quantile(times, 0.8))
        mean, variance = restricted_mean_survival_time(by_lifelines(times, events), t=horizon, return_variance=True)
    ours = kaplan_meier(times, events).restricted_mean(horizon)
    assert ours.mean_months == pytest.approx(float(mean), rel=1e-9)
    # lifelines gives the spread of the patients, which is larger by about the root of their number.
    assert ours.standard_error_months < float(variance) ** 0.5 / 3.0


def test_that_the_error_of_the_restricted_mean_is_the_spread_of_repeated_cohorts():
    generator = np.random.default_rng(11)
    found = []
    for _ in range(400):
        times, leaving = generator.exponential(10.0, 80), generator.uniform(5.0, 30.0, 80)
        found.append(kaplan_meier(np.minimum(times, leaving), times <= leaving).restricted_mean(15.0))
    spread = np.std([one.mean_months for one in found], ddof=1)
    typical = np.mean([one.standard_error_months for one in found])
    assert typical == pytest.approx(spread, rel=0.12)
    # 10 (1 - exp(-1.5)): the truth, within the interval nineteen times in twenty.
    truth = 10.0 * (1.0 - np.exp(-1.5))
    covered = np.mean([one.interval_months[0] <= truth <= one.interval_months[1] for one in found])
    assert covered > 0.91


def test_that_without_censoring_the_restricted_mean_is_the_mean():
    times = np.array([2.0, 4.0, 6.0, 8.0])
    found = kaplan_meier(times, np.ones(4)).restricted_mean(10.0)
    assert found.mean_months == pytest.approx(5.0)
    assert found.standard_error_months == pytest.approx(times.std() / 2.0)


@pytest.mark.parametrize("horizon", [0.0, -1.0, float("nan"), float("inf")])
def test_that_a_restricted_mean_needs_a_horizon(horizon):
    with pytest.raises(ValueError, match="horizon"):
        kaplan_meier([1.0, 2.0], [1, 0]).restricted_mean(horizon)


def test_that_numbers_at_risk_count_the_start_of_an_interval():
    estimate = kaplan_meier([2.0, 4.0, 4.0, 6.0], [1, 1, 0, 0])
    assert at_risk_table(estimate, [0.0, 2.0, 2.1, 4.0, 6.0, 6.1]) == (
        (0.0, 4),
        (2.0, 4),
        (2.1, 3),
        (4.0, 3),
        (6.0, 1),
        (6.1, 0),
    )


def test_that_a_patient_censored_at_the_time_of_a_death_was_at_risk():
    assert kaplan_meier([4.0, 4.0], [1, 0]).survival.tolist() == [0.5]


def test_that_nobody_dead_and_everybody_dead_have_intervals_without_width():
    alive = kaplan_meier([3.0, 5.0], [0, 0])
    assert alive.survival.tolist() == alive.lower.tolist() == alive.upper.tolist() == [1.0, 1.0]
    assert (alive.median_months, alive.median_interval_months) == (None, (None, None))
    dead = kaplan_meier([5.0, 5.0], [1, 1])
    assert (dead.survival[0], dead.lower[0], dead.upper[0], dead.median_months) == (0.0, 0.0, 0.0, 5.0)


def test_that_the_median_interval_of_a_known_cohort_is_that_of_the_textbook():
    # 6-MP in acute leukaemia (Gehan): median 23 weeks, log-log limits 13 to not reached.
    times = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    events = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    estimate = kaplan_meier(times, events)
    assert estimate.median_months == 23.0
    assert estimate.median_interval_months == (13.0, None)


@pytest.mark.parametrize(("times", "events"), [([], []), ([1.0], [1, 0]), ([-1.0], [1]), ([float("nan")], [1])])
def test_that_impossible_patients_are_refused(times, events):
    with pytest.raises(ValueError, match="patient"):
        kaplan_meier(times, events)


@settings(max_examples=150, deadline=None)
@given(PATIENTS)
def test_that_any_estimate_falls_within_its_limits_and_all_patients_are_counted(patients):
    estimate = kaplan_meier([time for time, _ in patients], [event for _, event in patients])
    assert (np.diff(estimate.survival) <= 0.0).all()
    assert (estimate.lower >= 0.0).all()
    assert (estimate.lower <= estimate.survival + 1e-12).all()
    assert (estimate.survival <= estimate.upper + 1e-12).all()
    assert (estimate.upper <= 1.0).all()
    assert int(estimate.events.sum() + estimate.censored.sum()) == len(patients) == estimate.patients
    assert not estimate.survival.flags.writeable


@settings(max_examples=60, deadline=None)
@given(PATIENTS, st.integers(1, 50))
def test_that_the_restricted_mean_lies_within_the_horizon_and_its_interval(patients, horizon):
    found = kaplan_meier([time for time, _ in patients], [event for _, event in patients]).restricted_mean(horizon)
    lower, upper = found.interval_months
    assert 0.0 <= lower <= found.mean_months + 1e-9
    assert found.mean_months <= upper + 1e-9
    assert upper <= horizon
