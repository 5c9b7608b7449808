"""What each treatment leaves possible later, as cells of the comparison; the words are the engine's."""

from __future__ import annotations

from functools import lru_cache

from engine.evidence.library import Library
from engine.findings.assessment import Cited
from engine.findings.subsequent_findings import (
    SetItem,
    SubsequentFinding,
    SubsequentStatement,
    TurnedCaution,
    TurnedCriterion,
)
from engine.findings.wording import HELD_WORDS
from engine.wording.figures import figure_value, value_detail
from gui.views.compare_cell import CompareCell, detail_of, tip_of
from gui.views.record_names import source_short


def by_the_criteria(found: SubsequentFinding, library: Library) -> list[CompareCell]:
    """Return what would turn if the treatment were given now: the answer first, then each item of it."""
    return [
        CompareCell(found.in_words, tip=HELD_WORDS),
        *(CompareCell(turned.in_words, status=turned.after, strong=True) for turned in found.verdicts),
        *(_criterion(turned, library) for turned in found.criteria),
        *(_set_item(item, library) for item in found.sets),
        *(_caution(turned, library) for turned in found.cautions if turned.fired and turned.kind != "note"),
    ]


def published(found: SubsequentFinding, library: Library) -> list[CompareCell]:
    """Return of which treatments nothing is published after it, and what is published of the others."""
    cells = [CompareCell(found.not_given_in_words)] if found.not_given_in_words else []
    return cells + [_statement(statement, library) for statement in found.statements]


def _criterion(turned: TurnedCriterion, library: Library) -> CompareCell:
    return CompareCell(
        turned.in_words,
        _sources(turned.sources, library),
        status=turned.after,
        record=turned.id,
        tip=_cited_tip(turned.printed, turned.sources, library),
    )


def _set_item(item: SetItem, library: Library) -> CompareCell:
    return CompareCell(
        item.in_words,
        detail_of(item.reason.rstrip("."), source_short(item.source, library)),
        record=item.figure,
        tip=tip_of(item.printed, item.source, item.locator, library),
    )


def _caution(turned: TurnedCaution, library: Library) -> CompareCell:
    """The first sentence stands in the cell; the whole of it is one key away, and in the tooltip."""
    first, stop, _ = turned.in_words.partition(". ")
    return CompareCell(
        first + stop.rstrip(),
        _sources(turned.sources, library),
        record=turned.id,
        tip="\n".join((turned.text, *(f"{source_short(c.source, library)}, {c.locator}" for c in turned.sources))),
    )


# What is published does not change from one key press to the next.
@lru_cache(maxsize=500)
def _statement(statement: SubsequentStatement, library: Library) -> CompareCell:
    figure = statement.figure
    is_text = figure.statistic == "text"
    return CompareCell(
        f"{statement.treatments_in_words}: {statement.standing_in_words}",
        detail_of(
            figure_value(figure).rstrip(".") if is_text else f"{figure.label}: {figure_value(figure)}",
            value_detail(figure),
            (statement.remark or "").rstrip("."),
            source_short(figure.source, library),
        ),
        record=figure.id,
        strong=True,
        tip=tip_of(figure.printed, figure.source, figure.locator, library),
    )


def _sources(cited: tuple[Cited, ...], library: Library) -> str:
    return detail_of(*dict.fromkeys(source_short(one.source, library) for one in cited))


def _cited_tip(printed: str, cited: tuple[Cited, ...], library: Library) -> str:
    return tip_of(printed, cited[0].source, cited[0].locator, library)
