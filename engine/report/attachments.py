"""Case and assessment carried inside the PDF, and taken out of it again.

An embedded file is a stream object of its own in every PDF, so our own can be found without a PDF library; whose it
is shows in its contents ("format": …), and that it is unharmed shows in the hash that the assessment holds.
"""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine.case.case import Case
from engine.case.case_json import case_bytes, case_sha256
from engine.case.case_parsing import parse_case
from engine.case.fields import FieldCatalogue
from engine.case.problems import CaseFileError, CaseProblem
from engine.case.saved_findings import read_saved_findings
from engine.findings.as_json import assessment_bytes
from engine.findings.assessment import Assessment
from engine.reading.whole_file import NotOrdinaryError, TooLargeError, read_whole

CASE_NAME = "case.beamside.json"
ASSESSMENT_NAME = "assessment.json"

_LARGEST_PDF_BYTES = 100_000_000
_LARGEST_FILE_BYTES = 50_000_000
_STREAM = re.compile(rb"<<(?P<head>(?:[^<>]|<<[^<>]*>>|<[^<>]*>)*)>>\s*stream\r?\n")
_LENGTH = re.compile(rb"/Length\s+(\d+)(?!\s+\d+\s+R)")
_EMBEDDED = re.compile(rb"/Type\s*/EmbeddedFile\b")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to carry inside a PDF; `role` is its relation to the document in the words of PDF/A-3."""

    name: str
    data: bytes
    description: str
    role: str


def attachments_of(case: Case, assessment: Assessment) -> tuple[Attachment, ...]:
    """Return the case and the assessment as files to carry."""
    return (
        Attachment(CASE_NAME, case_bytes(case), "The case, to be opened again with Beamside", "source"),
        Attachment(
            ASSESSMENT_NAME,
            assessment_bytes(assessment, indent=None),
            "The whole assessment, machine-readable",
            "data",
        ),
    )


def open_case_from_pdf(path: Path, fields: FieldCatalogue) -> Case:
    """Take the case out of a summary, with the verdicts and statuses that the summary showed.

    Raises
    ------
    CaseFileError : there is no case inside, or it is not the one that the assessment beside it was made from.
    """
    name = path.name or str(path)
    found = _carried(_read(path, name), name)
    case_file, assessment = found.get("case"), found.get("assessment")
    if case_file is None:
        raise _problem(name, "this PDF carries no Beamside case.", "Choose a summary that Beamside has written.")
    case = parse_case(case_file, fields, f"{name} > {CASE_NAME}")
    if assessment is None:
        raise _problem(name, "the assessment that vouches for the case is missing.", "Use the original summary.")
    told = json.loads(assessment)
    if told.get("case_sha256") != case_sha256(case):
        raise _problem(
            name,
            "the case inside is not the one that this summary was made from (the hashes differ).",
            "Use the original summary, or open the case file itself.",
        )
    return _as_saved(case, told)


def _as_saved(case: Case, told: dict[str, Any]) -> Case:
    """Return the case with what the summary showed, as a case file would hold it; where that is damaged, without."""
    try:
        said = {
            "engine_version": told["engine_version"],
            "evidence_version": told["evidence"]["version"],
            "evidence_sha256": told["evidence"]["sha256"],
            "case_sha256": told["case_sha256"],
        }
        raw = {
            option["modality"]: {
                "verdict": option["verdict"],
                "criteria": {criterion["id"]: criterion["status"] for criterion in option["criteria"]},
            }
            for option in told["options"]
        }
        shown = read_saved_findings(raw)
    except (KeyError, TypeError):
        return case
    if shown is None or not all(isinstance(word, str) for word in said.values()):
        return case
    return replace(case, saved_with=said, saved_findings=shown)


def _problem(name: str, problem: str, remedy: str) -> CaseFileError:
    return CaseFileError((CaseProblem(name, "", problem, remedy),))


def _read(path: Path, name: str) -> bytes:
    try:
        data = read_whole(path, _LARGEST_PDF_BYTES)
    except IsADirectoryError:
        raise _problem(name, "this is a folder, not a PDF.", "Name the PDF inside it.") from None
    except FileNotFoundError:
        raise _problem(name, "there is no such file.", "Check the name and the folder.") from None
    except NotOrdinaryError:
        problem = "this is a device or a pipe, not a regular file."
        raise _problem(name, problem, "Choose a PDF that Beamside has written.") from None
    except TooLargeError:
        problem = "the file is too large for a summary."
        raise _problem(name, problem, "Choose a PDF that Beamside has written.") from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise _problem(name, f"the file cannot be read ({reason}).", "Try a copy of it.") from None
    if not data.startswith(b"%PDF-"):
        raise _problem(name, "this is not a PDF.", "Choose a PDF that Beamside has written.")
    return data


def _carried(pdf: bytes, name: str) -> dict[str, bytes]:
    """Return our own files among the embedded ones, by what they say they are."""
    found: dict[str, bytes] = {}
    for match in _STREAM.finditer(pdf):
        head = match["head"]
        if not _EMBEDDED.search(head):
            continue
        contents = _contents(pdf, match.end(), head)
        kind = _kind(contents)
        if kind is None:
            continue
        if kind in found:
            raise _problem(name, f"the PDF carries more than one {kind}.", "Use the original summary.")
        found[kind] = contents
    return found


def _contents(pdf: bytes, start: int, head: bytes) -> bytes:
    length = _LENGTH.search(head)
    end = start + int(length[1]) if length else pdf.find(b"endstream", start)
    raw = pdf[start : end if end >= 0 else len(pdf)]
    if b"/FlateDecode" not in head:
        return raw[:_LARGEST_FILE_BYTES]
    try:
        # No more than a sane file can hold: a few bytes can otherwise unpack to gigabytes.
        return zlib.decompressobj().decompress(raw, _LARGEST_FILE_BYTES)
    except zlib.error:
        return b""


def _kind(contents: bytes) -> str | None:
    try:
        parsed: Any = json.loads(contents)
    except (ValueError, RecursionError):
        return None
    family = str(parsed.get("format", "")).partition("/")[0] if isinstance(parsed, dict) else ""
    return {"beamside-case": "case", "beamside-assessment": "assessment"}.get(family)
