"""Dates in text from outside: one day, written so that it can be read one way only."""

from __future__ import annotations

import datetime as dt
import re

from engine.words.said import say

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
#: day before month is the only reading of points; with slashes both orders are in use, and neither is taken
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
#: nobody on a board today was staged before, and a slip of a digit is found
EARLIEST_YEAR, LATEST_YEAR = 1950, 2100


def iso_day(text: str) -> dt.date:
    """Return the day that a text names as year-month-day; ValueError for every other way of writing it.

    Python's own reading also takes 20261127 and days of weeks, which other programs do not.
    """
    if not _ISO.fullmatch(text):
        raise ValueError(f"“{text[:40]}” is not written as 2026-03-12")
    return dt.date.fromisoformat(text)


def read_date(text: str) -> dt.date | str:
    """Read one day: the date, or a sentence that says why it cannot be read.

    Parameters
    ----------
    text : "2026-03-12" or "12.3.2026", surrounding blanks allowed.
    """
    stripped = text.strip()
    if found := _ISO.fullmatch(stripped):
        year, month, day = (int(part) for part in found.groups())
    elif found := _POINTS.fullmatch(stripped):
        day, month, year = (int(part) for part in found.groups())
    else:
        return say("“{text}” is not a date that can be read one way only: write it as 2026-03-12.", text=stripped[:40])
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        first, last = str(EARLIEST_YEAR), str(LATEST_YEAR)
        return say("The year {year} is outside {first} to {last}.", year=str(year), first=first, last=last)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return say("“{text}” is no day of the calendar.", text=stripped)
