"""Names of records as they are written on screen."""

from __future__ import annotations

from engine.evidence.library import Library
from gui.shared.language import in_use


def source_short(source: str, library: Library) -> str:
    """Return the short name of a source; its id where the library does not hold it."""
    record = library.sources.get(source)
    return in_use().of(record.short) if record is not None else source


def identifier_words(name: str) -> str:
    """Return an identifier as words: "in_vitro" as "in vitro"."""
    return in_use().of(name.replace("_", " "))


def humanised(name: str) -> str:
    """Return an identifier as words, beginning with a capital."""
    words = identifier_words(name)
    return words[:1].upper() + words[1:]
