"""Which exceptions are the user's mistakes, as lines to show; all others are ours."""

from __future__ import annotations

from engine.reading.mistakes import UserMistake
from engine.words.said import Said


def as_problems(error: Exception) -> tuple[Said, ...] | None:
    """Return one line per problem where the error is the user's mistake, else None."""
    return tuple(problem.said for problem in error.problems) if isinstance(error, UserMistake) else None
