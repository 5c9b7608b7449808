"""The one grammar of numbers in text from outside: form, files, command line, DVH exports, clicks.

Digits are 0 to 9; comma and point are both the decimal mark, in every locale. Grouping is refused, never undone:
"1,234" may be one thousand or one and a quarter, and a wrong guess is a factor of a thousand. Three digits behind a
single mark are therefore read only where something else shows that the mark is the decimal one: the number itself
("0.123", "1234.567", "1.234e2"), or the other numbers of the same file (`decimal_mark`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from typing import Final, Literal

from engine.words.said import say

#: characters of one number; a float written out in full has fewer
LONGEST: Final = 40
#: no quantity of this program comes near it, and every whole number up to here is exact as a float
LARGEST: Final = 1e15

Mark = Literal[".", ","]

#: as most numbers stand in a table: nothing of them can be read in two ways
_PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,2})?")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
_WITH_EXPONENT = re.compile(rf"({_NUMBER.pattern})[eE][+-]?[0-9]{{1,3}}")
#: one mark with three digits behind it and no more than three before: the number alone does not say which it is
_EITHER = re.compile(r"[+-]?[1-9][0-9]{0,2}([.,])[0-9]{3}")
_GROUPED = re.compile(
    r"[+-]?[1-9][0-9]{0,2}(?:[.,][0-9]{3})+"
    r"|[+-]?[0-9][0-9.,]*[.,][0-9]+[.,][0-9]*"
    r"|[+-]?[0-9]{1,3}(?:[ '’\u00a0\u202f][0-9]{3})+(?:[.,][0-9]*)?"
)


class Unread(Enum):
    """Why a text gives no number."""

    NONE = "no number"
    GROUPED = "can be read in more than one way"
    LONG = "more characters than a number has"
    LARGE = "beyond every quantity"


def read_number(text: str, *, mark: Mark | None = None, exponent: bool = False) -> Decimal | Unread:
    """Read one number, or say why there is none.

    Parameters
    ----------
    text : as it stands, blanks around it allowed.
    mark : the decimal mark of the file, where `decimal_mark` has found one; it settles "1.234".
    exponent : 1.5e-05 is allowed, as programs write it; people do not.
    """
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    stripped = text.strip().replace("\u2212", "-")
    if len(stripped) > LONGEST:
        return Unread.LONG
    either = _EITHER.fullmatch(stripped)
    if either is not None and either[1] != mark:
        return Unread.GROUPED
    if either is None and not _NUMBER.fullmatch(stripped):
        if _GROUPED.fullmatch(stripped):
            return Unread.GROUPED
        if not exponent or not _WITH_EXPONENT.fullmatch(stripped):
            return Unread.NONE
    number = Decimal(stripped.replace(",", "."))
    return number if -LARGEST <= number <= LARGEST else Unread.LARGE


def is_plain(text: str) -> bool:
    """Whether a text is a number as most are written: digits, a point and one or two digits, and nothing else."""
    return _PLAIN.fullmatch(text) is not None


def decimal_mark(texts: Iterable[str]) -> Mark | None:
    """Return the decimal mark that the numbers of one file prove, None where they prove neither or both.

    A mark is proven by a number in which it cannot group: other than three digits behind it, a nought or more than
    three digits before it, or an exponent. Texts that are no numbers prove nothing.
    """
    proven: set[Mark] = set()
    for text in texts:
        found = _mark_proven_by(text)
        if found is not None:
            proven.add(found)
            if len(proven) > 1:
                return None
    return next(iter(proven), None)


def _mark_proven_by(text: str) -> Mark | None:
    mark: Mark
    if "." in text:
        mark = "."
    elif "," in text:
        mark = ","
    else:
        return None
    stripped = text.strip().replace("\u2212", "-")
    if len(stripped) > LONGEST or _EITHER.fullmatch(stripped):
        return None
    if _NUMBER.fullmatch(stripped) or _WITH_EXPONENT.fullmatch(stripped):
        return mark
    return None


def may_be_grouped(text: str) -> bool:
    """Return whether a text of digits and marks can be read in more than one way."""
    return _GROUPED.fullmatch(text) is not None


def number_problem(text: str, why: Unread) -> str:
    """Return the sentence for a text that gives no number: what is wrong and what to write."""
    stripped = text.strip().replace("\u2212", "-")
    if why is Unread.LONG:
        return say("This is too long for a number.")
    if why is Unread.LARGE:
        return say("“{text}” is too large. Write an ordinary number.", text=stripped)
    if why is Unread.GROUPED:
        return say(
            "“{text}” can be read in more than one way. Write the digits without grouping, "
            "with one comma or point as decimal mark: 1234 or 1234.5, and 1.23 rather than 1.234.",
            text=stripped,
        )
    return say(
        "“{text}” is not a number. Write digits, with a comma or a point as decimal mark: 5 or 5.5.", text=stripped
    )
