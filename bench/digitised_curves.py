"""How near the patients rebuilt from a digitised curve come to the real ones.

Judged on the reference folder beside the checkout (left out, with a row that says so, where it is absent) and on the
data sets that lifelines carries.
"""

from __future__ import annotations

import csv
import json
import statistics
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from bench.material.arms import REFERENCE, Arm, Floats, Row, columns, lifelines_arms, row
from engine.curves.patients.digitised import NumbersAtRisk, RebuiltArm, rebuild
from engine.curves.patients.kaplan_meier import KaplanMeier, kaplan_meier

NOISY_CLICKS = 80
NOISE = 0.004


def run() -> list[Row]:
    """Accuracy of rebuilt patients."""
    return digitised_rows(lifelines_arms())


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
        rows.append(
            row(
                f"digitised, {len(arms)} lifelines arms, {name} clicks: error",
                statistics.fmean(errors),
                "points",
                None,
                limit,
            )
        )
        rows.append(
            row(
                f"digitised, {len(arms)} lifelines arms, {name} clicks: events",
                100 * statistics.fmean(events),
                "% off",
                None,
                1.0 if name == "exact" else None,
            )
        )
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
        rows.append(
            row(f"digitised, reference arms, {kind} clicks: error", statistics.fmean(errors), "points", best, limit)
        )
        rows.append(
            row(
                f"digitised, reference arms, {kind} clicks: events",
                100 * statistics.fmean(events),
                "% off",
                None,
                1.0 if kind == "exact" else None,
            )
        )
        rows.append(
            row(
                f"digitised, reference arms, {kind} clicks: patients missing or added",
                sum(numbers),
                "patients",
                0.0,
                0.0,
            )
        )
    return rows


def radiation_rows() -> list[Row]:
    """Rebuild the head-and-neck example and compare it with what the R package returns."""
    from engine.curves.patients.survival_statistics import TrialArm, hazard_ratio

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
        rows.append(
            row(
                f"digitised, head-and-neck example, {name}: median (± 0.5)",
                found,
                "months",
                median,
                ok=abs(found - median) <= 0.5,
            )
        )
        events = known[name]["events"]
        events = events[0] if isinstance(events, list) else events
        rows.append(
            row(
                f"digitised, head-and-neck example, {name}: events (± 3)",
                result.events,
                "events",
                events,
                ok=abs(result.events - events) <= 3,
            )
        )
    ratio = hazard_ratio(arms[0], arms[1]).ratio
    rows.append(
        row("digitised, head-and-neck example: hazard ratio (± 0.02)", ratio, "", 0.717, ok=abs(ratio - 0.717) <= 0.02)
    )
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
