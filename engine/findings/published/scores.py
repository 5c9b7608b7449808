"""Published scores: known points, unknown items, and the range that remains possible."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.evidence.library import Library
from engine.evidence.records.modalities import Modality
from engine.evidence.records.statements import Score, ScoreItem, ScoreOutcome
from engine.findings.assessment import CriterionFinding, ScoreFinding, ScoreItemFinding
from engine.findings.conditions import Values, holds
from engine.findings.headline_text.headline_words import facts_in_words
from engine.findings.published.figures import figure_finding
from engine.findings.wording import counted, lower_first
from engine.words.said import in_row, say, without_stop

_POINTS = {True: 1, False: 0, None: None}
_NO_CRITERIA: Mapping[Modality, tuple[CriterionFinding, ...]] = {}


def scores(
    values: Values, library: Library, criteria: Mapping[Modality, tuple[CriterionFinding, ...]] = _NO_CRITERIA
) -> tuple[ScoreFinding, ...]:
    """Return every score of the library for the patient.

    Parameters
    ----------
    criteria : findings by modality; where resection is out, the outcomes of those who had it are not the patient's.
    """
    return tuple(_score(score, values, library, criteria.get(score.modality, ())) for score in library.scores.values())


def span_of(score: Score, values: Values) -> tuple[int, int]:
    """Return the fewest and the most points that the patient can have: the same where every item is known."""
    points = [_item(item, values).points for item in score.items]
    known = sum(one or 0 for one in points)
    return known, known + points.count(None)


def _item(item: ScoreItem, values: Values) -> ScoreItemFinding:
    held = holds(item.condition, values)
    agreed = held is None and item.also_where is not None and holds(item.also_where, values) is True
    fields = (item.condition.field, *([item.also_where.field] if item.also_where is not None else []))
    return ScoreItemFinding(
        id=item.id,
        label=item.label,
        points=1 if agreed else _POINTS[held],
        by_convention=item.also_words if agreed else None,
        fields=fields,
        printed=item.printed,
    )


def _score(score: Score, values: Values, library: Library, criteria: tuple[CriterionFinding, ...]) -> ScoreFinding:
    items = tuple(_item(item, values) for item in score.items)
    known = sum(item.points or 0 for item in items)
    unknown = tuple(item.id for item in items if item.points is None)
    span = (known, known + len(unknown))
    possible = [o for o in score.outcomes if o.from_points <= span[1] and o.to_points >= span[0]]
    decided = possible[0] if len(possible) == 1 else None
    return ScoreFinding(
        id=score.id,
        label=score.label,
        modality=score.modality,
        known_points=known,
        unknown_items=unknown,
        range=span,
        items=items,
        outcome_in_words=in_row((_in_words(span, possible, items), *_of_whom(score, possible, criteria))),
        outcomes=tuple(figure_finding(library.figures[name], library) for name in decided.figures) if decided else (),
        source=library.source_of[score.id],
        locator=score.locator,
    )


def _in_words(span: tuple[int, int], possible: list[ScoreOutcome], items: tuple[ScoreItemFinding, ...]) -> str:
    if span[0] == span[1]:
        points = counted(span[0], "point", "points")
    else:
        points = say("{low} to {high} points", low=str(span[0]), high=str(span[1]))
    agreed = in_row((item.by_convention for item in items if item.by_convention is not None), "; ")
    points = say("{value} ({score})", value=points, score=agreed) if agreed else points
    if len(possible) == 1:
        return say("{name}: {words}", name=points, words=lower_first(possible[0].text))
    parts = in_row(
        (
            say("{name}: {words}", name=_stretch(outcome), words=lower_first(without_stop(outcome.text)))
            for outcome in possible
        ),
        "; ",
    )
    return say("{points}, which one is not known. {parts}.", points=points, parts=parts)


def _of_whom(score: Score, possible: list[ScoreOutcome], criteria: tuple[CriterionFinding, ...]) -> Iterator[str]:
    """Yield whose figures the outcomes are, and why they are not this patient's; nothing where there is no figure."""
    if score.of_whom is None or not any(outcome.figures for outcome in possible):
        return
    against = [finding for finding in criteria if finding.status == "not_met" and finding.rule == "resectable"]
    if against:
        facts = facts_in_words(against)
        yield say("{whose}; this patient is {facts}.", whose=say(score.of_whom), facts=facts)
    else:
        yield say("{facts}.", facts=say(score.of_whom))


def _stretch(outcome: ScoreOutcome) -> str:
    if outcome.from_points == outcome.to_points:
        return str(outcome.from_points)
    return say("{low} to {high}", low=str(outcome.from_points), high=str(outcome.to_points))
