"""How old staging and judgement of resectability are on the day of the board: every day is given, never the clock's."""

from __future__ import annotations

import datetime as dt
from typing import Final

from engine.case.patient import Patient

#: Eight weeks, as boards ask for a newer image: a convention that is said and judges nothing.
OLD_AFTER_DAYS: Final = 56


def days_since_staging(patient: Patient) -> int | None:
    """Return the days from the staging to the board, negative where it is dated later; None where one is not known."""
    return _days_before_the_board(patient, "staging_date")


def days_since_resectability(patient: Patient) -> int | None:
    """Return the days from the judgement of resectability to the board, as `days_since_staging`."""
    return _days_before_the_board(patient, "resectability_judged_on")


def _days_before_the_board(patient: Patient, field: str) -> int | None:
    day, board = patient.value(field), patient.value("board_date")
    if not isinstance(day, str) or not isinstance(board, str):
        return None
    return days_between(day, board)


def days_between(earlier: str, later: str) -> int:
    """Return the days from one day to another, both as 2026-03-12; negative where the second comes first."""
    return (dt.date.fromisoformat(later) - dt.date.fromisoformat(earlier)).days
