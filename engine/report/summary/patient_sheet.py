"""The sheet for the patient's talk as a document of one page, in large type."""

from __future__ import annotations

from collections.abc import Iterator

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment
from engine.reading.mistakes import UserMistake
from engine.report.sections.case_sections import patient_of
from engine.report.summary.document import FORMAT, label_of, stamps_of
from engine.report.tree.document_records import Block, Bullets, Document, Heading, IconArray, Paragraph, Run, run
from engine.report.tree.in_language import blocks_in, unreviewed
from engine.wording.board.board_page import board_page
from engine.wording.for_patients.patient_sheet import MARK, PatientSheet, Picture, patient_sheet
from engine.wording.for_patients.reading_age import FORMULA, reading_age_years
from engine.wording.for_patients.reading_age_german import (
    GERMAN_FORMULA,
    LOWEST_GRADE,
    YEARS_BEFORE_SCHOOL,
    school_grade,
)
from engine.words.language import ENGLISH, Language
from engine.words.said import in_row, say


class NothingPlannedError(UserMistake):
    """There is no planned treatment to speak of."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "modality: the sheet for the patient speaks of the planned treatment, and none is planned. "
                "Enter the planned modality first."
            )
        )


def build_patient_sheet(
    assessment: Assessment, case: Case, fields: FieldCatalogue, language: Language = ENGLISH
) -> Document:
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
        title=language.of(say("For the talk with the patient")),
        label=language.of(label_of(assessment.label)),
        language=language.code,
        intended_use=language.of(MARK),
        long=False,
        blocks=(*unreviewed(language), *blocks_in(language, _blocks(sheet, language))),
        stamps=tuple(map(language.of, stamps_of(assessment))),
        evidence=assessment.evidence,
        large=True,
    )


def _blocks(sheet: PatientSheet, language: Language) -> Iterator[Block]:
    yield Heading(level=2, text=sheet.title)
    for text in sheet.planned:
        yield Paragraph(runs=run(text))
    if sheet.living is not None:
        yield Heading(level=2, text=say("Living after this treatment"))
        yield _icons(
            sheet.living, say("One hundred people, {number} of them still living.", number=str(sheet.living.of_hundred))
        )
    yield Heading(level=2, text=say("Bad side effects"))
    if sheet.harm is not None:
        yield _icons(
            sheet.harm,
            say("One hundred people, {number} of them with a bad side effect.", number=str(sheet.harm.of_hundred)),
        )
    for text in sheet.harm_in_words:
        yield Paragraph(runs=run(text))
    for text in sheet.about_you:
        yield Paragraph(runs=run(text, "strong"))
    if sheet.others:
        yield Heading(level=2, text=say("Other ways to talk about"))
        yield Bullets(items=tuple(run(text) for text in sheet.others))
    yield Heading(level=2, text=say("Questions you can ask"))
    yield Bullets(items=tuple(run(text) for text in sheet.questions))
    yield Paragraph(
        runs=(
            Run(say("For whoever explains it. "), "strong"),
            Run(in_row(sheet.small_print), "muted"),
            *run(_reading_age(sheet, language), "muted"),
        ),
        quiet=True,
    )


def _reading_age(sheet: PatientSheet, language: Language) -> str:
    """Say how old a reader must be; each language has its own formula, and one that has none says nothing."""
    sentences = sheet.sentences_in(language)
    if language.is_english:
        return f" Reading age of this page: {reading_age_years(sentences):.0f} years ({FORMULA})."
    if language.code != "de":
        return ""
    grade = max(school_grade(sentences), LOWEST_GRADE)
    # The name and the terms of the formula are German ones: it is said in German, as the English one is in English.
    return (
        f" Lesealter dieser Seite: Schulstufe {grade:.0f}, {grade + YEARS_BEFORE_SCHOOL:.0f} Jahre ({GERMAN_FORMULA})."
    )


def _icons(picture: Picture, alt: str) -> IconArray:
    return IconArray(
        filled=picture.of_hundred,
        sentences=picture.sentences,
        alt=alt,
    )
