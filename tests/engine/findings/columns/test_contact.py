"""A lesion that touches gut, duct or vessel is near it where the row does not say, one by one and over columns."""

from __future__ import annotations

import pytest

from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.findings.assess import assess
from engine.findings.columns.derived import of_lesions
from engine.findings.columns.table import columns_of
from tests.shipped import shipped_fields, shipped_library

FIELDS = shipped_fields()
LIBRARY = shipped_library()

CASES = [
    ({"gut_distance_mm": 0.0}, "near_gut", True),
    ({"gut_distance_mm": 0.1}, "near_gut", None),
    ({"gut_distance_mm": 0.0, "near_gut": False}, "near_gut", False),
    ({"bile_duct_distance_mm": 0.0}, "near_hilum", True),
    ({"bile_duct_distance_mm": 2.0}, "near_hilum", None),
    ({"vessel_distance_mm": 0.0, "nearest_vessel": "portal_trunk"}, "near_major_vessel", True),
    ({"vessel_distance_mm": 0.0, "nearest_vessel": "inferior_vena_cava"}, "near_major_vessel", True),
    ({"vessel_distance_mm": 0.0, "nearest_vessel": "hepatic_artery"}, "near_major_vessel", None),
    ({"vessel_distance_mm": 0.0, "nearest_vessel": "other"}, "near_major_vessel", None),
    ({"vessel_distance_mm": 0.0}, "near_major_vessel", None),
    ({"vessel_distance_mm": 1.0, "nearest_vessel": "portal_trunk"}, "near_major_vessel", None),
    ({"vessel_distance_mm": 0.0, "nearest_vessel": "other", "near_major_vessel": True}, "near_major_vessel", True),
]


@pytest.mark.parametrize(("row", "field", "near"), CASES)
def test_that_what_touches_is_near_and_nothing_else_is(row: dict[str, object], field: str, near: bool | None) -> None:
    patient = Patient(FIELDS, {"lesions": (Lesion(diameter_cm=1.5, **row),)})  # type: ignore[arg-type]
    assert patient.value(field) is near
    lesions = columns_of({"lesions": [patient.inputs["lesions"]]}, FIELDS)["lesions"]
    column = of_lesions(lesions, FIELDS)[field]  # type: ignore[arg-type]
    assert column.tolist() == [-1 if near is None else int(near)]


def test_that_a_lesion_on_the_portal_trunk_is_outside_for_ablation() -> None:
    rows = (Lesion(diameter_cm=1.5, vessel_distance_mm=0.0, nearest_vessel="portal_trunk"), Lesion(diameter_cm=1.0))
    option = assess(Patient(FIELDS, {"lesions": rows}), LIBRARY).option("thermal_ablation")
    found = next(one for one in option.criteria if one.id == "thermal_ablation.vessel_proximity")
    assert found.status == "not_met"
    far = (Lesion(diameter_cm=1.5, vessel_distance_mm=0.5, nearest_vessel="portal_trunk"), Lesion(diameter_cm=1.0))
    option = assess(Patient(FIELDS, {"lesions": far}), LIBRARY).option("thermal_ablation")
    assert next(one for one in option.criteria if one.id == "thermal_ablation.vessel_proximity").status == "unknown"
