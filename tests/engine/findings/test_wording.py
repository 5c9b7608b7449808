"""Sentences as a person would say them: names keep their capitals, scales are stretches, counts are counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment, CriterionFinding
from engine.findings.wording import lower_first, value_in_sentence

Criterion = Callable[..., CriterionFinding]
Assessed = Callable[..., Assessment]


@pytest.mark.parametrize(
    "text",
    [
        *("Child-Pugh class", "ECOG performance status", "Karnofsky performance status", "INR", "CEA", "IORT dose"),
        *("SBRT", "D66 of the kidney", "D100 of the kidney", "cT3"),
    ],
)
def test_that_names_and_abbreviations_keep_their_capitals(text: str) -> None:
    assert lower_first(text) == text


@pytest.mark.parametrize(
    ("text", "lowered"),
    [("Age", "age"), ("Tumour height", "tumour height"), ("Low risk: SBRT", "low risk: SBRT"), ("", "")],
)
def test_that_other_words_lose_theirs(text: str, lowered: str) -> None:
    assert lower_first(text) == lowered


@pytest.mark.parametrize(
    ("name", "inputs", "why", "flip"),
    [
        (
            "sbrt.lesion_count",
            {"liver_lesion_count": 1},
            "1 lesion is no more than 3.",
            "3 lesions more would exceed it.",
        ),
        (
            "sbrt.lesion_count",
            {"liver_lesion_count": 3},
            "3 lesions are no more than 3.",
            "1 lesion more would exceed it.",
        ),
        ("sbrt.lesion_count", {"liver_lesion_count": 4}, "4 lesions are more than 3.", "1 lesion fewer would meet it."),
        (
            "sbrt.largest_lesion",
            {"largest_lesion_cm": 2.4},
            "2.4 cm is no more than 5 cm.",
            "Anything above 5 cm (2.6 cm more than now) would be borderline.",
        ),
        (
            "sbrt.largest_lesion",
            {"largest_lesion_cm": 5},
            "5 cm is no more than 5 cm.",
            "Any more would be borderline.",
        ),
        (
            "sbrt.largest_lesion",
            {"largest_lesion_cm": 5.5},
            "5.5 cm lies in the published range of limits, over 5 to 6 cm.",
            "0.5 cm less would meet it; anything above 6 cm (0.5 cm more than now) would not.",
        ),
        (
            "sbrt.largest_lesion",
            {"largest_lesion_cm": 6},
            "6 cm lies in the published range of limits, over 5 to 6 cm.",
            "1 cm less would meet it; any more would not.",
        ),
        (
            "whole_liver_boost.multiple_lesions",
            {"liver_lesion_count": 1},
            "1 lesion is fewer than 2.",
            "1 lesion more would meet it.",
        ),
        (
            "resection.remnant",
            {"future_liver_remnant_percent": 22},
            "22 % lies in the published range of limits, 20 to 25 %.",
            "3 % more would meet it; anything below 20 % (2 % less than now) would not.",
        ),
        (
            "chemoradiotherapy.karnofsky",
            {"karnofsky": 70},
            "70 % is at least 60 %.",
            "Anything below 60 % (10 % less than now) would fall short.",
        ),
        (
            "chemoradiotherapy.platelets",
            {"platelets_10e9_l": 90},
            "90 × 10⁹/L is not above 100 × 10⁹/L.",
            "Anything above 100 × 10⁹/L (10 × 10⁹/L more than now) would meet it.",
        ),
        (
            "whole_liver_boost.boost_dose",
            {"modality": "whole_liver_boost", "boost_dose_gy": 36},
            "36 Gy lies from 13.3 to 38 Gy.",
            "Anything above 38 Gy (2 Gy more than now) would not meet it.",
        ),
        (
            "whole_liver_boost.boost_dose",
            {"modality": "whole_liver_boost", "boost_dose_gy": 14.3},
            "14.3 Gy lies from 13.3 to 38 Gy.",
            "Anything below 13.3 Gy (1 Gy less than now) would not meet it.",
        ),
    ],
)
def test_that_reason_and_change_are_plain_sentences(
    name: str, inputs: dict[str, Any], why: str, flip: str, criterion: Criterion
) -> None:
    found = criterion(name, **inputs)
    assert (found.why, found.flip) == (why, flip)


def _nearly_chemoradiotherapy(assessed: Assessed) -> Assessment:
    return assessed(clinical_n="N0")


def test_that_steps_of_a_scale_are_a_stretch_and_other_choices_a_list(assessed: Assessed) -> None:
    asked = {item.field: item for item in assessed().missing if len(item.fields) == 1}
    assert list(asked["karnofsky"].verdict_if["chemoradiotherapy"]) == ["60 or more", "50 or less"]
    # Of T and N neither makes the option outside alone, and both together do.
    assert "outside" not in asked["clinical_t"].verdict_if["chemoradiotherapy"].values()
    both = next(item for item in assessed().missing if item.fields == ("clinical_n", "clinical_t"))
    assert set(both.verdict_if["chemoradiotherapy"].values()) == {"outside"}
    staged = {item.field: item for item in _nearly_chemoradiotherapy(assessed).missing}
    assert list(staged["clinical_t"].verdict_if["chemoradiotherapy"]) == ["cT1 or cT2", "cT3, cT4, cT4a or cT4b"]
    assert list(asked["child_pugh"].verdict_if["whole_liver_boost"]) == ["A or B", "C"]


def test_that_one_two_and_more_criteria_are_counted_as_a_person_does(assessed: Assessed) -> None:
    found = assessed(
        metastases_resectable=True,
        future_liver_remnant_percent=70,
        primary_site="rectum",
        tumour_height_cm=4.0,
        extrahepatic_sites=(),
        liver_tumour="metastasis",
        hepatic_function_adequate=True,
        karnofsky=90,
        liver_lesion_count=0,
        clinical_t="T3",
        curative_resection_planned=True,
    )
    assert found.option("resection").verdict_in_words.startswith(
        "Concern: no metastasis of the liver. 3 criteria met, "
    )
    assert found.option("iort").verdict_in_words == (
        "Concern: metastases came sooner with it in its own trial. "
        "4 criteria met, none open; none of them answers the concern."
    )


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("ascites", "severe", "severe"),
        ("child_pugh", "B", "B"),
        ("clinical_t", "cT3", "cT3"),
        ("bilirubin_mg_dl", 1.2, "1.2 mg/dL"),
        ("fit_for_surgery", False, "no"),
    ],
)
def test_that_a_value_within_a_sentence_begins_small(
    fields: FieldCatalogue, name: str, value: object, words: str
) -> None:
    assert value_in_sentence(fields[name], value) == words
