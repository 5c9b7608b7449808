"""Survival curves of the published cohorts: the same for every patient, so made once for a library.

The mathematics live in `engine.curves`, which loads numpy: it is imported only where a curve is computed, so
that a program that finds its curves remembered never loads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from engine.evidence.library import Library
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.figures import Figure
from engine.findings.records.curve_records import Badge, PublishedAnchor
from engine.words.said import say

if TYPE_CHECKING:
    from engine.curves.published.anchors import Anchor, PublishedFigures
    from engine.curves.published.landmarks import PublishedCurve

#: endpoints that are curves over time; response is not
CURVE_ENDPOINTS = (
    "overall_survival",
    "progression_free_survival",
    "disease_free_survival",
    "disease_specific_survival",
    "distant_metastasis_free_survival",
    "local_control",
)

#: Digits kept of survival and months: finer than any source prints, and the same bytes everywhere.
_DIGITS = 4


class CohortCurve(msgspec.Struct, frozen=True, kw_only=True):
    """One cohort and endpoint as a curve; arrays of equal length, empty where none can be drawn.

    Attributes
    ----------
    time_months, survival : the curve through the published points.
    lower, upper : 95 % band for the population; empty where the number of patients is not published.
    """

    cohort: str
    endpoint: str
    method: str
    time_months: tuple[float, ...] = ()
    survival: tuple[float, ...] = ()
    lower: tuple[float, ...] = ()
    upper: tuple[float, ...] = ()
    solid_until_months: float | None = None
    stops_at_months: float | None = None
    published: tuple[PublishedAnchor, ...] = ()
    badges: tuple[Badge, ...] = ()


class PublishedCurves(msgspec.Struct, frozen=True):
    """All curves of a library, by `cohort:endpoint`."""

    evidence_sha256: str
    curves: dict[str, CohortCurve]


@lru_cache(maxsize=4)
def published_curves(library: Library) -> PublishedCurves:
    """Compute every cohort's curves; about 10 ms each."""
    found = {
        f"{cohort.id}:{endpoint}": _up_to_what_the_whole_tells(
            _curve(cohort, endpoint, figures), cohort, endpoint, library
        )
        for cohort, endpoint, figures in cohorts_with_figures(library)
    }
    return PublishedCurves(library.sha256, found)


@lru_cache(maxsize=4)
def cohorts_with_figures(library: Library) -> tuple[tuple[Cohort, str, tuple[Figure, ...]], ...]:
    """Return every cohort and endpoint for which points of a curve are published, with those figures."""
    found = []
    for cohort in library.cohorts.values():
        figures = library.figures_of_cohort(cohort.id)
        for endpoint in CURVE_ENDPOINTS:
            usable = tuple(figure for figure in figures if is_point(figure, endpoint))
            if usable:
                found.append((cohort, endpoint, usable))
    return tuple(found)


def is_point(figure: Figure, endpoint: str) -> bool:
    """Return whether a figure is a point of the endpoint's curve: a timed rate, or a median in months."""
    if figure.kind != "outcome" or figure.endpoint != endpoint or figure.superseded_by is not None:
        return False
    if figure.value is None or figure.bound is not None:
        return False
    if figure.statistic == "median":
        return figure.unit == "months"
    return figure.statistic == "rate" and figure.time_months is not None


def published_figures(cohort: Cohort, endpoint: str, figures: tuple[Figure, ...]) -> PublishedFigures:
    """Return what the paper prints, in the terms of `engine.curves`."""
    from engine.curves.published.anchors import Landmark, PublishedFigures
    from engine.curves.published.effective_number import FollowUp

    medians = [figure for figure in figures if figure.statistic == "median"]
    landmarks = {
        (figure.time_months, figure.value): figure for figure in figures if figure.statistic == "rate"
    }.values()
    confidence = next((f.interval for f in medians if f.interval and f.interval.kind == "confidence"), None)
    given = cohort.follow_up
    times = (given.min_months, given.median_months, given.max_months) if given is not None else ()
    return PublishedFigures(
        patients=_patients(cohort, figures),
        median_months=medians[0].value if medians else None,
        median_ci_months=(confidence.low, confidence.high) if confidence else (None, None),
        landmarks=tuple(
            Landmark(
                figure.time_months or 0.0,
                figure.value or 0.0,
                *(
                    (figure.interval.low, figure.interval.high)
                    if figure.interval is not None and figure.interval.kind == "confidence"
                    else (None, None)
                ),
            )
            for figure in landmarks
        ),
        follow_up=FollowUp(*times) if any(time is not None for time in times) else None,
        # A disease-specific curve has the shape of the overall one; the label keeps the difference.
        endpoint="overall_survival" if endpoint == "disease_specific_survival" else endpoint,
        curative=cohort.modality == "resection",
    )


def _patients(cohort: Cohort, figures: tuple[Figure, ...]) -> int | None:
    """The denominator: the figures' own; the cohort's for a median; none where the source leaves it open."""
    own = [figure.patients for figure in figures if figure.patients is not None]
    if own:
        return min(own)
    if any(figure.denominator_absent is not None for figure in figures):
        return None
    return cohort.patients


def _curve(cohort: Cohort, endpoint: str, figures: tuple[Figure, ...]) -> CohortCurve:
    from engine.curves.published.anchors import ImpossibleFigures
    from engine.curves.published.landmarks import landmark_curve

    try:
        curve = landmark_curve(published_figures(cohort, endpoint, figures))
    except ImpossibleFigures as error:
        badge = Badge(kind="impossible", text=say("No curve: {problem}.", problem=error.problem))
        return CohortCurve(
            cohort=cohort.id,
            endpoint=endpoint,
            method="published points",
            published=tuple(_bare_anchor(figure) for figure in figures),
            badges=(badge,),
        )
    return CohortCurve(
        cohort=cohort.id,
        endpoint=endpoint,
        method="landmarks",
        time_months=_rounded(curve.time_months),
        survival=_rounded(curve.survival),
        lower=_rounded(curve.lower or ()),
        upper=_rounded(curve.upper or ()),
        solid_until_months=round(curve.solid_until_months, _DIGITS),
        stops_at_months=round(curve.stops_at_months, _DIGITS),
        published=tuple(_anchor(anchor, figures) for anchor in curve.anchors),
        badges=tuple(_badges(cohort, figures, curve)),
    )


def _up_to_what_the_whole_tells(curve: CohortCurve, cohort: Cohort, endpoint: str, library: Library) -> CohortCurve:
    """End a subgroup's curve at its last figure where the whole cohort has a later one.

    What is assumed of a few patients must not stand beside what is published of all of them.
    """
    kept = [anchor.time_months for anchor in curve.published if anchor.kept]
    if cohort.subgroup_of is None or not curve.time_months or not kept:
        return curve
    later = [
        figure
        for figure in library.figures_of_cohort(cohort.subgroup_of)
        if is_point(figure, endpoint) and _time(figure) > max(kept)
    ]
    if not later or curve.time_months[-1] <= max(kept):
        return curve
    count = sum(months <= max(kept) for months in curve.time_months)
    words = say("The curve ends at its last figure: later ones are published of the whole cohort only.")
    return msgspec.structs.replace(
        curve,
        time_months=curve.time_months[:count],
        survival=curve.survival[:count],
        lower=curve.lower[:count],
        upper=curve.upper[:count],
        stops_at_months=max(kept),
        badges=(*curve.badges, Badge(kind="ends_with_figures", text=words)),
    )


def _time(figure: Figure) -> float:
    """Months of a point of a curve: those of a rate, or the median itself."""
    return (figure.value if figure.statistic == "median" else figure.time_months) or 0.0


def _badges(cohort: Cohort, figures: tuple[Figure, ...], curve: PublishedCurve) -> Iterator[Badge]:
    """The curve's own warnings, and the discrepancies on record for its figures."""
    from engine.curves.published.curve_warnings import unnamed_follow_up

    unnamed = cohort.follow_up is not None and cohort.follow_up.statistic != "median"
    for badge in curve.badges:
        # A follow-up that the source does not call a median is not called one here.
        yield Badge(kind=badge.kind, text=unnamed_follow_up(badge) if unnamed else badge.text)
    codes = dict.fromkeys(code for figure in figures for code in figure.discrepancies)
    if codes:
        text = say("Printed inconsistently in the paper: see {codes} under Evidence.", codes=", ".join(codes))
        yield Badge(kind="discrepancy", text=text)


def _rounded(numbers: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(round(number, _DIGITS) for number in numbers)


def _anchor(anchor: Anchor, figures: tuple[Figure, ...]) -> PublishedAnchor:
    """The point with the figure that it was read from."""
    kinds = {"landmark": "landmark", "median": "median"}
    kind = kinds.get(anchor.kind, "median_limit")
    statistic = "rate" if kind == "landmark" else "median"
    near = [figure for figure in figures if figure.statistic == statistic]
    if kind == "landmark":
        near = [f for f in near if f.time_months == anchor.time_months and f.value == anchor.survival] or near
    figure = near[0]
    interval = (anchor.lower, anchor.upper) if anchor.lower is not None and anchor.upper is not None else None
    return PublishedAnchor(
        figure=figure.id,
        kind=kind,  # type: ignore[arg-type]
        time_months=anchor.time_months,
        survival=round(anchor.survival, _DIGITS),
        interval=(round(interval[0], _DIGITS), round(interval[1], _DIGITS)) if interval else None,
        interval_kind=anchor.interval,
        kept=anchor.kept,
        printed=figure.printed,
        locator=figure.locator,
    )


def _bare_anchor(figure: Figure) -> PublishedAnchor:
    """A point of figures that no curve can have: shown, not drawn through."""
    median = figure.statistic == "median"
    return PublishedAnchor(
        figure=figure.id,
        kind="median" if median else "landmark",
        time_months=(figure.value if median else figure.time_months) or 0.0,
        survival=0.5 if median else (figure.value or 0.0),
        interval=None,
        interval_kind=None,
        kept=False,
        printed=figure.printed,
        locator=figure.locator,
    )
