"""Survival of groups of a registry in the figure that published cohorts are drawn in, and by the same rules."""

from __future__ import annotations

import numpy as np

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.findings.assessment import CurveFinding, Match
from engine.findings.wording import VERDICT_WORDS
from engine.registry.outcomes import DECIDED, SMALLEST_GROUP, Group, Outcomes
from engine.report.document_records import FigureBlock, run
from engine.report.survival_figure import scene, survival_figure

_WIDTH_PT, _HEIGHT_PT = 243.0, 150.0
_MOST_GROUPS, _MOST_PUBLISHED = 3, 2
#: times at which a curve is drawn; more steps than these cannot be seen
_POINTS = 180
_HERE = "registry"
#: the groups that are drawn first
_ORDER = (DECIDED, "within", "outside", "concern", "borderline", "undetermined")
_NO_MATCH = Match(met=0, not_met=0, unknown=0, items=(), remarks=(), in_words="")


def survival_figures(
    outcomes: Outcomes, fields: FieldCatalogue, library: Library, most: int
) -> tuple[FigureBlock, ...]:
    """Return a figure for each of the options of which most is known: groups here, beside published cohorts."""
    by_option: dict[str, list[Group]] = {}
    for group in outcomes.groups:
        by_option.setdefault(group.option, []).append(group)

    def known(option: str) -> tuple[int, int, int]:
        chosen = sum(group.estimate.patients for group in by_option[option] if group.name == DECIDED)
        return (chosen, len(outcomes.published[by_option[option][0].option]), len(by_option[option]))

    options = sorted(by_option, key=known, reverse=True)[:most]
    return tuple(_figure(option, by_option[option], outcomes, fields, library) for option in options)


def _figure(
    option: str, groups: list[Group], outcomes: Outcomes, fields: FieldCatalogue, library: Library
) -> FigureBlock:
    shown = sorted(groups, key=lambda group: _ORDER.index(group.name))[:_MOST_GROUPS]
    here = [_curve(group) for group in shown]
    published = [one for one in outcomes.published[groups[0].option] if one.time_months and one.subgroup_of is None]
    published.sort(key=lambda one: -(one.patients or 0))
    end = max(curve.time_months[-1] for curve in here)
    names = {source.id: source.short for source in library.sources.values()}
    names |= {curve.source: curve.arm for curve in here}
    figure = survival_figure(
        [*here, *published[:_MOST_PUBLISHED]],
        names,
        max_months=max(12.0, 12.0 * round(end / 12.0)),
        at_risk={curve.id: _at_risk(group) for curve, group in zip(here, shown, strict=True)},
    )
    label = fields["modality"].choice_label(option)
    return FigureBlock(
        title=f"{figure.title}: {label}",
        scene=scene(figure, _WIDTH_PT, _HEIGHT_PT),
        alt=f"{label}. {figure.alt}",
        caption=(*run(f"{label}. ", "strong"), *run(" ".join(figure.notes), "muted")),
    )


def _curve(group: Group) -> CurveFinding:
    """Return a group as a curve: drawn for as long as enough patients are at risk."""
    estimate = group.estimate
    longest = float(np.sort(estimate.patient_months)[-SMALLEST_GROUP])
    times = np.linspace(0.0, max(longest, 1.0), _POINTS)
    places = np.searchsorted(estimate.time_months, times, side="right")

    def at_times(values: np.ndarray) -> tuple[float, ...]:
        return tuple(float(value) for value in np.concatenate(([1.0], values))[places])

    arm = "Here: chosen by the board" if group.name == DECIDED else f"Here: {VERDICT_WORDS[group.name]}"
    return CurveFinding(
        id=f"{_HERE}.{group.option}.{group.name}",
        source=f"{_HERE}.{group.name}",
        cohort=f"{_HERE}.{group.option}.{group.name}",
        arm=arm,
        endpoint="overall_survival",
        patients=estimate.patients,
        method="kaplan_meier",
        time_months=tuple(times.tolist()),
        survival=at_times(estimate.survival),
        lower=at_times(estimate.lower),
        upper=at_times(estimate.upper),
        solid_until_months=float(times[-1]),
        stops_at_months=float(times[-1]),
        published=(),
        badges=(),
        match=_NO_MATCH,
        selected=False,
        subgroup_of=None,
        trial=None,
        randomised=False,
        time_origin=None,
        local=True,
    )


def _at_risk(group: Group) -> tuple[tuple[float, int], ...]:
    end = float(group.estimate.patient_months[-1])
    times = [12.0 * year for year in range(int(end // 12) + 1)]
    return tuple(zip(times, group.estimate.number_at_risk(times).tolist(), strict=True))
