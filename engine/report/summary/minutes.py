"""The minutes of a board as a document: what was decided, for each lesion, by whom present, with what still missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from engine.case.case import Case
from engine.case.decisions.decision import OBSERVATION, ROLE_WORDS, Decision
from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.findings.assessment import Assessment
from engine.findings.wording import value_in_words
from engine.report.sections.lesion_sections import lesion_blocks, reserve_blocks
from engine.report.summary.document import INTENDED_USE
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
from engine.wording.board.patient_line import patient_line
from engine.wording.lesions import lesion_in_words
from engine.wording.literature import version_words

FORMAT = "beamside-minutes/1"
_LONGEST_LABEL = 160


def build_minutes(case: Case, decision: Decision, assessment: Assessment, fields: FieldCatalogue) -> Document:
    """Return the minutes.

    Parameters
    ----------
    decision : of the case.
    assessment : of the case as it is now; its stamps say with which evidence the board decided.
    """
    label = " ".join(case.label.split()) or "Case without a label"
    return Document(
        format=FORMAT,
        title="Minutes of the tumour board",
        label=label[:_LONGEST_LABEL],
        language="en",
        intended_use=INTENDED_USE,
        long=False,
        blocks=tuple(_blocks(case.patient, decision, assessment, fields)),
        stamps=(
            f"Beamside {assessment.engine_version}",
            f"{version_words(assessment.evidence)}, SHA-256 {assessment.evidence.sha256}",
            f"Case SHA-256 {assessment.case_sha256}",
        ),
    )


def _blocks(patient: Patient, decision: Decision, assessment: Assessment, fields: FieldCatalogue) -> Iterator[Block]:
    yield Paragraph(runs=run("; ".join(patient_line(patient)) or "Nothing is known of the patient."))
    yield Heading(level=2, text="Decision")
    yield Facts(items=tuple(_facts(decision, fields)))
    if decision.words:
        yield Paragraph(runs=run(decision.words))
    if decision.lesions:
        yield _lesions(patient, decision, fields)
    if decision.patient_wish:
        yield Heading(level=2, text="The patient's own wish")
        yield Paragraph(runs=run(decision.patient_wish))
    if decision.dissents:
        yield Heading(level=2, text="Dissent")
        yield Bullets(
            items=tuple(
                (Run(f"{ROLE_WORDS[one.role].capitalize()}: ", "strong"), Run(one.reason)) for one in decision.dissents
            )
        )
    yield Heading(level=2, text="Still needed")
    yield (
        Bullets(items=tuple(run(item) for item in decision.needed))
        if decision.needed
        else Paragraph(runs=run("Nothing was named.", "muted"))
    )
    yield from _criteria(decision, assessment)
    yield from lesion_blocks(assessment, patient, fields)
    yield from reserve_blocks(assessment)
    yield from _checked(patient, decision, assessment, fields)


def treatment_words(recommendation: str, fields: FieldCatalogue) -> str:
    """Return what was recommended, in words."""
    if not recommendation:
        return "No recommendation"
    if recommendation == OBSERVATION:
        return "Observation"
    return fields["modality"].choice_label(recommendation)


def treatments_in_words(fields: FieldCatalogue) -> dict[str, str]:
    """Return the words for everything that a decision can recommend."""
    named = [str(choice.value) for choice in fields["modality"].choices]
    return {one: treatment_words(one, fields) for one in ("", OBSERVATION, *named)}


def _facts(decision: Decision, fields: FieldCatalogue) -> Iterator[Fact]:
    yield Fact(label="Day of the board", value=decision.date)
    general = treatment_words(decision.recommendation, fields)
    if decision.lesions and not decision.recommendation:
        general = "Lesion by lesion, see below"
    yield Fact(label="Recommended", value=general)
    counted = Counter(ROLE_WORDS[role] for role in decision.participants)
    present = ", ".join(name if count == 1 else f"{count} × {name}" for name, count in counted.items())
    yield Fact(label="Present, by role", value=present or "not recorded")


def _lesions(patient: Patient, decision: Decision, fields: FieldCatalogue) -> Table:
    rows = patient.inputs.get("lesions")
    known = [row for row in rows if isinstance(row, Lesion)] if isinstance(rows, tuple) else []

    def cells(number: int, recommendation: str, note: str) -> Row:
        row = known[number - 1] if number <= len(known) else Lesion()
        missing = () if number <= len(known) else run("no such row in the case", "muted")
        return Row(
            cells=(
                Cell(runs=run(str(number))),
                Cell(runs=run(lesion_in_words(row, fields)), below=missing),
                Cell(runs=run(treatment_words(recommendation, fields))),
                Cell(runs=run(note)),
            )
        )

    return Table(
        name="lesions",
        title="Recommended for each lesion",
        columns=(
            Column(title="Lesion"),
            Column(title="What it is", share=2.0),
            Column(title="Recommended", share=2.0),
            Column(title="Remark", share=2.0),
        ),
        rows=tuple(cells(row.lesion, row.recommendation, row.note) for row in decision.lesions),
    )


def _criteria(decision: Decision, assessment: Assessment) -> Iterator[Block]:
    """How the published criteria stand for what was recommended: the board may decide otherwise, and it is said."""
    wanted = {decision.recommendation, *(row.recommendation for row in decision.lesions)}
    options = [option for option in assessment.options if option.modality in wanted]
    if not options:
        return
    yield Heading(level=2, text="Published criteria on the day of print")
    yield Bullets(items=tuple((Run(f"{option.label}: ", "strong"), Run(option.verdict_in_words)) for option in options))


def _checked(patient: Patient, decision: Decision, assessment: Assessment, fields: FieldCatalogue) -> Iterator[Block]:
    """The values that decide the headlines, and which of them a second person has compared with the source."""
    yield Heading(level=2, text="Values checked by a second person")
    deciding = deciding_fields(assessment, patient)
    names = [name for name in patient.inputs if name in decision.checked or name in deciding]
    if not names:
        yield Paragraph(runs=run("No value of the case decides a headline.", "muted"))
        return
    yield Facts(
        items=tuple(
            Fact(
                label=fields[name].label,
                value=value_in_words(fields[name], patient.inputs[name]),
                remark="checked" if name in decision.checked else "not checked",
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
