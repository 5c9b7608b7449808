"""A day is read one way only, or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.entry import Entered, NotKnown, Unreadable, read_date_entry
from engine.reading.dates import EARLIEST_YEAR, LATEST_YEAR, read_date


@given(st.dates(dt.date(EARLIEST_YEAR, 1, 1), dt.date(LATEST_YEAR, 12, 31)))
def test_that_a_day_is_read_as_it_was_written(day: dt.date) -> None:
    assert read_date(day.isoformat()) == day
    assert read_date(f" {day.day}.{day.month}.{day.year} ") == day


@pytest.mark.parametrize(
    "text",
    [
        "03/12/2026",
        "12-03-2026",
        "2026-3-12",
        "2026-13-01",
        "2026-02-30",
        "31.2.2026",
        "1949-12-31",
        "2101-01-01",
        "12.3.26",
        "today",
        "٢٠٢٦-٠٣-١٢",
        "2026-03-12T10:00",
    ],
)
def test_that_what_can_be_read_two_ways_or_is_no_day_is_refused(text: str) -> None:
    assert isinstance(read_date(text), str)
    assert isinstance(read_date_entry(text), Unreadable)


def test_that_nothing_typed_is_not_known() -> None:
    assert isinstance(read_date_entry("  "), NotKnown)
    assert read_date_entry("2026-03-12") == Entered("2026-03-12")
