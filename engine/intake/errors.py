"""What makes a file of no use as a record: one sentence for whoever gave it."""

from __future__ import annotations

from engine.reading.mistakes import Problem, UserMistake
from engine.words.said import Said


class IntakeError(UserMistake):
    """The file is no record of one patient that could be read; nothing was taken from it."""

    def __init__(self, file: str, problem: Said, remedy: Said) -> None:
        super().__init__(Problem(file, "", problem, remedy))
