"""The published cohorts of an option as survival figures, each with its match to the patient."""

from __future__ import annotations

from collections.abc import Collection

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.modalities import Modality
from engine.findings.by_values import by_values
from engine.findings.comparability.matching import match_to, selected
from engine.findings.conditions import Values
from engine.findings.published.published_curves import CohortCurve, PublishedCurves, cohorts_with_figures
from engine.findings.records.curve_records import CurveFinding, Match

#: from the best read to the least; a department's own series is its own
_DEPTHS = (None, "full_text", "abstract", "as_reported_by", "secondary")


def curves_for(
    modality: Modality, values: Values, fields: FieldCatalogue, library: Library, curves: PublishedCurves
) -> tuple[CurveFinding, ...]:
    """Return one finding per cohort and endpoint with published points; the most alike cohorts first.

    A subgroup that the patient's own values select comes first, behind the whole cohort that it is part of; a subgroup
    that they do not select comes last. An earlier report gives way to the last one of the same patients.
    """
    return by_values(
        lambda read: _curves_for(modality, read, fields, library, curves),
        values,
        ("curves", modality, library),
        fields,
        curves,
    )


def _curves_for(
    modality: Modality, values: Values, fields: FieldCatalogue, library: Library, curves: PublishedCurves
) -> tuple[CurveFinding, ...]:
    matches: dict[str, Match] = {}
    found = []
    for cohort, endpoint, _ in cohorts_with_figures(library):
        if cohort.modality != modality or _reported_later(cohort, endpoint, library):
            continue
        if cohort.id not in matches:
            matches[cohort.id] = match_to(cohort, values, fields, library)
        curve = curves.curves[f"{cohort.id}:{endpoint}"]
        found.append(_finding(cohort, curve, matches[cohort.id], selected(cohort, values, library) is True, library))
    wholes = {curve.subgroup_of for curve in found if curve.selected}
    return tuple(sorted(found, key=lambda curve: _rank(curve, wholes, library)))


def _reported_later(cohort: Cohort, endpoint: str, library: Library) -> bool:
    """Whether the last report of the same patients has this endpoint: two reports of one study are one entry."""
    later = cohort.earlier_report_of
    return later is not None and any(
        other.id == later and its == endpoint for other, its, _ in cohorts_with_figures(library)
    )


def _rank(
    curve: CurveFinding, wholes: Collection[str | None], library: Library
) -> tuple[bool, int, float, int, int, int]:
    """Rank wholes with a selected subgroup, then those, all others by resemblance, subgroups of other patients.

    What was read in a summary alone stands behind all of them. Resemblance is the share of what is known; of equals the
    group that states more comes first.
    """
    known = curve.match.met + curve.match.not_met
    alike = curve.match.met / known if known else 0.0
    if curve.cohort in wholes:
        place = 0
    elif curve.selected:
        place = 1
    else:
        record = library.cohorts[curve.cohort]
        is_of_others = record.subgroup_of is not None and bool(record.selected_by or record.score_points)
        place = 3 if is_of_others else 2
    is_secondary = curve.read_depth == "secondary"
    return (is_secondary, place, -alike, curve.match.not_met, -curve.match.met, -(curve.patients or 0))


def _finding(cohort: Cohort, curve: CohortCurve, match: Match, is_selected: bool, library: Library) -> CurveFinding:
    source = library.sources[library.source_of[cohort.id]]
    figures = [library.figures[anchor.figure] for anchor in curve.published]
    first, last = library.treated(figures[0])
    whole = library.cohorts[cohort.subgroup_of] if cohort.subgroup_of is not None else None
    return CurveFinding(
        id=f"{cohort.id}:{curve.endpoint}",
        source=source.id,
        cohort=cohort.id,
        arm=cohort.label,
        endpoint=curve.endpoint,
        patients=cohort.patients,
        method=curve.method,
        time_months=curve.time_months,
        survival=curve.survival,
        lower=curve.lower,
        upper=curve.upper,
        solid_until_months=curve.solid_until_months,
        stops_at_months=curve.stops_at_months,
        published=curve.published,
        badges=curve.badges,
        match=match,
        selected=is_selected,
        subgroup_of=cohort.subgroup_of,
        score=cohort.score_points.score if cohort.score_points is not None else None,
        trial=cohort.trial,
        randomised=cohort.randomised,
        without_option=bool(cohort.without_option),
        whole_patients=whole.patients if whole is not None else None,
        time_origin=cohort.time_origin,
        local=source.local,
        read_depth=max((library.depth_of(figure) for figure in figures), key=_DEPTHS.index),
        treated_from=first,
        treated_to=last,
        treated_more_than_years_ago=library.treated_more_than_years_ago(figures[0]),
    )
