"""The records of a survival figure: what is drawn, in months and percent; nothing about where on the paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.wording.numbers import (
    exact_interval_words,
    number_words,
    percent_words,
    printed_percent,
    span_words,
    worked_out_percent,
)
from engine.words.said import in_row, say, say_counted, template

#: months from the start of the curve, survival in percent (0 to 100)
Point = tuple[float, float]

AnchorKind = Literal["landmark", "median", "median_limit"]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: its value in data coordinates and its label."""

    value: float
    label: str


@dataclass(frozen=True, slots=True)
class Axes:
    """Both axes. Time runs from 0 to `max_months`; survival always from 0 to 100 %, never zoomed."""

    max_months: float
    time_ticks: tuple[Tick, ...]
    survival_ticks: tuple[Tick, ...]
    time_label: str
    survival_label: str


@dataclass(frozen=True, slots=True)
class AnchorMark:
    """A published point.

    Attributes
    ----------
    low_percent, high_percent : interval of the survival at that time; None where there is none.
    kept : False where the curve does not follow it; drawn hollow.
    words : the point in words, "median 17.5 months", "62 % at 12 months".
    value_words : the same without its time, "62 %", for those who have said the time.
    """

    months: float
    percent: float
    low_percent: float | None
    high_percent: float | None
    interval_kind: str | None
    kept: bool
    kind: AnchorKind
    words: str
    value_words: str
    locator: str


@dataclass(frozen=True, slots=True)
class AtRisk:
    """Numbers at risk: (months, patients) where known, and one line in words that says what is not given."""

    numbers: tuple[tuple[float, int], ...]
    words: str


@dataclass(frozen=True, slots=True)
class Series:
    """One cohort in the figure.

    Attributes
    ----------
    key : the letter that stands at the line and in the legend, so that colour is never needed.
    label : source, arm and number of patients.
    short_label : source and number of patients.
    colour, line_style : indices into the palette and the marks of whoever draws; both differ between series.
    band : closed polygon of the 95 % band, empty where there is none.
    solid, dashed : the line up to the last published figure, and beyond it; dashed throughout where the shape is
        assumed, or where the line joins published figures and no more; both empty where only points are known.
    steps : the line is a Kaplan-Meier curve; its corners are in `solid` already.
    anchors : the published points. Where there is no line they are all that is known.
    """

    id: str
    key: str
    label: str
    short_label: str
    colour: int
    line_style: int
    band: tuple[Point, ...]
    solid: tuple[Point, ...]
    dashed: tuple[Point, ...]
    steps: bool
    anchors: tuple[AnchorMark, ...]
    at_risk: AtRisk
    badges: tuple[str, ...]
    #: (months, percent, low, high) as computed, for reading off; empty where nothing is known between the figures
    values: tuple[tuple[float, float, float | None, float | None], ...]
    stops_at_months: float | None

    @property
    def has_curve(self) -> bool:
        """Whether a line is drawn, or published points only."""
        return bool(self.solid or self.dashed)


@dataclass(frozen=True, slots=True)
class SurvivalFigure:
    """A survival figure, drawn by the window and by the typesetter alike.

    Attributes
    ----------
    not_comparable : the sentence that must stand on the figure; None for one cohort, or for the arms of one
        randomised trial.
    notes : what a reader must know beside it (points without a curve, points beyond the axis).
    alt : the figure in words, for those who do not see it.
    """

    endpoint: str
    title: str
    axes: Axes
    series: tuple[Series, ...]
    not_comparable: str | None
    notes: tuple[str, ...]
    alt: str

    def read_at(self, months: float) -> tuple[str, ...]:
        """Return one sentence per series: the survival at a time, with its interval, from the data."""
        return tuple(
            say(
                "{key}, {label}, {time}: {reading}.",
                key=series.key,
                label=series.short_label,
                time=at_months_text(months),
                reading=reading_at(series, months),
            )
            for series in self.series
        )


def months_text(months: float) -> str:
    """Return "1 month" or "17.5 months"."""
    shown = number_words(months)
    return say_counted(1 if shown == "1" else 2, "{number} month", "{number} months", number=shown)


def at_months_text(months: float) -> str:
    """Return "at 1 month" or "at 17.5 months"."""
    shown = number_words(months)
    return say_counted(1 if shown == "1" else 2, "at {number} month", "at {number} months", number=shown)


def interval_text(low: float | None, high: float | None, kind: str | None = None) -> str:
    """Return "(published 95 %: 48 to 80 %)" with whose interval it is, or nothing where a limit is missing.

    Limits that were published keep their printed digits; those that were worked out have as many as they bear.

    Parameters
    ----------
    low, high : in percent.
    kind : "published", "exact" or "band".
    """
    if low is None or high is None:
        return ""
    limits = (low / 100.0, high / 100.0)
    span = span_words(*limits, "proportion") if kind == "published" else exact_interval_words(limits)
    return say(_WHOSE.get(kind or "", _WHOSE[""]), span=span)


_WHOSE = {
    "published": template("(published 95 %: {span})"),
    "exact": template("(exact 95 %: {span})"),
    "band": template("(95 % band of the curve: {span})"),
    "": template("({span})"),
}


def reading_at(series: Series, months: float) -> str:
    """Return what a series says at a time, without its name and without a full stop."""
    near = [a for a in series.anchors if a.kind != "median_limit" and abs(a.months - months) < 0.05]
    if not series.values:
        if near:
            drawn = "" if series.has_curve else say("no curve is drawn")
            return in_row([*(anchor.value_words for anchor in near), drawn], "; ")
        known = in_row((a.words for a in series.anchors if a.kind != "median_limit"), "; ") or say("no point")
        return say("not given; published: {points}", points=known)
    value = _value_at(series, months)
    if value is None:
        return say("not given; the curve ends {time}", time=at_months_text(series.values[-1][0]))
    percent, low, high = value
    published = next((anchor for anchor in near if anchor.kept), None)
    if published is not None:
        return _as_published(published, low, high)
    shown = in_row((percent_words(worked_out_percent(percent / 100.0)), interval_text(low, high, "band")))
    rest = say("published: {points}", points=near[0].words) if near else ""
    return in_row((in_row((shown, _standing(series, months)), ", "), rest), "; ")


def _as_published(anchor: AnchorMark, low: float | None, high: float | None) -> str:
    """A published point: its value and its own interval; the curve's band only where it has none, and by that name."""
    value = say("{value} as published", value=percent_words(printed_percent(anchor.percent / 100.0)))
    own = interval_text(anchor.low_percent, anchor.high_percent, anchor.interval_kind)
    if own:
        return in_row((value, own))
    return in_row((value, in_row((say("without an interval"), interval_text(low, high, "band")))), ", ")


def _standing(series: Series, months: float) -> str:
    """Say what a value on a curve stands on, where that is less than the figures around it."""
    if not series.dashed:
        return ""
    last = max((anchor.months for anchor in series.anchors if anchor.kept), default=series.dashed[0][0])
    if months > max(last, series.dashed[0][0]) + 1e-9:
        return say("beyond the last published figure")
    return "" if series.solid else say("shape assumed")


def _value_at(series: Series, months: float) -> tuple[float, float | None, float | None] | None:
    """Return survival and band at a time: between two points on the straight line, or on the step."""
    values = series.values
    if not values or months < 0.0 or months > values[-1][0] + 1e-9:
        return None
    if months < values[0][0]:
        return 100.0, None, None
    before = max((i for i, row in enumerate(values) if row[0] <= months + 1e-9), default=0)
    if series.steps or before + 1 >= len(values):
        return values[before][1:]
    early, late = values[before], values[before + 1]
    span = late[0] - early[0]
    share = (months - early[0]) / span if span > 0 else 0.0
    return (
        early[1] + share * (late[1] - early[1]),
        _between(early[2], late[2], share),
        _between(early[3], late[3], share),
    )


def _between(early: float | None, late: float | None, share: float) -> float | None:
    return None if early is None or late is None else early + share * (late - early)
