"""The user's mistakes in a case file, one sentence each: file, field, what is wrong, what to do."""

from __future__ import annotations

from dataclasses import dataclass

_LONGEST_LINE = 1_000


@dataclass(frozen=True, slots=True)
class CaseProblem:
    """One mistake in a case file."""

    file: str
    field: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}: {self.field}" if self.field else self.file
        return one_line(f"{place}: {self.problem} {self.remedy}".rstrip())


def one_line(text: str) -> str:
    """Return the text on one line and of bearable length, whatever names the file held."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return shown if len(shown) <= _LONGEST_LINE else f"{shown[: _LONGEST_LINE // 2]} … {shown[-_LONGEST_LINE // 2 :]}"


class CaseFileError(Exception):
    """A case file that cannot be used; `problems` holds one sentence each."""

    def __init__(self, problems: tuple[CaseProblem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class NewerFormatError(CaseFileError):
    """A newer program wrote the file, and can read it; nothing is known to be wrong with it."""


def one_problem(file: str, place: str, problem: str, remedy: str) -> CaseFileError:
    """Return the error of a file with one mistake; `place` is empty where the whole file is meant."""
    return CaseFileError((CaseProblem(file, place, problem, remedy),))
