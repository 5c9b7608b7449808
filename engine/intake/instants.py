"""When something was: the day and the instant that a FHIR date can mean, with its time zone."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

_TEXT = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?)?)?", re.ASCII
)
_LONGEST = 40
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or time as a record gives it.

    Attributes
    ----------
    text : as written, up to the minute.
    first_day, last_day : calendar days it can mean, where it was written.
    clock : the time of day as written; None where a date alone is given.
    instant : in coordinated universal time; None where no time zone is given.
    """

    text: str
    first_day: dt.date
    last_day: dt.date
    clock: dt.datetime | None = None
    instant: dt.datetime | None = None

    def surely_after(self, other: Moment) -> bool:
        """Tell whether this is later, whatever is left open.

        Instants are compared where both are known; a date alone is compared by calendar day.
        """
        if self.instant is not None and other.instant is not None:
            return self.instant > other.instant
        both_bare = self.instant is None and other.instant is None
        if both_bare and self.clock is not None and other.clock is not None:
            return self.clock > other.clock
        return self.first_day > other.last_day

    @property
    def day_text(self) -> str:
        """The day alone, as written."""
        return self.text[:10]


def read_moment(text: object) -> Moment | None:
    """Read a FHIR date, dateTime or instant; None where it is none."""
    return _read(text) if isinstance(text, str) and len(text) <= _LONGEST else None


@lru_cache(maxsize=8192)
def _read(text: str) -> Moment | None:
    found = _TEXT.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return _moment(found)
    except (ValueError, OverflowError):
        return None


def _moment(found: re.Match[str]) -> Moment:
    year, month, day = (int(part) if part else None for part in found.group(1, 2, 3))
    assert year is not None
    first = dt.date(year, month or 1, day or 1)
    if found.group(4) is None:
        return Moment(found.group(0), first, _last_day(year, month, day))
    hour, minute, second = (int(part) if part else 0 for part in found.group(4, 5, 6))
    clock = dt.datetime(first.year, first.month, first.day, hour, minute, min(second, 59), tzinfo=dt.UTC)
    zone = found.group(7)
    shown = f"{first.isoformat()} {hour:02}:{minute:02}{zone or ''}"
    if zone is None:
        return Moment(shown, first, first, clock)
    offset = dt.timedelta()
    if zone != "Z":
        offset = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[4:6])) * (-1 if zone[0] == "-" else 1)
    return Moment(shown, first, first, clock, clock - offset)


def _last_day(year: int, month: int | None, day: int | None) -> dt.date:
    if day is not None and month is not None:
        return dt.date(year, month, day)
    if month is None or month == _DECEMBER:
        return dt.date(year, _DECEMBER, 31)
    return dt.date(year, month + 1, 1) - dt.timedelta(days=1)


def out_of_time(
    when: Moment | None, board: dt.date, died: Moment | None
) -> Literal["after_the_board", "after_death"] | None:
    """Return why what was found then does not speak of the patient on the day of the board; None where it may."""
    if when is None:
        return None
    if when.first_day > board:
        return "after_the_board"
    return "after_death" if died is not None and when.first_day > died.last_day else None


def completed_years(born: Moment, day: dt.date) -> tuple[int, int]:
    """Return the least and the most years that a person born then has completed on that day."""
    return _years(born.last_day, day), _years(born.first_day, day)


def _years(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def days_to_birthday(born: Moment, day: dt.date) -> int:
    """Return how far the nearest birthday is from that day, in days."""
    month, number = born.first_day.month, born.first_day.day
    if (month, number) == (2, 29):
        month, number = 3, 1
    return min(abs((dt.date(year, month, number) - day).days) for year in (day.year - 1, day.year, day.year + 1))
