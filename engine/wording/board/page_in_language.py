"""The board page, and what flipped on it, in another language: every word is said again, and nothing else changes."""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from engine.findings.records.finding import Finding
from engine.words.language import Language

_Record = TypeVar("_Record", bound=Finding)
#: codes, ids and verdicts: told apart by the program, not read by a person
_NEVER_READ = frozenset(
    {
        "modality",
        "modalities",
        "verdict",
        "look",
        "kind",
        "fields",
        "record",
        "curve",
        "endpoint",
        "before",
        "after",
        "id",
    }
)


def page_in(language: Language, record: _Record) -> _Record:
    """Return a page, a row of it, or what flipped on it, in a language; the same object for English."""
    if language.is_english:
        return record
    said = {}
    for name in record.__struct_fields__:
        if name not in _NEVER_READ:
            value = getattr(record, name)
            said[name] = _lesion_options(language, value) if name == "options" else _in(language, value)
    return msgspec.structs.replace(record, **said)


def _in(language: Language, value: Any) -> Any:
    if isinstance(value, str):
        return language.of(value)
    if isinstance(value, Finding):
        return page_in(language, value)
    if isinstance(value, tuple):
        return tuple(_in(language, item) for item in value)
    return value


def _lesion_options(language: Language, options: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return name, verdict and words of each treatment of a lesion; the verdict is a code. Flips are records."""
    of = language.of
    return tuple(
        (of(one[0]), one[1], of(one[2])) if isinstance(one, tuple) else page_in(language, one) for one in options
    )
