"""An example that is within the criteria is so no longer once a value contradicts another, and says which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.case.lesions import Lesion
from engine.evidence.library import Library
from engine.evidence.records.modalities import Modality
from engine.findings.assess import assess

EXAMPLES = Path(__file__).resolve().parents[4] / "resources" / "examples"


def small(**changes: Any) -> Lesion:
    known = {"near_gut": False, "near_hilum": False, "near_major_vessel": False, "disappeared": False}
    return Lesion(**{"diameter_cm": 1.5, **known, **changes})


ABLATION = {"modality": "thermal_ablation", "total_dose_gy": None, "fractions": None}
AT_THE_TRUNK = (small(vessel_distance_mm=0.0, nearest_vessel="portal_trunk"),)


def said_of(
    example: str, option: Modality, changes: dict[str, Any], fields: FieldCatalogue, library: Library
) -> tuple[str, int]:
    case = load_case(EXAMPLES / f"{example}.beamside.json", fields)
    found = assess(Case(case.patient.with_values(changes)), library)
    return found.option(option).verdict, len(found.questions)


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize(
    ("example", "option", "changes"),
    [
        ("sbrt-candidate", "sbrt", {"extrahepatic_lesion_count": 3}),
        ("sbrt-candidate", "sbrt", {"largest_extrahepatic_lesion_cm": 4.0}),
        ("sbrt-candidate", "sbrt", {"extrahepatic_disease_controlled": False}),
        ("sbrt-candidate", "thermal_ablation", {**ABLATION, "lesions": AT_THE_TRUNK}),
        ("first-line-chemoradiation", "chemoradiotherapy", {"systemic_drugs": ("oxaliplatin",)}),
        ("first-line-chemoradiation", "chemoradiotherapy", {"systemic_response": "progression"}),
        ("sbrt-candidate", "sbrt", {"lesions": (small(diameter_cm=0.0),)}),
        ("sbrt-candidate", "sbrt", {"lesions": (small(diameter_cm=0.0), small())}),
    ],
)
def test_that_a_contradicted_example_is_not_green_and_asks_once(
    example: str, option: Modality, changes: dict[str, Any], fields: FieldCatalogue, library: Library
) -> None:
    assert said_of(example, option, changes, fields, library) == ("undetermined", 1)


@pytest.mark.parametrize(
    ("example", "option", "changes"),
    [
        ("sbrt-candidate", "sbrt", {"extrahepatic_lesion_count": 0}),
        ("sbrt-candidate", "sbrt", {"extrahepatic_disease_controlled": True}),
        ("sbrt-candidate", "sbrt", {"lesions": (small(diameter_cm=0.0, disappeared=True), small())}),
        ("first-line-chemoradiation", "chemoradiotherapy", {"systemic_drugs": ()}),
    ],
)
def test_that_the_nearest_value_that_is_possible_asks_nothing(
    example: str, option: Modality, changes: dict[str, Any], fields: FieldCatalogue, library: Library
) -> None:
    assert said_of(example, option, changes, fields, library) == ("within", 0)
