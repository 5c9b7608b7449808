"""Laws of what a clinician would stop at: it is looked at, a mild value beside it hides nothing, and green names it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.case.case import Case
from engine.case.patient import Patient
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assess import assess
from engine.findings.criteria.rules import fields_of
from engine.findings.headlines.concerns import compiled_concerns
from engine.findings.headlines.judging import judge_option
from engine.findings.headlines.readings import readings_of
from engine.findings.records.finding import Verdict
from engine.selftest import parse_cases
from tests.property.patients import FIELDS, shipped_library

pytestmark = pytest.mark.slow

LIBRARY = shipped_library()
EVERYDAY = Path(__file__).resolve().parents[2] / "resources" / "selftest" / "everyday.toml"
ORDER: tuple[Verdict, ...] = ("outside", "concern", "undetermined", "borderline", "within", "comparator")
#: Every option that has criteria.
OPTIONS: tuple[Modality, ...] = tuple(name for name in MODALITIES if LIBRARY.criteria_for(name))

#: A value that nobody passes over, and the mildest one of the same field.
GRAVE_AND_MILD: dict[str, tuple[Any, Any]] = {
    "karnofsky": (40, 100),
    "ecog": (4, 0),
    "clinical_frailty_scale": (8, 1),
    "age_years": (98.0, 60.0),
    "child_pugh": ("C", "A"),
    "hepatic_function_adequate": (False, True),
    "bilirubin_mg_dl": (20.0, 0.6),
    "albumin_g_dl": (1.5, 4.2),
    "inr": (3.0, 1.0),
    "ascites": ("severe", "none"),
    "encephalopathy": ("grade_3_4", "none"),
    "jaundice": (True, False),
    "liver_cirrhosis": (True, False),
    "platelets_10e9_l": (8.0, 240.0),
    "leukocytes_10e9_l": (0.3, 6.5),
    "creatinine_clearance_ml_min": (6.0, 95.0),
    "prior_liver_radiotherapy": (True, False),
    "prior_liver_directed_treatment": (("radioembolisation",), ()),
    "extrahepatic_sites": (("bone", "brain", "peritoneum"), ()),
    "extrahepatic_lesion_count": (60, 1),
    "extrahepatic_disease_controlled": (False, True),
    "liver_tumour": ("primary_liver_cancer", "metastasis"),
    "bowel_passage": ("obstructed", "free"),
    "systemic_response": ("progression", "complete"),
    "other_malignancy": (True, False),
    "near_gut": (True, False),
    "gut_distance_mm": (0.0, 80.0),
    "near_hilum": (True, False),
    "sinusoidal_injury": (True, False),
    "liver_steatosis": (True, False),
}


def starts() -> dict[Modality, dict[str, Any]]:
    cases = parse_cases(EVERYDAY.name, EVERYDAY.read_bytes())
    found = {case.inputs["modality"]: case.inputs for case in cases if case.like is None}
    return {
        name: {field: tuple(value) if isinstance(value, list) else value for field, value in inputs.items()}
        for name, inputs in found.items()
    }


STARTS = starts()


def headline(modality: Modality, inputs: dict[str, Any]) -> Verdict:
    """The verdict with every reading of the case, as the board sees it."""
    case = Case(Patient(FIELDS, {name: value for name, value in inputs.items() if value is not None}))
    return judge_option(modality, case, readings_of(case), LIBRARY).verdict


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize("modality", OPTIONS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_that_a_mild_value_added_beside_a_grave_one_hides_nothing(modality: Modality, data: st.DataObject) -> None:
    grave = data.draw(st.sets(st.sampled_from(sorted(GRAVE_AND_MILD)), min_size=1, max_size=2))
    mild = data.draw(st.sets(st.sampled_from(sorted(set(GRAVE_AND_MILD) - grave)), min_size=1, max_size=4))
    without = {name: value for name, value in STARTS[modality].items() if name not in mild}
    before = {**without, **{name: GRAVE_AND_MILD[name][0] for name in grave}}
    after = {**before, **{name: GRAVE_AND_MILD[name][1] for name in mild}}
    alone = headline(modality, before)
    # What was merely not known may be answered by a mild value; what was grave may not.
    if alone in ("outside", "concern"):
        assert ORDER.index(headline(modality, after)) <= ORDER.index(alone), (grave, mild)


@pytest.mark.hazard("unknown-as-no")
@pytest.mark.parametrize("modality", [name for name in OPTIONS if name != "iort"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_that_taking_an_answer_away_never_makes_green(modality: Modality, data: st.DataObject) -> None:
    """Where a criterion or a concern that asks looks at it; any other is named as not asked."""
    criteria = {name for one in LIBRARY.criteria_for(modality) for name in fields_of(one.rule)}
    asked = {name for one in compiled_concerns(modality, LIBRARY) if one.concern.asks for name in one.fields}
    grave = data.draw(st.sets(st.sampled_from(sorted(GRAVE_AND_MILD)), min_size=0, max_size=2))
    inputs = {**STARTS[modality], **{name: GRAVE_AND_MILD[name][0] for name in grave}}
    gone = data.draw(st.sampled_from(sorted((criteria | asked) & set(inputs))))
    # A class that still follows from its parts was not taken away.
    assume(gone != "child_pugh")
    if headline(modality, inputs) != "within":
        found = headline(modality, {**inputs, gone: None})
        # Frailty speaks where it is entered; what is asked for is Karnofsky or ECOG, and one of them is enough.
        assert found != "within" or gone in {"clinical_frailty_scale", "karnofsky", "ecog"}, (grave, gone)


#: What an option need not look at, and why.
NOT_OF: dict[Modality, dict[str, str]] = {
    "sbrt": {
        "age_years": "the series took the very old, and the review names age as a reason for it",
        "creatinine_clearance_ml_min": "no part of it burdens the kidneys but their dose",
        "sinusoidal_injury": "repeated chemotherapy is looked at",
        "liver_steatosis": "repeated chemotherapy is looked at",
        "gut_distance_mm": "nearness is looked at, and a distance that says otherwise contradicts it",
    },
    "whole_liver_boost": {
        "systemic_response": "the series treated those in whom chemotherapy had failed",
        "age_years": "held against the ages of the series",
        "near_gut": "stomach and duodenum are limited by dose",
        "gut_distance_mm": "stomach and duodenum are limited by dose",
        "near_hilum": "the whole liver is in the field",
        "sinusoidal_injury": "the series took those with two to six regimens before",
        "liver_steatosis": "the series took those with two to six regimens before",
        "inr": "part of the class of Child and Pugh",
        "albumin_g_dl": "part of the class of Child and Pugh",
    },
    "chemoradiotherapy": {
        "extrahepatic_lesion_count": "it treats those with many metastases",
        "extrahepatic_disease_controlled": "it treats those with metastases that are not controlled",
        "systemic_response": "nobody with chemotherapy before is within",
        "prior_liver_radiotherapy": "the liver is not treated",
        "prior_liver_directed_treatment": "the liver is not treated",
        "near_gut": "the liver is not treated",
        "gut_distance_mm": "the liver is not treated",
        "near_hilum": "the liver is not treated",
        "sinusoidal_injury": "the liver is not treated",
        "liver_steatosis": "the liver is not treated",
        "jaundice": "bilirubin is a criterion",
        "inr": "part of the class of Child and Pugh",
        "albumin_g_dl": "part of the class of Child and Pugh",
    },
    "iort": dict.fromkeys(
        (
            "extrahepatic_lesion_count",
            "systemic_response",
            "liver_tumour",
            "prior_liver_radiotherapy",
            "prior_liver_directed_treatment",
            "near_gut",
            "gut_distance_mm",
            "near_hilum",
            "sinusoidal_injury",
            "liver_steatosis",
            "jaundice",
            "albumin_g_dl",
        ),
        "nobody with metastases is within",
    ),
    "resection": {
        "prior_liver_radiotherapy": "no bar to the knife that any source names",
        "prior_liver_directed_treatment": "resection again is common",
        "near_gut": "resectability is the surgeon's judgement",
        "gut_distance_mm": "resectability is the surgeon's judgement",
    },
    "thermal_ablation": {
        "age_years": "it is named for those too old for surgery",
        "prior_liver_radiotherapy": "heat adds no dose",
        "extrahepatic_lesion_count": "anything outside the liver is a concern",
        "extrahepatic_disease_controlled": "anything outside the liver is a concern",
        "sinusoidal_injury": "little liver is lost",
        "liver_steatosis": "little liver is lost",
    },
    "short_course_radiotherapy": {
        "extrahepatic_lesion_count": "it treats those with metastases anywhere",
        "prior_liver_radiotherapy": "the liver is not treated",
        "prior_liver_directed_treatment": "the liver is not treated",
        "near_gut": "the liver is not treated",
        "gut_distance_mm": "the liver is not treated",
        "near_hilum": "the liver is not treated",
        "sinusoidal_injury": "the liver is not treated",
        "liver_steatosis": "the liver is not treated",
    },
    "liver_palliation": {
        "systemic_response": "it treats those in whom standard treatment has failed",
        "hepatic_function_adequate": "any class of liver function was taken, and the class has to be known",
        "extrahepatic_lesion_count": "what lies outside the liver is not treated; many sites are looked at",
        "extrahepatic_disease_controlled": "what lies outside the liver is not treated; many sites are looked at",
        "near_gut": "dose and fractions are held against the published schemes, which took in the whole liver",
        "gut_distance_mm": "dose and fractions are held against the published schemes, which took in the whole liver",
        "near_hilum": "dose and fractions are held against the published schemes, which took in the whole liver",
        "sinusoidal_injury": "any class of liver function was taken",
        "liver_steatosis": "any class of liver function was taken",
    },
    "liver_transplantation": {
        "bowel_passage": "nobody with the primary in place is within",
        "extrahepatic_lesion_count": "nobody with disease outside the liver is within",
        "extrahepatic_disease_controlled": "nobody with disease outside the liver is within",
        "liver_cirrhosis": "the liver is taken out; its function is looked at",
        "sinusoidal_injury": "the liver is taken out",
        "liver_steatosis": "the liver is taken out",
        "near_gut": "the liver is taken out",
        "gut_distance_mm": "the liver is taken out",
        "near_hilum": "the liver is taken out",
    },
}


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize("modality", OPTIONS)
def test_that_an_option_looks_at_everything_worrying_or_says_why_not(modality: Modality) -> None:
    looked_at = {name for one in LIBRARY.criteria_for(modality) for name in fields_of(one.rule)}
    looked_at.update(name for one in compiled_concerns(modality, LIBRARY) for name in one.fields)
    looked_at.update(part for name in tuple(looked_at) for part in FIELDS[name].derived_from)
    assert set(GRAVE_AND_MILD) - looked_at <= set(NOT_OF[modality])


#: Values that a board stops at whatever the option; a green headline names them as well.
UNUSUAL: dict[str, Any] = {
    "liver_lesion_count": 60,
    "largest_lesion_cm": 18.0,
    "chemotherapy_regimens": 8,
    "cea_ng_ml": 5000.0,
    "albumin_g_dl": 1.2,
    "weeks_since_chemotherapy": 0.0,
    "disappeared_lesion_count": 1,
    "primary_resected": False,
}

#: What green need not name, beside what the option does not look at: such patients are whom it treats.
TREATED: dict[Modality, dict[str, str]] = {
    "sbrt": {"weeks_since_chemotherapy": "no source asks for a pause, and nothing is cut or punctured"},
    "whole_liver_boost": {
        "cea_ng_ml": "it treats what chemotherapy failed to hold",
        "weeks_since_chemotherapy": "chemotherapy is given with it",
        "disappeared_lesion_count": "the whole liver is in the field",
        "primary_resected": "the liver alone is treated, for its symptoms",
    },
    "chemoradiotherapy": {
        "cea_ng_ml": "metastases that cannot be resected are its criterion",
        "disappeared_lesion_count": "the liver is not treated",
        "primary_resected": "the primary is what it treats",
    },
    "iort": {},
    "resection": {
        "sinusoidal_injury": "held against the liver that would be left",
        "liver_steatosis": "held against the liver that would be left",
    },
    "thermal_ablation": {},
    "short_course_radiotherapy": {
        "cea_ng_ml": "metastases are its criterion, whatever their number",
        "weeks_since_chemotherapy": "chemotherapy follows it",
        "disappeared_lesion_count": "the liver is not treated",
        "primary_resected": "the primary is what it treats",
    },
    "liver_palliation": {
        "karnofsky": "the trial took ECOG 3",
        "child_pugh": "the trial took every class",
        "ascites": "the trial took every class",
        "liver_tumour": "the trial took primary liver cancer",
        "liver_lesion_count": "it treats a liver full of metastases",
        "largest_lesion_cm": "it treats a liver full of metastases",
        "chemotherapy_regimens": "it treats those in whom standard treatment has failed",
        "cea_ng_ml": "it treats pain",
        "weeks_since_chemotherapy": "it treats pain",
        "disappeared_lesion_count": "it treats pain",
        "primary_resected": "it treats pain of the liver",
    },
    "liver_transplantation": {
        "disappeared_lesion_count": "the liver is taken out",
        "weeks_since_chemotherapy": "a referral: the patients of the trial were under chemotherapy",
    },
}


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize("modality", [name for name in OPTIONS if name != "iort"])
@pytest.mark.parametrize("field", sorted({*GRAVE_AND_MILD, *UNUSUAL}))
def test_that_green_names_a_grave_value_or_says_why_not(modality: Modality, field: str) -> None:
    value = UNUSUAL[field] if field in UNUSUAL else GRAVE_AND_MILD[field][0]
    inputs = {**STARTS[modality], field: value}
    if field.startswith("extrahepatic_") and field != "extrahepatic_sites":
        inputs["extrahepatic_sites"] = ("lung",)
    option = assess(Patient(FIELDS, inputs), LIBRARY).option(modality)
    if option.verdict in ("within", "borderline") and field not in {**NOT_OF[modality], **TREATED[modality]}:
        named = [one.brief for one in option.concerns if one.holds and field in one.fields and one.brief]
        named += [one.fact for one in option.criteria if field in one.fields and one.fact]
        assert any(brief in option.verdict_in_words for brief in named), option.verdict_in_words


@pytest.mark.hazard("unsafe-looks-safe")
@pytest.mark.parametrize("modality", [name for name in OPTIONS if name != "iort"])
@pytest.mark.parametrize("field", sorted(GRAVE_AND_MILD))
def test_that_green_names_what_no_source_of_the_option_judges(modality: Modality, field: str) -> None:
    inputs = {**STARTS[modality], field: GRAVE_AND_MILD[field][0]}
    if field.startswith("extrahepatic_") and field != "extrahepatic_sites":
        inputs["extrahepatic_sites"] = ("lung",)
    option = assess(Patient(FIELDS, inputs), LIBRARY).option(modality)
    held = [one for one in option.concerns if one.holds and field in one.fields]
    if option.verdict in ("within", "borderline"):
        for concern in held:
            assert concern.basis != "no_source" or concern.brief in option.verdict_in_words
