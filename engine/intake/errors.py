"""What makes a file of no use as a record: one sentence for whoever gave it."""

from __future__ import annotations

from engine.reading.mistakes import Problem, UserMistake


class IntakeError(UserMistake):
    """The file is no record of one patient that could be read; nothing was taken from it."""

    def __init__(self, file: str, problem: str, remedy: str) -> None:
        super().__init__(Problem(file, "", problem, remedy))
