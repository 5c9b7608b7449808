"""Case files on disk: `*.beamside.json`, read whole, written atomically."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.case.atomic_file import WriteError, write_atomically
from engine.case.case import Case
from engine.case.case_json import case_bytes
from engine.case.case_parsing import parse_case
from engine.case.fields import FieldCatalogue
from engine.case.problems import one_problem
from engine.case.saved_findings import NOTHING_SAVED, SavedFindings
from engine.case.whole_file import NotOrdinaryError, TooLargeError, read_whole

_LARGEST_FILE_BYTES = 4_000_000


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
        return read_whole(path, _LARGEST_FILE_BYTES)
    except IsADirectoryError:
        problem, remedy = "this is a folder, not a case file.", "Name the .beamside.json file inside it."
    except FileNotFoundError:
        problem, remedy = "there is no such file.", "Check the name and the folder."
    except PermissionError:
        problem, remedy = "the file may not be read.", "Ask for permission, or copy it elsewhere."
    except NotOrdinaryError:
        problem, remedy = "this is a device or a pipe, not a regular file.", "Choose a .beamside.json case file."
    except TooLargeError:
        problem, remedy = "the file is too large for a case.", "Choose a .beamside.json case file."
    except OSError as error:
        problem, remedy = f"the file cannot be read ({error.strerror}).", "Try a copy of it."
    raise one_problem(name, "", problem, remedy)


def save_case(
    case: Case, path: Path, saved_with: Mapping[str, str] | None = None, shown: SavedFindings = NOTHING_SAVED
) -> None:
    """Write the case, wholly or not at all: a new file beside the old one takes its place when complete.

    Raises
    ------
    CaseFileError : the file cannot be written; the previous one is as it was.
    """
    try:
        write_atomically(path, case_bytes(case, saved_with, shown))
    except WriteError as error:
        raise one_problem(error.file, "", error.problem, error.remedy) from None
