"""What this room raises: the user's mistakes, each one sentence, and a wish to stop."""

from __future__ import annotations

from pathlib import Path

from engine.reading.mistakes import Problem, UserMistake
from engine.words.said import Said


class DoseFileError(UserMistake):
    """A plan or DVH file that cannot give a number, said in one sentence.

    Parameters
    ----------
    file
        The file or folder as the user gave it; only its last name is kept, since folders are often named after
        patients.
    field
        The part of the file: a DICOM attribute, a column, a structure, or ``"file"`` for the whole.
    problem
        What is wrong. Never holds a patient's name, number or a UID.
    remedy
        What the user can do about it.
    """

    def __init__(self, file: str | Path, field: str, problem: Said, remedy: Said) -> None:
        super().__init__(Problem(Path(file).name or str(file), field, problem, remedy))


class Cancelled(Exception):  # noqa: N818 -- a wish of the user, not an error
    """Reading or computing was stopped because the caller's `cancel` hook returned true."""
