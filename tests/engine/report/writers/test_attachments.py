"""The case travels inside the PDF and comes out unharmed, or not at all."""

from __future__ import annotations

import io
import json
import re
import tracemalloc
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.format.case_json import case_bytes, case_sha256
from engine.case.problems import CaseFileError
from engine.findings.as_json import assessment_bytes
from engine.findings.assessment import Assessment
from engine.report.writers.attachments import open_case_from_pdf

pytestmark = pytest.mark.slow

Render = Callable[..., bytes]


def pdf_with(*files: bytes, compressed: bool = False) -> bytes:
    """Return the least that holds embedded files: enough for a reader of embedded files."""
    body = b"%PDF-1.7\n"
    for number, data in enumerate(files, start=1):
        stored = zlib.compress(data) if compressed else data
        kind = b"/Filter /FlateDecode " if compressed else b""
        head = b"%d 0 obj\n<< /Type /EmbeddedFile %s/Length %d /Params << /Size %d >> >>\nstream\n"
        body += head % (number, kind, len(stored), len(data)) + stored + b"\nendstream\nendobj\n"
    return body + b"%%EOF\n"


def said(error: pytest.ExceptionInfo[CaseFileError]) -> str:
    return str(error.value)


@pytest.mark.hazard("wrong-patient")
@pytest.mark.parametrize(
    "name", ["sbrt-candidate", "borderline", "first-line-chemoradiation", "nothing-known", "all-inputs"]
)
def test_that_a_summary_gives_its_case_back(
    name: str, render: Render, cases: dict[str, Case], fields: FieldCatalogue, tmp_path: Path
) -> None:
    path = tmp_path / "summary.pdf"
    path.write_bytes(render(name))
    assert open_case_from_pdf(path, fields) == cases[name]


def test_that_an_independent_reader_finds_both_files(
    render: Render, cases: dict[str, Case], assessments: dict[str, Assessment]
) -> None:
    from pypdf import PdfReader

    carried = PdfReader(io.BytesIO(render("borderline"))).attachments
    assert carried["case.beamside.json"] == [case_bytes(cases["borderline"])]
    assert carried["assessment.json"] == [assessment_bytes(assessments["borderline"], indent=None)]


def test_that_the_case_is_still_found_after_another_program_has_written_the_file_anew(
    render: Render, cases: dict[str, Case], fields: FieldCatalogue, tmp_path: Path
) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(render("borderline"))))
    path = tmp_path / "again.pdf"
    with path.open("wb") as stream:
        writer.write(stream)
    assert open_case_from_pdf(path, fields) == cases["borderline"]


@pytest.mark.parametrize("compressed", [False, True])
def test_that_compressed_and_plain_files_are_read(
    compressed: bool,
    cases: dict[str, Case],
    assessments: dict[str, Assessment],
    fields: FieldCatalogue,
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.pdf"
    files = case_bytes(cases["borderline"]), assessment_bytes(assessments["borderline"])
    path.write_bytes(pdf_with(*files, compressed=compressed))
    assert open_case_from_pdf(path, fields) == cases["borderline"]


@pytest.mark.hazard("wrong-patient")
def test_that_a_case_changed_inside_the_pdf_is_refused(
    cases: dict[str, Case], assessments: dict[str, Assessment], fields: FieldCatalogue, tmp_path: Path
) -> None:
    changed = case_bytes(cases["borderline"]).replace(b'"age_years": 66', b'"age_years": 67')
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_with(changed, assessment_bytes(assessments["borderline"])))
    with pytest.raises(CaseFileError) as error:
        open_case_from_pdf(path, fields)
    assert said(error) == (
        "a.pdf: the case inside is not the one that this summary was made from (the hashes differ). "
        "Use the original summary, or open the case file itself."
    )


def test_that_a_case_without_its_assessment_is_refused(
    cases: dict[str, Case], fields: FieldCatalogue, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_with(case_bytes(cases["borderline"])))
    with pytest.raises(CaseFileError, match="the assessment that vouches for the case is missing"):
        open_case_from_pdf(path, fields)


@pytest.mark.hazard("wrong-patient")
def test_that_two_cases_in_one_pdf_are_refused(cases: dict[str, Case], fields: FieldCatalogue, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_with(case_bytes(cases["borderline"]), case_bytes(cases["sbrt-candidate"])))
    with pytest.raises(CaseFileError, match="carries more than one case"):
        open_case_from_pdf(path, fields)


@pytest.mark.parametrize(
    ("contents", "sentence"),
    [
        (b"", "a.pdf: this is not a PDF. Choose a PDF that Beamside has written."),
        (b"PK\x03\x04", "a.pdf: this is not a PDF. Choose a PDF that Beamside has written."),
        (b"%PDF-1.7\n%%EOF", "a.pdf: this PDF carries no Beamside case. Choose a summary that Beamside has written."),
        (
            pdf_with(b"not JSON", b"[1]", b'{"format": "other/1"}', b'{"format": 3}', b"\xff\xfe"),
            "a.pdf: this PDF carries no Beamside case. Choose a summary that Beamside has written.",
        ),
    ],
)
def test_that_a_file_without_a_case_gets_a_sentence(
    contents: bytes, sentence: str, fields: FieldCatalogue, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(contents)
    with pytest.raises(CaseFileError) as error:
        open_case_from_pdf(path, fields)
    assert said(error) == sentence


def test_that_a_missing_file_and_a_folder_get_a_sentence(fields: FieldCatalogue, tmp_path: Path) -> None:
    with pytest.raises(CaseFileError) as error:
        open_case_from_pdf(tmp_path / "none.pdf", fields)
    assert said(error) == "none.pdf: there is no such file. Check the name and the folder."
    with pytest.raises(CaseFileError, match=r"this is a folder, not a PDF\. Name the PDF inside it\."):
        open_case_from_pdf(tmp_path, fields)


def test_that_a_mistake_in_the_carried_case_names_the_place_inside_the_pdf(
    assessments: dict[str, Assessment], fields: FieldCatalogue, tmp_path: Path
) -> None:
    broken = json.dumps({"format": "beamside-case/1", "inputs": {"age": 3}}).encode()
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_with(broken, assessment_bytes(assessments["borderline"])))
    with pytest.raises(CaseFileError, match=r"a\.pdf > case\.beamside\.json: inputs\.age"):
        open_case_from_pdf(path, fields)


@pytest.mark.hazard("bad-input")
def test_that_a_file_that_unpacks_to_gigabytes_is_not_unpacked(fields: FieldCatalogue, tmp_path: Path) -> None:
    packer = zlib.compressobj()
    zeros = b"\0" * 1_000_000
    bomb = b"".join(packer.compress(zeros) for _ in range(200)) + packer.flush()
    path = tmp_path / "a.pdf"
    head = b"%%PDF-1.7\n1 0 obj\n<< /Type /EmbeddedFile /Filter /FlateDecode /Length %d >>\nstream\n" % len(bomb)
    path.write_bytes(head + bomb + b"\nendstream\nendobj\n")
    with pytest.raises(CaseFileError, match="carries no Beamside case"):
        open_case_from_pdf(path, fields)


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_that_a_truncated_summary_gets_a_sentence(
    cut: float, render: Render, cases: dict[str, Case], fields: FieldCatalogue, tmp_path: Path
) -> None:
    whole = render("borderline")
    path = tmp_path / "a.pdf"
    path.write_bytes(whole[: int(len(whole) * cut)])
    try:
        found: object = open_case_from_pdf(path, fields)
    except CaseFileError as error:
        found = str(error).split(":")[0]
    assert found in ("a.pdf", "a.pdf > case.beamside.json", cases["borderline"])


@pytest.mark.hazard("old-evidence")
def test_that_the_case_of_a_summary_tells_what_the_summary_showed(
    cases: dict[str, Case], assessments: dict[str, Assessment], fields: FieldCatalogue, tmp_path: Path
) -> None:
    shown = assessments["borderline"]
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_with(case_bytes(cases["borderline"]), assessment_bytes(shown)))
    case = open_case_from_pdf(path, fields)
    assert case.saved_with["evidence_sha256"] == shown.evidence.sha256
    assert {name: option.verdict for name, option in case.saved_findings.items()} == {
        option.modality: option.verdict for option in shown.options
    }
    assert case.saved_findings["sbrt"].criteria == {found.id: found.status for found in shown.option("sbrt").criteria}


@pytest.mark.parametrize("missing", ["options", "evidence", "engine_version"])
def test_that_a_summary_that_does_not_say_it_still_gives_its_case(
    missing: str,
    cases: dict[str, Case],
    assessments: dict[str, Assessment],
    fields: FieldCatalogue,
    tmp_path: Path,
) -> None:
    told = json.loads(assessment_bytes(assessments["borderline"]))
    del told[missing]
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_with(case_bytes(cases["borderline"]), json.dumps(told).encode()))
    case = open_case_from_pdf(path, fields)
    assert case == cases["borderline"]
    assert not case.saved_findings


# ---------------------------------------------------------------------- what other programs, and bad people, make of it


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("number", [9, 10, 123])
@pytest.mark.parametrize("compressed", [False, True])
def test_that_a_length_in_an_object_of_its_own_is_followed(
    number: int,
    compressed: bool,
    cases: dict[str, Case],
    assessments: dict[str, Assessment],
    fields: FieldCatalogue,
    tmp_path: Path,
) -> None:
    # With that word inside, only the length tells where the file ends.
    case = replace(cases["borderline"], notes="endstream")
    vouched = msgspec.structs.replace(assessments["borderline"], case_sha256=case_sha256(case))
    body = b"%PDF-1.7\n"
    for place, data in enumerate((case_bytes(case), assessment_bytes(vouched))):
        stored = zlib.compress(data) if compressed else data
        kind = b"/Filter [ /FlateDecode ]" if compressed else b""
        length = number + 1000 * place
        body += b"%d 0 obj\n<</Type/EmbeddedFile%s/Length %d 0 R>>\nstream\r\n" % (place + 1, kind, length)
        body += stored + b"\r\nendstream\nendobj\n7%d 0 obj\n1\nendobj\n" % length
        body += b"%d 0 obj\n%d\nendobj\n" % (length, len(stored))
    path = tmp_path / "a.pdf"
    path.write_bytes(body)
    assert open_case_from_pdf(path, fields) == case


def test_that_a_length_that_is_not_at_hand_is_found_by_the_end_of_the_stream(
    cases: dict[str, Case], assessments: dict[str, Assessment], fields: FieldCatalogue, tmp_path: Path
) -> None:
    files = case_bytes(cases["borderline"]), assessment_bytes(assessments["borderline"])
    path = tmp_path / "a.pdf"
    path.write_bytes(re.sub(rb"/Length \d+", b"/Length 4711 0 R", pdf_with(*files)))
    assert open_case_from_pdf(path, fields) == cases["borderline"]


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-256"])
def test_that_an_encrypted_summary_says_so(
    algorithm: str, render: Render, fields: FieldCatalogue, tmp_path: Path
) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(render("borderline"))))
    writer.encrypt("", "owner", algorithm=algorithm)
    path = tmp_path / "again.pdf"
    with path.open("wb") as stream:
        writer.write(stream)
    with pytest.raises(CaseFileError) as error:
        open_case_from_pdf(path, fields)
    assert said(error) == (
        "again.pdf: this PDF is protected (encrypted), so that what it carries cannot be read. "
        "Choose the summary as Beamside has written it."
    )


#: what unpacks to far more than it takes, and what a backtracking search never ends on; made when it is asked for
AMPLIFIED = {
    "ten inflating files": lambda: pdf_with(*(b'{"format": "other/1"' + b" " * 30_000_000,) * 10, compressed=True),
    "an inflating case": lambda: pdf_with(b'{"format": "beamside-case/1"' + b" " * 100_000_000, compressed=True),
    "an inflating assessment": lambda: pdf_with(
        b'{"format": "beamside-assessment/1"' + b" " * 100_000_000, compressed=True
    ),
    "open brackets": lambda: b"%PDF-1.7\n" + b"<<a" * 3_000_000,
    "open dictionaries": lambda: b"%PDF-1.7\n" + b"<</Type/EmbeddedFile" * 1_000_000,
    "many files": lambda: b"%PDF-1.7\n" + b"1 0 obj<</Type/EmbeddedFile>>stream\nendstream " * 100_000,
    "many name trees": lambda: b"%PDF-1.7\n" + b"/EmbeddedFiles" * 1_000_000,
    "a long number": lambda: b"%PDF-1.7\n1 0 obj<</Type/EmbeddedFile/Length " + b"9" * 3000 + b">>stream\n{}endstream",
    "a far end": lambda: pdf_with(b"{}").replace(b"/Length 2", b"/Length 9999999999"),
    "a deep case": lambda: pdf_with(b'{"format": "beamside-case/1", "notes": ' + b"[" * 200_000, compressed=True),
    "a deep assessment": lambda: pdf_with(
        b'{"format": "beamside-case/1"}', b'{"format": "beamside-assessment/1", "a": ' + b"[" * 900_000
    ),
}


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("kind", AMPLIFIED)
def test_that_a_small_pdf_takes_no_large_memory(kind: str, fields: FieldCatalogue, tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(AMPLIFIED[kind]())
    tracemalloc.start()
    try:
        with pytest.raises(CaseFileError) as error:
            open_case_from_pdf(path, fields)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert said(error).startswith("a.pdf")
    assert most < 100_000_000


@pytest.mark.parametrize(("extra", "is_read"), [(198, True), (199, False)])
def test_that_as_many_files_as_stand_in_other_summaries_are_looked_at(
    extra: int, is_read: bool, cases: dict[str, Case], assessments: dict[str, Assessment], fields: FieldCatalogue,
    tmp_path: Path,
) -> None:  # fmt: skip
    path = tmp_path / "a.pdf"
    files = case_bytes(cases["borderline"]), assessment_bytes(assessments["borderline"])
    path.write_bytes(pdf_with(*(b"{}",) * extra, *files))
    if is_read:
        assert open_case_from_pdf(path, fields) == cases["borderline"]
    else:
        with pytest.raises(CaseFileError, match="more files than a summary does"):
            open_case_from_pdf(path, fields)


def test_that_a_case_cut_short_inside_is_called_damaged(
    cases: dict[str, Case], fields: FieldCatalogue, tmp_path: Path
) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf_with(case_bytes(cases["all-inputs"]), compressed=True)[:600])
    with pytest.raises(CaseFileError, match="the case inside is damaged"):
        open_case_from_pdf(path, fields)
