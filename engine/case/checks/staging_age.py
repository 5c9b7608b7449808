"""How old the staging is on the day of the board; both days are given, none is taken from the clock."""

from __future__ import annotations

import datetime as dt
from typing import Final

from engine.case.patient import Patient

#: Eight weeks, as boards ask for a newer image: a convention that is said and judges nothing.
OLD_AFTER_DAYS: Final = 56


def days_since_staging(patient: Patient) -> int | None:
    """Return the days from the staging to the board, negative where it is dated later; None where one is not known."""
    staged, board = patient.value("staging_date"), patient.value("board_date")
    if not isinstance(staged, str) or not isinstance(board, str):
        return None
    return (dt.date.fromisoformat(board) - dt.date.fromisoformat(staged)).days
