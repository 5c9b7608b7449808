"""What was dropped onto the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QMimeData

from engine.case.files.case_names import CASE_ENDINGS, ending_of
from engine.case.files.meeting_list import is_meeting

_CASES = (*CASE_ENDINGS, ".json", ".pdf")
_RECORDS = (".ndjson",)
_BEGINNING_BYTES = 65_536
_PLANS = (".dcm", ".txt", ".dvh", ".csv")


@dataclass(frozen=True, slots=True)
class Drop:
    """What is done with what was dropped: which of it is taken as what, and what is left and has to be named."""

    kind: Literal["meeting", "record", "case", "plan"]
    taken: tuple[Path, ...]
    left: tuple[Path, ...] = ()


def sorted_drop(paths: Sequence[Path]) -> Drop | None:
    """Return what is done with these files; every one of them is either taken or left. None: there are none.

    Lists of meetings go first, then cases that are several, then one record, then one case; what is none of these is
    a plan, of which all files are taken, since a plan is made of many.
    """
    if not paths:
        return None
    cases = [path for path in paths if is_case(path) and not is_record(path)]
    named = [path for path in cases if ending_of(path.name)]
    records = [path for path in paths if is_record(path)]
    lists = [path for path in paths if is_meeting(path)]
    kind: Literal["meeting", "record", "case"]
    if lists or len(named) > 1:
        kind, taken = "meeting", lists or named
    elif records:
        kind, taken = "record", records[:1]
    elif cases:
        kind, taken = "case", cases[:1]
    else:
        return Drop("plan", tuple(paths))
    return Drop(kind, tuple(taken), tuple(path for path in paths if path not in taken))


def dropped_paths(data: QMimeData) -> tuple[Path, ...]:
    """Return the files and folders; nothing that is not on this computer."""
    names = (url.toLocalFile() for url in data.urls() if url.isLocalFile())
    # A page of the web can hand over a name that no system has; asked for, it is an error and not an absent file.
    return tuple(Path(name) for name in names if "\0" not in name)


def is_record(path: Path) -> bool:
    """Whether this may be a record in FHIR: by its name, or because its first part speaks of resources."""
    name = path.name.lower()
    if name.endswith(_RECORDS):
        return True
    if not name.endswith(".json") or name.endswith(CASE_ENDINGS):
        return False
    try:
        return path.is_file() and b'"resourceType"' in _beginning(path)
    except OSError:
        return False


def _beginning(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_BEGINNING_BYTES)


def is_case(path: Path) -> bool:
    """Whether this may be a case, or a PDF that carries one."""
    return path.name.lower().endswith(_CASES)


def is_plan(path: Path) -> bool:
    """Whether this may be a treatment plan: its folder, one of its files, or a dose-volume histogram."""
    return path.is_dir() or path.suffix.lower() in _PLANS or (path.is_file() and not path.suffix)
