"""Text from outside is text: planted in every file, it acts on no terminal, no page and no spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import pypdf
import pytest
from pypdf.generic import DictionaryObject, NameObject, StreamObject

import main
from bench.material.dose_phantoms import Phantom, ellipse, write_phantom
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.evidence.loading import load_library
from engine.findings.assess import assess
from engine.report.summary.document import build_document
from engine.report.tree.document_records import Cell, Column, Document, Row, Table, run
from engine.report.writers.board_text import as_markdown, as_plain_text, tables_as_csv

pytestmark = pytest.mark.slow

#: what a terminal obeys, what turns the reading direction, what a browser, a spreadsheet or a typesetter acts on
PLANTED = (
    "\x1b[31;1mRED\x1b]0;TITLE\x07", "\x9b2J", "a\u202egnitide\u202c", "\u2067x\u2069", "<img src='//host/x.png'>",
    "=HYPERLINK(\"http://x\")", "+1 *HYPERLINK(\"x\")", "#eval(\"1\")", "$x$ _y_ *z* `w`", "&lt;b&gt;", "100\r\nA",
)  # fmt: skip
PLANT = " ".join(PLANTED)
#: the same where a format takes no control characters
PLANT_PRINTED = "<img src='//host/x.png'> =HYPERLINK(1) a\u202eb\u2067c"
ACTING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
#: a picture among the drawing commands of a page
INLINE_PICTURE = re.compile(rb"(?<!\S)BI\s.*?\sID\s", re.DOTALL)

SOURCE = """
format = "beamside-source/1"
[source]
id = "ourseries"
short = {plant}
authors = {plant}
title = {plant}
year = 2024
published_in = {plant}
design = "retrospective"
paper = ""
[[cohort]]
id = "ourseries.all"
label = {plant}
modality = "sbrt"
locator = {plant}
patients = 41
[[figure]]
id = "ourseries.survival_24mo"
kind = "outcome"
label = {plant}
statistic = "rate"
unit = "proportion"
printed = {plant}
locator = {plant}
obtained = "printed"
cohort = "ourseries.all"
endpoint = "overall_survival"
value = 0.58
time_months = 24
patients = 41
"""


@pytest.fixture
def planted(example: Path) -> Path:
    """Return a case with it in every text that a case has."""
    contents = json.loads(example.read_text(encoding="utf-8"))
    origin = {"method": PLANT, "files_sha256": [PLANT], "structures": [PLANT]}
    contents |= {"label": PLANT, "notes": PLANT, "origins": {"fractions": origin}}
    contents["inputs"] |= {"fractions": 3}
    example.write_text(json.dumps(contents), encoding="utf-8")
    return example


@pytest.fixture
def studies(tmp_path: Path) -> Path:
    """Return a folder of a department's own studies with it in every text."""
    folder = tmp_path / "studies"
    folder.mkdir()
    text = SOURCE.format(plant=json.dumps(PLANT, ensure_ascii=True))
    (folder / "ourseries.toml").write_text(text, encoding="utf-8")
    return folder


def said(capfd: pytest.CaptureFixture[str], *command: object, code: int = 0) -> str:
    """Run a command and return everything that reached the terminal; nothing in it acts."""
    assert main.main([str(part) for part in command]) == code
    out, err = capfd.readouterr()
    assert not ACTING.search(out.replace("\r\n", "\n")), ascii(ACTING.search(out))
    assert not ACTING.search(err), ascii(err)
    return out + err


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("form", ["json", "text"])
def test_that_a_planted_case_does_nothing_to_the_terminal(
    form: str, planted: Path, studies: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = said(capfd, "assess", planted, "--format", form, "--local-evidence", studies)
    assert "HYPERLINK" in found
    if form == "json":
        assert json.loads(found)["label"] == PLANT


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("action", [["list"], ["show", "ourseries"], ["show", "ourseries.survival_24mo"], ["export"]])
def test_that_a_planted_study_does_nothing_to_the_terminal(
    action: list[str], studies: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert "HYPERLINK" in said(capfd, "evidence", "--local-evidence", studies, *action)


@pytest.mark.hazard("bad-input")
def test_that_planted_keys_and_values_do_nothing_where_they_are_refused(
    example: Path, studies: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    contents = json.loads(example.read_text(encoding="utf-8"))
    contents |= {PLANT: 1, "confirmed": [PLANT], "inputs": {PLANT: 1, "sex": PLANT, "age_years": PLANT}}
    example.write_text(json.dumps(contents), encoding="utf-8")
    said(capfd, "assess", example, code=2)
    said(capfd, "assess", example, "--passphrase-file", studies / PLANT.replace("/", "").replace("\x00", ""), code=2)
    study = studies / "ourseries.toml"
    study.write_text(f"{study.read_text(encoding='utf-8')}\n{json.dumps(PLANT)} = 1\n", encoding="utf-8")
    said(capfd, "evidence", "--local-evidence", studies, "list", code=2)


def in_utf_8(datasets: dict[str, Any]) -> None:
    """Let the structures have names of any script."""
    datasets["rtstruct"].SpecificCharacterSet = "ISO_IR 192"


@pytest.mark.hazard("bad-input")
def test_that_planted_names_of_plans_curves_and_clicks_do_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    liver = [(z, ellipse(30, 30, 0, 0)) for z in (0.0, 3.0, 6.0)]
    grid = {"spacing_mm": (10.0, 10.0, 10.0), "low_mm": (-50, -50, -20), "high_mm": (50, 50, 40), "bits": 16}
    files = write_phantom(tmp_path, Phantom(rings={"Liver": liver, PLANT_PRINTED: liver}, change=in_utf_8, **grid))
    said(capfd, "dose", files.rtstruct, files.rtdose, "--liver", "Livre", code=2)
    said(capfd, "dose", files.rtstruct, files.rtdose, "--liver", PLANT, code=2)
    dvh = tmp_path / "dvh.csv"
    dvh.write_text(f"Dose [Gy];{PLANT.replace(';', '')} [cm3];B [cm3]\n0;5;5\n1;4;4\n2;0;0\n", encoding="utf-8")
    said(capfd, "dvh", dvh, "--structure", PLANT + "?", code=2)
    clicks = tmp_path / "clicks.csv"
    clicks.write_text(f"time;survival\n0;1\n{PLANT.replace(';', '')};0.5\n", encoding="utf-8")
    said(capfd, "curve", "digitised", clicks, "--n", "20", code=2)
    said(capfd, "curve", "landmarks", "--n", PLANT, code=2)


def shows_pictures(reader: pypdf.PdfReader) -> bool:
    """Whether a PDF holds a picture, as an object or within a page; pypdf's own list reads every page's drawing."""
    held = [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
    pages = [page.get_contents() for page in reader.pages]
    return any(isinstance(one, DictionaryObject) and one.get("/Subtype") == "/Image" for one in held) or any(
        INLINE_PICTURE.search(page.get_data()) for page in pages if page is not None
    )


@pytest.mark.parametrize("inline", [True, False])
def test_that_a_picture_would_be_seen(tmp_path: Path, inline: bool) -> None:
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(100, 100)
    drawing, picture = StreamObject(), StreamObject()
    picture.update({NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Image")})
    drawing.set_data(b"q BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q" if inline else b"q /I Do Q")
    page[NameObject("/Contents")] = writer._add_object(drawing)
    if not inline:
        pictures = DictionaryObject({NameObject("/I"): writer._add_object(picture)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    writer.write(tmp_path / "picture.pdf")
    assert shows_pictures(pypdf.PdfReader(tmp_path / "picture.pdf"))


@pytest.mark.hazard("bad-input")
def test_that_a_planted_case_is_words_on_paper_and_comes_back_whole(
    planted: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    pdf = tmp_path / "out.pdf"
    said(capfd, "report", planted, "-o", pdf, "--date", "2026-03-01", "--long")
    reader = pypdf.PdfReader(pdf)
    text = "".join(page.extract_text() for page in reader.pages)
    assert not ACTING.search(text.replace("\r", ""))
    assert "[U+202E]" in text.replace("\n", "")
    for page in reader.pages:
        notes = [note.get_object() for note in page.get("/Annots", ())]
        # Nothing is reached for but another place of the same document.
        assert all(note["/Subtype"] == "/Link" and "/URI" not in note.get("/A", {}) for note in notes)
    # No picture was read from anywhere.
    assert not shows_pictures(reader)
    assert json.loads(said(capfd, "report", "--open-case", pdf))["label"] == PLANT


@pytest.mark.hazard("bad-input")
def test_that_text_markdown_and_tables_of_a_planted_case_name_what_acts(
    planted: Path, studies: Path, fields: FieldCatalogue, resources: Path
) -> None:
    kinds = {spec.id: spec.kind for spec in fields}
    case = load_case(planted, fields)
    found = assess(case, load_library(resources / "evidence", kinds, local=studies))
    document = build_document(found, case, fields, long=True)
    texts = [as_plain_text(document), as_markdown(document), *tables_as_csv(document).values()]
    for text in texts:
        assert not ACTING.search(text.replace("\r\n", "\n")), ascii(ACTING.search(text))


def in_a_table(text: str) -> list[str]:
    """Return a cell as a spreadsheet gets it."""
    table = Table(name="t", title="T", columns=(Column(title="A"),), rows=(Row(cells=(Cell(runs=run(text)),)),))
    document: Any = Document(format="x", title="T", label="L", language="en", intended_use="U", long=False,
                             blocks=(table,), stamps=())  # fmt: skip
    return list(csv.reader(io.StringIO(tables_as_csv(document)["t"])))[1]


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    "text",
    [
        '+1 *HYPERLINK("http://x")', "-1 /A1", "+1 (A1)", "+1 lesion;=1+1", "x;=1+1", "x\t@SUM(A1)", "note\n=1+1",
        " =1+1", "\t=1+1", "＝1+1", "＋1+cmd", "-", "=", "@", "+5,3 A1*2", "+1 %1",
    ],
)  # fmt: skip
def test_that_no_cell_becomes_a_formula_however_it_is_opened(text: str) -> None:
    (cell,) = in_a_table(text)
    for part in re.split(r"[;\t\n]", cell):
        assert part.lstrip()[:1] not in ("=", "+", "-", "@", "＝", "＋") or re.fullmatch(r"[+-]\d+ lesion", part), cell


@pytest.mark.parametrize("text", ["+2 lesions", "-0.5 mg/dL", "-3,2 percent points", "+5 %", "-1", "-4 µL"])
def test_that_a_signed_number_with_its_unit_stays_as_it_is(text: str) -> None:
    assert in_a_table(text) == [text]
