"""The judge of the landmark curves: arms of one's own, the references, and what could be reached at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.landmark_curves import attainable_errors, drawn_by, rows_of_arms, scenarios
from bench.material.arms import Arm, arms_of_folder
from engine.curves.published.anchors import Landmark, PublishedFigures
from engine.curves.published.landmarks import landmark_curve

FIGURES = PublishedFigures(200, 10.0, landmarks=(Landmark(20.0, 0.2),))


def weibull_arm(patients: int) -> Arm:
    quantiles = (np.arange(patients) + 0.5) / patients
    months = 10.0 * (-np.log(quantiles) / np.log(2.0)) ** (1.0 / 1.4)
    return Arm("drawn", months, np.ones(patients, dtype=np.int64), "overall_survival")


def test_that_arms_of_ones_own_are_read_with_the_endpoint_of_their_folder(tmp_path: Path) -> None:
    folder = tmp_path / "progression_free_survival"
    folder.mkdir()
    (folder / "one.csv").write_text("time_months,event\n1.5,1\n2.0,0\n", encoding="utf-8")
    (arm,) = arms_of_folder(tmp_path)
    assert (arm.name, arm.endpoint) == ("one", "progression_free_survival")
    assert arm.time_months.tolist() == [1.5, 2.0]
    assert arm.event.tolist() == [1, 0]


def test_that_the_simplest_curve_has_one_hazard_between_two_points_and_goes_on_at_the_mean_one() -> None:
    drawn = drawn_by(landmark_curve(FIGURES))
    at = {months: np.interp(months, drawn.time_months, drawn.survival) for months in (5.0, 10.0, 15.0, 20.0, 40.0)}
    assert at[10.0] == pytest.approx(0.5)
    assert at[20.0] == pytest.approx(0.2)
    assert at[5.0] == pytest.approx(0.5**0.5, abs=1e-3)
    assert at[15.0] == pytest.approx((0.5 * 0.2) ** 0.5, abs=1e-3)
    assert at[40.0] == pytest.approx(0.2**2, abs=1e-3)


def test_that_a_curve_that_knows_the_truth_is_the_truth_where_the_figures_are_exact() -> None:
    months = np.linspace(0.0, 60.0, 601)
    hazard = np.log(2.0) * (months / 10.0) ** 1.4
    exact = PublishedFigures(200, 10.0, landmarks=(Landmark(20.0, float(np.exp(-hazard[200]))),))
    curve = drawn_by(landmark_curve(exact), (months, hazard))
    expected = np.exp(-np.interp(curve.time_months, months, hazard))
    assert np.abs(np.array(curve.survival) - expected).max() < 1e-6


def test_that_chance_alone_weighs_more_in_small_arms() -> None:
    small, large = attainable_errors(weibull_arm(60)), attainable_errors(weibull_arm(960))
    assert set(small) == set(large) == {"median + 1", "median + 2", "median + its limits"}
    for kind, error in large.items():
        assert 0.0 < error < small[kind]


def test_that_rows_say_the_error_its_reference_and_the_limit() -> None:
    rows, scores = rows_of_arms("drawn", [weibull_arm(300)])
    named = {row["name"]: row for row in rows}
    found = named["landmarks, drawn, median + 1 (1): error"]
    assert (found["limit"], found["unit"]) == (2.0, "points")
    assert found["value"] < found["reference"]
    assert found["ok"] is True
    assert len(scores) == len(scenarios(weibull_arm(300)))
