"""The sheet for the patient's talk: one page, plain words, pictures that agree with their sentences, no advice."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

from engine.case.case import Case, new_case
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.modalities.catalogue import described
from engine.report.summary.patient_sheet import NothingPlannedError, build_patient_sheet
from engine.report.tree.document_records import Document, Heading, IconArray
from engine.report.writers.markdown_text import as_markdown
from engine.report.writers.pdf import render_pdf
from engine.report.writers.plain_text import as_plain_text
from engine.wording.board.board_page import board_page
from engine.wording.for_patients.patient_sheet import MARK, PatientSheet, patient_sheet, plain_name
from engine.wording.for_patients.reading_age import FORMULA, reading_age_years, syllables_of
from tests.engine.report.conftest import DATA_DATE, PRINT_DATE

pytestmark = pytest.mark.slow

MODALITIES = (
    "sbrt",
    "whole_liver_boost",
    "chemoradiotherapy",
    "iort",
    "resection",
    "thermal_ablation",
    "systemic_therapy",
)
#: words of the trade that have no place on the sheet
JARGON = re.compile(
    r"\b(SBRT|modality|toxicity|grade|CTCAE|median|metastas\w+|lesion\w*|fraction\w*|survival|criteria|outside|Gy)\b",
    re.IGNORECASE,
)
ADVICE = re.compile(r"\b(should have|we advise|recommend\w*|best|you will)\b", re.IGNORECASE)


def planned(modality: str, fields: FieldCatalogue) -> Case:
    values = {"modality": modality, "liver_lesion_count": 2, "largest_lesion_cm": 2.5}
    return new_case(fields).with_patient(Patient(fields, values))


def sheet_of(modality: str, fields: FieldCatalogue, library: Library) -> PatientSheet:
    case = planned(modality, fields)
    assessment = assess(case, library)
    found = patient_sheet(assessment, case.patient, board_page(assessment, case.patient))
    assert found is not None
    return found


def document_of(modality: str, fields: FieldCatalogue, library: Library) -> Document:
    case = planned(modality, fields)
    return build_patient_sheet(assess(case, library), case, fields)


@pytest.mark.parametrize("modality", MODALITIES)
@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_that_the_sheet_is_one_page_and_carries_no_case(
    modality: str, paper: str, fields: FieldCatalogue, library: Library, resources: Path
) -> None:
    from pypdf import PdfReader

    document = document_of(modality, fields, library)
    data = render_pdf(document, paper=paper, data_date=DATA_DATE, print_date=PRINT_DATE, resources=resources)  # type: ignore[arg-type]
    reader = PdfReader(io.BytesIO(data))
    assert len(reader.pages) == 1
    text = re.sub(r"\s+", " ", reader.pages[0].extract_text())
    assert MARK in text
    assert "Flesch" in text
    assert not reader.attachments
    assert data == render_pdf(
        document,
        paper=paper,  # type: ignore[arg-type]
        data_date=DATA_DATE,
        print_date=PRINT_DATE,
        resources=resources,
    )


@pytest.mark.parametrize("modality", MODALITIES)
def test_that_the_sheet_can_be_read_at_twelve(modality: str, fields: FieldCatalogue, library: Library) -> None:
    sheet = sheet_of(modality, fields, library)
    assert reading_age_years(sheet.sentences) <= 12
    assert max(len(sentence.split()) for sentence in sheet.sentences) <= 20


@pytest.mark.parametrize("modality", MODALITIES)
def test_that_the_sheet_has_no_word_of_the_trade_and_no_advice(
    modality: str, fields: FieldCatalogue, library: Library
) -> None:
    words = " ".join(sheet_of(modality, fields, library).sentences)
    assert JARGON.findall(words) == []
    assert ADVICE.findall(words) == []


@pytest.mark.hazard("number-without-source")
@pytest.mark.parametrize("modality", MODALITIES)
def test_that_every_picture_agrees_with_its_words_and_has_a_source(
    modality: str, fields: FieldCatalogue, library: Library
) -> None:
    sheet = sheet_of(modality, fields, library)
    for picture in (sheet.living, sheet.harm):
        if picture is not None:
            assert 0 <= picture.of_hundred <= 100
            first = picture.sentences[0]
            assert f"about {picture.of_hundred} " in first or (picture.of_hundred == 50 and first.startswith("Half"))
    small = " ".join(sheet.small_print)
    assert sheet.living is None or re.search(r"\((\D+) \d{4}", small)
    assert sheet.harm is None or "Bad side effect: " in small


def test_that_harm_is_shown_at_its_highest_and_silence_is_no_comfort(fields: FieldCatalogue, library: Library) -> None:
    sbrt = sheet_of("sbrt", fields, library)
    assert sbrt.harm is not None
    rates = [
        harm.rate
        for harm in assess(planned("sbrt", fields), library).option("sbrt").toxicities
        if harm.rate is not None and harm.grade in (">=3", "3-4", "3")
    ]
    assert sbrt.harm.of_hundred >= round(100 * max(rates))
    iort = sheet_of("iort", fields, library)
    assert iort.harm is None
    assert any("does not mean that there are none" in text for text in iort.harm_in_words)


def test_that_no_sheet_is_made_where_nothing_is_planned(fields: FieldCatalogue, library: Library) -> None:
    case = new_case(fields)
    with pytest.raises(NothingPlannedError, match="Enter the planned modality first"):
        build_patient_sheet(assess(case, library), case, fields)


def test_that_text_and_markdown_say_the_pictures(fields: FieldCatalogue, library: Library) -> None:
    document = document_of("sbrt", fields, library)
    icons = [block for block in document.blocks if isinstance(block, IconArray)]
    assert len(icons) == 2
    for text in (as_plain_text(document, width=1000), as_markdown(document)):
        assert all(icon.alt in text for icon in icons)
    assert any(isinstance(block, Heading) and block.text == "Questions you can ask" for block in document.blocks)


@pytest.mark.parametrize("modality", MODALITIES)
def test_that_every_option_has_a_plain_name(modality: str) -> None:
    assert plain_name(modality) != described(modality).label.lower()  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "number"),
    [("cat", 1), ("table", 2), ("doctor", 2), ("machine", 2), ("tumours", 2), ("radiation", 4), ("used", 1), ("54", 1)],
)
def test_that_syllables_are_counted_as_they_are_spoken(word: str, number: int) -> None:
    assert syllables_of(word) == number


def test_that_the_reading_age_is_the_stated_formula() -> None:
    # Six words in one sentence, six syllables: 0.39 x 6 + 11.8 x 1 - 15.59 + 5.
    assert reading_age_years(["The cat sat on the mat."]) == pytest.approx(3.55)
    assert reading_age_years(["Radiation"]) > reading_age_years(["Beam"])
    assert "0.39" in FORMULA
    with pytest.raises(ValueError, match="without words"):
        reading_age_years(["", "?"])


@pytest.mark.hazard("unknown-as-no")
def test_that_what_is_not_known_of_the_studies_is_not_told_as_known(fields: FieldCatalogue, library: Library) -> None:
    def told(**values: object) -> str:
        case = new_case(fields).with_patient(Patient(fields, {"modality": "sbrt", **values}))
        assessment = assess(case, library)
        found = patient_sheet(assessment, case.patient, board_page(assessment, case.patient))
        assert found is not None
        return " ".join(found.about_you)

    for unknown in ({}, {"age_years": 66.0}):
        assert told(**unknown) == "We do not know yet if the studies took people like you. Ask your doctors."
    assert "did not take people just like you" in told(metastases_resectable=True, fit_for_surgery=True)
