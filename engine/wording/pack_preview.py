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
        return [*self.heading_lines(), "", "What it does to headlines:", *self.case_lines(), *self._log_lines()]

    def heading_lines(self) -> list[str]:
        """Return what it is, by whom, and how much of it differs."""
        said = self.pack.manifest
        older = " This is an older version than the one in use." if self.is_older else ""
        return [
            f"Evidence {said.version} of {said.date.isoformat()}: {said.title}",
            f"Signed with the key “{self.pack.signed_by}” ({self.pack.key_id}). SHA-256 {said.sha256}",
            f"In use now: evidence {self.in_use.version}.{older}",
            records_in_words(self.records, len(self.library.withdrawn) - len(self.in_use.withdrawn)),
        ]

    def case_lines(self) -> Iterator[str]:
        """Yield a line for each case, and below it one for each headline that would be another."""
        for name, found in self.cases:
            yield f"  {name}: {case_in_words(found)}"
            for change in found.headlines:
                before, after = VERDICT_WORDS[change.before], VERDICT_WORDS[change.after]
                yield f"    {MODALITY_SHORT[change.modality]}: {before} → {after}"

    @property
    def log(self) -> str:
        """What the change log says of versions after the one in use, Markdown; empty where it says nothing."""
        return changes_since(self.pack.changes, self.in_use.version)

    def _log_lines(self) -> list[str]:
        return ["", "What changed in the evidence:", "", *self.log.splitlines()] if self.log else []


def case_in_words(found: UnderOtherEvidence) -> str:
    """Return what is another for one case, in a clause."""
    below = [counted(found.criteria, "criterion", "criteria")] if found.criteria else []
    below += [counted(found.concerns, "concern", "concerns")] if found.concerns else []
    rest = f" ({join_words(below)} answered otherwise)" if below else ""
    if not found.headlines:
        return f"every headline stays{rest}"
    return f"{counted(len(found.headlines), 'headline', 'headlines')} would be another{rest}"


def records_in_words(found: RecordChanges, withdrawn: int) -> str:
    """Return how many records differ, in a sentence."""
    parts = [
        f"{number} {words}"
        for number, words in ((found.new, "new"), (found.changed, "changed"), (found.gone, "no longer there"))
        if number
    ]
    parts += [f"{withdrawn} more withdrawn"] if withdrawn > 0 else []
    return f"Records: {', '.join(parts)}." if parts else "Every record is as it is in the evidence in use."
