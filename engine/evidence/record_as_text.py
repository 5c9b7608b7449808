"""One record as a page that a colleague can hold against the paper."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping

import msgspec

from engine.evidence.library import Library
from engine.evidence.records.base import Record
from engine.evidence.records.figures import Figure
from engine.evidence.records.source_file import SourceFile
from engine.evidence.records.sources import ReadDepth, Reading, Source

_WIDTH = 100
_READ: Mapping[ReadDepth, str] = {
    "full_text": "in full",
    "abstract": "in its abstract, or a table of it",
    "as_reported_by": "not itself: as another source prints it",
    "secondary": "not itself: in a summary by others",
}


def record_page(library: Library, record_id: str) -> list[str] | None:
    """Return the page of a source or record; None where there is none of that id."""
    withdrawn = list(_withdrawal(library, record_id))
    for file in (*library.withdrawn_files, *library.files):
        if file.source.id == record_id:
            return [*withdrawn, *_source_page(file)]
        for name, record in file.named_records():
            if name == record_id:
                return [*withdrawn, *_page(record, file.source, library)]
    return None


def _withdrawal(library: Library, record_id: str) -> Iterator[str]:
    """Yield that a record is withdrawn, above all else that is said of it."""
    one = library.withdrawal_of(record_id)
    if one is not None:
        yield from _wrapped("", f"WITHDRAWN on {one.date.isoformat()}: {one.reason} ({one.by})")
        if one.replaced_by is not None:
            yield f"Replaced by {one.replaced_by}."
        yield ""


def citation(source: Source) -> str:
    """Return authors, title and place of publication; what is not given is left out."""
    parts = (source.authors, source.title, source.published_in)
    return " ".join(
        part if part.endswith(".") else f"{part}." for part in parts if part.strip() and part != "not given"
    )


def citation_lines(source: Source) -> Iterator[str]:
    """Yield the source's citation, and who reports it."""
    yield from _wrapped("", f"{source.short}. {citation(source)}")
    numbers = [("doi", source.doi), ("PMID", source.pmid)]
    if any(number for _, number in numbers):
        yield "  " + "  ".join(f"{name} {number}" for name, number in numbers if number)
    if source.depth is not None:
        yield f"  read: {_READ[source.depth]}"
    for place, reading in enumerate(source.read_by, start=1):
        yield from _wrapped(f"  read by, pass {place}: ", _reading_in_words(reading))
    if source.as_reported_by:
        number = f", reference {source.reference_number}" if source.reference_number else ""
        yield from _wrapped("  as reported by ", f"{source.as_reported_by}{number}, {source.locator}")
    if source.primary_says:
        yield from _wrapped("  the study itself says: ", source.primary_says)


def _reading_in_words(reading: Reading) -> str:
    """Return the day of one pass, and what it found."""
    parts = [reading.on.isoformat()]
    if reading.without_sight:
        parts.append("without sight of the record")
    if reading.numbers is not None:
        parts.append(f"{reading.numbers} numbers found again, {reading.differing} differing")
    words = ", ".join(parts)
    return f"{words}. {reading.remark}" if reading.remark else words


def _source_page(file: SourceFile) -> Iterator[str]:
    yield from citation_lines(file.source)
    if file.source.note:
        yield from _wrapped("  note: ", file.source.note)
    for heading, records in (
        ("Cohorts", file.cohort),
        ("Figures", file.figure),
        ("Criteria", file.criterion),
        ("Cautions", file.caution),
        ("Discrepancies", file.discrepancy),
        ("Mechanisms", file.mechanism),
        ("Spread by tumour height", file.spread),
        ("Scores", file.score),
        ("Ratios of alpha and beta", file.alpha_beta),
    ):
        if records:
            yield ""
            yield heading
            for record in records:
                yield from _wrapped("  ", _line(record))
    if file.dissent:
        yield ""
        yield "Criteria that it would decide otherwise"
        for dissent in file.dissent:
            yield from _wrapped("  ", f"{dissent.criterion}: {dissent.text} — “{dissent.printed}” ({dissent.locator})")


def _line(record: Record) -> str:
    name = getattr(record, "id", None) or getattr(record, "code", "")
    if isinstance(record, Figure):
        return f"{name}: {record.label} — “{record.printed}” ({record.locator})"
    words = getattr(record, "label", None) or getattr(record, "text", None) or getattr(record, "printed", "")
    return f"{name}: {words}"


def _page(record: Record, source: Source, library: Library) -> Iterator[str]:
    name = getattr(record, "id", None) or getattr(record, "code", "")
    yield f"{name}"
    yield "=" * len(str(name))
    for key, value in msgspec.to_builtins(record).items():
        if key in ("id", "code") or value in (None, [], (), "", False):
            continue
        yield from _wrapped(f"{key.replace('_', ' ')}: ", _value_in_words(value))
    for other, dissent in library.dissents.get(str(name), ()):
        words = f"{dissent.would_say.replace('_', ' ')} — {dissent.text} “{dissent.printed}” ({dissent.locator})"
        yield from _wrapped(f"{other} would say: ", words)
    for code in getattr(record, "discrepancies", ()):
        found = library.discrepancies[code]
        yield ""
        yield f"{code} (severity {found.severity})"
        yield from _wrapped("  printed: ", found.printed)
        yield from _wrapped("  reading: ", found.reading)
        yield from _wrapped("  reason: ", found.reason)
    yield ""
    yield from citation_lines(source)


def _value_in_words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key.replace('_', ' ')} {_value_in_words(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return "; ".join(_value_in_words(item) for item in value)
    return str(value)


def _wrapped(prefix: str, text: str) -> list[str]:
    indent = " " * min(len(prefix), 4)
    return textwrap.wrap(prefix + text, width=_WIDTH, subsequent_indent=indent or "  ") or [prefix.rstrip()]
