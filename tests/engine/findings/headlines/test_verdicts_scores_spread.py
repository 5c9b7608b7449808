"""Verdicts, the clinical risk score, spread by height, questions, and the words that go with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, product
from typing import Any, get_args

import pytest

from engine.case.case import Case
from engine.case.decisions.decision import Decision
from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.curves.published.exact_binomial import interval_of_counts
from engine.evidence.library import Library
from engine.evidence.records.concerns import Concern, Statement
from engine.evidence.records.modalities import MODALITIES
from engine.findings.assess import assess
from engine.findings.assessment import Assessment, Status
from engine.findings.headlines.concerns import JudgedConcern
from engine.findings.headlines.headline import verdict_of
from engine.findings.published.scores import scores

pytestmark = pytest.mark.slow

Assessed = Callable[..., Assessment]


def judged(level: Any, holds: bool | None, *, asks: bool = False) -> JudgedConcern:
    concern = Concern(
        id="a.b",
        modality="sbrt",
        level=level,
        kind="patient",
        when=Statement(field="ecog", at_least=3),
        asks=asks,
        about="performance status",
        brief="ECOG",
        text="ECOG.",
        printed="ECOG",
        locator="Methods",
    )
    return JudgedConcern(concern=concern, holds=holds)


#: Answers of concerns: none that holds; an asking one not known; a hard one that holds; one to weigh that holds.
QUIET, OPEN, HARD, MILD = (
    judged("hard", False, asks=True),
    judged("hard", None, asks=True),
    judged("hard", True),
    judged("weigh", True),
)
STATUSES: tuple[Status, ...] = get_args(Status)


@pytest.mark.hazard("hidden-second-obstacle")
def test_that_a_verdict_follows_the_order_of_the_contract_for_every_set_of_statuses() -> None:
    for size in range(len(STATUSES) + 1):
        for found in combinations(STATUSES, size):
            for answers in ((), (QUIET,), (QUIET, OPEN), (QUIET, OPEN, HARD), (QUIET, MILD)):
                if not found:
                    expected = "comparator"
                elif "not_met" in found:
                    expected = "outside"
                elif HARD in answers:
                    expected = "concern"
                elif "unknown" in found or OPEN in answers or not answers:
                    expected = "undetermined"
                elif "borderline" in found:
                    expected = "borderline"
                else:
                    expected = "within"
                assert verdict_of(found, answers) == expected
                assert verdict_of(reversed(found), reversed(answers)) == expected


@pytest.mark.hazard("unknown-as-no")
def test_that_an_empty_patient_is_undetermined_everywhere_and_nothing_is_held_against_anybody(
    assessed: Assessed,
) -> None:
    found = assessed()
    assert [option.modality for option in found.options] == list(MODALITIES)
    for option in found.options:
        others = {"systemic_therapy": "comparator", "iort": "concern"}
        assert option.verdict == others.get(option.modality, "undetermined")
        assert {finding.status for finding in option.criteria} <= {"unknown", "not_applicable"}
        assert not option.planned
    assert found.planned_modality is None
    assert found.derived == {}
    assert found.unused_inputs == ()


@pytest.mark.hazard("hidden-second-obstacle")
def test_that_the_counts_add_up_and_the_words_name_what_decides(assessed: Assessed) -> None:
    option = assessed(liver_lesion_count=4, largest_lesion_cm=5.5, near_gut=False, modality="sbrt").option("sbrt")
    assert option.counts == {
        "met": 1,
        "met_outside_observed_range": 0,
        "borderline": 1,
        "not_met": 1,
        "unknown": 3,
        "not_applicable": 0,
    }
    assert option.verdict_in_words == (
        "Outside the published criteria: 4 lesions in the liver (1 of 6 not met). "
        "Concern as well: no published group that fits states performance, spread or function. 3 more not known."
    )
    assert option.planned


def test_that_the_comparator_says_that_it_has_no_criteria(assessed: Assessed) -> None:
    option = assessed().option("systemic_therapy")
    assert option.criteria == ()
    assert option.verdict_in_words == "No published criteria: a comparator, with outcomes only."
    assert option.outcomes


# ---------------------------------------------------------------------- clinical risk score

#: item of the score: (field, value without point, value with point)
ITEMS: dict[str, tuple[str, Any, Any]] = {
    "node_positive_primary": ("primary_node_positive", False, True),
    "disease_free_interval": ("disease_free_interval_months", 12.0, 11.9),
    "number_of_metastases": ("liver_lesion_count", 1, 2),
    "size_of_largest": ("largest_lesion_cm", 5.0, 5.1),
    "cea": ("cea_ng_ml", 200.0, 200.1),
}


@pytest.mark.parametrize("states", list(product((0, 1, None), repeat=5)))
def test_that_known_points_and_unknown_items_give_the_range(
    states: tuple[int | None, ...], fields: FieldCatalogue, library: Library
) -> None:
    inputs: dict[str, Any] = {}
    for (field, without, with_point), state in zip(ITEMS.values(), states, strict=True):
        inputs[field] = None if state is None else (without, with_point)[state]
    (score,) = scores(Patient(fields, inputs).value, library)
    points, unknown = sum(state or 0 for state in states), states.count(None)
    assert score.id == "clinical_risk_score"
    assert score.known_points == points
    assert score.range == (points, points + unknown)
    assert score.unknown_items == tuple(item for item, state in zip(ITEMS, states, strict=True) if state is None)
    assert [item.points for item in score.items] == list(states)
    low_risk_for_sure = points + unknown <= 2
    shown = {(figure.time_months, figure.value) for figure in score.outcomes}
    if low_risk_for_sure:
        assert {(60.0, 0.5), (120.0, 0.3)} <= shown
    else:
        assert not shown & {(60.0, 0.5), (120.0, 0.3)}
    assert ((60.0, 0.312) in shown) == (points == 3 and unknown == 0)
    assert ((60.0, 0.0) in shown) == (points >= 4)
    assert "3 to 3" not in score.outcome_in_words


def dfi(assessed: Assessed, **inputs: Any) -> Any:
    (score,) = assessed(**inputs).scores
    return score, next(item for item in score.items if item.id == "disease_free_interval")


def test_that_the_interval_of_synchronous_metastases_counts_by_convention_and_says_so(assessed: Assessed) -> None:
    score, item = dfi(assessed, metastasis_timing="synchronous")
    assert (item.points, item.by_convention) == (1, "synchronous: interval 0")
    assert score.outcome_in_words.startswith("1 to 5 points (synchronous: interval 0), which one is not known.")
    assert item.fields == ("disease_free_interval_months", "metastasis_timing")


@pytest.mark.parametrize(
    ("inputs", "points"),
    [
        ({"metastasis_timing": "metachronous"}, None),
        ({}, None),
        ({"metastasis_timing": "synchronous", "disease_free_interval_months": 30.0}, 0),
        ({"metastasis_timing": "synchronous", "disease_free_interval_months": 0.0}, 1),
        ({"metastasis_timing": "metachronous", "disease_free_interval_months": 11.9}, 1),
    ],
)
def test_that_a_stated_interval_comes_before_the_convention(
    inputs: dict[str, Any], points: int | None, assessed: Assessed
) -> None:
    score, item = dfi(assessed, **inputs)
    assert (item.points, item.by_convention) == (points, None)
    assert "interval 0" not in score.outcome_in_words


WHOM = "The survivals are those of patients whose metastases were resected"


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({}, f"{WHOM}."),
        ({"metastases_resectable": True}, f"{WHOM}."),
        ({"metastases_resectable": False}, f"{WHOM}; this patient is not resectable."),
        ({"fit_for_surgery": False}, f"{WHOM}; this patient is not fit for liver surgery."),
    ],
)
def test_that_the_score_says_whose_survivals_they_are(inputs: dict[str, Any], said: str, assessed: Assessed) -> None:
    (score,) = assessed(**inputs).scores
    assert score.outcome_in_words.endswith(said)


def test_that_where_no_survival_is_published_nobody_is_spoken_of(assessed: Assessed) -> None:
    inputs: dict[str, Any] = {field: with_point for field, _, with_point in ITEMS.values()}
    (score,) = assessed(**inputs).scores
    assert score.outcome_in_words.startswith(
        "5 points: 0 % at 5 years (scores of 4 and 5, Mann 2004; n not given, of 77 in all)."
    )


# ---------------------------------------------------------------------- questions about the inputs


def test_that_a_contradiction_is_a_question_until_it_is_confirmed(fields: FieldCatalogue, library: Library) -> None:
    case = Case(Patient(fields, {"ecog": 4, "karnofsky": 90}))
    (question,) = assess(case, library).questions
    assert question.field == "ecog"
    assert assess(replace(case, confirmed=("ecog",)), library).questions == ()
    # The question stands at both fields, and an answer at either is an answer.
    assert assess(replace(case, confirmed=("karnofsky",)), library).questions == ()
    assert question.fields == ("ecog", "karnofsky")


def test_that_the_score_stands_with_resection_and_names_its_source(assessed: Assessed) -> None:
    (score,) = assessed().scores
    assert (score.modality, score.source) == ("resection", "tomlinson2007")
    assert score.range == (0, 5)


# ---------------------------------------------------------------------- spread

LEVELS = [
    (0, "lower"),
    (5, "lower"),
    (5.1, "between"),
    (7.5, "between"),
    (10, "between"),
    (10.05, "between"),
    (10.1, "upper"),
    (15, "upper"),
    (15.1, "outside"),
    (25, "outside"),
    (None, "unknown"),
]


@pytest.mark.parametrize(("height", "level"), LEVELS)
def test_that_spread_has_the_level_of_the_height(height: float | None, level: str, assessed: Assessed) -> None:
    for site in ("rectum", None):
        spread = assessed(tumour_height_cm=height, primary_site=site).spread
        assert (spread.level, spread.height_cm) == (level, height)
        assert bool(spread.findings) == (level in ("lower", "between", "upper"))
    assert spread.mechanisms, "the map of radiation and metastasis does not depend on the patient"


def test_that_the_venous_route_and_the_site_counts_belong_to_their_level(assessed: Assessed) -> None:
    (lower,) = assessed(tumour_height_cm=4).spread.findings
    assert "inferior vena cava" in lower.venous_route
    counts = {f.id: (f.events, f.patients) for f in lower.figures if f.id.startswith("chiang2014")}
    assert counts == {
        "chiang2014.lung": (38, 117),
        "chiang2014.liver": (12, 117),
        "chiang2014.bone": (13, 117),
        "chiang2014.brain": (4, 117),
        "chiang2014.lymph_nodes": (17, 117),
    }
    assert "must not be added up" in lower.text
    assert "post hoc" in lower.text
    assert {"masaki2020.site_any_liver_iort", "dubois2011.metastatic_relapse_p"} <= {f.id for f in lower.figures}
    (upper,) = assessed(tumour_height_cm=12).spread.findings
    assert "portal vein" in upper.venous_route
    (between,) = assessed(tumour_height_cm=7).spread.findings
    assert between.figures == ()
    assert "no venous route" in between.venous_route.lower()


@pytest.mark.parametrize("site", ["colon", "other"])
def test_that_height_says_nothing_where_the_primary_is_not_rectal(site: str, assessed: Assessed) -> None:
    spread = assessed(tumour_height_cm=4, primary_site=site).spread
    assert spread.level == "outside"
    assert spread.findings == ()
    assert "not rectal" in spread.in_words


# ---------------------------------------------------------------------- questions, unused inputs, harms


def test_that_unusual_values_and_contradictions_are_asked_about(fields: FieldCatalogue, library: Library) -> None:
    rows = (Lesion(diameter_cm=30.0), Lesion(diameter_cm=2.0))
    patient = Patient(fields, {"age_years": 17, "lesions": rows, "liver_lesion_count": 5})
    texts = {question.field: question.text for question in assess(patient, library).questions}
    assert texts["age_years"] == "17 years is unusual for age. Is it right?"
    assert texts["lesions"].startswith("Lesion 1: 30 cm is unusual for diameter. Did you mean 30 mm, which is 3 cm?")
    assert "5 lesions was typed, but 2 lesions follows from" in texts["liver_lesion_count"]
    confirmed = Case(patient, confirmed=("age_years", "lesions"))
    assert {question.field for question in assess(confirmed, library).questions} == {"liver_lesion_count"}


def test_that_a_decision_of_another_day_than_the_board_is_asked_about(fields: FieldCatalogue, library: Library) -> None:
    def asked(day: str | None, *confirmed: str) -> list[str]:
        inputs = {} if day is None else {"board_date": day}
        case = Case(Patient(fields, inputs), decision=Decision(date="2026-11-27"), confirmed=confirmed)
        return [question.text for question in assess(case, library).questions if question.field == "board_date"]

    (text,) = asked("2026-03-12")
    assert text.startswith("The board decided on 2026-11-27, but ages of findings are counted to 2026-03-12")
    assert asked("2026-11-27") == asked(None) == asked("2026-03-12", "board_date") == []


def test_that_inputs_that_nothing_looks_at_are_named(assessed: Assessed) -> None:
    assert "sex" in assessed(sex="male", age_years=50).unused_inputs
    assert "age_years" not in assessed(sex="male", age_years=50).unused_inputs
    rows = (Lesion(diameter_cm=2.0),)
    assert assessed(lesions=rows, albumin_g_dl=4.0).unused_inputs == ()


@pytest.mark.hazard("one-sided-evidence")
def test_that_harms_carry_counts_and_exact_intervals(assessed: Assessed) -> None:
    harms = {harm.id: harm for harm in assessed().option("sbrt").toxicities}
    late = harms["vanderpool2010.hepatic_grade_3"]
    assert (late.events, late.patients, late.rate, late.grade) == (2, 20, 0.1, "3")
    assert late.interval == pytest.approx((0.012348, 0.316983), abs=1e-6)
    none = harms["scorsetti2015.grade_3_or_more"]
    assert (none.events, none.patients, none.rate) == (0, 42, 0.0)
    assert none.interval == pytest.approx((0.0, 0.084084), abs=1e-6)


def test_that_exact_intervals_agree_with_scipy_and_with_closed_forms() -> None:
    from scipy.stats import beta

    for patients in (1, 2, 3, 14, 19, 32, 117, 1104):
        for events in {0, 1, patients // 3, patients // 2, patients - 1, patients}:
            low, high = interval_of_counts(events, patients)
            expected_low = 0.0 if events == 0 else beta.ppf(0.025, events, patients - events + 1)
            expected_high = 1.0 if events == patients else beta.ppf(0.975, events + 1, patients - events)
            assert (low, high) == pytest.approx((expected_low, expected_high), abs=1e-9)
    assert interval_of_counts(0, 10)[1] == pytest.approx(1 - 0.025 ** (1 / 10))
    for wrong in ((1, 0), (-1, 5), (6, 5)):
        with pytest.raises(ValueError, match="no proportion"):
            interval_of_counts(*wrong)


@pytest.mark.hazard("one-sided-evidence")
@pytest.mark.parametrize("modality", ["sbrt", "whole_liver_boost", "chemoradiotherapy", "iort", "resection"])
def test_that_every_option_shows_outcomes_with_source_and_place(modality: str, assessed: Assessed) -> None:
    found = assessed()
    option = found.option(modality)
    cited = {source.id for source in found.sources}
    assert option.outcomes
    for figure in (*option.outcomes, *option.regimens, *option.constraints, *option.background):
        assert figure.source in cited
        assert figure.locator.strip()
        assert figure.printed.strip()
        assert figure.unit.strip()
    for harm in option.toxicities:
        assert harm.source in cited
        assert harm.grade is not None or harm.text
