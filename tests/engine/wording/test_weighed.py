"""A page shows as many points to weigh as the title of its option counts; what is no point of its own says so."""

from __future__ import annotations

from typing import Any

import pytest

from engine.case.case import Case
from engine.evidence.records.modalities import MODALITIES
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.findings.headline_text.concern_briefs import ids_of_points, points_to_weigh
from engine.wording.board.board_page import board_page
from engine.wording.weighed import lead_of
from tests.engine.findings.headlines.test_readings import FIELDS, GOOD, LIBRARY, Patient

ALL_FIVE = {
    "primary_node_positive": True,
    "metastasis_timing": "synchronous",
    "disease_free_interval_months": 0.0,
    "lesions": None,
    "liver_lesion_count": 3,
    "largest_lesion_cm": 6.0,
    "cea_ng_ml": 300.0,
}


def assessed(**changes: Any) -> Assessment:
    values = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    return assess(Case(Patient(FIELDS, values)), LIBRARY)


def leads(assessment: Assessment, modality: str) -> dict[str, str]:
    option = assessment.option(modality)
    points = ids_of_points(option.concerns)
    return {one.id: str(lead_of(one, points)) for one in option.concerns if one.holds}


@pytest.mark.parametrize("changes", [{}, ALL_FIVE, {"comorbidities": ("malabsorption",), "age_years": 92.0}])
def test_that_a_page_shows_as_many_points_as_the_title_counts(changes: dict[str, Any]) -> None:
    found = assessed(**changes)
    for modality in MODALITIES:
        said = list(leads(found, modality).values())
        assert said.count("To weigh: ") == points_to_weigh(found.option(modality).concerns)


def test_that_what_is_said_of_the_evidence_is_no_point() -> None:
    assert leads(assessed(), "whole_liver_boost")["harbin2014.one_series"] == "Of the evidence: "
    assert leads(assessed(prior_chemotherapy=True), "systemic_therapy") == {
        "harbin2014.later_line": "Of the evidence: "
    }


def test_that_two_records_of_one_score_are_one_point() -> None:
    said = leads(assessed(**ALL_FIVE), "resection")
    assert sorted((said["fong1999.score_of_3"], said["fong1999.score_of_5"])) == ["Of the same point: ", "To weigh: "]


@pytest.mark.parametrize(("planned", "kinds"), [("whole_liver_boost", {"evidence"}), ("sbrt", set())])
def test_that_the_page_tells_the_evidence_apart(planned: str, kinds: set[str]) -> None:
    patient = Patient(FIELDS, {**GOOD, "modality": planned})
    notices = board_page(assess(Case(patient), LIBRARY), patient).notices
    assert {notice.kind for notice in notices if notice.record == "harbin2014.one_series"} == kinds
