"""Case and assessment carried inside the PDF, and taken out of it again.

How embedded files are found stands in `embedded_files`. Whose one is shows in its first words ("format": …), and that
the case is unharmed shows in the hash that the assessment holds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import msgspec

from engine.case.case import Case
from engine.case.decisions.saved_findings import read_saved_findings
from engine.case.fields import FieldCatalogue
from engine.case.format.case_json import case_bytes, case_sha256
from engine.case.format.case_parsing import parse_case
from engine.case.limits import LARGEST_FILE_BYTES
from engine.case.problems import CaseFileError
from engine.findings.as_json import assessment_bytes
from engine.findings.assessment import Assessment
from engine.findings.headlines.concerns import ANSWERS
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole
from engine.reading.disk.os_reasons import reason_of
from engine.reading.mistakes import Problem
from engine.report.writers.embedded_files import (
    TooLargeFileError,
    TooManyFilesError,
    UnreadableFileError,
    embedded_files,
    is_encrypted,
)
from engine.words.said import Said, fault, say

T = TypeVar("T")

CASE_NAME = "case.beamside.json"
ASSESSMENT_NAME = "assessment.json"

#: the longest summaries have a tenth of it
_LARGEST_PDF_BYTES = 20_000_000
_LARGEST_ASSESSMENT_BYTES = 10_000_000
_KIND = re.compile(rb'\s*\{\s*"format"\s*:\s*"beamside-(case|assessment)/')


class _Criterion(msgspec.Struct):
    id: str
    status: str


class _Concern(msgspec.Struct):
    id: str
    holds: bool | None


class _Option(msgspec.Struct):
    modality: str
    verdict: str
    criteria: list[_Criterion]
    #: absent in summaries from before there were concerns
    concerns: list[_Concern] | None = None


class _Evidence(msgspec.Struct):
    version: str
    sha256: str


class _Vouched(msgspec.Struct):
    """What an assessment says of its case; everything else in it is passed over unread."""

    case_sha256: str


class _Told(msgspec.Struct):
    """What an assessment says that it showed."""

    engine_version: str
    case_sha256: str
    evidence: _Evidence
    options: list[_Option]


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


def open_case_from_pdf(path: Path, fields: FieldCatalogue, *, questions_later: bool = False) -> Case:
    """Take the case out of a summary, with the verdicts and statuses that the summary showed.

    `questions_later` is as of `parse_case`.

    Raises
    ------
    CaseFileError : there is no case inside, or it is not the one that the assessment beside it was made from.
    """
    name = path.name or str(path)
    pdf = _read(path, name)
    found = _carried(pdf, name)
    case_file, assessment = found.get("case"), found.get("assessment")
    if case_file is None and is_encrypted(pdf):
        problem = say("this PDF is protected (encrypted), so that what it carries cannot be read.")
        raise _problem(name, problem, say("Choose the summary as Beamside has written it."))
    if case_file is None:
        raise _problem(
            name, say("this PDF carries no Beamside case."), say("Choose a summary that Beamside has written.")
        )
    case = parse_case(case_file, fields, f"{name} > {CASE_NAME}", questions_later=questions_later)
    if assessment is None:
        raise _problem(
            name, say("the assessment that vouches for the case is missing."), say("Use the original summary.")
        )
    vouched = _decoded(assessment, _Vouched)
    if vouched is None or vouched.case_sha256 != case_sha256(case):
        raise _problem(
            name,
            say("the case inside is not the one that this summary was made from (the hashes differ)."),
            say("Use the original summary, or open the case file itself."),
        )
    return _as_saved(case, _decoded(assessment, _Told))


def _decoded(assessment: bytes, kind: type[T]) -> T | None:
    """Return the parts that are wanted; None where they are not what they should be."""
    try:
        return msgspec.json.decode(assessment, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _as_saved(case: Case, told: _Told | None) -> Case:
    """Return the case with what the summary showed, as a case file would hold it; where that is damaged, without."""
    if told is None:
        return case
    raw = {
        option.modality: {
            "verdict": option.verdict,
            "criteria": {criterion.id: criterion.status for criterion in option.criteria},
            **({} if option.concerns is None else {"concerns": {c.id: ANSWERS[c.holds] for c in option.concerns}}),
        }
        for option in told.options
    }
    shown = read_saved_findings(raw)
    if shown is None:
        return case
    said = {
        "engine_version": told.engine_version,
        "evidence_version": told.evidence.version,
        "evidence_sha256": told.evidence.sha256,
        "case_sha256": told.case_sha256,
    }
    return replace(case, saved_with=said, saved_findings=shown)


def _problem(name: str, problem: Said, remedy: Said) -> CaseFileError:
    return CaseFileError(Problem(name, "", problem, remedy))


def _read(path: Path, name: str) -> bytes:
    try:
        data = read_whole(path, _LARGEST_PDF_BYTES)
    except IsADirectoryError:
        raise _problem(name, say("this is a folder, not a PDF."), say("Name the PDF inside it.")) from None
    except FileNotFoundError:
        raise _problem(name, say("there is no such file."), say("Check the name and the folder.")) from None
    except NotOrdinaryError:
        problem = say("this is a device or a pipe, not a regular file.")
        raise _problem(name, problem, say("Choose a PDF that Beamside has written.")) from None
    except TooLargeError:
        problem = say("the file is too large for a summary.")
        raise _problem(name, problem, say("Choose a PDF that Beamside has written.")) from None
    except OSError as error:
        reason = reason_of(error, say("unknown reason"))
        raise _problem(
            name, fault("the file cannot be read ({reason}).", reason=reason), say("Try a copy of it.")
        ) from None
    if not data.startswith(b"%PDF-"):
        raise _problem(name, say("this is not a PDF."), say("Choose a PDF that Beamside has written."))
    return data


def _carried(pdf: bytes, name: str) -> dict[str, bytes]:
    """Return our own files among the embedded ones, by what they say they are; no other one is unpacked."""
    found: dict[str, bytes] = {}
    largest = {"case": LARGEST_FILE_BYTES, "assessment": _LARGEST_ASSESSMENT_BYTES}
    try:
        for file in embedded_files(pdf):
            ours = _KIND.match(file.beginning())
            if ours is None:
                continue
            kind = ours[1].decode()
            if kind in found:
                raise _problem(
                    name, fault("the PDF carries more than one {kind}.", kind=kind), say("Use the original summary.")
                )
            found[kind] = file.contents(largest[kind])
    except TooManyFilesError:
        problem = say("the PDF carries more files than a summary does.")
        raise _problem(name, problem, say("Choose a PDF that Beamside has written.")) from None
    except TooLargeFileError:
        raise _problem(
            name, fault("the {kind} inside is too large.", kind=kind), say("Use the original summary.")
        ) from None
    except UnreadableFileError:
        raise _problem(
            name, fault("the {kind} inside is damaged.", kind=kind), say("Use the original summary.")
        ) from None
    return found
