"""What speaks against another option and is looked at by nothing of the planned one: decided in ids, said elsewhere."""

from __future__ import annotations

from typing import Any

import pytest

from engine.case.case import Case
from engine.findings.assess import assess
from engine.findings.headlines.looked_past import looked_past
from tests.engine.findings.headlines.test_readings import FIELDS, GOOD, LIBRARY, Patient

HEART = {"comorbidities": ("ischaemic_heart_disease",)}


def passed(**changes: Any) -> tuple[str, ...]:
    return looked_past(assess(Case(Patient(FIELDS, {**GOOD, **changes})), LIBRARY), FIELDS)


@pytest.mark.parametrize(("planned", "past"), [("sbrt", True), ("resection", False)])
def test_that_a_concern_of_another_option_is_looked_past(planned: str, past: bool) -> None:
    assert ("sanuki2022.resection_comorbidities" in passed(modality=planned, **HEART)) is past


def test_that_nothing_planned_looks_past_nothing() -> None:
    assert passed(modality=None, **HEART) == ()


def test_that_what_is_to_be_treated_is_never_looked_past() -> None:
    found = passed(modality="whole_liver_boost", near_hilum=True, **HEART)
    assert "sanuki2022.resection_comorbidities" in found
    assert "sanuki2022.sbrt_hilum" not in found
