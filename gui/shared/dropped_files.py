"""What was dropped onto the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from engine.case.files.case_names import CASE_ENDINGS

_CASES = (*CASE_ENDINGS, ".json", ".pdf")
_RECORDS = (".ndjson",)
_BEGINNING_BYTES = 65_536
_PLANS = (".dcm", ".txt", ".dvh", ".csv")


def dropped_paths(data: QMimeData) -> tuple[Path, ...]:
    """Return the files and folders; nothing that is not on this computer."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


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
