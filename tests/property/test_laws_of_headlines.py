"""Laws of a headline: nothing worse makes it greener, nothing unasked makes it green, green has a group behind it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from engine.case.patient import Patient
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assess import assess
from engine.findings.conditions import Values
from engine.findings.criteria.eligibility import assess_criteria
from engine.findings.headline_text.concern_briefs import (
    MANY_POINTS,
    hard_concerns,
    ids_of_points,
    is_alone,
    look_of,
    points_to_weigh,
)
from engine.findings.headlines.concerns import compiled_concerns, judge_concerns
from engine.findings.headlines.headline import verdict_of
from engine.findings.records.finding import Verdict
from tests.property.patients import FIELDS, patients, shipped_library

pytestmark = pytest.mark.slow

LIBRARY = shipped_library()
#: From the worst to the best that can be said.
ORDER: tuple[Verdict, ...] = ("outside", "concern", "undetermined", "borderline", "within", "comparator")

#: A scale from its best value to its worst.
SCALES: dict[str, tuple[Any, ...]] = {
    "karnofsky": (100, 90, 80, 70, 60, 50, 40, 30, 20, 10, 0),
    "ecog": (0, 1, 2, 3, 4),
    "child_pugh": ("A", "B", "C"),
    "hepatic_function_adequate": (True, False),
    "ascites": ("none", "mild", "severe"),
    "encephalopathy": ("none", "grade_1_2", "grade_3_4"),
    "bilirubin_mg_dl": (0.5, 2.0, 2.9, 3.0, 9.0),
    "albumin_g_dl": (4.5, 2.6, 2.5, 1.5),
    "inr": (1.0, 1.5, 1.6, 3.0),
    "prior_liver_radiotherapy": (False, True),
    "liver_lesion_count": (1, 2, 3, 4, 9, 10, 20),
    "clinical_frailty_scale": (1, 6, 7, 9),
    "liver_cirrhosis": (False, True),
    "platelets_10e9_l": (240.0, 100.1, 100.0, 75.0, 50.0, 49.0, 24.0, 8.0),
    "leukocytes_10e9_l": (6.5, 4.0, 3.0, 1.0, 0.9, 0.3),
    "bowel_passage": ("free", "obstructed"),
    "creatinine_clearance_ml_min": (95.0, 50.1, 50.0, 15.0, 14.0, 6.0),
    "other_malignancy": (False, True),
    "jaundice": (False, True),
    "extrahepatic_disease_controlled": (True, False),
}
SITES = tuple(str(choice.value) for choice in FIELDS["extrahepatic_sites"].choices)

#: The criteria and concerns that ask for what elsewhere is worse, and no others: more lesions, a lesion that is still
#: seen, any metastasis at all are what they are for.
ASK_FOR_THE_WORSE: dict[str, frozenset[str]] = {
    "liver_lesion_count": frozenset(
        {
            "whole_liver_boost.multiple_lesions",
            "sanuki2022.sbrt_all_disappeared",
            "sanuki2022.ablation_all_disappeared",
            "sanuki2022.resection_no_lesion",
            "adam2024.no_lesion",
            "dawson2024.no_lesion",
        }
    ),
    "extrahepatic_sites": frozenset({"zhu2013.no_metastasis", "vandijk2013.no_metastasis"}),
}


def verdict(modality: Modality, values: Values) -> Verdict:
    criteria = assess_criteria(modality, values, FIELDS, LIBRARY)
    return verdict_of((found.status for found in criteria), judge_concerns(modality, values, LIBRARY))


def instead(patient: Patient, **changed: Any) -> Values:
    return lambda name: changed[name] if name in changed else patient.value(name)


def excepted(field: str, modality: Modality, better: Values, worse: Values) -> bool:
    """Whether what asks for the worse value turned between the two."""

    def failing(values: Values) -> set[str]:
        found = assess_criteria(modality, values, FIELDS, LIBRARY)
        turning = {one.concern.id for one in judge_concerns(modality, values, LIBRARY) if one.turns}
        return {one.id for one in found if one.status == "not_met"} | turning

    return bool(ASK_FOR_THE_WORSE.get(field, frozenset()) & (failing(better) - failing(worse)))


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize("field", SCALES)
@given(patient=patients(), data=st.data())
@settings(max_examples=40)
def test_that_a_worse_value_never_turns_a_headline_greener(field: str, patient: Patient, data: st.DataObject) -> None:
    scale = SCALES[field]
    low = data.draw(st.integers(0, len(scale) - 2))
    high = data.draw(st.integers(low + 1, len(scale) - 1))
    # The group that states the size of a lesion is another matter than its number: rows would change both.
    better, worse = instead(patient, **{field: scale[low]}), instead(patient, **{field: scale[high]})
    for modality in MODALITIES:
        greener = ORDER.index(verdict(modality, worse)) > ORDER.index(verdict(modality, better))
        assert not greener or excepted(field, modality, better, worse), modality


@pytest.mark.slow
@pytest.mark.hazard("unsafe-looks-safe")
@given(patient=patients(), sites=st.sets(st.sampled_from(SITES)), more=st.sampled_from(SITES))
@settings(max_examples=80)
def test_that_one_more_site_never_turns_a_headline_greener(patient: Patient, sites: set[str], more: str) -> None:
    def listed(many: set[str]) -> tuple[str, ...]:
        return tuple(name for name in SITES if name in many)

    fewer, further = (instead(patient, extrahepatic_sites=listed(many)) for many in (sites, sites | {more}))
    for modality in MODALITIES:
        greener = ORDER.index(verdict(modality, further)) > ORDER.index(verdict(modality, fewer))
        assert not greener or excepted("extrahepatic_sites", modality, fewer, further), modality


@pytest.mark.hazard("unsafe-looks-safe")
@given(patient=patients(), grave=st.sampled_from((50, 40, 20)), mild=st.sampled_from((0, 1, 2)))
@settings(max_examples=40)
def test_that_a_mild_value_beside_a_grave_one_never_softens(patient: Patient, grave: int, mild: int) -> None:
    alone = instead(patient, karnofsky=grave, ecog=None)
    beside = instead(patient, karnofsky=grave, ecog=mild)
    for modality in MODALITIES:
        assert ORDER.index(verdict(modality, beside)) <= ORDER.index(verdict(modality, alone)), modality


#: Complete, and everyday: what is taken away from it is all that is not known.
EVERYDAY: dict[str, Any] = {
    "age_years": 66,
    "karnofsky": 90,
    "primary_site": "colon",
    "histology": "adenocarcinoma",
    "liver_tumour": "metastasis",
    "liver_lesion_count": 2,
    "largest_lesion_cm": 2.0,
    "near_gut": False,
    "near_major_vessel": False,
    "extrahepatic_sites": (),
    "metastases_resectable": False,
    "hepatic_function_adequate": True,
    "inr": 1.0,
    "normal_liver_below_15gy_ml": 900.0,
    "modality": "sbrt",
    "total_dose_gy": 60.0,
    "fractions": 3,
}


@pytest.mark.hazard("unknown-as-no")
@pytest.mark.parametrize("modality", ["sbrt", "thermal_ablation"])
def test_that_green_goes_with_any_item_that_a_criterion_or_an_asking_concern_looks_at(modality: Modality) -> None:
    whole = Patient(FIELDS, EVERYDAY)
    assert verdict(modality, whole.value) == "within"
    looked_at = {
        name for c in assess_criteria(modality, whole.value, FIELDS, LIBRARY) for name in c.fields if c.status == "met"
    }
    asked = {n for one in compiled_concerns(modality, LIBRARY) if one.concern.asks for n in one.fields}
    for name in (looked_at | asked) & set(EVERYDAY):
        without = whole.with_value(name, None)
        # Where a second field answers the same (unfit, ECOG, class A) it has to be known as well.
        assert verdict(modality, without.value) != "within", name


@pytest.mark.hazard("unsafe-looks-safe")
@given(patients())
@example(Patient(FIELDS, EVERYDAY))
@settings(max_examples=60)
def test_that_a_green_headline_has_a_group_that_fits_in_what_matters(patient: Patient) -> None:
    for modality in MODALITIES:
        if verdict(modality, patient.value) == "within":
            for one in judge_concerns(modality, patient.value, LIBRARY):
                assert not (one.concern.kind == "evidence" and one.concern.level == "hard" and one.holds)
    whole = Patient(FIELDS, EVERYDAY)
    groups = [one for one in judge_concerns("sbrt", whole.value, LIBRARY) if one.concern.id.endswith("sbrt_group")]
    assert [one.holds for one in groups] == [False]


@pytest.mark.slow
@pytest.mark.hazard("unsafe-looks-safe")
@given(patients())
@example(Patient(FIELDS, EVERYDAY))
@example(Patient(FIELDS, {**EVERYDAY, "age_years": 90, "platelets_10e9_l": 40}))
@settings(max_examples=60)
def test_that_a_green_title_counts_what_is_to_weigh(patient: Patient) -> None:
    for option in assess(patient, LIBRARY).options:
        number = points_to_weigh(option.concerns)
        title = option.verdict_in_words.partition(":")[0]
        assert len(ids_of_points(option.concerns)) == number
        if option.verdict == "within":
            assert title.endswith("to weigh") is (0 < number < MANY_POINTS)
            assert title.startswith(f"{number} points to weigh; ") is (number >= MANY_POINTS)
            assert ("no published group alike" in title) is is_alone(option)
            looks = "within_to_weigh" if number or is_alone(option) else "within"
            assert look_of(option) == (looks if number < MANY_POINTS else "within_much_to_weigh")
            assert not 0 < number < MANY_POINTS or f", {number} point" in title
        else:
            assert look_of(option) == option.verdict


@pytest.mark.slow
@pytest.mark.hazard("unsafe-looks-safe")
@given(
    patients(), st.sampled_from(({"karnofsky": 20}, {"ecog": 4}, {"clinical_frailty_scale": 9}, {"age_years": 17.0}))
)
@settings(max_examples=60)
def test_that_the_dying_and_children_are_green_for_nothing(patient: Patient, grave: dict[str, Any]) -> None:
    inputs = {
        name: value for name, value in {**EVERYDAY, **patient.inputs}.items() if name not in ("karnofsky", "ecog")
    }
    for option in assess(Patient(FIELDS, {**inputs, **grave}), LIBRARY).options:
        assert option.verdict != "within", (option.modality, grave)


@pytest.mark.hazard("hidden-second-obstacle")
@given(patients())
@settings(max_examples=12)
def test_that_hard_concerns_of_an_outside_option_are_in_its_sentence(patient: Patient) -> None:
    for option in assess(patient, LIBRARY).options:
        if option.verdict in ("outside", "concern"):
            for concern in hard_concerns(option.concerns):
                # In its words; where a criterion says the same of the patient it is said once.
                assert all(part in option.verdict_in_words for part in concern.brief.split(", ")), concern.id


@pytest.mark.hazard("unsafe-looks-safe")
@given(patients())
@settings(max_examples=12)
def test_that_a_library_without_concerns_gives_nothing_better_than_undetermined(patient: Patient) -> None:
    for modality in MODALITIES:
        statuses = [found.status for found in assess_criteria(modality, patient.value, FIELDS, LIBRARY)]
        assume(statuses or modality == "systemic_therapy")
        assert verdict_of(statuses, ()) in ("outside", "undetermined", "comparator")


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize("modality", [name for name in MODALITIES if name != "systemic_therapy"])
def test_that_every_option_with_criteria_has_concerns_and_asks_what_it_must(modality: Modality) -> None:
    concerns = LIBRARY.concerns_for(modality)
    assert any(concern.level == "hard" for concern in concerns)
    for concern in concerns:
        assert concern.basis != "no_source" or concern.level == "weigh"
