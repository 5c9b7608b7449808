"""BED and EQD2 of the planned course beside the published ones, with the alpha/beta ratio and who uses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.treatments.fractionation import fractionation, scale_for
from tests.shipped import shipped_fields, shipped_library

RESOURCES = Path(__file__).parents[4] / "resources"


@pytest.fixture(scope="module")
def fields() -> FieldCatalogue:
    return shipped_fields()


@pytest.fixture(scope="module")
def library(fields: FieldCatalogue) -> Library:
    return shipped_library()


def planned(fields: FieldCatalogue, dose: float | None, fractions: int | None, modality: str = "sbrt") -> Patient:
    return Patient(fields, {"total_dose_gy": dose, "fractions": fractions, "modality": modality})


def test_that_60_gy_in_5_stands_beside_75_gy_in_3_on_one_scale(fields: FieldCatalogue, library: Library) -> None:
    found = fractionation(planned(fields, 60.0, 5).value, library)
    assert found is not None
    tumour = found.scales[0]
    assert (tumour.tissue, tumour.alpha_beta_gy, tumour.source) == ("tumour", 10.0, "mahadevan2018")
    assert tumour.bed_gy == pytest.approx(60 * (1 + 12 / 10))
    scorsetti = next(cohort for cohort in tumour.cohorts if cohort.cohort == "scorsetti2015.all")
    assert scorsetti.bed_gy == (262.5, 262.5)  # 75 * (1 + 25/10)


def test_that_every_ratio_names_who_uses_it(fields: FieldCatalogue, library: Library) -> None:
    found = fractionation(planned(fields, 60.0, 3).value, library)
    assert found is not None
    assert [(scale.tissue, scale.alpha_beta_gy) for scale in found.scales] == [
        ("tumour", 10.0),
        ("normal liver", 2.0),
        ("normal liver", 3.0),
        ("normal liver", 8.0),
    ]
    assert all(scale.source in library.sources and scale.locator for scale in found.scales)


def test_that_dose_and_fractions_that_are_not_published_as_pairs_are_not_paired(
    fields: FieldCatalogue, library: Library
) -> None:
    found = fractionation(planned(fields, 60.0, 3).value, library)
    assert found is not None
    chang = next(cohort for cohort in found.scales[0].cohorts if cohort.cohort == "chang2011.all")
    assert (chang.dose_gy, chang.fractions, chang.bed_gy) == ((22.0, 60.0), (1, 6), None)


@pytest.mark.parametrize(("dose", "fractions"), [(None, 3), (60.0, None), (None, None), (0.0, 3)])
def test_that_a_course_that_is_not_known_has_no_scale(
    fields: FieldCatalogue, library: Library, dose: float | None, fractions: int | None
) -> None:
    assert fractionation(planned(fields, dose, fractions).value, library) is None


def test_that_a_ratio_of_ones_own_is_marked_as_chosen_and_one_of_zero_is_refused(
    fields: FieldCatalogue, library: Library
) -> None:
    values = planned(fields, 60.0, 3).value
    own = scale_for(2.5, values, library)
    assert own is not None
    assert (own.source, own.tissue, own.bed_gy) == (None, "chosen", 540.0)
    with pytest.raises(ValueError, match="positive"):
        scale_for(0.0, values, library)


@pytest.mark.hazard("rule-out-of-place")
def test_that_only_courses_of_the_planned_modality_stand_beside_it(fields: FieldCatalogue, library: Library) -> None:
    found = fractionation(planned(fields, 55.0, 25, "chemoradiotherapy").value, library)
    assert found is not None
    assert {library.cohorts[cohort.cohort].modality for cohort in found.scales[0].cohorts} <= {"chemoradiotherapy"}
