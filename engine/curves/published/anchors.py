"""Published figures of one arm, their checks, and the points on the curve that they fix."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from engine.curves.published.effective_number import FollowUp, effective_number
from engine.curves.published.exact_binomial import interval_of_proportion
from engine.curves.published.priors import ENDPOINTS
from engine.reading.mistakes import Problem, UserMistake
from engine.words.said import Number, Said, fault, say

AnchorKind = Literal["landmark", "median", "median_ci_lower", "median_ci_upper"]

# 1.96 / 2: the confidence limits of a median lie where the curve's own interval just reaches one half.
_HALF_WIDTH = 0.98
# With fewer patients the limits of the median lie so near 0 and 1 that they say nothing.
_FEWEST_FOR_LIMITS = 5.0
# Beyond these a number is a slip, and the arithmetic of times and counts would run out of digits.
_SHORTEST_MONTHS = 1e-4
_LONGEST_MONTHS = 1e6
_MOST_PATIENTS = 10**9
# How far the longest follow-up is put beyond the latest figure where neither is known to end it.
_BEYOND_THE_LATEST = 1.25


class ImpossibleFigures(UserMistake):
    """Figures that no survival curve can have. The message is one sentence or two for the user.

    field: the figure at fault (`n`, `median`, `median_ci`, `landmark`, `follow_up`, `endpoint`).
    problem: what is wrong. remedy: what to do about it.
    """

    def __init__(self, field: str, problem: Said, remedy: Said) -> None:
        super().__init__(Problem("", field, problem, remedy))


@dataclass(frozen=True, slots=True)
class Landmark:
    """Survival at a time as published (0 to 1), with its published 95 % interval where there is one."""

    time_months: float
    survival: float
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class PublishedFigures:
    """What a paper prints of one arm for one endpoint; None means not published.

    patients: number of patients in the arm. median_ci_months: its 95 % limits, either of them None where it was
    not reached. median_not_reached: the paper says so. follow_up: of the arm. endpoint: one of
    `engine.curves.published.priors.ENDPOINTS`. curative: treated with curative intent, so that a plateau is likelier.
    """

    patients: int | None = None
    median_months: float | None = None
    median_ci_months: tuple[float | None, float | None] = (None, None)
    median_not_reached: bool = False
    landmarks: tuple[Landmark, ...] = ()
    follow_up: FollowUp | None = None
    endpoint: str = "overall_survival"
    curative: bool = False


@dataclass(frozen=True, slots=True)
class Anchor:
    """A published point on the survival curve.

    effective_number: patients it rests on once censoring is allowed for; None where n is not published.
    lower, upper: 95 % interval of the survival at that time; interval says whether `published` or `exact`
    (Clopper-Pearson on the effective number); all None without n.
    kept: False for a point that the curve does not follow, drawn hollow.
    """

    time_months: float
    survival: float
    kind: AnchorKind
    effective_number: float | None = None
    lower: float | None = None
    upper: float | None = None
    interval: Literal["exact", "published"] | None = None
    kept: bool = True


def rounding_unit(survival: float) -> float:
    """The unit a survival was printed in: 0.01 for whole percents, 0.001 with one decimal, and so on."""
    for digits in (2, 3, 4):
        if abs(round(survival, digits) - survival) < 1e-9:
            return float(10.0**-digits)
    return 1e-5


def anchors_of(figures: PublishedFigures) -> tuple[Anchor, ...]:
    """The points that the figures fix, in order of time; of equal times the higher first.

    Raises ImpossibleFigures where the figures contradict each other or themselves.
    """
    _check_alone(figures)
    _check_together(figures)
    found = [_landmark_anchor(landmark, figures) for landmark in figures.landmarks]
    median = figures.median_months
    if median is not None:
        found.append(_with_interval(Anchor(median, 0.5, "median"), figures))
    found.extend(_limit_anchors(figures))
    return tuple(sorted(found, key=lambda anchor: (anchor.time_months, -anchor.survival)))


def completed_follow_up(figures: PublishedFigures) -> FollowUp | None:
    """The follow-up with an unknown longest time put beyond every figure.

    Steady accrual would end it at twice the median; where a paper prints a survival later than that, somebody
    was followed for longer.
    """
    follow_up = figures.follow_up
    if follow_up is None or follow_up.max_months is not None:
        return follow_up
    times = [landmark.time_months for landmark in figures.landmarks]
    if figures.median_months is not None:
        times.append(figures.median_months)
    latest = max(times, default=0.0)
    return replace(follow_up, max_months=max(follow_up.corners()[2], _BEYOND_THE_LATEST * latest))


def _landmark_anchor(landmark: Landmark, figures: PublishedFigures) -> Anchor:
    anchor = _with_interval(Anchor(landmark.time_months, landmark.survival, "landmark"), figures)
    if landmark.lower is None or landmark.upper is None:
        return anchor
    number = anchor.effective_number
    if number is not None:
        number = min(number, _number_behind(landmark.survival, landmark.lower, landmark.upper, number))
    return replace(anchor, effective_number=number, lower=landmark.lower, upper=landmark.upper, interval="published")


def _number_behind(survival: float, lower: float, upper: float, most: float) -> float:
    """Patients that a published interval rests on, from its width; at least one, at most `most`."""
    deviation = (upper - lower) / (2.0 * 1.959964)
    if deviation <= 0.0 or not 0.0 < survival < 1.0:
        return most
    return min(most, max(1.0, survival * (1.0 - survival) / deviation**2))


def _with_interval(anchor: Anchor, figures: PublishedFigures) -> Anchor:
    if figures.patients is None:
        return anchor
    number = effective_number(figures.patients, anchor.time_months, anchor.survival, completed_follow_up(figures))
    lower, upper = interval_of_proportion(anchor.survival, number)
    return replace(anchor, effective_number=number, lower=lower, upper=upper, interval="exact")


def beyond_follow_up(time_months: float, figures: PublishedFigures) -> bool:
    """Whether a time lies beyond the longest follow-up, where that is known."""
    longest = figures.follow_up.max_months if figures.follow_up is not None else None
    return longest is not None and time_months > longest


def _limit_anchors(figures: PublishedFigures) -> list[Anchor]:
    """The confidence limits of the median as points: S(lower) = 0.5 + 0.98 / sqrt(n), S(upper) = 0.5 - the same.

    Found to hold within 0.01 in 14 of 18 published limits, 0.032 at worst. n is the effective number at the limit.
    """
    if figures.patients is None:
        return []
    found = []
    kinds: tuple[AnchorKind, AnchorKind] = ("median_ci_lower", "median_ci_upper")
    for time, sign, kind in zip(figures.median_ci_months, (1.0, -1.0), kinds, strict=True):
        if time is None or time == figures.median_months or beyond_follow_up(time, figures):
            continue
        number = effective_number(figures.patients, time, 0.5, completed_follow_up(figures))
        if number >= _FEWEST_FOR_LIMITS:
            survival = 0.5 + sign * _HALF_WIDTH / math.sqrt(number)
            found.append(_with_interval(Anchor(time, survival, kind), figures))
    return found


# The checks ---------------------------------------------------------------------------------------------------


def _positive_time(field: str, name: str, value: float) -> None:
    if not _SHORTEST_MONTHS <= value <= _LONGEST_MONTHS:
        raise ImpossibleFigures(
            field,
            fault("{name} of {value} months is not a time after the start", name=name, value=Number(f"{value:g}")),
            say("give a number of months above 0"),
        )


def _proportion(name: str, value: float) -> None:
    if not math.isfinite(value) or not 0.0 <= value <= 1.0:
        hint = (
            say("write {part}", part=Number(f"{value / 100.0:g}"))
            if math.isfinite(value) and 1.0 < value <= 100.0
            else say("give a proportion from 0 to 1")
        )
        raise ImpossibleFigures(
            "landmark",
            fault("{name} of {value} is not between 0 and 1", name=name, value=Number(f"{value:g}")),
            hint,
        )


def _check_alone(figures: PublishedFigures) -> None:
    """Each figure by itself."""
    if figures.endpoint not in ENDPOINTS:
        raise ImpossibleFigures(
            "endpoint",
            fault("{endpoint} is not an endpoint with a survival curve", endpoint=f"{figures.endpoint!r}"),
            fault("choose one of {endpoints}", endpoints=", ".join(ENDPOINTS)),
        )
    patients = figures.patients
    if patients is not None and not (1 <= patients <= _MOST_PATIENTS and patients == int(patients)):
        raise ImpossibleFigures(
            "n",
            fault("{patients} is not a number of patients", patients=patients),
            say("give a whole number from 1 up"),
        )
    if figures.median_months is not None:
        _positive_time("median", say("a median"), figures.median_months)
    for limit in figures.median_ci_months:
        if limit is not None:
            _positive_time("median_ci", "a limit", limit)
    for landmark in figures.landmarks:
        _positive_time("landmark", say("a landmark"), landmark.time_months)
        _proportion(f"survival at {landmark.time_months:g} months", landmark.survival)
        _check_landmark_interval(landmark)
    _check_follow_up(figures.follow_up)


def _check_landmark_interval(landmark: Landmark) -> None:
    for limit in (landmark.lower, landmark.upper):
        if limit is not None:
            _proportion(f"an interval limit at {landmark.time_months:g} months", limit)
    lower = landmark.lower if landmark.lower is not None else 0.0
    upper = landmark.upper if landmark.upper is not None else 1.0
    if not lower <= landmark.survival <= upper:
        raise ImpossibleFigures(
            "landmark",
            say(
                "the interval at {time_months} months ({lower} to {upper}) does not hold its own survival of "
                "{survival}",
                time_months=Number(f"{landmark.time_months:g}"),
                lower=Number(f"{lower:g}"),
                upper=Number(f"{upper:g}"),
                survival=Number(f"{landmark.survival:g}"),
            ),
            say("check the three against the paper"),
        )


def _check_follow_up(follow_up: FollowUp | None) -> None:
    if follow_up is None:
        return
    known = [
        value for value in (follow_up.min_months, follow_up.median_months, follow_up.max_months) if value is not None
    ]
    if not known:
        raise ImpossibleFigures("follow_up", say("none of its three times is given"), say("leave the follow-up out"))
    if any(not 0.0 <= value <= _LONGEST_MONTHS for value in known) or known[-1] < _SHORTEST_MONTHS:
        raise ImpossibleFigures(
            "follow_up",
            fault("{known} are not months", known=", ".join(f"{value:g}" for value in known)),
            say("give numbers of months from 0 up, the longest above 0"),
        )
    if known != sorted(known):
        raise ImpossibleFigures(
            "follow_up",
            fault("{known} are not in order", known=", ".join(f"{value:g}" for value in known)),
            say("give the shortest, the median and the longest follow-up in that order"),
        )


def _check_together(figures: PublishedFigures) -> None:
    """The figures against each other."""
    _check_order(sorted(figures.landmarks, key=lambda landmark: landmark.time_months))
    _check_median_interval(figures)
    _check_against_follow_up(figures)
    for landmark in figures.landmarks:
        _check_against_median(landmark, figures)


def _check_order(landmarks: Sequence[Landmark]) -> None:
    for earlier, later in pairwise(landmarks):
        if later.time_months == earlier.time_months:
            raise ImpossibleFigures(
                "landmark",
                say("survival at {time_months} months is given twice", time_months=Number(f"{later.time_months:g}")),
                say("give it once"),
            )
        if later.survival > earlier.survival:
            raise ImpossibleFigures(
                "landmark",
                say(
                    "survival rises from {survival} at {time_months} months to {survival2} at {time_months2} months",
                    survival=Number(f"{earlier.survival:g}"),
                    time_months=Number(f"{earlier.time_months:g}"),
                    survival2=Number(f"{later.survival:g}"),
                    time_months2=Number(f"{later.time_months:g}"),
                ),
                say("check both against the paper; a survival curve never rises"),
            )


def _check_median_interval(figures: PublishedFigures) -> None:
    median = figures.median_months
    lower, upper = figures.median_ci_months
    if median is not None and figures.median_not_reached:
        raise ImpossibleFigures(
            "median",
            say("{median} months is given and also said not to be reached", median=Number(f"{median:g}")),
            say("give the one or the other"),
        )
    if lower is not None and upper is not None and lower > upper:
        raise ImpossibleFigures(
            "median_ci",
            say(
                "its limits {lower} and {upper} months are the wrong way round",
                lower=Number(f"{lower:g}"),
                upper=Number(f"{upper:g}"),
            ),
            say("give the lower limit first"),
        )
    if median is not None and ((lower is not None and lower > median) or (upper is not None and upper < median)):
        limits = say("{lower} to {upper}", lower=_limit(lower), upper=_limit(upper))
        raise ImpossibleFigures(
            "median_ci",
            fault(
                "{limits} months does not hold the median of {median} months",
                limits=limits,
                median=Number(f"{median:g}"),
            ),
            say("check the three against the paper"),
        )


def _limit(months: float | None) -> Said:
    return say("not reached") if months is None else Number(f"{months:g}")


def _check_against_follow_up(figures: PublishedFigures) -> None:
    times = [("landmark", say("a landmark"), landmark.time_months) for landmark in figures.landmarks]
    if figures.median_months is not None:
        times.append(("median", say("a median"), figures.median_months))
    for field, name, time in times:
        if figures.follow_up is not None and beyond_follow_up(time, figures):
            raise ImpossibleFigures(
                field,
                fault(
                    "{name} at {time} months lies beyond the longest follow-up of {max_months} months",
                    name=name,
                    time=Number(f"{time:g}"),
                    max_months=Number(f"{figures.follow_up.max_months:g}"),
                ),
                say("check both against the paper"),
            )


def _check_against_median(landmark: Landmark, figures: PublishedFigures) -> None:
    """A landmark before the median is at least one half, after it at most, but for rounding."""
    median = figures.median_months
    # Half a patient and half a unit of print; in a handful of patients half a patient would excuse anything.
    half_a_patient = min(0.5 / (figures.patients or 50), 0.05)
    tolerance = 0.5 * rounding_unit(landmark.survival) + half_a_patient + 1e-9
    remedy = say("check both against the paper; they may be of different groups or endpoints")
    what = say(
        "survival of {survival} at {time_months} months",
        survival=Number(f"{landmark.survival:g}"),
        time_months=Number(f"{landmark.time_months:g}"),
    )
    if figures.median_not_reached and landmark.survival < 0.5 - tolerance:
        raise ImpossibleFigures(
            "landmark", fault("{what} does not go with a median that was not reached", what=what), remedy
        )
    if median is None:
        return
    if landmark.time_months < median and landmark.survival < 0.5 - tolerance:
        raise ImpossibleFigures(
            "landmark",
            fault(
                "{what} is below one half before the median of {median} months",
                what=what,
                median=Number(f"{median:g}"),
            ),
            remedy,
        )
    if landmark.time_months > median and landmark.survival > 0.5 + tolerance:
        raise ImpossibleFigures(
            "landmark",
            fault(
                "{what} is above one half after the median of {median} months",
                what=what,
                median=Number(f"{median:g}"),
            ),
            remedy,
        )
