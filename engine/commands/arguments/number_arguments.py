"""Numbers on the command line, by the one grammar."""

from __future__ import annotations

from engine.commands.shared.command_context import Mistake
from engine.reading.number_text import Unread, number_problem, read_number
from engine.words.said import fault


def number_argument(option: str, text: str) -> float:
    """Read the number behind an option.

    Raises
    ------
    Mistake : it is none, or can be read in more than one way.
    """
    number = read_number(text)
    if isinstance(number, Unread):
        raise Mistake(fault("{option}: {number_problem}", option=option, number_problem=number_problem(text, number)))
    return float(number)


def whole_argument(option: str, text: str | None) -> int | None:
    """Read the whole number behind an option; None where it was not given; errors as of `number_argument`."""
    if text is None:
        return None
    number = number_argument(option, text)
    if not number.is_integer():
        raise Mistake(
            fault(
                "{option}: “{typed}” is not a whole number. Write the number of patients.",
                option=option,
                typed=text,
            )
        )
    return int(number)
