"""Survival of groups of a registry in the figure that published cohorts are drawn in, and by the same rules."""

from __future__ import annotations

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.findings.records.curve_records import CurveFinding
from engine.findings.wording import VERDICT_WORDS
from engine.registry.results.groups import CONCERN, MATCH
from engine.registry.results.outcomes import DECIDED, SMALLEST_GROUP, Group, Outcomes
from engine.report.survival.estimated_curves import at_risk_by_year, estimated_curve
from engine.report.survival.published_lines import as_published
from engine.report.survival.survival_figure import scene, survival_figure
from engine.report.tree.document_records import FigureBlock, run

_WIDTH_PT, _HEIGHT_PT = 243.0, 150.0
_MOST_GROUPS, _MOST_PUBLISHED = 3, 2
_MOST_AT_RISK = 7
_HERE = "registry"
#: the groups that are drawn first
_ORDER = (DECIDED, "within", "outside", "concern", "borderline", "undetermined")


def group_words(name: str) -> str:
    """Return a group in words."""
    if name.startswith(MATCH):
        return "resemble this cohort"
    if name.startswith(CONCERN):
        return "a concern holds"
    return "chosen by the board" if name == DECIDED else VERDICT_WORDS[name]


def survival_figures(
    outcomes: Outcomes, fields: FieldCatalogue, library: Library, most: int
) -> tuple[FigureBlock, ...]:
    """Return a figure for each of the options of which most is known: groups here, beside published cohorts."""
    by_option: dict[str, list[Group]] = {}
    for group in outcomes.groups:
        if group.name not in _ORDER and not group.name.startswith(MATCH):
            continue
        by_option.setdefault(group.option, []).append(group)

    def known(option: str) -> tuple[int, int, int]:
        chosen = sum(group.estimate.patients for group in by_option[option] if group.name == DECIDED)
        return (chosen, len(outcomes.published[by_option[option][0].option]), len(by_option[option]))

    options = sorted(by_option, key=known, reverse=True)[:most]
    return tuple(_figure(option, by_option[option], outcomes, fields, library) for option in options)


def _figure(
    option: str, groups: list[Group], outcomes: Outcomes, fields: FieldCatalogue, library: Library
) -> FigureBlock:
    shown = _drawn_groups(groups, outcomes)
    here = [_curve(group) for group in shown]
    published = [one for one in outcomes.published[groups[0].option] if one.time_months and one.subgroup_of is None]
    # The cohort that a group here resembles stands beside it.
    resembled = {group.name.removeprefix(MATCH) for group in shown}
    published.sort(key=lambda one: (one.cohort not in resembled, -(one.patients or 0)))
    end = max(curve.time_months[-1] for curve in here)
    names = {source.id: source.short for source in library.sources.values()}
    names |= {curve.source: curve.arm for curve in here}
    figure = survival_figure(
        [*here, *(as_published(one) for one in published[:_MOST_PUBLISHED])],
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


def _drawn_groups(groups: list[Group], outcomes: Outcomes) -> list[Group]:
    """Return the groups of a figure, by headline; and the largest of those who resemble a cohort with figures."""
    headlines = sorted((group for group in groups if group.name in _ORDER), key=lambda group: _ORDER.index(group.name))
    known = {MATCH + one.cohort for one in outcomes.published[groups[0].option] if one.time_months}
    matching = [group for group in groups if group.name in known]
    largest = sorted(matching, key=lambda group: -group.estimate.patients)[:1]
    return [*headlines[: _MOST_GROUPS - len(largest)], *largest]


def _at_risk(group: Group) -> tuple[tuple[float, int], ...]:
    """Return the numbers at risk by so many years that those of a large registry do not run into one another."""
    by_year = at_risk_by_year(group.estimate)
    return by_year[:: -(-len(by_year) // _MOST_AT_RISK)]


def _curve(group: Group) -> CurveFinding:
    arm = f"Here: {group_words(group.name)}"
    name, source = f"{_HERE}.{group.option}.{group.name}", f"{_HERE}.{group.name}"
    return estimated_curve(group.estimate, name, source, arm, least_at_risk=SMALLEST_GROUP)
