"""The one description of a survival figure: made here, drawn by the window and by the typesetter.

`survival_figure` says what is drawn, in months and percent; `scene` turns that into lines, areas and texts in
points for a given size. Neither decides anything about a patient.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from engine.findings.records.curve_records import Badge, CurveFinding, PublishedAnchor
from engine.findings.wording import ENDPOINT_WORDS, join_words
from engine.report.survival.published_lines import BETWEEN_FIGURES, STEP_METHODS
from engine.report.survival.survival_records import (
    AnchorMark,
    AtRisk,
    Axes,
    Point,
    Series,
    SurvivalFigure,
    Tick,
    at_months_text,
    interval_text,
    months_text,
)
from engine.report.survival.survival_scene import Scene, scene
from engine.wording.numbers import number_words, percent_words, printed_percent
from engine.words.said import capital, in_row, say, say_counted, template

__all__ = [
    "AnchorMark",
    "AtRisk",
    "Axes",
    "Point",
    "Scene",
    "Series",
    "SurvivalFigure",
    "Tick",
    "scene",
    "survival_figure",
]

NOT_RANDOMISED = template("Not a randomised comparison")
_KEYS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STEPS = (1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0)
_MOST_STEPS = 9
#: whose interval the bars of the points show
_BARS = {
    ("published",): template("Bars: published 95 % interval of the point."),
    ("exact",): template("Bars: exact 95 % interval of the point."),
    ("published", "exact"): template("Bars: published and exact 95 % interval of the point."),
}


def survival_figure(
    curves: Sequence[CurveFinding],
    sources: Mapping[str, str],
    *,
    max_months: float | None = None,
    at_risk: Mapping[str, Sequence[tuple[float, int]]] | None = None,
    places: Mapping[str, int] | None = None,
    labels: Mapping[str, str] | None = None,
    bands: bool = True,
) -> SurvivalFigure:
    """Describe one figure of one endpoint.

    Parameters
    ----------
    curves : in the order of the legend; with or without a line. May be empty.
    sources : short names by source id; an id that is missing stands for itself.
    max_months : where the time axis ends; otherwise it holds every curve and point.
    at_risk : numbers at risk (months, patients) by curve id, where they are known.
    places : cohort to its place in the palette and the alphabet, so that figures side by side agree; otherwise
        the order of the curves.
    labels : what stands in the legend, by curve id, instead of source, arm and number of patients.
    bands : with bands and intervals; without them many curves can be told apart on one axis.

    Raises
    ------
    ValueError : the curves are of different endpoints, which must never share axes.
    """
    endpoints = {curve.endpoint for curve in curves}
    if len(endpoints) > 1:
        raise ValueError(f"endpoints must not share axes: {', '.join(sorted(endpoints))}")
    endpoint = next(iter(endpoints), "overall_survival")
    title = endpoint_title(endpoint)
    axes = _axes(curves, title, max_months)
    series = tuple(
        _series((places or {}).get(curve.cohort, index), curve, sources, axes.max_months, (at_risk or {}).get(curve.id))
        for index, curve in enumerate(curves)
    )
    if labels:
        series = tuple(_labelled(one, labels.get(one.id)) for one in series)
    if not bands:
        series = tuple(_without_band(one) for one in series)
    not_comparable = _not_comparable(curves)
    notes = tuple(_notes(curves, series))
    return SurvivalFigure(
        endpoint=endpoint,
        title=title,
        axes=axes,
        series=series,
        not_comparable=not_comparable,
        notes=notes,
        alt=_alt(title, axes, series, not_comparable),
    )


def endpoint_title(endpoint: str) -> str:
    """Return what a curve is of, as a heading: "Overall survival"."""
    return capital(ENDPOINT_WORDS.get(endpoint, endpoint.replace("_", " ")))


def _axes(curves: Iterable[CurveFinding], title: str, max_months: float | None) -> Axes:
    end = max_months if max_months is not None else max((_end_of(curve) for curve in curves), default=12.0)
    end = max(end, 1.0)
    step = next((step for step in _STEPS if end / step <= _MOST_STEPS), _STEPS[-1])
    if max_months is None:
        end = step * math.ceil(end / step - 1e-9)
    count = math.floor(end / step + 1e-9)
    return Axes(
        max_months=end,
        time_ticks=tuple(Tick(i * step, number_words(i * step)) for i in range(count + 1)),
        survival_ticks=tuple(Tick(float(value), f"{value}") for value in range(0, 101, 25)),
        time_label=say("Months"),
        survival_label=say("{title}, %", title=title),
    )


def _end_of(curve: CurveFinding) -> float:
    times = [anchor.time_months for anchor in curve.published]
    return max([*times, *curve.time_months[-1:], curve.stops_at_months or 0.0], default=0.0)


def _series(
    index: int,
    curve: CurveFinding,
    sources: Mapping[str, str],
    max_months: float,
    at_risk: Sequence[tuple[float, int]] | None,
) -> Series:
    source = sources.get(curve.source, curve.source)
    patients = say("number of patients not given")
    if curve.patients is not None:
        patients = say("n = {patients}", patients=str(curve.patients))
    values = _values(curve, max_months)
    steps = curve.method.startswith(STEP_METHODS)
    solid, dashed = _parts([row[:2] for row in values], curve.solid_until_months, steps)
    return Series(
        id=curve.id,
        key=_KEYS[index % len(_KEYS)] * (1 + index // len(_KEYS)),
        label=say("{source}: {arm}, {patients}", source=source, arm=curve.arm, patients=patients),
        short_label=say("{source} ({patients})", source=source, patients=patients),
        colour=index,
        line_style=index,
        band=_band(values, steps),
        solid=solid,
        dashed=dashed,
        steps=steps,
        anchors=tuple(_mark(anchor) for anchor in curve.published if anchor.time_months <= max_months + 1e-9),
        at_risk=_at_risk(curve.patients, at_risk),
        badges=tuple(badge_words(badge, curve) for badge in curve.badges),
        # Between published figures nothing can be read off.
        values=() if curve.method == BETWEEN_FIGURES else values,
        stops_at_months=curve.stops_at_months,
    )


def _labelled(series: Series, label: str | None) -> Series:
    return series if label is None else replace(series, label=label, short_label=label)


def _without_band(series: Series) -> Series:
    """Lines and points alone; the words of a point keep its interval, for those who read the figure."""
    anchors = tuple(
        replace(anchor, low_percent=None, high_percent=None)
        for anchor in series.anchors
        if anchor.kind != "median_limit"
    )
    return replace(series, band=(), anchors=anchors)


def lacks_whom(badge: Badge, curve: CurveFinding) -> bool:
    """Whether a curve has no band since it is not said who or what was counted, though the cohort's size is known."""
    return badge.kind == "no_band" and curve.patients is not None


def badge_words(badge: Badge, curve: CurveFinding) -> str:
    """Return a warning in full, with the true reason for a missing band."""
    if lacks_whom(badge, curve):
        return say("No band: the source does not say whether patients or lesions are counted.")
    return badge.text


def _values(curve: CurveFinding, max_months: float) -> tuple[tuple[float, float, float | None, float | None], ...]:
    has_band = len(curve.lower) == len(curve.time_months) == len(curve.upper)
    rows = []
    for i, (months, survival) in enumerate(zip(curve.time_months, curve.survival, strict=True)):
        if months <= max_months + 1e-9:
            low = 100.0 * curve.lower[i] if has_band else None
            high = 100.0 * curve.upper[i] if has_band else None
            rows.append((months, 100.0 * survival, low, high))
    return tuple(rows)


def _stepped(points: Iterable[Point]) -> list[Point]:
    """Put the corner of a step between two points: survival holds until the next event."""
    path: list[Point] = []
    for months, percent in points:
        if path and months > path[-1][0] and percent != path[-1][1]:
            path.append((months, path[-1][1]))
        path.append((months, percent))
    return path


def _parts(
    points: Sequence[Point], solid_until: float | None, steps: bool
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """Split the line at the last published figure; the two parts meet in one point."""
    path = _stepped(points) if steps else list(points)
    if not path or solid_until is None or solid_until >= path[-1][0]:
        return tuple(path), ()
    if solid_until <= path[0][0]:
        return (), tuple(path)
    after = next(i for i, point in enumerate(path) if point[0] > solid_until)
    (t0, s0), (t1, s1) = path[after - 1], path[after]
    meeting = (solid_until, s0 if steps else s0 + (s1 - s0) * (solid_until - t0) / (t1 - t0))
    solid = [*path[:after], meeting] if meeting != path[after - 1] else path[:after]
    return tuple(solid), (meeting, *path[after:])


def _band(values: Sequence[tuple[float, float, float | None, float | None]], steps: bool) -> tuple[Point, ...]:
    lower = [(row[0], row[2]) for row in values if row[2] is not None]
    upper = [(row[0], row[3]) for row in values if row[3] is not None]
    if len(lower) < 2 or len(lower) != len(upper):
        return ()
    low, high = (_stepped(lower), _stepped(upper)) if steps else (lower, upper)
    return (*high, *reversed(low))


def _mark(anchor: PublishedAnchor) -> AnchorMark:
    low, high = anchor.interval if anchor.interval is not None else (None, None)
    low_percent = None if low is None else 100.0 * low
    high_percent = None if high is None else 100.0 * high
    words, value_words = _words(anchor, low_percent, high_percent)
    return AnchorMark(
        months=anchor.time_months,
        percent=100.0 * anchor.survival,
        low_percent=low_percent,
        high_percent=high_percent,
        interval_kind=anchor.interval_kind,
        kept=anchor.kept,
        kind=anchor.kind,
        words=words,
        value_words=value_words,
        locator=anchor.locator,
    )


def _words(anchor: PublishedAnchor, low: float | None, high: float | None) -> tuple[str, str]:
    """Return a published point in words, with its time and without it."""
    months = months_text(anchor.time_months)
    if anchor.kind == "landmark":
        value = in_row(
            (percent_words(printed_percent(anchor.survival)), interval_text(low, high, anchor.interval_kind))
        )
        return _unless_kept(anchor, in_row((value, at_months_text(anchor.time_months)))), value
    if anchor.kind == "median":
        words = _unless_kept(anchor, say("median {value}", value=months))
    else:
        words = _unless_kept(anchor, say("confidence limit of the median {value}", value=months))
    return words, words


def _unless_kept(anchor: PublishedAnchor, words: str) -> str:
    return words if anchor.kept else say("{point}, not followed by the curve", point=words)


def _at_risk(patients: int | None, numbers: Sequence[tuple[float, int]] | None) -> AtRisk:
    if numbers:
        return AtRisk(tuple((float(months), int(count)) for months, count in numbers), "")
    if patients is None:
        return AtRisk((), say("not given"))
    return AtRisk(((0.0, patients),), say("later numbers not given"))


def _not_comparable(curves: Sequence[CurveFinding]) -> str | None:
    if len(curves) < 2:
        return None
    trials = {curve.trial for curve in curves}
    whole_arms = all(curve.subgroup_of is None for curve in curves)
    # Whether the arms of a study were allocated by chance is part of newer records; where it is not said, it is
    # not claimed.
    allocated = all(curve.randomised for curve in curves)
    if len(trials) == 1 and None not in trials and whole_arms and allocated:
        return None
    origins = {curve.time_origin for curve in curves} - {None, "not given"}
    if len(origins) > 1:
        return say("Not a randomised comparison; time runs from different starts")
    return say(NOT_RANDOMISED)


def _notes(curves: Sequence[CurveFinding], series: Sequence[Series]) -> Iterable[str]:
    points_only = [one.key for one in series if not one.has_curve]
    if points_only and len(points_only) == len(series):
        yield say("Published points only; no curve is drawn between them.")
    elif points_only:
        yield say("{keys}: published points only.", keys=join_words(points_only))
    joined = {curve.id for curve in curves if curve.method == BETWEEN_FIGURES}
    assumed = [one.key for one in series if one.dashed and not one.solid and one.id not in joined]
    if any(one.dashed and one.id in joined for one in series):
        yield say("Dashed: between published figures, where nothing is published.")
    if any(one.dashed and one.solid for one in series):
        yield say("Dashed: beyond the last published figure.")
    if assumed and len(assumed) == len(series):
        yield say("Dashed throughout: the shape of the curve is assumed.")
    elif assumed:
        keys = join_words(assumed)
        yield say("{keys}: dashed throughout, since the shape of the curve is assumed.", keys=keys)
    if any(one.band for one in series):
        yield say("Shaded: 95 % band of the curve.")
    bars = {a.interval_kind for one in series for a in one.anchors if a.low_percent is not None}
    if found := tuple(kind for kind in ("published", "exact") if kind in bars):
        yield say(_BARS[found])
    for curve, one in zip(curves, series, strict=True):
        beyond = len(curve.published) - len(one.anchors)
        if beyond:
            yield say_counted(
                beyond,
                "{key}: {number} published point lies beyond the axis.",
                "{key}: {number} published points lie beyond the axis.",
                key=one.key,
            )
    if any(not anchor.kept for one in series for anchor in one.anchors):
        yield say("Hollow: a published point that the curve does not follow.")


def _alt(title: str, axes: Axes, series: Sequence[Series], not_comparable: str | None) -> str:
    if not series:
        return say("{title}: no published figures.", title=title)
    parts: list[str] = [say("{title} in percent over 0 to {end}.", title=title, end=months_text(axes.max_months))]
    for one in series:
        points = in_row((anchor.words for anchor in one.anchors if anchor.kind != "median_limit"), "; ")
        known = points or say("no published point")
        if one.values:
            known = say("{points}; curve to {end}", points=known, end=months_text(one.values[-1][0]))
        if one.has_curve:
            parts.append(say("{key}, {label}: {points}.", key=one.key, label=one.label, points=known))
        else:
            parts.append(say("{key}, {label}, points only: {points}.", key=one.key, label=one.label, points=known))
    if not_comparable:
        parts.append(say("{sentence}.", sentence=not_comparable))
    return in_row(parts)
