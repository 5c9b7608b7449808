"""The ledger of the liver in sentences: every number with its range, and what is not given said so."""

from __future__ import annotations

from typing import Any

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.treatments.liver_reserve import liver_reserve
from engine.wording.liver_reserve import LEDGER_NOTE, reserve_lines

RULE = "700 mL of normal liver that a published rule of radiotherapy asks to be spared"


def lines(fields: FieldCatalogue, library: Library, *rows: Lesion, **inputs: Any) -> list[str]:
    found = liver_reserve(Patient(fields, {"lesions": rows, "liver_volume_ml": 1500.0, **inputs}), library)
    assert found is not None
    return list(reserve_lines(found))


def test_that_the_whole_ledger_is_said(fields: FieldCatalogue, library: Library) -> None:
    rows = (Lesion(diameter_cm=4.0, treatment="resection"), Lesion(diameter_cm=2.0, treatment="sbrt"), Lesion())
    said = lines(fields, library, *rows, future_liver_remnant_percent=60.0, prior_chemotherapy=True)
    assert said == [
        "Liver: 1500 mL; tumour at most 38 mL, normal liver 1462 to 1500 mL.",
        "Lesions without a diameter, not counted: 1.",
        "Planned resection: takes 600 mL and leaves 900 mL, 60 % of the whole liver.",
        "Remnant, of it at most 4 mL tumour: normal liver 896 to 900 mL, 60 to 61 % of the normal liver.",
        "Published need without earlier chemotherapy: 20 to 25 % of the whole liver.",
        "After more than three months of chemotherapy: 30 %; this patient had chemotherapy.",
        f"Beyond the {RULE} the remnant holds 196 to 200 mL.",
    ]
    assert "not volumetry" in LEDGER_NOTE


@pytest.mark.hazard("unknown-as-no")
def test_that_without_a_remnant_the_ledger_stops_and_says_so(fields: FieldCatalogue, library: Library) -> None:
    assert lines(fields, library, Lesion(diameter_cm=2.0))[-1] == (
        "Planned resection: the share of the liver that it leaves is not known."
    )


@pytest.mark.parametrize(
    ("percent", "words"),
    [
        (40.0, "The remnant is 100 mL or more short of the 700 mL"),
        (47.0, "depends on the tumour left in it: 29 mL short to 5 mL over."),
        (50.0, "the remnant holds 16 to 50 mL."),
    ],
)
def test_that_the_rule_of_spared_liver_is_met_missed_or_open(
    percent: float, words: str, fields: FieldCatalogue, library: Library
) -> None:
    said = lines(fields, library, Lesion(diameter_cm=4.0), future_liver_remnant_percent=percent)
    assert words in said[-1]


@pytest.mark.parametrize(
    ("had", "words"),
    [
        (True, "this patient had chemotherapy"),
        (False, "this patient had none"),
        (None, "whether there was any is not known"),
    ],
)
def test_that_the_need_after_chemotherapy_says_whose_liver_it_is(
    had: bool | None, words: str, fields: FieldCatalogue, library: Library
) -> None:
    said = lines(fields, library, future_liver_remnant_percent=30.0, prior_chemotherapy=had)
    assert f"After more than three months of chemotherapy: 30 %; {words}." in said
