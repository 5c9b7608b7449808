"""A headline names what it rests on: which values contradict, which arm, whom nobody studied, what makes a class."""

from __future__ import annotations

from typing import Any

import pytest

from engine.case.case import Case
from engine.case.liver_function.child_pugh import child_pugh_points, points_of_parts
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assess import assess
from engine.findings.assessment import OptionFinding, Status
from engine.findings.headline_text.headline_words import Evidence, SaidCriterion, headline_in_words, standing
from engine.findings.headlines.concerns import judge_concerns, unstated
from engine.findings.published.evidence_size import size_in_words
from engine.wording.board.board_minutes import minutes
from tests.engine.findings.headlines.test_readings import FIELDS, GOOD, LIBRARY, Patient


def option(modality: Modality = "sbrt", **changes: Any) -> OptionFinding:
    return assess(Case(Patient(FIELDS, {**GOOD, **changes})), LIBRARY).option(modality)


def test_that_both_fields_of_a_contradiction_are_named() -> None:
    said = option(karnofsky=40, ecog=0).reason_in_words
    assert "Contradicting values, the graver counts: ECOG performance status against Karnofsky" in said


def test_that_two_contradictions_are_both_named() -> None:
    said = option(karnofsky=40, ecog=0, liver_volume_ml=500.0).reason_in_words
    assert said.count(" against ") == 2


def test_that_a_contradiction_elsewhere_is_not_named() -> None:
    found = option(clinical_n="N1", primary_node_positive=False, primary_resected=False)
    assert "Contradicting" not in found.reason_in_words


def test_that_what_follows_from_rows_is_named_beside_what_was_typed() -> None:
    assert "number of liver lesions against liver lesions" in option(liver_lesion_count=3).reason_in_words


@pytest.mark.parametrize(("fit", "leads"), [(0, True), (1, False)])
def test_that_nobody_alike_is_said_before_the_criteria(fit: int, leads: bool) -> None:
    found = option()
    evidence = Evidence(fit=fit, studies=9, undecided=9 - fit, apart=2, size="", unstated=())
    said = headline_in_words("within", found.criteria, found.concerns, evidence).words
    opening = "none of 9 groups is known to resemble this patient in every item"
    assert (opening in said) is leads
    assert said.startswith(f"Published criteria met: {opening if leads else 'all 6'}")


@pytest.mark.parametrize(("undecided", "said"), [(0, "none of 9 groups resembles this patient"), (1, "is known to")])
def test_that_known_to_differ_is_not_said_as_open(undecided: int, said: str) -> None:
    found = option()
    evidence = Evidence(fit=0, studies=9, undecided=undecided, apart=2, size="", unstated=())
    assert said in headline_in_words("within", found.criteria, found.concerns, evidence).words


def test_that_a_concern_is_not_soothed_by_the_criteria() -> None:
    assert (
        "6 criteria met, none open; none of them answers the concern." in option(karnofsky=20, ecog=4).reason_in_words
    )


def test_that_a_class_worked_out_names_what_makes_it() -> None:
    said = option(bilirubin_mg_dl=3.5, albumin_g_dl=2.5).reason_in_words
    assert "Child-Pugh B (total bilirubin 3.5 mg/dL and albumin 2.5 g/dL)" in said


def test_that_a_class_that_was_typed_names_no_part() -> None:
    parts = dict.fromkeys(("bilirubin_mg_dl", "albumin_g_dl", "inr", "ascites", "encephalopathy"))
    known = {name: value for name, value in {**GOOD, "child_pugh": "B"}.items() if name not in parts}
    said = assess(Patient(FIELDS, known), LIBRARY).option("sbrt").reason_in_words
    assert "Child-Pugh B" in said
    assert "Child-Pugh B (" not in said


def test_that_the_points_of_the_parts_add_up_to_the_score() -> None:
    parts = (2.0, 3.5, 1.7, "mild", "grade_3_4")
    assert points_of_parts(*parts) == (2, 2, 2, 2, 3)
    assert child_pugh_points(*parts) == 11


def test_that_one_arm_of_a_trial_is_called_an_arm() -> None:
    for modality in MODALITIES:
        arms = [one for one in LIBRARY.cohorts_for(modality) if one.randomised and one.entry and not one.subgroup_of]
        for arm in arms:
            others = [one for one in LIBRARY.cohorts.values() if one.trial == arm.trial and one.id != arm.id]
            rows = [row for row in option(modality).populations if row.cohort == arm.id]
            fitting = [_fitting(row) for row in rows]
            if fitting and others:
                assert size_in_words(fitting, LIBRARY).startswith("1 arm of a randomised trial")


def _fitting(row: Any) -> Any:
    import msgspec

    return msgspec.structs.replace(row, fits="met")


def test_that_what_a_source_of_the_option_says_is_not_called_unstated() -> None:
    for modality in ("resection", "thermal_ablation"):
        judged = judge_concerns(modality, GOOD.get, LIBRARY)
        assert "liver function" not in unstated(modality, judged, LIBRARY)


def test_that_green_names_what_is_to_be_weighed() -> None:
    found = option(extrahepatic_sites=("lung",), primary_resected=False)
    weighed = [one for one in found.concerns if one.level == "weigh" and one.holds and one.kind != "evidence"]
    assert found.verdict == "within"
    assert weighed
    assert all(one.brief in found.reason_in_words for one in weighed)


def test_that_nothing_to_weigh_is_not_said() -> None:
    assert "To weigh" not in option().reason_in_words


def test_that_the_minutes_name_what_is_to_be_weighed() -> None:
    changes = {"extrahepatic_sites": ("lung",), "primary_resected": False}
    said = " ".join(minutes(assess(Case(Patient(FIELDS, {**GOOD, **changes})), LIBRARY)))
    assert "SBRT meets its 6 criteria as published" in said
    assert "To weigh: primary in place; metastases in lung." in said


@pytest.mark.parametrize(
    ("modality", "changes", "words"),
    [
        ("liver_transplantation", {"extrahepatic_sites": ("lung", "bone")}, "metastases in lung and bone"),
        ("liver_transplantation", {"liver_tumour": "primary_liver_cancer"}, "primary liver cancer"),
        ("liver_transplantation", {"primary_site": "other"}, "the primary is not colorectal"),
        ("short_course_radiotherapy", {"histology": "other"}, "not an adenocarcinoma"),
        ("short_course_radiotherapy", {"primary_site": "colon"}, "the primary is not in the rectum"),
        ("liver_palliation", {"liver_pain_0_to_10": 1}, "worst pain of the liver 1 of 10"),
    ],
)
def test_that_an_unmet_criterion_says_what_is_so(modality: Modality, changes: dict[str, Any], words: str) -> None:
    facts = {one.fact for one in option(modality, **changes).criteria if one.status == "not_met"}
    assert words in facts


@pytest.mark.parametrize(("resectable", "told"), [(True, False), (False, True), (None, True)])
def test_that_a_trial_of_the_unresectable_is_contested_there_alone(resectable: bool | None, told: bool) -> None:
    found = {one.id: one for one in option("thermal_ablation", metastases_resectable=resectable).cautions}
    assert ("eortc40004.two_reports" in found) is told
    # It brings nothing up by itself: it stands where it would without the condition.
    assert not told or found["eortc40004.two_reports"].fired_by == ()


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (("met", "met"), "2 criteria met, none open; none of them answers the concern."),
        (("met", "borderline"), "1 criterion met, 1 borderline (2.7 cm)."),
        (("met", "unknown"), "1 criterion met, 1 open (size)."),
        (("met", "met", "borderline", "unknown"), "2 criteria met, 1 borderline (2.7 cm), 1 open (size)."),
    ],
)
def test_that_what_is_known_and_near_its_limit_is_not_called_open(statuses: tuple[Status, ...], expected: str) -> None:
    facts = {"borderline": "2.7 cm"}
    assert standing(tuple(SaidCriterion(one, "Size", facts.get(one, "")) for one in statuses)) == expected
