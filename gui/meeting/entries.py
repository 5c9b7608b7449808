"""The cases of a meeting as the list shows them: read from their files, in the window's absence. No Qt."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import read_case_bytes
from engine.case.files.case_names import without_ending
from engine.case.files.sealed_case import is_sealed
from engine.case.format.case_parsing import parse_case
from engine.case.problems import CaseFileError
from engine.evidence.library import Library
from gui.shared.language import in_use

if TYPE_CHECKING:
    from engine.findings.published.published_curves import PublishedCurves
    from engine.report.writers.meeting import MeetingCase
    from engine.wording.board.meeting import MeetingLine


@dataclass(frozen=True, slots=True)
class Entry:
    """One case of the list.

    Attributes
    ----------
    line : what is told of it; None where it has not been read, or cannot be.
    problem : why it cannot be read, in one sentence.
    """

    path: Path
    line: MeetingLine | None = None
    problem: str = ""

    @property
    def name(self) -> str:
        """What it is called: its own label, else its file."""
        return (self.line.label if self.line is not None else "") or without_ending(self.path.name)


@dataclass(frozen=True, slots=True)
class Reader:
    """What reading and assessing a case takes; nothing in it changes."""

    fields: FieldCatalogue
    library: Library
    curves: PublishedCurves | None
    sealed_words: str
    failed_words: str

    def case(self, path: Path) -> Case:
        """Return the case of a file.

        Raises
        ------
        CaseFileError : it cannot be read, or is sealed, which is told in `sealed_words`.
        """
        data = read_case_bytes(path)
        if is_sealed(data):
            raise SealedEntryError(self.sealed_words)
        return parse_case(data, self.fields, path.name, questions_later=True)

    def entries(self, paths: Sequence[Path], wanted: Callable[[], bool]) -> tuple[Entry, ...]:
        """Return an entry for each file; one that cannot be read says why. Stops where it is no longer wanted."""
        # Imported here: the findings are loaded after the window's first paint.
        from engine.findings.assess import assess
        from engine.wording.board.meeting import meeting_line

        found = []
        for path in paths:
            if not wanted():
                break
            try:
                found.append(Entry(path, meeting_line(assess(self.case(path), self.library, self.curves))))
            except (CaseFileError, SealedEntryError) as error:
                found.append(Entry(path, problem=first_problem(error)))
            except Exception:  # noqa: BLE001 - a fault of the program: told where the case is opened, and not of the list
                found.append(Entry(path, problem=self.failed_words))
        return tuple(found)

    def papers(self, paths: Sequence[Path], at_hand: dict[str, MeetingCase]) -> tuple[MeetingCase, ...]:
        """Return what is to be printed; `at_hand` is what the window holds, by the mark of its file."""
        from engine.findings.assess import assess
        from engine.report.writers.meeting import MeetingCase

        found = []
        for path in paths:
            if (held := at_hand.get(place_of(path))) is not None:
                found.append(held)
                continue
            try:
                case = self.case(path)
            except (CaseFileError, SealedEntryError) as error:
                found.append(MeetingCase(path.name, None, first_problem(error)))
            else:
                found.append(MeetingCase(path.name, (case, assess(case, self.library, self.curves))))
        return tuple(found)


class SealedEntryError(Exception):
    """A case that only its passphrase opens."""


def first_problem(error: Exception) -> str:
    """Return one sentence: the first mistake of a file, which whoever opens it will be told all of."""
    return in_use().of(error.problems[0].said) if isinstance(error, CaseFileError) else str(error)


def place_of(path: Path) -> str:
    """Return what tells one file from another, however its name is written."""
    return os.path.normcase(os.path.abspath(path))  # noqa: PTH100 - a link stays what it is
