"""Comparisons between the arms of one trial, by lifelines, which is imported only when one is asked for.

Arms of different trials were not randomised against each other and are refused; so is whatever was not rebuilt
with its numbers at risk.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.curves.families import Floats
from engine.curves.patients.digitised import RebuiltArm


class ComparisonRefusedError(ValueError):
    """Two arms that must not, or cannot, be compared; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class TrialArm:
    """A rebuilt arm and the trial it belongs to (the id of its source), with its name."""

    trial: str
    name: str
    arm: RebuiltArm


@dataclass(frozen=True, slots=True)
class LogRankTest:
    """Log-rank test of two arms: chi-squared on one degree of freedom, and its p value."""

    chi_squared: float
    p_value: float


@dataclass(frozen=True, slots=True)
class HazardRatio:
    """Hazard of the second arm over that of the first (Cox, Efron's ties), its 95 % interval and Wald p value."""

    ratio: float
    lower: float
    upper: float
    p_value: float


@dataclass(frozen=True, slots=True)
class LifelinesEstimate:
    """Kaplan-Meier by lifelines, as a check on ours: survival and log-log limits at each distinct time, months."""

    time_months: tuple[float, ...]
    survival: tuple[float, ...]
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    median_months: float | None


def log_rank(first: TrialArm, second: TrialArm) -> LogRankTest:
    """Test whether two arms of one trial differ; raises ComparisonRefusedError for any others."""
    _check(first, second)
    from lifelines.statistics import logrank_test

    times_a, events_a = _as_arrays(first.arm)
    times_b, events_b = _as_arrays(second.arm)
    result = logrank_test(times_a, times_b, event_observed_A=events_a, event_observed_B=events_b)
    return LogRankTest(float(result.test_statistic), float(result.p_value))


def hazard_ratio(control: TrialArm, treated: TrialArm) -> HazardRatio:
    """Hazard ratio of two arms of one trial, treated over control.

    Raises ComparisonRefusedError for arms of different trials, for anything but arms rebuilt with their numbers
    at risk, and where an arm has no events, so that the ratio is 0 or infinite.
    """
    _check(control, treated)
    for member in (control, treated):
        if member.arm.events == 0:
            raise ComparisonRefusedError(f"{member.name}: no events, so there is no hazard ratio.")
    import pandas as pd
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError

    parts = [(*_as_arrays(member.arm), float(group)) for group, member in enumerate((control, treated))]
    table = pd.DataFrame(
        {
            "time": np.concatenate([part[0] for part in parts]),
            "event": np.concatenate([part[1] for part in parts]),
            "treated": np.concatenate([np.full(part[0].size, part[2]) for part in parts]),
        }
    )
    with warnings.catch_warnings():
        # A warning of near-separation shows in the interval; it need not reach the window.
        warnings.simplefilter("ignore")
        try:
            fitted = CoxPHFitter().fit(table, duration_col="time", event_col="event")
        except ConvergenceError as error:
            raise ComparisonRefusedError(
                f"{control.name} and {treated.name}: the arms share no time at which both could have events, so "
                "there is no hazard ratio."
            ) from error
        coefficient = float(fitted.params_["treated"])
        deviation = float(fitted.standard_errors_["treated"])
        p_value = float(fitted.summary.loc["treated", "p"])
    reach = 1.959963984540054 * deviation
    # A ratio beyond what a float holds is infinite.
    with np.errstate(over="ignore"):
        lower, ratio, upper = np.exp([coefficient - reach, coefficient, coefficient + reach]).tolist()
    return HazardRatio(ratio, lower, upper, p_value)


def lifelines_estimate(arm: RebuiltArm) -> LifelinesEstimate:
    """Estimate the survival of one arm by lifelines, log-log limits; a median that is not reached is None."""
    from lifelines import KaplanMeierFitter
    from lifelines.utils import median_survival_times

    times, events = _as_arrays(arm)
    fitted = KaplanMeierFitter().fit(times, events)
    limits = fitted.confidence_interval_survival_function_.to_numpy()
    median = float(median_survival_times(fitted.survival_function_))
    return LifelinesEstimate(
        tuple(fitted.survival_function_.index.to_numpy(dtype=np.float64).tolist()),
        tuple(fitted.survival_function_.iloc[:, 0].to_numpy(dtype=np.float64).tolist()),
        tuple(limits[:, 0].tolist()),
        tuple(limits[:, 1].tolist()),
        None if math.isinf(median) else median,
    )


def _is_comparable(member: object) -> bool:
    return isinstance(member, TrialArm) and isinstance(member.arm, RebuiltArm)


def _check(first: TrialArm, second: TrialArm) -> None:
    for member in (first, second):
        # The types say so already; a caller without a type checker is told in words.
        if not _is_comparable(member):
            raise ComparisonRefusedError("Only arms rebuilt with their numbers at risk can be compared.")
    if not first.trial or first.trial != second.trial:
        raise ComparisonRefusedError(
            f"{first.name} ({first.trial or 'no trial'}) and {second.name} ({second.trial or 'no trial'}) are not "
            "arms of one trial: a comparison between them would not be randomised."
        )
    if first.name == second.name:
        raise ComparisonRefusedError(f"{first.name} cannot be compared with itself.")


def _as_arrays(arm: RebuiltArm) -> tuple[Floats, NDArray[np.int64]]:
    times = np.array([patient.time_months for patient in arm.patients], dtype=np.float64)
    events = np.array([patient.event for patient in arm.patients], dtype=np.int64)
    return times, events
