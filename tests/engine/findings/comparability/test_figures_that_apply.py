"""Published figures observed under conditions that hold for the patient come first, the others after and marked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.findings.published.severe_harms import is_death, severe_harms
from engine.wording.board.board_harm import harm_words
from engine.wording.figures import applies_words

PLAN: Mapping[str, Any] = {
    "primary_site": "colon",
    "liver_tumour": "metastasis",
    "largest_lesion_cm": 2.5,
    "modality": "sbrt",
    "total_dose_gy": 60.0,
    "fractions": 3,
}
_PLACE = {"yes": 0, "not_known": 1, "no": 2}


def assessed(fields: FieldCatalogue, library: Library, **changes: Any) -> Assessment:
    inputs = {name: value for name, value in {**PLAN, **changes}.items() if value is not None}
    return assess(Patient(fields, inputs), library)


@pytest.mark.parametrize("site", ["colon", "other", None])
@pytest.mark.parametrize("fractions", [1, 3, 6, None])
def test_that_what_applies_comes_first_and_nothing_is_lost(
    fields: FieldCatalogue, library: Library, site: str | None, fractions: int | None
) -> None:
    found = assessed(fields, library, primary_site=site, fractions=fractions)
    for modality in MODALITIES:
        option = found.option(modality)
        for figures in (option.outcomes, option.toxicities):
            places = [_PLACE[figure.applies] for figure in figures]
            assert places == sorted(places)
            assert all(figure.applies_because for figure in figures if figure.applies != "not_known")
        kinds = [(option.outcomes, "outcome"), (option.toxicities, "toxicity")]
        for figures, kind in kinds:
            held = {f.id for f in library.figures_for(modality) if f.kind == kind and f.superseded_by is None}
            assert {figure.id for figure in figures} == held


def test_that_no_colorectal_figure_leads_for_another_primary(fields: FieldCatalogue, library: Library) -> None:
    option = assessed(fields, library, primary_site="other").option("sbrt")
    for figures in (option.outcomes, option.toxicities):
        leading = [figure for figure in figures if figure.headline]
        assert leading
        for figure in leading:
            cohort = library.cohorts.get(figure.cohort or "")
            assert cohort is None or cohort.colorectal_proportion != 1.0
    pooled = next(figure for figure in option.outcomes if figure.id == "petrelli2018.overall_survival_24mo")
    assert (pooled.applies, pooled.applies_because) == ("no", ("colorectal cancer only",))
    assert applies_words(pooled) == "observed under other conditions: colorectal cancer only"


@pytest.mark.parametrize(
    ("changes", "applies"),
    [
        ({}, "yes"),
        ({"fractions": 5}, "no"),
        ({"total_dose_gy": 29.0}, "no"),
        ({"total_dose_gy": 30.0}, "yes"),
        ({"largest_lesion_cm": 6.0}, "yes"),
        ({"largest_lesion_cm": 6.1}, "no"),
        ({"largest_lesion_cm": None}, "not_known"),
        ({"fractions": None}, "not_known"),
    ],
)
def test_that_a_series_applies_within_its_dose_fractions_and_size(
    fields: FieldCatalogue, library: Library, changes: dict[str, Any], applies: str
) -> None:
    option = assessed(fields, library, **changes).option("sbrt")
    control = next(figure for figure in option.outcomes if figure.id == "rusthoven2009.local_control_24mo")
    assert control.applies == applies


@pytest.mark.parametrize(
    ("changes", "above", "below"),
    [
        ({"total_dose_gy": 50.0, "fractions": 5}, "yes", "no"),  # 100 Gy, the limit itself
        ({"total_dose_gy": 49.9, "fractions": 5}, "no", "yes"),
        ({"total_dose_gy": 45.0, "fractions": 3}, "yes", "no"),  # 112.5 Gy: fewer Gy, more effect
        ({"total_dose_gy": 60.0, "fractions": 8}, "no", "no"),  # 105 Gy, in more fractions than anybody had
        ({"total_dose_gy": 61.0}, "no", "no"),
        ({"fractions": None}, "not_known", "not_known"),
        ({"liver_tumour": "primary_liver_cancer"}, "no", "no"),
        ({"modality": "thermal_ablation", "total_dose_gy": None, "fractions": None}, "not_known", "not_known"),
    ],
)
def test_that_a_band_of_dose_is_that_of_the_plan_on_its_scale(
    fields: FieldCatalogue, library: Library, changes: dict[str, Any], above: str, below: str
) -> None:
    bearing = {one.id: one.applies for one in assessed(fields, library, **changes).option("sbrt").outcomes}
    for what in ("local_control_24mo", "overall_survival_median"):
        assert bearing[f"mahadevan2018.{what}_bed_100_or_more"] == above
        assert bearing[f"mahadevan2018.{what}_bed_below_100"] == below


@pytest.mark.parametrize(
    ("changes", "applies"),
    [
        ({"total_dose_gy": 50.0, "fractions": 5}, "yes"),
        ({"total_dose_gy": 49.9, "fractions": 5}, "no"),
        ({"total_dose_gy": 60.0, "fractions": 6}, "no"),
        ({"total_dose_gy": 60.0, "fractions": 3}, "no"),  # nobody had fewer than 4
        ({"total_dose_gy": 50.0, "fractions": 5, "primary_site": "other"}, "no"),
    ],
)
def test_that_a_band_of_dose_keeps_its_fractions_and_primary(
    fields: FieldCatalogue, library: Library, changes: dict[str, Any], applies: str
) -> None:
    outcomes = assessed(fields, library, **changes).option("sbrt").outcomes
    assert next(one for one in outcomes if one.id == "doi2017.local_control_24mo_ablative").applies == applies


def test_that_a_plan_of_another_treatment_is_no_course_of_sbrt(fields: FieldCatalogue, library: Library) -> None:
    found = assessed(fields, library, modality="liver_palliation", total_dose_gy=20.0, fractions=5).option("sbrt")
    bearing = {one.id: one.applies for one in found.outcomes}
    for name in ("comito2014.local_control_24mo_below_60", "mahadevan2018.local_control_24mo_bed_below_100"):
        assert bearing[name] == "not_known"


def test_that_harms_of_less_dose_are_not_set_aside(fields: FieldCatalogue, library: Library) -> None:
    option = assessed(fields, library, total_dose_gy=75.0).option("sbrt")
    harm = next(one for one in option.toxicities if one.id == "chang2011.late_grade_3_or_more")
    control = next(one for one in option.outcomes if one.id == "chang2011.local_control_24mo")
    assert (harm.applies, control.applies) == ("not_known", "no")
    mild = assessed(fields, library, total_dose_gy=20.0).option("sbrt")
    assert next(one for one in mild.toxicities if one.id == harm.id).applies == "no"


@pytest.mark.parametrize(("fractions", "said"), [(3, "none to 14 %"), (6, "3 % to 14 %")])
def test_that_the_headline_harm_ranges_over_the_studies_that_apply(
    fields: FieldCatalogue, library: Library, fractions: int, said: str
) -> None:
    found = assessed(fields, library, fractions=fractions)
    option = found.option("sbrt")
    over = severe_harms(harm for harm in option.toxicities if harm.applies != "no").studies
    every = severe_harms(option.toxicities).studies
    assert over < every
    words, detail = harm_words(option, {source.id: source for source in found.sources})
    assert words == said
    assert f"over {over} of {every} studies" in detail


def test_that_deaths_by_the_treatment_are_named_whoever_died(fields: FieldCatalogue, library: Library) -> None:
    found = assessed(fields, library, modality="resection", primary_site="other", total_dose_gy=None, fractions=None)
    option = found.option("resection")
    death = next(harm for harm in option.toxicities if is_death(harm))
    assert death.applies == "no"
    assert "deaths 28 of 1001" in harm_words(option, {source.id: source for source in found.sources})[1]


def test_that_the_arms_of_a_randomised_trial_never_part(fields: FieldCatalogue, library: Library) -> None:
    for dose, applies in ((18.0, "yes"), (12.0, "no")):
        inputs = {"modality": "iort", "primary_site": "rectum", "iort_dose_gy": dose}
        option = assess(Patient(fields, inputs), library).option("iort")
        bearing = {one.id: one.applies for one in option.outcomes}
        assert bearing["dubois2011.os_5y_iort"] == applies
        assert (bearing["dubois2011.os_5y_control"] == "no") is (applies == "no")


def test_that_a_subgroup_of_others_does_not_lead(fields: FieldCatalogue, library: Library) -> None:
    inputs = {"extrahepatic_sites": ("lung",), "metastases_resectable": True, "primary_site": "colon"}
    option = assess(Patient(fields, inputs), library).option("resection")
    bearing = {one.id: (one.applies, one.headline) for one in option.outcomes}
    assert bearing["pulitano2011.overall_survival_60mo_extrahepatic"] == ("yes", True)
    assert bearing["pulitano2011.overall_survival_60mo_no_extrahepatic"] == ("no", False)
