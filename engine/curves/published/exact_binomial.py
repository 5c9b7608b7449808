"""Exact (Clopper-Pearson) intervals for a proportion, also on a number of patients that is not whole."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

_POINTS = 2001


@lru_cache(maxsize=4096)
def _beta_quantile(probability: float, a: float, b: float) -> float:
    """Quantile of a Beta(a, b) distribution, a and b at least 0.5, to about 1e-6.

    With x = sin^2(angle) the density stays finite at both ends, so the trapezoid rule over the angle does.
    The grid is laid around the bulk of the distribution, which for thousands of patients is narrow.
    """
    mean = a / (a + b)
    centre = math.asin(math.sqrt(mean))
    reach = 7.0 / math.sqrt(4.0 * (a + b)) + 2.0 / (a + b)
    low = max(0.0, centre - reach) if a > 20.0 else 0.0
    high = min(math.pi / 2.0, centre + reach) if b > 20.0 else math.pi / 2.0
    angle = np.linspace(low, high, _POINTS)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_density = (2.0 * a - 1.0) * np.log(np.sin(angle)) + (2.0 * b - 1.0) * np.log(np.cos(angle))
    # 0 * log(0) at an end where the exponent vanishes: the density is 1 there, its logarithm 0.
    log_density = np.nan_to_num(log_density, nan=0.0, neginf=-np.inf)
    density = np.exp(log_density - np.max(log_density))
    cumulative = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) / 2.0)))
    found = float(np.interp(probability * cumulative[-1], cumulative, angle))
    return math.sin(found) ** 2


def exact_interval(proportion: float, patients: float, level: float = 0.95) -> tuple[float, float]:
    """Clopper-Pearson interval of a proportion (0 to 1) seen in `patients` (> 0, need not be whole).

    ValueError where the proportion or the number is out of range.
    """
    if not 0.0 <= proportion <= 1.0:
        raise ValueError(f"a proportion of {proportion} is not between 0 and 1")
    if not patients > 0.0:
        raise ValueError(f"an interval needs patients, not {patients}")
    successes = proportion * patients
    failures = patients - successes
    tail = (1.0 - level) / 2.0
    # Less than half a success is none seen (and so for failures): the interval then reaches the end of the scale.
    lower = 0.0 if successes < 0.5 else _beta_quantile(tail, successes, failures + 1.0)
    upper = 1.0 if failures < 0.5 else _beta_quantile(1.0 - tail, successes + 1.0, failures)
    return min(lower, proportion), max(upper, proportion)
