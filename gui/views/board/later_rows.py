"""What an option takes and what it leaves possible later, behind an opened option; the words are the engine's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from engine.evidence.library import Library
from engine.findings.assessment import Cited, FigureFinding, OptionFinding
from engine.findings.records.subsequent_findings import SubsequentFinding, SubsequentStatement
from engine.findings.wording import HELD_WORDS
from engine.wording.figures import figure_value, value_detail
from engine.words.said import in_row, say, without_stop
from gui.views.board.option_rows import DetailRow
from gui.views.record_names import source_short


def burden_of(option: OptionFinding) -> list[FigureFinding]:
    """Return what the treatment takes: headline regimens, then fractions and length of the course, theirs first."""
    headline = [found for found in option.regimens if found.headline]
    course = [
        found
        for found in option.regimens
        if not found.headline
        and (found.unit == "fractions" or (found.unit == "weeks" and found.label.startswith("Duration")))
    ]
    of_headlines = {found.source for found in headline}
    return headline + sorted(course, key=lambda found: found.source not in of_headlines)


def later_rows(modality: str, found: SubsequentFinding, library: Library) -> Iterator[DetailRow]:
    """Yield what would turn if the treatment were given now, and what is published of treatment after it."""
    yield _heading(modality, say("If given now, by the criteria"))
    yield DetailRow(
        key=f"{modality}:later",
        spoken=in_row((found.in_words, HELD_WORDS)),
        option=modality,
        label=found.in_words,
        detail=HELD_WORDS,
    )
    yield from _turned(found, modality, library)
    yield _heading(modality, say("Treatment after it, as published"))
    if found.not_given_in_words:
        words = found.not_given_in_words
        yield DetailRow(key=f"{modality}:not given", spoken=words, option=modality, label=words)
    for statement in found.statements:
        yield _statement(statement, modality, library)


def _turned(found: SubsequentFinding, modality: str, library: Library) -> Iterator[DetailRow]:
    for verdict in found.verdicts:
        key = f"{modality}:then:{verdict.modality}"
        yield DetailRow(key=key, spoken=verdict.in_words, option=modality, label=verdict.in_words, status=verdict.after)
    for criterion in found.criteria:
        yield _cited(modality, criterion.id, criterion.in_words, _sources(criterion.sources, library), criterion.after)
    for item in found.sets:
        why = in_row((without_stop(item.reason), source_short(item.source, library)), "; ")
        yield _cited(modality, item.figure, item.in_words, why)
    for caution in found.cautions:
        if caution.fired and caution.kind != "note":
            yield _cited(modality, caution.id, caution.in_words, _sources(caution.sources, library))


def _heading(modality: str, words: str) -> DetailRow:
    return DetailRow(key=f"{modality}:{words}", spoken=words, heading=True, option=modality, label=words)


def _cited(modality: str, record: str, words: str, source: str, status: str = "") -> DetailRow:
    return DetailRow(
        key=f"{modality}:later:{record}:{words[:40]}",
        spoken=in_row((words, source)),
        record=record,
        option=modality,
        label=words,
        source=source,
        status=status,
    )


# What is published does not change from one key press to the next.
@lru_cache(maxsize=500)
def _statement(statement: SubsequentStatement, modality: str, library: Library) -> DetailRow:
    figure = statement.figure
    said: str = without_stop(figure_value(figure))
    if figure.statistic != "text":
        said = say("{name}: {words}", name=figure.label, words=figure_value(figure))
    remark = without_stop(statement.remark) if statement.remark else ""
    label = say("{name}: {words}", name=statement.treatments_in_words, words=statement.standing_in_words)
    detail, source = in_row((said, value_detail(figure), remark), "; "), source_short(figure.source, library)
    return DetailRow(
        key=f"{modality}:after:{figure.id}",
        spoken=in_row((label, detail, in_row((source, "."), "")), ". "),
        record=figure.id,
        option=modality,
        label=label,
        detail=detail,
        source=source,
    )


def _sources(cited: Iterable[Cited], library: Library) -> str:
    return in_row(dict.fromkeys(source_short(one.source, library) for one in cited), "; ")
