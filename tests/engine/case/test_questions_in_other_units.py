"""An unusual value is asked about in the unit in which it was typed."""

from __future__ import annotations

import pytest

from engine.case.entry import Entered, read_entry
from tests.shipped import shipped_fields

FIELDS = shipped_fields()


@pytest.mark.parametrize(
    ("unit", "typed", "question"),
    [
        ("mg/dL", "15", "15 mg/dL is unusual for total bilirubin. Did you mean 15 µmol/L, which is 0.877 mg/dL?"),
        ("µmol/L", "256.5", "256.5 µmol/L is unusual for total bilirubin. Is it right?"),
        ("µmol/L", "15", None),
    ],
)
def test_that_the_question_speaks_of_the_unit_in_use(unit: str, typed: str, question: str | None) -> None:
    entry = read_entry(FIELDS["bilirubin_mg_dl"], typed, unit)
    assert isinstance(entry, Entered)
    assert entry.question == question
