"""How many patients a published figure really rests on, once censoring is allowed for."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.curves.families import Floats

_SIMPSON_PANELS = 64


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Length of follow-up as published, months; each part may be unknown (None), but not all three.

    median_months is the median over the cohort, min_months and max_months its range.
    """

    min_months: float | None = None
    median_months: float | None = None
    max_months: float | None = None

    def corners(self) -> tuple[float, float, float]:
        """Shortest, median and longest follow-up, gaps filled as for steady accrual (median in the middle)."""
        low = self.min_months
        middle = self.median_months
        high = self.max_months
        if middle is None:
            if high is None:
                middle = 2.0 * low if low is not None else math.inf
            else:
                middle = (high + (low if low is not None else 0.0)) / 2.0
        if high is None:
            high = 2.0 * middle - (low if low is not None else 0.0)
        if low is None:
            low = max(0.0, 2.0 * middle - high)
        return low, middle, high


def uncensored_fraction(time_months: Floats, follow_up: FollowUp) -> Floats:
    """G(t): the proportion whose follow-up is at least t, straight lines through (min, 1), (median, 0.5), (max, 0)."""
    low, middle, high = follow_up.corners()
    if math.isinf(middle):
        return np.ones_like(time_months)
    # np.interp takes the last of equal abscissae; a hair of distance keeps a vertical step a step.
    middle = max(middle, low + 1e-9 * max(low, 1.0))
    high = max(high, middle + 1e-9 * max(middle, 1.0))
    return np.interp(time_months, [low, middle, high], [1.0, 0.5, 0.0])


def effective_number(patients: float, time_months: float, survival: float, follow_up: FollowUp | None) -> float:
    """The number of uncensored patients that would carry as much information on S(t).

    n (1 - S) / S / integral_0^t lambda / (S(u) G(u)) du: the ratio of the binomial variance without censoring
    to Greenwood's with it, the curve taken as exponential through the figure. Equals `patients` where
    everybody was followed beyond t. Follow-up unknown (None): `patients`.

    The proportion still followed is not let below one patient, so that the integral stays finite at the end of
    follow-up; a survival of 0 or 1 is read as half a patient away from it.
    """
    if follow_up is None or time_months <= 0.0:
        return float(patients)
    edge = min(0.5 / patients, 0.25)
    survival = min(max(survival, edge), 1.0 - edge)
    rate = -math.log(survival) / time_months
    times = np.linspace(0.0, time_months, _SIMPSON_PANELS + 1)
    followed = np.maximum(uncensored_fraction(times, follow_up), 1.0 / patients)
    integrand = rate * np.exp(rate * times) / followed
    # Relative to the same integral without censoring, so that the quadrature error cancels where G = 1.
    without = rate * np.exp(rate * times)
    return float(patients * _simpson(without) / _simpson(integrand))


def _simpson(values: Floats) -> float:
    """Simpson's sum over evenly spaced values (an odd number of them), in units of a third of the step."""
    return float(values[0] + values[-1] + 4.0 * values[1:-1:2].sum() + 2.0 * values[2:-1:2].sum())


def expected_at_risk(patients: float, time_months: float, survival: float, follow_up: FollowUp | None) -> float:
    """Patients expected to be alive and still followed at t; without follow-up the most it can be, n S."""
    followed = 1.0
    if follow_up is not None:
        followed = float(uncensored_fraction(np.array([time_months]), follow_up)[0])
    return patients * survival * followed
