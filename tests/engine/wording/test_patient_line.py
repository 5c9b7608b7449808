"""Who the patient is in one line: everything that is dictated, and nothing that is not known as if it were."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.wording.board.patient_line import patient_line, planned_course


def line(fields: FieldCatalogue, **inputs: Any) -> str:
    return " · ".join(patient_line(Patient(fields, inputs)))


def test_that_a_whole_case_reads_as_it_is_dictated(fields: FieldCatalogue) -> None:
    lesions = (
        Lesion(diameter_cm=2.1, segment="7"),
        Lesion(diameter_cm=3.4, segment="8", near_major_vessel=True),
    )
    said = line(
        fields,
        age_years=62.0,
        sex="male",
        primary_site="rectum",
        tumour_height_cm=4.0,
        clinical_t="T3",
        clinical_n="N1",
        primary_resected=False,
        metastasis_timing="synchronous",
        lesions=lesions,
        extrahepatic_sites=(),
        metastases_resectable=False,
        ecog=1,
        modality="sbrt",
        total_dose_gy=54.0,
        fractions=3,
    )
    assert said == (
        "62 M · rectum 4 cm cT3 cN1, in situ · 2 liver metastases, synchronous "
        "(VII 2.1 cm, VIII 3.4 cm near a vessel) · "
        "nothing outside the liver · not resectable · ECOG 1 · planned: SBRT 54 Gy in 3 fractions"
    )


def test_that_an_empty_case_has_no_line(fields: FieldCatalogue) -> None:
    assert patient_line(Patient(fields, {})) == ()


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"age_years": 70.0}, "outside the liver not known"),
        ({"age_years": 70.0}, "resectability not known"),
        ({"age_years": 70.0}, "performance not known"),
        ({"extrahepatic_sites": ("lung", "brain")}, "also lung and brain"),
        ({"liver_tumour": "primary_liver_cancer", "liver_lesion_count": 1}, "primary liver cancer, 1 lesion"),
        ({"liver_lesion_count": 0}, "no liver metastases"),
        ({"largest_lesion_cm": 3.0}, "liver lesions: number not known, largest 3 cm"),
        ({"metastases_resectable": True, "fit_for_surgery": False}, "resectable, unfit for surgery"),
        ({"histology": "other"}, "not an adenocarcinoma"),
        ({"karnofsky": 40, "ecog": 3}, "ECOG 3, Karnofsky 40"),
    ],
)
def test_that_what_a_board_must_hear_is_said(fields: FieldCatalogue, inputs: dict[str, Any], words: str) -> None:
    assert words in line(fields, **inputs)


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (
            {"whole_liver_dose_gy": 30.6, "whole_liver_fractions": 18, "boost_dose_gy": 20.0, "boost_fractions": 10},
            "planned: whole liver 30.6 Gy in 18 fractions and boost 20 Gy in 10 fractions",
        ),
        ({"whole_liver_dose_gy": 30.6}, "planned: Whole liver + boost (whole liver 30.6 Gy)"),
        ({"total_dose_gy": 50.6}, "planned: Whole liver + boost 50.6 Gy"),
        ({}, "planned: Whole liver + boost"),
    ],
)
def test_that_courses_with_names_name_the_option_once(fields: FieldCatalogue, plan: dict[str, Any], words: str) -> None:
    assert line(fields, modality="whole_liver_boost", **plan).endswith(words)


@pytest.mark.parametrize(("number", "told"), [(5, True), (6, False)])
def test_that_more_than_five_lesions_are_told_by_the_largest(fields: FieldCatalogue, number: int, told: bool) -> None:
    said = line(fields, lesions=tuple(Lesion(diameter_cm=1.0 + n / 10) for n in range(number)))
    assert ("1.2 cm, 1.3 cm" in said) is told
    assert f"{number} liver metastases" in said


@given(st.floats(0.1, 20.0), st.floats(0.0, 15.0))
def test_that_no_number_is_rounded(fields: FieldCatalogue, size: float, height: float) -> None:
    size, height = round(size, 2), round(height, 2)
    said = line(fields, liver_lesion_count=1, largest_lesion_cm=size, primary_site="rectum", tumour_height_cm=height)
    assert f"largest {size:g} cm" in said
    assert f"rectum {height:g} cm" in said


@pytest.mark.parametrize(
    ("modality", "inputs", "words"),
    [
        ("sbrt", {"total_dose_gy": 60.0, "fractions": 3}, "60 Gy in 3 fractions"),
        ("sbrt", {"fractions": 1}, "in 1 fraction"),
        (
            "whole_liver_boost",
            {"whole_liver_dose_gy": 30.6, "whole_liver_fractions": 18, "boost_dose_gy": 22.8, "boost_fractions": 12},
            "whole liver 30.6 Gy in 18 fractions and boost 22.8 Gy in 12 fractions",
        ),
        ("whole_liver_boost", {"total_dose_gy": 53.4, "fractions": 30}, "53.4 Gy in 30 fractions"),
        ("iort", {"iort_dose_gy": 18.0}, "18 Gy"),
        ("resection", {"total_dose_gy": 60.0}, ""),
        (None, {"total_dose_gy": 60.0}, ""),
    ],
)
def test_that_the_course_is_that_of_the_planned_option(
    fields: FieldCatalogue, modality: str | None, inputs: dict[str, Any], words: str
) -> None:
    assert planned_course(Patient(fields, inputs), modality) == words


@pytest.mark.parametrize(
    ("staged", "board", "words"),
    [
        ("2026-10-02", "2026-11-27", ""),
        ("2026-10-01", "2026-11-27", "staging 57 days before the board, older than 8 weeks"),
        ("2026-11-27", "2026-11-27", ""),
        ("2026-11-28", "2026-11-27", "staging dated after the board"),
        ("2026-01-01", None, ""),
        (None, "2026-11-27", ""),
    ],
)
def test_that_an_old_staging_is_said_on_the_day_that_is_given(
    fields: FieldCatalogue, staged: str | None, board: str | None, words: str
) -> None:
    said = line(fields, age_years=66.0, staging_date=staged, board_date=board)
    assert ("staging" in said) is bool(words)
    assert words in said


@pytest.mark.parametrize(
    ("judged", "resectable", "words"),
    [
        ("2026-10-02", True, ""),
        ("2026-10-01", True, "resectability judged 57 days before the board, older than 8 weeks"),
        ("2026-10-01", False, "resectability judged 57 days before the board, older than 8 weeks"),
        ("2026-11-28", False, "resectability judged after the board"),
        ("2026-10-01", None, ""),
        (None, True, ""),
    ],
)
def test_that_an_old_judgement_of_resectability_is_said(
    fields: FieldCatalogue, judged: str | None, resectable: bool | None, words: str
) -> None:
    said = line(
        fields,
        age_years=66.0,
        resectability_judged_on=judged,
        metastases_resectable=resectable,
        board_date="2026-11-27",
    )
    assert ("judged" in said) is bool(words)
    assert words in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"child_pugh": "C"}, "typed otherwise: Child-Pugh class C"),
        ({"child_pugh": "A"}, ""),
        ({"child_pugh": "C", "liver_lesion_count": 5}, "number of liver lesions 5 and Child-Pugh class C"),
    ],
)
def test_that_the_milder_of_two_values_never_stands_alone(
    fields: FieldCatalogue, typed: dict[str, Any], said: str
) -> None:
    mild = {"bilirubin_mg_dl": 0.8, "albumin_g_dl": 4.1, "inr": 1.0, "ascites": "none", "encephalopathy": "none"}
    rows = (Lesion(diameter_cm=2.0),)
    line = " · ".join(patient_line(Patient(fields, {**mild, "lesions": rows, **typed})))
    assert "Child-Pugh A" in line
    assert line.endswith(said)
    assert ("typed otherwise" in line) is bool(said)
