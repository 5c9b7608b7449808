"""Figures that no curve can have are refused with field, problem and remedy; those at the limit are not."""

from __future__ import annotations

import math

import pytest

from engine.curves.published.anchors import (
    ImpossibleFigures,
    Landmark,
    PublishedFigures,
    anchors_of,
    completed_follow_up,
    rounding_unit,
)
from engine.curves.published.effective_number import FollowUp


def figures(**known):
    return PublishedFigures(**{"patients": 50, **known})


def at(*pairs):
    return tuple(Landmark(float(time), value) for time, value in pairs)


REFUSED = {
    "no patients": ("n", figures(patients=0, median_months=10.0)),
    "half a patient": ("n", figures(patients=19.5, median_months=10.0)),
    "patients not a number": ("n", figures(patients=math.nan, median_months=10.0)),
    "median at the start": ("median", figures(median_months=0.0)),
    "median not a number": ("median", figures(median_months=math.nan)),
    "more patients than people": ("n", figures(patients=10**400, median_months=10.0)),
    "median beyond history": ("median", figures(median_months=1e300)),
    "follow-up without end": ("follow_up", figures(median_months=5.0, follow_up=FollowUp(1, 4, math.inf))),
    "median without end": ("median", figures(median_months=math.inf)),
    "negative limit": ("median_ci", figures(median_months=10.0, median_ci_months=(-1.0, 12.0))),
    "limits swapped": ("median_ci", figures(median_months=10.0, median_ci_months=(12.0, 8.0))),
    "median below its limits": ("median_ci", figures(median_months=10.0, median_ci_months=(10.1, 12.0))),
    "median above its limits": ("median_ci", figures(median_months=10.0, median_ci_months=(8.0, 9.9))),
    "percent for a fraction": ("landmark", figures(landmarks=at((12, 78.3)))),
    "negative survival": ("landmark", figures(landmarks=at((12, -0.01)))),
    "survival not a number": ("landmark", figures(landmarks=at((12, math.nan)))),
    "landmark before the start": ("landmark", figures(landmarks=at((-12, 0.5)))),
    "landmark twice": ("landmark", figures(landmarks=at((12, 0.5), (12, 0.4)))),
    "rising survival": ("landmark", figures(landmarks=at((24, 0.61), (12, 0.60)))),
    "interval beside its survival": ("landmark", figures(landmarks=(Landmark(12.0, 0.5, 0.6, 0.7),))),
    "interval limit in percent": ("landmark", figures(landmarks=(Landmark(12.0, 0.5, 0.4, 60.0),))),
    "below one half before the median": ("landmark", figures(median_months=20.0, landmarks=at((12, 0.48)))),
    "above one half after the median": ("landmark", figures(median_months=10.0, landmarks=at((12, 0.52)))),
    "below one half, median not reached": ("landmark", figures(median_not_reached=True, landmarks=at((12, 0.4)))),
    "median given and not reached": ("median", figures(median_months=20.0, median_not_reached=True)),
    "median beyond follow-up": ("median", figures(median_months=23.1, follow_up=FollowUp(4, 12, 23))),
    "landmark beyond follow-up": ("landmark", figures(landmarks=at((24, 0.4)), follow_up=FollowUp(4, 12, 23))),
    "follow-up out of order": ("follow_up", figures(median_months=5.0, follow_up=FollowUp(12, 4, 23))),
    "follow-up without times": ("follow_up", figures(median_months=5.0, follow_up=FollowUp())),
    "negative follow-up": ("follow_up", figures(median_months=5.0, follow_up=FollowUp(-1, 4, 23))),
    "response is not a curve": ("endpoint", figures(median_months=5.0, endpoint="response")),
}


@pytest.mark.parametrize("name", REFUSED)
def test_that_impossible_figures_are_refused_with_field_problem_and_remedy(name):
    field, impossible = REFUSED[name]
    with pytest.raises(ImpossibleFigures) as refusal:
        anchors_of(impossible)
    assert refusal.value.field == field
    assert refusal.value.problem
    assert refusal.value.remedy
    assert str(refusal.value) == f"{field}: {refusal.value.problem}; {refusal.value.remedy}"
    assert "\n" not in str(refusal.value)


ALLOWED = {
    "one patient": figures(patients=1, median_months=10.0),
    "median equal to its lower limit": figures(median_months=10.0, median_ci_months=(10.0, 12.0)),
    "median equal to its upper limit": figures(median_months=10.0, median_ci_months=(8.0, 10.0)),
    "limit not reached": figures(median_months=10.0, median_ci_months=(8.0, None)),
    "survival of 0 and of 1": figures(landmarks=at((12, 1.0), (60, 0.0))),
    "level survival": figures(landmarks=at((12, 0.6), (24, 0.6))),
    "just below one half before the median": figures(median_months=20.0, landmarks=at((12, 0.49))),
    "just above one half after the median": figures(median_months=10.0, landmarks=at((12, 0.51))),
    "landmark at the end of follow-up": figures(landmarks=at((23, 0.4)), follow_up=FollowUp(4, 12, 23)),
    "median at the end of follow-up": figures(median_months=23.0, follow_up=FollowUp(4, 12, 23)),
    "everybody followed alike": figures(landmarks=at((12, 0.4)), follow_up=FollowUp(12, 12, 12)),
}


@pytest.mark.parametrize("name", ALLOWED)
def test_that_figures_at_the_limit_are_taken(name):
    anchors = anchors_of(ALLOWED[name])
    times = [anchor.time_months for anchor in anchors]
    assert anchors
    assert times == sorted(times)


def test_that_percent_is_answered_with_the_fraction_to_write():
    with pytest.raises(ImpossibleFigures, match=r"write 0\.783"):
        anchors_of(figures(landmarks=at((12, 78.3))))


def test_that_the_limits_of_the_median_become_points_above_and_below_one_half():
    lower, median, upper = anchors_of(figures(patients=100, median_months=10.0, median_ci_months=(8.0, 13.0)))
    assert [anchor.kind for anchor in (lower, median, upper)] == ["median_ci_lower", "median", "median_ci_upper"]
    assert lower.survival == pytest.approx(0.598)
    assert upper.survival == pytest.approx(0.402)


def test_that_in_immature_series_the_limits_lie_further_from_one_half():
    mature = anchors_of(figures(median_months=17.5, median_ci_months=(12.0, 22.0)))
    immature = anchors_of(figures(median_months=17.5, median_ci_months=(12.0, 22.0), follow_up=FollowUp(4, 12, 23)))
    assert immature[0].survival > mature[0].survival
    assert immature[2].survival < mature[2].survival


def test_that_four_patients_are_too_few_for_limits_to_be_points_and_five_are_not():
    def kinds(patients):
        return len(anchors_of(figures(patients=patients, median_months=10.0, median_ci_months=(8.0, 13.0))))

    assert kinds(4) == 1
    assert kinds(5) == 3


def test_that_anchors_carry_exact_intervals_or_the_published_ones():
    exact, published = anchors_of(figures(landmarks=(Landmark(12.0, 0.8), Landmark(24.0, 0.6, 0.45, 0.74))))
    assert exact.interval == "exact"
    assert (exact.lower, exact.upper) == pytest.approx((0.663, 0.900), abs=0.001)
    assert (published.interval, published.lower, published.upper) == ("published", 0.45, 0.74)


def test_that_a_wide_published_interval_lowers_the_effective_number():
    (wide,) = anchors_of(figures(patients=200, landmarks=(Landmark(24.0, 0.6, 0.4, 0.8),)))
    (narrow,) = anchors_of(figures(patients=200, landmarks=(Landmark(24.0, 0.6, 0.59, 0.61),)))
    assert wide.effective_number == pytest.approx(23.0, abs=0.2)
    assert narrow.effective_number == 200


def test_that_without_n_a_point_has_neither_number_nor_interval():
    (median,) = anchors_of(PublishedFigures(median_months=17.5))
    assert (median.effective_number, median.lower, median.upper, median.interval) == (None, None, None, None)


@pytest.mark.parametrize(
    ("survival", "unit"), [(0.62, 0.01), (0.783, 0.001), (0.7831, 0.0001), (0.5, 0.01), (1 / 3, 1e-5)]
)
def test_that_the_unit_of_print_is_read_from_the_digits(survival, unit):
    assert rounding_unit(survival) == pytest.approx(unit)


def test_that_an_unknown_longest_follow_up_reaches_beyond_every_figure():
    late = figures(landmarks=at((12, 0.6), (24, 0.3)), follow_up=FollowUp(None, 11.0, None))
    assert completed_follow_up(late) == FollowUp(None, 11.0, 30.0)
    assert anchors_of(late)[1].effective_number > 15.0
    early = figures(landmarks=at((6, 0.6)), follow_up=FollowUp(None, 11.0, None))
    assert completed_follow_up(early) == FollowUp(None, 11.0, 22.0)
    known = figures(landmarks=at((12, 0.6)), follow_up=FollowUp(4.0, 11.0, 23.0))
    assert completed_follow_up(known) == FollowUp(4.0, 11.0, 23.0)
    assert completed_follow_up(figures(median_months=5.0)) is None
