"""The board page as a record: order, what stands apart, one study for each axis, sentences of groups."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import ToxicityFinding
from engine.findings.published.severe_harms import is_death, is_severe, severe_harms
from engine.wording.board.board_page import board_page
from engine.wording.board.board_records import BoardPage


def page_of(fields: FieldCatalogue, library: Library, **inputs: Any) -> BoardPage:
    patient = Patient(fields, inputs)
    return board_page(assess(patient, library), patient)


@pytest.fixture(scope="module")
def examples(resources: Path, fields: FieldCatalogue) -> dict[str, Case]:
    found = sorted((resources / "examples").glob("*.beamside.json"))
    return {path.name.removesuffix(".beamside.json"): load_case(path, fields) for path in found}


def test_that_the_planned_option_leads_and_the_comparator_ends(examples: dict[str, Case], library: Library) -> None:
    for case in examples.values():
        page = board_page(assess(case, library), case.patient)
        assert page.rows[0].planned
        assert page.rows[-1].verdict == "comparator" or page.rows[-1].modality == "systemic_therapy"


def test_that_every_option_stands_once_on_the_page_or_apart(examples: dict[str, Case], library: Library) -> None:
    for case in examples.values():
        assessment = assess(case, library)
        page = board_page(assessment, case.patient)
        told = [row.modality for row in (*page.rows, *page.apart)]
        assert sorted(told) == sorted(option.modality for option in assessment.options)


@pytest.mark.parametrize(
    ("site", "apart"),
    [("colon", {"chemoradiotherapy", "short_course_radiotherapy", "iort"}), ("rectum", set())],
)
def test_that_rectal_options_stand_apart_for_the_colon(
    fields: FieldCatalogue, library: Library, site: str, apart: set[str]
) -> None:
    page = page_of(fields, library, primary_site=site, liver_lesion_count=2)
    assert {row.modality for row in page.apart} == apart


def test_that_counts_are_those_of_the_criteria(examples: dict[str, Case], library: Library) -> None:
    case = examples["borderline"]
    assessment = assess(case, library)
    for row in board_page(assessment, case.patient).rows:
        statuses = [found.status for found in assessment.option(row.modality).criteria]
        met = sum(status.startswith("met") for status in statuses)
        expected = (met, *(statuses.count(name) for name in ("not_met", "borderline", "unknown")))
        assert row.counts == expected


def test_that_points_on_the_axis_are_published_ones(examples: dict[str, Case], library: Library) -> None:
    case = examples["sbrt-candidate"]
    page = board_page(assess(case, library), case.patient)
    for row in page.rows:
        for series in row.series:
            cohort = series.curve.partition(":")[0]
            published = {
                (figure.time_months, figure.value)
                for figure in library.figures_of_cohort(cohort)
                if figure.endpoint == series.endpoint and figure.statistic == "rate"
            }
            marks = [(point.time_months, point.share) for point in series.points if not point.is_median]
            assert marks == [mark for mark in sorted(marks) if mark in published]
            assert all(point.time_months <= page.axis_months for point in series.points)


def test_that_the_minutes_speak_of_groups_and_never_of_will(examples: dict[str, Case], library: Library) -> None:
    for case in examples.values():
        said = " ".join(board_page(assess(case, library), case.patient).in_words)
        assert "will" not in said.split()
        assert "results of a group" in said or "results of groups" in said


def test_that_an_empty_case_has_no_words_for_the_minutes(fields: FieldCatalogue, library: Library) -> None:
    page = page_of(fields, library)
    assert page.patient == ()
    assert page.rows


def harm(**changes: Any) -> ToxicityFinding:
    known: dict[str, Any] = dict.fromkeys(ToxicityFinding.__struct_fields__)
    known |= {"id": "t", "label": "Harm", "counted": "patients", "printed": "", "obtained": "printed", "source": "s"}
    known |= {"locator": "Table 1", "headline": False, "discrepancies": ()}
    return ToxicityFinding(**{**known, **changes})


@pytest.mark.parametrize(
    ("grade", "severe", "death"),
    [
        (">=3", True, False),
        ("3-4", True, False),
        ("2-3", False, False),
        ("5", True, True),
        ("4-5", True, False),
        ("<=3", False, False),
        ("severe, grade not given", True, False),
        ("not given", False, False),
        (None, False, False),
    ],
)
def test_that_severe_begins_at_grade_three(grade: str | None, severe: bool, death: bool) -> None:
    assert (is_severe(harm(grade=grade)), is_death(harm(grade=grade))) == (severe, death)


def test_that_the_range_of_harm_takes_each_study_at_its_worst() -> None:
    found = severe_harms(
        [
            harm(id="a1", source="a", grade="3", rate=0.02),
            harm(id="a2", source="a", grade=">=3", rate=0.14),
            harm(id="b", source="b", grade=">=3", rate=0.0),
            harm(id="c", source="c", grade="2", rate=0.9),
            harm(id="d", source="d", grade=">=3"),
            harm(id="e", source="e", grade="5", rate=0.028, events=28, patients=1001),
        ]
    )
    assert found.studies == 2
    assert found.lowest is not None
    assert found.highest is not None
    assert (found.lowest.id, found.highest.id) == ("b", "a2")
    assert [death.id for death in found.deaths] == ["e"]
    assert found.uncounted == 1


def test_that_without_a_counted_harm_the_row_says_so(fields: FieldCatalogue, library: Library) -> None:
    rows = {row.modality: row for row in page_of(fields, library, age_years=60.0).rows}
    assert "none counted" in rows["thermal_ablation"].harm
    assert (rows["systemic_therapy"].harm, rows["systemic_therapy"].harm_detail.split("; ")[-1]) == (
        "72 %",
        "deaths 1 of 21 (Bertolini 2011)",
    )
    assert rows["resection"].harm_detail.endswith("deaths 28 of 1001")
    # Of one study the deaths are of the patients named before them.
    assert rows["whole_liver_boost"].harm_detail.endswith("(Harbin 2014); deaths 0 of 19")


def test_that_deaths_of_another_organ_say_so_in_one_breath(fields: FieldCatalogue, library: Library) -> None:
    rows = {row.modality: row for row in page_of(fields, library, age_years=60.0).rows}
    assert rows["sbrt"].harm_detail.endswith("deaths 3 of 66 (SABR-COMET, any organ)")


def test_that_where_no_harm_was_read_that_is_no_sign_of_safety(fields: FieldCatalogue, library: Library) -> None:
    rows = {row.modality: row for row in page_of(fields, library, age_years=60.0).rows}
    for modality in ("liver_transplantation", "iort"):
        assert (rows[modality].harm, rows[modality].harm_detail) == ("none read", "no sign of safety")


def test_that_the_range_begins_with_none_where_a_study_counted_none(fields: FieldCatalogue, library: Library) -> None:
    rows = {row.modality: row for row in page_of(fields, library, age_years=60.0).rows}
    assert rows["sbrt"].harm.startswith("none to ")


def palliation(fields: FieldCatalogue, library: Library, **inputs: Any) -> BoardPage:
    plan = {"modality": "liver_palliation", "total_dose_gy": 8.0, "fractions": 1}
    return page_of(fields, library, liver_tumour="metastasis", liver_pain_0_to_10=6, **{**plan, **inputs})


@pytest.mark.parametrize(("fractions", "unlike"), [(1, True), (5, False)])
def test_that_a_course_unlike_the_leading_one_is_said(
    fields: FieldCatalogue, library: Library, fractions: int, unlike: bool
) -> None:
    page = palliation(fields, library, fractions=fractions)
    said = " ".join(page.in_words)
    assert ("No group with a figure is known to be like this patient." in said) is unlike
    assert ("n = 27, abstract, unlike this patient in fractions: median 4.9 months" in said) is unlike
    assert ("Beside it Dawson 2024, n = 33, summary, like this patient in 4 of 7 items" in said) is unlike
    row = next(row for row in page.rows if row.planned)
    assert (row.beside is not None) is unlike
    leading = row.series[0]
    assert (leading.unlike == "fractions") is unlike
    assert ("unlike this patient in fractions" in leading.words) is unlike


TRANSPLANT = {
    "modality": "liver_transplantation",
    "age_years": 52.0,
    "primary_site": "colon",
    "liver_tumour": "metastasis",
    "metastases_resectable": False,
    "primary_resected": True,
    "braf_status": "wild_type",
    "systemic_response": "partial",
    "chemotherapy_regimens": 2,
    "extrahepatic_sites": (),
    "ecog": 0,
}


def test_that_no_number_comes_before_whose_it_is(fields: FieldCatalogue, library: Library) -> None:
    page = page_of(fields, library, **TRANSPLANT)
    said = " ".join(page.in_words)
    none_like = said.index("No figure read beyond a summary is of a group known to be like this patient.")
    leads = said.index("n = 61, abstract, how like this patient is not recorded: median 60.3 months")
    assert none_like < leads < said.index("Beside it Adam 2024 (TransMet), n = 47, summary, like this patient in")
    row = next(row for row in page.rows if row.planned)
    assert row.beside is not None
    assert row.beside.from_summary
    assert "how like this patient is not recorded" in row.series[0].words
    assert row.beside.words in row.words


def test_that_of_the_arms_of_a_trial_the_one_beside_is_named(fields: FieldCatalogue, library: Library) -> None:
    tumour = {"liver_tumour": "metastasis", "primary_site": "colon", "primary_side": "right", "ras_status": "mutated"}
    fit = {"age_years": 64.0, "ecog": 1, "extrahepatic_sites": (), "metastases_resectable": False}
    first = {"primary_resected": True, "prior_chemotherapy": False, "liver_lesion_count": 15, "largest_lesion_cm": 6.0}
    page = page_of(fields, library, modality="systemic_therapy", **tumour, **fit, **first)
    beside = next(row for row in page.rows if row.planned).beside
    assert beside is not None
    assert beside.source.startswith("CAIRO5, doublet with bevacizumab, RAS or BRAF mutated or right-sided, n = 148")
    assert [point.words for point in beside.points] == ["median 23.6 months"]


def test_that_of_two_groups_the_one_alike_is_said_first(fields: FieldCatalogue, library: Library) -> None:
    plan = {"modality": "sbrt", "liver_lesion_count": 1, "largest_lesion_cm": 3.0, "liver_tumour": "metastasis"}
    page = page_of(fields, library, **plan, total_dose_gy=45.0, fractions=3, primary_site="colon")
    said = " ".join(page.in_words)
    alike, of_nobody_known = said.index("like this patient in"), said.index("how like this patient is not recorded")
    assert said.index("After SBRT") < alike < said.index("Beside it Franzese 2024") < of_nobody_known
    # What was read in a summary alone never leads: there the drawn group is said first.
    assert next(row for row in page.rows if row.planned).series[0].source.startswith("Franzese 2024")


def test_that_a_leader_of_nobody_known_with_nobody_like_is_said(fields: FieldCatalogue, library: Library) -> None:
    said = " ".join(page_of(fields, library, **{**TRANSPLANT, "age_years": 70.0}).in_words)
    assert "No group with a figure is known to be like this patient. After Transplantation, Dueland 2023" in said
    assert "Beside it" not in said


def test_that_the_number_of_a_part_not_given_says_of_how_many(fields: FieldCatalogue, library: Library) -> None:
    score = {"primary_node_positive": True, "disease_free_interval_months": 3.0, "liver_lesion_count": 2}
    page = page_of(fields, library, modality="resection", **score, largest_lesion_cm=6.0, cea_ng_ml=300.0)
    leading = next(row for row in page.rows if row.planned).series[0]
    assert leading.source.endswith("clinical risk score, n not given, of 77 in all")


def test_that_the_group_of_the_own_score_leads_with_all_beside(fields: FieldCatalogue, library: Library) -> None:
    score = {"primary_node_positive": True, "disease_free_interval_months": 3.0, "liver_lesion_count": 2}
    grave = {**score, "largest_lesion_cm": 6.0, "cea_ng_ml": 300.0}
    said = " ".join(page_of(fields, library, modality="resection", **grave).in_words)
    assert "Mann 2004, hepatectomy, 4 or 5 points of the clinical risk score" in said
    assert "Beside it Fong 1999, hepatectomy for colorectal liver metastases, all scores" in said
    open_score = " ".join(page_of(fields, library, modality="resection", **score).in_words)
    assert "Mann 2004" not in open_score


def test_that_a_wide_margin_is_not_called_narrow(fields: FieldCatalogue, library: Library) -> None:
    whole = {
        "metastases_resectable": False,
        "hepatic_function_adequate": True,
        "karnofsky": 80,
        "prior_chemotherapy": True,
    }
    said = " ".join(
        palliation(fields, library, child_pugh="A", extrahepatic_sites=(), **whole, age_years=72.0).in_words
    )
    assert "meets its" in said
    assert "age" not in said.partition("meets its")[2].partition(".")[0]


def test_that_an_unusual_value_is_no_contradiction(fields: FieldCatalogue, library: Library) -> None:
    unusual = page_of(fields, library, age_years=99.0)
    assert [notice.kind for notice in unusual.notices if "unusual" in notice.text] == ["unusual"]
    contrary = page_of(fields, library, gut_distance_mm=3.0, near_gut=False)
    assert [notice.kind for notice in contrary.notices][:1] == ["contradiction"]


@pytest.mark.parametrize(("planned", "told"), [("sbrt", True), ("resection", False)])
def test_that_what_no_record_of_the_plan_looks_at_is_named(
    fields: FieldCatalogue, library: Library, planned: str, told: bool
) -> None:
    page = page_of(fields, library, modality=planned, comorbidities=("ischaemic_heart_disease",))
    passed = [notice for notice in page.notices if notice.text.startswith("Speaks against another option")]
    assert bool(passed) is told
    assert all(notice.fields == ("comorbidities",) for notice in passed)


def test_that_what_the_form_cannot_hold_is_named_last(fields: FieldCatalogue, library: Library) -> None:
    last = page_of(fields, library, age_years=60.0).mind[-1]
    assert last.kind == "note"
    assert "pregnancy" in last.text


GRAVE = {"age_years": 92.0, "cea_ng_ml": 2000.0, "other_malignancy": True}


@pytest.mark.parametrize(("more", "notices"), [({}, 3), ({"leukocytes_10e9_l": 30.0}, 1)])
def test_that_many_points_to_weigh_leave_the_options_in_sight(
    fields: FieldCatalogue, library: Library, more: dict[str, Any], notices: int
) -> None:
    page = page_of(fields, library, modality="sbrt", **GRAVE, **more)
    weighing = [notice for notice in page.notices if notice.kind == "concern"]
    assert len(weighing) == notices
    assert "92 years" in " ".join(notice.text for notice in weighing)
    assert set(more).issubset({name for notice in weighing for name in notice.fields})


LIVER = {"sbrt", "whole_liver_boost", "liver_palliation", "resection", "thermal_ablation", "liver_transplantation"}


@pytest.mark.parametrize(
    ("liver", "apart"),
    [
        ({"liver_lesion_count": 0}, LIVER),
        ({"liver_lesion_count": 1}, set()),
        ({}, set()),
        ({"liver_lesion_count": 0, "disappeared_lesion_count": 0}, LIVER),
        ({"liver_lesion_count": 0, "disappeared_lesion_count": 2}, set()),
        ({"liver_lesion_count": 0, "largest_lesion_cm": 3.0}, set()),
        ({"liver_lesion_count": 0, "modality": "sbrt"}, LIVER - {"sbrt"}),
    ],
)
def test_that_a_free_liver_sets_its_treatments_apart(
    fields: FieldCatalogue, library: Library, liver: dict[str, Any], apart: set[str]
) -> None:
    page = page_of(fields, library, primary_site="rectum", **liver)
    assert {row.modality for row in page.apart} == apart
    assert all(row.reason == "no metastasis of the liver" for row in page.apart)
    assert not apart or "no metastasis" not in " ".join(page.in_words)


def test_that_a_confirmed_contradiction_hides_no_option(fields: FieldCatalogue, library: Library) -> None:
    known = {"liver_lesion_count": 0, "disappeared_lesion_count": 2}
    case = Case(patient=Patient(fields, known), confirmed=tuple(known))
    assessment = assess(case, library)
    assert not [question for question in assessment.questions if len(question.fields) > 1]
    assert not {row.modality for row in board_page(assessment, case.patient).apart} & LIVER
