"""Labels that look like a person, and a case stripped of what could lead to one."""

from __future__ import annotations

import datetime as dt
import json

import pytest

import main
from engine.case.case import Case, Origin
from engine.case.format.case_json import case_as_json, case_bytes
from engine.case.patient import Patient
from engine.case.pseudonym import looks_like, stripped
from tests.shipped import shipped_fields

FIELDS = shipped_fields()
THIS_YEAR = 2026


@pytest.mark.parametrize(
    ("label", "likeness"),
    [
        ("Müller, Hans", "name"),
        ("Hans Müller", "name"),
        ("Frau Schmidt", "name"),
        ("Mr. Smith", "name"),
        ("Gwendolyn Anne Plantagenet", "name"),
        ("O'Brien, Mary", "name"),
        ("4711081", "number"),
        ("MRN 12", "number"),
        ("case 123 456 7890", "number"),
        ("10.03.1955", "birth_date"),
        ("1955-03-10 B", "birth_date"),
        ("born 1955", "birth_date"),
        ("B, geb. 55", "birth_date"),
    ],
)
def test_that_a_label_that_looks_like_a_person_is_recognised(label, likeness):
    assert looks_like(label, THIS_YEAR) == likeness


@pytest.mark.parametrize(
    "label",
    [
        "",
        "Board 12 March, case B",
        "Board 2026-11-27, case B",
        "27.11.2026 B",
        "Tumorboard 27.11.2026, Fall 3",
        "Example 1: a clear candidate for SBRT",
        "Example 2: borderline, with items missing",
        "Every field filled",
        "Case B",
        "Rectal Metastases",
        "B-17",
        "SBRT",
        "Friday, third",
    ],
)
def test_that_a_label_of_a_board_is_not_asked_about(label):
    assert looks_like(label, THIS_YEAR) is None


@pytest.mark.parametrize(("year", "likeness"), [(2011, "birth_date"), (2012, None)])
def test_that_a_date_is_one_of_birth_from_fifteen_years_on(year, likeness):
    assert looks_like(f"01.02.{year}", THIS_YEAR) == likeness


def made() -> Case:
    inputs = {"age_years": 66.0, "staging_date": dt.date(2026, 1, 2).isoformat(), "bilirubin_mg_dl": 0.8}
    origins = {"bilirubin_mg_dl": Origin("FHIR Observation, of 2026-11-12", ("ab",), ("planted",))}
    return Case(Patient(FIELDS, inputs), label="Müller, Hans", notes="geb. 1955", origins=origins)


def test_that_a_stripped_case_has_no_label_notes_dates_or_origins():
    after = case_as_json(stripped(made()))
    assert after["inputs"] == {"age_years": 66, "bilirubin_mg_dl": 0.8}
    text = json.dumps(after)
    assert not [planted for planted in ("Müller", "1955", "2026", "planted", "Observation") if planted in text]


def test_that_stripping_is_the_same_twice_and_leaves_the_case():
    before = made()
    once = stripped(before)
    assert stripped(once) == once
    assert before.label == "Müller, Hans"


@pytest.mark.hazard("privacy")
@pytest.mark.parametrize(("age", "is_kept"), [(18, True), (89, True), (90, False), (97, False), (120, False)])
def test_that_an_age_that_few_reach_is_left_out_and_said(age, is_kept, tmp_path, capfdbinary):
    path = tmp_path / "case.beamside"
    path.write_text(json.dumps({"format": "beamside-case/1", "inputs": {"age_years": age, "inr": 1.0}}))
    assert main.main(["case", "strip", str(path)]) == 0
    said = capfdbinary.readouterr()
    assert json.loads(said.out)["inputs"].get("age_years") == (age if is_kept else None)
    assert (b"the age is above 89 and was left out" in said.err) == (not is_kept)
    assert str(age).encode() not in said.err.replace(b"89", b"")


def test_that_the_command_writes_the_stripped_case(tmp_path, capfdbinary):
    path, out = tmp_path / "case.beamside", tmp_path / "out.beamside"
    path.write_bytes(case_bytes(made()))
    assert main.main(["case", "strip", str(path), "-o", str(out)]) == 0
    assert json.loads(out.read_text())["label"] == ""
    capfdbinary.readouterr()
    assert main.main(["case", "strip", str(path)]) == 0
    assert json.loads(capfdbinary.readouterr().out)["inputs"] == {"age_years": 66, "bilirubin_mg_dl": 0.8}
    before = path.read_bytes()
    assert main.main(["case", "strip", str(path), "-o", str(path)]) == 2
    assert path.read_bytes() == before
