"""Reasons of verdicts name what is so of the patient, never the name of a criterion that reads as the opposite."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.findings.assessment import Assessment, CriterionFinding
from engine.findings.headline_text.headline_words import reason_in_brief

Criterion = Callable[..., CriterionFinding]
Assessed = Callable[..., Assessment]

NAME = "iort.lower_rectum"
#: a sentence of the record, repeated where the primary is gone
#: What the concerns that ask have to be told before a headline can be decided by the criteria.
ASKED: dict[str, Any] = {"karnofsky": 90, "extrahepatic_sites": (), "liver_tumour": "metastasis"}
NOT_ASKED = "Not known: disease outside the liver and whether the liver tumour is a metastasis"
ABLE: dict[str, Any] = {**ASKED, "hepatic_function_adequate": True}
CURATIVE: dict[str, Any] = {
    "liver_lesion_count": 0,
    "extrahepatic_sites": (),
    "clinical_t": "T3",
    "curative_resection_planned": True,
}
SOONER = "metastases came sooner with it in its own trial"
RESECTED = "The primary has been removed: intraoperative radiotherapy is given at its resection."


# ---------------------------------------------------------------------- a primary outside the rectum


@pytest.mark.parametrize(
    ("site", "fact"), [("colon", "the primary is in the colon"), ("other", "the primary is not in the rectum")]
)
@pytest.mark.parametrize("height", [None, 4.0, 9.0])
def test_that_a_primary_elsewhere_is_not_in_the_lower_rectum_whatever_its_height(
    site: str, fact: str, height: float | None, criterion: Criterion
) -> None:
    found = criterion(NAME, primary_site=site, tumour_height_cm=height)
    assert (found.status, found.fact, found.margin) == ("not_met", fact, None)
    assert found.why.lower() == f"{fact}."


@pytest.mark.parametrize("site", [None, "rectum"])
def test_that_a_primary_in_the_rectum_or_not_known_is_judged_by_its_height(
    site: str | None, criterion: Criterion
) -> None:
    assert criterion(NAME, primary_site=site, tumour_height_cm=5.0).status == "met"
    assert criterion(NAME, primary_site=site, tumour_height_cm=5.1).status == "not_met"
    assert criterion(NAME, primary_site=site).status == "unknown"


def test_that_tumour_height_is_asked_for_in_the_rectum_and_not_in_the_colon(assessed: Assessed) -> None:
    asked = {
        site: {m.field for m in assessed(primary_site=site).missing} for site in (None, "rectum", "colon", "other")
    }
    assert {site for site, fields in asked.items() if "tumour_height_cm" in fields} == {None, "rectum"}


def test_that_the_verdict_names_the_colon(assessed: Assessed) -> None:
    option = assessed(primary_site="colon").option("iort")
    assert option.verdict_in_words == (
        "Outside the published criteria: the primary is in the colon (1 of 4 not met). "
        f"Concern as well: {SOONER}. 3 more not known."
    )


# ---------------------------------------------------------------------- a primary that is gone


def test_that_a_resected_primary_is_said_first_and_in_the_reason(assessed: Assessed) -> None:
    option = assessed(primary_site="rectum", tumour_height_cm=4.0, primary_resected=True, **CURATIVE).option("iort")
    assert option.verdict == "concern"
    assert option.cautions[0].id == "masaki2020.primary_resected"
    assert option.cautions[0].fired_by == ("primary_resected",)
    standing = "4 criteria met, none open; none of them answers the concern. "
    assert option.verdict_in_words.startswith(f"Concern: {SOONER}. {standing}")
    assert option.verdict_in_words.endswith(RESECTED)


@pytest.mark.parametrize("resected", [None, False])
def test_that_nothing_is_said_of_a_primary_that_is_there_or_not_known(
    resected: bool | None, assessed: Assessed
) -> None:
    option = assessed(primary_site="rectum", tumour_height_cm=4.0, primary_resected=resected).option("iort")
    assert "masaki2020.primary_resected" not in {caution.id for caution in option.cautions}
    assert RESECTED not in option.verdict_in_words


def test_that_what_is_outside_needs_no_further_reason(assessed: Assessed) -> None:
    option = assessed(primary_site="rectum", tumour_height_cm=9.0, primary_resected=True).option("iort")
    assert option.cautions[0].id == "masaki2020.primary_resected"
    assert option.verdict_in_words == (
        "Outside the published criteria: tumour height 9 cm (1 of 4 not met). "
        f"Concern as well: {SOONER}. 3 more not known."
    )


# ---------------------------------------------------------------------- the cause, not the name

FACTS: list[tuple[str, dict[str, Any], str]] = [
    ("sbrt.not_resectable", {"metastases_resectable": True, "fit_for_surgery": True}, "resectable and fit"),
    ("sbrt.not_resectable", {"metastases_resectable": True}, "resectable, and not judged unfit"),
    ("sbrt.not_resectable", {"metastases_resectable": False}, ""),
    ("resection.resectable", {"metastases_resectable": True, "fit_for_surgery": True}, ""),
    ("resection.resectable", {"metastases_resectable": False}, "not resectable"),
    (
        "resection.resectable",
        {"metastases_resectable": True, "fit_for_surgery": False},
        "not fit for liver surgery",
    ),
    (
        "resection.resectable",
        {"metastases_resectable": False, "fit_for_surgery": False},
        "not resectable and not fit for liver surgery",
    ),
    ("chemoradiotherapy.no_prior_treatment", {"prior_pelvic_radiotherapy": True}, "earlier pelvic radiotherapy"),
    (
        "chemoradiotherapy.no_prior_treatment",
        {"prior_pelvic_radiotherapy": False, "prior_chemotherapy": True},
        "earlier chemotherapy",
    ),
    (
        "chemoradiotherapy.no_prior_treatment",
        {"prior_pelvic_radiotherapy": False, "prior_chemotherapy": False},
        "",
    ),
    ("chemoradiotherapy.locally_advanced", {"clinical_t": "T2", "clinical_n": "N0"}, "local stage cT2 cN0"),
    ("chemoradiotherapy.locally_advanced", {"clinical_t": "T3", "clinical_n": "N0"}, ""),
    (
        "chemoradiotherapy.synchronous_unresectable_metastases",
        {"metastasis_timing": "metachronous"},
        "metastases metachronous",
    ),
    (
        "chemoradiotherapy.synchronous_unresectable_metastases",
        {"metastasis_timing": "synchronous", "metastases_resectable": True},
        "metastases resectable",
    ),
    ("chemoradiotherapy.age", {"age_years": 81}, "age 81 years"),
    ("chemoradiotherapy.age", {"age_years": 70}, ""),
    ("chemoradiotherapy.karnofsky", {"karnofsky": 50}, "Karnofsky 50 %"),
    ("chemoradiotherapy.rectal_primary", {"primary_site": "colon"}, "the primary is not in the rectum"),
    ("chemoradiotherapy.histology", {"histology": "other"}, "not an adenocarcinoma"),
    ("chemoradiotherapy.local_symptoms", {"local_symptoms": ()}, "no local symptoms"),
    ("chemoradiotherapy.no_other_malignancy", {"other_malignancy": True}, "another malignancy"),
    (
        "chemoradiotherapy.no_excluded_comorbidity",
        {"comorbidities": ("malabsorption",)},
        "malabsorption",
    ),
    ("whole_liver_boost.child_pugh", {"child_pugh": "C"}, "Child-Pugh class C"),
    ("whole_liver_boost.liver_metastasis", {"liver_tumour": "primary_liver_cancer"}, "primary liver cancer"),
    ("whole_liver_boost.multiple_lesions", {"liver_lesion_count": 1}, "1 lesion in the liver"),
    ("whole_liver_boost.largest_lesion", {"largest_lesion_cm": 13}, "largest liver lesion 13 cm"),
    (
        "whole_liver_boost.left_kidney",
        {"modality": "whole_liver_boost", "left_kidney_d66_gy": 18.5},
        "left kidney D66 18.5 Gy",
    ),
    ("sbrt.lesion_count", {"liver_lesion_count": 4}, "4 lesions in the liver"),
    ("sbrt.largest_lesion", {"largest_lesion_cm": 5.5}, "largest liver lesion 5.5 cm"),
    ("sbrt.gut_distance", {"near_gut": True}, "lesion near stomach or bowel"),
    ("sbrt.hepatic_function", {"hepatic_function_adequate": False}, "liver function not adequate"),
    ("thermal_ablation.vessel_proximity", {"near_major_vessel": True}, "a lesion near a major vessel"),
    ("sbrt.lesion_count", {}, ""),
]


@pytest.mark.parametrize(("name", "inputs", "fact"), FACTS)
def test_that_the_fact_is_the_cause_of_the_finding(
    name: str, inputs: dict[str, Any], fact: str, criterion: Criterion
) -> None:
    assert criterion(name, **inputs).fact == fact


def test_that_a_resectable_patient_is_not_told_that_resection_is_impossible(assessed: Assessed) -> None:
    found = assessed(metastases_resectable=True, fit_for_surgery=True)
    assert "criteria: resectable and fit (1 of 6 not met)." in found.option("sbrt").verdict_in_words
    for option in found.options:
        assert "not possible" not in option.verdict_in_words


def test_that_facts_that_hold_a_comma_do_not_run_into_one_another(assessed: Assessed) -> None:
    words = assessed(metastases_resectable=True, liver_lesion_count=4).option("sbrt").verdict_in_words
    assert "criteria: resectable, and not judged unfit; 4 lesions in the liver (2 of 6 not met)." in words


# ---------------------------------------------------------------------- near the limit of the spared liver

NEAR = "and within the 1 % by which planning systems differ"
PLAN: dict[str, Any] = {
    "metastases_resectable": False,
    "liver_lesion_count": 1,
    "largest_lesion_cm": 2.0,
    "near_gut": False,
    "hepatic_function_adequate": True,
    "modality": "sbrt",
    "fractions": 3,
}


@pytest.mark.parametrize(
    ("volume", "said"),
    [
        (692, "criteria: normal liver spared 692 mL, 8 mL below the limit (1 of 6 not met)."),
        (693, f"criteria: normal liver spared 693 mL, 7 mL below the limit {NEAR} (1 of 6 not met)."),
        (698, f"criteria: normal liver spared 698 mL, 2 mL below the limit {NEAR} (1 of 6 not met)."),
        (700, f"criteria met: all 6; normal liver spared 700 mL, the limit itself {NEAR}; "),
        (707, f"criteria met: all 6; normal liver spared 707 mL, 7 mL above the limit {NEAR}; "),
        (708, "criteria met: all 6; 3 of 14 groups resemble"),
    ],
)
def test_that_a_volume_near_the_limit_is_said_in_the_reason(volume: float, said: str, assessed: Assessed) -> None:
    words = assessed(**ASKED, **PLAN, normal_liver_below_15gy_ml=volume).option("sbrt").verdict_in_words
    assert said in words


def test_that_a_volume_near_the_limit_is_said_beside_another_reason(assessed: Assessed) -> None:
    inputs = {**PLAN, "liver_lesion_count": 4, "normal_liver_below_15gy_ml": 701}
    words = assessed(**inputs).option("sbrt").verdict_in_words
    assert (
        f"criteria: 4 lesions in the liver (1 of 6 not met); normal liver spared 701 mL, 1 mL above the limit {NEAR}."
        in words
    )


@pytest.mark.parametrize("fractions", [1, 2, 3, 4, 5, 6])
def test_that_the_limit_names_the_fractions_that_were_used(fractions: int, criterion: Criterion) -> None:
    found = criterion("sbrt.spared_liver", fractions=fractions, normal_liver_below_15gy_ml=705)
    elsewhere = fractions in (4, 5)
    assert (f"over {fractions} fractions: by the dose-volume summary" in found.threshold) == elsewhere
    assert elsewhere or found.threshold == "At least 700 mL below 15 Gy, over 3 fractions"
    assert (found.status == "met") == (3 <= fractions <= 5)


# ---------------------------------------------------------------------- the same in one line of a table

BRIEF: list[tuple[str, dict[str, Any], str]] = [
    ("systemic_therapy", {}, "No published criteria: a comparator, with outcomes only."),
    (
        "resection",
        {},
        f"{NOT_ASKED}; 3 of 3 criteria not known.",
    ),
    ("resection", {**ABLE, "metastases_resectable": True, "future_liver_remnant_percent": 70}, "All 3 criteria met."),
    (
        "resection",
        {**ABLE, "metastases_resectable": True, "future_liver_remnant_percent": 22},
        "Future liver remnant 22 %.",
    ),
    ("resection", {"metastases_resectable": False}, "Not resectable; 2 of 3 criteria not known."),
    (
        "iort",
        {"tumour_height_cm": 4, "primary_resected": True},
        f"{SOONER[:1].upper()}{SOONER[1:]}; 3 of 4 criteria not known. {RESECTED}",
    ),
    (
        "iort",
        {"primary_site": "colon", "primary_resected": True},
        f"The primary is in the colon; concern as well: {SOONER}; 3 of 4 criteria not known.",
    ),
    (
        "sbrt",
        {**ASKED, **PLAN, "normal_liver_below_15gy_ml": 705},
        f"All 6 criteria met; normal liver spared 705 mL, 5 mL above the limit {NEAR}.",
    ),
    (
        "chemoradiotherapy",
        {"age_years": 8, "primary_site": "colon", "prior_chemotherapy": True},
        "Age 8 years, the primary is not in the rectum and earlier chemotherapy; 12 of 15 criteria not known.",
    ),
    (
        "chemoradiotherapy",
        {"age_years": 81, "primary_site": "colon", "prior_chemotherapy": True, "karnofsky": 50},
        "Age 81 years and the primary is not in the rectum; 2 more; 11 of 15 criteria not known.",
    ),
]


@pytest.mark.parametrize(("modality", "inputs", "words"), BRIEF)
def test_that_the_line_of_a_table_says_facts_as_well(
    modality: str, inputs: dict[str, Any], words: str, assessed: Assessed
) -> None:
    assert reason_in_brief(assessed(**inputs).option(modality)) == words
