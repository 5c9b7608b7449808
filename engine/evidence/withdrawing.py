"""Takes what is withdrawn out of a library: it is kept apart, to be looked at, and nothing decides by it any more.

With a source goes all that was read in it, with a group of patients its figures and its subgroups. A record that only
mentions what is withdrawn stays and mentions it no more; one that cannot do without it has to be withdrawn by name,
which the rules of record then ask for. What a withdrawn figure superseded does not come back by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from engine.evidence.records.base import Record
from engine.evidence.records.source_file import SourceFile

#: keys by which a record belongs to another: it goes with it
BELONGS = ("cohort", "subgroup_of", "criterion", "superseded_by")
#: keys that only lead to another record
_LEADS = ("earlier_report_of",)


def taken_apart(
    files: tuple[SourceFile, ...], names: Iterable[str]
) -> tuple[tuple[SourceFile, ...], tuple[SourceFile, ...]]:
    """Return the files without what is withdrawn, and files of what was taken out alone, each with its source.

    Parameters
    ----------
    names : ids of records, or of sources.
    """
    gone = with_what_belongs(files, set(names))
    if not gone:
        return files, ()
    return tuple(_left(file, gone) for file in files), tuple(
        taken for file in files if (taken := _taken(file, gone)) is not None
    )


def put_together(files: tuple[SourceFile, ...], taken: tuple[SourceFile, ...]) -> tuple[SourceFile, ...]:
    """Return the files with what was taken out of them at the end of each table; mentions stay taken out."""
    by_source = {file.source.id: file for file in taken}
    return tuple(
        msgspec.structs.replace(
            file, **{name: getattr(file, name) + getattr(by_source[file.source.id], name) for name in _tables(file)}
        )
        if file.source.id in by_source
        else file
        for file in files
    )


def record_id(record: Record) -> str:
    """Return the id or code of a record; empty where it has none."""
    return str(getattr(record, "id", None) or getattr(record, "code", None) or "")


def with_what_belongs(files: tuple[SourceFile, ...], names: set[str]) -> set[str]:
    """Return the ids of everything that goes, until nothing more belongs to it."""
    gone = set(names)
    for file in files:
        if file.source.id in names:
            gone.update(record_id(record) for record in _records(file) if record_id(record))
    while True:
        more = {
            record_id(record)
            for file in files
            for record in _records(file)
            if record_id(record) not in gone and any(getattr(record, key, None) in gone for key in BELONGS)
        } - {""}
        if not more:
            return gone
        gone |= more


def _records(file: SourceFile) -> Iterable[Record]:
    for name in _tables(file):
        yield from getattr(file, name)


def _tables(file: SourceFile) -> list[str]:
    return [name for name in file.__struct_fields__ if isinstance(getattr(file, name), tuple)]


def _goes(record: Record, source: str, gone: set[str]) -> bool:
    if source in gone or record_id(record) in gone:
        return True
    # A dissent has no id of its own.
    return any(getattr(record, key, None) in gone for key in BELONGS)


def _left(file: SourceFile, gone: set[str]) -> SourceFile:
    source = file.source.id
    kept = {
        name: tuple(_without(record, gone) for record in getattr(file, name) if not _goes(record, source, gone))
        for name in _tables(file)
    }
    return msgspec.structs.replace(file, **kept)


def _taken(file: SourceFile, gone: set[str]) -> SourceFile | None:
    source = file.source.id
    taken = {
        name: tuple(record for record in getattr(file, name) if _goes(record, source, gone)) for name in _tables(file)
    }
    return msgspec.structs.replace(file, **taken) if source in gone or any(taken.values()) else None


def _without(node: Any, gone: set[str]) -> Any:
    """Return a record that mentions nothing of what is gone; the same object where it never did."""
    changed: dict[str, Any] = {}
    for key in node.__struct_fields__:
        value = getattr(node, key)
        if isinstance(value, Record):
            new: Any = _without(value, gone)
        elif isinstance(value, tuple):
            new = tuple(
                _without(item, gone) if isinstance(item, Record) else item
                for item in value
                if not (isinstance(item, str) and item in gone)
            )
            new = value if len(new) == len(value) and all(a is b for a, b in zip(new, value, strict=True)) else new
        else:
            new = None if key in _LEADS and value in gone else value
        if new is not value:
            changed[key] = new
    return msgspec.structs.replace(node, **changed) if changed else node
