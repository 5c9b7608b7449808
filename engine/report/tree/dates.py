"""Dates in words, the same in every locale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def date_in_words(date: dt.date) -> str:
    """Return "21 November 2026"."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def dates_in_words(data_date: dt.date | None, print_date: dt.date | None) -> Iterator[str]:
    """Yield the date of the data and of printing, where they are given."""
    if data_date is not None:
        yield f"Data {date_in_words(data_date)}"
    if print_date is not None:
        yield f"Printed {date_in_words(print_date)}"
