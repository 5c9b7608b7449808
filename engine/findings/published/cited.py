"""Which sources an assessment cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.findings.assessment import CautionFinding, FractionationFinding, OptionFinding, ScoreFinding, SpreadFinding


def cited_beside_options(
    spread: SpreadFinding, scores: Iterable[ScoreFinding], fractionation: FractionationFinding | None
) -> frozenset[str]:
    """Return the ids of all sources behind any number or sentence of the assessment that is of no one option."""
    found: set[str] = set()
    for statement in spread.findings:
        found.add(statement.source)
        found.update(figure.source for figure in statement.figures)
    found.update(mechanism.source for mechanism in spread.mechanisms)
    found.update(_of_cautions(spread.cautions))
    for score in scores:
        found.add(score.source)
        found.update(figure.source for figure in score.outcomes)
    for scale in fractionation.scales if fractionation is not None else ():
        found.update(cohort.source for cohort in scale.cohorts)
        if scale.source is not None:
            found.add(scale.source)
    return frozenset(found)


def cited_by_option(option: OptionFinding) -> Iterator[str]:
    """Yield the ids of the sources behind any number or sentence of an option, but for what comes after it."""
    for criterion in option.criteria:
        yield from (cited.source for cited in criterion.sources)
        yield from (dissent.source for dissent in criterion.dissent)
    for concern in option.concerns:
        yield from (cited.source for cited in concern.sources)
        yield from (side.source for side in concern.sides)
    for figures in (option.regimens, option.constraints, option.outcomes, option.background):
        yield from (figure.source for figure in figures)
    yield from (toxicity.source for toxicity in option.toxicities)
    yield from (curve.source for curve in option.curves)
    yield from (row.source for row in option.populations)
    yield from _of_cautions(option.cautions)


def _of_cautions(cautions: Iterable[CautionFinding]) -> Iterator[str]:
    for caution in cautions:
        yield from (cited.source for cited in caution.sources)
        yield from (side.source for side in caution.sides)
