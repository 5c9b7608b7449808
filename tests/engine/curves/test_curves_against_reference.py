"""The reference folder beside the checkout: real arms, and what other tools make of them."""

from __future__ import annotations

import csv
import json
import statistics
from pathlib import Path

import numpy as np
import pytest

from engine.curves.patients.digitised import NumbersAtRisk, RebuiltArm, rebuild
from engine.curves.patients.kaplan_meier import kaplan_meier
from engine.curves.patients.survival_statistics import TrialArm, hazard_ratio
from engine.curves.published.anchors import Landmark, PublishedFigures
from engine.curves.published.landmarks import landmark_curve
from engine.curves.tables.click_files import read_clicks as read_all_of_it
from engine.curves.tables.risk_files import read_numbers_at_risk as read_risk_table

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference" / "survival"
pytestmark = pytest.mark.skipif(not REFERENCE.is_dir(), reason="reference folder absent")


def read_clicks(path):
    clicks = read_all_of_it(path)
    return clicks.time_months, clicks.survival


def read_numbers_at_risk(path):
    return read_risk_table(path).table


def published(case, name):
    reach = 0.98 / case["n"] ** 0.5
    median, limits, marks = None, [None, None], []
    for when, survival in case["anchor_sets"][name]:
        if survival == 0.5 and "median" in name:
            median = when
        elif "CI" in name and abs(abs(survival - 0.5) - reach) < 2e-4:
            limits[0 if survival > 0.5 else 1] = when
        else:
            marks.append(Landmark(when, survival))
    endpoint = "overall_survival" if case["endpoint"] == "OS" else "progression_free_survival"
    return PublishedFigures(case["n"], median, tuple(limits), False, tuple(marks), None, endpoint)


def scores(kind):
    """Error in points and coverage, for each arm that has this set of figures."""
    found = []
    for case in json.loads((REFERENCE / "landmark" / "cases.json").read_text(encoding="utf-8")):
        if kind not in case["anchor_sets"]:
            continue
        curve = landmark_curve(published(case, kind))
        times, real = np.array(case["truth"]).T
        times, real = times[times <= curve.stops_at_months], real[times <= curve.stops_at_months]
        error = np.abs(np.interp(times, curve.time_months, curve.survival) - real).mean()
        inside = (real >= np.interp(times, curve.time_months, curve.lower) - 1e-9) & (
            real <= np.interp(times, curve.time_months, curve.upper) + 1e-9
        )
        found.append((100.0 * error, inside.mean(), len(case["anchor_sets"][kind])))
    return found


@pytest.mark.hazard("curve-as-prediction")
@pytest.mark.parametrize(
    ("kind", "limit"),
    [
        ("median only", 3.06),
        ("landmarks only", 2.57),
        ("median+landmarks", 1.8),
        ("median+CI", 2.3),
        ("median+CI+landmarks", 1.8),
        ("median+IQR", 1.8),
    ],
)
def test_that_landmark_curves_are_as_near_as_promised_and_covered(kind, limit):
    found = scores(kind)
    assert statistics.fmean(error for error, _, _ in found) <= limit
    assert statistics.fmean(covered for _, covered, _ in found) >= 0.94


def arms():
    folder = REFERENCE / "guyot_truth"
    return sorted(path.name.removesuffix("_true_ipd.csv") for path in folder.glob("*_true_ipd.csv"))


def rebuilt(name, kind):
    folder = REFERENCE / "guyot_truth"
    arm = rebuild(
        *read_clicks(folder / f"{name}_clicks_{kind}.csv"), read_numbers_at_risk(folder / f"{name}_nrisk.csv")
    )
    times, events = read_clicks(folder / f"{name}_true_ipd.csv")
    truth = kaplan_meier(times, events)
    grid = np.linspace(0.0, truth.time_months[-1], 2001)
    error = 100.0 * np.abs(arm.estimate().survival_at(grid) - truth.survival_at(grid)).mean()
    return arm, truth, error


def test_that_exact_clicks_come_within_a_third_of_a_point_and_one_percent_of_events():
    found = [rebuilt(name, "exact") for name in arms()]
    assert all(error <= 0.3 for _, _, error in found)
    assert statistics.fmean(abs(arm.events / truth.total_events - 1.0) for arm, truth, _ in found) <= 0.01
    assert all(len(arm.patients) == truth.patients for arm, truth, _ in found)


def test_that_noisy_clicks_come_nearer_than_either_r_tool():
    with (REFERENCE / "guyot_truth" / "scores_of_R_tools.csv").open(encoding="utf-8", newline="") as stream:
        theirs = [
            float(line["iae_pp"])
            for line in csv.DictReader(stream)
            if line["kind"] == "noisy" and line["info"] == "nrisk"
        ]
    found = [rebuilt(name, "noisy") for name in arms()]
    assert statistics.fmean(error for _, _, error in found) < statistics.fmean(theirs)
    assert all(error <= 1.3 for _, _, error in found)
    assert all(len(arm.patients) == truth.patients for arm, truth, _ in found)


def radiation_arm(name, column):
    folder = REFERENCE / "ipdfromkm"
    table = np.genfromtxt(folder / "input_nrisk.csv", delimiter=",", skip_header=1)
    numbers = NumbersAtRisk(tuple(table[:, 0].tolist()), tuple(int(value) for value in table[:, column]))
    return rebuild(*read_clicks(folder / f"input_{name}_clicks.csv"), numbers)


def test_that_the_head_and_neck_example_gives_its_medians_events_and_hazard_ratio():
    radio, radioplus = radiation_arm("radio", 1), radiation_arm("radioplus", 2)
    assert isinstance(radio, RebuiltArm)
    assert isinstance(radioplus, RebuiltArm)
    assert (len(radio.patients), len(radioplus.patients)) == (213, 211)
    assert radio.estimate().median_months == pytest.approx(14.8, abs=0.5)
    assert radioplus.estimate().median_months == pytest.approx(25.4, abs=0.5)
    assert radio.events == pytest.approx(134, abs=3)
    assert radioplus.events == pytest.approx(110, abs=3)
    found = hazard_ratio(TrialArm("head and neck", "radio", radio), TrialArm("head and neck", "radioplus", radioplus))
    assert found.ratio == pytest.approx(0.717, abs=0.02)
    assert found.lower == pytest.approx(0.557, abs=0.02)
    assert found.upper == pytest.approx(0.923, abs=0.02)


def test_that_the_input_on_which_one_r_tool_loops_is_read_and_rebuilt():
    folder = REFERENCE / "adversarial"
    arm = rebuild(
        *read_clicks(folder / "survHE_issue30_clicks.csv"), read_numbers_at_risk(folder / "survHE_issue30_nrisk.csv")
    )
    assert isinstance(arm, RebuiltArm)
    assert len(arm.patients) == 21
