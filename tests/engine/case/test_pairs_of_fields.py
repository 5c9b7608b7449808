"""Every pair of fields that speaks of the same thing is held against one another, or excused here with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.patient import TOTALS

Pair = frozenset[str]

_KIDNEYS = tuple(f"{side}_kidney_{part}_gy" for side in ("left", "right") for part in ("d66", "d100"))
_ORGANS = tuple(f"{organ}_max_gy" for organ in ("cord", "stomach", "duodenum", "bowel", "heart"))
_NEAR = ("near_gut", "near_hilum", "near_major_vessel")
_DISTANCES = ("gut_distance_mm", "bile_duct_distance_mm")
_PARTS = ("bilirubin_mg_dl", "albumin_g_dl", "inr", "ascites", "encephalopathy")
_COUNTED = ("lesions", "liver_lesion_count", "largest_lesion_cm", "disappeared_lesion_count")
_JUDGED = ("lesions_ablatable", "metastases_resectable")
_RECTAL = ("tumour_height_cm", "mesorectal_fascia", "lateral_nodes_suspicious")
_STAGED = ("clinical_t", "clinical_n", "primary_node_positive", "extramural_vascular_invasion")

#: What speaks of one thing; a field can stand in several.
TOPICS: dict[str, tuple[str, ...]] = {
    "outside the liver": (
        "extrahepatic_sites",
        "extrahepatic_lesion_count",
        "largest_extrahepatic_lesion_cm",
        "extrahepatic_disease_controlled",
    ),
    "lesions of the liver": (*_COUNTED, *_NEAR, *_DISTANCES, *_JUDGED, "liver_tumour", "systemic_response"),
    "earlier systemic treatment": (
        "prior_chemotherapy",
        "chemotherapy_cycles",
        "chemotherapy_regimens",
        "weeks_since_chemotherapy",
        "systemic_drugs",
        "systemic_response",
        "disappeared_lesion_count",
        "resectability_judged_after_cycles",
        "sinusoidal_injury",
    ),
    "earlier local treatment": (
        "prior_pelvic_radiotherapy",
        "prior_liver_radiotherapy",
        "prior_liver_directed_treatment",
        "prior_chemotherapy",
        "primary_resected",
    ),
    "times": ("age_years", "metastasis_timing", "disease_free_interval_months", "weeks_since_chemotherapy"),
    "the plan of lesions": ("modality", "lesions"),
    "days": ("board_date", "staging_date", "resectability_judged_on"),
    "judgement of resectability": (
        "metastases_resectable",
        "resectability_judged_by",
        "resectability_judged_on",
        "resectability_judged_after_cycles",
        "fit_for_surgery",
    ),
    "the primary": (
        "primary_site",
        "primary_side",
        *_RECTAL,
        *_STAGED,
        "primary_resected",
        "curative_resection_planned",
        "local_symptoms",
        "bowel_passage",
        "intent",
    ),
    "origin": ("primary_site", "histology", "liver_tumour", "other_malignancy"),
    "mutations": ("ras_status", "braf_status", "mismatch_repair", "her2_status"),
    "tumour marker": ("cea_ng_ml", "cea_before_treatment_ng_ml"),
    "the person": ("age_years", "karnofsky", "ecog", "clinical_frailty_scale", "fit_for_surgery"),
    "liver function": (
        "hepatic_function_adequate",
        "child_pugh",
        "albi_grade",
        *_PARTS,
        "jaundice",
        "liver_cirrhosis",
    ),
    "liver tissue": ("liver_steatosis", "sinusoidal_injury", "liver_cirrhosis"),
    "volumes": (
        "liver_volume_ml",
        "future_liver_remnant_percent",
        "normal_liver_below_15gy_ml",
        "largest_lesion_cm",
        "whole_liver_dose_gy",
    ),
    "plan": ("modality", "intent"),
    "dose of the course": ("total_dose_gy", "whole_liver_dose_gy", "boost_dose_gy"),
    "fractions of the course": ("fractions", "whole_liver_fractions", "boost_fractions"),
    "left kidney": ("left_kidney_d66_gy", "left_kidney_d100_gy", "total_dose_gy"),
    "right kidney": ("right_kidney_d66_gy", "right_kidney_d100_gy", "total_dose_gy"),
    **{name: (name, "total_dose_gy") for name in _ORGANS},
    "dose at operation": ("iort_dose_gy", "iort_energy_mev", "iort_cone_cm"),
}

#: What no other field speaks of.
ALONE: dict[str, str] = {
    "sex": "nothing asked is of one sex alone",
    "liver_pain_0_to_10": "a liver may hurt with any of what is known of it",
    "leukocytes_10e9_l": "one count of the blood says nothing of another",
    "platelets_10e9_l": "one count of the blood says nothing of another",
    "creatinine_clearance_ml_min": "nothing else asked is of the kidney's function",
    "comorbidities": "no other field says what they are",
    "motion_management": "nothing else asked is of breathing",
}

#: Pairs of one topic that can be true together whatever they are: each of the first with each of the second, and why.
EXCUSED: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (
        ("largest_extrahepatic_lesion_cm",),
        ("extrahepatic_disease_controlled",),
        "a peritoneum without a measured lesion may be uncontrolled, and a large lesion controlled",
    ),
    (("largest_lesion_cm",), (*_NEAR, *_DISTANCES), "size says nothing of place"),
    (("disappeared_lesion_count",), ("largest_lesion_cm",), "a lesion that is gone keeps the size that it had"),
    (("disappeared_lesion_count",), (*_NEAR, *_DISTANCES), "where a lesion was it may still be near"),
    (_NEAR, _NEAR, "three different places"),
    (_DISTANCES, _DISTANCES, "two different places"),
    (("near_gut", "near_major_vessel"), ("bile_duct_distance_mm",), "two different places"),
    (("near_hilum", "near_major_vessel"), ("gut_distance_mm",), "two different places"),
    (
        _JUDGED,
        (*_NEAR, *_DISTANCES, *_COUNTED, *_JUDGED, "liver_tumour", "systemic_response"),
        "what can be removed or ablated is the board's own judgement; of no lesion at all every answer is true",
    ),
    (
        ("liver_tumour",),
        (*_NEAR, *_DISTANCES, *_COUNTED, "systemic_response"),
        "what a lesion is says nothing of its size, place or response",
    ),
    (("systemic_response",), (*_NEAR, *_DISTANCES, "largest_lesion_cm"), "a response says nothing of size or place"),
    (
        ("weeks_since_chemotherapy",),
        ("chemotherapy_cycles", "systemic_drugs"),
        "cycles and drugs count since the metastases were found, and the last chemotherapy may have been adjuvant",
    ),
    (
        ("weeks_since_chemotherapy",),
        ("systemic_response", "disappeared_lesion_count", "resectability_judged_after_cycles", "sinusoidal_injury"),
        "when it ended says nothing of what it did",
    ),
    (
        ("sinusoidal_injury",),
        ("chemotherapy_cycles", "systemic_drugs"),
        "the oxaliplatin may have been adjuvant, before the metastases were found",
    ),
    (
        ("systemic_drugs",),
        ("resectability_judged_after_cycles",),
        "cycles before the judgement may have been adjuvant; against all cycles they are held",
    ),
    (
        ("systemic_response", "disappeared_lesion_count", "sinusoidal_injury"),
        ("resectability_judged_after_cycles", "sinusoidal_injury"),
        "the judgement may precede the treatment that had the effect, and an effect on the liver is none on a lesion",
    ),
    (
        ("prior_pelvic_radiotherapy", "primary_resected"),
        ("prior_liver_radiotherapy", "prior_liver_directed_treatment", "prior_chemotherapy"),
        "different treatments",
    ),
    (("prior_pelvic_radiotherapy",), ("primary_resected",), "different treatments"),
    (("prior_liver_radiotherapy",), ("prior_chemotherapy",), "different treatments"),
    (
        ("metastasis_timing",),
        ("age_years", "weeks_since_chemotherapy"),
        "synchronous or not at every age, and after any adjuvant treatment",
    ),
    (("disease_free_interval_months",), ("weeks_since_chemotherapy",), "chemotherapy may come before, within or after"),
    (("staging_date",), ("resectability_judged_on",), "judged on earlier images, or staged again after it"),
    (
        ("metastases_resectable", "resectability_judged_by", "resectability_judged_on", "fit_for_surgery"),
        (
            "resectability_judged_by",
            "resectability_judged_on",
            "resectability_judged_after_cycles",
            "fit_for_surgery",
        ),
        "who judged it, when, and what: each answer goes with each; whom to operate on is another judgement",
    ),
    (("primary_site",), (*_STAGED, "primary_resected", "curative_resection_planned"), "of every site"),
    (
        ("primary_site", "primary_side"),
        (*_STAGED, "primary_resected", "curative_resection_planned", "local_symptoms", "bowel_passage", "intent"),
        "of every site and side; symptoms in the pelvis may come of what has grown there",
    ),
    (_RECTAL, _RECTAL, "three findings of one image, none of which includes another"),
    (
        _RECTAL,
        (*_STAGED, "primary_resected", "curative_resection_planned", "local_symptoms", "bowel_passage", "intent"),
        "stated of the tumour before any treatment, also of one that is removed; a node can reach the fascia",
    ),
    (
        _STAGED,
        (*_STAGED, "primary_resected", "curative_resection_planned", "local_symptoms", "bowel_passage", "intent"),
        "the clinical stage before any treatment is not the pathologist's, and goes with every symptom and plan",
    ),
    (
        ("bowel_passage",),
        ("primary_resected",),
        "after the resection a recurrence or the anastomosis can obstruct: the self-test has such a case",
    ),
    (
        ("curative_resection_planned", "intent"),
        ("local_symptoms", "bowel_passage", "primary_resected"),
        "a plan goes with every symptom",
    ),
    (
        ("primary_site", "histology", "liver_tumour"),
        ("histology", "liver_tumour", "other_malignancy"),
        "a second tumour can stand beside the first, and which of them counts as the other is not asked",
    ),
    (
        TOPICS["mutations"],
        TOPICS["mutations"],
        "mutations of RAS and BRAF exclude one another mostly, and not always; the others are independent",
    ),
    (("cea_ng_ml",), ("cea_before_treatment_ng_ml",), "it falls and rises"),
    (
        ("age_years", "clinical_frailty_scale", "fit_for_surgery"),
        ("karnofsky", "ecog", "clinical_frailty_scale", "fit_for_surgery"),
        "frailty is of the time before this illness, fitness the board's own judgement, and age none of them",
    ),
    (
        ("jaundice", "liver_cirrhosis"),
        ("hepatic_function_adequate", "child_pugh", "albi_grade", *_PARTS, "jaundice", "liver_cirrhosis"),
        "one sign, or a finding of tissue; jaundice is missed, and a cirrhosis can be compensated",
    ),
    (
        ("albi_grade",),
        ("child_pugh", "inr", "ascites", "encephalopathy"),
        "two scores, of which each can be bad where the other is not",
    ),
    (TOPICS["liver tissue"], TOPICS["liver tissue"], "three findings that can stand together"),
    (
        ("future_liver_remnant_percent",),
        ("liver_volume_ml", "normal_liver_below_15gy_ml", "largest_lesion_cm", "whole_liver_dose_gy"),
        "a share after a resection, whatever the volume and the dose",
    ),
    (("whole_liver_dose_gy",), ("liver_volume_ml", "largest_lesion_cm"), "a dose says nothing of a volume"),
    (
        ("boost_dose_gy", "boost_fractions"),
        ("whole_liver_dose_gy", "whole_liver_fractions"),
        "two parts; together they are held against their sum, which follows from them",
    ),
    (TOPICS["dose at operation"], TOPICS["dose at operation"], "three settings, of which none includes another"),
)


def pairs(one: tuple[str, ...], others: tuple[str, ...]) -> Iterator[Pair]:
    return (frozenset(pair) for pair in product(one, others) if len(set(pair)) > 1)


def held(fields: FieldCatalogue) -> dict[Pair, str]:
    """Return every pair that a relation, a ground or a derivation holds against one another, and which."""
    found = {frozenset((spec.id, spec.only_where.field)): "ground" for spec in fields if spec.only_where is not None}
    found |= {frozenset((spec.id, part)): "follows" for spec in fields for part in spec.derived_from}
    found |= {pair: "follows" for whole, *parts in TOTALS for pair in pairs((whole,), tuple(parts))}
    for one in fields.relations:
        # What only excuses a contradiction is held against nothing.
        named = dict.fromkeys((*one.fields, *(part.field for part in one.together)))
        found |= {frozenset(pair): one.id for pair in combinations(named, 2)}
    return found


def of_topics() -> set[Pair]:
    return {frozenset(pair) for names in TOPICS.values() for pair in combinations(names, 2)}


def test_that_every_field_has_a_topic_or_stands_alone(fields: FieldCatalogue) -> None:
    in_topics = {name for names in TOPICS.values() for name in names}
    assert in_topics | set(ALONE) == set(fields.by_id)
    assert in_topics.isdisjoint(ALONE)


def test_that_every_pair_of_a_topic_is_held_or_excused(fields: FieldCatalogue) -> None:
    excused = {pair for one, others, _ in EXCUSED for pair in pairs(one, others)}
    silent = of_topics() - set(held(fields)) - excused
    assert sorted(map(sorted, silent)) == []


@pytest.mark.parametrize("place", range(len(EXCUSED)))
def test_that_an_excuse_excuses_something(fields: FieldCatalogue, place: int) -> None:
    one, others, reason = EXCUSED[place]
    assert reason
    assert (set(pairs(one, others)) & of_topics()) - set(held(fields))


def test_that_what_is_held_against_one_another_has_a_topic(fields: FieldCatalogue) -> None:
    # What a relation names stands in some topic together, or across two by one of its own fields.
    astray = {
        one.id for one in fields.relations if not of_topics() & {frozenset(two) for two in combinations(one.fields, 2)}
    }
    assert astray == set()
