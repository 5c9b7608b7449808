"""The rows of the board page: an option on one line, and below an opened one what stands behind it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from engine.evidence.library import Library
from engine.findings.assessment import Assessment, ConcernFinding, CriterionFinding, OptionFinding
from engine.findings.differences.changes import Change
from engine.findings.headline_text.concern_briefs import ids_of_points
from engine.findings.records.subsequent_findings import SubsequentFinding
from engine.findings.wording import join_words
from engine.wording.board.board_changes import BoardFlip, BoardFlips
from engine.wording.board.board_records import BoardPage, BoardRow
from engine.wording.numbers import powers_of_ten, signed_amount
from engine.wording.weighed import lead_of
from engine.words.language import Language
from engine.words.said import in_row, in_sentence, say, template, without_stop
from gui.views.board.facts import FactRow, fact_of_figure, fact_of_toxicity, heading_row
from gui.views.board.later_rows import burden_of, later_rows
from gui.views.board.option_rows import DetailRow, HeaderRow, OptionRow, source_of
from gui.views.lists.rows import Row

#: criteria, harms and outcomes told in place; the views behind the links tell all
_MOST_FACTS = 3
#: a status as it is read aloud
STATUS_SPOKEN = {
    "met": template("met"),
    "met_outside_observed_range": template("met outside observed range"),
    "borderline": template("borderline"),
    "not_met": template("not met"),
    "unknown": template("unknown"),
    "not_applicable": template("not applicable"),
}
HEADER = "header"
LINK = "link:"


def rows_of(
    page: BoardPage,
    order: tuple[str, ...],
    opened: frozenset[str],
    assessment: Assessment,
    library: Library,
    titles: tuple[str, ...],
    links: tuple[tuple[str, str], ...],
    flips: BoardFlips | None = None,
) -> list[Row]:
    """Return the rows of the page.

    Parameters
    ----------
    order : modalities from the top; those that the page does not hold are left out.
    opened : modalities whose rows are open.
    titles : names of the columns.
    links : title of a view, and the words of the link to it.
    flips : what is not as it was when the page was pinned; None where nothing is pinned.
    """
    shown = {row.modality: row for row in page.rows}
    rows: list[Row] = [
        HeaderRow(key=HEADER, spoken=", ".join(titles), heading=True, titles=titles, axis_months=page.axis_months)
    ]
    for modality in order:
        row = shown.get(modality)  # type: ignore[call-overload]
        if row is None:
            continue
        is_open = modality in opened
        flip = flips.of(modality) if flips is not None else None
        spoken = row.words
        if flip is not None and flip.in_brief:
            spoken = in_row((spoken, say("Since the pin: {changes}.", changes=flip.in_brief)))
        rows.append(
            OptionRow(
                key=modality,
                spoken=spoken,
                tip=_tip(row),
                option=row,
                axis_months=page.axis_months,
                opened=is_open,
                flip=flip,
            )
        )
        if is_open:
            rows += _flipped(flip) if flip is not None else ()
            rows += details_of(assessment.option(modality), assessment.subsequent[row.modality], row, library, links)
    return rows


def _tip(row: BoardRow) -> str:
    """Return whose points are drawn, in what these are unlike, and what has to be read beside them."""
    if not row.series:
        return ""
    lead, beside = row.series[0], row.beside.words if row.beside is not None else ""
    return in_row((source_of(row), lead.unlike or lead.untold, beside), "\n")


def _flipped(flip: BoardFlip) -> Iterator[DetailRow]:
    """Yield everything that is not as it was pinned, each with the record behind it."""
    for number, change in enumerate(flip.changes):
        yield _change(change, flip, number)
    for words in flip.beside:
        yield DetailRow(key=f"{flip.modality}:beside:{words}", spoken=words, option=flip.modality, label=words)


def _change(change: Change, flip: BoardFlip, number: int) -> DetailRow:
    marked = change.kind in ("verdict", "criterion")
    return DetailRow(
        key=f"{flip.modality}:flip:{number}:{change.kind}:{change.id}",
        spoken=change.in_words,
        record=change.id,
        option=flip.modality,
        label=change.in_words,
        status=change.after if marked else "",
        before=change.before if marked else "",
    )


def details_of(
    option: OptionFinding,
    subsequent: SubsequentFinding,
    row: BoardRow,
    library: Library,
    links: tuple[tuple[str, str], ...],
) -> Iterator[DetailRow]:
    """Yield what stands behind an option: criteria, harms, outcomes, course, later treatment, ways to all of it."""
    points = ids_of_points(option.concerns)
    for concern in option.concerns:
        if concern.holds or (concern.asks and concern.holds is None):
            yield _concern(concern, points, option.modality, library)
    for finding in option.criteria:
        if finding.status != "not_applicable":
            yield _criterion(finding, option.modality)
    harms = [harm for harm in option.toxicities if harm.headline][:_MOST_FACTS]
    outcomes = [figure for figure in option.outcomes if figure.headline][:_MOST_FACTS]
    for fact in (
        *(fact_of_toxicity(harm, library) for harm in harms),
        *(fact_of_figure(figure, library) for figure in outcomes),
    ):
        yield _detail(fact, option.modality)
    if row.burden:
        yield DetailRow(
            key=f"{option.modality}:burden",
            spoken=say("Course: {course}.", course=row.burden),
            option=option.modality,
            label=say("Course"),
            value=row.burden,
        )
    for figure in burden_of(option):
        yield _detail(fact_of_figure(figure, library), option.modality)
    yield from later_rows(option.modality, subsequent, library)
    for title, words in links:
        yield DetailRow(
            key=f"{LINK}{option.modality}:{title}",
            spoken=words,
            option=option.modality,
            label="",
            source=words,
            link=title,
        )


def _detail(fact: FactRow, modality: str) -> DetailRow:
    return DetailRow(
        key=f"{modality}:{fact.key}",
        spoken=fact.spoken,
        record=fact.record,
        option=modality,
        label=fact.label,
        value=fact.value,
        detail=fact.detail,
        source=fact.source,
    )


def _concern(concern: ConcernFinding, points: Collection[str], modality: str, library: Library) -> DetailRow:
    """A hard concern bears its mark, what was not asked a question mark; what is only to be weighed says so."""
    hard = concern.level == "hard"
    sources = join_words(dict.fromkeys(library.sources[one.source].short for one in concern.sources)) or say(
        "no source"
    )
    label = concern.text if hard else in_row((lead_of(concern, points), concern.text), "")
    spoken: str
    if hard:
        spoken = (
            say("Concern: {text}", text=concern.text) if concern.holds else say("Not asked: {text}", text=concern.text)
        )
    else:
        spoken = label
    return DetailRow(
        key=f"{modality}:{concern.id}",
        spoken=spoken,
        record=concern.id,
        option=modality,
        label=label,
        source=sources,
        status="unknown" if concern.holds is None else "concern" if hard else "",
    )


def _criterion(finding: CriterionFinding, modality: str) -> DetailRow:
    margin = signed_amount(finding.margin, finding.unit) if finding.margin is not None else ""
    words = powers_of_ten(without_stop(finding.why))
    asked = powers_of_ten(finding.threshold)
    return DetailRow(
        key=f"{modality}:{finding.id}",
        spoken=say(
            "{criterion}: {status}. {why}. Asked for: {limit}.",
            criterion=finding.label,
            status=STATUS_SPOKEN[finding.status],
            why=words,
            limit=finding.threshold,
        ),
        record=finding.id,
        option=modality,
        label=say("{name}: {words}", name=finding.label, words=in_sentence(words)),
        value=margin,
        detail=say("asked for: {limit}", limit=asked),
        status=finding.status,
    )


_Row = TypeVar("_Row", bound=Row)
#: what a person reads or hears of a row; the words of options come in the language of the page already
_READ = ("spoken", "tip", "label", "value", "detail", "source")


def in_words_of(language: Language, row: _Row) -> _Row:
    """Return a row with its words in a language; the same row for English."""
    if language.is_english:
        return row
    said: dict[str, Any] = {name: language.of(getattr(row, name)) for name in _READ if hasattr(row, name)}
    return replace(row, **said)


__all__ = ["DetailRow", "HeaderRow", "OptionRow", "details_of", "heading_row", "in_words_of", "rows_of"]
