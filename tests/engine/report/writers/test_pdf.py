"""The PDF itself: numbers, names, pages, archive and access, and the same bytes."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.format.case_parsing import parse_case
from engine.evidence.library import Library
from engine.findings.as_json import assessment_bytes, parse_assessment
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.report.summary.document import build_document
from engine.report.tree.document_records import Table, text_of
from engine.report.writers.attachments import attachments_of, open_case_from_pdf
from engine.report.writers.fonts import find_fonts
from engine.report.writers.pdf import render_pages, render_pdf

pytestmark = pytest.mark.slow

Render = Callable[..., bytes]
DATA_DATE = dt.date(2026, 11, 20)
PRINT_DATE = dt.date(2026, 11, 21)
EXAMPLES = ("sbrt-candidate", "borderline", "first-line-chemoradiation")
NAMES = (*EXAMPLES, "nothing-known", "all-inputs")


@lru_cache(maxsize=8)
def pages_of(pdf: bytes) -> tuple[str, ...]:
    from pypdf import PdfReader

    return tuple(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def squeezed(text: str) -> str:
    """Return the text without spaces and soft breaks: line ends are the page's business, not the content's."""
    return "".join(text.replace("\u200b", "").split())


def content_of(pdf: bytes) -> str:
    return squeezed("".join(pages_of(pdf)))


def case_named(label: str, fields: FieldCatalogue) -> Case:
    written = {"format": "beamside-case/1", "label": label, "notes": label, "inputs": {"modality": "sbrt"}}
    return parse_case(json.dumps(written).encode(), fields)


def render_case(case: Case, fields: FieldCatalogue, library: Library, resources: Path, **options: Any) -> bytes:
    assessment = assess(case, library)
    dates: dict[str, Any] = {"data_date": DATA_DATE, "print_date": PRINT_DATE}
    return render_pdf(
        build_document(assessment, case, fields),
        resources=resources,
        attachments=attachments_of(case, assessment),
        **{**dates, **options},
    )


# ---------------------------------------------------------------------- content


@pytest.mark.parametrize("name", EXAMPLES)
def test_that_the_examples_fit_two_a4_pages(name: str, render: Render) -> None:
    assert 1 <= len(pages_of(render(name))) <= 2


@pytest.mark.parametrize("name", NAMES)
def test_that_every_word_of_the_document_stands_in_the_pdf(
    name: str, render: Render, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    content = content_of(render(name))
    document = build_document(assessments[name], cases[name], fields)
    for block in document.blocks:
        if isinstance(block, Table):
            cells = [cell for row in block.rows for cell in row.cells]
            for runs in (runs for cell in cells for runs in (cell.runs, cell.below) if runs):
                for piece in runs:
                    assert squeezed(piece.text) in content, piece.text
            assert all(squeezed(column.title) in content for column in block.columns[:-1])
    assert squeezed(document.intended_use) in content
    assert all(squeezed(stamp) in content for stamp in document.stamps)


@pytest.mark.parametrize("name", NAMES)
def test_that_the_numbers_of_the_pdf_are_those_of_the_assessment(
    name: str, render: Render, assessments: dict[str, Assessment]
) -> None:
    """Worked out anew from the JSON that travels inside, not with the code that wrote the page."""
    from pypdf import PdfReader

    pdf = render(name)
    carried = json.loads(PdfReader(io.BytesIO(pdf)).attachments["assessment.json"][0])
    assert carried == parse_assessment(assessment_bytes(assessments[name]))
    content = content_of(pdf)

    def percent(share: float) -> str:
        whole = 100 * share
        return f"{whole:.0f}" if whole >= 9.95 else f"{whole:.1f}".removesuffix(".0")

    # The mark of a number that is not printed as it stands stands before the cohort.
    mark = r"printed[^;]*:ourreading;|workedout(,notprinted|;printinconsistent);|observedunderotherconditions:[^;]*;"
    margins = harms = 0
    for option in carried["options"]:
        for finding in option["criteria"] if option["planned"] else ():
            if finding["margin"] is not None:
                sign = {True: "+", False: "−"}[finding["margin"] > 0] if finding["margin"] else ""
                margin = f"{abs(finding['margin']):.6f}".rstrip("0").rstrip(".")
                assert f"{sign}{margin}" in content, finding["id"]
                margins += 1
        for harm in option["toxicities"]:
            label, cohort = (re.escape(squeezed(harm[key] or "")) for key in ("label", "cohort_label"))
            if option["planned"] and harm["interval"] and re.search(rf"{label}\[[\d,]+\]({mark})?{cohort}", content):
                low, high = map(percent, harm["interval"])
                row = f"{harm['events']} of {harm['patients']} {percent(harm['rate'])} % {low} to {high} %"
                assert squeezed(row) in content, harm["id"]
                harms += 1
    assert margins or carried["planned_modality"] is None
    assert harms >= {"nothing-known": 0, "borderline": 2, "sbrt-candidate": 2}.get(name, 3)


@pytest.mark.slow
# One of them: the long form shows every modality, so that the others differ in what the short ones show.
@pytest.mark.parametrize("name", ["borderline"])
def test_that_the_long_pdf_holds_every_figure_of_the_assessment(
    name: str, render: Render, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue
) -> None:
    content = content_of(render(name, long=True))
    document = build_document(assessments[name], cases[name], fields, long=True)
    for table in (block for block in document.blocks if isinstance(block, Table)):
        for row in table.rows:
            for cell in row.cells:
                for piece in cell.runs:
                    assert squeezed(piece.text) in content, text_of(cell.runs)
    for option in assessments[name].options:
        for harm in option.toxicities:
            if harm.events is not None:
                assert (f"{harm.events}of{harm.patients}" if harm.patients else "ofhowmanyisnotgiven") in content


def test_that_both_dates_and_page_numbers_stand_on_every_page(render: Render) -> None:
    pages = pages_of(render("borderline"))
    for number, page in enumerate(pages, start=1):
        text = squeezed(page)
        assert f"Page{number}of{len(pages)}" in text
        assert "Data20November2026" in text
        assert "Printed21November2026" in text


def test_that_table_heads_are_repeated_on_the_next_page(render: Render) -> None:
    with_head = [page for page in pages_of(render("borderline", long=True)) if "Exact 95 % CI" in page]
    assert len(with_head) > 2


def test_that_letter_paper_has_its_own_size(render: Render) -> None:
    from pypdf import PdfReader

    sizes = {}
    for paper in ("a4", "letter"):
        page = PdfReader(io.BytesIO(render("borderline", paper))).pages[0]
        sizes[paper] = (round(float(page.mediabox.width)), round(float(page.mediabox.height)))
    assert sizes == {"a4": (595, 842), "letter": (612, 792)}


def test_that_a_preview_shows_the_very_same_pages(
    render: Render, assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue, resources: Path
) -> None:
    document = build_document(assessments["borderline"], cases["borderline"], fields)
    pages = render_pages(
        document, data_date=DATA_DATE, print_date=PRINT_DATE, resources=resources, pixels_per_inch=36.0
    )
    assert len(pages) == len(pages_of(render("borderline")))
    assert all(page.startswith(b"\x89PNG") for page in pages)


# ---------------------------------------------------------------------- names


@pytest.mark.hazard("wrong-patient")
@pytest.mark.parametrize(
    "label",
    ["Αθηνά Παπαδοπούλου", "Иванова Мария", "Łukasz Żółć", "#panic(1) *b* $x$ \\ _u_ `c` <a> @r [l]", '"quoted"',
     "= not a heading", "// no comment", "+2", "- no list", "https://example.org/?a=b#c"],
)  # fmt: skip
def test_that_a_label_is_printed_as_it_was_typed(
    label: str, fields: FieldCatalogue, library: Library, resources: Path, tmp_path: Path
) -> None:
    from pypdf import PdfReader

    case = case_named(label, fields)
    pdf = render_case(case, fields, library, resources)
    assert squeezed(label) in content_of(pdf)
    metadata = PdfReader(io.BytesIO(pdf)).metadata
    assert metadata is not None
    assert metadata.title == f"Beamside summary: {label}"
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf)
    assert open_case_from_pdf(path, fields) == case


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("山田", "[U+5C71][U+7530]"),
        ("张伟", "[U+5F20][U+4F1F]"),
        ("\u0e2a\u0e21", "[U+0E2A][U+0E21]"),
        ("a\u202eb", "a[U+202E]b"),
        ("\U0001f9ec", "[U+1F9EC]"),
    ],
)
def test_that_what_the_fonts_lack_is_shown_by_code_points_with_a_note(
    label: str, shown: str, fields: FieldCatalogue, library: Library, resources: Path, tmp_path: Path
) -> None:
    fonts = find_fonts()
    if len(fonts.families) > 2 and not fonts.printable(label)[1]:
        assert fonts.families[-1] == "Noto Sans CJK JP"
        return
    case = case_named(label, fields)
    pdf = render_case(case, fields, library, resources)
    content = content_of(pdf)
    assert shown in content
    assert "Charactersshownbytheircodepoints:" in content
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf)
    assert open_case_from_pdf(path, fields).label == label


def test_that_an_arabic_name_is_printed_with_its_letters(
    fields: FieldCatalogue, library: Library, resources: Path
) -> None:
    import unicodedata

    content = content_of(render_case(case_named("محمد", fields), fields, library, resources))
    # The reader gives the joined forms of the letters; their plain forms are the name.
    plain = unicodedata.normalize("NFKC", content)
    assert "محمد" in plain or "دمحم" in plain
    assert "Charactersshown" not in content


def test_that_an_empty_label_and_a_very_long_one_keep_the_page(
    fields: FieldCatalogue, library: Library, resources: Path
) -> None:
    from pypdf import PdfReader

    assert "Casewithoutalabel" in content_of(render_case(case_named("", fields), fields, library, resources))
    pdf = render_case(case_named("x" * 5000, fields), fields, library, resources)
    assert "x" * 159 + "…" in content_of(pdf)
    right_edge = 595.3 - 30.0

    def check(text: str, _matrix: list[float], position: list[float], _font: object, _size: float) -> None:
        if text.strip():
            assert position[4] < right_edge

    PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=check)


# ---------------------------------------------------------------------- archive and access


def test_that_the_pdf_says_what_it_is(render: Render) -> None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(render("sbrt-candidate")))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert reader.metadata is not None
    assert reader.metadata.title == "Beamside summary: Example 1: a clear candidate for SBRT"


def test_that_figures_have_alternative_texts_and_tables_have_headers(render: Render) -> None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(render("sbrt-candidate")))
    alts: list[str] = []
    kinds: dict[str, int] = {}

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                kinds[node["/S"]] = kinds.get(node["/S"], 0) + 1
                if node["/S"] == "/Figure":
                    alts.append(str(node.get("/Alt", "")))
            if "/K" in node and not isinstance(node["/K"], int):
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    everything = next(alt for alt in alts if alt.startswith("All options, one study of each. Overall survival"))
    assert "A, SBRT: Franzese 2024 (ISRS), n = 3101: 79 % at 12 months" in everything
    assert all(alts)
    assert kinds["/TH"] >= 6 + 4 + 5 + 3
    assert kinds["/H1"] == 1


def test_that_only_our_fonts_are_used_and_embedded(render: Render) -> None:
    from pypdf import PdfReader

    for page in PdfReader(io.BytesIO(render("sbrt-candidate"))).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & set(descriptor)
            assert inner["/BaseFont"].split("+")[1].startswith(("SourceSansPro", "DejaVuSans"))


@pytest.fixture(scope="session")
def validator(project: Path) -> Path:
    """Return the command that validates PDFs, or skip where it, or the Java that it needs, is not there."""
    tool = project.parent / "shared" / "tools" / "validate-pdf"
    if not tool.is_file():
        pytest.skip("the validator that belongs in ../shared/tools is not on this machine")
    if shutil.which("java") is None or not Path("/usr/share/java/jaxb-runtime.jar").is_file():
        pytest.skip("the validator needs Java and libjaxb-java, which are not on this machine")
    return tool


@pytest.mark.slow
def test_that_every_summary_conforms_to_pdf_a_3a_and_pdf_ua_1(
    validator: Path,
    render: Render,
    fields: FieldCatalogue,
    library: Library,
    resources: Path,
    tmp_path: Path,
) -> None:
    files = {name: render(name) for name in NAMES}
    files["letter"] = render("sbrt-candidate", "letter")
    files["long"] = render("borderline", long=True)
    for number, label in enumerate(["محمد علي", "#*$\\", "山田 太郎 \u0e2a\u202e", "x" * 5000]):
        files[f"name-{number}"] = render_case(case_named(label, fields), fields, library, resources)
    for name, data in files.items():
        (tmp_path / f"{name}.pdf").write_bytes(data)
    paths = [str(tmp_path / f"{name}.pdf") for name in files]
    answer = subprocess.run([str(validator), "3a,ua1", *paths], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert answer.stdout.count("PASS") == 2 * len(files)


# ---------------------------------------------------------------------- the same bytes

PROGRAM = """
import datetime, hashlib, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from engine.case.files.case_file import load_case
from engine.case.fields import load_fields
from engine.evidence.loading import load_library
from engine.findings.assess import assess
from engine.report.writers.pdf import write_report

resources = Path(sys.argv[3])
fields = load_fields(resources)
library = load_library(resources / "evidence", {spec.id: spec.kind for spec in fields})
case = load_case(resources / "examples" / "borderline.beamside.json", fields)
out = Path(sys.argv[2])
write_report(out, assess(case, library), case, fields, data_date=datetime.date(2026, 11, 20),
             print_date=datetime.date(2026, 11, 21), resources=resources)
print(hashlib.sha256(out.read_bytes()).hexdigest())
"""


@pytest.mark.slow
def test_that_other_time_zones_locales_hash_seeds_and_folders_give_the_same_bytes(
    project: Path, resources: Path, tmp_path: Path
) -> None:
    # Template and data in another folder each time, too: no path may end in the file.
    settings = [
        {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"},
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Los_Angeles", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "4242", "SOURCE_DATE_EPOCH": "1"},
    ]
    shutil.copytree(resources, tmp_path / "resources-0")
    shutil.copytree(tmp_path / "resources-0", tmp_path / "resources-1")
    shutil.copytree(tmp_path / "resources-0", tmp_path / "resources-2")
    digests = []
    for number, setting in enumerate(settings):
        folder = tmp_path / f"working-folder-{number}"
        folder.mkdir()
        environment = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "LANG", "TZ")}
        answer = subprocess.run(
            [
                sys.executable,
                "-c",
                PROGRAM,
                str(project),
                str(folder / "out.pdf"),
                str(tmp_path / f"resources-{number}"),
            ],
            capture_output=True,
            text=True,
            check=True,
            cwd=folder,
            env={**environment, **setting},
        )
        digests.append(answer.stdout.strip())
    assert len(digests) == 3
    assert len(set(digests)) == 1


def test_that_another_date_gives_other_bytes(
    render: Render, cases: dict[str, Case], fields: FieldCatalogue, library: Library, resources: Path
) -> None:
    later = render_case(cases["borderline"], fields, library, resources, print_date=dt.date(2026, 11, 22))
    assert later != render("borderline")
