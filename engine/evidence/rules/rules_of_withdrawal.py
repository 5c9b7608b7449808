"""What a withdrawal has to say: of a record that is there, once, why and by what."""

from __future__ import annotations

from collections.abc import Iterator

from engine.evidence.records.library_header import LibraryHeader
from engine.evidence.records.source_file import SourceFile
from engine.evidence.withdrawing import with_what_belongs
from engine.reading.mistakes import Problem
from engine.words.said import fault, say

_FILE = "library.toml"


def broken_withdrawals(header: LibraryHeader, files: tuple[SourceFile, ...]) -> Iterator[Problem]:
    """Yield what is wrong with the withdrawals of a library."""
    known = set(record_ids(files))
    gone = with_what_belongs(files, {one.record for one in header.withdrawn})
    seen: set[str] = set()
    for number, one in enumerate(header.withdrawn):
        place = f"withdrawn[{number}]"
        if one.record not in known:
            remedy = say("Name a source or a record that is there: what is withdrawn is kept.")
            yield Problem(_FILE, f"{place}.record", fault("there is no record {record}.", record=one.record), remedy)
        if one.record in seen:
            yield Problem(
                _FILE,
                f"{place}.record",
                fault("{record} is withdrawn twice.", record=one.record),
                say("Leave one of them."),
            )
        seen.add(one.record)
        for key, words in (("reason", one.reason), ("by", one.by), ("in_version", one.in_version)):
            if not words.strip():
                yield Problem(_FILE, f"{place}.{key}", say("this says nothing."), say("Say it in a sentence."))
        if one.replaced_by is not None and (one.replaced_by not in known or one.replaced_by in gone):
            problem = fault("{replaced_by} is no record that is in use.", replaced_by=one.replaced_by)
            yield Problem(
                _FILE, f"{place}.replaced_by", problem, say("Name what stands in its place, or leave it out.")
            )
        if one.date > header.date:
            problem = say("it is withdrawn after the library was made.")
            yield Problem(_FILE, f"{place}.date", problem, say("Give the library its own date."))
    for key in ("old_after_months", "old_treatment_years"):
        limit = getattr(header, key)
        if limit is not None and limit < 1:
            yield Problem(_FILE, key, say("this is less than one."), say("Leave it out, or write a whole number."))


def record_ids(files: tuple[SourceFile, ...]) -> Iterator[str]:
    """Yield the id of every source and of every record that has one."""
    for file in files:
        yield file.source.id
        for name in file.__struct_fields__:
            records = getattr(file, name)
            if isinstance(records, tuple):
                for record in records:
                    found = getattr(record, "id", None) or getattr(record, "code", None)
                    if found:
                        yield str(found)
