"""The user's mistakes in a case file, one sentence each: file, field, what is wrong, what to do."""

from __future__ import annotations

from engine.reading.mistakes import Problem, UserMistake
from engine.words.said import Said


class CaseFileError(UserMistake):
    """A case file that cannot be used."""


class NewerFormatError(CaseFileError):
    """A newer program wrote the file, and can read it; nothing is known to be wrong with it."""


def one_problem(file: str, place: str, problem: Said, remedy: Said) -> CaseFileError:
    """Return the error of a file with one mistake; `place` is empty where the whole file is meant."""
    return CaseFileError(Problem(file, place, problem, remedy))
