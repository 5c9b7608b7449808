"""Which published results stand for an option on the board page, and how each point reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from engine.findings.assessment import OptionFinding, SourceFinding
from engine.findings.comparability.untold import untold
from engine.findings.published.leading import (
    beside_leading,
    is_alike_so_far,
    is_of_others,
    leading_rank,
    published_points,
    unlike_fields,
)
from engine.findings.records.curve_records import CurveFinding, MatchStatus, PublishedAnchor
from engine.findings.wording import join_words, lower_first, with_unit
from engine.wording.board.board_records import BoardPoint, BoardSeries
from engine.wording.literature import depth_short
from engine.wording.numbers import number_words, printed_percent
from engine.words.said import in_row, say, say_counted, say_label, template, templates

Endpoint = Literal["overall_survival", "local_control"]
_ENDPOINTS: tuple[Endpoint, ...] = ("overall_survival", "local_control")
_IN_WORDS = {"overall_survival": template("alive"), "local_control": template("controlled locally")}
_AT = {
    "overall_survival": templates("{share} % alive at {number} month", "{share} % alive at {number} months"),
    "local_control": templates(
        "{share} % controlled locally at {number} month", "{share} % controlled locally at {number} months"
    ),
}
_LONGEST_AXIS_MONTHS = 120


def leading_series(option: OptionFinding, sources: Mapping[str, SourceFinding]) -> tuple[BoardSeries, ...]:
    """Return one study for each endpoint: the one that leads, as `engine.findings.published.leading` has it."""
    found = []
    for endpoint in _ENDPOINTS:
        wholes = _of_endpoint(option, endpoint)
        if wholes:
            found.append(_series(min(wholes, key=leading_rank), endpoint, sources, wholes, _fits(option)))
    return tuple(found)


def series_beside(
    option: OptionFinding, leading: BoardSeries, sources: Mapping[str, SourceFinding]
) -> BoardSeries | None:
    """Return what has to be read with the study that leads, as `beside_leading` has it; None where nothing has."""
    curve = next(curve for curve in option.curves if curve.id == leading.curve)
    beside = beside_leading(option.curves, curve, _fits(option))
    if beside is None:
        return None
    # Beside the group of one score, that it is the group of all scores is what matters; of arms of a trial, which one.
    wholes = _of_endpoint(option, leading.endpoint)
    arms = [one for one in wholes if one.trial is not None and one.trial == beside.trial]
    named = curve.score is not None or len(arms) > 1
    return _series(beside, leading.endpoint, sources, wholes, _fits(option), named=named)


def _fits(option: OptionFinding) -> dict[str, MatchStatus]:
    return {population.cohort: population.fits for population in option.populations}


def is_in_doubt(series: BoardSeries) -> bool:
    """Whether a group is not known to be like the patient: it is unlike, or says too little of who was in it."""
    return bool(series.unlike or series.untold or not series.compared)


def _of_endpoint(option: OptionFinding, endpoint: Endpoint) -> list[CurveFinding]:
    """Return what stands for the option itself: no subgroup of others, no arm that was not given it."""
    curves = [curve for curve in option.curves if curve.endpoint == endpoint and published_points(curve)]
    return [curve for curve in curves if not is_of_others(curve) and not curve.without_option]


def _series(
    curve: CurveFinding,
    endpoint: Endpoint,
    sources: Mapping[str, SourceFinding],
    others: list[CurveFinding],
    fits: Mapping[str, MatchStatus],
    *,
    named: bool = False,
) -> BoardSeries:
    points = tuple(_point(anchor, endpoint) for anchor in published_points(curve))
    short = sources[curve.source].short if curve.source in sources else curve.source
    # Of a group by score the source alone would name everybody.
    group = lower_first(say_label(curve.arm)) if named or curve.score is not None else ""
    whose = in_row((short, group, _number(curve)), ", ")
    unlike = join_words(lower_first(label) for label in unlike_fields(curve))
    silent = join_words(untold(curve, others))
    said = in_row((_IN_WORDS[endpoint], _points_in_words(points)))
    compared = bool(curve.match.items)
    alike = is_alike_so_far(curve, fits)
    likeness = likeness_in_words(unlike, compared=compared)
    return BoardSeries(
        endpoint=endpoint,
        source=whose,
        curve=curve.id,
        points=points,
        words=say("{name} ({words})", name=said, words=in_row((whose, likeness, _untold(silent)), "; ")),
        depth=depth_short(curve),
        unlike=unlike,
        compared=compared,
        untold=silent,
        alike=_alike(curve) if alike else "",
        resembles=alike and fits[curve.cohort] == "met",
        from_summary=curve.read_depth == "secondary",
    )


def _number(curve: CurveFinding) -> str:
    """Return how many there were; of a part of a group of which that is not given, how many the whole had."""
    if curve.patients is not None:
        return f"n = {curve.patients}"
    if curve.whole_patients is None:
        return ""
    return say("n not given, of {all} in all", all=str(curve.whole_patients))


def _alike(curve: CurveFinding) -> str:
    one, many = templates(
        "like this patient in {some} of {number} item", "like this patient in {some} of {number} items"
    )
    met = sum(item.status == "met" for item in curve.match.items)
    return say_counted(len(curve.match.items), one, many, some=str(met))


def likeness_in_words(unlike: str, *, compared: bool) -> str:
    """Return in what a group is unlike the patient, or that nothing of it is recorded; empty where nothing speaks."""
    if not compared:
        return say("how like this patient is not recorded")
    return say("unlike this patient in {fields}", fields=unlike) if unlike else ""


def _untold(fields: str) -> str:
    return say("not stated, and unlike in every group that states it: {fields}", fields=fields) if fields else ""


def _points_in_words(points: tuple[BoardPoint, ...]) -> str:
    """Return "85.2 % at 12, 31.1 % at 36 months, median 27.6 months"."""
    marks = in_row(
        (
            say("{share} % at {months}", share=printed_percent(point.share), months=number_words(point.time_months))
            for point in points
            if not point.is_median
        ),
        ", ",
    )
    medians = [point.words for point in points if point.is_median]
    return in_row([*([say("{points} months", points=marks)] if marks else []), *medians], ", ")


def _point(anchor: PublishedAnchor, endpoint: Endpoint) -> BoardPoint:
    months = number_words(anchor.time_months)
    is_median = anchor.kind == "median"
    low, high = (None, None) if anchor.interval is None or is_median else anchor.interval
    if is_median:
        words = say("median {value}", value=with_unit(anchor.time_months, "months"))
    else:
        share = printed_percent(anchor.survival)
        words = say_counted(anchor.time_months, *_AT[endpoint], share=share, number=months)
    return BoardPoint(
        time_months=anchor.time_months, share=anchor.survival, low=low, high=high, is_median=is_median, words=words
    )


def axis_months(series: tuple[BoardSeries, ...]) -> int:
    """Return where the common axis ends: a whole number of years that holds every point, at most ten."""
    last = max((point.time_months for one in series for point in one.points), default=0.0)
    years = max(1, -int(-last // 12))
    return min(12 * years, _LONGEST_AXIS_MONTHS)
