"""Kaplan-Meier curves as a reader takes them away: limits, numbers at risk, medians, restricted means, a comparison."""

from __future__ import annotations

import math
from typing import Any

from engine.curves.patients.crossing import crossing_as_json, crossing_of, crossing_words
from engine.curves.patients.kaplan_meier import KaplanMeier
from engine.curves.patients.survival_statistics import ComparisonRefusedError, TrialArm, hazard_ratio, log_rank

#: months at which a curve is told where no times are asked for
TIMES = (6.0, 12.0, 24.0, 36.0, 60.0)
_Z_95 = 1.959963984540054
#: what a comparison of two rebuilt arms never shows; whether the curves cross is found and said before it
NOT_CONCLUDED = (
    "The patients were rebuilt from a printed curve: times are right within the reading error, persons are not.",
    "No covariate is known: nothing can be adjusted for, and no subgroup can be looked at.",
    "That two arms do not differ here does not show that they are alike.",
)


def curve_as_json(estimate: KaplanMeier, horizon_months: float | None = None) -> dict[str, Any]:
    """Return an estimate: counts, median with limits, the staircase, and what is told at fixed times.

    Parameters
    ----------
    horizon_months : of the restricted mean; None where none is wanted.
    """
    last = float(estimate.patient_months[-1])
    times = [months for months in TIMES if months <= last]
    found: dict[str, Any] = {
        "patients": estimate.patients,
        "events": estimate.total_events,
        "median_months": estimate.median_months,
        "median_interval_months": list(estimate.median_interval_months),
        "last_time_months": last,
        "limits": "95 %, log-log",
        "at": [told_at(estimate, months) for months in times],
        "time_months": estimate.time_months.tolist(),
        "survival": estimate.survival.tolist(),
        "lower": estimate.lower.tolist(),
        "upper": estimate.upper.tolist(),
    }
    if horizon_months is not None:
        mean = estimate.restricted_mean(horizon_months)
        found["restricted_mean"] = {
            "horizon_months": horizon_months,
            "mean_months": mean.mean_months,
            "interval_months": list(mean.interval_months),
        }
    return found


def told_at(estimate: KaplanMeier, months: float) -> dict[str, Any]:
    """Return survival at one time with its 95 % limits and the number at risk."""
    return {"time_months": months, **estimate.told_at(months)._asdict()}


def common_horizon(first: KaplanMeier, second: KaplanMeier) -> float:
    """Return the longest time that both arms were observed for, in whole months where there are any."""
    shorter = min(float(first.patient_months[-1]), float(second.patient_months[-1]))
    return float(math.floor(shorter)) or shorter


def compared(control: TrialArm, treated: TrialArm, horizon_months: float | None = None) -> dict[str, Any]:
    """Return two arms of one trial side by side: curves, restricted means, where they cross, log-rank, hazard ratio.

    Parameters
    ----------
    horizon_months : of the restricted means; None: the longest time that both arms were observed for.

    Raises
    ------
    ComparisonRefusedError : arms of different trials, or rebuilt without numbers at risk.
    """
    test = log_rank(control, treated)
    first, second = control.arm.estimate(), treated.arm.estimate()
    longest = common_horizon(first, second)
    horizon = longest if horizon_months is None else horizon_months
    if horizon > min(float(first.patient_months[-1]), float(second.patient_months[-1])):
        raise ComparisonRefusedError(
            f"A restricted mean to {horizon:g} months goes beyond what both arms were observed for: "
            f"choose at most {longest:g} months."
        )
    crossing = crossing_of(first, second)
    one, other = first.restricted_mean(horizon), second.restricted_mean(horizon)
    reach = _Z_95 * math.hypot(one.standard_error_months, other.standard_error_months)
    difference = other.mean_months - one.mean_months
    return {
        "trial": control.trial,
        "arms": [
            {"name": control.name, **curve_as_json(first, horizon), "notes": list(control.arm.notes)},
            {"name": treated.name, **curve_as_json(second, horizon), "notes": list(treated.arm.notes)},
        ],
        "restricted_mean_difference": {
            "horizon_months": horizon,
            "months": difference,
            "interval_months": [difference - reach, difference + reach],
        },
        "crossing": crossing_as_json(crossing),
        "log_rank": {"chi_squared": test.chi_squared, "p_value": test.p_value},
        "hazard_ratio": _ratio(control, treated),
        "not_concluded": [crossing_words(crossing), *NOT_CONCLUDED],
    }


def _ratio(control: TrialArm, treated: TrialArm) -> dict[str, Any]:
    """Return the hazard ratio, or why there is none: the rest of the comparison stands without it."""
    try:
        found = hazard_ratio(control, treated)
    except ComparisonRefusedError as error:
        return {"none_because": str(error)}
    if not all(map(math.isfinite, (found.ratio, found.lower, found.upper))):
        return {"none_because": "The arms are so far apart that the ratio has no upper limit."}
    return {
        "of": treated.name,
        "over": control.name,
        "ratio": found.ratio,
        "lower": found.lower,
        "upper": found.upper,
        "p_value": found.p_value,
    }
