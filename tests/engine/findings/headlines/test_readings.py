"""Values that contradict one another: the graver governs, and nothing is better than undetermined until settled."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.case import Case
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.findings.assess import assess
from engine.findings.differences.changes_of_evidence import findings_to_save
from engine.findings.headlines.readings import readings_of
from tests.shipped import shipped_fields, shipped_library

pytestmark = pytest.mark.slow

RESOURCES = Path(__file__).resolve().parents[4] / "resources"
FIELDS = shipped_fields()
LIBRARY = shipped_library()

#: everything known, and within for stereotactic treatment
GOOD: dict[str, Any] = {
    "age_years": 66.0,
    "karnofsky": 90,
    "ecog": 0,
    "fit_for_surgery": False,
    "primary_site": "rectum",
    "histology": "adenocarcinoma",
    "primary_resected": True,
    "metastasis_timing": "metachronous",
    "disease_free_interval_months": 18.0,
    "liver_tumour": "metastasis",
    "lesions": (
        Lesion(diameter_cm=2.5, near_gut=False, near_hilum=False, near_major_vessel=False, disappeared=False),
        Lesion(diameter_cm=1.5, near_gut=False, near_hilum=False, near_major_vessel=False, disappeared=False),
    ),
    "extrahepatic_sites": (),
    "metastases_resectable": False,
    "hepatic_function_adequate": True,
    "normal_liver_below_15gy_ml": 900.0,
    "modality": "sbrt",
    "total_dose_gy": 60.0,
    "fractions": 3,
    "bilirubin_mg_dl": 0.8,
    "albumin_g_dl": 4.1,
    "inr": 1.0,
    "ascites": "none",
    "encephalopathy": "none",
}
_FROM_WORST = ("outside", "concern", "undetermined", "borderline", "within")


def verdict(**changes: Any) -> str:
    case = Case(Patient(FIELDS, {**GOOD, **changes}))
    return assess(case, LIBRARY).option("sbrt").verdict


def test_that_the_patient_of_these_tests_is_within() -> None:
    assert verdict() == "within"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # Typed beside rows that say otherwise: whichever is graver.
        ({"liver_lesion_count": 5}, "outside"),
        ({"liver_lesion_count": 1}, "undetermined"),
        ({"largest_lesion_cm": 9.0}, "outside"),
        ({"largest_lesion_cm": 1.0}, "undetermined"),
        ({"ecog": 2}, "undetermined"),
        ({"ecog": 4}, "concern"),
        ({"karnofsky": 40}, "concern"),
        ({"normal_liver_below_15gy_ml": 900.0, "liver_volume_ml": 800.0}, "undetermined"),
    ],
)
def test_that_the_graver_of_two_values_governs(changes: dict[str, Any], expected: str) -> None:
    assert verdict(**changes) == expected


def test_that_a_contradiction_elsewhere_leaves_the_headline() -> None:
    assert verdict(clinical_n="N1", primary_node_positive=False, primary_resected=False) == "within"
    assert verdict(staging_date="2026-10-01", board_date="2026-09-30") == "undetermined", "the age of a judgement"


def test_that_of_two_readings_alike_the_one_with_more_concerns_is_said() -> None:
    """Child-Pugh C typed beside mild parts is named, though the option is a concern by its own trial already."""
    inputs = {**GOOD, "child_pugh": "C", "bilirubin_mg_dl": 0.6, "albumin_g_dl": 4.0, "inr": 1.0}
    inputs |= {"ascites": "none", "encephalopathy": "none", "modality": "iort"}
    found = assess(Case(Patient(FIELDS, inputs)), LIBRARY).option("iort")
    held = [one.id for one in found.concerns if one.level == "hard" and one.holds]
    alone = assess(Case(Patient(FIELDS, {**inputs, "child_pugh": "A"})), LIBRARY).option("iort")
    assert len(held) > len([one for one in alone.concerns if one.level == "hard" and one.holds])
    assert "Child-Pugh C" in found.verdict_in_words


def test_that_an_answer_settles_it() -> None:
    case = Case(Patient(FIELDS, {**GOOD, "ecog": 2}))
    assert assess(replace(case, confirmed=("ecog",)), LIBRARY).option("sbrt").verdict == "within"


#: what is typed beside values from which something else follows, the graver and the milder
TYPED_BESIDE = (
    *({"child_pugh": grade} for grade in ("A", "B", "C")),
    *({"liver_lesion_count": count} for count in (1, 5)),
    *({"largest_lesion_cm": size} for size in (1.0, 9.0)),
    *({"near_major_vessel": near} for near in (True, False)),
    {"total_dose_gy": 70.0, "modality": "whole_liver_boost", "whole_liver_dose_gy": 30.0, "boost_dose_gy": 18.3},
)


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize("typed", TYPED_BESIDE, ids=str)
def test_that_no_confirmation_throws_a_typed_value_away(typed: dict[str, Any]) -> None:
    """Of a value and of what follows from others one alone is true, whatever was confirmed: the graver counts."""
    case = Case(Patient(FIELDS, {**GOOD, **typed}))
    open_ = assess(case, LIBRARY)
    for confirmed in (tuple(typed), tuple(case.patient.inputs)):
        found = assess(replace(case, confirmed=confirmed), LIBRARY)
        for option, before in zip(found.options, open_.options, strict=True):
            assert (option.verdict, option.criteria) == (before.verdict, before.criteria), option.modality


def test_that_the_reason_says_that_values_contradict() -> None:
    case = Case(Patient(FIELDS, {**GOOD, "ecog": 2}))
    found = assess(case, LIBRARY)
    assert "Contradicting values, the graver counts: " in found.option("sbrt").verdict_in_words
    assert found.questions[0].fields == ("ecog", "karnofsky")


@given(
    st.sampled_from(
        [
            {"karnofsky": 20},
            {"ecog": 4},
            {"child_pugh": "C"},
            {"liver_lesion_count": 7},
            {"largest_lesion_cm": 9.0},
            {"extrahepatic_sites": ("brain",)},
        ]
    ),
    st.sampled_from([{"karnofsky": 100}, {"ecog": 0}, {"hepatic_function_adequate": True}, {"liver_lesion_count": 1}]),
)
def test_that_a_mild_value_beside_a_grave_one_softens_nothing(grave: dict[str, Any], mild: dict[str, Any]) -> None:
    without = {name: value for name, value in GOOD.items() if name not in mild}
    alone = Case(Patient(FIELDS, {**without, **grave}))
    beside = Case(Patient(FIELDS, {**without, **mild, **grave}))
    before, after = (assess(case, LIBRARY).option("sbrt").verdict for case in (alone, beside))
    assert _FROM_WORST.index(after) <= max(_FROM_WORST.index(before), _FROM_WORST.index("concern"))


def test_that_what_is_saved_is_what_is_shown() -> None:
    case = Case(Patient(FIELDS, {**GOOD, "liver_lesion_count": 5}))
    shown = {option.modality: option.verdict for option in assess(case, LIBRARY).options}
    assert {name: saved.verdict for name, saved in findings_to_save(case, LIBRARY).items()} == shown


def test_that_without_contradiction_there_is_one_reading() -> None:
    readings = readings_of(Case(Patient(FIELDS, GOOD)))
    assert len(readings.all_of_them) == 1
    assert readings.contested == frozenset()
