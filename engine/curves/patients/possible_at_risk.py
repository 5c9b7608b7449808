"""Whether printed numbers at risk can be of the clicked curve: whoever died is at risk no more.

At any time at most n × S(t) of n patients are still at risk, and fewer where patients were censored; between two
times likewise. A table of the other arm, of another endpoint or in other units breaks this law, and would be rebuilt
into deaths that nobody had at times at which nobody died.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from engine.curves.families import Floats
from engine.curves.patients.clicks import READING_ERROR, READING_ERROR_IN_TIME, ClickedCurve, DigitisedInputError
from engine.words.said import Number, Said, fault, say

#: what whole numbers of patients allow beside the curve's own reading error
_HALF_A_PATIENT: Final = 0.5


def check_possible(
    curve: ClickedCurve, time_months: Sequence[float], patients: Sequence[int], lines: Sequence[int]
) -> None:
    """Refuse numbers at risk that are more than the curve leaves, beyond the reading error of the clicks.

    Parameters
    ----------
    time_months, patients : the numbers at risk; the first is n at time 0.
    lines : of each number in its file, 0 where it stands in none; empty where no file is known.

    Raises
    ------
    DigitisedInputError : for the first number that cannot be.
    """
    times = np.array(time_months)
    slack = READING_ERROR_IN_TIME * curve.time_months[-1]
    falls, values = np.array(curve.time_months), np.array(curve.survival)
    # Between two clicks nobody knows where the curve fell: it may have kept the height of the one before.
    high = values[np.maximum(np.searchsorted(falls, times - slack, side="left") - 1, 0)] + READING_ERROR
    low = values[np.minimum(np.searchsorted(falls, times + slack, side="right"), falls.size - 1)] - READING_ERROR
    # At time 0 everybody is alive, without any error.
    low[0] = 1.0
    for at in range(1, len(patients)):
        for start in {0, at - 1}:
            if low[start] <= 0.0:
                continue
            most = patients[start] * high[at] / low[start] + _HALF_A_PATIENT
            if patients[at] > most:
                raise DigitisedInputError(
                    "at_risk",
                    _problem(time_months, patients, (start, at), int(most), lines[at] if lines else 0),
                    say("check that these numbers are of this curve: of the same arm, endpoint and unit of time"),
                )


def _problem(times: Sequence[float], patients: Sequence[int], places: tuple[int, int], most: int, line: int) -> Said:
    start, at = places
    parts = {
        "number": patients[at],
        "time": Number(f"{times[at]:g}"),
        "most": most,
        "before": patients[start],
        "start": Number(f"{times[start]:g}"),
    }
    if line:
        return fault(
            "line {line}: {number} patients are at risk at {time} months, where the curve leaves at most {most} of the "
            "{before} at {start} months",
            line=line,
            **parts,
        )
    return fault(
        "{number} patients are at risk at {time} months, where the curve leaves at most {most} of the {before} at "
        "{start} months",
        **parts,
    )


def note_of_excess(curve: ClickedCurve, time_months: Sequence[float], patients: Sequence[int]) -> Said | None:
    """Return what is to be said of numbers a little above the curve; None where all are below it.

    Parameters
    ----------
    curve : as it was rebuilt, with its steps where the clicks show them.
    time_months, patients : the numbers at risk; the first is n at time 0.
    """
    excess = np.array(patients) - patients[0] * _just_before(curve, np.array(time_months))
    worst = int(np.argmax(excess))
    if excess[worst] <= _HALF_A_PATIENT:
        return None
    return fault(
        "At {time} months {number} patients are at risk, {excess} more than the curve leaves of {all}; that is within "
        "the error of reading a figure.",
        time=Number(f"{time_months[worst]:g}"),
        number=patients[worst],
        excess=Number(f"{excess[worst]:.1f}"),
        all=patients[0],
    )


def _just_before(curve: ClickedCurve, times: Floats) -> Floats:
    """Survival just before each time: who dies at a time is still at risk then."""
    falls, values = np.array(curve.time_months), np.array(curve.survival)
    at = np.searchsorted(falls, times, side="left")
    found: Floats = np.interp(times, falls, values)
    is_click = (at < falls.size) & (falls[np.minimum(at, falls.size - 1)] == times)
    found[is_click] = values[at[is_click]]
    return found
