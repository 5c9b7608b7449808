"""Lines of a letter, in English and German: what is proposed, and what is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.intake.letter import load_letter_rules, read_letter, unrecognised
from tests.shipped import shipped_fields

RESOURCES = Path(__file__).parents[3] / "resources"
FIELDS = shipped_fields()
RULES = load_letter_rules(RESOURCES)


def values(text: str) -> dict[str, object]:
    return {one.field: one.value for one in read_letter(text, FIELDS, RULES) if not one.problem}


def problems(text: str) -> dict[str, str]:
    return {one.field: one.problem for one in read_letter(text, FIELDS, RULES) if one.problem}


@pytest.mark.parametrize(
    ("text", "field", "expected"),
    [
        ("Bilirubin 34,2 µmol/l", "bilirubin_mg_dl", 2),
        ("Bilirubin 34.2 μmol/L", "bilirubin_mg_dl", 2),
        ("total bilirubin of 0.8 mg/dL", "bilirubin_mg_dl", 0.8),
        ("Gesamtbilirubin: 0,8 mg/dl", "bilirubin_mg_dl", 0.8),
        ("Albumin 41 g/l", "albumin_g_dl", 4.1),
        ("INR=1.1", "inr", 1.1),
        ("CEA 38", "cea_ng_ml", 38),
        ("CEA 38.", "cea_ng_ml", 38),
        ("CEA: 38,5 µg/l", "cea_ng_ml", 38.5),
        ("Thrombozyten 210 /nl", "platelets_10e9_l", 210),
        ("Leukozyten 6100/µl", "leukocytes_10e9_l", 6.1),
        ("WBC 6.1 x10^9/L", "leukocytes_10e9_l", 6.1),
        ("Kreatinin-Clearance 75 ml/min", "creatinine_clearance_ml_min", 75),
        ("ECOG 1", "ecog", 1),
        ("ECOG-Status: 2", "ecog", 2),
        ("Karnofsky-Index 80 %", "karnofsky", 80),
        ("KPS 90", "karnofsky", 90),
        ("71-jähriger Patient", "age_years", 71),
        ("a 66-year-old man", "age_years", 66),
        ("cT3", "clinical_t", "T3"),
        ("uT3b", "clinical_t", "T3"),
        ("cT4a N2b M1", "clinical_t", "T4a"),
        ("cT3N1M0", "clinical_n", "N1"),
        ("cT3 cN1b cM1a", "clinical_n", "N1"),
        ("Tumor ab ano 8 cm", "tumour_height_cm", 8),
        ("Rektumkarzinom bei 8 cm ab ano", "tumour_height_cm", 8),
        ("tumour 85 mm from the anal verge", "tumour_height_cm", 8.5),
        ("Kein Hinweis auf Lebermetastasen. CEA 3,2 ng/ml.", "cea_ng_ml", 3.2),
        ("No liver metastases. ECOG 0.", "ecog", 0),
        ("Bilirubin 0,8 mg/dl, direkt 0,3", "bilirubin_mg_dl", 0.8),
        ("CEA 38 ng/ml (Norm < 5), Albumin 41 g/l", "cea_ng_ml", 38),
        ("Kein cT4, sondern cT3", "clinical_t", "T3"),
    ],
)
def test_that_a_piece_is_recognised(text, field, expected):
    assert values(text)[field] == expected


@pytest.mark.parametrize(
    ("text", "field", "problem"),
    [
        ("Bilirubin 12", "bilirubin_mg_dl", "no_unit"),
        ("Bilirubin 12 U/l", "bilirubin_mg_dl", "unknown_unit"),
        ("CEA 38 kU/l", "cea_ng_ml", "unknown_unit"),
        ("CEA < 0,5 ng/ml", "cea_ng_ml", "bound"),
        ("Leukozyten 6.100/µl", "leukocytes_10e9_l", "unreadable"),
        ("Bilirubin 34 mg/dl", "bilirubin_mg_dl", "out_of_range"),
        ("pT3", "clinical_t", "not_clinical"),
        ("ypT2", "clinical_t", "not_clinical"),
        ("T3", "clinical_t", "stage_type"),
        ("pT3 N1", "clinical_n", "not_clinical"),
        ("cTX", "clinical_t", "no_choice"),
        ("ECOG 7", "ecog", "no_choice"),
        ("kein cT4", "clinical_t", "taken_back"),
        ("no longer cT4b", "clinical_t", "taken_back"),
        ("V.a. cT4b", "clinical_t", "taken_back"),
        ("mindestens cT3", "clinical_t", "taken_back"),
        ("cT3?", "clinical_t", "taken_back"),
        ("cT3-4", "clinical_t", "taken_back"),
        ("cT3 oder cT4", "clinical_t", "taken_back"),
        ("bis Bilirubin 3 mg/dl", "bilirubin_mg_dl", "taken_back"),
        ("falls ECOG 2", "ecog", "taken_back"),
        ("Ziel INR 2,5", "inr", "taken_back"),
        ("Anastomose 5 cm ab ano", "tumour_height_cm", "taken_back"),
        ("8 bis 12 cm ab ano", "tumour_height_cm", "taken_back"),
    ],
)
def test_that_a_piece_that_is_no_value_says_why(text, field, problem):
    assert problems(text)[field] == problem
    assert field not in values(text)


@pytest.mark.parametrize(
    "text",
    [
        "direktes Bilirubin 0,3 mg/dl",
        "direct bilirubin 0.3 mg/dL",
        "Präalbumin 20 mg/dl",
        "ECOG 0-1",
        "ECOG 0/1",
        "eGFR 55 ml/min",
        "Station T3b1x",
        "Bilirubin normal",
        "Bilirubin war am 12.03. erhöht",
        "Bilirubin 0,3 mg/dl (direkt)",
        "CEA von 38 auf 12 ng/ml gefallen",
        "CEA 38 -> 12 ng/ml",
        "CEA 1,5-2,5 ng/ml",
        "CEA 1,5 ng/ml - 2,5 ng/ml",
        "CEA 2019: 3",
        "CEA 1 200 ng/ml",
        "ECOG 0 bis 1",
        "ECOG 1 oder 2",
        "Karnofsky 80 bis 90 %",
        "Kreatinin-Clearance 75 ml/min/1,73 m²",
        "Albumin CEA\n0,8 4,1",
        "CEA\n38",
        "Bilirubin Albumin CEA 0,8 4,1 38",
        "die 71-jährige Mutter",
        "his 80 year old father",
        "8-12 cm ab ano",
        "8 to 12 cm from the anal verge",
        "kein Hinweis auf Lebermetastasen",
        "no liver metastases",
        "",
    ],
)
def test_that_what_may_be_something_else_is_left_alone(text):
    assert not values(text)


def test_that_two_values_for_one_field_are_two_proposals():
    assert [one.value for one in read_letter("CEA 38, zuvor CEA 12", FIELDS, RULES)] == [38, 12]


@given(st.text(alphabet="Bilrubn CEAcTN0123456789.,<µmol/l g-\n", max_size=80))
def test_that_every_text_is_wholly_covered_and_nothing_overlaps(text):
    found = read_letter(text, FIELDS, RULES)
    for one in found:
        assert 0 <= one.start < one.end <= len(text)
        assert (one.value is None) == bool(one.problem)
    pieces = list(unrecognised(text, found))
    covered = {place for start, end in pieces for place in range(start, end)}
    covered |= {place for one in found for place in range(one.start, one.end)}
    assert covered == set(range(len(text)))
