"""Words that take a value back: that deny, limit or doubt it, set it into another time, or speak of something else.

One list for letters and for the names of columns: what one of the two refuses the other does not take.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import NamedTuple


class TakingBack(NamedTuple):
    """A word, and what it does to a value: "denied", "another time"; of `field` alone where one is named."""

    word: str
    meaning: str
    field: str = ""


def words_that_take_back(resources: Path) -> tuple[TakingBack, ...]:
    """Return the words for every field, and those that make one field another thing, as "direct" does bilirubin.

    Raises
    ------
    OSError, KeyError, csv.Error : the lists are missing or damaged.
    """
    folder = resources / "intake"
    general = (
        TakingBack(word, row["meaning"])
        for row in read_rows(folder / "letter-before.csv")
        for word in _split(row["words"])
    )
    own = (
        TakingBack(word, "another thing", row["reads"])
        for row in read_rows(folder / "letter-words.csv")
        for key in ("not_after", "not_before")
        for word in _split(row[key])
    )
    return (*general, *own)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a list of words."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def pattern_of(words: tuple[TakingBack, ...]) -> str:
    """Return a pattern of the words that hold for every field, in the order of the list."""
    return "|".join(re.escape(one.word) for one in words if not one.field)


def _split(words: str) -> list[str]:
    return [word for word in words.split("|") if word]
