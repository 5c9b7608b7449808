"""The minutes of a board as a document: what was decided, for each lesion, by whom present, with what still missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.case.case import Case
from engine.case.decisions.decision import OBSERVATION, ROLE_WORDS, Decision, Dissent
from engine.case.decisions.stated import lesion_rows, stated
from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.findings.assessment import Assessment
from engine.findings.wording import value_in_words
from engine.report.sections.lesion_sections import lesion_blocks, reserve_blocks
from engine.report.summary.document import INTENDED_USE, stamps_of
from engine.report.tree.document_records import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Row,
    Run,
    Table,
    run,
)
from engine.report.tree.in_language import blocks_in, unreviewed
from engine.wording.board.patient_line import patient_line
from engine.wording.lesions import lesion_in_words
from engine.words.language import ENGLISH, Language
from engine.words.said import capital, in_row, own, say, say_label

FORMAT = "beamside-minutes/1"
_LONGEST_LABEL = 160


def build_minutes(
    case: Case, decision: Decision, assessment: Assessment, fields: FieldCatalogue, language: Language = ENGLISH
) -> Document:
    """Return the minutes.

    Parameters
    ----------
    decision : of the case.
    assessment : of the case as it is now; its stamps say with which evidence the board decided.
    language : that all of it is said in; `fields` are in English for every language.
    """
    label = " ".join(case.label.split()) or language.of(say("Case without a label"))
    blocks = _blocks(case.patient, stated(decision), assessment, fields)
    return Document(
        format=FORMAT,
        title=language.of(say("Minutes of the tumour board")),
        label=label[:_LONGEST_LABEL],
        language=language.code,
        intended_use=language.of(INTENDED_USE),
        long=False,
        blocks=(*unreviewed(language), *blocks_in(language, blocks)),
        stamps=tuple(map(language.of, stamps_of(assessment))),
    )


def _blocks(patient: Patient, decision: Decision, assessment: Assessment, fields: FieldCatalogue) -> Iterator[Block]:
    yield Paragraph(runs=run(in_row(patient_line(patient), "; ") or say("Nothing is known of the patient.")))
    yield Heading(level=2, text=say("Decision"))
    yield Facts(items=tuple(_facts(decision, patient, fields)))
    if decision.words:
        yield Paragraph(runs=run(own(decision.words)))
    if decision.lesions:
        yield _lesions(patient, decision, fields)
    if decision.patient_wish:
        yield Heading(level=2, text=say("The patient's own wish"))
        yield Paragraph(runs=run(own(decision.patient_wish)))
    if decision.dissents:
        yield Heading(level=2, text=say("Dissent"))
        yield Bullets(
            items=tuple(
                (
                    Run(in_row((capital(ROLE_WORDS[one.role]), ": "), ""), "strong"),
                    Run(_reason(one)),
                )
                for one in decision.dissents
            )
        )
    yield Heading(level=2, text=say("Still needed"))
    yield (
        Bullets(items=tuple(run(own(item)) for item in decision.needed))
        if decision.needed
        else Paragraph(runs=run(say("Nothing was named."), "muted"))
    )
    yield from _criteria(decision, assessment)
    yield from lesion_blocks(assessment, patient, fields)
    yield from reserve_blocks(assessment)
    yield from _checked(patient, decision, assessment, fields)


def _reason(one: Dissent) -> str:
    return own(one.reason) if one.reason else say("no reason given")


def treatment_words(recommendation: str, fields: FieldCatalogue) -> str:
    """Return what was recommended, in words."""
    if not recommendation:
        return say("No recommendation")
    if recommendation == OBSERVATION:
        return say("Observation")
    return say_label(fields["modality"].choice_label(recommendation), "modality")


def treatments_in_words(fields: FieldCatalogue) -> dict[str, str]:
    """Return the words for everything that a decision can recommend."""
    named = [str(choice.value) for choice in fields["modality"].choices]
    return {one: treatment_words(one, fields) for one in ("", OBSERVATION, *named)}


def _facts(decision: Decision, patient: Patient, fields: FieldCatalogue) -> Iterator[Fact]:
    day = patient.text("board_date")
    counted_to = "" if day in (None, decision.date) else say("ages below are counted to {day}", day=own(str(day)))
    yield Fact(label=say("Day of the board"), value=own(decision.date), remark=counted_to)
    general = treatment_words(decision.recommendation, fields)
    if decision.lesions and not decision.recommendation:
        general = say("Lesion by lesion, see below")
    yield Fact(label=say("Recommended"), value=general)
    counted = Counter(ROLE_WORDS[role] for role in decision.participants)
    present = in_row((name if count == 1 else in_row((f"{count} ×", name)) for name, count in counted.items()), ", ")
    yield Fact(label=say("Present, by role"), value=present or say("not recorded"))


def _lesions(patient: Patient, decision: Decision, fields: FieldCatalogue) -> Table:
    known = lesion_rows(patient)

    def cells(number: int, recommendation: str, note: str) -> Row:
        row = known[number - 1] if number <= len(known) else Lesion()
        missing = () if number <= len(known) else run(say("no such row in the case"), "muted")
        return Row(
            cells=(
                Cell(runs=run(str(number))),
                Cell(runs=run(lesion_in_words(row, fields)), below=missing),
                Cell(runs=run(treatment_words(recommendation, fields))),
                Cell(runs=run(own(note))),
            )
        )

    return Table(
        name="lesions",
        title=say("Recommended for each lesion"),
        columns=(
            Column(title=say("Lesion")),
            Column(title=say("What it is"), share=2.0),
            Column(title=say("Recommended"), share=2.0),
            Column(title=say("Remark"), share=2.0),
        ),
        rows=tuple(cells(row.lesion, row.recommendation, row.note) for row in decision.lesions),
    )


def _criteria(decision: Decision, assessment: Assessment) -> Iterator[Block]:
    """How the published criteria stand for what was recommended: the board may decide otherwise, and it is said."""
    wanted = {decision.recommendation, *(row.recommendation for row in decision.lesions)}
    options = [option for option in assessment.options if option.modality in wanted]
    if not options:
        return
    yield Heading(level=2, text=say("Published criteria on the day of print"))
    yield Bullets(
        items=tuple(
            (Run(in_row((option.label, ": "), ""), "strong"), Run(option.verdict_in_words)) for option in options
        )
    )


def _checked(patient: Patient, decision: Decision, assessment: Assessment, fields: FieldCatalogue) -> Iterator[Block]:
    """The values that decide the headlines, and which of them a second person has compared with the source."""
    yield Heading(level=2, text=say("Values checked by a second person"))
    deciding = deciding_fields(assessment, patient)
    names = [name for name in patient.inputs if name in decision.checked or name in deciding]
    if not names:
        yield Paragraph(runs=run(say("No value of the case decides a headline."), "muted"))
        return
    yield Facts(
        items=tuple(
            Fact(
                label=say_label(fields[name].label, name),
                value=value_in_words(fields[name], patient.inputs[name]),
                remark=say("checked") if name in decision.checked else say("not checked"),
            )
            for name in names
        )
    )


def deciding_fields(assessment: Assessment, patient: Patient) -> frozenset[str]:
    """Return the fields that a criterion or a hard concern of some option looks at.

    Where such a field follows from others, as the number of lesions from their table, these are named as well.
    """
    found = {
        name
        for option in assessment.options
        for finding in option.criteria
        if finding.status != "not_applicable"
        for name in finding.fields
    }
    found |= {
        name
        for option in assessment.options
        for concern in option.concerns
        if concern.level == "hard"
        for name in concern.fields
    }
    for name, derived in patient.derived.items():
        if name in found:
            found.update(derived.derived_from)
    return frozenset(found)
