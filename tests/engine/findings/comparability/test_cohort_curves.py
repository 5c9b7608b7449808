"""The published cohorts as curves: which figures become points, what is drawn, and what is remembered."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.commands.shared.remembered_curves import load_curves
from engine.evidence.library import Library
from engine.evidence.records.cohorts import Cohort, FollowUp
from engine.evidence.records.figures import Figure, Interval
from engine.evidence.records.library_header import LibraryHeader
from engine.evidence.records.source_file import SourceFile
from engine.evidence.records.sources import Source
from engine.findings.assess import assess
from engine.findings.published.published_curves import (
    PublishedCurves,
    cohorts_with_figures,
    is_point,
    published_curves,
)
from engine.findings.records.curve_records import CurveFinding
from tests.shipped import shipped_fields, shipped_library

RESOURCES = Path(__file__).parents[4] / "resources"


@pytest.fixture(scope="module")
def fields() -> FieldCatalogue:
    return shipped_fields()


@pytest.fixture(scope="module")
def library(fields: FieldCatalogue) -> Library:
    return shipped_library()


@pytest.fixture(scope="module")
def curves(library: Library) -> PublishedCurves:
    return published_curves(library)


def figure(**changes: object) -> Figure:
    values: dict[str, object] = {
        "id": "made.point",
        "kind": "outcome",
        "label": "Overall survival at 1 year",
        "statistic": "rate",
        "unit": "proportion",
        "printed": "60 %",
        "locator": "Table 1",
        "obtained": "printed",
        "cohort": "made.all",
        "endpoint": "overall_survival",
        "value": 0.6,
        "time_months": 12.0,
        "patients": 40,
    }
    return Figure(**{**values, **changes})  # type: ignore[arg-type]


def made_library(*figures: Figure, **cohort: object) -> Library:
    source = Source(
        id="made", short="Made 2020", authors="", title="", year=2020, published_in="", design="prospective", paper=""
    )
    values: dict[str, object] = {
        "id": "made.all",
        "label": "All",
        "modality": "sbrt",
        "locator": "Table 1",
        "patients": 40,
    }
    group = Cohort(**{**values, **cohort})  # type: ignore[arg-type]
    file = SourceFile(format="beamside-source/1", source=source, cohort=(group,), figure=figures)
    digest = hashlib.sha256(msgspec.json.encode(file)).hexdigest()
    header = LibraryHeader(format="beamside-library/1", version="test", date=dt.date(2026, 1, 1), title="A test")
    return Library("test", digest, (file,), header)


def test_that_a_timed_rate_and_a_median_in_months_are_points_and_nothing_else_is() -> None:
    assert is_point(figure(), "overall_survival")
    assert is_point(figure(statistic="median", unit="months", value=17.5, time_months=None), "overall_survival")
    assert not is_point(figure(time_months=None), "overall_survival")
    assert not is_point(figure(statistic="mean", unit="days", value=80.0), "overall_survival")
    assert not is_point(figure(statistic="median", unit="days", value=80.0), "overall_survival")
    assert not is_point(figure(kind="toxicity"), "overall_survival")
    assert not is_point(figure(superseded_by="made.other"), "overall_survival")
    assert not is_point(figure(bound="<"), "overall_survival")
    assert not is_point(figure(), "local_control")


@pytest.mark.hazard("curve-as-prediction")
def test_that_the_curve_meets_the_published_points_and_the_band_holds_the_curve_in_range() -> None:
    library = made_library(figure(), figure(id="made.two", value=0.35, time_months=24.0))
    curve = published_curves(library).curves["made.all:overall_survival"]
    at = dict(zip(curve.time_months, curve.survival, strict=True))
    assert at[12.0] == pytest.approx(0.6)
    assert at[24.0] == pytest.approx(0.35)
    assert all(0.0 <= low <= high <= 1.0 for low, high in zip(curve.lower, curve.upper, strict=True))
    assert curve.solid_until_months == 24.0
    assert curve.stops_at_months == 48.0


@pytest.mark.hazard("curve-as-prediction")
def test_that_the_longest_follow_up_ends_the_curve() -> None:
    follow_up = FollowUp(
        locator="Text", printed="10 (2-30) months", median_months=10.0, min_months=2.0, max_months=30.0
    )
    library = made_library(figure(), figure(id="made.two", value=0.35, time_months=24.0), follow_up=follow_up)
    curve = published_curves(library).curves["made.all:overall_survival"]
    assert curve.stops_at_months == 30.0
    assert "immature" in [badge.kind for badge in curve.badges]


@pytest.mark.hazard("curve-as-prediction")
def test_that_a_rate_without_denominator_gets_no_band() -> None:
    library = made_library(figure(patients=None, denominator_absent="not said whether patients or lesions"))
    curve = published_curves(library).curves["made.all:overall_survival"]
    assert curve.survival
    assert curve.lower == ()
    assert curve.upper == ()
    assert "no_band" in [badge.kind for badge in curve.badges]


def test_that_impossible_figures_are_shown_as_points_with_the_reason_and_never_as_a_curve() -> None:
    library = made_library(figure(value=0.3), figure(id="made.two", value=0.8, time_months=24.0))
    curve = published_curves(library).curves["made.all:overall_survival"]
    assert curve.time_months == ()
    assert [anchor.kept for anchor in curve.published] == [False, False]
    assert "rises" in curve.badges[0].text


def test_that_the_confidence_limits_of_a_median_are_used_and_its_range_is_not() -> None:
    median = {"statistic": "median", "unit": "months", "value": 18.0, "time_months": None}
    with_limits = made_library(figure(**median, interval=Interval(low=12.0, high=25.0)))
    with_range = made_library(figure(**median, interval=Interval(low=1.0, high=60.0, kind="range")))
    kinds = [
        [anchor.kind for anchor in published_curves(made).curves["made.all:overall_survival"].published]
        for made in (with_limits, with_range)
    ]
    assert kinds == [["median_limit", "median", "median_limit"], ["median"]]


def test_that_every_cohort_with_points_has_a_curve_or_says_why_not(library: Library, curves: PublishedCurves) -> None:
    assert len(curves.curves) == len(cohorts_with_figures(library)) > 30
    for curve in curves.curves.values():
        assert curve.published
        assert curve.time_months or curve.badges
        assert all(b <= a + 1e-9 for a, b in zip(curve.survival, curve.survival[1:], strict=False))
        assert len(curve.time_months) == len(curve.survival)
        assert len(curve.lower) in (0, len(curve.survival))


def test_that_the_first_line_trial_is_drawn_as_immature_and_ends_with_its_follow_up(curves: PublishedCurves) -> None:
    curve = curves.curves["zhu2013.all:overall_survival"]
    assert curve.stops_at_months == 23.0
    assert "immature" in [badge.kind for badge in curve.badges]


def test_that_the_patients_own_values_select_the_subgroup(fields: FieldCatalogue, library: Library) -> None:
    def first(inputs: dict[str, object]) -> list[str]:
        option = assess(Patient(fields, inputs), library).option("whole_liver_boost")  # type: ignore[arg-type]
        return [curve.cohort for curve in option.curves if curve.selected]

    assert first({}) == []
    assert first({"karnofsky": 70}) == ["harbin2014.kps_below_80"]
    assert first({"karnofsky": 80}) == ["harbin2014.kps_80_or_more"]
    assert set(first({"karnofsky": 80, "extrahepatic_sites": ()})) == {
        "harbin2014.kps_80_or_more",
        "harbin2014.no_extrahepatic_disease",
    }


def test_that_a_second_start_finds_the_same_curves_on_disk(tmp_path: Path) -> None:
    library = made_library(figure(patients=33))
    first = load_curves(library, tmp_path)
    assert len(list(tmp_path.glob("curves-*.json"))) == 1
    published_curves.cache_clear()
    assert load_curves(library, tmp_path) == first
    assert published_curves.cache_info().misses == 0, "the second start computed the curves again"


@pytest.mark.hazard("old-evidence")
@pytest.mark.parametrize("damage", [b"", b"no digest\n{}", b"\xff\xfe"])
def test_that_damaged_remembered_curves_are_made_anew(tmp_path: Path, damage: bytes) -> None:
    library = made_library(figure(patients=34))
    first = load_curves(library, tmp_path)
    next(tmp_path.glob("curves-*.json")).write_bytes(damage)
    assert load_curves(library, tmp_path) == first


def test_that_a_folder_that_cannot_be_made_costs_nothing_but_time(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert load_curves(made_library(figure(patients=35)), blocked / "cache").curves


def test_that_the_words_for_the_method_are_those_of_the_method() -> None:
    from engine.curves.published.landmarks import METHOD
    from engine.findings.wording import METHOD_WORDS

    assert METHOD_WORDS["landmarks"] == METHOD


def whole_liver(fields: FieldCatalogue, library: Library, **inputs: Any) -> dict[str, CurveFinding]:
    """Return the survival curves of whole-liver radiotherapy for a patient, by cohort, in their order."""
    option = assess(Patient(fields, inputs), library).option("whole_liver_boost")
    return {curve.cohort: curve for curve in option.curves if curve.endpoint == "overall_survival"}


@pytest.mark.hazard("mixed-cohorts")
def test_that_what_makes_a_subgroup_is_compared_first_and_may_be_unlike(
    fields: FieldCatalogue, library: Library
) -> None:
    for karnofsky, below, above in ((60, "met", "not_met"), (80, "not_met", "met"), (None, "unknown", "unknown")):
        curves = whole_liver(fields, library, karnofsky=karnofsky)
        for name, status in (("kps_below_80", below), ("kps_80_or_more", above)):
            item = curves[f"harbin2014.{name}"].match.items[0]
            assert (item.fields, item.status) == (("karnofsky",), status)
    outside = whole_liver(fields, library, extrahepatic_sites=("bone",))["harbin2014.no_extrahepatic_disease"]
    assert outside.match.items[0].status == "not_met"
    assert outside.match.items[0].patient_value == ["bone"]
    fields_compared = [item.fields[0] for item in outside.match.items]
    assert fields_compared.count("extrahepatic_sites") == 1


@pytest.mark.hazard("mixed-cohorts")
def test_that_the_whole_stands_before_its_chosen_subgroups_and_those_of_others_last(
    fields: FieldCatalogue, library: Library
) -> None:
    order = list(whole_liver(fields, library, karnofsky=60, extrahepatic_sites=()))
    assert order[0] == "harbin2014.all"
    assert set(order[1:3]) == {"harbin2014.kps_below_80", "harbin2014.no_extrahepatic_disease"}
    assert set(order[-2:]) == {"harbin2014.kps_80_or_more", "harbin2014.extrahepatic_disease"}
    unknown = list(whole_liver(fields, library))
    assert unknown.index("harbin2014.all") < min(unknown.index(f"harbin2014.{name}") for name in (
        "kps_below_80", "kps_80_or_more", "extrahepatic_disease", "no_extrahepatic_disease"))  # fmt: skip


@pytest.mark.hazard("curve-as-prediction")
def test_that_a_subgroups_curve_ends_where_the_whole_cohort_alone_goes_on(
    fields: FieldCatalogue, library: Library
) -> None:
    curves = whole_liver(fields, library)
    for name, curve in curves.items():
        if name == "harbin2014.all":
            assert (curve.stops_at_months or 0.0) > 24.0
            assert not [badge for badge in curve.badges if badge.kind == "ends_with_figures"]
        elif curve.subgroup_of == "harbin2014.all":
            assert curve.stops_at_months == curve.time_months[-1] == 12.0
            assert len(curve.survival) == len(curve.lower) == len(curve.upper) == len(curve.time_months)
            assert curve.survival[-1] == next(a.survival for a in curve.published if a.time_months == 12.0)
            assert [badge for badge in curve.badges if badge.kind == "ends_with_figures"]


def test_that_what_is_known_of_the_patient_and_of_no_item_of_the_cohort_is_said(
    fields: FieldCatalogue, library: Library
) -> None:
    def remarks(**inputs: Any) -> str:
        option = assess(Patient(fields, inputs), library).option("systemic_therapy")
        return " ".join(next(c for c in option.curves if c.source == "eortc40004").match.remarks)

    assert "Not compared" not in remarks()
    said = remarks(age_years=81.0, karnofsky=60, child_pugh="B", prior_chemotherapy=True)
    assert "Not compared: age, performance status, liver function and earlier chemotherapy." in said
    assert "Not compared: age." in remarks(age_years=81.0)


def test_that_a_study_does_not_share_patients_with_itself_by_name(library: Library, fields: FieldCatalogue) -> None:
    for modality in ("whole_liver_boost", "sbrt", "chemoradiotherapy", "resection"):
        for curve in assess(Patient(fields, {}), library).option(modality).curves:
            name = library.sources[curve.source].short
            for remark in curve.match.remarks:
                assert not remark.startswith("Shares") or name not in remark
                assert remark.count("other groups of the same study") <= 1


@pytest.mark.hazard("number-without-source")
def test_that_a_share_that_is_our_reading_of_a_misprint_says_so(library: Library, fields: FieldCatalogue) -> None:
    curves = assess(Patient(fields, {}), library).option("sbrt").curves
    said = {curve.source: " ".join(curve.match.remarks) for curve in curves}
    assert "14 of 25 patients had colorectal cancer (printed “14%”: our reading)." in said["mendezromero2006"]
    assert "65 of 65 patients had colorectal cancer." in said["chang2011"]
