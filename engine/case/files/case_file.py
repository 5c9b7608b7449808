"""Case files on disk: `*.beamside` and `*.beamside.json`, read whole, written atomically."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from engine.case.case import Case
from engine.case.decisions.saved_findings import NOTHING_SAVED, SavedFindings
from engine.case.fields import FieldCatalogue
from engine.case.files.atomic_file import WriteError, write_atomically
from engine.case.files.proven_bytes import proven_case_bytes
from engine.case.format.case_parsing import parse_case
from engine.case.limits import LARGEST_FILE_BYTES
from engine.case.problems import CaseFileError, one_problem
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole
from engine.reading.disk.os_reasons import reason_as_it_stands
from engine.words.said import fault, say


def load_case(path: Path, fields: FieldCatalogue) -> Case:
    """Read a case file.

    Raises
    ------
    CaseFileError : the file cannot be read or holds mistakes; all of them are named.
    """
    return parse_case(read_case_bytes(path), fields, path.name)


def read_case_bytes(path: Path) -> bytes:
    """Return the bytes of a case file, sealed or plain.

    Raises
    ------
    CaseFileError : there is none, or it cannot be read.
    """
    name = path.name or str(path)
    try:
        return read_whole(path, LARGEST_FILE_BYTES)
    except IsADirectoryError:
        problem, remedy = say("this is a folder, not a case file."), say("Name the .beamside file inside it.")
    except FileNotFoundError:
        problem, remedy = say("there is no such file."), say("Check the name and the folder.")
    except PermissionError:
        problem, remedy = say("the file may not be read."), say("Ask for permission, or copy it elsewhere.")
    except NotOrdinaryError:
        problem, remedy = say("this is a device or a pipe, not a regular file."), say("Choose a .beamside case file.")
    except TooLargeError:
        problem, remedy = say("the file is too large for a case."), say("Choose a .beamside case file.")
    except OSError as error:
        problem, remedy = (
            fault("the file cannot be read ({strerror}).", strerror=reason_as_it_stands(error)),
            say("Try a copy of it."),
        )
    raise one_problem(name, "", problem, remedy)


def save_case(
    case: Case,
    path: Path,
    saved_with: Mapping[str, str] | None = None,
    shown: SavedFindings = NOTHING_SAVED,
    *,
    questions_later: bool = False,
) -> str:
    """Write the case, wholly or not at all, and return the hash of the file that was written.

    It is read back, and found equal, before it takes the place of the old one. `questions_later` is as of
    `proven_case_bytes`.

    Raises
    ------
    CaseFileError : the file cannot be written, or could not be opened again; the previous one is as it was.
    """
    data = proven_case_bytes(case, saved_with, shown, path.name, questions_later=questions_later)
    return write_case_bytes(path, data)


def write_case_bytes(path: Path, data: bytes) -> str:
    """Write what has been proven, sealed or plain; returns and raises as `save_case`."""
    try:
        write_atomically(path, data)
    except WriteError as error:
        raise one_problem(error.file, "", error.problem, error.remedy) from None
    return digest(data)


def digest(data: bytes) -> str:
    """Return what tells one state of a file from another."""
    return hashlib.sha256(data).hexdigest()


def digest_of_file(path: Path) -> str:
    """Return the digest of the file as it is now; empty where there is none that could be a case."""
    try:
        return digest(read_case_bytes(path))
    except CaseFileError:
        return ""
