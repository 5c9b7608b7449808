"""A rule of "2 or more" ends where the cohort's patients ended: burden beyond them is a concern, not a fit."""

from __future__ import annotations

import pytest

from engine.findings.conditions import statement_holds
from engine.findings.headlines.concerns import stated
from tests.property.patients import shipped_library

LIBRARY = shipped_library()


@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        ("liver_lesion_count", 1, False),
        ("liver_lesion_count", 2, True),
        ("liver_lesion_count", 6, True),
        ("liver_lesion_count", 7, False),
        ("liver_lesion_count", 300, False),
        ("largest_lesion_cm", 5.5, True),
        ("largest_lesion_cm", 12.0, True),
        ("largest_lesion_cm", 12.1, False),
        ("largest_lesion_cm", 25.0, False),
    ],
)
def test_that_burden_beyond_a_series_does_not_fit_its_rule(field: str, value: float, fits: bool) -> None:
    harbin = next(cohort for cohort in LIBRARY.cohorts_for("whole_liver_boost") if stated(cohort, field) is not None)
    statement = stated(harbin, field)
    assert statement is not None
    assert statement_holds(statement, lambda name: value if name == field else None) is fits
