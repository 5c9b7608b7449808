"""Which published results stand for an option on the board page, and how each point reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from engine.findings.assessment import CurveFinding, OptionFinding, PublishedAnchor, SourceFinding
from engine.findings.published.leading import is_of_others, leading_rank, published_points
from engine.wording.board.board_records import BoardPoint, BoardSeries
from engine.wording.literature import depth_short
from engine.wording.numbers import number_words, printed_percent

Endpoint = Literal["overall_survival", "local_control"]
_ENDPOINTS: tuple[Endpoint, ...] = ("overall_survival", "local_control")
_IN_WORDS = {"overall_survival": "alive", "local_control": "controlled locally"}
_LONGEST_AXIS_MONTHS = 120


def leading_series(option: OptionFinding, sources: Mapping[str, SourceFinding]) -> tuple[BoardSeries, ...]:
    """Return one study for each endpoint: the one that leads, as `engine.findings.published.leading` has it."""
    found = []
    for endpoint in _ENDPOINTS:
        curves = [curve for curve in option.curves if curve.endpoint == endpoint and published_points(curve)]
        wholes = [curve for curve in curves if not is_of_others(curve)]
        if wholes:
            found.append(_series(min(wholes, key=leading_rank), endpoint, sources))
    return tuple(found)


def _series(curve: CurveFinding, endpoint: Endpoint, sources: Mapping[str, SourceFinding]) -> BoardSeries:
    points = tuple(_point(anchor, endpoint) for anchor in published_points(curve))
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
