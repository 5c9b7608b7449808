"""Published scores: known points, unknown items, and the range that remains possible."""

from __future__ import annotations

from engine.evidence.library import Library
from engine.evidence.records.statements import Score, ScoreOutcome
from engine.findings.assessment import ScoreFinding, ScoreItemFinding
from engine.findings.conditions import Values, holds
from engine.findings.figures import figure_finding
from engine.findings.wording import counted, lower_first

_POINTS = {True: 1, False: 0, None: None}


def scores(values: Values, library: Library) -> tuple[ScoreFinding, ...]:
    """Return every score of the library for the patient."""
    return tuple(_score(score, values, library) for score in library.scores.values())


def _score(score: Score, values: Values, library: Library) -> ScoreFinding:
    items = tuple(
        ScoreItemFinding(
            id=item.id,
            label=item.label,
            points=_POINTS[holds(item.condition, values)],
            fields=(item.condition.field,),
            printed=item.printed,
        )
        for item in score.items
    )
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
        outcome_in_words=_in_words(span, possible),
        outcomes=tuple(figure_finding(library.figures[name], library) for name in decided.figures) if decided else (),
        source=library.source_of[score.id],
        locator=score.locator,
    )


def _in_words(span: tuple[int, int], possible: list[ScoreOutcome]) -> str:
    points = counted(span[0], "point", "points") if span[0] == span[1] else f"{span[0]} to {span[1]} points"
    if len(possible) == 1:
        return f"{points}: {possible[0].text}"
    parts = "; ".join(f"{_stretch(outcome)}: {lower_first(outcome.text.rstrip('.'))}" for outcome in possible)
    return f"{points}, which one is not known. {parts}."


def _stretch(outcome: ScoreOutcome) -> str:
    return f"{outcome.from_points} to {outcome.to_points}"
