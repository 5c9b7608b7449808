"""Every relation between fields, broken and kept by the smallest step; what is not known breaks none."""

from __future__ import annotations

from typing import Any

import pytest

from engine.case.checks.consistency import contradictions
from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.patient import Patient


def rows(beside: dict[str, Any] | None = None, **of_a_lesion: Any) -> dict[str, Any]:
    """Return inputs with one row of the lesion table; with a second where something is said to stand beside it."""
    return {"lesions": (Lesion(**of_a_lesion), *(() if beside is None else (Lesion(**beside),)))}


#: relation -> what breaks it, and the nearest that keeps it
SIDES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "spared_liver_within_liver": (
        {"normal_liver_below_15gy_ml": 801.0, "liver_volume_ml": 800.0},
        {"normal_liver_below_15gy_ml": 800.0, "liver_volume_ml": 800.0},
    ),
    "tumours_within_liver": (
        {"largest_lesion_cm": 12.0, "liver_volume_ml": 900.0},
        {"largest_lesion_cm": 11.9, "liver_volume_ml": 900.0},
    ),
    "spared_liver_and_tumour_within_liver": (
        {"normal_liver_below_15gy_ml": 1487.0, "largest_lesion_cm": 6.0, "liver_volume_ml": 1600.0},
        {"normal_liver_below_15gy_ml": 1486.0, "largest_lesion_cm": 6.0, "liver_volume_ml": 1600.0},
    ),
    "disappeared_within_all": (
        {"disappeared_lesion_count": 3, "liver_lesion_count": 2},
        {"disappeared_lesion_count": 2, "liver_lesion_count": 2},
    ),
    "whole_liver_dose_within_total": (
        {"modality": "whole_liver_boost", "whole_liver_dose_gy": 30.6, "total_dose_gy": 30.5},
        {"modality": "whole_liver_boost", "whole_liver_dose_gy": 30.6, "total_dose_gy": 30.6},
    ),
    "boost_dose_within_total": (
        {"modality": "whole_liver_boost", "boost_dose_gy": 22.8, "total_dose_gy": 22.7},
        {"modality": "sbrt", "boost_dose_gy": 22.8, "total_dose_gy": 22.7},
    ),
    "whole_liver_fractions_within_all": (
        {"modality": "whole_liver_boost", "whole_liver_fractions": 18, "fractions": 17},
        {"modality": "whole_liver_boost", "whole_liver_fractions": 18, "fractions": 18},
    ),
    "boost_fractions_within_all": (
        {"modality": "whole_liver_boost", "boost_fractions": 12, "fractions": 11},
        {"modality": "whole_liver_boost", "boost_fractions": 12, "fractions": 12},
    ),
    "left_kidney_d100_within_d66": (
        {"left_kidney_d100_gy": 10.1, "left_kidney_d66_gy": 10.0},
        {"left_kidney_d100_gy": 10.0, "left_kidney_d66_gy": 10.0},
    ),
    "right_kidney_d100_within_d66": (
        {"right_kidney_d100_gy": 10.1, "right_kidney_d66_gy": 10.0},
        {"right_kidney_d100_gy": 10.0, "right_kidney_d66_gy": 10.0},
    ),
    **{
        f"{organ}_within_course": (
            {"modality": "sbrt", f"{organ}_max_gy": 51.1, "total_dose_gy": 30.0},
            {"modality": "sbrt", f"{organ}_max_gy": 51.0, "total_dose_gy": 30.0},
        )
        for organ in ("cord", "stomach", "duodenum", "bowel", "heart")
    },
    **{
        f"{side}_kidney_within_course": (
            {"modality": "sbrt", f"{side}_kidney_d66_gy": 51.1, "total_dose_gy": 30.0},
            {"modality": "sbrt", f"{side}_kidney_d66_gy": 51.0, "total_dose_gy": 30.0},
        )
        for side in ("left", "right")
    },
    "interval_within_life": (
        {"disease_free_interval_months": 481.0, "age_years": 40.0},
        {"disease_free_interval_months": 480.0, "age_years": 40.0},
    ),
    "cycles_at_judgement_within_all": (
        {"resectability_judged_after_cycles": 7, "chemotherapy_cycles": 6},
        {"resectability_judged_after_cycles": 6, "chemotherapy_cycles": 6},
    ),
    "judged_before_board": (
        {"resectability_judged_on": "2026-03-13", "board_date": "2026-03-12"},
        {"resectability_judged_on": "2026-03-12", "board_date": "2026-03-12"},
    ),
    "staged_before_board": (
        {"staging_date": "2026-10-01", "board_date": "2026-09-30"},
        {"staging_date": "2026-09-30", "board_date": "2026-09-30"},
    ),
    "karnofsky_and_ecog": ({"ecog": 2, "karnofsky": 90}, {"ecog": 1, "karnofsky": 90}),
    "child_pugh_and_parts": (
        {"child_pugh": "A", "bilirubin_mg_dl": 9.0, "encephalopathy": "grade_3_4"},
        {"child_pugh": "A", "bilirubin_mg_dl": 2.5},
    ),
    "adequate_at_child_pugh_b_or_c": (
        {"hepatic_function_adequate": True, "child_pugh": "B"},
        {"hepatic_function_adequate": True, "child_pugh": "A"},
    ),
    "adequate_at_albi_3": (
        {"hepatic_function_adequate": True, "albi_grade": 3},
        {"hepatic_function_adequate": True, "albi_grade": 2},
    ),
    "not_adequate_at_child_pugh_a": (
        {"hepatic_function_adequate": False, "child_pugh": "A"},
        {"hepatic_function_adequate": False, "child_pugh": "B"},
    ),
    "jaundice_and_bilirubin": (
        {"jaundice": True, "bilirubin_mg_dl": 1.2},
        {"jaundice": True, "bilirubin_mg_dl": 1.3},
    ),
    "no_chemotherapy_and_cycles": (
        {"prior_chemotherapy": False, "chemotherapy_cycles": 1},
        {"prior_chemotherapy": False, "chemotherapy_cycles": 0},
    ),
    "no_chemotherapy_and_regimens": (
        {"prior_chemotherapy": False, "chemotherapy_regimens": 1},
        {"prior_chemotherapy": False, "chemotherapy_regimens": 0},
    ),
    "no_chemotherapy_and_weeks_since": (
        {"prior_chemotherapy": False, "weeks_since_chemotherapy": 4.0},
        {"prior_chemotherapy": True, "weeks_since_chemotherapy": 4.0},
    ),
    "chemotherapy_and_no_cycle": (
        {"prior_chemotherapy": True, "chemotherapy_cycles": 0},
        {"prior_chemotherapy": True, "chemotherapy_cycles": 1},
    ),
    "resected_and_symptoms_of_the_primary": (
        {"primary_resected": True, "local_symptoms": ("bleeding",)},
        {"primary_resected": True, "local_symptoms": ()},
    ),
    "resected_and_resection_planned": (
        {"primary_resected": True, "curative_resection_planned": True},
        {"primary_resected": True, "curative_resection_planned": False},
    ),
    "no_liver_radiotherapy_and_sbrt": (
        {"prior_liver_radiotherapy": False, "prior_liver_directed_treatment": ("sbrt",)},
        {"prior_liver_radiotherapy": False, "prior_liver_directed_treatment": ("resection",)},
    ),
    "no_lesion_and_a_size": (
        {"liver_lesion_count": 0, "largest_lesion_cm": 0.1},
        {"liver_lesion_count": 1, "largest_lesion_cm": 0.1},
    ),
    "synchronous_and_an_interval": (
        {"metastasis_timing": "synchronous", "disease_free_interval_months": 0.5},
        {"metastasis_timing": "synchronous", "disease_free_interval_months": 0.0},
    ),
    "metachronous_and_no_interval": (
        {"metastasis_timing": "metachronous", "disease_free_interval_months": 0.0},
        {"metastasis_timing": "metachronous", "disease_free_interval_months": 0.5},
    ),
    "not_near_the_hilum_and_at_a_duct": (
        {"near_hilum": False, "bile_duct_distance_mm": 5.0},
        {"near_hilum": False, "bile_duct_distance_mm": 6.0},
    ),
    "complete_response_and_lesions_seen": (
        {"systemic_response": "complete", "disappeared_lesion_count": 0, "liver_lesion_count": 1},
        {"systemic_response": "complete", "disappeared_lesion_count": 1, "liver_lesion_count": 1},
    ),
    "not_near_and_touching": (
        {"near_gut": False, "gut_distance_mm": 5.0},
        {"near_gut": False, "gut_distance_mm": 5.1},
    ),
    "near_and_far": ({"near_gut": True, "gut_distance_mm": 30.1}, {"near_gut": True, "gut_distance_mm": 30.0}),
    "rectum_and_right_side": (
        {"primary_site": "rectum", "primary_side": "right"},
        {"primary_site": "rectum", "primary_side": "left"},
    ),
    "elsewhere_and_a_side": (
        {"primary_site": "other", "primary_side": "left"},
        {"primary_site": "colon", "primary_side": "left"},
    ),
    "positive_stage_and_no_node": (
        {"clinical_n": "N1", "primary_node_positive": False, "primary_resected": False},
        {"clinical_n": "N1", "primary_node_positive": False, "primary_resected": True},
    ),
    "negative_stage_and_a_node": (
        {"clinical_n": "N0", "primary_node_positive": True, "primary_resected": False},
        {"clinical_n": "N0", "primary_node_positive": True, "primary_resected": True},
    ),
    "free_passage_and_obstruction": (
        {"bowel_passage": "free", "local_symptoms": ("incomplete_obstruction",)},
        {"bowel_passage": "free", "local_symptoms": ("bleeding",)},
    ),
    "curative_resection_and_palliation": (
        {"curative_resection_planned": True, "intent": "palliation"},
        {"curative_resection_planned": True, "intent": "control"},
    ),
    "no_site_and_lesions_outside": (
        {"extrahepatic_sites": (), "extrahepatic_lesion_count": 1},
        {"extrahepatic_sites": (), "extrahepatic_lesion_count": 0},
    ),
    "no_site_and_a_size_outside": (
        {"extrahepatic_sites": (), "largest_extrahepatic_lesion_cm": 0.1},
        {"extrahepatic_sites": (), "largest_extrahepatic_lesion_cm": 0.0},
    ),
    "no_site_and_not_controlled": (
        {"extrahepatic_sites": (), "extrahepatic_disease_controlled": False},
        {"extrahepatic_sites": (), "extrahepatic_disease_controlled": True},
    ),
    "a_lesion_for_each_site": (
        {"extrahepatic_sites": ("lung", "bone"), "extrahepatic_lesion_count": 1},
        {"extrahepatic_sites": ("lung", "bone"), "extrahepatic_lesion_count": 2},
    ),
    "site_and_no_size_outside": (
        {"extrahepatic_sites": ("lung",), "largest_extrahepatic_lesion_cm": 0.0},
        {"extrahepatic_sites": ("lung",), "largest_extrahepatic_lesion_cm": 0.1},
    ),
    "lesions_and_no_size_outside": (
        {"extrahepatic_lesion_count": 1, "largest_extrahepatic_lesion_cm": 0.0},
        {"extrahepatic_lesion_count": 1, "largest_extrahepatic_lesion_cm": 0.1},
    ),
    "no_lesion_and_a_size_outside": (
        {"extrahepatic_lesion_count": 0, "largest_extrahepatic_lesion_cm": 0.1},
        {"extrahepatic_lesion_count": 0, "largest_extrahepatic_lesion_cm": 0.0},
    ),
    "no_lesion_and_not_controlled_outside": (
        {"extrahepatic_lesion_count": 0, "extrahepatic_disease_controlled": False},
        {"extrahepatic_lesion_count": 1, "extrahepatic_disease_controlled": False},
    ),
    "lesions_and_no_size": (
        {"liver_lesion_count": 1, "largest_lesion_cm": 0.0},
        {"liver_lesion_count": 1, "largest_lesion_cm": 0.0, "disappeared_lesion_count": 1},
    ),
    **{
        f"no_lesion_{place}": ({"liver_lesion_count": 0, place: True}, {"liver_lesion_count": 1, place: True})
        for place in ("near_gut", "near_hilum", "near_major_vessel")
    },
    **{
        f"no_lesion_and_{organ}_distance": (
            {"liver_lesion_count": 0, f"{organ}_distance_mm": 0.0},
            {"liver_lesion_count": 1, f"{organ}_distance_mm": 0.0},
        )
        for organ in ("gut", "bile_duct")
    },
    "no_lesion_and_its_origin": (
        {"liver_lesion_count": 0, "liver_tumour": "primary_liver_cancer"},
        {"liver_lesion_count": 1, "liver_tumour": "primary_liver_cancer"},
    ),
    "no_lesion_and_a_response": (
        {"liver_lesion_count": 0, "systemic_response": "progression"},
        {"liver_lesion_count": 0, "systemic_response": "complete"},
    ),
    "all_gone_and_no_complete_response": (
        {"liver_lesion_count": 2, "disappeared_lesion_count": 2, "systemic_response": "stable"},
        {"liver_lesion_count": 2, "disappeared_lesion_count": 1, "systemic_response": "stable"},
    ),
    "no_chemotherapy_and_drugs": (
        {"prior_chemotherapy": False, "systemic_drugs": ("oxaliplatin",)},
        {"prior_chemotherapy": False, "systemic_drugs": ("immunotherapy",)},
    ),
    "no_chemotherapy_and_response": (
        {"prior_chemotherapy": False, "systemic_response": "progression"},
        {"prior_chemotherapy": False, "systemic_response": "progression", "systemic_drugs": ("immunotherapy",)},
    ),
    "no_chemotherapy_and_gone": (
        {"prior_chemotherapy": False, "disappeared_lesion_count": 1},
        {"prior_chemotherapy": False, "disappeared_lesion_count": 0},
    ),
    "no_chemotherapy_and_cycles_at_judgement": (
        {"prior_chemotherapy": False, "resectability_judged_after_cycles": 1},
        {"prior_chemotherapy": False, "resectability_judged_after_cycles": 0},
    ),
    "no_chemotherapy_and_intra_arterial": (
        {"prior_chemotherapy": False, "prior_liver_directed_treatment": ("intra_arterial_chemotherapy",)},
        {"prior_chemotherapy": False, "prior_liver_directed_treatment": ("thermal_ablation",)},
    ),
    "no_chemotherapy_and_sinusoidal_injury": (
        {"prior_chemotherapy": False, "sinusoidal_injury": True},
        {"prior_chemotherapy": False, "sinusoidal_injury": False},
    ),
    "chemotherapy_and_no_regimen": (
        {"prior_chemotherapy": True, "chemotherapy_regimens": 0},
        {"prior_chemotherapy": True, "chemotherapy_regimens": 1},
    ),
    "cycles_and_no_regimen": (
        {"chemotherapy_cycles": 1, "chemotherapy_regimens": 0},
        {"chemotherapy_cycles": 0, "chemotherapy_regimens": 0},
    ),
    "drugs_and_no_regimen": (
        {"systemic_drugs": ("irinotecan",), "chemotherapy_regimens": 0},
        {"systemic_drugs": ("anti_egfr",), "chemotherapy_regimens": 0},
    ),
    "drugs_and_no_cycle": (
        {"systemic_drugs": ("irinotecan",), "chemotherapy_cycles": 0},
        {"systemic_drugs": ("irinotecan",), "chemotherapy_cycles": 1},
    ),
    "no_drugs_and_cycles": (
        {"systemic_drugs": (), "chemotherapy_cycles": 1},
        {"systemic_drugs": (), "chemotherapy_cycles": 0},
    ),
    "no_drugs_and_response": (
        {"systemic_drugs": (), "systemic_response": "stable"},
        {"systemic_drugs": ("anti_egfr",), "systemic_response": "stable"},
    ),
    "no_drugs_and_gone": (
        {"systemic_drugs": (), "disappeared_lesion_count": 1},
        {"systemic_drugs": (), "disappeared_lesion_count": 0},
    ),
    "no_cycle_and_response": (
        {"chemotherapy_cycles": 0, "systemic_response": "partial"},
        {"chemotherapy_cycles": 0, "systemic_response": "partial", "systemic_drugs": ("immunotherapy",)},
    ),
    "no_cycle_and_gone": (
        {"chemotherapy_cycles": 0, "disappeared_lesion_count": 1},
        {"chemotherapy_cycles": 1, "disappeared_lesion_count": 1},
    ),
    "weeks_since_chemotherapy_within_life": (
        {"weeks_since_chemotherapy": 1591.0, "age_years": 30.0},
        {"weeks_since_chemotherapy": 1590.0, "age_years": 30.0},
    ),
    "adequate_beyond_class_a": (
        {"hepatic_function_adequate": True, "encephalopathy": "grade_3_4"},
        {"hepatic_function_adequate": True, "encephalopathy": "grade_1_2"},
    ),
    "cure_and_palliation_planned": (
        {"intent": "cure", "modality": "liver_palliation"},
        {"intent": "cure", "modality": "sbrt"},
    ),
    "spared_below_the_whole_liver_dose": (
        {"modality": "whole_liver_boost", "normal_liver_below_15gy_ml": 100.0, "whole_liver_dose_gy": 15.1},
        {"modality": "whole_liver_boost", "normal_liver_below_15gy_ml": 100.0, "whole_liver_dose_gy": 15.0},
    ),
    "not_near_and_a_row_at_a_vessel": (
        {"near_major_vessel": False, **rows(vessel_distance_mm=5.0)},
        {"near_major_vessel": False, **rows(vessel_distance_mm=5.0, nearest_vessel="hepatic_artery")},
    ),
    "row_not_near_and_at_a_vessel": (
        rows(near_major_vessel=False, vessel_distance_mm=5.0, beside={"near_major_vessel": True}),
        rows(near_major_vessel=False, vessel_distance_mm=5.1, beside={"near_major_vessel": True}),
    ),
    "row_near_and_far_from_a_vessel": (
        rows(near_major_vessel=True, vessel_distance_mm=30.1),
        rows(near_major_vessel=True, vessel_distance_mm=30.0),
    ),
    "not_near_and_a_row_at_the_gut": (
        {"near_gut": False, **rows(gut_distance_mm=5.0, beside={})},
        {"near_gut": False, **rows(gut_distance_mm=5.1, beside={})},
    ),
    "row_not_near_and_at_the_gut": (
        rows(near_gut=False, gut_distance_mm=5.0, beside={"near_gut": True}),
        rows(near_gut=False, gut_distance_mm=5.1, beside={"near_gut": True}),
    ),
    "row_near_and_far_from_the_gut": (
        rows(near_gut=True, gut_distance_mm=30.1, beside={"near_gut": False, "gut_distance_mm": 6.0}),
        rows(near_gut=True, gut_distance_mm=30.0, beside={"near_gut": False, "gut_distance_mm": 6.0}),
    ),
    "row_not_near_and_at_a_duct": (
        rows(near_hilum=False, bile_duct_distance_mm=5.0, beside={"near_hilum": True}),
        rows(near_hilum=False, bile_duct_distance_mm=5.1, beside={"near_hilum": True}),
    ),
    "row_gone_and_no_complete_response": (
        rows(disappeared=True, response="partial", beside={"disappeared": False}),
        rows(disappeared=True, response="complete", beside={"disappeared": False}),
    ),
    "row_complete_and_still_seen": (
        rows(disappeared=False, response="complete"),
        rows(disappeared=None, response="complete"),
    ),
    "complete_response_and_a_row_without": (
        {"systemic_response": "complete", **rows(response="stable")},
        {"systemic_response": "complete", **rows(response="complete")},
    ),
    "all_resectable_and_a_row_not": (
        {"metastases_resectable": True, **rows(resectable=False, beside={})},
        {"metastases_resectable": True, **rows(resectable=False, disappeared=True, beside={})},
    ),
    "row_resected_and_not_resectable": (
        rows(resectable=False, treatment="resection"),
        rows(resectable=False, treatment="sbrt"),
    ),
    "planned_and_in_no_row_sbrt": (
        {
            "modality": "sbrt",
            "lesions": (Lesion(treatment="resection"), Lesion(treatment="resection", disappeared=True)),
        },
        {"modality": "sbrt", "lesions": (Lesion(treatment="resection"), Lesion())},
    ),
    "planned_and_in_no_row_resection": (
        {"modality": "resection", "lesions": (Lesion(treatment="none"), Lesion(treatment="none", disappeared=True))},
        {"modality": "resection", "lesions": (Lesion(treatment="none"), Lesion())},
    ),
    "planned_and_in_no_row_thermal_ablation": (
        {
            "modality": "thermal_ablation",
            "lesions": (Lesion(treatment="sbrt"), Lesion(treatment="sbrt", disappeared=True)),
        },
        {"modality": "thermal_ablation", "lesions": (Lesion(treatment="sbrt"), Lesion())},
    ),
    "row_ablated_and_not_ablatable": (
        rows(ablatable=False, treatment="thermal_ablation"),
        rows(ablatable=True, treatment="thermal_ablation"),
    ),
    "no_regimen_and_weeks_since": (
        {"chemotherapy_regimens": 0, "weeks_since_chemotherapy": 4.0},
        {"chemotherapy_regimens": 1, "weeks_since_chemotherapy": 4.0},
    ),
    "no_regimen_and_response": (
        {"chemotherapy_regimens": 0, "systemic_response": "partial"},
        {"chemotherapy_regimens": 0, "systemic_response": "partial", "systemic_drugs": ("anti_egfr",)},
    ),
    "no_regimen_and_gone": (
        {"chemotherapy_regimens": 0, "disappeared_lesion_count": 1},
        {"chemotherapy_regimens": 0, "disappeared_lesion_count": 0},
    ),
    "no_regimen_and_cycles_at_judgement": (
        {"chemotherapy_regimens": 0, "resectability_judged_after_cycles": 1},
        {"chemotherapy_regimens": 0, "resectability_judged_after_cycles": 0},
    ),
    "no_regimen_and_sinusoidal_injury": (
        {"chemotherapy_regimens": 0, "sinusoidal_injury": True},
        {"chemotherapy_regimens": 0, "sinusoidal_injury": False},
    ),
    "right_side_and_height": (
        {"primary_side": "right", "tumour_height_cm": 4.0},
        {"primary_side": "left", "tumour_height_cm": 4.0},
    ),
    "right_side_and_mesorectal_fascia": (
        {"primary_side": "right", "mesorectal_fascia": "clear"},
        {"primary_side": "left", "mesorectal_fascia": "clear"},
    ),
    "right_side_and_lateral_nodes": (
        {"primary_side": "right", "lateral_nodes_suspicious": True},
        {"primary_side": "right", "lateral_nodes_suspicious": False},
    ),
    **{
        f"{side}_kidney_d100_within_course": (
            {"modality": "sbrt", f"{side}_kidney_d100_gy": 51.1, "total_dose_gy": 30.0},
            {"modality": "sbrt", f"{side}_kidney_d100_gy": 51.0, "total_dose_gy": 30.0},
        )
        for side in ("left", "right")
    },
    "row_without_a_size": (
        rows(diameter_cm=0.0, beside={"diameter_cm": 2.0}),
        rows(diameter_cm=0.0, response="complete", beside={"diameter_cm": 2.0}),
    ),
}


def broken(fields: FieldCatalogue, inputs: dict[str, Any]) -> list[str]:
    return [found.id for found in contradictions(Patient(fields, inputs))]


def test_that_every_relation_has_both_sides_here(fields: FieldCatalogue) -> None:
    assert {relation.id for relation in fields.relations} == set(SIDES)


@pytest.mark.parametrize("name", SIDES)
def test_that_a_relation_is_broken_on_one_side_only(fields: FieldCatalogue, name: str) -> None:
    wrong, right = SIDES[name]
    assert broken(fields, wrong) == [name]
    assert broken(fields, right) == []


@pytest.mark.parametrize("name", SIDES)
def test_that_an_unknown_half_breaks_nothing(fields: FieldCatalogue, name: str) -> None:
    wrong, _ = SIDES[name]
    first = next(relation for relation in fields.relations if relation.id == name).fields[0]
    assert name not in broken(fields, {key: value for key, value in wrong.items() if key != first})


@pytest.mark.parametrize("name", SIDES)
def test_that_both_fields_are_named_with_their_values(fields: FieldCatalogue, name: str) -> None:
    (found,) = contradictions(Patient(fields, SIDES[name][0]))
    assert len(found.fields) >= 2
    assert "{" not in found.text
    assert "not known" not in found.text


@pytest.mark.parametrize(
    ("inputs", "field", "value", "typed"),
    [
        ({"whole_liver_dose_gy": 30.6, "boost_dose_gy": 22.8}, "total_dose_gy", 53.4, None),
        ({"whole_liver_dose_gy": 30.6, "boost_dose_gy": 22.8, "total_dose_gy": 53.4}, "total_dose_gy", 53.4, None),
        ({"whole_liver_dose_gy": 30.6, "boost_dose_gy": 22.8, "total_dose_gy": 50.0}, "total_dose_gy", 53.4, 50.0),
        ({"total_dose_gy": 53.4, "whole_liver_dose_gy": 30.6}, "boost_dose_gy", 22.8, None),
        ({"total_dose_gy": 53.4, "boost_dose_gy": 22.8}, "whole_liver_dose_gy", 30.6, None),
        ({"whole_liver_fractions": 18, "boost_fractions": 12}, "fractions", 30, None),
        ({"fractions": 30, "boost_fractions": 12}, "whole_liver_fractions", 18, None),
    ],
)
def test_that_sum_and_parts_of_the_course_follow_from_one_another(
    fields: FieldCatalogue, inputs: dict[str, Any], field: str, value: float, typed: float | None
) -> None:
    patient = Patient(fields, {"modality": "whole_liver_boost", **inputs})
    assert patient.value(field) == value
    assert patient.derived[field].replaces == typed


@pytest.mark.parametrize("inputs", [{"total_dose_gy": 30.0, "boost_dose_gy": 30.0}, {"total_dose_gy": 30.0}])
def test_that_nothing_follows_from_too_little(fields: FieldCatalogue, inputs: dict[str, Any]) -> None:
    patient = Patient(fields, {"modality": "whole_liver_boost", **inputs})
    assert patient.value("whole_liver_dose_gy") is None


def test_that_another_plan_is_not_added_up(fields: FieldCatalogue) -> None:
    inputs = {"modality": "sbrt", "whole_liver_dose_gy": 30.6, "boost_dose_gy": 22.8, "total_dose_gy": 60.0}
    assert Patient(fields, inputs).value("total_dose_gy") == 60.0
