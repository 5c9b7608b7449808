"""The German sheet: a reading age by a formula for German, named on the page, and a limit that holds."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.report.summary.patient_sheet import build_patient_sheet
from engine.report.writers.pdf import render_pdf
from engine.report.writers.plain_text import as_plain_text
from engine.wording.board.board_page import board_page
from engine.wording.for_patients.patient_sheet import patient_sheet
from engine.wording.for_patients.reading_age_german import (
    GERMAN_FORMULA,
    YEARS_BEFORE_SCHOOL,
    school_grade,
    syllables_of_german,
)
from engine.words.language import Language, load_language
from tests.engine.report.conftest import DATA_DATE, PRINT_DATE
from tests.engine.report.summary.test_patient_sheet import MODALITIES, planned

pytestmark = pytest.mark.slow

EXAMPLES = (
    "borderline",
    "first-line-chemoradiation",
    "sbrt-candidate",
    "short-course",
    "symptom-relief-in-the-liver",
    "transplantation-referral",
)


@pytest.fixture(scope="module")
def german(resources: Path) -> Language:
    """Return German."""
    return load_language(resources, "de")


def can_be_read(case: Case, library: Library, german: Language) -> None:
    assessment = assess(case, library)
    sheet = patient_sheet(assessment, case.patient, board_page(assessment, case.patient))
    assert sheet is not None
    sentences = sheet.sentences_in(german)
    assert school_grade(sentences) + YEARS_BEFORE_SCHOOL <= 12
    assert max(len(sentence.split()) for sentence in sentences) <= 20


@pytest.mark.parametrize("modality", MODALITIES)
def test_that_a_german_sheet_can_be_read_at_twelve(
    modality: str, fields: FieldCatalogue, library: Library, german: Language
) -> None:
    can_be_read(planned(modality, fields), library, german)


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_an_example_in_german_can_be_read_at_twelve(
    name: str, resources: Path, fields: FieldCatalogue, library: Library, german: Language
) -> None:
    can_be_read(load_case(resources / "examples" / f"{name}.beamside.json", fields), library, german)


@pytest.mark.parametrize("modality", MODALITIES)
def test_that_a_german_sheet_names_its_reading_age(
    modality: str, fields: FieldCatalogue, library: Library, german: Language, resources: Path
) -> None:
    from pypdf import PdfReader

    case = planned(modality, fields)
    document = build_patient_sheet(assess(case, library), case, fields, german)
    text = re.sub(r"\s+", " ", as_plain_text(document))
    assert re.search(r"Lesealter dieser Seite: Schulstufe [4-7], (9|1[0-2]) Jahre", text)
    assert GERMAN_FORMULA in text
    assert "Flesch" not in text
    data = render_pdf(document, paper="a4", data_date=DATA_DATE, print_date=PRINT_DATE, resources=resources)
    assert len(PdfReader(io.BytesIO(data)).pages) == 1


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("Arzt", 1),
        ("Leber", 2),
        ("Behandlung", 3),
        ("Nebenwirkung", 4),
        ("Medikamente", 5),
        ("Becken", 2),
        ("Tumoren", 3),
        ("quer", 1),
        ("Schäden", 2),
        ("58", 1),
    ],
)
def test_that_german_syllables_are_counted_as_spoken(word: str, number: int) -> None:
    assert syllables_of_german(word) == number


def test_that_the_school_grade_is_the_stated_formula() -> None:
    # Four words of one syllable: MS 0, SL 4, IW 0, ES 100.
    assert school_grade(["Der Arzt ist da."]) == pytest.approx(0.1672 * 4 - 0.0327 * 100 - 0.875)
    # Two words, one of them long and of three syllables: MS 50, SL 2, IW 50, ES 50.
    assert school_grade(["Die Behandlung."]) == pytest.approx(
        0.1935 * 50 + 0.1672 * 2 + 0.1297 * 50 - 0.0327 * 50 - 0.875
    )
    with pytest.raises(ValueError, match="without words"):
        school_grade(["", "?"])


def test_that_six_letters_are_short_and_seven_are_long() -> None:
    assert school_grade(["Becken"]) == pytest.approx(0.1672 - 0.875)
    assert school_grade(["Gesicht"]) > school_grade(["Becken"]) + 12
