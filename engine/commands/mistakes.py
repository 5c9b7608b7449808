"""Which exceptions are the user's mistakes, as lines to show; all others are ours."""

from __future__ import annotations

import sys

from engine.case.atomic_file import WriteError
from engine.case.fields import FieldDataError
from engine.case.problems import CaseFileError
from engine.commands.surroundings import Mistake
from engine.evidence.problems import EvidenceError

#: exceptions of rooms that only some commands load: named here so that the others stay unloaded
_ELSEWHERE = {
    "engine.curves.anchors": ("ImpossibleFigures",),
    "engine.curves.click_text": ("ClickFileError",),
    "engine.curves.clicks": ("DigitisedInputError",),
    "engine.dose.errors": ("DoseFileError",),
    "engine.handover.identity": ("IdentityError",),
    "engine.intake.errors": ("IntakeError",),
    "engine.report.pdf": ("ReportError",),
    # Faults of the installation, which whoever installed it can mend: the sentence says what is missing.
    "engine.report.fonts": ("FontsMissingError",),
}


def as_problems(error: Exception) -> tuple[str, ...] | None:
    """Return one line per problem where the error is the user's mistake, else None."""
    if isinstance(error, CaseFileError):
        return tuple(str(problem) for problem in error.problems)
    if isinstance(error, EvidenceError):
        return tuple(str(problem) for problem in error.problems)
    if isinstance(error, Mistake):
        return error.problems
    if isinstance(error, (WriteError, FieldDataError)) or _from_elsewhere(error):
        return (" ".join(str(error).split()),)
    return None


def _from_elsewhere(error: Exception) -> bool:
    """A class of a room that is loaded: only then can the error be one of its kind."""
    for module, names in _ELSEWHERE.items():
        loaded = sys.modules.get(module)
        if loaded is not None and isinstance(error, tuple(getattr(loaded, name) for name in names)):
            return True
    return False
