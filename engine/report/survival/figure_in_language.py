"""A survival figure with every word of it in another language; the numbers and the drawing stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.report.survival.forest_figure import ForestFigure, ForestGroup, ForestRow
from engine.report.survival.survival_records import AnchorMark, Axes, Series, SurvivalFigure, Tick
from engine.words.language import Language

_Say = Callable[[str], str]


def figure_in(language: Language, figure: SurvivalFigure) -> SurvivalFigure:
    """Return a figure as it is shown in a language; in English the very same."""
    if language.is_english:
        return figure
    of = language.of
    return replace(
        figure,
        title=of(figure.title),
        axes=_axes(figure.axes, of),
        series=tuple(_series(series, of) for series in figure.series),
        not_comparable=of(figure.not_comparable) if figure.not_comparable is not None else None,
        notes=tuple(of(note) for note in figure.notes),
        alt=of(figure.alt),
    )


def forest_in(language: Language, figure: ForestFigure) -> ForestFigure:
    """Return figures side by side as they are shown in a language; in English the very same."""
    if language.is_english:
        return figure
    of = language.of
    return replace(
        figure,
        title=of(figure.title),
        groups=tuple(_forest_group(group, of) for group in figure.groups),
        described=figure_in(language, figure.described),
        not_comparable=of(figure.not_comparable) if figure.not_comparable is not None else None,
        notes=tuple(of(note) for note in figure.notes),
        alt=of(figure.alt),
    )


def _forest_group(group: ForestGroup, of: _Say) -> ForestGroup:
    ticks = tuple(Tick(tick.value, of(tick.label)) for tick in group.ticks)
    return replace(group, title=of(group.title), ticks=ticks, rows=tuple(_forest_row(row, of) for row in group.rows))


def _forest_row(row: ForestRow, of: _Say) -> ForestRow:
    return replace(
        row,
        source=of(row.source),
        arm=of(row.arm),
        patients=of(row.patients),
        provenance=of(row.provenance),
        value_words=of(row.value_words),
        interval_words=of(row.interval_words),
        badges=tuple(of(badge) for badge in row.badges),
    )


def _axes(axes: Axes, of: _Say) -> Axes:
    return replace(
        axes,
        time_ticks=tuple(Tick(tick.value, of(tick.label)) for tick in axes.time_ticks),
        time_label=of(axes.time_label),
        survival_label=of(axes.survival_label),
    )


def _series(series: Series, of: _Say) -> Series:
    return replace(
        series,
        label=of(series.label),
        short_label=of(series.short_label),
        anchors=tuple(_anchor(anchor, of) for anchor in series.anchors),
        at_risk=replace(series.at_risk, words=of(series.at_risk.words)),
        badges=tuple(of(badge) for badge in series.badges),
    )


def _anchor(anchor: AnchorMark, of: _Say) -> AnchorMark:
    return replace(anchor, words=of(anchor.words), value_words=of(anchor.value_words))
