"""What makes a file of no use as a record: one sentence for whoever gave it."""

from __future__ import annotations


class IntakeError(Exception):
    """The file is no record of one patient that could be read; nothing was taken from it."""

    def __init__(self, file: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}: {problem} {remedy}")
        self.file = file
        self.problem = problem
        self.remedy = remedy
