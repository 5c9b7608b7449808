"""How near the curves rebuilt from a few published figures come to the real ones.

Judged on the reference folder beside the checkout (left out, with a row that says so, where it is absent) and on the
data sets that lifelines carries. Errors are mean distances between the rebuilt curve and the Kaplan-Meier curve of the
patients, in percentage points, over the part that the rebuilt curve draws. For arms of one's own:
`python -m bench.landmark_curves FOLDER` (see `bench.material.arms.arms_of_folder`).
"""

from __future__ import annotations

import csv
import json
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.material.arms import REFERENCE, SMALLEST_ARM, Arm, Floats, Row, arms_of_folder, lifelines_arms, row
from engine.curves.patients.kaplan_meier import kaplan_meier
from engine.curves.published.anchors import Landmark, PublishedFigures
from engine.curves.published.effective_number import FollowUp
from engine.curves.published.landmarks import PublishedCurve, landmark_curve

LIMITS = {"median + 1": 2.0, "median + 2": 1.8, "median + its limits": 2.3}


@dataclass(frozen=True)
class Score:
    """How one rebuilt curve did: error and band width in points, share of the real curve inside the band."""

    error: float
    covered: float
    width: float


def run() -> list[Row]:
    """Return the rows of the reference arms, of the lifelines arms, and of small cohorts drawn from those."""
    arms = lifelines_arms()
    reference, everything = reference_rows()
    rows, scores = rows_of_arms(f"lifelines arms of {SMALLEST_ARM} and more", arms)
    rows = reference + rows
    rows.append(coverage_row("landmarks, all arms: covered by the band", everything + scores, None))
    rows.append(population_row(arms))
    return rows


def reference_rows() -> tuple[list[Row], list[Score]]:
    """Score the reference arms, beside the recommended method of the study that they come with."""
    if not REFERENCE.is_dir():
        return [row("landmarks, reference arms: folder absent", 0, "arms")], []
    found = reference_scores()
    rows = [
        row(
            f"landmarks, reference arms, {kind} ({len(scores)} arms): error",
            mean_error(scores),
            "points",
            baseline_error(kind),
            LIMITS.get(kind),
        )
        for kind, scores in found.items()
    ]
    pooled = [score for scores in found.values() for score in scores]
    rows.append(coverage_row("landmarks, reference arms: covered by the band", pooled, 0.99))
    return rows, pooled


def rows_of_arms(name: str, arms: Sequence[Arm]) -> tuple[list[Row], list[Score]]:
    """Score the curves of arms whose patients are known.

    The reference is a constant hazard between the same points. A row without limit says what a curve would reach that
    knew the true shape: the arms stepped by chance, and no method sees those steps in two or three figures.
    """
    found, plain, attainable = defaultdict(list), defaultdict(list), defaultdict(list)
    for arm in arms:
        truth = kaplan_meier(arm.time_months, arm.event)
        for kind, figures, horizon in scenarios(arm):
            grid = np.linspace(0.0, horizon, 201)[1:]
            curve = landmark_curve(figures)
            found[kind].append(score_of(curve, grid, truth.survival_at(grid)))
            plain[kind].append(score_of(drawn_by(curve), grid, truth.survival_at(grid)))
        for kind, error in attainable_errors(arm).items():
            attainable[kind].append(error)
    rows = [
        row(
            f"landmarks, {name}, {kind} ({len(scores)}): error",
            mean_error(scores),
            "points",
            round(mean_error(plain[kind]), 2),
            LIMITS.get(kind),
        )
        for kind, scores in found.items()
    ]
    rows += [
        row(
            f"landmarks, {name}, {kind}: error if the true shape were known",
            statistics.fmean(errors),
            "points",
            round(mean_error(found[kind]), 2),
        )
        for kind, errors in attainable.items()
    ]
    pooled = [score for scores in found.values() for score in scores]
    rows.append(coverage_row(f"landmarks, {name}: covered by the band", pooled, 0.95))
    return rows, pooled


def attainable_errors(arm: Arm, repeats: int = 12) -> dict[str, float]:
    """Error of a curve that knows the true shape, for cohorts of the arm's size (kinds with a limit only).

    The arm's own curve, smoothed over a twelfth of its length, stands for the truth. Cohorts of the same size are drawn
    from it, censored as the arm was, and published; the true shape is then led through the published points.
    """
    generator = np.random.default_rng(7)
    estimate = kaplan_meier(arm.time_months, arm.event)
    leaving = kaplan_meier(arm.time_months, 1 - arm.event)
    end = float(arm.time_months.max())
    times = np.linspace(0.0, end, 121)
    around = np.linspace(-end / 3.0, 4.0 * end / 3.0, 1001)
    weight = np.exp(-0.5 * ((times[:, None] - around) / (end / 12.0)) ** 2)
    survival = (weight * estimate.survival_at(np.clip(around, 0.0, end))).sum(axis=1) / weight.sum(axis=1)
    survival[0] = 1.0
    survival = np.maximum(np.minimum.accumulate(survival), 1e-4)
    hazard = -np.log(survival)
    errors: dict[str, list[float]] = defaultdict(list)
    for _ in range(repeats):
        chance = generator.random((2, arm.time_months.size))
        death = np.where(chance[0] > survival[-1], np.interp(-chance[0], -survival, times), 2.0 * end)
        gone = np.append(leaving.time_months, end)[np.searchsorted(-leaving.survival, -chance[1])]
        cohort = Arm(
            arm.name, np.maximum(np.minimum(death, gone), 1e-3), (death <= gone).astype(np.int64), arm.endpoint
        )
        real = kaplan_meier(cohort.time_months, cohort.event)
        for kind, figures, horizon in scenarios(cohort):
            if kind in LIMITS:
                grid = np.linspace(0.0, horizon, 201)[1:]
                curve = drawn_by(landmark_curve(figures), (times, hazard))
                errors[kind].append(score_of(curve, grid, real.survival_at(grid)).error)
    return {kind: statistics.fmean(values) for kind, values in errors.items()}


def drawn_by(curve: PublishedCurve, truth: tuple[Floats, Floats] | None = None) -> PublishedCurve:
    """Draw a curve through the same points with a constant hazard between them, at the mean hazard beyond.

    truth: months and true cumulative hazard; the hazard then runs between the points as the true one does, and beyond
    the last of them as the true one itself.
    """
    kept = [anchor for anchor in curve.anchors if anchor.kept]
    knots: Floats = np.array([0.0, *(anchor.time_months for anchor in kept)])
    grid: Floats = np.array(curve.time_months)
    hazards = -np.log(np.maximum([1.0, *(anchor.survival for anchor in kept)], 1e-6))
    pace = hazards[-1] / knots[-1]
    if truth is not None:
        knots, grid, pace = np.interp(knots, *truth), np.interp(grid, *truth), 1.0
    beyond = hazards[-1] + pace * (grid - knots[-1])
    drawn = np.exp(-np.where(grid > knots[-1], beyond, np.interp(grid, knots, hazards)))
    return replace(curve, survival=tuple(drawn.tolist()))


def coverage_row(name: str, scores: Sequence[Score], studied: float | None) -> Row:
    """Share covered, beside the share in the method study; 94 to 98 % are promised, and more is no fault."""
    covered = statistics.fmean(score.covered for score in scores)
    return row(
        f"{name} (at least)",
        100.0 * covered,
        "%",
        None if studied is None else 100.0 * studied,
        94.0,
        ok=covered >= 0.94,
    )


def mean_error(scores: Sequence[Score]) -> float:
    """Mean error over arms."""
    return statistics.fmean(score.error for score in scores)


def score_of(curve: PublishedCurve, time_months: Floats, survival: Floats) -> Score:
    """Compare a curve with the real one at given times, as far as it is drawn."""
    assert curve.lower is not None
    assert curve.upper is not None
    drawn = time_months <= curve.stops_at_months
    times, real = time_months[drawn], survival[drawn]
    error = np.abs(np.interp(times, curve.time_months, curve.survival) - real).mean()
    lower = np.interp(times, curve.time_months, curve.lower)
    upper = np.interp(times, curve.time_months, curve.upper)
    inside = (real >= lower - 1e-9) & (real <= upper + 1e-9)
    return Score(100.0 * float(error), float(inside.mean()), 100.0 * float((upper - lower).mean()))


def reference_scores() -> dict[str, list[Score]]:
    """Score the arms of the reference folder, whose figures are those that the papers print."""
    cases = json.loads((REFERENCE / "landmark" / "cases.json").read_text(encoding="utf-8"))
    found: dict[str, list[Score]] = defaultdict(list)
    for case in cases:
        truth = np.array(case["truth"])
        for name, points in case["anchor_sets"].items():
            figures = reference_figures(case, name, points)
            found[kind_of(figures)].append(score_of(landmark_curve(figures), truth[:, 0], truth[:, 1]))
    return dict(sorted(found.items()))


def reference_figures(case: dict[str, Any], name: str, points: Iterable[Sequence[float]]) -> PublishedFigures:
    """Give an anchor set of the reference folder back its meaning: median, its limits, landmarks."""
    reach = 0.98 / case["n"] ** 0.5
    median: float | None = None
    limits: list[float | None] = [None, None]
    landmarks = []
    for when, survival in points:
        if survival == 0.5 and "median" in name:
            median = when
        elif "CI" in name and abs(abs(survival - 0.5) - reach) < 2e-4:
            limits[0 if survival > 0.5 else 1] = when
        else:
            landmarks.append(Landmark(when, survival))
    endpoint = "overall_survival" if case["endpoint"] == "OS" else "progression_free_survival"
    return PublishedFigures(case["n"], median, (limits[0], limits[1]), False, tuple(landmarks), None, endpoint)


def kind_of(figures: PublishedFigures) -> str:
    """Name the figures in the words of the tables."""
    count = len(figures.landmarks)
    if figures.median_months is None:
        return f"{count} landmark{'s' if count != 1 else ''}"
    if figures.median_ci_months != (None, None):
        return "median + its limits" + (" + landmarks" if count else "")
    return f"median + {count}" if count else "median"


def baseline_error(kind: str) -> float | None:
    """Error of the recommended method of the study on the same figures, from the reference folder."""
    names = {
        "median": "median only",
        "median + its limits": "median+CI",
        "median + its limits + landmarks": "median+CI+landmarks",
    }
    if kind not in names:
        return None
    with (REFERENCE / "landmark" / "baseline_scores.csv").open(encoding="utf-8", newline="") as stream:
        errors = [
            float(line["iae_pp"])
            for line in csv.DictReader(stream)
            if line["anchors"] == names[kind] and line["method"].startswith("recommended")
        ]
    return round(statistics.fmean(errors), 2)


def scenarios(arm: Arm) -> list[tuple[str, PublishedFigures, float]]:
    """Publish an arm in several ways: median to 0.1 month, its limits, landmarks in whole percents at round times.

    The horizon is where a tenth of the patients, and at least five, are still at risk.
    """
    truth = kaplan_meier(arm.time_months, arm.event)
    count = truth.patients
    horizon = float(truth.time_months[np.flatnonzero(truth.at_risk >= max(5.0, 0.1 * count))[-1]])
    median = truth.median_months
    step = max((months for months in (1, 2, 3, 6, 12, 24, 36, 60) if 2 * months <= horizon), default=horizon / 3)
    early, late = (Landmark(float(when), round(float(truth.survival_at(when)), 2)) for when in (step, 2 * step))

    def figures(**known: Any) -> PublishedFigures:
        return PublishedFigures(patients=count, endpoint=arm.endpoint, **known)

    found = [figures(landmarks=(early,)), figures(landmarks=(early, late))]
    if median is not None and median <= horizon:
        median = round(median, 1)
        far = max((early, late), key=lambda landmark: abs(landmark.time_months - median))
        lower, upper = truth.median_interval_months
        limits = (
            None if lower is None else round(lower, 1),
            None if upper is None or upper > horizon else round(upper, 1),
        )
        found += [
            figures(median_months=median),
            figures(median_months=median, landmarks=(far,)),
            figures(median_months=median, landmarks=(early, late)),
            figures(median_months=median, median_ci_months=limits),
        ]
    return [(kind_of(one), one, horizon) for one in found]


def population_row(arms: Sequence[Arm], size: int = 30, repeats: int = 12) -> Row:
    """Cover the population: small cohorts drawn from larger arms, judged against the arm they came from."""
    generator = np.random.default_rng(20)
    scores = []
    for arm in arms:
        if arm.time_months.size < 3 * size:
            continue
        whole = kaplan_meier(arm.time_months, arm.event)
        for _ in range(repeats):
            chosen = generator.choice(arm.time_months.size, size, replace=False)
            cohort = Arm(arm.name, arm.time_months[chosen], arm.event[chosen], arm.endpoint)
            for _, figures, horizon in scenarios(cohort):
                grid = np.linspace(0.0, horizon, 101)[1:]
                published = replace(figures, follow_up=follow_up_of(cohort))
                scores.append(score_of(landmark_curve(published), grid, whole.survival_at(grid)))
    return coverage_row(
        f"landmarks, {len(scores)} cohorts of {size} drawn from larger arms: population covered", scores, 0.95
    )


def follow_up_of(arm: Arm) -> FollowUp:
    """Publish the follow-up of an arm: shortest, median by reversed Kaplan-Meier, longest."""
    middle = kaplan_meier(arm.time_months, 1 - arm.event).median_months
    longest = float(arm.time_months.max())
    return FollowUp(float(arm.time_months.min()), middle if middle is not None else longest, longest)


if __name__ == "__main__":
    from bench.__main__ import table as as_table

    if len(sys.argv) == 1:
        results = run()
    else:
        results = []
        own = arms_of_folder(Path(sys.argv[1]))
        for endpoint in sorted({arm.endpoint for arm in own}):
            results += rows_of_arms(endpoint, [arm for arm in own if arm.endpoint == endpoint])[0]
    print(as_table(results))
    sys.exit(0 if all(result["ok"] for result in results) else 1)
