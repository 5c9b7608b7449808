"""The second page of the short form: every option's survival on one axis, harms, outcomes, what must be minded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from engine.findings.assessment import Assessment, CautionFinding, OptionFinding
from engine.findings.wording import lower_first
from engine.report.sections.caution_sections import caution_list, chosen_cautions, weighed_elsewhere
from engine.report.sections.outcome_choice import Arms
from engine.report.sections.survival_sections import (
    headline_outcomes,
    headline_survival,
    options_on_one_axis,
    outcome_table,
    own_figures,
    shown_outcomes,
)
from engine.report.sections.toxicity_sections import harms_left_out, headline_harms, toxicity_blocks
from engine.report.summary.short_form import Room
from engine.report.tree.citations import Citations
from engine.report.tree.document_records import Block, Bullets, Figures, Heading, Paragraph, left_out, run
from engine.wording.board.board_records import BoardPage
from engine.words.language import ENGLISH, Language
from engine.words.said import say, templates

_CAUTIONS_OR_NOTES = templates("{number} caution or note", "{number} cautions and notes")


def planned_page(
    option: OptionFinding,
    page: BoardPage,
    assessment: Assessment,
    citations: Citations,
    arms: Arms,
    room: Room,
    unsaid: int,
    language: Language = ENGLISH,
) -> Iterator[Block]:
    """Yield what is published of the planned option, after the survival of all of them on one axis.

    Parameters
    ----------
    unsaid : inputs for which there was no room.
    language : that the figures are laid out in.
    """
    # The table of harms breaks where the first page ends; a figure would leave it empty there.
    yield Heading(level=2, text=say("Harms: {option}", option=option.label))
    yield from toxicity_blocks(option, citations, whole=False, most=room.harms, uncounted=room.uncounted)
    # Where room is scarce, of its own figures the endpoint that the common axis does not show.
    figures = own_figures(option, citations, arms, page, assessment, language, most=room.figures)
    beside = figures if room.figures == 1 else []
    survival = [*options_on_one_axis(page, assessment, citations, beside, language, low=room.lean)]
    if survival:
        title = say("Survival and control: every option on one axis; {option}", option=lower_first(option.label))
    else:
        title = say("Survival and control: {option}", option=option.label)
    yield Heading(level=2, text=title)
    yield from survival
    if room.figures >= 2 and figures:
        yield Figures(items=tuple(figures))
    outcomes = shown_outcomes(option, arms, most=room.outcomes)
    if outcomes:
        yield outcome_table(option, outcomes, citations, whole=False)
    elif not option.outcomes:
        yield Paragraph(runs=run(say("The library holds no outcome of this modality.")))
    minded = {notice.record for notice in page.mind}
    # Of the other options what the page tells to mind, and the case itself brought up.
    others = [
        caution
        for other in assessment.options
        if other is not option
        for caution in other.cautions
        if caution.id in minded and caution.fired_by
    ]
    cautions = _each_once((*option.cautions, *others))
    shown = chosen_cautions(cautions, most=room.cautions, characters=room.characters)
    yield from _cautions(
        say("Cautions and contested points"),
        caution_list(shown, citations, whole=False, terse=room.terse),
        weighed_elsewhere(assessment, minded, option, citations),
    )
    counts = (
        (harms_left_out(option, room.harms, room.uncounted), *templates("{number} harm", "{number} harms")),
        (
            sum(1 for figure in option.outcomes if figure not in outcomes),
            *templates("{number} outcome", "{number} outcomes"),
        ),
        (len(cautions) - len(shown), *_CAUTIONS_OR_NOTES),
        (unsaid, *templates("{number} input", "{number} inputs")),
        (0 if room.scores else len(assessment.scores), *templates("{number} score", "{number} scores")),
    )
    yield from left_out(counts)


def open_page(
    page: BoardPage,
    assessment: Assessment,
    citations: Citations,
    arms: Arms,
    room: Room,
    language: Language = ENGLISH,
) -> Iterator[Block]:
    """Where nothing is planned yet: what is published of every modality that is not ruled out, as far as there is room.

    All options on one axis, their harms and outcomes, overall survival in more than one study, and what must be read
    with them.
    """
    every = [option for option in assessment.options if option.verdict != "outside"]
    # Where there is no room for all of them: those of which least is open.
    told = {option.modality for option in sorted(every, key=_items_open)[: room.options]}
    still_open = [option for option in every if option.modality in told]
    # Tables break where the first page ends; a figure would leave it empty there.
    harms = headline_harms(still_open, citations, most=room.harms)
    if harms.rows:
        yield Heading(level=2, text=harms.title)
        yield harms
    survival = [*options_on_one_axis(page, assessment, citations, language=language, low=room.lean)]
    if survival:
        yield Heading(level=2, text=say("Overall survival: every option on one axis"))
        yield from survival
    outcomes = headline_outcomes(still_open, citations, arms, most=room.outcomes)
    if outcomes.rows:
        yield Heading(level=2, text=outcomes.title)
        yield outcomes
    # What the patient's own criteria admit comes before a comparator and what is not decided.
    weightiest = sorted(
        still_open, key=lambda one: (one.verdict != "within", one.verdict == "concern", not one.criteria)
    )
    survival = [*headline_survival(weightiest, citations, arms, language, most=room.figures)]
    if survival:
        yield Heading(level=2, text=say("Overall survival: modalities not outside their criteria"))
        yield from survival
    minded = {notice.record for notice in page.mind}
    cautions = _each_once(caution for option in weightiest for caution in option.cautions)
    shown = chosen_cautions(cautions, most=max(room.cautions, 1), characters=room.characters)
    yield from _cautions(
        say("Cautions and contested points: modalities not outside their criteria"),
        caution_list(shown, citations, whole=False, terse=room.terse),
        weighed_elsewhere(assessment, minded, None, citations),
    )
    yield from left_out(
        [
            (len(cautions) - len(shown), *_CAUTIONS_OR_NOTES),
            (
                len(every) - len(still_open),
                *templates("{number} option's harms and outcomes", "{number} options' harms and outcomes"),
            ),
        ]
    )


def _items_open(option: OptionFinding) -> int:
    return sum(finding.status == "unknown" for finding in option.criteria)


def _cautions(title: str, cautions: Bullets, weighed: Bullets | None) -> Iterator[Block]:
    if cautions.items or weighed is not None:
        yield Heading(level=2, text=title)
    if weighed is not None:
        yield weighed
    if cautions.items:
        yield cautions


def _each_once(cautions: Iterable[CautionFinding]) -> list[CautionFinding]:
    return list({caution.id: caution for caution in cautions}.values())
