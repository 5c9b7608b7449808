"""The published cohorts of an option as survival figures, each with its match to the patient."""

from __future__ import annotations

from functools import lru_cache

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records import Cohort, Figure, Modality
from engine.findings.assessment import CurveFinding, Match, PublishedAnchor
from engine.findings.conditions import Values
from engine.findings.intervals import exact_interval
from engine.findings.matching import match_to, selected

#: endpoints that are curves over time; response is not
CURVE_ENDPOINTS = (
    "overall_survival",
    "progression_free_survival",
    "disease_free_survival",
    "disease_specific_survival",
    "distant_metastasis_free_survival",
    "local_control",
)


def curves_for(
    modality: Modality, values: Values, fields: FieldCatalogue, library: Library
) -> tuple[CurveFinding, ...]:
    """Return one finding per cohort and endpoint with published points; the most alike cohorts first.

    A subgroup comes before the cohort it belongs to where the patient's own values select it.
    """
    matches: dict[str, Match] = {}
    found = []
    for cohort, endpoint, anchors in _published(modality, library):
        if cohort.id not in matches:
            matches[cohort.id] = match_to(cohort, values, fields, library)
        found.append(_finding(cohort, endpoint, anchors, matches[cohort.id], selected(cohort, values), library))
    return tuple(sorted(found, key=_rank))


@lru_cache(maxsize=64)
def _published(modality: Modality, library: Library) -> tuple[tuple[Cohort, str, tuple[PublishedAnchor, ...]], ...]:
    """Every cohort and endpoint with published points, and the points: the same for every patient."""
    found = []
    for cohort in library.cohorts_for(modality):
        for endpoint in CURVE_ENDPOINTS:
            figures = [f for f in library.figures_of_cohort(cohort.id) if usable(f, endpoint)]
            anchors = [anchor for figure in figures for anchor in published_anchors(figure, cohort.patients)]
            if anchors:
                anchors.sort(key=lambda anchor: anchor.time_months)
                found.append((cohort, endpoint, tuple(anchors)))
    return tuple(found)


def _rank(curve: CurveFinding) -> tuple[bool, float, int, int]:
    """Selected subgroups first, then by share of items alike, fewest unlike, most patients."""
    total = curve.match.met + curve.match.not_met + curve.match.unknown
    alike = curve.match.met / total if total else 0.0
    return (not curve.selected, -alike, curve.match.not_met, -(curve.patients or 0))


def usable(figure: Figure, endpoint: str) -> bool:
    """Return whether a figure is a point of the endpoint's curve."""
    if figure.kind != "outcome" or figure.endpoint != endpoint or figure.superseded_by is not None:
        return False
    if figure.statistic == "median":
        return figure.unit == "months" and figure.value is not None
    return figure.statistic == "rate" and figure.time_months is not None and figure.value is not None


def _finding(
    cohort: Cohort,
    endpoint: str,
    anchors: tuple[PublishedAnchor, ...],
    match: Match,
    is_selected: bool,
    library: Library,
) -> CurveFinding:
    source = library.sources[library.source_of[cohort.id]]
    return CurveFinding(
        id=f"{cohort.id}:{endpoint}",
        source=source.id,
        cohort=cohort.id,
        arm=cohort.label,
        endpoint=endpoint,
        patients=cohort.patients,
        method="published points",
        time_months=(),
        survival=(),
        lower=(),
        upper=(),
        solid_until_months=None,
        stops_at_months=None,
        published=anchors,
        badges=(),
        match=match,
        selected=is_selected,
        subgroup_of=cohort.subgroup_of,
        trial=cohort.trial,
        time_origin=cohort.time_origin,
        local=source.local,
    )


def published_anchors(figure: Figure, patients: int | None) -> tuple[PublishedAnchor, ...]:
    """Return the points of one figure: a landmark with its interval, or a median with its limits."""
    value = figure.value or 0.0
    if figure.statistic == "median":
        times = [("median", value)]
        if figure.interval is not None and figure.interval.kind == "confidence":
            times += [("median_limit", figure.interval.low), ("median_limit", figure.interval.high)]
        return tuple(_anchor(figure, kind, time, 0.5, None, None) for kind, time in times)
    interval, kind = _interval(figure, value, figure.patients or patients)
    return (_anchor(figure, "landmark", figure.time_months or 0.0, value, interval, kind),)


def _interval(figure: Figure, value: float, patients: int | None) -> tuple[tuple[float, float] | None, str | None]:
    """The published interval; else the exact one of the nearest count, as if all had been followed so long."""
    if figure.interval is not None and figure.interval.kind == "confidence":
        return (figure.interval.low, figure.interval.high), "published"
    if not patients:
        return None, None
    return exact_interval(round(value * patients), patients), "binomial, as if nobody was censored"


def _anchor(
    figure: Figure,
    kind: str,
    time_months: float,
    survival: float,
    interval: tuple[float, float] | None,
    interval_kind: str | None,
) -> PublishedAnchor:
    return PublishedAnchor(
        figure=figure.id,
        kind=kind,  # type: ignore[arg-type]
        time_months=time_months,
        survival=survival,
        interval=interval,
        interval_kind=interval_kind,
        kept=True,
        printed=figure.printed,
        locator=figure.locator,
    )
