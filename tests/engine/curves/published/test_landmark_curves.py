"""Curves from published figures: what always holds, the seed cases, and what the badges say."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.curves.patients.kaplan_meier import kaplan_meier
from engine.curves.published.anchors import ImpossibleFigures, Landmark, PublishedFigures
from engine.curves.published.effective_number import FollowUp
from engine.curves.published.landmarks import METHOD_VERSION, landmark_curve, landmark_curve_as_json
from engine.curves.published.priors import ENDPOINTS

pytestmark = pytest.mark.slow


def at(*pairs):
    return tuple(Landmark(float(time), value) for time, value in pairs)


def value_at(curve, time, field="survival"):
    return float(np.interp(time, curve.time_months, getattr(curve, field)))


def kinds(curve):
    return [badge.kind for badge in curve.badges]


def sentence(curve, kind):
    return next(badge.text for badge in curve.badges if badge.kind == kind)


SBRT_SEED = PublishedFigures(19, 19.0, landmarks=at((12, 0.783), (24, 0.143)))
IMMATURE_SEED = PublishedFigures(32, 17.5, follow_up=FollowUp(4.0, 12.0, 23.0))
LANDMARK_SEED = PublishedFigures(25, landmarks=at((24, 0.62)))


@st.composite
def published(draw):
    """Figures of a plausible paper, taken from a Weibull curve and rounded as papers do."""
    median = draw(st.floats(2.0, 60.0))
    shape = draw(st.floats(0.6, 2.2))
    times = sorted(draw(st.sets(st.sampled_from([3, 6, 9, 12, 18, 24, 36, 48, 60]), max_size=3)))
    known = draw(st.booleans()) or not times
    values = [round(float(np.exp(-np.log(2.0) * (time / median) ** shape)), 2) for time in times]
    limits = draw(st.sampled_from([(None, None), (0.8, 1.3), (0.8, None), (None, 1.3)])) if known else (None, None)
    return PublishedFigures(
        draw(st.one_of(st.none(), st.sampled_from([1, 2, 7, 19, 32, 120, 900, 20000]))),
        round(median, 1) if known else None,
        tuple(None if limit is None else round(limit * median, 1) for limit in limits),
        landmarks=at(*zip(times, values, strict=True)),
        follow_up=draw(st.sampled_from([None, FollowUp(2.0, 24.0, 90.0), FollowUp(None, 70.0, None)])),
        endpoint=draw(st.sampled_from(ENDPOINTS)),
        curative=draw(st.booleans()),
    )


def curve_or_none(figures):
    """The curve, or None where the figures are refused in words."""
    try:
        return landmark_curve(figures)
    except ImpossibleFigures as refusal:
        if not (refusal.problem and refusal.remedy):
            raise
        return None


@pytest.mark.hazard("curve-as-prediction")
@settings(max_examples=150, deadline=None)
@given(published())
def test_that_every_curve_falls_from_one_within_its_bounds_and_its_band_holds_the_posterior(figures):
    curve = curve_or_none(figures)
    if curve is None:
        return
    times, survival = np.array(curve.time_months), np.array(curve.survival)
    assert times[0] == 0.0
    assert (np.diff(times) > 0.0).all()
    assert times[-1] == curve.stops_at_months
    assert survival[0] == 1.0
    assert (np.diff(survival) <= 0.0).all()
    assert survival.min() >= 0.0
    assert 0.0 <= curve.solid_until_months <= curve.stops_at_months
    if figures.patients is None:
        assert curve.lower is None
        assert curve.upper is None
        return
    middle = np.array(curve.population_survival)
    for limit, sign in ((curve.lower, 1.0), (curve.upper, -1.0)):
        values = np.array(limit)
        assert values.shape == times.shape
        assert (np.diff(values) <= 0.0).all()
        assert values.min() >= 0.0
        assert values.max() <= 1.0
        assert (sign * (middle - values) >= 0.0).all()


@settings(max_examples=80, deadline=None)
@given(published())
def test_that_the_curve_passes_through_every_point_it_keeps(figures):
    curve = curve_or_none(figures)
    if curve is None:
        return
    for anchor in curve.anchors:
        if anchor.kept:
            # A landmark and a median that differ by their rounding meet half-way.
            assert value_at(curve, anchor.time_months) == pytest.approx(anchor.survival, abs=0.03)


@settings(max_examples=40, deadline=None)
@given(published(), st.sampled_from([1.0 / 12.0, 365.25 / 12.0, 2.0]))
def test_that_another_unit_of_time_stretches_the_curve_and_changes_nothing_else(figures, factor):
    def scaled(value):
        return None if value is None else value * factor

    follow_up = figures.follow_up
    other = PublishedFigures(
        figures.patients,
        scaled(figures.median_months),
        tuple(scaled(limit) for limit in figures.median_ci_months),
        landmarks=tuple(Landmark(mark.time_months * factor, mark.survival) for mark in figures.landmarks),
        follow_up=None
        if follow_up is None
        else FollowUp(scaled(follow_up.min_months), scaled(follow_up.median_months), scaled(follow_up.max_months)),
        endpoint=figures.endpoint,
        curative=figures.curative,
    )
    curve = curve_or_none(figures)
    if curve is None:
        with pytest.raises(ImpossibleFigures):
            landmark_curve(other)
        return
    stretched = landmark_curve(other)
    assert kinds(stretched) == kinds(curve)
    grid = np.linspace(0.0, curve.stops_at_months, 40)
    assert stretched.stops_at_months == pytest.approx(factor * curve.stops_at_months)
    for field in ("survival", "lower", "upper"):
        if getattr(curve, field) is not None:
            ours = np.interp(grid, curve.time_months, getattr(curve, field))
            theirs = np.interp(grid * factor, stretched.time_months, getattr(stretched, field))
            assert np.abs(ours - theirs).max() < 0.005


@settings(max_examples=30, deadline=None)
@given(st.floats(0.1, 0.9), st.sampled_from([10, 25, 60, 150]), st.sampled_from(ENDPOINTS))
def test_that_more_patients_never_widen_the_band(value, patients, endpoint):
    def width(count):
        curve = landmark_curve(PublishedFigures(count, landmarks=at((12, value)), endpoint=endpoint))
        return np.mean(np.array(curve.upper) - np.array(curve.lower))

    assert width(3 * patients) <= width(patients) + 0.003


@settings(max_examples=30, deadline=None)
@given(st.floats(4.0, 40.0), st.sampled_from([15, 40, 200]))
def test_that_shorter_follow_up_never_narrows_the_band(median, patients):
    def width(follow_up):
        curve = landmark_curve(PublishedFigures(patients, median, follow_up=follow_up))
        return np.interp(median, curve.time_months, np.array(curve.upper) - np.array(curve.lower))

    assert width(FollowUp(1.0, 0.6 * median, 2.5 * median)) >= width(FollowUp(1.0, 2.0 * median, 4.0 * median)) - 0.003


@pytest.mark.parametrize("figures", [SBRT_SEED, IMMATURE_SEED, LANDMARK_SEED])
def test_that_the_same_figures_give_the_same_bytes(figures):
    first = json.dumps(landmark_curve_as_json(landmark_curve(figures)))
    assert json.dumps(landmark_curve_as_json(landmark_curve(figures))) == first
    assert landmark_curve(figures) == landmark_curve(figures)


@pytest.mark.parametrize("shape", [0.9, 1.37, 1.9])
@pytest.mark.parametrize("median", [6.0, 30.0])
def test_that_three_points_of_a_weibull_curve_give_it_back_within_two_points(shape, median):
    def truth(time):
        return np.exp(-np.log(2.0) * (time / median) ** shape)

    marks = at(*((time, round(float(truth(time)), 3)) for time in (0.5 * median, 1.6 * median)))
    curve = landmark_curve(PublishedFigures(400, median, landmarks=marks))
    times = np.array(curve.time_months)
    inside = times <= curve.solid_until_months
    assert np.abs(np.array(curve.survival) - truth(times))[inside].mean() < 0.02
    assert ((truth(times) >= np.array(curve.lower)) & (truth(times) <= np.array(curve.upper)))[inside].mean() > 0.95


# The seed cases, with what the method study printed for them (survival and band in percent).
def test_that_the_first_seed_case_comes_out_as_in_the_study():
    curve = landmark_curve(SBRT_SEED)
    for time, bridged in ((6, 96), (12, 78), (18, 55), (24, 14), (36, 5)):
        assert 100.0 * value_at(curve, time) == pytest.approx(bridged, abs=2.0)
    for time, lower, upper in ((6, 78, 98), (12, 52, 86), (18, 30, 64), (24, 10, 45), (36, 0, 25)):
        assert 100.0 * value_at(curve, time, "lower") == pytest.approx(lower, abs=4.0)
        assert 100.0 * value_at(curve, time, "upper") == pytest.approx(upper, abs=4.0)
    assert curve.solid_until_months == 24.0
    assert curve.stops_at_months == 48.0
    assert kinds(curve) == ["few_at_risk", "other_denominator"]
    assert all(anchor.kept for anchor in curve.anchors)


@pytest.mark.hazard("curve-as-prediction")
def test_that_the_immature_seed_case_stops_at_the_longest_follow_up_and_says_immature():
    curve = landmark_curve(IMMATURE_SEED)
    assert curve.stops_at_months == 23.0
    assert curve.solid_until_months == 17.5
    assert kinds(curve)[0] == "immature"
    assert "an estimated 4 of 32 patients" in sentence(curve, "immature")
    full = landmark_curve(PublishedFigures(32, 17.5))
    assert value_at(curve, 17.5, "lower") < value_at(full, 17.5, "lower")


@pytest.mark.hazard("curve-as-prediction")
def test_that_one_landmark_is_dashed_throughout_with_its_shape_assumed():
    curve = landmark_curve(LANDMARK_SEED)
    for time, middle, lower, upper in ((6, 93, 80, 99), (12, 83, 67, 94), (24, 62, 44, 79), (36, 47, 24, 69)):
        assert 100.0 * value_at(curve, time, "population_survival") == pytest.approx(middle, abs=3.0)
        assert 100.0 * value_at(curve, time, "lower") == pytest.approx(lower, abs=4.0)
        assert 100.0 * value_at(curve, time, "upper") == pytest.approx(upper, abs=4.0)
    assert curve.solid_until_months == 0.0
    assert curve.stops_at_months == 48.0
    assert "shape_assumed" in kinds(curve)


@pytest.mark.hazard("curve-as-prediction")
def test_that_a_median_without_n_gives_a_dashed_curve_without_a_band():
    curve = landmark_curve(PublishedFigures(None, 17.5))
    assert (curve.lower, curve.upper) == (None, None)
    assert curve.solid_until_months == 0.0
    assert value_at(curve, 17.5) == 0.5
    assert kinds(curve) == ["shape_assumed", "no_band"]
    assert [anchor.time_months for anchor in curve.anchors] == [17.5]


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (PublishedFigures(40), "only the number of patients"),
        (PublishedFigures(), "no figure of survival"),
        (PublishedFigures(40, median_not_reached=True), "not reached"),
    ],
)
def test_that_without_a_figure_of_survival_there_is_no_curve_but_a_reason(figures, words):
    curve = landmark_curve(figures)
    assert (curve.time_months, curve.survival, curve.lower, curve.upper) == ((), (), None, None)
    assert kinds(curve) == ["no_curve"]
    assert words in curve.badges[0].text


def test_that_a_median_not_reached_lifts_the_curve_beyond_the_landmark():
    marks = at((12, 0.6))
    follow_up = FollowUp(6.0, 30.0, 60.0)
    plain = landmark_curve(PublishedFigures(60, landmarks=marks, follow_up=follow_up))
    lifted = landmark_curve(PublishedFigures(60, landmarks=marks, follow_up=follow_up, median_not_reached=True))
    assert value_at(lifted, 24, "population_survival") > value_at(plain, 24, "population_survival") + 0.03
    assert "median_not_reached" in kinds(lifted)


def test_that_a_median_not_reached_says_nothing_more_where_the_follow_up_is_unknown():
    marks = at((12, 0.6))
    plain = landmark_curve(PublishedFigures(60, landmarks=marks))
    said = landmark_curve(PublishedFigures(60, landmarks=marks, median_not_reached=True))
    assert said.survival == plain.survival
    assert "median_not_reached" in kinds(said)


def test_that_a_lower_limit_alone_makes_a_curve_where_the_median_was_not_reached():
    curve = landmark_curve(PublishedFigures(60, median_ci_months=(18.0, None), median_not_reached=True))
    assert value_at(curve, 18.0) == pytest.approx(0.5 + 0.98 / 60.0**0.5)


def test_that_a_figure_the_others_make_implausible_is_drawn_hollow_and_named():
    curve = landmark_curve(PublishedFigures(400, 12.0, landmarks=at((6, 0.78), (13, 0.10))))
    hollow = [anchor for anchor in curve.anchors if not anchor.kept]
    assert [(anchor.time_months, anchor.survival) for anchor in hollow] == [(13.0, 0.10)]
    text = sentence(curve, "inconsistent")
    assert "10 % at 13 months" in text
    assert "the 78 % at 6 months is kept because it comes first" in text
    assert curve.solid_until_months == 12.0


def test_that_of_two_figures_that_disagree_the_one_on_more_patients_stays():
    curve = landmark_curve(
        PublishedFigures(400, landmarks=at((12, 0.95), (18, 0.05)), follow_up=FollowUp(10.0, 17.0, 24.0))
    )
    assert [anchor.kept for anchor in curve.anchors] == [True, False]
    assert "because it rests on more patients" in sentence(curve, "inconsistent")


def test_that_limits_which_do_not_fit_the_landmarks_are_set_aside():
    curve = landmark_curve(PublishedFigures(40, 20.0, (10.0, 30.0), landmarks=at((12, 0.9))))
    kept = {anchor.kind: anchor.kept for anchor in curve.anchors}
    assert kept == {"median_ci_lower": False, "landmark": True, "median": True, "median_ci_upper": True}
    assert "lower confidence limit" in sentence(curve, "inconsistent")


def test_that_an_upper_limit_beyond_follow_up_is_set_aside_and_said():
    curve = landmark_curve(PublishedFigures(40, 15.0, (10.0, 30.0), follow_up=FollowUp(2.0, 20.0, 25.0)))
    assert [anchor.kind for anchor in curve.anchors] == ["median_ci_lower", "median"]
    assert "longest follow-up" in sentence(curve, "inconsistent")
    assert curve.stops_at_months == 25.0


def test_that_a_landmark_and_median_that_differ_by_rounding_meet_half_way():
    curve = landmark_curve(PublishedFigures(30, 12.2, landmarks=at((12, 0.49))))
    assert "inconsistent" not in kinds(curve)
    assert value_at(curve, 12.0) == pytest.approx(0.495)
    assert value_at(curve, 12.2) == pytest.approx(0.495)


@pytest.mark.hazard("curve-as-prediction")
@pytest.mark.parametrize(("survival", "few"), [(0.5, False), (0.49, True)])
def test_that_fewer_than_ten_left_are_few(survival, few):
    curve = landmark_curve(PublishedFigures(20, landmarks=at((12, survival))))
    assert ("few_at_risk" in kinds(curve)) is few


@pytest.mark.parametrize(("median_follow_up", "immature"), [(17.5, False), (17.4, True)])
def test_that_a_median_beyond_the_median_follow_up_is_immature(median_follow_up, immature):
    curve = landmark_curve(PublishedFigures(60, 17.5, follow_up=FollowUp(4.0, median_follow_up, 40.0)))
    assert ("immature" in kinds(curve)) is immature


@pytest.mark.parametrize(("survival", "odd"), [(0.789, False), (0.783, True), (0.79, False)])
def test_that_a_share_that_is_no_whole_number_of_patients_is_remarked_on(survival, odd):
    curve = landmark_curve(PublishedFigures(19, landmarks=at((12, survival))))
    assert ("other_denominator" in kinds(curve)) is odd


@pytest.mark.parametrize(
    "figures",
    [
        PublishedFigures(1, 5.0),
        PublishedFigures(20, landmarks=at((12, 1.0))),
        PublishedFigures(20, landmarks=at((12, 0.0))),
        PublishedFigures(20, 3.0, landmarks=at((3, 0.5))),
        PublishedFigures(20, landmarks=at((12, 0.15)), curative=True),
        PublishedFigures(5_000_000, 10.0, landmarks=at((12, 0.42), (24, 0.2))),
        PublishedFigures(20, 0.001),
        PublishedFigures(20, 1e6),
    ],
)
def test_that_extreme_figures_give_a_curve(figures):
    curve = landmark_curve(figures)
    assert np.isfinite(curve.survival).all()
    assert np.isfinite(curve.lower).all()
    assert np.isfinite(curve.upper).all()


def test_that_nobody_dead_leaves_room_below_and_none_above():
    curve = landmark_curve(PublishedFigures(20, landmarks=at((12, 1.0)), endpoint="local_control"))
    assert 0.75 < value_at(curve, 12.0, "lower") < 0.95
    assert value_at(curve, 12.0, "upper") == 1.0


def test_that_the_json_has_the_keys_of_the_contract():
    answer = landmark_curve_as_json(landmark_curve(SBRT_SEED))
    for key in ("time_months", "survival", "lower", "upper", "solid_until_months", "stops_at_months", "badges"):
        assert key in answer
    assert len(answer["time_months"]) == len(answer["survival"]) == len(answer["lower"]) == len(answer["upper"])
    assert answer["badges"][0].keys() == {"kind", "text"}
    assert [point["survival"] for point in answer["published"]] == [0.783, 0.5, 0.143]
    assert answer["method_version"] == METHOD_VERSION
    json.dumps(answer, allow_nan=False)


def test_that_the_json_of_a_curve_without_a_band_has_nulls():
    answer = landmark_curve_as_json(landmark_curve(PublishedFigures(None, 17.5)))
    assert answer["lower"] is None
    assert answer["upper"] is None
    assert answer["n"] is None


def seen_at_visits(generator, patients, every_months):
    """Kaplan-Meier curve of patients whose event is only found at the next visit, and its published figures.

    Visits keep their day to a week, as they do.
    """
    event = 6.0 * generator.weibull(1.3, patients)
    found = every_months * np.ceil(event / every_months) + generator.uniform(-0.25, 0.25, patients)
    curve = kaplan_meier(found, np.ones(patients, dtype=np.int64))
    return curve, PublishedFigures(
        patients,
        curve.median_months,
        landmarks=at((9.0, round(float(curve.survival_at(9.0)), 2))),
        endpoint="progression_free_survival",
    )


def test_that_the_band_holds_curves_that_come_down_at_visits():
    generator = np.random.default_rng(11)
    times = np.linspace(0.1, 15.0, 150)
    inside = {"progression_free_survival": [], "overall_survival": []}
    for _ in range(20):
        truth, figures = seen_at_visits(generator, 150, 2.0)
        for endpoint, shares in inside.items():
            curve = landmark_curve(replace(figures, endpoint=endpoint))
            real = truth.survival_at(times)
            lower, upper = (np.interp(times, curve.time_months, side) for side in (curve.lower, curve.upper))
            shares.append(float(((real >= lower) & (real <= upper)).mean()))
    assert np.mean(inside["progression_free_survival"]) >= 0.94
    # The same figures read as survival, where every death has its day, would promise more than they hold.
    assert np.mean(inside["overall_survival"]) < np.mean(inside["progression_free_survival"])


def test_that_steps_widen_the_band_and_leave_the_curve_on_its_points():
    figures = PublishedFigures(150, 6.0, landmarks=at((9.0, 0.3)), endpoint="progression_free_survival")
    stepped, smooth = landmark_curve(figures), landmark_curve(replace(figures, endpoint="overall_survival"))
    for time in (3.0, 6.0, 9.0):
        widths = [value_at(curve, time, "upper") - value_at(curve, time, "lower") for curve in (stepped, smooth)]
        assert widths[0] > widths[1]
    assert value_at(stepped, 6.0) == 0.5
    assert value_at(stepped, 9.0) == 0.3
