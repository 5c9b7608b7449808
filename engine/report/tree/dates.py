"""Dates in words, the same in every locale; in another language the words are its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from engine.words.said import say, template

_MONTHS = (
    template("January"),
    template("February"),
    template("March"),
    template("April"),
    template("May"),
    template("June"),
    template("July"),
    template("August"),
    template("September"),
    template("October"),
    template("November"),
    template("December"),
)


def date_in_words(date: dt.date) -> str:
    """Return "21 November 2026"."""
    return say("{day} {month} {year}", "date", day=str(date.day), month=_MONTHS[date.month - 1], year=str(date.year))


def dates_in_words(data_date: dt.date | None, print_date: dt.date | None) -> Iterator[str]:
    """Yield the date of the data and of printing, where they are given."""
    if data_date is not None:
        yield say("Data {date}", date=date_in_words(data_date))
    if print_date is not None:
        yield say("Printed {date}", date=date_in_words(print_date))
