"""Exact binomial intervals (Clopper and Pearson, Biometrika 1934;26:404-13), without scipy.

The limits are quantiles of beta distributions; the incomplete beta function is the continued fraction of
DLMF 8.17.22 (https://dlmf.nist.gov/8.17), evaluated by Lentz's method. Tests hold it against scipy.
"""

from __future__ import annotations

import math
from functools import lru_cache

_TINY = 1e-300
_CONVERGED = 1e-15
_MOST_STEPS = 400


@lru_cache(maxsize=4096)
def exact_interval(events: int, patients: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact two-sided interval of a proportion.

    Parameters
    ----------
    events : 0 to `patients`.
    patients : at least 1.
    level : coverage, for example 0.95.

    Raises
    ------
    ValueError : counts that are no proportion.
    """
    if patients < 1 or not 0 <= events <= patients:
        raise ValueError(f"{events} of {patients} is no proportion")
    tail = (1.0 - level) / 2.0
    low = 0.0 if events == 0 else _beta_quantile(tail, events, patients - events + 1)
    high = 1.0 if events == patients else _beta_quantile(1.0 - tail, events + 1, patients - events)
    return low, high


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b) for a, b > 0 and x in [0, 1]."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    # The fraction converges fast below the mean; above it the symmetric form does.
    if x < (a + 1.0) / (a + b + 2.0):
        return math.exp(log_front) * _fraction(x, a, b) / a
    return 1.0 - math.exp(log_front) * _fraction(1.0 - x, b, a) / b


def _fraction(x: float, a: float, b: float) -> float:
    c = 1.0
    d = 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > _TINY else _TINY)
    value = d
    for m in range(1, _MOST_STEPS):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for step in (even, odd):
            d = 1.0 + step * d
            d = 1.0 / (d if abs(d) > _TINY else _TINY)
            c = 1.0 + step / c
            c = c if abs(c) > _TINY else _TINY
            factor = c * d
            value *= factor
        if abs(factor - 1.0) < _CONVERGED:
            break
    return value


def _beta_quantile(probability: float, a: float, b: float) -> float:
    """Solve I_x(a, b) = probability by Newton steps kept inside a shrinking bracket."""
    log_norm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    low, high = 0.0, 1.0
    x = a / (a + b)
    for _ in range(100):
        error = incomplete_beta(x, a, b) - probability
        if error > 0:
            high = x
        else:
            low = x
        log_density = log_norm + (a - 1.0) * math.log(x) + (b - 1.0) * math.log1p(-x)
        step = error / math.exp(max(log_density, -700.0))
        following = x - step
        if not low < following < high:
            following = 0.5 * (low + high)
        if abs(following - x) <= 1e-15 * max(x, 1e-15) or high - low < 1e-16:
            return following
        x = following
    return x
