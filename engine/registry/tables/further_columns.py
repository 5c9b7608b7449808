"""Columns of a registry that are no field of a case: whose row it is, what became of the patient, what was decided."""

from __future__ import annotations

from decimal import Decimal

PATIENT_ID = "patient_id"
TIME, EVENT, FROM, TO, DECISION = "time_months", "event", "followed_from", "followed_to", "board_decision"
FURTHER = (TIME, EVENT, FROM, TO, DECISION)

#: units in which follow-up may be given, by how many make a month
TIME_UNITS = {
    "months": Decimal(1), "days": Decimal("365.25") / 12, "weeks": Decimal("365.25") / 84, "years": Decimal(1) / 12,
}  # fmt: skip


def to_months(number: Decimal, unit: str) -> Decimal:
    """Return a length of follow-up in months; without a unit it is in months already."""
    return number / TIME_UNITS[unit] if unit else number
