"""Which published results stand for an option on the board page, and how each point reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from engine.findings.assessment import CurveFinding, OptionFinding, PublishedAnchor, SourceFinding
from engine.wording.board.board_records import BoardPoint, BoardSeries
from engine.wording.literature import depth_short
from engine.wording.numbers import number_words, printed_percent

Endpoint = Literal["overall_survival", "local_control"]
_ENDPOINTS: tuple[Endpoint, ...] = ("overall_survival", "local_control")
_IN_WORDS = {"overall_survival": "alive", "local_control": "controlled locally"}
#: more points than these do not make a study lead further
_ENOUGH_POINTS = 3
_LONGEST_AXIS_MONTHS = 120


def leading_series(option: OptionFinding, sources: Mapping[str, SourceFinding]) -> tuple[BoardSeries, ...]:
    """Return one study for each endpoint: the one most like the patient that published most points.

    Not the one with the best result: what decides is resemblance, then the number of published points, then size.
    """
    found = []
    for endpoint in _ENDPOINTS:
        curves = [curve for curve in option.curves if curve.endpoint == endpoint and _points(curve)]
        wholes = [curve for curve in curves if curve.subgroup_of is None or curve.selected]
        if wholes:
            found.append(_series(min(wholes, key=_rank), endpoint, sources))
    return tuple(found)


def _rank(curve: CurveFinding) -> tuple[bool, int, int, int, int, str]:
    points = len(_points(curve))
    return (
        # What was read in a summary alone leads nothing that was read better.
        curve.read_depth == "secondary",
        _likeness(curve, points),
        -min(points, _ENOUGH_POINTS),
        curve.match.not_met,
        -(curve.patients or 0),
        curve.id,
    )


def _likeness(curve: CurveFinding, points: int) -> int:
    """Groups that nothing known of the patient speaks against come first; a lone figure of nobody described, last."""
    if not curve.match.items:
        return 0 if points > 1 else 2
    return 1 if curve.match.not_met else 0


def _points(curve: CurveFinding) -> list[PublishedAnchor]:
    points = [anchor for anchor in curve.published if anchor.kind in ("landmark", "median")]
    return sorted(points, key=lambda anchor: anchor.time_months)


def _series(curve: CurveFinding, endpoint: Endpoint, sources: Mapping[str, SourceFinding]) -> BoardSeries:
    points = tuple(_point(anchor, endpoint) for anchor in _points(curve))
    short = sources[curve.source].short if curve.source in sources else curve.source
    number = f"n = {curve.patients}" if curve.patients is not None else ""
    whose = ", ".join(part for part in (short, number) if part)
    said = f"{_IN_WORDS[endpoint]} {_points_in_words(points)}"
    return BoardSeries(
        endpoint=endpoint,
        source=whose,
        curve=curve.id,
        points=points,
        words=f"{said} ({whose})",
        depth=depth_short(curve),
    )


def _points_in_words(points: tuple[BoardPoint, ...]) -> str:
    """Return "85.2 % at 12, 31.1 % at 36 months, median 27.6 months"."""
    marks = ", ".join(
        f"{printed_percent(point.share)} % at {number_words(point.time_months)}"
        for point in points
        if not point.is_median
    )
    medians = [point.words for point in points if point.is_median]
    return ", ".join([*([f"{marks} months"] if marks else []), *medians])


def _point(anchor: PublishedAnchor, endpoint: Endpoint) -> BoardPoint:
    months = number_words(anchor.time_months)
    is_median = anchor.kind == "median"
    low, high = (None, None) if anchor.interval is None or is_median else anchor.interval
    if is_median:
        words = f"median {months} months"
    else:
        words = f"{printed_percent(anchor.survival)} % {_IN_WORDS[endpoint]} at {months} months"
    return BoardPoint(
        time_months=anchor.time_months, share=anchor.survival, low=low, high=high, is_median=is_median, words=words
    )


def axis_months(series: tuple[BoardSeries, ...]) -> int:
    """Return where the common axis ends: a whole number of years that holds every point, at most ten."""
    last = max((point.time_months for one in series for point in one.points), default=0.0)
    years = max(1, -int(-last // 12))
    return min(12 * years, _LONGEST_AXIS_MONTHS)
