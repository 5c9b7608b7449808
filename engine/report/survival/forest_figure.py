"""Series with one published figure side by side at the time that they share: one description for window and paper.

A single figure is a point with its interval and no curve: it belongs beside others at the same time, not alone on an
axis of months. Medians stand on an axis of months of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.findings.published.leading import published_points
from engine.findings.records.curve_records import CurveFinding, PublishedAnchor
from engine.report.survival.published_lines import as_published
from engine.report.survival.survival_figure import survival_figure
from engine.report.survival.survival_records import Series, SurvivalFigure, Tick
from engine.wording.literature import provenance_short
from engine.wording.numbers import exact_interval_words, number_words, printed_percent, span_words
from engine.words.said import Number, in_row, say, say_counted, template

_YEAR = 12
_QUARTERS = 4
#: two times are the same where they differ by less, in months
_SAME_MONTHS = 0.05
_WHOSE = {"published": template("published 95 %: {interval}"), "exact": template("exact 95 %: {interval}")}


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One published figure of one group.

    Attributes
    ----------
    curve, figure : ids of the curve and of the record of the figure.
    key : the letter of the group, the same in every figure of the page.
    source, arm, patients : who they were, in words.
    provenance : how deep the figure was read and when they were treated, in a few words.
    value : percent (0 to 100), or months for a median.
    low, high : its 95 % interval in the same unit; None where none can be given.
    value_words, interval_words : the same in words; the interval says whose it is.
    kept : False where the source's other figures contradict it.
    drawn_above : the group has more figures and is drawn as a curve elsewhere; it stands here for comparison.
    """

    curve: str
    figure: str
    key: str
    source: str
    arm: str
    patients: str
    provenance: str
    colour: int
    value: float
    low: float | None
    high: float | None
    value_words: str
    interval_words: str
    kept: bool
    badges: tuple[str, ...]
    drawn_above: bool

    @property
    def where_drawn(self) -> str:
        """Say that the group is drawn as a curve as well; empty where it is not."""
        return say("Drawn above as a curve.") if self.drawn_above else ""

    @property
    def words(self) -> str:
        """The row in words, without its warnings."""
        who = in_row((self.source, self.arm, self.patients, self.provenance), ", ")
        what = in_row((self.value_words, self.interval_words), "; ")
        said = say("{key}, {who}: {what}.", key=self.key, who=who, what=what)
        return in_row((said, self.where_drawn))


@dataclass(frozen=True, slots=True)
class ForestGroup:
    """Figures of one time, or medians.

    Attributes
    ----------
    months : the shared time; None for medians.
    end : where the axis ends, 100 (percent) or a whole number of years in months; it begins at 0.
    ticks : the quarters of the axis with their labels.
    """

    months: float | None
    title: str
    end: float
    ticks: tuple[Tick, ...]
    rows: tuple[ForestRow, ...]


@dataclass(frozen=True, slots=True)
class ForestFigure:
    """Groups side by side, drawn by the window and by the typesetter alike.

    Attributes
    ----------
    described : the same groups as a survival figure, for its table twin; those drawn above are not among them.
    not_comparable : the sentence that must stand on the figure; None for one group or the arms of one trial.
    alt : the figure in words.
    """

    endpoint: str
    title: str
    groups: tuple[ForestGroup, ...]
    described: SurvivalFigure
    not_comparable: str | None
    notes: tuple[str, ...]
    alt: str


def forest_figure(
    curves: Sequence[CurveFinding],
    sources: Mapping[str, str],
    *,
    places: Mapping[str, int] | None = None,
    beside: Sequence[CurveFinding] = (),
    max_months: float | None = None,
) -> ForestFigure:
    """Describe the figures of groups with one figure each, of one endpoint.

    Parameters
    ----------
    curves : at least one, in the order in which they stand at each time.
    sources : short names by source id.
    places : cohort to its place in the palette and the alphabet; otherwise the order of the curves.
    beside : groups of the same endpoint that are drawn as curves; those of their figures that share a time with one of
        `curves`, or are medians beside medians, stand below them.
    max_months : where the axis of medians ends, if none of them lies beyond it.

    Raises
    ------
    ValueError : no curve is given, or they are of different endpoints.
    """
    if not curves:
        raise ValueError("a forest needs at least one series")
    alone = [as_published(curve) for curve in curves]
    drawn = [as_published(curve) for curve in beside]
    whole = survival_figure([*alone, *drawn], sources, places=places)
    rows = [
        (anchor, _row(curve, anchor, series, sources, drawn_above=number >= len(alone)))
        for number, (curve, series) in enumerate(zip([*alone, *drawn], whole.series, strict=True))
        for anchor in published_points(curve)
    ]
    title = say("{endpoint}, one published figure each", endpoint=whole.title)
    groups = tuple(_groups(rows, max_months))
    notes = tuple(_notes(groups, [*alone, *drawn]))
    return ForestFigure(
        endpoint=whole.endpoint,
        title=title,
        groups=groups,
        described=survival_figure(alone, sources, places=places),
        not_comparable=whole.not_comparable,
        notes=notes,
        alt=_alt(title, groups, whole.not_comparable),
    )


def _row(
    curve: CurveFinding, anchor: PublishedAnchor, series: Series, sources: Mapping[str, str], *, drawn_above: bool
) -> ForestRow:
    patients = say("number of patients not given")
    if curve.patients is not None:
        patients = say("n = {patients}", patients=str(curve.patients))
    is_median = anchor.kind == "median"
    interval, kind = _median_limits(curve) if is_median else (anchor.interval, anchor.interval_kind)
    scale = 1.0 if is_median else 100.0
    low, high = (scale * interval[0], scale * interval[1]) if interval is not None else (None, None)
    return ForestRow(
        curve=curve.id,
        figure=anchor.figure,
        key=series.key,
        source=sources.get(curve.source, curve.source),
        arm=curve.arm,
        patients=patients,
        provenance=provenance_short(curve),
        colour=series.colour,
        value=anchor.time_months if is_median else scale * anchor.survival,
        low=low,
        high=high,
        value_words=_value_words(anchor),
        interval_words=_interval_words(interval, kind, is_median=is_median),
        kept=anchor.kept,
        # Those of a curve are about all of its figures, and stand with it.
        badges=() if drawn_above else series.badges,
        drawn_above=drawn_above,
    )


def _median_limits(curve: CurveFinding) -> tuple[tuple[float, float] | None, str | None]:
    """Return the published limits of a median, in months; a single one is no interval."""
    limits = sorted(anchor.time_months for anchor in curve.published if anchor.kind == "median_limit")
    return ((limits[0], limits[-1]), "published") if len(limits) > 1 else (None, None)


def _value_words(anchor: PublishedAnchor) -> str:
    if anchor.kind == "median":
        shown = Number(number_words(anchor.time_months))
        return say_counted(1 if shown == "1" else 2, "{number} month", "{number} months", number=shown)
    return say("{number} {unit}", number=Number(printed_percent(anchor.survival)), unit="%")


def _interval_words(interval: tuple[float, float] | None, kind: str | None, *, is_median: bool) -> str:
    if interval is None:
        return say("no interval")
    if is_median:
        said = span_words(*interval, "months")
    else:
        said = exact_interval_words(interval) if kind == "exact" else span_words(*interval, "proportion")
    return say(_WHOSE[kind], interval=said) if kind in _WHOSE else said


def _groups(rows: Sequence[tuple[PublishedAnchor, ForestRow]], max_months: float | None) -> Iterator[ForestGroup]:
    """Yield the times at which a group with one figure has it, the earliest first, then medians."""
    own = [anchor for anchor, row in rows if not row.drawn_above]
    times: list[float] = []
    for months in sorted(anchor.time_months for anchor in own if anchor.kind == "landmark"):
        if not times or months - times[-1] >= _SAME_MONTHS:
            times.append(months)
    percent = tuple(Tick(float(value), str(value)) for value in range(0, 101, 25))
    for months in times:
        here = [
            row for anchor, row in rows
            if anchor.kind == "landmark" and 0.0 <= anchor.time_months - months < _SAME_MONTHS
        ]  # fmt: skip
        shown = Number(number_words(months))
        title = say_counted(1 if shown == "1" else 2, "At {number} month", "At {number} months", number=shown)
        yield ForestGroup(months, title, 100.0, percent, tuple(here))
    if any(anchor.kind == "median" for anchor in own):
        medians = [row for anchor, row in rows if anchor.kind == "median"]
        last = max([*(row.value for row in medians), *(row.high for row in medians if row.high is not None)])
        end = float(_YEAR * max(1, math.ceil(max(last, max_months or 0.0) / _YEAR - 1e-9)))
        marks = (end * quarter / _QUARTERS for quarter in range(_QUARTERS + 1))
        ticks = tuple(Tick(mark, number_words(mark)) for mark in marks)
        yield ForestGroup(None, say("Medians, in months"), end, ticks, tuple(medians))


def _notes(groups: Sequence[ForestGroup], curves: Sequence[CurveFinding]) -> Iterator[str]:
    rows = [row for group in groups for row in group.rows]
    yield say("One published figure is a point: no curve is drawn.")
    if any(row.low is None for row in rows):
        yield say("Hollow: no interval can be given.")
    if any(row.drawn_above for row in rows):
        yield say("Grey: of a study with more figures, drawn above as a curve.")
    ago = next((one.treated_more_than_years_ago for one in curves if one.treated_more_than_years_ago), None)
    if ago is not None:
        yield say("Old: treated more than {years} years ago.", years=str(ago))


def _alt(title: str, groups: Sequence[ForestGroup], not_comparable: str | None) -> str:
    said = [say("{group}: {rows}", group=one.title, rows=in_row(row.words for row in one.rows)) for one in groups]
    denied = say("{sentence}.", sentence=not_comparable) if not_comparable else ""
    return in_row((say("{title}.", title=title), *said, denied))
