"""Patient-level data from a digitised survival curve, after Guyot et al. (BMC Med Res Methodol 2012;12:9).

Between two printed numbers at risk, patients are censored at even distances; how many follows from the fall of
the curve, and is found by iteration. What differs from the published algorithm:

- the clicks are made to fall by isotonic regression (`engine.curves.patients.clicks`);
- clicks that show the steps of the printed curve are taken as steps; between clicks set here and there the line
  falls evenly, and an event is put where it passes half-way down the step that the event makes, so that the
  rebuilt curve runs neither above nor below the line, however sparse the clicks;
- numbers at risk are kept exactly and no count is ever negative; the iteration is capped.

Without numbers at risk nothing tells a censored patient from a dead one (events come out a third too many), so
the result is a curve and nothing that invites a comparison.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from engine.curves.patients.clicks import ClickedCurve, DigitisedInputError, clean_clicks
from engine.curves.patients.kaplan_meier import KaplanMeier, kaplan_meier
from engine.curves.patients.possible_at_risk import check_possible, note_of_excess
from engine.words.said import Number, fault, say

METHOD_VERSION: Final = "digitised/1"

_ITERATIONS: Final = 100
# Every patient is rebuilt one by one; no trial arm comes near this.
_MOST_PATIENTS: Final = 100_000


@dataclass(frozen=True, slots=True)
class NumbersAtRisk:
    """Numbers printed under a figure: patients still at risk at each time (months).

    lines: of each in its file, 0 where it stands in none; empty where no file is known.
    """

    time_months: tuple[float, ...]
    patients: tuple[int, ...]
    lines: tuple[int, ...] = field(default=(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Patient:
    """One rebuilt patient: time in months, and whether the event happened then."""

    time_months: float
    event: bool


@dataclass(frozen=True, slots=True)
class DigitisedCurve:
    """A digitised curve without numbers at risk: the curve, and no more.

    It has no hazard ratio, test or interval, and the functions that compute these do not take it.
    patients: n where it is known. stand_ins: patients that redraw the curve (empty without n); their number is n,
    but who of them had the event is a matter of drawing only.
    """

    curve: ClickedCurve
    patients: int | None
    stand_ins: tuple[Patient, ...]
    notes: tuple[str, ...]

    @property
    def median_months(self) -> float | None:
        """Where the curve comes down to one half; None where it does not."""
        return self.curve.median_months


@dataclass(frozen=True, slots=True)
class RebuiltArm:
    """An arm rebuilt with its numbers at risk: patients, sorted by time, on whom statistics may be done."""

    curve: ClickedCurve
    at_risk: NumbersAtRisk
    patients: tuple[Patient, ...]
    notes: tuple[str, ...]

    @property
    def events(self) -> int:
        """Number of rebuilt events."""
        return sum(patient.event for patient in self.patients)

    def estimate(self) -> KaplanMeier:
        """Kaplan-Meier estimate of the rebuilt patients."""
        return kaplan_meier(
            [patient.time_months for patient in self.patients], [patient.event for patient in self.patients]
        )


def rebuild(
    time_months: ArrayLike,
    survival: ArrayLike,
    at_risk: NumbersAtRisk | None = None,
    patients: int | None = None,
    events: int | None = None,
    lines: Sequence[int] | None = None,
) -> RebuiltArm | DigitisedCurve:
    """Rebuild an arm from clicks (times in months, survival as fractions or percent).

    at_risk: the numbers at risk; with them the result is a RebuiltArm, without them a DigitisedCurve.
    patients: n, where not the first number at risk. events: total events as published. lines: the line of each click
    in its file, for sentences about them.
    Raises DigitisedInputError for clicks or numbers that cannot be of one curve.
    """
    curve = clean_clicks(time_months, survival, lines)
    table = _checked_table(at_risk, patients)
    if table is not None:
        check_possible(curve, table.time_months, table.patients, table.lines)
    number = table.patients[0] if table is not None else _checked_count("n", patients)
    total = _checked_count("events", events, least=0)
    if total is not None and number is not None and total > number:
        raise DigitisedInputError(
            "events",
            fault(
                "{total} events are more than the {number} patients",
                total=total,
                number=number,
            ),
            say("check both against the paper"),
        )
    notes = list(curve.notes)
    if number is None:
        notes.append(say("Without the number of patients or numbers at risk there is the curve alone."))
        return DigitisedCurve(curve.as_staircase() if curve.has_levels else curve, None, (), tuple(notes))
    numbers = table or NumbersAtRisk((0.0,), (number,))
    found = _Rebuilding(curve, numbers, total, table is not None).run()
    if curve.shows_steps(sum(patient.event for patient in found)):
        # Clicks that show the steps fall where they are first lower, not evenly from the click before.
        curve = curve.as_staircase()
        found = _Rebuilding(curve, numbers, total, table is not None).run()
    _note_events(found, total, notes)
    if table is None:
        notes.append(
            say(
                "No numbers at risk: the curve can be shown, but events and censoring cannot be told apart, so there "
                "is no hazard ratio, test or interval."
            )
        )
        return DigitisedCurve(curve, number, found, tuple(notes))
    excess = note_of_excess(curve, table.time_months, table.patients)
    if excess is not None:
        notes.append(excess)
    if table.time_months[-1] > 2.0 * curve.time_months[-1]:
        notes.append(
            say(
                "The numbers at risk go on to {last} months, the clicks only to {last_click}; check that both are in "
                "months.",
                last=Number(f"{table.time_months[-1]:g}"),
                last_click=Number(f"{curve.time_months[-1]:g}"),
            )
        )
    return RebuiltArm(curve, table, found, tuple(notes))


def digitised_as_json(result: RebuiltArm | DigitisedCurve) -> dict[str, Any]:
    """Return the result with the contract's keys, ready for `json.dumps`."""
    members = result.patients if isinstance(result, RebuiltArm) else result.stand_ins
    answer: dict[str, Any] = {
        "n": len(members) if members else None,
        "events": sum(patient.event for patient in members) if members else None,
        "median_months": None,
        "patients": [[round(patient.time_months, 6), int(patient.event)] for patient in members],
        "time_months": [round(time, 6) for time in result.curve.time_months],
        "survival": [round(value, 6) for value in result.curve.survival],
        "comparable": isinstance(result, RebuiltArm),
        "notes": list(result.notes),
        "method_version": METHOD_VERSION,
    }
    if isinstance(result, RebuiltArm):
        estimate = result.estimate()
        answer["median_months"] = estimate.median_months
        answer["median_interval_months"] = list(estimate.median_interval_months)
        answer["at_risk"] = [
            [time, int(number)]
            for time, number in zip(result.at_risk.time_months, result.at_risk.patients, strict=True)
        ]
    else:
        answer["median_months"] = result.median_months
    return answer


# Checks -----------------------------------------------------------------------------------------------------


def _checked_count(field: str, value: int | None, least: int = 1) -> int | None:
    if value is None:
        return None
    if not (least <= value <= _MOST_PATIENTS and value == int(value)):
        raise DigitisedInputError(
            field,
            fault("{value} is not a count of patients in an arm", value=value),
            fault(
                "give a whole number from {least} to {most_patients}",
                least=least,
                most_patients=Number(f"{_MOST_PATIENTS:,}"),
            ),
        )
    return int(value)


def _checked_table(table: NumbersAtRisk | None, patients: int | None) -> NumbersAtRisk | None:
    """Check the numbers at risk; the first is n at time 0, trailing zeros after the first are dropped."""
    if table is None:
        return None
    times = [float(time) for time in table.time_months]
    numbers, lines = list(table.patients), list(table.lines)
    if len(times) != len(numbers) or not times:
        raise DigitisedInputError(
            "at_risk",
            fault(
                "there are {number} times and {number2} numbers",
                number=len(times),
                number2=len(numbers),
            ),
            say("give one number for each time"),
        )
    for time, number in zip(times, numbers, strict=True):
        if not math.isfinite(time) or time < 0.0:
            raise DigitisedInputError(
                "at_risk", say("{time} is not a time from 0 up", time=Number(f"{time:g}")), say("correct the time")
            )
        if not (0 <= number <= _MOST_PATIENTS and number == int(number)):
            raise DigitisedInputError(
                "at_risk",
                fault(
                    "{number} at {time} months is not a number of patients",
                    number=number,
                    time=Number(f"{time:g}"),
                ),
                say("give whole numbers from 0 to {most_patients}", most_patients=Number(f"{_MOST_PATIENTS:,}")),
            )
    number_of_patients = _checked_count("n", patients)
    if times[0] > 0.0:
        if number_of_patients is None:
            raise DigitisedInputError(
                "at_risk",
                say("the first time is {times} months, not 0", times=Number(f"{times[0]:g}")),
                say("add the number at time 0, or give n"),
            )
        times.insert(0, 0.0)
        numbers.insert(0, number_of_patients)
        lines = [0, *lines] if lines else []
    if number_of_patients is not None and numbers[0] != number_of_patients:
        raise DigitisedInputError(
            "at_risk",
            fault(
                "{numbers} patients at time 0 are not the {number_of_patients} given as n",
                numbers=Number(f"{numbers[0]:g}"),
                number_of_patients=number_of_patients,
            ),
            say("correct the one or the other"),
        )
    _check_order(times, numbers)
    if 0 in numbers:
        # Once nobody is left, nobody can be left later either.
        end = numbers.index(0) + 1
        times, numbers = times[:end], numbers[:end]
    if numbers[0] < 1:
        raise DigitisedInputError("at_risk", say("there are no patients at time 0"), say("give the number at time 0"))
    return NumbersAtRisk(tuple(times), tuple(int(number) for number in numbers), tuple(lines))


def _check_order(times: Sequence[float], numbers: Sequence[int]) -> None:
    for index in range(1, len(times)):
        if times[index] <= times[index - 1]:
            raise DigitisedInputError(
                "at_risk",
                say(
                    "the time {times} comes after {times2}",
                    times=Number(f"{times[index]:g}"),
                    times2=Number(f"{times[index - 1]:g}"),
                ),
                say("put the times in rising order, each once"),
            )
        if numbers[index] > numbers[index - 1]:
            raise DigitisedInputError(
                "at_risk",
                say(
                    "the number rises from {numbers} to {numbers2} at {times} months",
                    numbers=Number(f"{numbers[index - 1]:g}"),
                    numbers2=Number(f"{numbers[index]:g}"),
                    times=Number(f"{times[index]:g}"),
                ),
                say("check it against the paper; patients at risk never become more"),
            )


def _note_events(found: Sequence[Patient], total: int | None, notes: list[str]) -> None:
    rebuilt = sum(patient.event for patient in found)
    if total is not None and rebuilt != total:
        notes.append(
            say(
                "The curve and the numbers at risk give {rebuilt} events where {total} are published.",
                rebuilt=str(rebuilt),
                total=str(total),
            )
        )


# The rebuilding ---------------------------------------------------------------------------------------------


class _Rebuilding:
    """One run over the intervals between numbers at risk, carrying the rebuilt survival along."""

    def __init__(self, curve: ClickedCurve, table: NumbersAtRisk, total_events: int | None, has_table: bool) -> None:
        self._times = curve.time_months
        self._survival = curve.survival
        self._falling = [-value for value in curve.survival]
        self._table = table
        self._total_events = total_events
        self._has_table = has_table
        self._end = max(curve.time_months[-1], table.time_months[-1])

    def run(self) -> tuple[Patient, ...]:
        event_times: list[float] = []
        censored_times: list[float] = []
        level = 1.0
        starts, numbers = self._table.time_months, self._table.patients
        hazard = 0.0
        for index in range(len(starts) - 1):
            start, stop = starts[index], starts[index + 1]
            leaving = numbers[index] - numbers[index + 1]
            found, level = self._balanced(start, stop, numbers[index], leaving, level)
            gone = leaving - len(found)
            event_times += found
            censored_times += _evenly(start, stop, gone)
            # Rate of censoring per patient at risk, as the guess for what follows the last number.
            exposed = (numbers[index] + numbers[index + 1]) / 2.0 * (stop - start)
            hazard = gone / exposed if exposed > 0.0 else 0.0
        if numbers[-1] > 0:
            found, gone_times = self._tail(starts[-1], numbers[-1], level, hazard, len(event_times))
            event_times += found
            censored_times += gone_times
        everyone = [Patient(time, True) for time in event_times]
        everyone += [Patient(time, False) for time in censored_times]
        # At one time events come first: a patient censored then was still at risk.
        return tuple(sorted(everyone, key=lambda patient: (patient.time_months, not patient.event)))

    def _crossing(self, value: float) -> float:
        """When the clicked line first comes down to `value`; infinite where it does not."""
        index = bisect_left(self._falling, -value)
        if index == len(self._falling):
            return math.inf
        if index == 0:
            return self._times[0]
        high, low = self._survival[index - 1], self._survival[index]
        return self._times[index - 1] + (high - value) / (high - low) * (self._times[index] - self._times[index - 1])

    def _walk(
        self, start: float, stop: float, number: int, censored: int, level: float, most: int, last: bool = False
    ) -> tuple[list[float], float]:
        """Events of one interval, given how many are censored in it; also the survival at its end.

        An event belongs to the interval that holds its time, the start included and the stop not (but in the last
        interval the stop as well).
        """
        found: list[float] = []
        rate = censored / (stop - start) if stop > start else 0.0
        at_risk = number
        while len(found) < most:
            # The step at this moment is level / at_risk high; the line must pass its middle.
            time = max(self._crossing(level * (1.0 - 0.5 / at_risk)), start)
            gone = int((min(time, stop) - start) * rate + 0.5)
            left = number - len(found) - gone
            if left < 1:
                break
            if left != at_risk:
                # Censoring since the last event makes the step higher, so that the line passes its middle later.
                at_risk = left
                time = max(self._crossing(level * (1.0 - 0.5 / at_risk)), start)
            if time > stop or (time == stop and not last):
                break
            found.append(time)
            level *= 1.0 - 1.0 / at_risk
            at_risk -= 1
            if at_risk < 1:
                break
        return found, level

    def _balanced(
        self, start: float, stop: float, number: int, leaving: int, level: float
    ) -> tuple[list[float], float]:
        """Events of an interval whose events and censored patients must add up to `leaving`."""
        censored = 0
        best: tuple[int, list[float], float] | None = None
        tried: set[int] = set()
        for _ in range(_ITERATIONS):
            found, end_level = self._walk(start, stop, number, censored, level, leaving)
            missing = abs(leaving - censored - len(found))
            if best is None or missing < best[0]:
                best = (missing, found, end_level)
            tried.add(censored)
            censored = leaving - len(found)
            if missing == 0 or censored in tried:
                break
        assert best is not None
        return best[1], best[2]

    def _tail(
        self, start: float, number: int, level: float, hazard: float, events_before: int
    ) -> tuple[list[float], list[float]]:
        """Events and censored times after the last number at risk, where nothing says how many are left."""
        stop = self._end
        wanted = None if self._total_events is None else max(0, self._total_events - events_before)
        if stop <= start:
            return [], [start] * number
        censored = 0
        if wanted is not None:
            censored = self._censored_for(start, stop, number, level, wanted)
        elif self._has_table:
            censored = min(number, round(number * -math.expm1(-hazard * (stop - start))))
        most = number if wanted is None else min(number, wanted)
        found, _ = self._walk(start, stop, number, censored, level, most, last=True)
        gone = min(censored, number - len(found))
        # Who is left at the end of the curve was still being followed there.
        at_end = number - len(found) - gone
        return found, _evenly(start, stop, gone) + [stop] * at_end

    def _censored_for(self, start: float, stop: float, number: int, level: float, wanted: int) -> int:
        """The largest number censored that still leaves the wanted number of events (0 where none does)."""
        low, high = 0, number
        while low < high:
            middle = (low + high + 1) // 2
            found, _ = self._walk(start, stop, number, middle, level, number, last=True)
            if len(found) >= wanted:
                low = middle
            else:
                high = middle - 1
        return low


def _evenly(start: float, stop: float, count: int) -> list[float]:
    """`count` times spread evenly over an interval, each in the middle of its share."""
    if count <= 0:
        return []
    result: list[float] = (start + (np.arange(count) + 0.5) / count * (stop - start)).tolist()
    return result
