"""How patients did, by headline and by what the board chose, and what the published cohorts of an option report."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.curves.patients.kaplan_meier import KaplanMeier, kaplan_meier
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.comparability.cohort_curves import curves_for
from engine.findings.published.published_curves import PublishedCurves
from engine.findings.records.curve_records import CurveFinding
from engine.registry.results.followed import VERDICTS, followed_as
from engine.registry.results.groups import MATCH, named_groups

#: a group of fewer patients is not shown: it says little, and may lead to a person
SMALLEST_GROUP = 10
#: months at which survival is told
TIMES = (12.0, 24.0, 36.0, 60.0)
DECIDED = "decided"
_ENDPOINT = "overall_survival"


class Group(NamedTuple):
    """Patients with follow-up.

    Attributes
    ----------
    name : a verdict, `DECIDED` for those for whom the board chose the option, or a name of `named_groups`.
    """

    option: Modality
    name: str
    estimate: KaplanMeier


class Against(NamedTuple):
    """One published point, and what a group shows at its time.

    Attributes
    ----------
    published, interval : survival, 0 to 1; the interval as printed, or exact.
    observed, low, high : of the group, likewise; at_risk: patients under observation then.
    """

    option: Modality
    group: str
    source: str
    arm: str
    patients: int | None
    figure: str
    time_months: float
    published: float
    interval: tuple[float, float] | None
    observed: float
    low: float
    high: float
    at_risk: int


class Outcomes(NamedTuple):
    """All of it: groups that are shown, those that are too small, and the published points."""

    followed: int
    groups: tuple[Group, ...]
    too_small: tuple[tuple[Modality, str], ...]
    published: Mapping[Modality, tuple[CurveFinding, ...]]
    against: tuple[Against, ...]


def outcomes_of(
    path: Path, fields: FieldCatalogue, library: Library, curves: Callable[[], PublishedCurves]
) -> Outcomes | None:
    """Return what became of the patients; None where no row has time and event.

    Parameters
    ----------
    path : rows as `followed_as` has them.
    curves : gives the library's curves where they are wanted.
    """
    table = np.fromfile(path, dtype=followed_as(library))
    if not table.size:
        return None
    groups, too_small = [], []
    for option, name, chosen in _memberships(table, library):
        if not chosen.any():
            continue
        if int(chosen.sum()) < SMALLEST_GROUP:
            too_small.append((option, name))
            continue
        estimate = kaplan_meier(table["time_months"][chosen], table["event"][chosen])
        groups.append(Group(option, name, estimate))
    nobody, drawn = Patient(fields).value, curves()
    published = {
        option: tuple(
            curve for curve in curves_for(option, nobody, fields, library, drawn) if curve.endpoint == _ENDPOINT
        )
        for option in dict.fromkeys(group.option for group in groups)
    }
    against = tuple(found for group in groups for found in _against(group, published[group.option]))
    return Outcomes(int(table.size), tuple(groups), tuple(too_small), published, against)


def _memberships(table: np.ndarray, library: Library) -> Iterator[tuple[Modality, str, np.ndarray]]:
    for place, option in enumerate(MODALITIES):
        for code, verdict in enumerate(VERDICTS):
            if verdict != "comparator":
                yield option, verdict, table["verdicts"][:, place] == code
        yield option, DECIDED, table["decision"] == place
    for place, (option, name) in enumerate(named_groups(library)):
        yield option, name, (table["groups"][:, place // 8] >> (place % 8) & 1).astype(bool)


def _against(group: Group, published: tuple[CurveFinding, ...]) -> Iterator[Against]:
    """Yield the published points that lie within what was observed of a group.

    Those whom the board chose it for and those within the criteria stand beside every cohort of the option; those who
    resemble one cohort beside that one.
    """
    if group.name not in ("within", DECIDED) and not group.name.startswith(MATCH):
        return
    end = float(group.estimate.patient_months[-1])
    for curve in published:
        if group.name.startswith(MATCH) and curve.cohort != group.name.removeprefix(MATCH):
            continue
        for anchor in curve.published:
            if anchor.kind == "landmark" and anchor.time_months <= end:
                observed, low, high, at_risk = group.estimate.told_at(anchor.time_months)
                yield Against(
                    group.option, group.name, curve.source, curve.arm, curve.patients, anchor.figure,
                    anchor.time_months, anchor.survival, anchor.interval, observed, low, high, at_risk,
                )  # fmt: skip


def times_of(estimate: KaplanMeier) -> tuple[float, ...]:
    """Return the times of `TIMES` at which anybody was still at risk."""
    return tuple(months for months in TIMES if months <= float(estimate.patient_months[-1]))


def outcomes_as_json(outcomes: Outcomes) -> dict[str, Any]:
    """Return the outcomes as they stand in the summary."""
    options: dict[str, dict[str, Any]] = {}
    for group in outcomes.groups:
        options.setdefault(group.option, {})[group.name] = _group_as_json(group.estimate)
    for option, name in outcomes.too_small:
        options.setdefault(option, {})[name] = {"not_shown": f"fewer than {SMALLEST_GROUP} patients"}
    return {
        "endpoint": _ENDPOINT,
        "followed": outcomes.followed,
        "smallest_group": SMALLEST_GROUP,
        "limits": "95 %, log-log",
        "options": options,
        "beside_published": [
            {
                "option": one.option, "group": one.group, "source": one.source, "figure": one.figure,
                "time_months": one.time_months, "published": one.published, "published_interval": one.interval,
                "published_patients": one.patients, "observed": _rounded(one.observed),
                "observed_interval": [_rounded(one.low), _rounded(one.high)], "at_risk": one.at_risk,
            }
            for one in outcomes.against
        ],
    }  # fmt: skip


def _group_as_json(estimate: KaplanMeier) -> dict[str, Any]:
    times = times_of(estimate)
    told = [estimate.told_at(months) for months in times]
    return {
        "patients": estimate.patients,
        "events": estimate.total_events,
        "median_months": estimate.median_months,
        "median_interval_months": list(estimate.median_interval_months),
        "time_months": list(times),
        "survival": [_rounded(one[0]) for one in told],
        "lower": [_rounded(one[1]) for one in told],
        "upper": [_rounded(one[2]) for one in told],
        "at_risk": [one[3] for one in told],
    }


OUTCOME_COLUMNS = (
    "option", "group", "patients", "events", "median_months", "median_low", "median_high", "time_months", "survival",
    "low", "high", "at_risk", "published", "published_low", "published_high", "published_patients", "figure",
)  # fmt: skip


def outcomes_as_csv(outcomes: Outcomes) -> bytes:
    """Return outcomes.csv: each group at each time, and beside each published point."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(OUTCOME_COLUMNS)
    for group in outcomes.groups:
        estimate = group.estimate
        low, high = estimate.median_interval_months
        head = [group.option, group.name, estimate.patients, estimate.total_events]
        head += [_cell(value) for value in (estimate.median_months, low, high)]
        if not times_of(estimate):
            writer.writerow([*head, *[""] * (len(OUTCOME_COLUMNS) - len(head))])
        for months in times_of(estimate):
            survival, lower, upper, at_risk = estimate.told_at(months)
            writer.writerow([*head, _cell(months), *map(_cell, (survival, lower, upper)), at_risk, *[""] * 5])
        for one in outcomes.against:
            if (one.option, one.group) == (group.option, group.name):
                interval = one.interval or (None, None)
                beside = [*map(_cell, (one.published, *interval)), "" if one.patients is None else one.patients]
                numbers = map(_cell, (one.time_months, one.observed, one.low, one.high))
                writer.writerow([*head, *numbers, one.at_risk, *beside, one.figure])
    return text.getvalue().encode("utf-8")


def _rounded(value: float) -> float:
    return round(value, 6)


def _cell(value: float | None) -> str:
    return "" if value is None else f"{value:.6f}".rstrip("0").rstrip(".")
