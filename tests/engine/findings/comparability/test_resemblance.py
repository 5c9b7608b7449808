"""Which published groups a patient resembles, and what of it was not compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.rules.rules_of_cohorts import of_links
from engine.findings.assess import assess
from engine.findings.assessment import OptionFinding

#: 75 Gy in 3 fractions, with all that the trial of that scheme asked for
TRIAL: Mapping[str, Any] = {
    "age_years": 66.0,
    "karnofsky": 90,
    "primary_site": "colon",
    "liver_tumour": "metastasis",
    "metastases_resectable": False,
    "liver_lesion_count": 2,
    "largest_lesion_cm": 2.5,
    "extrahepatic_sites": (),
    "bilirubin_mg_dl": 0.8,
    "albumin_g_dl": 4.1,
    "modality": "sbrt",
    "total_dose_gy": 75.0,
    "fractions": 3,
}
#: five points of the clinical risk score
SCORE_FIVE: Mapping[str, Any] = {
    "primary_node_positive": True,
    "metastasis_timing": "synchronous",
    "liver_lesion_count": 3,
    "largest_lesion_cm": 5.5,
    "cea_ng_ml": 400.0,
    "metastases_resectable": True,
    "extrahepatic_sites": (),
    "modality": "resection",
}


def option(fields: FieldCatalogue, library: Library, modality: str, inputs: Mapping[str, Any]) -> OptionFinding:
    return assess(Patient(fields, dict(inputs)), library).option(modality)


def changed(inputs: Mapping[str, Any], **other: Any) -> dict[str, Any]:
    return {**inputs, **other}


def test_that_a_trial_reported_three_times_is_one_group(fields: FieldCatalogue, library: Library) -> None:
    found = option(fields, library, "sbrt", TRIAL)
    reports = {"scorsetti2013", "scorsetti2015", "scorsetti2018"}
    fitting = [row.source for row in found.populations if row.fits == "met"]
    assert reports & set(fitting) == {"scorsetti2015", "scorsetti2018"}
    assert found.studied.fit == len(fitting) - 1
    assert f"Resembles {found.studied.fit} of {found.studied.studies} groups" in found.populations_in_words


def test_that_the_later_report_leads_and_the_earlier_gives_way(fields: FieldCatalogue, library: Library) -> None:
    curves = option(fields, library, "sbrt", TRIAL).curves
    assert curves[0].source == "scorsetti2018"
    assert all(curve.source != "scorsetti2013" for curve in curves)
    assert any("Reported earlier as Scorsetti 2013" in remark for remark in curves[0].match.remarks)


@pytest.mark.parametrize(
    ("field", "inside", "beyond"),
    [
        ("karnofsky", 70, 60),
        ("largest_lesion_cm", 5.9, 6.0),
        ("liver_lesion_count", 3, 4),
        ("bilirubin_mg_dl", 2.9, 3.0),
        ("albumin_g_dl", 2.6, 2.5),
        ("extrahepatic_sites", (), ("brain",)),
        ("fractions", 3, 5),
        ("total_dose_gy", 75.0, 74.0),
    ],
)
def test_that_the_trial_stops_resembling_at_its_own_limits(
    fields: FieldCatalogue, library: Library, field: str, inside: Any, beyond: Any
) -> None:
    within = option(fields, library, "sbrt", changed(TRIAL, **{field: inside}))
    outside = option(fields, library, "sbrt", changed(TRIAL, **{field: beyond}))
    assert next(row for row in within.populations if row.source == "scorsetti2018").fits == "met"
    row = next(row for row in outside.populations if row.source == "scorsetti2018")
    assert row.fits == "not_met"
    assert field in outside.studied.outside_because


def test_that_a_rule_narrower_than_the_field_never_speaks_against(fields: FieldCatalogue, library: Library) -> None:
    for answer in (None, True, False):
        inputs = changed(TRIAL) if answer is None else changed(TRIAL, prior_liver_radiotherapy=answer)
        found = option(fields, library, "sbrt", inputs)
        assert next(row for row in found.populations if row.source == "scorsetti2018").fits == "met"
        compared = "earlier treatment of the liver" not in {one.label for one in found.studied.not_compared}
        assert compared is (answer is False)


def test_that_what_was_not_compared_is_named_with_the_reason(fields: FieldCatalogue, library: Library) -> None:
    studied = option(fields, library, "sbrt", TRIAL).studied
    reasons = {one.label: one.because for one in studied.not_compared}
    assert reasons["earlier chemotherapy"] == "not_stated"
    assert reasons["earlier treatment of the liver"] == "not_known"
    assert studied.compared + len(studied.not_compared) == studied.items
    without = {name: value for name, value in TRIAL.items() if name != "karnofsky"}
    blank = option(fields, library, "sbrt", without).studied
    assert {one.label: one.because for one in blank.not_compared}["performance status"] == "not_known"
    assert blank.compared == studied.compared - 1


def test_that_no_option_without_groups_counts_items(fields: FieldCatalogue, library: Library) -> None:
    local = msgspec.structs.replace(library, sha256="0" * 64, files=())
    found = assess(Patient(fields, dict(TRIAL)), local).option("sbrt")
    assert (found.studied.studies, found.studied.items, found.populations_in_words) == (0, 0, "")


# ------------------------------------------------------------------------------------------- score


def test_that_a_curve_of_low_scores_is_for_low_scores(fields: FieldCatalogue, library: Library) -> None:
    high = option(fields, library, "resection", SCORE_FIVE).curves
    low_risk = next(curve for curve in high if curve.cohort == "tomlinson2007.low_risk")
    assert high[-1].cohort == "tomlinson2007.low_risk"
    assert not low_risk.selected
    item = next(item for item in low_risk.match.items if "score" in item.label.lower())
    assert (item.status, item.patient_value) == ("not_met", "5")


def test_that_an_open_score_leaves_the_low_risk_group_open(fields: FieldCatalogue, library: Library) -> None:
    for known, status in ((("cea_ng_ml",), "unknown"), ((), "met")):
        low = changed(
            SCORE_FIVE,
            primary_node_positive=False,
            largest_lesion_cm=2.0,
            liver_lesion_count=2,
            cea_ng_ml=400.0,
            metastasis_timing="metachronous",
            disease_free_interval_months=24.0,
        )
        inputs = {name: value for name, value in low.items() if name not in known}
        if known:
            inputs["metastasis_timing"], _ = "synchronous", inputs.pop("disease_free_interval_months")
        curves = option(fields, library, "resection", inputs).curves
        item = next(
            item
            for curve in curves
            if curve.cohort == "tomlinson2007.low_risk"
            for item in curve.match.items
            if "score" in item.label.lower()
        )
        assert item.status == status
        assert next(c for c in curves if c.cohort == "tomlinson2007.low_risk").selected is (status == "met")


# ------------------------------------------------------------------------------------------- rules


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"earlier_report_of": "nobody.all"}, "no cohort"),
        ({"earlier_report_of": "scorsetti2013.all"}, "not the last report"),
        ({"earlier_report_of": "harbin2014.all"}, "another modality"),
        ({"subgroup_of": "chang2011.all"}, "not the report of a whole"),
    ],
)
def test_that_a_wrong_report_is_refused(library: Library, change: dict[str, Any], said: str) -> None:
    cohort = msgspec.structs.replace(library.cohorts["scorsetti2013.all"], **change)
    assert any(said in problem for _, problem, _ in of_links(cohort, library.cohorts, library.scores))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"score": "no_such_score"}, "no score"),
        ({"from_points": 3}, "upside down"),
        ({"from_points": -1}, "upside down"),
        ({"locator": " "}, "empty"),
    ],
)
def test_that_wrong_points_of_a_score_are_refused(library: Library, change: dict[str, Any], said: str) -> None:
    whole = library.cohorts["tomlinson2007.low_risk"]
    assert not list(of_links(whole, library.cohorts, library.scores))
    assert whole.score_points is not None
    cohort = msgspec.structs.replace(whole, score_points=msgspec.structs.replace(whole.score_points, **change))
    assert any(said in problem for _, problem, _ in of_links(cohort, library.cohorts, library.scores))
