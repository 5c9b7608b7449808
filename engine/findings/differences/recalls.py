"""What was withdrawn since a case was saved: each record that its findings may have rested on."""

from __future__ import annotations

from engine.evidence.library import Library
from engine.evidence.packs.versions import is_older
from engine.evidence.records.library_header import Withdrawn
from engine.evidence.records.source_file import SourceFile
from engine.findings.assessment import Finding
from engine.findings.wording import join_words
from engine.words.said import in_row, say, say_counted

#: Names in a message that has to be read at a glance; the rest are counted.
_MOST_NAMED = 3


class Recall(Finding, frozen=True, kw_only=True):
    """A record that was shown when the case was saved, and is withdrawn.

    Attributes
    ----------
    record : its id.
    label : what it is called.
    source : the short name of its source; empty for a source itself.
    date : on which it was withdrawn, as 2026-12-01.
    instead : what stands in its place, with its source; empty where nothing does.
    in_words : one sentence.
    """

    record: str
    label: str
    source: str
    date: str
    reason: str
    by: str
    in_words: str
    instead: str = ""


def recalls_since(saved_version: str | None, library: Library) -> tuple[Recall, ...]:
    """Return what was withdrawn after the version with which something was saved, or may have been.

    Parameters
    ----------
    saved_version : as the file says; where it says none, or none that can be ordered, nothing is ruled out.
    """
    return tuple(_recall(one, library) for one in library.withdrawn if _may_have_been_used(one, saved_version))


def _may_have_been_used(one: Withdrawn, saved: str | None) -> bool:
    if saved is None:
        return True
    if saved == one.in_version or is_older(one.in_version, saved):
        return False
    return one.since_version is None or not is_older(saved, one.since_version)


def _recall(one: Withdrawn, library: Library) -> Recall:
    label, source = _named(one.record, library.withdrawn_files)
    what = say("{label} ({source})", label=label, source=source) if source else label
    date = one.date.isoformat()
    instead = _instead(one, library)
    said = say(
        "Withdrawn on {date}: {what}. {reason} ({by}).",
        date=date,
        what=what,
        reason=one.reason.rstrip("."),
        by=one.by.rstrip("."),
    )
    replaced = say("In its place stands {record}.", record=instead) if instead else ""
    return Recall(
        record=one.record,
        label=label,
        source=source,
        date=date,
        reason=one.reason,
        by=one.by,
        in_words=in_row((said, replaced)),
        instead=instead,
    )


def _instead(one: Withdrawn, library: Library) -> str:
    if one.replaced_by is None:
        return ""
    label, source = _named(one.replaced_by, library.files)
    return say("{label} ({source})", label=label, source=source) if source else label


def _named(record: str, files: tuple[SourceFile, ...]) -> tuple[str, str]:
    """Return what a record is called and the short name of its source; of a source itself, all that was read in it."""
    for file in files:
        if file.source.id == record:
            return say("all that was read in {source}", source=file.source.short), ""
        for name in file.__struct_fields__:
            many = getattr(file, name)
            for found in many if isinstance(many, tuple) else ():
                if record in (getattr(found, "id", None), getattr(found, "code", None)):
                    said = (getattr(found, key, None) for key in ("label", "about", "text"))
                    return next((str(words) for words in said if words), record), file.source.short
    return record, ""


def recalls_in_words(found: tuple[Recall, ...]) -> str:
    """Return in a sentence or two what was withdrawn; empty where nothing was."""
    if not found:
        return ""
    named: list[str] = [
        say("{label} ({source})", label=one.label, source=one.source) if one.source else one.label
        for one in found[:_MOST_NAMED]
    ]
    if len(found) > _MOST_NAMED:
        named.append(say("{number} more", number=str(len(found) - _MOST_NAMED)))
    return say_counted(
        len(found),
        "{number} record that it was shown with has been withdrawn: {records}.",
        "{number} records that it was shown with have been withdrawn: {records}.",
        records=join_words(named),
    )
