"""What a pack would change, in words: for the command line and the window alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.evidence.library import Library
from engine.evidence.packs.change_log import changes_since
from engine.evidence.packs.pack import Pack
from engine.evidence.packs.versions import is_older
from engine.findings.differences.under_other_evidence import UnderOtherEvidence
from engine.findings.wording import MODALITY_SHORT, VERDICT_WORDS, counted, join_words
from engine.words.said import in_row, say, say_counted


@dataclass(frozen=True, slots=True)
class RecordChanges:
    """How many records are new, written otherwise, or no longer there."""

    new: int
    changed: int
    gone: int


@dataclass(frozen=True, slots=True)
class PackPreview:
    """A pack beside the evidence in use.

    Attributes
    ----------
    cases : each case by what it is called, with what would be another.
    """

    pack: Pack
    library: Library
    in_use: Library
    records: RecordChanges
    cases: tuple[tuple[str, UnderOtherEvidence], ...]

    @property
    def is_older(self) -> bool:
        """Whether taking it is going back."""
        return is_older(self.pack.manifest.version, self.in_use.version)

    @property
    def is_same(self) -> bool:
        """Whether it is the library that is in use already."""
        return self.library.sha256 == self.in_use.sha256

    def lines(self) -> list[str]:
        """Return all of it as lines to read."""
        return [*self.heading_lines(), "", say("What it does to headlines:"), *self.case_lines(), *self._log_lines()]

    def heading_lines(self) -> list[str]:
        """Return what it is, by whom, and how much of it differs."""
        said = self.pack.manifest
        older = say("This is an older version than the one in use.") if self.is_older else ""
        return [
            say(
                "Evidence {version} of {date}: {title}",
                version=said.version,
                date=said.date.isoformat(),
                title=said.title,
            ),
            say(
                "Signed with the key “{name}” ({id}). SHA-256 {sha256}",
                name=self.pack.signed_by,
                id=self.pack.key_id,
                sha256=said.sha256,
            ),
            in_row((say("In use now: evidence {version}.", version=self.in_use.version), older)),
            records_in_words(self.records, len(self.library.withdrawn) - len(self.in_use.withdrawn)),
        ]

    def case_lines(self) -> Iterator[str]:
        """Yield a line for each case, and below it one for each headline that would be another."""
        for name, found in self.cases:
            yield say("  {case}: {changes}", case=name, changes=case_in_words(found))
            for change in found.headlines:
                before, after = VERDICT_WORDS[change.before], VERDICT_WORDS[change.after]
                option = MODALITY_SHORT[change.modality]
                yield say("    {option}: {before} → {after}", option=option, before=before, after=after)

    @property
    def log(self) -> str:
        """What the change log says of versions after the one in use, Markdown; empty where it says nothing."""
        return changes_since(self.pack.changes, self.in_use.version)

    def _log_lines(self) -> list[str]:
        return ["", say("What changed in the evidence:"), "", *self.log.splitlines()] if self.log else []


def case_in_words(found: UnderOtherEvidence) -> str:
    """Return what is another for one case, in a clause."""
    below = [counted(found.criteria, "criterion", "criteria")] if found.criteria else []
    below += [counted(found.concerns, "concern", "concerns")] if found.concerns else []
    rest = say("({what} answered otherwise)", what=join_words(below)) if below else ""
    if not found.headlines:
        return in_row((say("every headline stays"), rest))
    number = len(found.headlines)
    return in_row(
        (say_counted(number, "{number} headline would be another", "{number} headlines would be another"), rest)
    )


def records_in_words(found: RecordChanges, withdrawn: int) -> str:
    """Return how many records differ, in a sentence."""
    parts = (
        say("{number} new", number=str(found.new)) if found.new else "",
        say("{number} changed", number=str(found.changed)) if found.changed else "",
        say("{number} no longer there", number=str(found.gone)) if found.gone else "",
        say("{number} more withdrawn", number=str(withdrawn)) if withdrawn > 0 else "",
    )
    if not any(parts):
        return say("Every record is as it is in the evidence in use.")
    return say("Records: {changes}.", changes=in_row(parts, ", "))
