"""Recovery copies: unsaved work as it lies on the disk until it is saved or given up; format `beamside-recovery/1`."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from engine.case.case import Case
from engine.case.entry import Unreadable
from engine.case.fields import FieldCatalogue
from engine.case.files.proven_bytes import proven_case_bytes
from engine.case.format.case_parsing import parse_case
from engine.case.limits import LARGEST_RECOVERY_BYTES
from engine.case.problems import CaseFileError, NewerFormatError

_FAMILY: Final = "beamside-recovery/"
_VERSION: Final = 1
_FORMAT: Final = f"{_FAMILY}{_VERSION}"


class RecoveryCopyError(ValueError):
    """No recovery copy, or a damaged one."""


class NewerRecoveryCopyError(Exception):
    """Written by a newer program, which can read it: it is not damaged, and stays where it is."""


@dataclass(frozen=True, slots=True)
class RecoveryCopy:
    """What was left unsaved.

    Attributes
    ----------
    unreadable : place to what was typed there and cannot be read.
    path : of the file the case belongs to; None for a new case.
    at : when the copy was written, with its offset from UTC.
    digest : of that file when it was last read or written by the program.
    """

    case: Case
    unreadable: Mapping[str, Unreadable] = field(repr=False)
    path: str | None
    at: datetime
    digest: str = ""


def recovery_bytes(copy: RecoveryCopy) -> bytes:
    """Return the contents of a recovery copy, which have been read back as what was to be kept.

    Raises
    ------
    CaseFileError : the case is more than a file may hold.
    RecoveryCopyError : it would not be read back as it is.
    """
    case = copy.case
    # Every value counts as confirmed while it lies here; what had really been confirmed stands beside it.
    everything = tuple(spec.id for spec in case.patient.fields)
    kept = proven_case_bytes(replace(case, confirmed=everything), case.saved_with, case.saved_findings, "recovery copy")
    contents = {
        "format": _FORMAT,
        "at": copy.at.isoformat(),
        "path": copy.path,
        "file_sha256": copy.digest,
        "confirmed": list(case.confirmed),
        "unreadable": {place: [entry.text, entry.problem] for place, entry in copy.unreadable.items()},
        "case": base64.b64encode(kept).decode("ascii"),
    }
    data = json.dumps(contents, ensure_ascii=True).encode("ascii")
    if len(data) > LARGEST_RECOVERY_BYTES or read_recovery(data, case.patient.fields) != copy:
        raise RecoveryCopyError("not read back as it is")
    return data


def read_recovery(data: bytes, fields: FieldCatalogue) -> RecoveryCopy:
    """Read a recovery copy.

    Raises
    ------
    RecoveryCopyError : it is damaged.
    NewerRecoveryCopyError : a newer program wrote it.
    """
    if len(data) > LARGEST_RECOVERY_BYTES:
        raise RecoveryCopyError("too large")
    try:
        contents = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise RecoveryCopyError("no JSON") from error
    _check_format(contents)
    try:
        case = parse_case(base64.b64decode(contents["case"]), fields, "recovery copy")
        unreadable = {
            str(place): Unreadable(str(text), str(why)) for place, (text, why) in contents["unreadable"].items()
        }
        path, digest = contents["path"], contents.get("file_sha256")
        at = datetime.fromisoformat(contents["at"])
        confirmed = tuple(name for name in contents["confirmed"] if name in fields)
    except NewerFormatError as error:
        raise NewerRecoveryCopyError(str(error)) from error
    except CaseFileError as error:
        raise RecoveryCopyError("no case in it") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise RecoveryCopyError("parts of it are damaged") from error
    if not isinstance(path, (str, type(None))):
        raise RecoveryCopyError("the place is none")
    return RecoveryCopy(
        replace(case, confirmed=confirmed), unreadable, path, at, digest if isinstance(digest, str) else ""
    )


def _check_format(contents: object) -> None:
    written = contents.get("format") if isinstance(contents, dict) else None
    if written == _FORMAT:
        return
    version = str(written).removeprefix(_FAMILY)
    if str(written).startswith(_FAMILY) and version.isascii() and version.isdigit() and int(version[:9]) > _VERSION:
        raise NewerRecoveryCopyError(version[:9])
    raise RecoveryCopyError("another format")
