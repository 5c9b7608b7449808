"""A German summary, patient's sheet, minutes and list of a meeting hold no English word of the program."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

import main
from engine.case.case import Case
from engine.case.decisions.decision import Decision, Dissent, LesionDecision
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.report.summary.document import build_document
from engine.report.summary.minutes import build_minutes
from engine.report.summary.patient_sheet import build_patient_sheet
from engine.report.survival.survival_scene import Scene, SceneText
from engine.report.tree.document_records import Document, Node
from engine.report.writers.board_text import as_plain_text
from engine.report.writers.meeting import MeetingCase, meeting_documents
from engine.report.writers.pdf import render_pdf
from engine.words.language import Language, load_language
from engine.words.pseudo import FIRST, PseudoLanguage
from tests.gui.shown_texts import english_in, what_stays
from tests.shipped import shipped_fields, shipped_library

pytestmark = pytest.mark.slow

DAY = dt.date(2026, 11, 21)
EXAMPLES = (
    "borderline",
    "first-line-chemoradiation",
    "sbrt-candidate",
    "short-course",
    "symptom-relief-in-the-liver",
    "transplantation-referral",
)
#: what steers and is never read
CODES = {"name", "format", "symbol", "symbols", "style", "language", "block", "colour", "fill", "outline", "evidence"}


@pytest.fixture(scope="module")
def fields() -> FieldCatalogue:
    """Return the fields."""
    return shipped_fields()


@pytest.fixture(scope="module")
def library() -> Library:
    """Return the library."""
    return shipped_library()


@pytest.fixture(scope="module")
def german(resources: Path) -> Language:
    """Return German."""
    return load_language(resources, "de")


@pytest.fixture(scope="module")
def found(resources: Path, fields: FieldCatalogue, library: Library) -> Callable[[str], tuple[Case, Assessment]]:
    """Return an example and what is found of it."""

    def read(name: str) -> tuple[Case, Assessment]:
        case = load_case(resources / "examples" / f"{name}.beamside.json", fields)
        return case, assess(case, library)

    return read


def texts_of(node: object) -> Iterator[str]:
    """Yield every text of a tree that a person reads, but the references and a citation's number."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, tuple):
        for one in node:
            yield from texts_of(one)
    elif isinstance(node, Scene):
        yield from (node.alt, *(one.text for one in node.items if isinstance(one, SceneText)))
    elif isinstance(node, Node) and type(node).__name__ != "Reference":
        for name in node.__struct_fields__:
            if name not in CODES:
                yield from texts_of(getattr(node, name))


def own_words(case: Case, library: Library) -> set[str]:
    """Return what stays in its language: of the library, and what the person typed."""
    return {*what_stays(library), case.label, " ".join(case.notes.split()), *case.notes.splitlines()}


def english_on(document: Document, case: Case, library: Library) -> dict[str, str]:
    """Return the texts of a document with an English word."""
    return english_in(set(texts_of(document)) - {document.label}, own_words(case, library))


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_the_two_pages_hold_no_english(
    name: str, found: Callable[..., tuple[Case, Assessment]], fields: FieldCatalogue, library: Library, german: Language
) -> None:
    case, assessment = found(name)
    document = build_document(assessment, case, fields, language=german)
    assert document.language == "de"
    # The search would find it: the same pages in English are full of it.
    assert len(english_on(build_document(assessment, case, fields), case, library)) > 40
    assert english_on(document, case, library) == {}
    assert "Übersetzung nicht klinisch geprüft" in next(texts_of(document.blocks[0]))


@pytest.mark.parametrize("name", ["borderline", "sbrt-candidate", "first-line-chemoradiation"])
def test_that_the_long_form_holds_no_english(
    name: str, found: Callable[..., tuple[Case, Assessment]], fields: FieldCatalogue, library: Library, german: Language
) -> None:
    case, assessment = found(name)
    document = build_document(assessment, case, fields, long=True, language=german)
    assert english_on(document, case, library) == {}


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_no_english_of_the_catalogue_stands_on_paper(
    name: str, found: Callable[..., tuple[Case, Assessment]], fields: FieldCatalogue, german: Language
) -> None:
    # Whole messages, whatever words they hold: what the program can say in German it does not say in English.
    case, assessment = found(name)
    texts = set(texts_of(build_document(assessment, case, fields, language=german)))
    english = set(texts_of(build_document(assessment, case, fields)))
    same = {text for text in texts & english if (said := german.find(text)) is not None and said != text}
    assert same == set()


def test_that_the_list_for_a_patient_holds_no_english(
    found: Callable[..., tuple[Case, Assessment]], fields: FieldCatalogue, library: Library, german: Language
) -> None:
    for name in ("sbrt-candidate", "short-course", "first-line-chemoradiation"):
        case, assessment = found(name)
        assert english_on(build_patient_sheet(assessment, case, fields, german), case, library) == {}


def test_that_minutes_hold_no_english(
    found: Callable[..., tuple[Case, Assessment]], fields: FieldCatalogue, library: Library, german: Language
) -> None:
    case, assessment = found("sbrt-candidate")
    decision = Decision(
        date="2026-11-20",
        participants=("radiation_oncologist", "surgeon", "surgeon", "nurse"),
        recommendation="sbrt",
        lesions=(LesionDecision(lesion=1, recommendation="sbrt"), LesionDecision(lesion=9, recommendation="")),
        dissents=(Dissent(role="surgeon", reason="Zuerst nachsehen."),),
        checked=("liver_lesion_count",),
    )
    document = build_minutes(case, decision, assessment, fields, german)
    assert english_on(document, case, library) == {}
    assert "2 × Chirurgie" in " ".join(texts_of(document))


def test_that_the_list_of_a_meeting_holds_no_english(
    found: Callable[..., tuple[Case, Assessment]], fields: FieldCatalogue, library: Library, german: Language
) -> None:
    case, assessment = found("borderline")
    cases = [MeetingCase("a.beamside", (case, assessment)), MeetingCase("b.beamside", None, "Nicht lesbar.")]
    first, second = meeting_documents(cases, "Montag", fields, german)
    assert english_on(first, case, library) == {}
    assert second.title == "Beamside-Zusammenfassung, Fall 1 von 2"


def test_that_the_text_for_the_clipboard_has_german_dates(
    found: Callable[..., tuple[Case, Assessment]], fields: FieldCatalogue, german: Language
) -> None:
    case, assessment = found("sbrt-candidate")
    document = build_document(assessment, case, fields, language=german)
    text = as_plain_text(document, data_date=DAY, print_date=DAY, language=german)
    assert "Daten 21. November 2026" in text


def test_that_every_text_goes_through_the_catalogue(
    found: Callable[..., tuple[Case, Assessment]], fields: FieldCatalogue
) -> None:
    case, assessment = found("sbrt-candidate")
    document = build_document(assessment, case, fields, language=PseudoLanguage())
    headings = [text for text in texts_of(document.blocks) if text[:1] == FIRST or FIRST in text]
    assert len(headings) > 100


def pages_and_language(pdf: bytes) -> tuple[int, str]:
    """Return how many pages a PDF has, and the language that it says it is in."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(pdf))
    return len(reader.pages), str(reader.trailer["/Root"]["/Lang"])


def test_that_the_command_writes_the_same_german_bytes_twice(resources: Path, tmp_path: Path) -> None:
    case = str(resources / "examples/sbrt-candidate.beamside.json")
    files = [tmp_path / name for name in ("one.pdf", "two.pdf", "english.pdf")]
    for file, code in zip(files, ("de", "de", "en"), strict=True):
        assert main.main(["report", case, "-o", str(file), "--date", "2026-11-21", "--language", code]) == 0
    first, second, english = (file.read_bytes() for file in files)
    assert first == second
    assert pages_and_language(first) == (2, "de")
    assert pages_and_language(english)[1].startswith("en")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in first


def test_that_two_pages_hold_the_shared_cases_in_german(
    project: Path, resources: Path, fields: FieldCatalogue, library: Library, german: Language
) -> None:
    folder = project.parent / "shared" / "cases" / "verdicts"
    if not folder.is_dir():
        pytest.skip("the shared cases are not on this machine")
    for path in sorted(folder.glob("*.beamside.json")):
        case = load_case(path, fields)
        document = build_document(assess(case, library), case, fields, language=german)
        assert english_on(document, case, library) == {}, path.name
        pdf = render_pdf(document, data_date=DAY, print_date=DAY, resources=resources, language=german)
        assert pages_and_language(pdf)[0] == 2, path.name


def test_that_the_english_is_as_before(
    found: Callable[..., tuple[Case, Assessment]], fields: FieldCatalogue, resources: Path
) -> None:
    case, assessment = found("sbrt-candidate")
    english = load_language(resources, "en")
    plain, named = (
        build_document(assessment, case, fields),
        build_document(assessment, case, fields, language=english),
    )
    assert msgspec.structs.asdict(plain) == msgspec.structs.asdict(named)
