"""Survival curve with an honest band from the few figures that a paper prints.

Curve: through the published points, bridged by the shape of the posterior median. Band: 95 % for the underlying
population, always - never the narrower band of "curves through these points", which is no confidence band.
Solid to the last point, dashed beyond, and it stops at twice the last point or the longest follow-up.

Comparisons between such curves are visual only: no hazard ratio, test or p value can be had from them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from engine.curves.families import Floats
from engine.curves.published import curve_warnings as badges
from engine.curves.published.anchors import Anchor, PublishedFigures, anchors_of, beyond_follow_up, completed_follow_up
from engine.curves.published.curve_warnings import Badge
from engine.curves.published.effective_number import effective_number
from engine.curves.published.posterior import Points, Posterior
from engine.curves.published.priors import ShapePrior, prior_for
from engine.words.said import say

METHOD: Final = (
    "Rebuilt from published figures, not patient data: Bayesian average of Weibull, log-logistic and "
    "log-normal curves, with some patients who never have the event; band: 95 % for the underlying "
    "population."
)
METHOD_VERSION: Final = "landmarks/2"

_GRID_POINTS: Final = 81
_BAND: Final = (0.025, 0.975)
# Survival is printed to a whole percent (standard deviation 0.29 points), and a median to a tenth of a month,
# which comes to much the same.
_ROUNDING: Final = 0.003
_HORIZON: Final = 2.0
# A point is set aside where fewer than one cohort in a hundred would show it, given the other points.
_IMPLAUSIBLE: Final = 0.01
# Confidence limits of a median are points only approximately (0.032 was the worst seen), and rest on the same
# patients as the median itself: only a slip of the pen should set them aside.
_IMPLAUSIBLE_LIMIT: Final = 0.001
# Most of 18 published limits were within 0.010 of their point, the worst 0.032 off; and where the follow-up is not
# published the effective number behind them is not known either, which moves a point of 100 patients by about 0.03.
_LIMIT_READING: Final = 0.035
_LIMIT_SLACK: Final = 0.04
# Without n the curve is drawn without a band; the number then only says how freely the points may be missed.
_NOMINAL_PATIENTS: Final = 30


@dataclass(frozen=True, slots=True)
class PublishedCurve:
    """A survival curve built from published figures; survival and its band from 0 to 1, times in months.

    time_months, survival: the curve, empty where none can be drawn (a badge says why).
    lower, upper: 95 % band for the population, as long as the curve; None without n.
    population_survival: median of the posterior, which the band surrounds; it need not meet the points.
    solid_until_months: last time that rests on a published point; beyond it the line is dashed.
    stops_at_months: end of the curve.
    anchors: the published points, with their own intervals; those with `kept` False are drawn hollow.
    """

    time_months: tuple[float, ...]
    survival: tuple[float, ...]
    lower: tuple[float, ...] | None
    upper: tuple[float, ...] | None
    population_survival: tuple[float, ...]
    solid_until_months: float
    stops_at_months: float
    badges: tuple[Badge, ...]
    anchors: tuple[Anchor, ...]
    endpoint: str
    patients: int | None
    method: str = METHOD
    method_version: str = METHOD_VERSION


def landmark_curve(figures: PublishedFigures) -> PublishedCurve:
    """Build the curve of one arm from its published figures.

    Raises ImpossibleFigures (see `engine.curves.published.anchors`) where the figures cannot be of one curve. Figures
    that are merely too few give a curve without a band, or no curve, with a badge that says so. Deterministic.
    """
    anchors = anchors_of(figures)
    if not anchors:
        return _no_curve(figures)
    anchors, notes = _without_unusable_limits(anchors, figures)
    prior = prior_for(figures.endpoint, figures.curative)
    anchors, posterior, more_notes = _consistent(anchors, figures, prior)
    kept = _points(anchors, figures, prior.step_sd)
    last = float(kept.time_months[-1])
    longest = figures.follow_up.max_months if figures.follow_up is not None else None
    stop = _HORIZON * last if longest is None else min(_HORIZON * last, longest)
    # A figure at the very end of follow-up: the curve ends there.
    stop = max(stop, last)
    times = np.unique(np.concatenate((np.linspace(0.0, stop, _GRID_POINTS), kept.time_months)))
    lower, middle, upper = _quantiles(posterior, times)
    display = _bridged(times, middle, kept)
    has_band = figures.patients is not None
    return PublishedCurve(
        time_months=tuple(times.tolist()),
        survival=tuple(display.tolist()),
        lower=tuple(lower.tolist()) if has_band else None,
        upper=tuple(upper.tolist()) if has_band else None,
        population_survival=tuple(middle.tolist()),
        solid_until_months=_solid_until(anchors, figures),
        stops_at_months=stop,
        badges=_badges(figures, anchors, (*notes, *more_notes)),
        anchors=anchors,
        endpoint=figures.endpoint,
        patients=figures.patients,
    )


def landmark_curve_as_json(curve: PublishedCurve) -> dict[str, Any]:
    """The curve with the contract's keys, ready for `json.dumps`; survival 0 to 1, times in months."""
    return {
        "time_months": _rounded(curve.time_months),
        "survival": _rounded(curve.survival),
        "lower": None if curve.lower is None else _rounded(curve.lower),
        "upper": None if curve.upper is None else _rounded(curve.upper),
        "solid_until_months": round(curve.solid_until_months, 6),
        "stops_at_months": round(curve.stops_at_months, 6),
        "badges": [{"kind": badge.kind, "text": badge.text} for badge in curve.badges],
        "published": [
            {
                "time_months": anchor.time_months,
                "survival": round(anchor.survival, 6),
                "kind": anchor.kind,
                "effective_number": None if anchor.effective_number is None else round(anchor.effective_number, 2),
                "lower": None if anchor.lower is None else round(anchor.lower, 6),
                "upper": None if anchor.upper is None else round(anchor.upper, 6),
                "interval": anchor.interval,
                "kept": anchor.kept,
            }
            for anchor in curve.anchors
        ],
        "endpoint": curve.endpoint,
        "n": curve.patients,
        "method": curve.method,
        "method_version": curve.method_version,
    }


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(value, 6) for value in values]


def _no_curve(figures: PublishedFigures) -> PublishedCurve:
    if figures.median_not_reached:
        text = say(
            "No curve: a median that was not reached, without survival at any time, leaves the curve open "
            "above one half."
        )
    elif figures.patients is not None:
        text = say(
            "No curve: only the number of patients ({patients}) is published, no figure of survival.",
            patients=str(figures.patients),
        )
    else:
        text = say("No curve: no figure of survival is published.")
    return PublishedCurve(
        (), (), None, None, (), 0.0, 0.0, (Badge("no_curve", text),), (), figures.endpoint, figures.patients
    )


def _badges(figures: PublishedFigures, anchors: Sequence[Anchor], notes: Sequence[Badge]) -> tuple[Badge, ...]:
    found: list[Badge | None] = [
        badges.immature(figures, anchors),
        badges.shape_assumed(anchors),
        badges.few_at_risk(figures, anchors),
        *notes,
        badges.other_denominator(figures, anchors),
    ]
    if figures.median_not_reached:
        found.append(Badge("median_not_reached", say("The median was not reached.")))
    if figures.patients is None:
        found.append(Badge("no_band", say("No band: the number of patients is not published.")))
    return tuple(badge for badge in found if badge is not None)


def _solid_until(anchors: Sequence[Anchor], figures: PublishedFigures) -> float:
    """Last kept point; 0 where the whole line is an assumption (a single landmark, or no n)."""
    if figures.patients is None or (len(anchors) == 1 and anchors[0].kind == "landmark"):
        return 0.0
    return max(anchor.time_months for anchor in anchors if anchor.kept)


def _without_unusable_limits(
    anchors: Sequence[Anchor], figures: PublishedFigures
) -> tuple[tuple[Anchor, ...], list[Badge]]:
    """Set aside confidence limits of the median that cannot be points beside the figures themselves."""
    firm = [anchor for anchor in anchors if anchor.kind in ("landmark", "median")]
    result: list[Anchor] = []
    notes = [
        badges.limit_beyond_follow_up(limit)
        for limit in figures.median_ci_months
        if limit is not None and beyond_follow_up(limit, figures)
    ]
    for anchor in anchors:
        if anchor.kind in ("landmark", "median"):
            result.append(anchor)
            continue
        breach, against = _breach(anchor, firm)
        if breach >= 0.0:
            result.append(replace(anchor, kept=False))
            if against is not None and breach > _LIMIT_SLACK:
                notes.append(badges.inconsistent(anchor, against, unexpected=False))
        else:
            result.append(anchor)
    return tuple(result), notes


def _breach(limit: Anchor, firm: Sequence[Anchor]) -> tuple[float, Anchor | None]:
    """By how much survival would rise between a limit and the figures around it (negative: it does not)."""
    worst, against = -1.0, None
    for anchor in firm:
        if anchor.time_months == limit.time_months:
            rise = abs(anchor.survival - limit.survival)
        elif anchor.time_months < limit.time_months:
            rise = limit.survival - anchor.survival
        else:
            rise = anchor.survival - limit.survival
        if rise > worst:
            worst, against = rise, anchor
    return worst, against


def _points(anchors: Sequence[Anchor], figures: PublishedFigures, step_sd: float) -> Points:
    """The kept points as the fit takes them: one per time, never rising.

    A landmark and the median may contradict each other by their rounding; they then meet in the middle.
    """
    pooled: list[tuple[float, float, float, bool, float, int]] = []
    for anchor in anchors:
        if not anchor.kept:
            continue
        number = anchor.effective_number if anchor.effective_number is not None else float(_NOMINAL_PATIENTS)
        if pooled and pooled[-1][0] == anchor.time_months:
            time, survival, other, timed, reading, count = pooled.pop()
            mean = (survival * count + anchor.survival) / (count + 1)
            pooled.append((time, mean, min(number, other), timed or anchor.kind == "median", reading, count + 1))
        else:
            reading = math.hypot(_ROUNDING if anchor.kind in ("landmark", "median") else _LIMIT_READING, step_sd)
            pooled.append((anchor.time_months, anchor.survival, number, anchor.kind == "median", reading, 1))
    times = np.array([point[0] for point in pooled])
    falling: Floats = np.array([point[1] for point in pooled])
    for index in range(1, falling.size):
        if falling[index] > falling[index - 1]:
            falling[index - 1 : index + 1] = falling[index - 1 : index + 1].mean()
    falling = np.minimum.accumulate(falling)
    return Points(
        times,
        falling,
        np.array([point[2] for point in pooled]),
        np.array([point[3] for point in pooled]),
        np.array([point[4] for point in pooled]),
        _not_reached(figures, float(times[-1]), float(falling[-1])),
    )


def _not_reached(figures: PublishedFigures, last_months: float, last_survival: float) -> tuple[float, float] | None:
    """When the curve is known not to have come down to one half, and the patients that rests on.

    At the median follow-up, where half of the patients still count; where the points reach that far already,
    half-way between the last of them and the longest follow-up.
    """
    follow_up = completed_follow_up(figures)
    if not figures.median_not_reached or follow_up is None or figures.patients is None or last_survival <= 0.5:
        return None
    _, middle, longest = follow_up.corners()
    time = middle if middle > last_months else (last_months + longest) / 2.0
    if not last_months < time < float("inf"):
        return None
    return time, effective_number(figures.patients, time, 0.5, follow_up)


def _consistent(
    anchors: tuple[Anchor, ...], figures: PublishedFigures, prior: ShapePrior
) -> tuple[tuple[Anchor, ...], Posterior, list[Badge]]:
    """Fit, setting aside one by one the points that the others make implausible.

    The point that rests on most patients (of equals the earliest) always stays.
    """
    notes: list[Badge] = []
    firmest = max(
        (anchor for anchor in anchors if anchor.kept),
        key=lambda anchor: (anchor.kind in ("landmark", "median"), anchor.effective_number or 0.0, -anchor.time_months),
    )
    while True:
        points = _points(anchors, figures, prior.step_sd)
        posterior = Posterior(points, prior)
        candidates = [anchor for anchor in anchors if anchor.kept and anchor is not firmest]
        if not candidates or points.time_months.size < 2 or figures.patients is None:
            return anchors, posterior, notes
        ratios = []
        for anchor in candidates:
            index = int(np.searchsorted(points.time_months, anchor.time_months))
            least = _IMPLAUSIBLE if anchor.kind in ("landmark", "median") else _IMPLAUSIBLE_LIMIT
            ratios.append(posterior.tail_probability(index) / least)
        worst = int(np.argmin(ratios))
        if ratios[worst] >= 1.0:
            return anchors, posterior, notes
        dropped = candidates[worst]
        notes.append(badges.inconsistent(dropped, firmest, unexpected=True))
        anchors = tuple(replace(anchor, kept=False) if anchor is dropped else anchor for anchor in anchors)


def _quantiles(posterior: Posterior, times: Floats) -> tuple[Floats, Floats, Floats]:
    """2.5 %, 50 % and 97.5 % of survival over the posterior, each within 0 to 1 and never rising."""
    # Single precision halves the sorting, and is a thousand times finer than the draws.
    drawn = np.sort(posterior.curves().survival_at(times).astype(np.float32), axis=1)
    result = []
    for level, slack in ((_BAND[0], -_ROUNDING), (0.5, 0.0), (_BAND[1], _ROUNDING)):
        position = level * (drawn.shape[1] - 1)
        below = int(position)
        under, over = drawn[:, below].astype(np.float64), drawn[:, below + 1].astype(np.float64)
        values = under + (position - below) * (over - under)
        # At the start everybody is alive, exactly.
        values = np.where(times > 0.0, values + slack, 1.0)
        # Each drawn curve falls, so their quantiles do; the accumulation removes the last rounding bit.
        result.append(np.minimum.accumulate(np.clip(values, 0.0, 1.0)))
    return result[0], result[1], result[2]


def _bridged(times: Floats, shape: Floats, points: Points) -> Floats:
    """The curve through the points, falling between them in the way `shape` falls.

    Between two points the fall of `shape` is stretched to the published fall; beyond the last it falls by the
    same proportions.
    """
    knots = np.concatenate(([0.0], points.time_months))
    values = np.concatenate(([1.0], points.survival))
    at_knots = shape[np.searchsorted(times, knots)]
    result = np.empty_like(shape)
    for index in range(knots.size - 1):
        inside = (times >= knots[index]) & (times <= knots[index + 1])
        fall = at_knots[index] - at_knots[index + 1]
        if fall > 1e-9:
            done = (at_knots[index] - shape[inside]) / fall
        else:
            done = (times[inside] - knots[index]) / (knots[index + 1] - knots[index])
        result[inside] = values[index] + (values[index + 1] - values[index]) * np.clip(done, 0.0, 1.0)
    beyond = times > knots[-1]
    result[beyond] = values[-1] * shape[beyond] / max(float(at_knots[-1]), 1e-12)
    # Put the published values in themselves, not what rounding makes of them.
    result[np.searchsorted(times, knots)] = values
    return np.minimum.accumulate(np.clip(result, 0.0, 1.0))
