"""Three-valued answers over columns: no, not known, yes as 0, 1, 2: "and" is the least of them, "or" the greatest."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

#: any column, or what is made of one; one entry a row
Array = npt.NDArray[Any]

NO, UNKNOWN, YES = np.int8(0), np.int8(1), np.int8(2)
_CODES = {False: NO, None: UNKNOWN, True: YES}
#: what each code means
MEANING: tuple[bool | None, ...] = (False, None, True)


def code_of(answer: bool | None) -> np.int8:
    """Return the code of one answer."""
    return _CODES[answer]


def answers(held: Array, known: Array) -> Array:
    """Return the answers where a comparison held, for rows in which what it compares is known."""
    return np.where(known, np.where(held, YES, NO), UNKNOWN)


def every(many: Iterable[Array]) -> Array:
    """Return Kleene's "and"."""
    return reduce(np.minimum, many)


def negated(one: Array) -> Array:
    """Return Kleene's "not"."""
    return YES - one


def enough(wanted: int, many: list[Array]) -> Array:
    """Return whether at least so many hold; not known where what is not known decides."""
    if wanted == 1:
        return reduce(np.maximum, many)
    holding = reduce(np.add, ((one == YES).astype(np.int16) for one in many))
    possible = reduce(np.add, ((one != NO).astype(np.int16) for one in many))
    return np.where(holding >= wanted, YES, np.where(possible < wanted, NO, UNKNOWN))


def any_known(many: list[Array]) -> Array:
    """Return yes where any holds, else no where any does not, else not known."""
    yes = reduce(np.logical_or, (one == YES for one in many))
    no = reduce(np.logical_or, (one == NO for one in many))
    return np.where(yes, YES, np.where(no, NO, UNKNOWN))


def rounded(numbers: Array, digits: int = 9) -> Array:
    """Return what Python's `round` gives for every number, to the last binary digit.

    The quick way is the same except next to a half, and for large numbers, where the product is not exact enough.
    """
    scale = 10.0**digits
    scaled = numbers * scale
    whole = np.rint(scaled)
    found: Array = whole / scale
    # Below 2**43 the product is off by no more than 2**-10.
    doubtful = (np.abs(np.abs(scaled - whole) - 0.5) < 2.0**-9) | (np.abs(scaled) > 2.0**43)
    for place in np.flatnonzero(doubtful):
        found[place] = round(float(numbers[place]), digits)
    return found
