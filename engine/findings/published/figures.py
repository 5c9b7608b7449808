"""Published figures of an option as findings: outcomes, harms, regimens, limits, background.

None of them depends on the patient: they are made once for a library.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, TypeVar

from engine.curves.published.exact_binomial import interval_of_counts
from engine.evidence.library import Library
from engine.evidence.records.figures import Figure
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import FigureFinding, ToxicityFinding
from engine.findings.records.finding import PublishedFinding

F = TypeVar("F")

_BREADTH = (
    "meta_analysis",
    "randomised_trial",
    "pooled_analysis",
    "review",
    "guideline",
    "prospective",
    "retrospective",
)
#: the fields of a published finding that are those of the record, word for word
_TAKEN = tuple(
    name
    for name in PublishedFinding.__struct_fields__
    if name
    not in (
        "cohort_label",
        "source",
        "interval",
        "read_depth",
        "treated_from",
        "treated_to",
        "treated_more_than_years_ago",
        "applies",
        "applies_because",
    )
)
_BACKGROUND = ("background", "characteristic", "association", "site")


def figure_finding(figure: Figure, library: Library) -> FigureFinding:
    """Return one figure with its interval: the published one, else the exact one of its counts."""
    interval, kind = _interval(figure)
    return FigureFinding(
        kind=figure.kind,
        endpoint=figure.endpoint,
        statistic=figure.statistic,
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=figure.unit,
        time_months=figure.time_months,
        interval=interval,
        interval_kind=kind,
        **_as_published(figure, library),
    )


def toxicity_finding(figure: Figure, library: Library) -> ToxicityFinding:
    """Return one harm: the rate of its counts where both are known, else the printed rate."""
    rate = figure.value if figure.statistic == "rate" else None
    interval = None
    if figure.events is not None and figure.patients:
        rate = figure.events / figure.patients
        interval = interval_of_counts(figure.events, figure.patients)
    return ToxicityFinding(
        grade=figure.grade,
        phase=figure.phase,
        scale=figure.scale,
        rate=rate,
        interval=interval,
        **_as_published(figure, library),
    )


def _as_published(figure: Figure, library: Library) -> dict[str, Any]:
    """Return what both kinds of finding take from the record as it stands."""
    cohort = library.cohorts[figure.cohort].label if figure.cohort is not None else None
    taken = {name: getattr(figure, name) for name in _TAKEN}
    first, last = library.treated(figure)
    return {
        **taken,
        "cohort_label": cohort,
        "source": library.source_of[figure.id],
        "read_depth": library.depth_of(figure),
        "treated_from": first,
        "treated_to": last,
        "treated_more_than_years_ago": library.treated_more_than_years_ago(figure),
    }


def _interval(figure: Figure) -> tuple[tuple[float, float] | None, str | None]:
    if figure.interval is not None:
        return (figure.interval.low, figure.interval.high), figure.interval.kind
    if figure.statistic in ("rate", "count") and figure.events is not None and figure.patients:
        return interval_of_counts(figure.events, figure.patients), "exact"
    return None, None


def _of_kinds(
    modality: Modality, kinds: Iterable[str], library: Library, make: Callable[[Figure, Library], F]
) -> tuple[F, ...]:
    wanted = tuple(kinds)
    chosen = [f for f in library.figures_for(modality) if f.kind in wanted and f.superseded_by is None]
    return tuple(make(figure, library) for figure in sorted(chosen, key=lambda figure: _rank(figure, library)))


def _rank(figure: Figure, library: Library) -> tuple[bool, bool, int]:
    """Headline figures first; among equals the broader evidence: pooled before single series, randomised before not.

    What was read in somebody's summary alone stands behind everything else.
    """
    design = library.sources[library.source_of[figure.id]].design
    breadth = _BREADTH.index(design) if design in _BREADTH else len(_BREADTH)
    return (library.depth_of(figure) == "secondary", not figure.headline, breadth)


@lru_cache(maxsize=64)
def outcomes_for(modality: Modality, library: Library) -> tuple[FigureFinding, ...]:
    """Return survival, control and response, headline figures first."""
    return _of_kinds(modality, ("outcome",), library, figure_finding)


@lru_cache(maxsize=64)
def toxicities_for(modality: Modality, library: Library) -> tuple[ToxicityFinding, ...]:
    """Return the harms, headline figures first."""
    return _of_kinds(modality, ("toxicity",), library, toxicity_finding)


@lru_cache(maxsize=64)
def regimens_for(modality: Modality, library: Library) -> tuple[FigureFinding, ...]:
    """Return what was given."""
    return _of_kinds(modality, ("regimen",), library, figure_finding)


@lru_cache(maxsize=64)
def constraints_for(modality: Modality, library: Library) -> tuple[FigureFinding, ...]:
    """Return the dose limits of organs."""
    return _of_kinds(modality, ("constraint",), library, figure_finding)


@lru_cache(maxsize=64)
def background_for(modality: Modality, library: Library) -> tuple[FigureFinding, ...]:
    """Return what the patients were like, comparisons, and anything else a clinician could use."""
    return _of_kinds(modality, _BACKGROUND, library, figure_finding)
