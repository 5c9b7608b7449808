"""The three families in one scale, and the pieces of numerics that replace scipy at run time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curves.families import FAMILIES, normal_survival, slope, survival, z_of_survival
from engine.curves.published.effective_number import FollowUp, effective_number, expected_at_risk, uncensored_fraction
from engine.curves.published.exact_binomial import interval_of_proportion
from engine.curves.published.priors import ENDPOINTS, SHORT_ENDPOINTS, prior_for

FAMILY_NUMBERS = range(len(FAMILIES))


def test_that_normal_survival_equals_the_exact_function():
    from scipy.special import ndtr

    z = np.linspace(-8.5, 8.5, 4001)
    assert np.abs(normal_survival(z) - ndtr(-z)).max() < 3e-7


@pytest.mark.parametrize("family", FAMILY_NUMBERS)
def test_that_the_median_lies_at_zero_on_the_common_scale(family):
    assert survival(family, np.array([0.0]))[0] == pytest.approx(0.5, rel=1e-9)


@pytest.mark.parametrize("family", FAMILY_NUMBERS)
@given(value=st.floats(0.001, 0.999))
def test_that_the_scale_value_of_a_survival_gives_that_survival_back(family, value):
    assert survival(family, np.array([z_of_survival(family, value)]))[0] == pytest.approx(value, abs=1e-5)


@pytest.mark.parametrize("family", FAMILY_NUMBERS)
def test_that_the_slope_is_the_derivative_of_survival(family):
    z = np.linspace(-3.0, 2.0, 41)
    step = 1.0 / 64.0
    derivative = (survival(family, z - step) - survival(family, z + step)) / (2.0 * step)
    assert np.abs(slope(family, z) - derivative).max() < 2e-4


@pytest.mark.parametrize("family", FAMILY_NUMBERS)
def test_that_survival_stays_within_its_bounds_and_falls_at_any_distance(family):
    values = survival(family, np.linspace(-2000.0, 2000.0, 20001))
    assert values.min() >= 0.0
    assert values.max() <= 1.0
    assert (np.diff(values) <= 0.0).all()


def test_that_an_unknown_family_is_refused():
    for function in (survival, slope):
        with pytest.raises(ValueError, match="no survival family"):
            function(7, np.array([0.0]))
    with pytest.raises(ValueError, match="no survival family"):
        z_of_survival(7, 0.5)


@pytest.mark.parametrize("value", [0.0, 1.0, -0.1, 1.1])
def test_that_a_survival_without_a_finite_scale_value_is_refused(value):
    with pytest.raises(ValueError, match="no finite z"):
        z_of_survival(0, value)


@pytest.mark.parametrize(
    ("successes", "patients"),
    [(1, 5), (3, 19), (10, 20), (19, 19), (0, 7), (1, 1), (250, 1000), (9990, 10000), (14.9, 19.0), (3.6, 7.25)],
)
def test_that_the_exact_interval_equals_the_beta_quantiles(successes, patients):
    from scipy.stats import beta

    lower, upper = interval_of_proportion(successes / patients, patients)
    expected_lower = 0.0 if successes == 0 else beta.ppf(0.025, successes, patients - successes + 1)
    expected_upper = 1.0 if successes == patients else beta.ppf(0.975, successes + 1, patients - successes)
    assert lower == pytest.approx(expected_lower, rel=1e-9)
    assert upper == pytest.approx(expected_upper, rel=1e-9)


@given(st.floats(0.0, 1.0), st.floats(1.0, 50_000.0), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_that_the_exact_interval_equals_scipy_everywhere(proportion, patients, level):
    from scipy.stats import beta

    lower, upper = interval_of_proportion(proportion, patients, level)
    successes, tail = proportion * patients, (1.0 - level) / 2.0
    failures = patients - successes
    # Below half a success, and half a failure, the interval reaches the end by its own rule.
    if successes >= 0.5:
        assert lower == pytest.approx(min(beta.ppf(tail, successes, failures + 1.0), proportion), rel=1e-8)
    if failures >= 0.5:
        assert upper == pytest.approx(max(beta.ppf(1.0 - tail, successes + 1.0, failures), proportion), rel=1e-8)


@given(st.floats(0.0, 1.0), st.floats(0.1, 5000.0))
def test_that_the_exact_interval_holds_its_proportion_and_stays_within_bounds(proportion, patients):
    lower, upper = interval_of_proportion(proportion, patients)
    assert 0.0 <= lower <= proportion <= upper <= 1.0


def test_that_an_interval_of_nobody_or_of_no_proportion_is_refused():
    with pytest.raises(ValueError, match="needs patients"):
        interval_of_proportion(0.5, 0.0)
    with pytest.raises(ValueError, match="not between 0 and 1"):
        interval_of_proportion(1.01, 10.0)


def test_that_an_immature_median_rests_on_seventeen_of_thirty_two_patients():
    # Median 17.5 months in 32 patients followed for a median of 12 (4 to 23): 17 in the method study.
    assert effective_number(32, 17.5, 0.5, FollowUp(4, 12, 23)) == pytest.approx(17.0, abs=0.5)


def test_that_without_follow_up_or_before_the_first_censoring_everybody_counts():
    assert effective_number(32, 17.5, 0.5, None) == 32.0
    assert effective_number(32, 4.0, 0.8, FollowUp(4, 12, 23)) == pytest.approx(32.0)
    assert effective_number(32, 0.0, 1.0, FollowUp(4, 12, 23)) == 32.0


@given(
    st.integers(1, 2000),
    st.floats(0.5, 120.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 30.0),
    st.floats(0.0, 30.0),
    st.floats(0.1, 30.0),
)
def test_that_the_effective_number_is_positive_and_at_most_the_number(patients, time, value, low, more, last):
    number = effective_number(patients, time, value, FollowUp(low, low + more, low + more + last))
    assert 0.0 < number <= patients * (1.0 + 1e-9)


@given(st.floats(1.0, 60.0), st.floats(0.05, 0.95))
def test_that_longer_follow_up_never_lowers_the_effective_number(time, value):
    numbers = [effective_number(100, time, value, FollowUp(2, middle, 2 * middle)) for middle in (10, 20, 40, 80)]
    assert all(later >= earlier - 1e-6 for earlier, later in pairwise(numbers))


@pytest.mark.parametrize(
    ("follow_up", "corners"),
    [
        (FollowUp(4, 12, 23), (4, 12, 23)),
        (FollowUp(None, 12, None), (0, 12, 24)),
        (FollowUp(4, None, 24), (4, 14, 24)),
        (FollowUp(None, None, 24), (0, 12, 24)),
        (FollowUp(4, 12, None), (4, 12, 20)),
        (FollowUp(6, None, None), (6, 12, 18)),
    ],
)
def test_that_gaps_in_the_follow_up_are_filled_as_for_steady_accrual(follow_up, corners):
    assert follow_up.corners() == pytest.approx(corners)


def test_that_half_are_followed_at_the_median_also_where_all_were_followed_alike():
    times = np.array([3.0, 12.0, 12.1])
    assert uncensored_fraction(times, FollowUp(12, 12, 12)).tolist() == [1.0, 1.0, 0.0]
    assert uncensored_fraction(np.array([4.0, 12.0, 23.0]), FollowUp(4, 12, 23)).tolist() == [1.0, 0.5, 0.0]


def test_that_four_patients_are_expected_at_risk_at_the_immature_median():
    assert expected_at_risk(32, 17.5, 0.5, FollowUp(4, 12, 23)) == pytest.approx(4.0)
    assert expected_at_risk(19, 24.0, 0.143, None) == pytest.approx(2.7, abs=0.05)


def test_that_every_endpoint_has_a_prior_and_plateaus_are_likelier_where_cure_is():
    for endpoint in ENDPOINTS:
        prior = prior_for(endpoint)
        assert 0.0 < prior.plateau_weight < 1.0
    palliative, curative = prior_for("overall_survival"), prior_for("overall_survival", curative=True)
    assert max(palliative.plateau_fractions) < max(curative.plateau_fractions)
    control = prior_for("local_control")
    assert (control.plateau_fractions, control.plateau_weight) == (curative.plateau_fractions, curative.plateau_weight)
    assert set(SHORT_ENDPOINTS.values()) <= set(ENDPOINTS)
    with pytest.raises(KeyError):
        prior_for("response")


def test_that_only_what_scans_tell_is_allowed_to_come_down_in_steps():
    stepped = {endpoint for endpoint in ENDPOINTS if prior_for(endpoint).step_sd > 0.0}
    assert stepped == {"progression_free_survival", "local_control"}
    assert prior_for("progression_free_survival", curative=True).step_sd == prior_for("local_control").step_sd
