"""Names of records as they are written on screen."""

from __future__ import annotations

from engine.evidence.library import Library


def source_short(source: str, library: Library) -> str:
    """Return the short name of a source; its id where the library does not hold it."""
    record = library.sources.get(source)
    return record.short if record is not None else source


def humanised(name: str) -> str:
    """Return an identifier as words, beginning with a capital."""
    words = name.replace("_", " ")
    return words[:1].upper() + words[1:]
