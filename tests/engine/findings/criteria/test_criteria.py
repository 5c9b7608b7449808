"""Every criterion of the contract on both sides of its limit, with margin and flip; written from the contract."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from engine.evidence.library import Library
from engine.findings.assessment import Assessment, CriterionFinding

Criterion = Callable[..., CriterionFinding]
Assessed = Callable[..., Assessment]

#: the contract's table of criteria
CONTRACT = {
    "sbrt": ("not_resectable", "lesion_count", "largest_lesion", "spared_liver", "gut_distance", "hepatic_function"),
    "chemoradiotherapy": (
        *("age", "rectal_primary", "histology", "synchronous_unresectable_metastases", "locally_advanced"),
        *("tumour_height", "local_symptoms", "karnofsky", "leukocytes", "platelets", "creatinine_clearance"),
        *("bilirubin", "no_prior_treatment", "no_other_malignancy", "no_excluded_comorbidity"),
    ),
    "whole_liver_boost": (
        *("inoperable", "largest_lesion", "multiple_lesions", "child_pugh", "liver_metastasis", "total_dose"),
        *("boost_dose", "cord", "stomach", "duodenum", "left_kidney", "right_kidney"),
    ),
    "resection": ("resectable", "remnant", "tolerance"),
    "thermal_ablation": ("not_resectable", "lesion_size", "vessel_proximity"),
    "iort": (
        *("lower_rectum", "locally_advanced", "no_distant_metastases", "curative_resection_planned"),
        *("dose", "energy", "cone"),
    ),
    "systemic_therapy": (),
}

PLAN_ITEMS = {
    *(f"whole_liver_boost.{name}" for name in ("total_dose", "boost_dose", "cord", "stomach", "duodenum")),
    *("whole_liver_boost.left_kidney", "whole_liver_boost.right_kidney", "iort.dose", "iort.energy", "iort.cone"),
}


def test_that_the_library_has_the_criteria_of_the_contract_and_no_other(library: Library) -> None:
    found = {name: tuple(c.id for c in library.criteria_for(name)) for name in CONTRACT}  # type: ignore[arg-type]
    assert {name: set(ids) for name, ids in found.items()} == {
        name: {f"{name}.{item}" for item in items} for name, items in CONTRACT.items()
    }
    assert {c.id for c in library.criteria.values() if c.plan_item} == PLAN_ITEMS


COURSE = ("whole_liver_dose_gy", "whole_liver_fractions", "boost_dose_gy", "boost_fractions")
MET, OBSERVED, BORDERLINE, NOT = "met", "met_outside_observed_range", "borderline", "not_met"

#: criterion, field, [(value, status, margin)]; the planned modality is the criterion's own
NUMBERS: list[tuple[str, str, list[tuple[Any, str, float]]]] = [
    (
        "sbrt.lesion_count",
        "liver_lesion_count",
        [(0, MET, 3), (1, MET, 2), (3, MET, 0), (4, NOT, -1), (500, NOT, -497)],
    ),
    (
        "sbrt.largest_lesion",
        "largest_lesion_cm",
        [(0.1, MET, 4.9), (5.0, MET, 0), (5.01, BORDERLINE, -0.01), (6.0, BORDERLINE, -1), (6.01, NOT, -1.01)],
    ),
    (
        "chemoradiotherapy.age",
        "age_years",
        [
            (17, NOT, -1),
            (17.9, NOT, -0.1),
            (18, OBSERVED, 0),
            (34, OBSERVED, 16),
            (35, MET, 17),
            (75, MET, 0),
            (76, NOT, -1),
        ],
    ),
    (
        "chemoradiotherapy.tumour_height",
        "tumour_height_cm",
        [
            (2.9, OBSERVED, 9.1),
            (3, MET, 9),
            (10, MET, 2),
            (10.1, OBSERVED, 1.9),
            (12.0, OBSERVED, 0),
            (12.1, NOT, -0.1),
        ],
    ),
    ("chemoradiotherapy.karnofsky", "karnofsky", [(50, NOT, -10), (60, MET, 0), (100, MET, 40)]),
    ("chemoradiotherapy.leukocytes", "leukocytes_10e9_l", [(4.0, NOT, 0), (4.001, MET, 0.001), (4.1, MET, 0.1)]),
    ("chemoradiotherapy.platelets", "platelets_10e9_l", [(99, NOT, -1), (100, NOT, 0), (101, MET, 1)]),
    ("chemoradiotherapy.creatinine_clearance", "creatinine_clearance_ml_min", [(50, NOT, 0), (51, MET, 1)]),
    ("chemoradiotherapy.bilirubin", "bilirubin_mg_dl", [(1.9, MET, 0.1), (2.0, MET, 0), (2.1, NOT, -0.1)]),
    (
        "whole_liver_boost.largest_lesion",
        "largest_lesion_cm",
        [
            *[
                (5, NOT, 0),
                (5.1, OBSERVED, 0.1),
                (5.9, OBSERVED, 0.9),
                (6, MET, 1),
                (12, MET, 7),
                (12.1, OBSERVED, 7.1),
            ],
        ],
    ),
    (
        "whole_liver_boost.multiple_lesions",
        "liver_lesion_count",
        [(1, NOT, -1), (2, MET, 0), (6, MET, 4), (7, OBSERVED, 5)],
    ),
    (
        "whole_liver_boost.total_dose",
        "total_dose_gy",
        [(38.7, NOT, -0.1), (38.8, MET, 0), (53.4, MET, 12.9), (66.3, MET, 0), (66.4, NOT, -0.1)],
    ),
    (
        "whole_liver_boost.boost_dose",
        "boost_dose_gy",
        [(13.2, NOT, -0.1), (13.3, MET, 0), (38, MET, 0), (38.1, NOT, -0.1)],
    ),
    ("whole_liver_boost.cord", "cord_max_gy", [(40, MET, 0), (40.1, NOT, -0.1)]),
    ("whole_liver_boost.stomach", "stomach_max_gy", [(50, MET, 0), (50.1, NOT, -0.1)]),
    ("whole_liver_boost.duodenum", "duodenum_max_gy", [(50, MET, 0), (50.1, NOT, -0.1)]),
    (
        "resection.remnant",
        "future_liver_remnant_percent",
        [(19.9, NOT, -5.1), (20, BORDERLINE, -5), (24.9, BORDERLINE, -0.1), (25, MET, 0), (100, MET, 75)],
    ),
    (
        "thermal_ablation.lesion_size",
        "largest_lesion_cm",
        [(2, MET, 0), (2.1, BORDERLINE, -0.1), (3, BORDERLINE, -1), (3.1, NOT, -1.1)],
    ),
    ("iort.lower_rectum", "tumour_height_cm", [(0, MET, 0), (4.5, MET, 0.5), (5, MET, 0), (5.1, NOT, -0.1)]),
    ("iort.dose", "iort_dose_gy", [(17.9, NOT, -0.1), (18, MET, 0), (20, MET, 0), (20.1, NOT, -0.1)]),
    ("iort.energy", "iort_energy_mev", [(5.9, NOT, -0.1), (6, MET, 0), (12, MET, 0), (12.1, NOT, -0.1)]),
    ("iort.cone", "iort_cone_cm", [(3.7, NOT, -0.1), (3.8, MET, 0), (5.1, MET, 0), (5.2, NOT, -0.1)]),
]
ROWS = [(name, field, *row) for name, field, rows in NUMBERS for row in rows]


@pytest.mark.parametrize(("name", "field", "value", "status", "margin"), ROWS)
def test_that_a_limit_is_drawn_where_the_contract_draws_it(
    name: str, field: str, value: float, status: str, margin: float, criterion: Criterion
) -> None:
    finding = criterion(name, modality=name.split(".")[0], **{field: value})
    assert (finding.status, finding.value) == (status, value)
    assert finding.margin == pytest.approx(margin, abs=1e-9)
    assert finding.why.endswith(".")
    assert finding.flip.endswith(".")
    # Whether there is a height in the rectum at all depends on the site; a limit of an organ on the fraction size.
    beside = ("primary_site",) if name == "iort.lower_rectum" else ()
    beside = COURSE if name.split(".")[-1] in ("cord", "stomach", "duodenum") else beside
    assert finding.fields == (field, *beside)


@pytest.mark.hazard("unknown-as-no")
@pytest.mark.parametrize(("name", "field"), [(name, field) for name, field, _ in NUMBERS])
def test_that_a_criterion_without_its_value_is_not_known(name: str, field: str, criterion: Criterion) -> None:
    finding = criterion(name, modality=name.split(".")[0])
    assert (finding.status, finding.value, finding.margin, finding.dissent) == ("unknown", None, None, ())
    assert finding.why.startswith("Not known: ")


@pytest.mark.hazard("rule-out-of-place")
@pytest.mark.parametrize("name", sorted(PLAN_ITEMS))
def test_that_an_item_of_a_plan_applies_only_where_its_modality_is_planned(name: str, criterion: Criterion) -> None:
    assert criterion(name, modality=name.split(".")[0]).status == "unknown"
    for other in (None, *(set(CONTRACT) - {name.split(".")[0]})):
        assert criterion(name, modality=other).status == "not_applicable"
        assert criterion(name, modality=other, cord_max_gy=99.0, iort_dose_gy=1.0).status == "not_applicable"


# ---------------------------------------------------------------------- choices and flags

CHOICES: list[tuple[str, str, Any, str]] = [
    ("chemoradiotherapy.rectal_primary", "primary_site", "rectum", MET),
    ("chemoradiotherapy.rectal_primary", "primary_site", "colon", NOT),
    ("chemoradiotherapy.rectal_primary", "primary_site", "other", NOT),
    ("chemoradiotherapy.histology", "histology", "adenocarcinoma", MET),
    ("chemoradiotherapy.histology", "histology", "other", NOT),
    ("chemoradiotherapy.no_other_malignancy", "other_malignancy", False, MET),
    ("chemoradiotherapy.no_other_malignancy", "other_malignancy", True, NOT),
    ("chemoradiotherapy.local_symptoms", "local_symptoms", (), NOT),
    ("chemoradiotherapy.local_symptoms", "local_symptoms", ("pain",), MET),
    ("chemoradiotherapy.local_symptoms", "local_symptoms", ("bleeding", "incomplete_obstruction"), MET),
    ("chemoradiotherapy.no_excluded_comorbidity", "comorbidities", (), MET),
    ("chemoradiotherapy.no_excluded_comorbidity", "comorbidities", ("ischaemic_heart_disease",), NOT),
    ("chemoradiotherapy.no_excluded_comorbidity", "comorbidities", ("inflammatory_bowel_disease",), NOT),
    ("chemoradiotherapy.no_excluded_comorbidity", "comorbidities", ("malabsorption",), NOT),
    ("chemoradiotherapy.no_excluded_comorbidity", "comorbidities", ("peripheral_neuropathy",), NOT),
    ("chemoradiotherapy.no_excluded_comorbidity", "comorbidities", ("psychological_disorder",), NOT),
    ("sbrt.gut_distance", "near_gut", False, MET),
    ("sbrt.gut_distance", "near_gut", True, BORDERLINE),
    ("sbrt.hepatic_function", "hepatic_function_adequate", True, MET),
    ("sbrt.hepatic_function", "hepatic_function_adequate", False, NOT),
    ("whole_liver_boost.child_pugh", "child_pugh", "A", MET),
    ("whole_liver_boost.child_pugh", "child_pugh", "B", MET),
    ("whole_liver_boost.child_pugh", "child_pugh", "C", NOT),
    ("whole_liver_boost.liver_metastasis", "liver_tumour", "metastasis", MET),
    ("whole_liver_boost.liver_metastasis", "liver_tumour", "primary_liver_cancer", NOT),
    ("thermal_ablation.vessel_proximity", "near_major_vessel", False, MET),
    ("thermal_ablation.vessel_proximity", "near_major_vessel", True, NOT),
]


@pytest.mark.parametrize(("name", "field", "value", "status"), CHOICES)
def test_that_a_choice_or_flag_decides_as_in_the_contract(
    name: str, field: str, value: Any, status: str, criterion: Criterion
) -> None:
    assert criterion(name, **{field: value}).status == status
    assert criterion(name).status == "unknown"


def test_that_the_distance_from_gut_in_millimetres_is_not_judged(criterion: Criterion) -> None:
    assert criterion("sbrt.gut_distance", gut_distance_mm=2.0).status == "unknown"
    assert criterion("sbrt.gut_distance", gut_distance_mm=2.0, near_gut=False).status == MET


THREE = (True, False, None)


@pytest.mark.parametrize(("resectable", "fit"), list(product(THREE, THREE)))
def test_that_unresectable_follows_the_truth_table(
    resectable: bool | None, fit: bool | None, criterion: Criterion
) -> None:
    if resectable is False or fit is False:
        expected = MET
    elif resectable is True:
        expected = NOT
    else:
        expected = "unknown"
    mirrored = {MET: NOT, NOT: MET, "unknown": "unknown"}[expected]
    inputs = {"metastases_resectable": resectable, "fit_for_surgery": fit}
    for name in ("sbrt.not_resectable", "thermal_ablation.not_resectable", "whole_liver_boost.inoperable"):
        assert criterion(name, **inputs).status == expected
    assert criterion("resection.resectable", **inputs).status == mirrored


@pytest.mark.parametrize(
    ("timing", "resectable", "status"),
    [
        ("synchronous", False, MET),
        ("synchronous", True, NOT),
        ("synchronous", None, "unknown"),
        ("metachronous", False, NOT),
        ("metachronous", True, NOT),
        ("metachronous", None, NOT),
        (None, False, "unknown"),
        (None, True, NOT),
        (None, None, "unknown"),
    ],
)
def test_that_synchronous_and_unresectable_are_both_needed(
    timing: str | None, resectable: bool | None, status: str, criterion: Criterion
) -> None:
    name = "chemoradiotherapy.synchronous_unresectable_metastases"
    for fit in THREE:
        found = criterion(name, metastasis_timing=timing, metastases_resectable=resectable, fit_for_surgery=fit)
        assert found.status == status


T_CATEGORIES = {"T1": False, "T2": False, "T3": True, "T4": True, "T4a": True, "T4b": True, None: None}
N_CATEGORIES = {"N0": False, "N1": True, "N2": True, None: None}


@pytest.mark.parametrize(("t", "n"), list(product(T_CATEGORIES, N_CATEGORIES)))
def test_that_deep_or_node_positive_is_locally_advanced(t: str | None, n: str | None, criterion: Criterion) -> None:
    known = (T_CATEGORIES[t], N_CATEGORIES[n])
    expected = MET if True in known else "unknown" if None in known else NOT
    assert criterion("chemoradiotherapy.locally_advanced", clinical_t=t, clinical_n=n).status == expected


@pytest.mark.parametrize(("radiotherapy", "chemotherapy"), list(product(THREE, THREE)))
def test_that_neither_earlier_treatment_is_allowed(
    radiotherapy: bool | None, chemotherapy: bool | None, criterion: Criterion
) -> None:
    known = (radiotherapy, chemotherapy)
    expected = NOT if True in known else "unknown" if None in known else MET
    inputs = {"prior_pelvic_radiotherapy": radiotherapy, "prior_chemotherapy": chemotherapy}
    assert criterion("chemoradiotherapy.no_prior_treatment", **inputs).status == expected


#: D66 and D100 of one kidney; limits are strict, and one value over its limit decides
KIDNEYS = [
    ("left", 17.9, 19.9, MET),
    ("left", 18.0, 19.9, NOT),
    ("left", 17.9, 20.0, NOT),
    ("left", None, 19.9, "unknown"),
    ("left", 17.9, None, "unknown"),
    ("left", None, None, "unknown"),
    ("left", None, 20.0, NOT),
    ("left", 18.0, None, NOT),
    ("right", 19.9, 29.9, MET),
    ("right", 20.0, 29.9, NOT),
    ("right", 19.9, 30.0, NOT),
    ("right", None, 30.0, NOT),
    ("right", 0.0, None, "unknown"),
]


@pytest.mark.parametrize(("side", "d66", "d100", "status"), KIDNEYS)
def test_that_a_kidney_is_held_below_both_of_its_limits(
    side: str, d66: float | None, d100: float | None, status: str, criterion: Criterion
) -> None:
    plan = {f"{side}_kidney_d66_gy": d66, f"{side}_kidney_d100_gy": d100, "modality": "whole_liver_boost"}
    assert criterion(f"whole_liver_boost.{side}_kidney", **plan).status == status


# ---------------------------------------------------------------------- spared liver


@pytest.mark.hazard("rule-out-of-place")
@pytest.mark.parametrize("fractions", [3, 4, 5])
@pytest.mark.parametrize(
    ("volume", "status", "close"),
    [
        (0, NOT, False),
        (692.9, NOT, False),
        (693, NOT, True),
        (699.9, NOT, True),
        (700, MET, True),
        (707, MET, True),
        (707.1, MET, False),
        (5000, MET, False),
    ],
)
def test_that_spared_liver_needs_700_ml_in_3_to_5_fractions(
    volume: float, status: str, close: bool, fractions: int, criterion: Criterion
) -> None:
    finding = criterion("sbrt.spared_liver", normal_liver_below_15gy_ml=volume, fractions=fractions)
    assert finding.status == status
    assert finding.margin == pytest.approx(volume - 700)
    assert ("planning systems differ by as much" in finding.why) == close
    assert ("for 3 to 5" in finding.why) == (fractions != 3)


@pytest.mark.hazard("rule-out-of-place")
@pytest.mark.parametrize("fractions", [1, 2, 6, 25, None])
@pytest.mark.parametrize("volume", [0.0, 700.0, 2000.0])
def test_that_other_or_unknown_fractions_leave_it_unknown(
    fractions: int | None, volume: float, criterion: Criterion
) -> None:
    finding = criterion("sbrt.spared_liver", normal_liver_below_15gy_ml=volume, fractions=fractions)
    assert (finding.status, finding.value) == ("unknown", volume)
    assert finding.margin == pytest.approx(volume - 700)


@pytest.mark.hazard("rule-out-of-place")
@pytest.mark.parametrize("planned", ["whole_liver_boost", "chemoradiotherapy", "iort"])
def test_that_the_fractions_of_another_course_do_not_count(planned: str, criterion: Criterion) -> None:
    finding = criterion("sbrt.spared_liver", normal_liver_below_15gy_ml=900, fractions=3, modality=planned)
    assert finding.status == "unknown"
    assert "another planned course" in finding.why


@pytest.mark.parametrize("planned", [None, "sbrt", "resection", "thermal_ablation", "systemic_therapy"])
def test_that_without_another_course_the_fractions_count(planned: str | None, criterion: Criterion) -> None:
    assert criterion("sbrt.spared_liver", normal_liver_below_15gy_ml=900, fractions=3, modality=planned).status == MET


def test_that_each_field_of_a_rule_is_named_once(assessed: Assessed) -> None:
    for option in assessed().options:
        for finding in option.criteria:
            assert len(finding.fields) == len(set(finding.fields)), finding.id


@pytest.mark.hazard("one-sided-evidence")
def test_that_4_and_5_fractions_bring_a_caution_that_names_both_sources(assessed: Assessed) -> None:
    for fractions, shown in ((3, False), (4, True), (5, True), (6, False)):
        cautions = (
            assessed(fractions=fractions, normal_liver_below_15gy_ml=900, modality="sbrt").option("sbrt").cautions
        )
        found = [c for c in cautions if c.id == "sanuki2022.caution_spared_liver_four_five_fractions"]
        assert bool(found) == shown
        for caution in found:
            named = {cited.source for cited in caution.sources} | {side.source for side in caution.sides}
            assert {"sanuki2022", "pan2010"} <= named


# ---------------------------------------------------------------------- dissent

DISSENT = [
    ("sbrt.lesion_count", "liver_lesion_count", 3, set()),
    (
        "sbrt.lesion_count",
        "liver_lesion_count",
        4,
        {"harbin2014", "chang2011", "goodman2010", "lee2009", "mcpartlin2017", "rule2011"},
    ),
    ("sbrt.lesion_count", "liver_lesion_count", 5, {"goodman2010", "lee2009", "mcpartlin2017", "rule2011"}),
    ("sbrt.lesion_count", "liver_lesion_count", 6, {"lee2009"}),
    ("sbrt.lesion_count", "liver_lesion_count", 8, {"lee2009"}),
    ("sbrt.lesion_count", "liver_lesion_count", 9, set()),
]


@pytest.mark.hazard("rule-out-of-place")
@pytest.mark.hazard("one-sided-evidence")
@pytest.mark.parametrize(("name", "field", "value", "sources"), DISSENT)
def test_that_sources_that_would_decide_otherwise_are_named(
    name: str, field: str, value: float, sources: set[str], criterion: Criterion
) -> None:
    finding = criterion(name, **{field: value})
    assert {dissent.source for dissent in finding.dissent} == sources
    for dissent in finding.dissent:
        assert dissent.would_say == "met"
        assert dissent.locator
        assert dissent.printed
        assert dissent.text
