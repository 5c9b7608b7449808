"""The user's mistakes: file, field, what is wrong, what to do. One class of them for all rooms and all commands.

What a room raises derives from `UserMistake` where somebody has to tell it apart from others, and adds nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.words.said import NOTHING, Said, as_said, changed, fault, in_row, own

_LONGEST_LINE = 1_000
_ENDS_A_SENTENCE = (".", "?", "!", "…", ".”", ".»")


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, or one fault of an installation that somebody can mend.

    Attributes
    ----------
    file : its name; empty where no file is meant.
    field : the part of it: an input, a key, a column, a structure; empty where the whole is meant. A plain text is a
        name, and the same in every language.
    problem, remedy : two sentences, or two clauses of one; a remedy may be empty. Both are `Said`, so that the type
        checker finds whatever no language could say again.
    line : the line at fault, counted from 1.
    """

    file: str
    field: str
    problem: Said
    remedy: Said = NOTHING
    line: int | None = None

    @property
    def said(self) -> Said:
        """The mistake on one line, with its place; to be shown in any language."""
        place: Said = own(self.file)
        if self.line is not None:
            place = fault("{file}, line {line}", file=place, line=self.line)
        between = " " if self.problem.endswith(_ENDS_A_SENTENCE) else "; "
        field = as_said(self.field)
        return changed(in_row((place, field, in_row((self.problem, self.remedy), between)), ": "), one_line)

    def __str__(self) -> str:
        return str(self.said)


class UserMistake(Exception):  # noqa: N818 - the user's mistake, not a failure of the program
    """What the user can mend: one line per problem, exit 2, nothing written.

    Parameters
    ----------
    problems : at least one; a sentence is a problem whose place stands in it already.
    """

    def __init__(self, *problems: Problem | Said) -> None:
        self.problems = tuple(one if isinstance(one, Problem) else Problem("", "", one) for one in problems)
        super().__init__("\n".join(str(one) for one in self.problems))

    def __reduce__(self) -> tuple[object, ...]:
        # Sent from another process it is what it was, whatever its kind asks for when it is made.
        return _again, (type(self), self.problems)

    @property
    def said(self) -> Said:
        """Every problem on a line of its own; to be shown in any language."""
        return in_row((one.said for one in self.problems), "\n")

    @property
    def file(self) -> str:
        """Of the first problem."""
        return self.problems[0].file

    @property
    def field(self) -> str:
        """Of the first problem."""
        return self.problems[0].field

    @property
    def line(self) -> int | None:
        """Of the first problem."""
        return self.problems[0].line

    @property
    def problem(self) -> Said:
        """Of the first problem."""
        return self.problems[0].problem

    @property
    def remedy(self) -> Said:
        """Of the first problem."""
        return self.problems[0].remedy


def _again(kind: type[UserMistake], problems: tuple[Problem, ...]) -> UserMistake:
    error = kind.__new__(kind)
    UserMistake.__init__(error, *problems)
    return error


def one_line(text: str) -> str:
    """Return the text on one line and of bearable length, whatever names the file held."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return shown if len(shown) <= _LONGEST_LINE else f"{shown[: _LONGEST_LINE // 2]} … {shown[-_LONGEST_LINE // 2 :]}"
