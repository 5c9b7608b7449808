"""A survival figure with every word of it in another language; the numbers and the drawing stay as they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

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
