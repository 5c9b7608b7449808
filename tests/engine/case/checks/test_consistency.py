"""Values that cannot well be true together are asked about, and nothing near them is."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bench.material.generated_patients import Generator
from bench.soak.columns_compared import shipped
from engine.case.checks.consistency import contradictions, inconsistencies
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient

ASKED: list[tuple[dict[str, Any], str, str]] = [
    (
        {"metastasis_timing": "synchronous", "disease_free_interval_months": 30.0},
        "disease_free_interval_months",
        "30 months",
    ),
    (
        {"metastasis_timing": "synchronous", "disease_free_interval_months": 1.0},
        "disease_free_interval_months",
        "is 1 month and",
    ),
    ({"liver_lesion_count": 0, "largest_lesion_cm": 3.0}, "largest_lesion_cm", "3 cm"),
    ({"lesions": (), "largest_lesion_cm": 3.0}, "largest_lesion_cm", "3 cm"),
    ({"ecog": 4, "karnofsky": 90}, "ecog", "ECOG 4 and Karnofsky 90 %"),
    ({"ecog": 0, "karnofsky": 60}, "ecog", "ECOG 0 and Karnofsky 60 %"),
    ({"ecog": 3, "karnofsky": 70}, "ecog", "ECOG 3 and Karnofsky 70 %"),
    ({"primary_site": "colon", "tumour_height_cm": 4.0}, "tumour_height_cm", "“colon” and not “rectum”"),
    ({"primary_site": "other", "tumour_height_cm": 4.0}, "tumour_height_cm", "“other” and not “rectum”"),
]

NOT_ASKED: list[dict[str, Any]] = [
    {},
    {"metastasis_timing": "synchronous", "disease_free_interval_months": 0.0},
    {"metastasis_timing": "synchronous"},
    {"metastasis_timing": "metachronous", "disease_free_interval_months": 30.0},
    {"disease_free_interval_months": 30.0},
    {"liver_lesion_count": 1, "largest_lesion_cm": 3.0},
    {"liver_lesion_count": 0, "largest_lesion_cm": 0.0},
    {"largest_lesion_cm": 3.0},
    {"ecog": 0, "karnofsky": 70},
    {"ecog": 1, "karnofsky": 100},
    {"ecog": 1, "karnofsky": 50},
    {"ecog": 4, "karnofsky": 0},
    {"ecog": 4},
    {"primary_site": "rectum", "tumour_height_cm": 4.0},
    {"tumour_height_cm": 4.0},
    {"primary_site": "colon"},
]


@pytest.mark.parametrize(("inputs", "field", "words"), ASKED)
def test_that_what_cannot_be_true_together_is_asked_about(
    inputs: dict[str, Any], field: str, words: str, fields: FieldCatalogue
) -> None:
    found = list(inconsistencies(Patient(fields, inputs)))
    asked, text = found[0]
    assert asked == field
    # The other field of the contradiction is asked about as well, in the same words.
    assert len(found) == 2
    assert found[1][1] == text
    assert words in text
    assert text.endswith("Is one of them a slip?")


@pytest.mark.parametrize("inputs", NOT_ASKED)
def test_that_nothing_is_asked_of_values_that_agree_or_are_not_known(
    inputs: dict[str, Any], fields: FieldCatalogue
) -> None:
    assert list(inconsistencies(Patient(fields, inputs))) == []


def test_that_every_contradiction_of_one_case_is_asked_about(fields: FieldCatalogue) -> None:
    inputs: dict[str, Any] = {}
    for case, _, _ in (ASKED[0], ASKED[2], ASKED[4], ASKED[7]):
        inputs.update(case)
    asked = [found.fields[0] for found in contradictions(Patient(fields, inputs))]
    assert asked == ["ecog", "largest_lesion_cm", "disease_free_interval_months", "tumour_height_cm"]


def test_that_what_touches_no_field_is_left_out_alone() -> None:
    """Asked of some fields, it is what is found of all, without what looks at none of them."""
    (fields, library), left_out = shipped(), 0
    for inputs in (Generator(fields, library, seed).inputs() for seed in range(300, 340)):
        every = list(contradictions(Patient(fields, inputs)))
        for spec in fields:
            touching = frozenset((spec.id, "ecog"))
            wanted = [one for one in every if not touching.isdisjoint(one.looked_at)]
            assert list(contradictions(Patient(fields, inputs), touching)) == wanted
            left_out += len(wanted) < len(every)
    assert left_out > 1000


def test_that_a_question_speaks_of_what_it_looks_at(fields: FieldCatalogue) -> None:
    of_rows = {*fields.lesion_by_id, "lesion"}
    for relation in fields.relations:
        named = set(re.findall(r"{([a-z0-9_]+)}", relation.text))
        assert named <= {*relation.looked_at, *(of_rows if relation.kind == "in_a_row" else ())}, relation.id
