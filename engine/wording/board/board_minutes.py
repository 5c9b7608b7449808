"""Two or three sentences ready for the minutes of the board. They speak of groups, never of what will happen."""

from __future__ import annotations

from engine.findings.assessment import Assessment, CriterionFinding, OptionFinding
from engine.findings.headline_words import failures_in_words, to_weigh
from engine.findings.headlines.applicability import cannot_apply
from engine.findings.wording import MODALITY_SHORT, counted, join_words, lower_first
from engine.wording.board.board_series import leading_series
from engine.wording.numbers import signed_amount

_MOST_OTHERS = 3


def minutes(assessment: Assessment) -> tuple[str, ...]:
    """Return the sentences: the planned option, the others, and what became of a comparable group."""
    planned = assessment.option(assessment.planned_modality) if assessment.planned_modality else None
    sentences = []
    if planned is not None:
        sentences.append(_planned(planned))
    sentences += _others(assessment, planned)
    leading = planned if planned is not None else _best(assessment)
    if leading is not None and (outcome := _outcome(assessment, leading)):
        sentences.append(outcome)
    return tuple(sentences)


def _planned(option: OptionFinding) -> str:
    name = MODALITY_SHORT[option.modality]
    if not option.criteria:
        said = f"{name} is planned; it has no published criteria and is shown for its results."
        return " ".join((said, *to_weigh(option.concerns)))
    if option.verdict != "within":
        return f"{name}: {lower_first(option.verdict_in_words)}"
    met = counted(len([f for f in option.criteria if f.status != "not_applicable"]), "criterion", "criteria")
    narrow = _narrowest(option)
    margin = ""
    if narrow is not None and narrow.margin is not None:
        margin = f"; the narrowest is {lower_first(narrow.label)} ({signed_amount(narrow.margin, narrow.unit)})"
    return " ".join((f"{name} meets its {met} as published{margin}.", *to_weigh(option.concerns)))


def _narrowest(option: OptionFinding) -> CriterionFinding | None:
    """Return the criterion met with the smallest margin in proportion to its limit."""
    measured = [
        finding
        for finding in option.criteria
        if finding.margin is not None and finding.status in ("met", "met_outside_observed_range") and finding.limits
    ]
    return min(measured, key=_relative_margin, default=None)


def _relative_margin(finding: CriterionFinding) -> float:
    limit = max(abs(number) for number in finding.limits.values())
    return abs(finding.margin or 0.0) / limit if limit else 0.0


def _others(assessment: Assessment, planned: OptionFinding | None) -> list[str]:
    others = [
        option
        for option in assessment.options
        if option is not planned and option.criteria and not cannot_apply(option)
    ]
    sentences = []
    within = [MODALITY_SHORT[option.modality] for option in others if option.verdict == "within"]
    if within:
        verb = "meets its" if len(within) == 1 else "meet their"
        sentences.append(
            f"{join_words(within)} {verb} published criteria as well."
            if planned
            else f"{join_words(within)} {verb} published criteria."
        )
    sentences += [
        f"{MODALITY_SHORT[option.modality]}: {lower_first(said)}"
        for option in others
        if option.verdict == "within"
        for said in to_weigh(option.concerns)
    ]
    sentences += [
        f"{MODALITY_SHORT[option.modality]}: {lower_first(option.verdict_in_words)}"
        for option in others
        if option.verdict in ("borderline", "undetermined", "concern")
    ]
    sentences += [
        f"{MODALITY_SHORT[option.modality]}: {lower_first(said)}"
        for option in assessment.options
        if option is not planned and option.verdict == "comparator"
        for said in to_weigh(option.concerns)
    ]
    outside = [option for option in others if option.verdict == "outside"]
    if outside:
        said = join_words(
            f"{MODALITY_SHORT[option.modality]} ({failures_in_words(option)})" for option in outside[:_MOST_OTHERS]
        )
        more = len(outside) - _MOST_OTHERS
        rest = f", and {counted(more, 'further option', 'further options')}" if more > 0 else ""
        sentences.append(f"Outside their published criteria: {said}{rest}.")
    return sentences


def _best(assessment: Assessment) -> OptionFinding | None:
    order = {"within": 0, "borderline": 1}
    open_ones = [option for option in assessment.options if option.criteria and option.verdict in order]
    return min(open_ones, key=lambda option: order[option.verdict], default=None)


def _outcome(assessment: Assessment, option: OptionFinding) -> str:
    sources = {source.id: source for source in assessment.sources}
    for series in leading_series(option, sources):
        if series.endpoint == "overall_survival":
            said = join_words(point.words for point in series.points)
            return (
                f"After {MODALITY_SHORT[option.modality]}, {series.source}: {said}. "
                "These are results of a group, not a forecast for this patient."
            )
    return ""
