"""Exact binomial intervals (Clopper and Pearson, Biometrika 1934;26:404-13), without scipy and without numpy.

The limits are quantiles of beta distributions. The incomplete beta function is the continued fraction of DLMF 8.17.22
(https://dlmf.nist.gov/8.17), evaluated by Lentz's method. A quantile is sought by Halley's steps inside a shrinking
bracket, from the approximation of Abramowitz and Stegun 26.5.22: three evaluations, as a rule. Tests hold it
against scipy.
"""

from __future__ import annotations

import math
from functools import lru_cache

_TINY = 1e-300
_CONVERGED = 1e-15
_MOST_STEPS = 400
#: of the search for a quantile; the bracket alone would need fewer than this
_MOST_TRIES = 100


@lru_cache(maxsize=4096)
def interval_of_counts(events: int, patients: int, level: float = 0.95) -> tuple[float, float]:
    """Return the exact two-sided interval of a proportion of whole patients.

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
    return _limits(events, patients - events, level, none=0.0)


def interval_of_proportion(proportion: float, patients: float, level: float = 0.95) -> tuple[float, float]:
    """Return the same interval of a proportion (0 to 1) seen in `patients` (> 0), which need not be a whole number.

    Raises
    ------
    ValueError : the proportion or the number is out of range.
    """
    if not 0.0 <= proportion <= 1.0:
        raise ValueError(f"a proportion of {proportion} is not between 0 and 1")
    if not patients > 0.0:
        raise ValueError(f"an interval needs patients, not {patients}")
    successes = proportion * patients
    # Less than half a success is none seen (and so for failures): the interval then reaches the end of the scale.
    lower, upper = _limits(successes, patients - successes, level, none=0.5)
    return min(lower, proportion), max(upper, proportion)


def _limits(successes: float, failures: float, level: float, *, none: float) -> tuple[float, float]:
    tail = (1.0 - level) / 2.0
    lower = 0.0 if successes < none or not successes else _beta_quantile(tail, successes, failures + 1.0)
    upper = 1.0 if failures < none or not failures else _beta_quantile(1.0 - tail, successes + 1.0, failures)
    return lower, upper


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


@lru_cache(maxsize=4096)
def _beta_quantile(probability: float, a: float, b: float) -> float:
    """Solve I_x(a, b) = probability, with a or b at least 1."""
    # Where one of the parameters is 1 the function is a power.
    if a == 1.0:
        return -math.expm1(math.log1p(-probability) / b)
    if b == 1.0:
        return math.exp(math.log(probability) / a)
    log_norm = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    low, high = 0.0, 1.0
    x = _near_quantile(probability, a, b)
    for _ in range(_MOST_TRIES):
        error = incomplete_beta(x, a, b) - probability
        if error > 0:
            high = x
        else:
            low = x
        log_density = log_norm + (a - 1.0) * math.log(x) + (b - 1.0) * math.log1p(-x)
        step = error / math.exp(max(log_density, -700.0))
        # After so small a step what a third one could mend is rounding.
        if abs(step) <= 1e-9 * x:
            return x - step
        bend = step * ((a - 1.0) / x - (b - 1.0) / (1.0 - x))
        following = x - step / (1.0 - 0.5 * max(-1.0, min(1.0, bend)))
        if not low < following < high:
            following = 0.5 * (low + high)
        if high - low < 1e-16:
            return following
        x = following
    return x


def _near_quantile(probability: float, a: float, b: float) -> float:
    """Return the quantile to two or three digits (Abramowitz and Stegun 26.5.22); the mean where that has no value."""
    if a <= 1.0 or b <= 1.0:
        return a / (a + b)
    normal = _normal_deviate(probability)
    first, second = 1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0)
    lam = (normal * normal - 3.0) / 6.0
    h = 2.0 / (first + second)
    if h + lam < 0.0:
        return a / (a + b)
    w = normal * math.sqrt(h + lam) / h - (second - first) * (lam + 5.0 / 6.0 - 2.0 / (3.0 * h))
    if abs(w) > 300.0:
        return a / (a + b)
    return min(max(a / (a + b * math.exp(2.0 * w)), 1e-12), 1.0 - 1e-12)


def _normal_deviate(probability: float) -> float:
    """Return the normal deviate exceeded with a probability, to 4.5e-4 (Abramowitz and Stegun 26.2.23)."""
    tail = min(probability, 1.0 - probability)
    t = math.sqrt(-2.0 * math.log(tail))
    found = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
    return found if probability < 0.5 else -found
