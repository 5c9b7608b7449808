"""How near the rebuilt survival curves come to the real ones, and what they cost.

Accuracy is judged on the reference folder beside the checkout (left out, with a row that says so, where it is
absent) and on the data sets that lifelines carries. Errors are mean distances between the rebuilt curve and the
Kaplan-Meier curve of the patients, in percentage points, over the part that the rebuilt curve draws.
"""

from __future__ import annotations

import csv
import json
import os
import statistics
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.curves.anchors import Landmark, PublishedFigures
from engine.curves.digitised import NumbersAtRisk, RebuiltArm, rebuild
from engine.curves.effective_number import FollowUp
from engine.curves.kaplan_meier import KaplanMeier, kaplan_meier
from engine.curves.landmarks import PublishedCurve, landmark_curve

REFERENCE = Path(__file__).resolve().parent.parent.parent / "shared" / "reference" / "survival"
DAYS_PER_MONTH = 30.4375
SMALLEST_ARM = 50
NOISY_CLICKS = 80
NOISE = 0.004
FITS = 10_000

Floats = NDArray[np.float64]
Row = dict[str, Any]


@dataclass(frozen=True)
class Arm:
    """Patients of one real arm: times in months, events, and the endpoint that its curve has."""

    name: str
    time_months: Floats
    event: NDArray[np.int64]
    endpoint: str


@dataclass(frozen=True)
class Score:
    """How one rebuilt curve did: error and band width in points, share of the real curve inside the band."""

    error: float
    covered: float
    width: float


def run() -> list[Row]:
    """Return all rows: landmark curves, digitised curves, speed, memory."""
    arms = lifelines_arms()
    rows: list[Row] = []
    rows += landmark_rows(arms)
    rows += digitised_rows(arms)
    rows += speed_rows()
    rows += memory_rows()
    return rows


def row(name: str, value: float, unit: str, reference: float | None = None, limit: float | None = None,
        ok: bool | None = None) -> Row:
    """Make one row; kept where the value is at most the limit, unless `ok` says otherwise."""
    kept = (limit is None or value <= limit) if ok is None else ok
    return {"name": name, "value": round(float(value), 4), "unit": unit, "reference": reference, "limit": limit,
            "ok": bool(kept)}


# Landmark curves ---------------------------------------------------------------------------------------------


def landmark_rows(arms: Sequence[Arm]) -> list[Row]:
    """Accuracy of landmark curves.

    The references: on the reference arms the recommended method of the study that the arms come with; on the
    lifelines arms the piecewise exponential curve through the same points, measured here.
    """
    limits = {"median + 1": 2.0, "median + 2": 1.8, "median + its limits": 2.3}
    rows: list[Row] = []
    everything: list[Score] = []
    if REFERENCE.is_dir():
        found = reference_scores()
        rows += [row(f"landmarks, reference arms, {kind} ({len(scores)} arms): error", mean_error(scores), "points",
                     baseline_error(kind), limits.get(kind)) for kind, scores in found.items()]
        pooled = [score for scores in found.values() for score in scores]
        everything += pooled
        rows.append(coverage_row("landmarks, reference arms: covered by the band", pooled, 0.99))
    else:
        rows.append(row("landmarks, reference arms: folder absent", 0, "arms"))
    found = defaultdict(list)
    plain = defaultdict(list)
    for arm in arms:
        truth = kaplan_meier(arm.time_months, arm.event)
        for kind, figures, horizon in scenarios(arm):
            grid = np.linspace(0.0, horizon, 201)[1:]
            curve = landmark_curve(figures)
            found[kind].append(score_of(curve, grid, truth.survival_at(grid)))
            plain[kind].append(score_of(with_constant_hazards(curve), grid, truth.survival_at(grid)))
    rows += [row(f"landmarks, lifelines arms of {SMALLEST_ARM} and more, {kind} ({len(scores)}): error",
                 mean_error(scores), "points", round(mean_error(plain[kind]), 2), limits.get(kind))
             for kind, scores in found.items()]
    pooled = [score for scores in found.values() for score in scores]
    everything += pooled
    rows.append(coverage_row("landmarks, lifelines arms: covered by the band", pooled, 0.95))
    rows.append(coverage_row("landmarks, all arms: covered by the band", everything, None))
    rows.append(population_row(arms))
    return rows


def coverage_row(name: str, scores: Sequence[Score], studied: float | None) -> Row:
    """Share covered, beside the share in the method study; 94 to 98 % are promised, and more is no fault."""
    covered = statistics.fmean(score.covered for score in scores)
    return row(f"{name} (at least)", 100.0 * covered, "%", None if studied is None else 100.0 * studied, 94.0,
               ok=covered >= 0.94)


def with_constant_hazards(curve: PublishedCurve) -> PublishedCurve:
    """Draw the simplest curve through the same points: a constant hazard between them, the mean one beyond."""
    kept = [anchor for anchor in curve.anchors if anchor.kept]
    times = np.array([0.0, *(anchor.time_months for anchor in kept)])
    hazards = -np.log(np.maximum([1.0, *(anchor.survival for anchor in kept)], 1e-6))
    grid = np.array(curve.time_months)
    beyond = hazards[-1] * np.maximum(grid / times[-1], 1.0)
    drawn = np.exp(-np.where(grid > times[-1], beyond, np.interp(grid, times, hazards)))
    return replace(curve, survival=tuple(drawn.tolist()))


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
    names = {"median": "median only", "median + its limits": "median+CI",
             "median + its limits + landmarks": "median+CI+landmarks"}
    if kind not in names:
        return None
    with (REFERENCE / "landmark" / "baseline_scores.csv").open(encoding="utf-8", newline="") as stream:
        errors = [float(line["iae_pp"]) for line in csv.DictReader(stream)
                  if line["anchors"] == names[kind] and line["method"].startswith("recommended")]
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
        limits = (None if lower is None else round(lower, 1),
                  None if upper is None or upper > horizon else round(upper, 1))
        found += [figures(median_months=median), figures(median_months=median, landmarks=(far,)),
                  figures(median_months=median, landmarks=(early, late)),
                  figures(median_months=median, median_ci_months=limits)]
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
    return coverage_row(f"landmarks, {len(scores)} cohorts of {size} drawn from larger arms: population covered",
                        scores, 0.95)


def follow_up_of(arm: Arm) -> FollowUp:
    """Publish the follow-up of an arm: shortest, median by reversed Kaplan-Meier, longest."""
    middle = kaplan_meier(arm.time_months, 1 - arm.event).median_months
    longest = float(arm.time_months.max())
    return FollowUp(float(arm.time_months.min()), middle if middle is not None else longest, longest)


# Digitised curves --------------------------------------------------------------------------------------------


def digitised_rows(arms: Sequence[Arm]) -> list[Row]:
    """Accuracy of rebuilt patients."""
    rows: list[Row] = []
    if REFERENCE.is_dir():
        rows += reference_digitised_rows()
        rows += radiation_rows()
    else:
        rows.append(row("digitised, reference arms: folder absent", 0, "arms"))
    generator = np.random.default_rng(8)
    for name, clicks, limit in (("exact", exact_clicks, 0.3), ("noisy", noisy_clicks, 1.3)):
        errors, events = [], []
        for arm in arms:
            truth = kaplan_meier(arm.time_months, arm.event)
            result = rebuild(*clicks(truth, generator), printed_numbers(truth))
            assert isinstance(result, RebuiltArm)
            errors.append(digitised_error(result.estimate(), truth))
            events.append(abs(result.events / truth.total_events - 1.0))
        rows.append(row(f"digitised, {len(arms)} lifelines arms, {name} clicks: error", statistics.fmean(errors),
                        "points", None, limit))
        rows.append(row(f"digitised, {len(arms)} lifelines arms, {name} clicks: events", 100 * statistics.fmean(events),
                        "% off", None, 1.0 if name == "exact" else None))
    return rows


def reference_digitised_rows() -> list[Row]:
    """Compare with what two R packages reach on the same clicks (the better of the two is the reference)."""
    with (REFERENCE / "guyot_truth" / "scores_of_R_tools.csv").open(encoding="utf-8", newline="") as stream:
        theirs = [line for line in csv.DictReader(stream) if line["info"] == "nrisk"]
    rows = []
    for kind, limit in (("exact", 0.3), ("noisy", 1.3)):
        errors, events, numbers = [], [], []
        for path in sorted((REFERENCE / "guyot_truth").glob("*_true_ipd.csv")):
            stem = path.name.removesuffix("_true_ipd.csv")
            patients = columns(path)
            truth = kaplan_meier(patients[0], patients[1])
            table = columns(path.with_name(f"{stem}_nrisk.csv"))
            clicks = columns(path.with_name(f"{stem}_clicks_{kind}.csv"))
            result = rebuild(clicks[0], clicks[1], NumbersAtRisk(tuple(table[0]), tuple(int(n) for n in table[1])))
            assert isinstance(result, RebuiltArm)
            errors.append(digitised_error(result.estimate(), truth))
            events.append(abs(result.events / truth.total_events - 1.0))
            numbers.append(abs(len(result.patients) - truth.patients))
        by_tool = defaultdict(list)
        for line in theirs:
            if line["kind"] == kind:
                by_tool[line["alg"]].append(float(line["iae_pp"]))
        best = round(min(statistics.fmean(values) for values in by_tool.values()), 3)
        rows.append(row(f"digitised, reference arms, {kind} clicks: error", statistics.fmean(errors), "points", best,
                        limit))
        rows.append(row(f"digitised, reference arms, {kind} clicks: events", 100 * statistics.fmean(events), "% off",
                        None, 1.0 if kind == "exact" else None))
        rows.append(row(f"digitised, reference arms, {kind} clicks: patients missing or added", sum(numbers),
                        "patients", 0.0, 0.0))
    return rows


def radiation_rows() -> list[Row]:
    """Rebuild the head-and-neck example and compare it with what the R package returns."""
    from engine.curves.survival_statistics import TrialArm, hazard_ratio

    folder = REFERENCE / "ipdfromkm"
    known = json.loads((folder / "summary.json").read_text(encoding="utf-8"))["nrisk"]
    table = columns(folder / "input_nrisk.csv")
    rows, arms = [], []
    for index, (name, median) in enumerate((("radio", 14.8), ("radioplus", 25.4)), start=1):
        clicks = columns(folder / f"input_{name}_clicks.csv")
        result = rebuild(clicks[0], clicks[1], NumbersAtRisk(tuple(table[0]), tuple(int(n) for n in table[index])))
        assert isinstance(result, RebuiltArm)
        arms.append(TrialArm("radiation example", name, result))
        found = result.estimate().median_months or float("inf")
        rows.append(row(f"digitised, head-and-neck example, {name}: median (± 0.5)", found, "months", median,
                        ok=abs(found - median) <= 0.5))
        events = known[name]["events"]
        events = events[0] if isinstance(events, list) else events
        rows.append(row(f"digitised, head-and-neck example, {name}: events (± 3)", result.events, "events", events,
                        ok=abs(result.events - events) <= 3))
    ratio = hazard_ratio(arms[0], arms[1]).ratio
    rows.append(row("digitised, head-and-neck example: hazard ratio (± 0.02)", ratio, "", 0.717,
                    ok=abs(ratio - 0.717) <= 0.02))
    return rows


def digitised_error(found: KaplanMeier, truth: KaplanMeier) -> float:
    """Mean distance of two staircases up to the last patient, points."""
    grid = np.linspace(0.0, truth.time_months[-1], 2001)
    return 100.0 * float(np.abs(found.survival_at(grid) - truth.survival_at(grid)).mean())


def exact_clicks(truth: KaplanMeier, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Both corners of every step, as a perfect hand would click them."""
    del generator
    falls = truth.events > 0
    before = np.concatenate(([1.0], truth.survival))[:-1][falls]
    times = np.repeat(truth.time_months[falls], 2)
    heights = np.column_stack((before, truth.survival[falls])).ravel()
    end = truth.time_months[-1]
    return np.concatenate(([0.0], times, [end])), np.concatenate(([1.0], heights, [truth.survival[-1]]))


def noisy_clicks(truth: KaplanMeier, generator: np.random.Generator) -> tuple[Floats, Floats]:
    """Eighty clicks here and there, each off by 0.4 % of either axis."""
    end = truth.time_months[-1]
    times = np.sort(generator.uniform(0.0, end, NOISY_CLICKS))
    heights = truth.survival_at(times) + generator.normal(0.0, NOISE, NOISY_CLICKS)
    shaken = np.maximum(times + generator.normal(0.0, NOISE * end, NOISY_CLICKS), 0.0)
    return np.concatenate(([0.0], shaken)), np.concatenate(([1.0], np.clip(heights, 0.0, 1.0)))


def printed_numbers(truth: KaplanMeier) -> NumbersAtRisk:
    """Numbers at risk at eight even times, as under a figure."""
    times = np.linspace(0.0, 0.95 * truth.time_months[-1], 8)
    return NumbersAtRisk(tuple(times.tolist()), tuple(truth.number_at_risk(times).tolist()))


# Speed and memory --------------------------------------------------------------------------------------------


def speed_rows() -> list[Row]:
    """Time one curve of each sort."""
    seed = PublishedFigures(19, 19.0, landmarks=(Landmark(12.0, 0.783), Landmark(24.0, 0.143)))
    full = PublishedFigures(135, 9.2, (7.3, 13.3), False, (Landmark(12.0, 0.42), Landmark(18.0, 0.3)),
                            FollowUp(1.0, 14.0, 20.0))
    generator = np.random.default_rng(3)
    times = generator.weibull(1.3, 200) * 20.0
    leaving = generator.uniform(6.0, 48.0, 200)
    truth = kaplan_meier(np.minimum(times, leaving), times <= leaving)
    clicks, numbers = exact_clicks(truth, generator), printed_numbers(truth)
    many = np.linspace(0.0, 60.0, 100_000)
    return [
        row("one landmark curve, median and two landmarks", milliseconds(lambda: landmark_curve(seed)), "ms", None,
            10.0),
        row("one landmark curve, five points and follow-up", milliseconds(lambda: landmark_curve(full)), "ms", None,
            10.0),
        row("a digitised arm of 200 patients (R: 50 to 60 ms)", milliseconds(lambda: rebuild(*clicks, numbers)), "ms",
            55.0, 5.0),
        row("100,000 clicks", milliseconds(lambda: rebuild(many, np.exp(-many / 30.0), patients=500), 3), "ms", None,
            1000.0),
    ]


def milliseconds(task: Callable[[], object], repeats: int = 41) -> float:
    """Median time of a task."""
    task()
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        taken.append(time.perf_counter() - start)
    return 1000.0 * statistics.median(taken)


def memory_rows() -> list[Row]:
    """Watch memory over ten thousand different fits; where the system does not tell, say nothing."""
    before = resident_mb()
    if before is None:
        return []
    for index in range(FITS):
        landmark_curve(PublishedFigures(20 + index % 400, 6.0 + 0.01 * index))
        if index == FITS // 10:
            before = resident_mb()
    after = resident_mb()
    assert before is not None
    assert after is not None
    return [row(f"memory gained over {FITS:,} fits", max(0.0, after - before), "MB", None, 2.0)]


def resident_mb() -> float | None:
    """Memory of this process that is in use, or None where it cannot be read."""
    source = Path("/proc/self/statm")
    if not source.exists():
        return None
    pages = int(source.read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


# Real arms ---------------------------------------------------------------------------------------------------


def columns(path: Path) -> list[Floats]:
    """Read the columns of a reference file with a header."""
    return list(np.genfromtxt(path, delimiter=",", skip_header=1).T)


def lifelines_arms() -> list[Arm]:
    """Collect the arms of patients, of fifty and more, that lifelines carries."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import datasets

        tables = {name: getattr(datasets, f"load_{name}")() for name in (
            "lung", "gbsg2", "lymph_node", "larynx", "lymphoma", "kidney_transplant", "lupus",
            "multicenter_aids_cohort_study")}
    found: list[Arm] = []

    def add(name: str, times: Any, events: Any, months: float, endpoint: str = "overall_survival") -> None:
        values = np.asarray(times, dtype=np.float64) * months
        if values.size >= SMALLEST_ARM:
            found.append(Arm(name, values, np.asarray(events).astype(np.int64), endpoint))

    day, year = 1.0 / DAYS_PER_MONTH, 12.0
    for sex, table in tables["lung"].groupby("sex"):
        add(f"lung, sex {sex}", table["time"], table["status"], day)
    for group, table in tables["gbsg2"].groupby("horTh"):
        add(f"breast, relapse, hormones {group}", table["time"], table["cens"], day, "disease_free_survival")
    for group, table in tables["lymph_node"].groupby("hormone"):
        add(f"breast, death, hormones {group}", table["survtime"], table["censdead"], day)
    for group, table in tables["lymphoma"].groupby("Stage_group"):
        add(f"lymphoma, stage group {group}", table["Time"], table["Censor"], day)
    larynx, lupus = tables["larynx"], tables["lupus"]
    add("larynx", larynx["time"], larynx["death"], year)
    add("kidney transplant", tables["kidney_transplant"]["time"], tables["kidney_transplant"]["death"], day)
    add("lupus", lupus.iloc[:, -1], lupus["dead"], year)
    add("AIDS", tables["multicenter_aids_cohort_study"]["T"], tables["multicenter_aids_cohort_study"]["D"], year)
    return found


if __name__ == "__main__":
    from bench.__main__ import table as as_table

    results = run()
    print(as_table(results))
    sys.exit(0 if all(result["ok"] for result in results) else 1)
