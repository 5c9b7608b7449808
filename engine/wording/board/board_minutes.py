"""Two or three sentences ready for the minutes of the board. They speak of groups, never of what will happen."""

from __future__ import annotations

from collections.abc import Iterator

from engine.findings.assessment import Assessment, CriterionFinding, OptionFinding
from engine.findings.headline_text.concern_briefs import to_weigh
from engine.findings.headline_text.headline_words import failures_in_words
from engine.findings.headlines.applicability import set_apart
from engine.findings.wording import MODALITY_SHORT, counted, join_words, lower_first
from engine.wording.board.board_records import BoardSeries
from engine.wording.board.board_series import is_in_doubt, leading_series, likeness_in_words, series_beside
from engine.wording.numbers import signed_amount
from engine.words.said import Sentence, in_row, say, say_counted, templates

_MOST_OTHERS = 3
#: a margin of more than half of the limit itself is not narrow
_WIDEST_NARROW = 0.5


def minutes(assessment: Assessment) -> tuple[str, ...]:
    """Return the sentences: the planned option, the others, and what became of a comparable group."""
    planned = assessment.option(assessment.planned_modality) if assessment.planned_modality else None
    sentences: list[str] = []
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
        said = say("{option} is planned; it has no published criteria and is shown for its results.", option=name)
        return in_row((said, *to_weigh(option.concerns)))
    if option.verdict != "within":
        return say("{name}: {words}", name=name, words=lower_first(option.verdict_in_words))
    met = len([f for f in option.criteria if f.status != "not_applicable"])
    narrow = _narrowest(option)
    if narrow is not None and narrow.margin is not None:
        one, many = templates(
            "{option} meets its {number} criterion as published; the narrowest is {criterion} ({margin}).",
            "{option} meets its {number} criteria as published; the narrowest is {criterion} ({margin}).",
        )
        margin = signed_amount(narrow.margin, narrow.unit) if narrow.margin else say("at its limit")
        said = say_counted(met, one, many, option=name, criterion=lower_first(narrow.label), margin=margin)
    else:
        one, many = templates(
            "{option} meets its {number} criterion as published.", "{option} meets its {number} criteria as published."
        )
        said = say_counted(met, one, many, option=name)
    return in_row((said, *to_weigh(option.concerns)))


def _narrowest(option: OptionFinding) -> CriterionFinding | None:
    """Return the criterion met with the smallest margin in proportion to its limit; none where no margin is narrow."""
    measured = [
        finding
        for finding in option.criteria
        if finding.margin is not None and finding.status in ("met", "met_outside_observed_range") and finding.limits
    ]
    nearest = min(measured, key=_relative_margin, default=None)
    # 73 years above an age of 18 is met, and no board need hear of it.
    return nearest if nearest is not None and _relative_margin(nearest) <= _WIDEST_NARROW else None


def _relative_margin(finding: CriterionFinding) -> float:
    limit = max(abs(number) for number in finding.limits.values())
    return abs(finding.margin or 0.0) / limit if limit else 0.0


def _others(assessment: Assessment, planned: OptionFinding | None) -> list[str]:
    apart = set_apart(assessment)
    others = [
        option
        for option in assessment.options
        if option is not planned and option.criteria and option.modality not in apart
    ]
    sentences: list[str] = []
    within = [MODALITY_SHORT[option.modality] for option in others if option.verdict == "within"]
    if within:
        sentences.append(_are_within(within, planned is not None))
    sentences += [
        _of(option, said) for option in others if option.verdict == "within" for said in to_weigh(option.concerns)
    ]
    sentences += [
        _of(option, option.verdict_in_words)
        for option in others
        if option.verdict in ("borderline", "undetermined", "concern")
    ]
    sentences += [
        _of(option, said)
        for option in assessment.options
        if option is not planned and option.verdict == "comparator"
        for said in to_weigh(option.concerns)
    ]
    outside = [option for option in others if option.verdict == "outside"]
    if outside:
        said = join_words(
            say("{name} ({words})", name=MODALITY_SHORT[option.modality], words=failures_in_words(option))
            for option in outside[:_MOST_OTHERS]
        )
        more = len(outside) - _MOST_OTHERS
        if more > 0:
            rest = counted(more, "further option", "further options")
            sentences.append(say("Outside their published criteria: {options}, and {rest}.", options=said, rest=rest))
        else:
            sentences.append(say("Outside their published criteria: {options}.", options=said))
    return sentences


def _of(option: OptionFinding, said: str) -> str:
    return say("{name}: {words}", name=MODALITY_SHORT[option.modality], words=lower_first(said))


def _are_within(names: list[str], as_well: bool) -> str:
    if as_well:
        one, many = templates(
            "{options} meets its published criteria as well.", "{options} meet their published criteria as well."
        )
    else:
        one, many = templates("{options} meets its published criteria.", "{options} meet their published criteria.")
    return say_counted(len(names), one, many, options=join_words(names))


def _best(assessment: Assessment) -> OptionFinding | None:
    order = {"within": 0, "borderline": 1}
    open_ones = [option for option in assessment.options if option.criteria and option.verdict in order]
    return min(open_ones, key=lambda option: order[option.verdict], default=None)


def _outcome(assessment: Assessment, option: OptionFinding) -> str:
    sources = {source.id: source for source in assessment.sources}
    for series in leading_series(option, sources):
        if series.endpoint == "overall_survival":
            beside = series_beside(option, series, sources)
            first, second = _in_order(series, beside)
            said = [
                *_not_alike(series, beside),
                say(
                    "After {option}, {source}: {results}.",
                    option=MODALITY_SHORT[option.modality],
                    source=_whose(first, in_doubt=is_in_doubt(series), of_two=second is not None),
                    results=_results(first),
                ),
                *_untold(first),
            ]
            if second is not None:
                whose = _whose(second, in_doubt=is_in_doubt(series), of_two=True)
                said.append(say("Beside it {source}: {results}.", source=whose, results=_results(second)))
                said += _untold(second)
            many = say("These are results of groups, not a forecast for this patient.")
            one = say("These are results of a group, not a forecast for this patient.")
            return in_row((*said, one if second is None else many))
    return ""


def _in_order(series: BoardSeries, beside: BoardSeries | None) -> tuple[BoardSeries, BoardSeries | None]:
    """Return what is said first: of two groups the one like the patient, unless it was read in a summary alone."""
    if beside is not None and is_in_doubt(series) and beside.resembles and not beside.from_summary:
        return beside, series
    return series, beside


def _not_alike(series: BoardSeries, beside: BoardSeries | None) -> Iterator[Sentence]:
    """Yield what comes before any number where the group said first is not known to be like this patient."""
    if not is_in_doubt(series):
        return
    if beside is None or not beside.resembles:
        yield say("No group with a figure is known to be like this patient.")
    elif beside.from_summary:
        yield say("No figure read beyond a summary is of a group known to be like this patient.")


def _whose(series: BoardSeries, *, in_doubt: bool, of_two: bool) -> str:
    """Return whose figures they are; of two how deep each was read; and how like the patient where it is in doubt."""
    likeness = likeness_in_words(series.unlike, compared=series.compared) or series.alike
    return in_row((series.source, series.depth if of_two else "", likeness if in_doubt else ""), ", ")


def _untold(series: BoardSeries) -> list[Sentence]:
    if not series.untold:
        return []
    return [say("Not stated of that group, and unlike in every group that states it: {fields}.", fields=series.untold)]


def _results(series: BoardSeries) -> str:
    return join_words(point.words for point in series.points)
