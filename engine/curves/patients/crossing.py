"""Whether two Kaplan-Meier curves cross, and where: then no one number stands for the whole time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from engine.curves.patients.clicks import READING_ERROR
from engine.curves.patients.kaplan_meier import KaplanMeier
from engine.words.said import Number, Said, say

#: products of fractions that are equal on paper miss one another by less
_EQUAL: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two curves over the time for which both were observed.

    Attributes
    ----------
    until_months : end of that time.
    at_months : when the lead changes from one curve to the other; empty where it never does.
    first_ahead, second_ahead : the largest lead of each curve, as a fraction.
    """

    until_months: float
    at_months: tuple[float, ...]
    first_ahead: float
    second_ahead: float

    @property
    def is_beyond_reading(self) -> bool:
        """Whether each curve leads by more than the error with which a figure is read."""
        return min(self.first_ahead, self.second_ahead) > READING_ERROR


def crossing_of(first: KaplanMeier, second: KaplanMeier) -> Crossing:
    """Find where two curves cross; where they run together for a while, the cross is where they part again.

    Parameters
    ----------
    first, second : estimates of two arms; times in months.
    """
    until = min(float(first.patient_months[-1]), float(second.patient_months[-1]))
    times = np.union1d(first.time_months, second.time_months)
    times = times[times <= until]
    lead = first.survival_at(times) - second.survival_at(times)
    apart = np.flatnonzero(np.abs(lead) > _EQUAL)
    turns = apart[1:][np.diff(np.sign(lead[apart])) != 0]
    return Crossing(
        until,
        tuple(times[turns].tolist()),
        max(0.0, float(lead.max(initial=0.0))),
        max(0.0, float(-lead.min(initial=0.0))),
    )


def crossing_as_json(found: Crossing) -> dict[str, Any]:
    """Return where two curves cross and how far each leads, in months and fractions."""
    return {
        "crosses": bool(found.at_months),
        "first_months": found.at_months[0] if found.at_months else None,
        "at_months": list(found.at_months),
        "largest_lead": [found.first_ahead, found.second_ahead],
        "until_months": found.until_months,
    }


def crossing_words(found: Crossing) -> Said:
    """Return what a crossing, or none, means for the other numbers, in one sentence."""
    until = Number(f"{found.until_months:.1f}")
    if not found.at_months:
        return say(
            "The curves do not cross up to {until} months; whether one hazard ratio stands for the whole time is not "
            "shown by that alone.",
            until=until,
        )
    first = Number(f"{found.at_months[0]:.1f}")
    leads = sorted((100.0 * found.first_ahead, 100.0 * found.second_ahead))
    less, more = (Number(f"{lead:.1f}") for lead in leads)
    if found.is_beyond_reading:
        return say(
            "The curves cross, first at {first} months, and lead by up to {more} and {less} points: neither one hazard "
            "ratio nor the log-rank test stands for the whole time.",
            first=first,
            more=more,
            less=less,
        )
    return say(
        "The curves cross, first at {first} months, but one of them leads by {less} points at most, which is within "
        "the error of reading a figure.",
        first=first,
        less=less,
    )
