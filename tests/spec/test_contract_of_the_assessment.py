"""The assessment as JSON, key by key as the contract writes it, and the contract's own example of a case."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine import VERSION
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.case.format.case_json import case_sha256
from engine.case.format.case_parsing import parse_case
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.as_json import assessment_bytes
from engine.findings.assess import assess
from tests.shipped import shipped_fields, shipped_library

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLES = PROJECT / "resources" / "examples"

#: the contract's example, as it stands there
CASE = b"""
{"format": "beamside-case/1", "label": "Board 12 March, case B", "notes": "",
 "inputs": {"age_years": 66, "karnofsky": 90, "tumour_height_cm": 5.0,
            "lesions": [{"diameter_cm": 5.5, "near_gut": false}],
            "modality": "sbrt", "total_dose_gy": 60, "fractions": 3,
            "normal_liver_below_15gy_ml": 820}}
"""

TOP = {
    *("format", "engine_version", "case_sha256", "evidence", "inputs", "derived", "unused_inputs", "options"),
    *("spread", "scores", "missing"),
}
OPTION = {
    *("modality", "planned", "verdict", "criteria", "regimens", "constraints", "toxicities", "outcomes", "curves"),
    "cautions",
}
CRITERION = {"id", "label", "status", "value", "unit", "threshold", "margin", "flip", "dissent", "sources"}
TOXICITY = {"label", "grade", "phase", "scale", "events", "patients", "rate", "interval", "source", "locator"}
OUTCOME = {"endpoint", "statistic", "value", "unit", "patients", "source", "locator"}
CURVE = {
    *("id", "source", "arm", "endpoint", "patients", "method", "time_months", "survival", "lower", "upper"),
    *("published", "badges", "match"),
}
STATUSES = {"met", "met_outside_observed_range", "borderline", "not_met", "unknown", "not_applicable"}
ENDPOINTS = {
    *("overall_survival", "progression_free_survival", "disease_free_survival", "distant_metastasis_free_survival"),
    *("local_control", "response"),
}


@pytest.fixture(scope="module")
def fields(resources: Path) -> FieldCatalogue:
    return shipped_fields()


@pytest.fixture(scope="module")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    return shipped_library()


@pytest.fixture(scope="module")
def found(fields: FieldCatalogue, library: Library) -> dict[str, Any]:
    return dict(json.loads(assessment_bytes(assess(parse_case(CASE, fields), library))))


def option(found: dict[str, Any], modality: str) -> dict[str, Any]:
    return next(item for item in found["options"] if item["modality"] == modality)


def test_that_the_keys_of_the_contract_are_all_there(found: dict[str, Any]) -> None:
    assert set(found) >= TOP
    assert set(found["evidence"]) >= {"version", "sha256"}
    assert set(found["spread"]) >= {"level", "findings"}
    assert set(found["scores"][0]) >= {"id", "known_points", "unknown_items", "range"}
    for missing in found["missing"]:
        assert set(missing) >= {"field", "decides", "verdict_if"}
    for item in found["options"]:
        assert set(item) >= OPTION
        for name, keys in (("criteria", CRITERION), ("toxicities", TOXICITY), ("outcomes", OUTCOME), ("curves", CURVE)):
            for row in item[name]:
                assert set(row) >= keys
        for caution in item["cautions"]:
            assert set(caution) >= {"kind", "text", "sources"}
        for curve in item["curves"]:
            assert set(curve["match"]) >= {"met", "not_met", "unknown", "items"}


def test_that_the_words_of_the_contract_are_used_and_no_other(found: dict[str, Any]) -> None:
    assert found["format"] == "beamside-assessment/2"
    assert found["engine_version"] == VERSION
    assert [item["modality"] for item in found["options"]] == list(MODALITIES)
    for item in found["options"]:
        assert item["verdict"] in {"outside", "concern", "undetermined", "borderline", "within", "comparator"}
        assert {row["status"] for row in item["criteria"]} <= STATUSES
        assert {caution["kind"] for caution in item["cautions"]} <= {"caution", "contested", "note"}
        survival = [row["endpoint"] for row in item["outcomes"] if "survival" in (row["endpoint"] or "")]
        assert set(survival) <= ENDPOINTS | {"disease_specific_survival"}
    assert {"overall_survival", "local_control"} <= {row["endpoint"] for row in option(found, "sbrt")["outcomes"]}


def test_that_rates_are_proportions_and_curves_of_one_length(found: dict[str, Any]) -> None:
    for item in found["options"]:
        for row in item["toxicities"]:
            assert row["rate"] is None or 0 <= row["rate"] <= 1
            assert row["interval"] is None or 0 <= row["interval"][0] <= row["interval"][1] <= 1
        for row in item["outcomes"]:
            if row["statistic"] == "rate":
                assert row["value"] is None or 0 <= row["value"] <= 1
        for curve in item["curves"]:
            assert len(curve["time_months"]) == len(curve["survival"])
            assert len(curve["lower"]) == len(curve["upper"])
            assert len(curve["lower"]) in (0, len(curve["survival"]))
            assert all(0 <= s <= 1 for s in (*curve["survival"], *curve["lower"], *curve["upper"]))


def test_that_the_example_of_the_contract_is_borderline_by_its_largest_lesion(found: dict[str, Any]) -> None:
    statuses = {row["id"]: row for row in option(found, "sbrt")["criteria"]}
    largest = statuses["sbrt.largest_lesion"]
    assert (largest["status"], largest["value"], largest["unit"], largest["margin"]) == ("borderline", 5.5, "cm", -0.5)
    assert largest["sources"][0]["source"] == "sanuki2022"
    assert statuses["sbrt.spared_liver"]["status"] == "met"
    assert statuses["sbrt.lesion_count"]["status"] == "met"
    assert statuses["sbrt.gut_distance"]["status"] == "met"
    assert option(found, "sbrt")["planned"] is True
    assert found["derived"] == {"liver_lesion_count": 1, "largest_lesion_cm": 5.5, "near_gut": False}
    assert found["spread"]["level"] == "lower"


def test_that_the_stamp_is_of_this_case_and_this_library(
    found: dict[str, Any], fields: FieldCatalogue, library: Library
) -> None:
    assert found["case_sha256"] == case_sha256(parse_case(CASE, fields))
    assert found["evidence"] == {
        "version": library.version,
        "sha256": library.sha256,
        "searched": library.searched.isoformat(),
        "newest_publication": library.newest_publication,
        "old_from": library.old_from.isoformat() if library.old_from else None,
    }
    assert found["inputs"] == json.loads(CASE)["inputs"]


def test_that_with_the_missing_items_known_the_example_is_borderline(fields: FieldCatalogue, library: Library) -> None:
    case = parse_case(CASE, fields)
    patient = case.patient.with_value("metastases_resectable", False).with_value("hepatic_function_adequate", True)
    patient = patient.with_value("extrahepatic_sites", ())
    assert assess(case, library).option("sbrt").verdict == "undetermined"
    # What no criterion asks for is asked for by a concern: where the liver tumour comes from.
    assert assess(patient, library).option("sbrt").verdict == "undetermined"
    assert assess(patient.with_value("liver_tumour", "metastasis"), library).option("sbrt").verdict == "borderline"


@pytest.mark.parametrize(
    ("name", "modality", "verdict"),
    [
        ("sbrt-candidate", "sbrt", "within"),
        ("borderline", "sbrt", "undetermined"),
        ("first-line-chemoradiation", "chemoradiotherapy", "within"),
    ],
)
def test_that_the_examples_show_what_their_names_say(
    name: str, modality: str, verdict: str, fields: FieldCatalogue, library: Library
) -> None:
    case = load_case(EXAMPLES / f"{name}.beamside.json", fields)
    found = assess(case, library)
    assert found.planned_modality == modality
    assert found.option(modality).verdict == verdict
    assert found.questions == ()


def test_that_the_case_of_the_borderline_example_is_borderline_in_two_ways_and_lacks_two_items(
    fields: FieldCatalogue, library: Library
) -> None:
    found = assess(load_case(EXAMPLES / "borderline.beamside.json", fields), library).option("sbrt")
    assert (found.counts["borderline"], found.counts["unknown"], found.counts["not_met"]) == (2, 2, 0)


def test_that_the_range_of_a_proportion_is_never_wider_than_possible(found: dict[str, Any]) -> None:
    for item in found["options"]:
        for row in (*item["outcomes"], *item["background"]):
            if row["interval_kind"] == "exact":
                low, high = row["interval"]
                assert 0 <= low <= row["events"] / row["patients"] <= high <= 1
