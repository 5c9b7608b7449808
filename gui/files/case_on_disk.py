"""A case between the disk and the window: read from a file, sealed or not, or out of a PDF; written as it was."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from engine.case.case import Case
from engine.case.decisions.saved_findings import NOTHING_SAVED, SavedFindings
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import digest, read_case_bytes, save_case, write_case_bytes
from engine.case.files.sealed_case import Seal, WrongPassphraseError, is_sealed, unseal_and_keep
from engine.case.format.case_parsing import parse_case
from engine.evidence.library import Library
from gui.messages.questions import Ask
from gui.messages.reading_beside import ReadingBeside


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """A case that was read.

    Attributes
    ----------
    digest : hash of what it was read from, since the file may change while a question waits; empty for a PDF.
    seal : where the file is sealed.
    """

    case: Case
    digest: str = ""
    seal: Seal | None = None


def is_pdf(path: Path) -> bool:
    """Whether this is a summary, which carries its case."""
    return path.suffix.lower() == ".pdf"


def open_case(path: Path, fields: FieldCatalogue, ask: Ask, beside: ReadingBeside) -> OpenedCase | None:
    """Read a case beside the window; None where nobody knew its passphrase.

    A likely slip of units is read: the form asks about it.

    Raises
    ------
    CaseFileError : it cannot be read.
    NoLongerWantedError : a person has cancelled it.
    """
    words = QCoreApplication.translate("CaseFiles", "Reading {file} …").format(file=path.name)
    found = beside.do(partial(_read, path, fields), words)
    if isinstance(found, OpenedCase):
        return found
    wrong = False
    words = QCoreApplication.translate("CaseFiles", "Opening {file} with its passphrase …").format(file=path.name)
    while (passphrase := ask.passphrase(path.name, wrong)) is not None:
        unseal = partial(unseal_and_keep, found.data, passphrase, fields, path.name, questions_later=True)
        try:
            case, seal = beside.do(unseal, words)
            return OpenedCase(case, found.digest, seal)
        except WrongPassphraseError:
            wrong = True
    return None


@dataclass(frozen=True, slots=True)
class _SealedFile:
    """A sealed file that was read, and not yet opened."""

    data: bytes
    digest: str


def _read(path: Path, fields: FieldCatalogue) -> OpenedCase | _SealedFile:
    """Read a file as far as that goes without a passphrase; errors as of `open_case`."""
    if is_pdf(path):
        from engine.report.writers.attachments import open_case_from_pdf

        return OpenedCase(open_case_from_pdf(path, fields, questions_later=True))
    data = read_case_bytes(path)
    if is_sealed(data):
        return _SealedFile(data, digest(data))
    return OpenedCase(parse_case(data, fields, path.name, questions_later=True), digest(data))


def write_case(
    case: Case, path: Path, seal: Seal | None, library: Library, *, questions_later: bool = False
) -> tuple[Case, str]:
    """Write a case, sealed where there is a seal, and return it as it would be read again, and the file's digest.

    The digest is of what was written: what the disk holds a moment later may be somebody else's. With
    `questions_later` a likely slip of units may stand there unanswered: the window asks when it is opened again.

    Raises
    ------
    CaseFileError : it cannot be written, or could not be opened again; what was there is as it was.
    """
    saved_with, shown = _saved_with(case, library)
    if seal is None:
        written = save_case(case, path, saved_with, shown, questions_later=questions_later)
    else:
        data = seal.close(case, saved_with, shown, questions_later=questions_later)
        written = write_case_bytes(path, data)
    return replace(case, saved_with=saved_with, saved_findings=shown), written


def _saved_with(case: Case, library: Library) -> tuple[dict[str, str], SavedFindings]:
    """Return versions and what is shown now, for the file."""
    # Imported here: findings are loaded after the window's first paint.
    from engine.findings.differences.changes_of_evidence import findings_to_save, versions_to_save

    shown = NOTHING_SAVED
    # Where the findings fail, which is told elsewhere, the case is saved all the same.
    with contextlib.suppress(Exception):
        shown = findings_to_save(case, library)
    return versions_to_save(case, library), shown
