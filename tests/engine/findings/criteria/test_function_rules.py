"""Function, tolerance, spread and fraction size: each status, on both sides of what decides it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.findings.assessment import CriterionFinding

Criterion = Callable[..., CriterionFinding]


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize(
    ("judged", "grade", "status"),
    [
        (True, None, "met"),
        (True, "A", "met"),
        (True, "B", "met"),
        (True, "C", "not_met"),
        (False, None, "not_met"),
        (False, "A", "not_met"),
        (False, "C", "not_met"),
        (None, None, "unknown"),
        (None, "A", "unknown"),
        (None, "B", "unknown"),
        (None, "C", "not_met"),
    ],
)
def test_that_class_c_is_never_adequate_and_class_b_waits_for_a_judgement(
    judged: bool | None, grade: str | None, status: str, criterion: Criterion
) -> None:
    found = criterion("sbrt.hepatic_function", hepatic_function_adequate=judged, child_pugh=grade)
    assert found.status == status


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({"hepatic_function_adequate": True, "ecog": 2}, "met"),
        ({"hepatic_function_adequate": True, "karnofsky": 50}, "met"),
        ({"hepatic_function_adequate": True, "ecog": 3}, "not_met"),
        ({"ecog": 4}, "not_met"),
        ({"hepatic_function_adequate": True, "karnofsky": 40}, "not_met"),
        ({"hepatic_function_adequate": True, "karnofsky": 90, "ecog": 3}, "not_met"),
        ({"hepatic_function_adequate": False}, "not_met"),
        ({"child_pugh": "C"}, "not_met"),
        ({"hepatic_function_adequate": True, "ecog": 0, "child_pugh": "C"}, "not_met"),
        ({"hepatic_function_adequate": True, "ecog": 0, "child_pugh": "B"}, "met"),
        ({"hepatic_function_adequate": True}, "unknown"),
        ({"ecog": 0, "child_pugh": "A"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_that_tolerance_fails_by_what_nobody_operates_on_and_waits_for_function_and_performance(
    inputs: dict[str, Any], status: str, criterion: Criterion
) -> None:
    assert criterion("resection.tolerance", **inputs).status == status


def test_that_other_illness_is_shown_and_decides_nothing(criterion: Criterion) -> None:
    able: dict[str, Any] = {"hepatic_function_adequate": True, "ecog": 0}
    ill = criterion("resection.tolerance", **able, comorbidities=("ischaemic_heart_disease",))
    assert ill.status == criterion("resection.tolerance", **able, comorbidities=()).status == "met"
    assert "ischaemic heart disease" in ill.why
    assert "not known" in criterion("resection.tolerance", **able).why


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize(
    ("count", "sites", "status"),
    [
        (0, (), "met"),
        (1, (), "not_met"),
        (0, ("lung",), "not_met"),
        (1, None, "not_met"),
        (None, ("bone",), "not_met"),
        (0, None, "unknown"),
        (None, (), "unknown"),
        (None, None, "unknown"),
    ],
)
def test_that_no_metastasis_is_met_only_where_both_places_are_known_to_be_free(
    count: int | None, sites: tuple[str, ...] | None, status: str, criterion: Criterion
) -> None:
    assert criterion("iort.no_distant_metastases", liver_lesion_count=count, extrahepatic_sites=sites).status == status


@pytest.mark.parametrize(
    ("inputs", "status"),
    [
        ({"clinical_t": "T3"}, "met"),
        ({"clinical_n": "N1"}, "met"),
        ({"clinical_t": "T2", "clinical_n": "N0"}, "not_met"),
    ],
)
def test_that_the_stage_of_intraoperative_radiotherapy_is_the_one_of_its_trials(
    inputs: dict[str, Any], status: str, criterion: Criterion
) -> None:
    assert criterion("iort.locally_advanced", **inputs).status == status
    assert criterion("iort.locally_advanced").status == "unknown"


@pytest.mark.parametrize(("planned", "status"), [(True, "met"), (False, "not_met"), (None, "unknown")])
def test_that_it_is_given_at_a_curative_resection(planned: bool | None, status: str, criterion: Criterion) -> None:
    assert criterion("iort.curative_resection_planned", curative_resection_planned=planned).status == status


ORGANS = [
    ("cord", {"cord_max_gy": 39.0}),
    ("stomach", {"stomach_max_gy": 49.0}),
    ("duodenum", {"duodenum_max_gy": 49.0}),
    ("left_kidney", {"left_kidney_d66_gy": 10.0, "left_kidney_d100_gy": 5.0}),
    ("right_kidney", {"right_kidney_d66_gy": 10.0, "right_kidney_d100_gy": 5.0}),
]


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize(("organ", "maxima"), ORGANS)
@pytest.mark.parametrize(
    ("course", "status"),
    [
        ({}, "met"),
        ({"whole_liver_dose_gy": 30.6, "whole_liver_fractions": 18}, "met"),
        ({"whole_liver_dose_gy": 29.7, "whole_liver_fractions": 18}, "met"),
        ({"whole_liver_dose_gy": 29.6, "whole_liver_fractions": 18}, "unknown"),
        ({"whole_liver_dose_gy": 31.6, "whole_liver_fractions": 18}, "unknown"),
        ({"whole_liver_dose_gy": 30.0, "whole_liver_fractions": 3}, "unknown"),
        ({"boost_dose_gy": 22.8, "boost_fractions": 12}, "met"),
        ({"boost_dose_gy": 20.0, "boost_fractions": 2}, "unknown"),
    ],
)
def test_that_a_limit_of_an_organ_is_not_known_for_other_fractions(
    organ: str, maxima: dict[str, float], course: dict[str, Any], status: str, criterion: Criterion
) -> None:
    found = criterion(f"whole_liver_boost.{organ}", modality="whole_liver_boost", **maxima, **course)
    assert found.status == status
    assert status == "met" or "not converted" in found.why
