"""Clicks on a printed survival curve, cleaned: one falling line from (0, 1), and what was done to get it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.curves.families import Floats
from engine.reading.mistakes import Problem, UserMistake
from engine.words.said import Number, Said, fault, say, say_counted

# Above this the largest value cannot be a fraction, however shaky the hand; below it cannot be a percentage of a
# curve that starts at 100; numbers of patients that begin higher are no percentages.
_LARGEST_FRACTION: Final = 1.2
_SMALLEST_PERCENT_START: Final = 20.0
_LARGEST_PERCENT: Final = 105.0
_LOWEST: Final = -0.1
# How far a click may be moved to make the line fall: what a hand that clicks on a printed figure errs by, upwards (as
# a fraction) and along the axis (as a part of it); near a step a small error along the axis is a large one upwards.
READING_ERROR: Final = 0.02
READING_ERROR_IN_TIME: Final = 0.01
_MOST_NAMED: Final = 5
# Clicks this near to the start of the axis (as a part of it) were meant for the start.
_AT_THE_START: Final = 0.001
# Share of neighbouring clicks at one height above which the hand followed the steps of the curve; clicks set here
# and there share a height by rounding only (less than one pair in ten). One such pair alone shows nothing.
_LEVEL_SHARE: Final = 0.2
_FEWEST_LEVEL_PAIRS: Final = 2
# Share of neighbouring clicks that rise below which the clicks are precise.
_RISING_SHARE: Final = 0.05
# Falls per event from which level or precise clicks show the steps themselves (events share steps where times are
# rounded); with fewer they are points here and there.
_FALLS_PER_EVENT: Final = 0.5


class DigitisedInputError(UserMistake):
    """Clicks or numbers at risk that cannot be of a survival curve; the message is for the user.

    field: `clicks`, `at_risk`, `n` or `events`. problem: what is wrong. remedy: what to do.
    """

    def __init__(self, field: str, problem: Said, remedy: Said) -> None:
        super().__init__(Problem("", field, problem, remedy))


@dataclass(frozen=True, slots=True)
class ClickedCurve:
    """A falling line through the clicks: times never fall, survival never rises, first point (0, 1).

    time_months and survival are as long as each other; two points at one time are a vertical fall.
    notes: what was changed, in sentences. has_levels: many neighbouring clicks shared a height.
    is_precise: hardly any click stood above the one before it.
    """

    time_months: tuple[float, ...]
    survival: tuple[float, ...]
    notes: tuple[str, ...]
    has_levels: bool
    is_precise: bool

    @property
    def median_months(self) -> float | None:
        """Where the line comes down to one half; None where it does not."""
        index = bisect_left(self.survival, -0.5, key=lambda value: -value)
        if index == len(self.survival):
            return None
        return _between(self.time_months, self.survival, index, 0.5)

    def shows_steps(self, events: int) -> bool:
        """Whether the clicks show the steps of a curve with so many events, and not points here and there."""
        falls = sum(later < earlier for earlier, later in pairwise(self.survival))
        return (self.has_levels or self.is_precise) and falls >= _FALLS_PER_EVENT * events

    def as_staircase(self) -> ClickedCurve:
        """Return the line with a corner before each fall: it falls at the click that is first lower."""
        times, values = np.array(self.time_months), np.array(self.survival)
        falls = np.flatnonzero((np.diff(values) < 0.0) & (np.diff(times) > 0.0)) + 1
        return replace(
            self,
            time_months=tuple(np.insert(times, falls, times[falls]).tolist()),
            survival=tuple(np.insert(values, falls, values[falls - 1]).tolist()),
        )


def _between(times: Sequence[float], survival: Sequence[float], index: int, level: float) -> float:
    """Time at which the piece of the line that ends at `index` passes `level`."""
    if index == 0:
        return times[0]
    high, low = survival[index - 1], survival[index]
    if high <= low:
        return times[index]
    done = min(1.0, max(0.0, (high - level) / (high - low)))
    return times[index - 1] + done * (times[index] - times[index - 1])


def clean_clicks(time_months: ArrayLike, survival: ArrayLike, lines: Sequence[int] | None = None) -> ClickedCurve:
    """Clean clicks: sort, tell percent from fractions, drop what cannot be, and make the line fall.

    time_months and survival: as long as each other, in any order. lines: the line of each in its file, for sentences.
    Raises DigitisedInputError where nothing usable is left, the survival is neither fractions nor percent, or a click
    would have to be moved by more than READING_ERROR. Isotonic regression (pool adjacent violators), not a
    running minimum, because one click too low would otherwise pull down all that follow.
    """
    times = np.atleast_1d(np.asarray(time_months, dtype=np.float64))
    values = np.atleast_1d(np.asarray(survival, dtype=np.float64))
    if times.ndim != 1 or times.shape != values.shape:
        raise DigitisedInputError(
            "clicks",
            fault(
                "there are {size} times and {size2} survivals",
                size=times.size,
                size2=values.size,
            ),
            say("give one survival for each time"),
        )
    notes: list[str] = []
    usable = np.isfinite(times) & np.isfinite(values) & (times >= 0.0)
    places = (np.arange(1, times.size + 1) if lines is None else np.asarray(lines))[usable]
    times, values = _usable(times, values, notes)
    values = _as_fractions(values, notes)
    order = np.lexsort((-values, times))
    times, values, places = times[order], values[order], places[order]
    times, values = _from_the_start(times, values, notes)
    falling = _isotonic(values)
    moved = np.abs(falling - values)
    _check_moved(times, values, falling, places[places.size - values.size + 1 :], "click" if lines is None else "line")
    raised = int(np.count_nonzero(np.diff(values) > 0.0))
    if raised:
        notes.append(
            say_counted(
                raised,
                "Survival rose between {number} pair of clicks; the line was levelled there, by {most} points at most.",
                "Survival rose between {number} pairs of clicks; the line was levelled there, by {most} points at "
                "most.",
                most=Number(f"{100.0 * float(moved.max()):.1f}"),
            )
        )
    return ClickedCurve(
        tuple(times.tolist()),
        tuple(falling.tolist()),
        tuple(notes),
        _has_levels(times, values),
        raised <= _RISING_SHARE * values.size,
    )


def _check_moved(times: Floats, values: Floats, falling: Floats, places: NDArray[np.int64], what: str) -> None:
    """Refuse a levelling beyond the reading error; places: of the clicks after the first point of the line."""
    if np.abs(falling - values).max() <= READING_ERROR:
        return
    slack = READING_ERROR_IN_TIME * times[-1]
    before = falling[np.maximum(np.searchsorted(times, times - slack, side="left") - 1, 0)]
    after = falling[np.minimum(np.searchsorted(times, times + slack, side="right"), times.size - 1)]
    outside = (values > before + READING_ERROR + 1e-9) | (values < after - READING_ERROR - 1e-9)
    far = np.flatnonzero(outside[1:])
    if not far.size:
        return
    named = sorted(set(places[far].tolist()))
    listed = ", ".join(str(place) for place in named[:_MOST_NAMED]) + (" …" if len(named) > _MOST_NAMED else "")
    raise DigitisedInputError(
        "clicks",
        fault(
            "survival rises by more than the eye errs in reading a figure, near {what} {listed}",
            what=what,
            listed=listed,
        ),
        say("correct these clicks, or remove them; if two curves are mixed, give one"),
    )


def _usable(times: Floats, values: Floats, notes: list[str]) -> tuple[Floats, Floats]:
    finite = np.isfinite(times) & np.isfinite(values)
    if not finite.all():
        notes.append(say("{clicks} without a number left out.", clicks=_clicks(int((~finite).sum()))))
    times, values = times[finite], values[finite]
    negative = times < 0.0
    if negative.any():
        notes.append(say("{clicks} before time 0 left out.", clicks=_clicks(int(negative.sum()))))
    times, values = times[~negative], values[~negative]
    if times.size == 0 or times.max() <= 0.0:
        raise DigitisedInputError("clicks", say("there is no click after time 0"), say("click along the curve"))
    return times, values


def _clicks(count: int) -> str:
    return say_counted(count, "{number} click", "{number} clicks")


def _as_fractions(values: Floats, notes: list[str]) -> Floats:
    """Survival as fractions: percent is told by a largest value that no fraction can have."""
    largest, smallest = float(values.max()), float(values.min())
    if largest > _LARGEST_FRACTION:
        if not _SMALLEST_PERCENT_START <= largest <= _LARGEST_PERCENT or smallest < 100.0 * _LOWEST:
            raise DigitisedInputError(
                "clicks",
                say(
                    "survival from {smallest} to {largest} is neither fractions (0 to 1) nor percent (0 to 100)",
                    smallest=Number(f"{smallest:g}"),
                    largest=Number(f"{largest:g}"),
                ),
                say("check the scale of the survival axis"),
            )
        notes.append(say("Survival was read as percent."))
        values = values / 100.0
    else:
        if smallest < _LOWEST:
            raise DigitisedInputError(
                "clicks",
                say("a survival of {smallest} is below 0", smallest=Number(f"{smallest:g}")),
                say("check the scale of the survival axis"),
            )
        notes.append(say("Survival was read as fractions."))
    if values.max() > 1.0 or values.min() < 0.0:
        notes.append(say("Survival a little beyond 0 or 1 was brought back to it."))
    return np.clip(values, 0.0, 1.0)


def _from_the_start(times: Floats, values: Floats, notes: list[str]) -> tuple[Floats, Floats]:
    """Begin at (0, 1), where every survival curve begins; clicks meant for the start give way to it.

    A lower click at the start stands where there is nothing above it for long: deaths at time 0 do occur, so only
    the slip of a click or two is removed, not a column of them.
    """
    at_start = times <= _AT_THE_START * times[-1]
    slips = at_start & (values < 1.0)
    if slips.any() and values[slips].min() >= 0.95:
        notes.append(say("{clicks} at the start below 100 % taken as 100 %.", clicks=_clicks(int(slips.sum()))))
        times, values = times[~slips], values[~slips]
    if times.size == 0:
        raise DigitisedInputError("clicks", say("there is no click after time 0"), say("click along the curve"))
    return np.concatenate(([0.0], times)), np.concatenate(([1.0], values))


def _has_levels(times: Floats, values: Floats) -> bool:
    """Whether many neighbours share a height at different times."""
    # Before the first event every curve is level.
    level = (np.diff(values) == 0.0) & (np.diff(times) > 0.0) & (values[1:] < 1.0)
    pairs = int(np.count_nonzero(level))
    return pairs >= _FEWEST_LEVEL_PAIRS and pairs >= _LEVEL_SHARE * level.size


def _isotonic(values: Floats) -> Floats:
    """Least-squares fit that never rises (pool adjacent violators); a single pass, any length."""
    if not (np.diff(values) > 0.0).any():
        return values
    means: list[float] = []
    counts: list[int] = []
    for value in values.tolist():
        mean, count = value, 1
        while means and means[-1] < mean:
            other = counts.pop()
            mean = (means.pop() * other + mean * count) / (other + count)
            count += other
        means.append(mean)
        counts.append(count)
    fitted: NDArray[np.float64] = np.repeat(np.array(means), np.array(counts))
    # The first point is 1 by definition, and no mean with it in it can exceed 1.
    fitted[0] = 1.0
    return fitted
