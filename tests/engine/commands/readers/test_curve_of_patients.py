"""Two arms of a trial side by side, and a department's own patients: right against lifelines, refused in a sentence."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curves.patients.curve_statistics import common_horizon, told_at
from engine.curves.patients.kaplan_meier import kaplan_meier

Beamside = Callable[..., Any]
TIMES = [1.5, 3.0, 4.0, 4.0, 6.5, 8.0, 9.0, 12.0, 13.5, 18.0, 24.0, 30.0]
EVENTS = [1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 0]


def series(folder: Path, header: str = "time_months,event", scale: float = 1.0, *, mark: str = ",") -> Path:
    rows = [f"{time * scale:g}{mark}{event}" for time, event in zip(TIMES, EVENTS, strict=True)]
    path = folder / "series.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def arm(folder: Path, name: str, times: np.ndarray, events: np.ndarray) -> tuple[Path, Path]:
    """Write a curve's steps as clicks, and its numbers at risk."""
    truth = kaplan_meier(times, events)
    before, clicks = 1.0, ["time_months,survival", "0,1"]
    for time, survival, fell in zip(truth.time_months, truth.survival, truth.events > 0, strict=True):
        if fell:
            clicks += [f"{time:.4f},{before:.6f}", f"{time:.4f},{survival:.6f}"]
        before = survival
    clicks.append(f"{truth.time_months[-1]:.4f},{before:.6f}")
    at = np.linspace(0.0, 0.95 * float(truth.time_months[-1]), 8)
    risk = ["time_months,at_risk", *(f"{t:.4f},{n}" for t, n in zip(at, truth.number_at_risk(at), strict=True))]
    paths = folder / f"{name}.csv", folder / f"{name}_risk.csv"
    for path, lines in zip(paths, (clicks, risk), strict=True):
        path.write_text("\n".join(lines) + "\n")
    return paths


@pytest.fixture(scope="module")
def lung() -> list[tuple[np.ndarray, np.ndarray]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines.datasets import load_lung

        table = load_lung()
    groups = [part for _, part in table.groupby("sex")]
    return [(part["time"].to_numpy(float) / 30.4375, part["status"].to_numpy()) for part in groups]


# ---------------------------------------------------------------------- own series


def test_that_an_own_series_is_the_estimate_of_lifelines(beamside: Beamside, tmp_path: Path) -> None:
    from lifelines import KaplanMeierFitter

    said = beamside("curve", "own", series(tmp_path))
    assert (said.code, said.errors) == (0, "")
    (group,) = json.loads(said.output)["groups"]
    fitted = KaplanMeierFitter().fit(TIMES, EVENTS)
    assert (group["patients"], group["events"]) == (12, 7)
    assert group["median_months"] == fitted.median_survival_time_
    expected = fitted.survival_function_at_times(group["time_months"]).to_numpy()
    assert group["survival"] == pytest.approx(expected.tolist())
    assert [one["at_risk"] for one in group["at"]] == [8, 5, 2]


@pytest.mark.parametrize(
    ("header", "scale", "options"),
    [
        ("time (days),status", 30.4375, ()),
        ("time (years);event", 1 / 12, ()),
        ("time,event", 1.0, ("--time-unit", "months")),
        ("Zeit (Monate);Ereignis", 1.0, ()),
    ],
)
def test_that_times_are_converted_by_their_header(
    beamside: Beamside, tmp_path: Path, header: str, scale: float, options: tuple[str, ...]
) -> None:
    mark = ";" if ";" in header else ","
    said = beamside("curve", "own", series(tmp_path, header, scale, mark=mark), *options)
    assert (said.code, said.errors) == (0, "")
    (group,) = json.loads(said.output)["groups"]
    assert group["last_time_months"] == pytest.approx(30.0, rel=1e-4)


def test_that_groups_are_told_apart_and_small_ones_not_shown(beamside: Beamside, tmp_path: Path) -> None:
    rows = [f"{n + 1},1,many" for n in range(10)] + [f"{n + 1},0,few" for n in range(9)]
    path = tmp_path / "two.csv"
    path.write_text("\n".join(["time_months,event,arm", *rows]))
    found = json.loads(beamside("curve", "own", path, "--group", "arm").output)
    assert [one["name"] for one in found["groups"]] == ["many"]
    assert found["not_shown"] == [{"name": "few", "because": "fewer than 10 patients"}]


def test_that_published_figures_stand_beside_what_was_seen(beamside: Beamside, tmp_path: Path) -> None:
    found = json.loads(beamside("curve", "own", series(tmp_path), "--modality", "sbrt").output)
    beside = found["beside_published"]
    assert beside
    for one in beside:
        assert 0 <= one["published"] <= 1
        assert bool(one["observed"]) is (one["time_months"] <= 30.0)


def test_that_nothing_of_a_patient_is_written_but_the_curve(beamside: Beamside, tmp_path: Path) -> None:
    path = tmp_path / "named.csv"
    path.write_text("\n".join(["patient,time_months,event", *(f"Planted{n},{n + 1},1" for n in range(12))]))
    said = beamside("curve", "own", path)
    assert said.code == 0
    assert "Planted" not in said.output + said.errors
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("time_months,event\n", "it holds no patient"),
        ("a,b\n1,1\n", "names no column of times"),
        ("time_months,months,event\n1,1,1\n", "names 2 columns"),
        ("time_months\n1\n", "names no column of events"),
        ("time,event\n1,1\n", "names no unit of time"),
        ("time_months,event\n1,1\n2,maybe\n", "line 3"),
        ("time_months,event\n1,1\n,1\n", "it has no time"),
        ("time_months,event\n1,1\n-2,1\n", "no time under observation"),
        ("time_months,event\n1,1\n1300,1\n", "no time under observation"),
        ("time_months,event\n1,1\n2,1,3\n", "it has 3 cells and the header 2"),
        ('time_months;event\n"1,5";1\n"2.5";1\n', "two decimal marks"),
        ("time_months,event\n1,1\nsoon,0\n", "is not a number"),
    ],
)
def test_that_what_cannot_be_read_is_one_sentence(beamside: Beamside, tmp_path: Path, text: str, named: str) -> None:
    path = tmp_path / "wrong.csv"
    path.write_text(text)
    said = beamside("curve", "own", path)
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert "wrong.csv" in said.errors
    assert named in said.errors


def test_that_a_group_that_is_not_there_names_those_that_are(beamside: Beamside, tmp_path: Path) -> None:
    said = beamside("curve", "own", series(tmp_path), "--group", "sex")
    assert said.code == 2
    assert "choose one of: time_months, event" in said.errors


@pytest.mark.parametrize(("horizon", "code"), [("30", 0), ("30.1", 2), ("0", 2), ("1,000", 2)])
def test_that_a_mean_goes_no_further_than_was_observed(
    beamside: Beamside, tmp_path: Path, horizon: str, code: int
) -> None:
    assert beamside("curve", "own", series(tmp_path), "--horizon", horizon).code == code


# ---------------------------------------------------------------------- two arms


def test_that_two_arms_are_compared_as_their_patients_would_be(
    beamside: Beamside, tmp_path: Path, lung: list[tuple[np.ndarray, np.ndarray]]
) -> None:
    men, women = (arm(tmp_path, name, *part) for name, part in zip(("men", "women"), lung, strict=True))
    said = beamside("curve", "compare", men[0], women[0], "--at-risk", men[1], women[1], "--trial", "lung")
    assert (said.code, said.errors) == (0, "")
    found = json.loads(said.output)
    # Of the patients themselves: 0.588 (0.424 to 0.816), log-rank p 0.0013.
    assert found["hazard_ratio"]["ratio"] == pytest.approx(0.588, rel=0.02)
    assert found["log_rank"]["p_value"] == pytest.approx(0.0013, abs=0.001)
    assert [one["name"] for one in found["arms"]] == ["men", "women"]
    difference = found["restricted_mean_difference"]
    means = [one["restricted_mean"]["mean_months"] for one in found["arms"]]
    assert difference["months"] == pytest.approx(means[1] - means[0])
    assert difference["interval_months"][0] < difference["months"] < difference["interval_months"][1]
    assert len(found["not_concluded"]) >= 3
    crossing = found["crossing"]
    assert crossing["crosses"] is bool(crossing["at_months"])
    assert found["not_concluded"][0].startswith("The curves cross" if crossing["crosses"] else "The curves do not")


def test_that_crossing_arms_are_said_before_any_number(beamside: Beamside, tmp_path: Path) -> None:
    early = np.concatenate((np.linspace(0.5, 6.0, 20), np.linspace(30.0, 60.0, 20)))
    late = np.linspace(10.0, 24.0, 40)
    one, other = (arm(tmp_path, name, times, np.ones(40)) for name, times in (("early", early), ("late", late)))
    said = beamside("curve", "compare", one[0], other[0], "--at-risk", one[1], other[1], "--trial", "made up")
    assert (said.code, said.errors) == (0, "")
    found = json.loads(said.output)
    assert found["crossing"]["first_months"] == pytest.approx(17.0, abs=0.5)
    assert found["crossing"]["largest_lead"] == pytest.approx([0.5, 0.5], abs=0.03)
    assert found["not_concluded"][0].startswith("The curves cross, first at ")


@pytest.mark.parametrize(("number", "is_noted"), [(24, False), (25, True)])
def test_that_a_small_excess_at_risk_is_noted_of_its_arm(
    beamside: Beamside, tmp_path: Path, number: int, *, is_noted: bool
) -> None:
    clicks = "time_months,survival\n0,1\n3,.8\n6,.6\n9,.45\n10,.4\n12,.4\n24,.4\n"
    risk = "time,n\n0,60\n12,{number}\n24,20\n"
    files = {"a": clicks, "b": clicks, "a_risk": risk.format(number=number), "b_risk": risk.format(number=22)}
    paths = {name: tmp_path / f"{name}.csv" for name in files}
    for name, text in files.items():
        paths[name].write_text(text)
    said = beamside(
        "curve", "compare", paths["a"], paths["b"], "--at-risk", paths["a_risk"], paths["b_risk"], "--trial", "made up"
    )
    assert (said.code, said.errors) == (0, "")
    one, other = json.loads(said.output)["arms"]
    assert any("more than the curve leaves" in note for note in one["notes"]) is is_noted
    assert not any("more than the curve leaves" in note for note in other["notes"])


def test_that_swapped_numbers_at_risk_refuse_a_comparison(beamside: Beamside, tmp_path: Path) -> None:
    low, high, risk = (tmp_path / f"{name}.csv" for name in ("low", "high", "risk"))
    low.write_text("time_months,survival\n0,1\n3,.8\n6,.6\n9,.45\n10,.4\n12,.4\n24,.4\n")
    high.write_text("time_months,survival\n0,1\n6,.95\n12,.9\n24,.8\n")
    risk.write_text("time,n\n0,60\n12,50\n24,40\n")
    said = beamside("curve", "compare", high, low, "--at-risk", risk, risk, "--trial", "made up")
    assert said.code == 2
    assert "line 3: 50 patients are at risk at 12 months" in said.errors


def test_that_arms_need_a_trial_and_numbers_at_risk(beamside: Beamside, tmp_path: Path, lung: list[Any]) -> None:
    men, women = (arm(tmp_path, name, *part) for name, part in zip(("men", "women"), lung, strict=True))
    both = ("curve", "compare", men[0], women[0])
    assert beamside(*both, "--at-risk", men[1], women[1]).code == 2
    assert beamside(*both, "--trial", "lung").code == 2
    blank = beamside(*both, "--at-risk", men[1], women[1], "--trial", " ")
    assert blank.code == 2
    assert "arms of one trial" in blank.errors


def test_that_a_comparison_tells_what_it_made_of_all_four_files(
    beamside: Beamside, tmp_path: Path, lung: list[tuple[np.ndarray, np.ndarray]]
) -> None:
    men, women = (arm(tmp_path, name, *part) for name, part in zip(("men", "women"), lung, strict=True))
    both = ("curve", "compare", men[0], women[0], "--at-risk", men[1], women[1], "--trial", "lung")
    told = beamside(*both, "--explain")
    assert told.code == 0
    explained = json.loads(told.output)["explanation"]
    assert [one["file"] for one in explained] == [str(path) for path in (*men, *women)]
    assert len(told.error_lines) == sum(
        len(words) for one in explained for name, words in one.items() if name != "file"
    )
    assert "explanation" not in json.loads(beamside(*both).output)


def test_that_an_arm_is_not_compared_with_itself(beamside: Beamside, tmp_path: Path, lung: list[Any]) -> None:
    men = arm(tmp_path, "men", *lung[0])
    said = beamside("curve", "compare", men[0], men[0], "--at-risk", men[1], men[1], "--trial", "lung")
    assert said.code == 2
    assert "cannot be compared with itself" in said.errors


def test_that_a_horizon_beyond_the_shorter_arm_is_refused(beamside: Beamside, tmp_path: Path, lung: list[Any]) -> None:
    men, women = (arm(tmp_path, name, *part) for name, part in zip(("men", "women"), lung, strict=True))
    said = beamside(
        *("curve", "compare", men[0], women[0], "--at-risk", men[1], women[1], "--trial", "lung", "--horizon", "60")
    )
    assert said.code == 2
    assert "choose at most" in said.errors


_PATIENTS = st.lists(st.tuples(st.floats(0.01, 200), st.booleans()), min_size=2, max_size=40)


@given(_PATIENTS, st.floats(0.0, 200))
def test_that_what_is_told_at_a_time_lies_within_its_limits(patients: list[tuple[float, bool]], months: float) -> None:
    estimate = kaplan_meier([time for time, _ in patients], [event for _, event in patients])
    told = told_at(estimate, months)
    assert 0.0 <= told["lower"] <= told["survival"] <= told["upper"] <= 1.0
    assert told["at_risk"] == sum(time >= months for time, _ in patients)


@given(_PATIENTS, _PATIENTS)
def test_that_a_common_horizon_is_one_that_both_arms_reach(
    first: list[tuple[float, bool]], second: list[tuple[float, bool]]
) -> None:
    one, other = (kaplan_meier([t for t, _ in arm], [e for _, e in arm]) for arm in (first, second))
    horizon = common_horizon(one, other)
    assert 0.0 < horizon <= min(one.patient_months[-1], other.patient_months[-1])
