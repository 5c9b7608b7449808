"""The sheet for the patient's talk as a document of one page, in large type."""

from __future__ import annotations

from collections.abc import Iterator

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment
from engine.report.sections.case_sections import patient_of
from engine.report.summary.document import FORMAT, label_of, stamps_of
from engine.report.tree.document_records import Block, Bullets, Document, Heading, IconArray, Paragraph, Run, run
from engine.wording.board.board_page import board_page
from engine.wording.for_patients.patient_sheet import MARK, PatientSheet, Picture, patient_sheet
from engine.wording.for_patients.reading_age import FORMULA, reading_age_years


class NothingPlannedError(Exception):
    """There is no planned treatment to speak of."""

    def __init__(self) -> None:
        super().__init__(
            "modality: the sheet for the patient speaks of the planned treatment, and none is planned. "
            "Enter the planned modality first."
        )


def build_patient_sheet(assessment: Assessment, case: Case, fields: FieldCatalogue) -> Document:
    """Return the sheet as a tree.

    Raises
    ------
    NothingPlannedError : no modality is planned.
    """
    patient = patient_of(assessment, case, fields)
    sheet = patient_sheet(assessment, patient, board_page(assessment, patient))
    if sheet is None:
        raise NothingPlannedError
    return Document(
        format=FORMAT,
        title="For the talk with the patient",
        label=label_of(assessment.label),
        language="en",
        intended_use=MARK,
        long=False,
        blocks=tuple(_blocks(sheet)),
        stamps=stamps_of(assessment),
        evidence=assessment.evidence,
        large=True,
    )


def _blocks(sheet: PatientSheet) -> Iterator[Block]:
    yield Heading(level=2, text=sheet.title)
    for text in sheet.planned:
        yield Paragraph(runs=run(text))
    if sheet.living is not None:
        yield Heading(level=2, text="Living after this treatment")
        yield _icons(sheet.living, "still living")
    yield Heading(level=2, text="Bad side effects")
    if sheet.harm is not None:
        yield _icons(sheet.harm, "with a bad side effect")
    for text in sheet.harm_in_words:
        yield Paragraph(runs=run(text))
    for text in sheet.about_you:
        yield Paragraph(runs=run(text, "strong"))
    if sheet.others:
        yield Heading(level=2, text="Other ways to talk about")
        yield Bullets(items=tuple(run(text) for text in sheet.others))
    yield Heading(level=2, text="Questions you can ask")
    yield Bullets(items=tuple(run(text) for text in sheet.questions))
    age = reading_age_years(sheet.sentences)
    yield Paragraph(
        runs=(
            Run("For whoever explains it. ", "strong"),
            Run(" ".join(sheet.small_print), "muted"),
            Run(f" Reading age of this page: {age:.0f} years ({FORMULA}).", "muted"),
        ),
        quiet=True,
    )


def _icons(picture: Picture, which: str) -> IconArray:
    return IconArray(
        filled=picture.of_hundred,
        sentences=picture.sentences,
        alt=f"One hundred people, {picture.of_hundred} of them {which}.",
    )
