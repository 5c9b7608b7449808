"""Whose minutes these are: identifiers of one patient and one paper alone, and an identity held against the case."""

from __future__ import annotations

import io
import itertools
import json
from pathlib import Path

import msgspec
import pytest

import main
from engine.case.decisions.decision import Decision, Dissent, LesionDecision
from engine.case.patient import Patient
from engine.handover import Identity, IdentityError, encapsulated_pdf, handover_bundle, hold_against_case
from engine.report.summary.minutes import treatments_in_words
from engine.words.language import load_language
from tests.engine.case.decisions.test_decision import DECISION
from tests.shipped import shipped_fields

WHO = Identity(family="Plantagenet", given="Gwendolyn", patient_id="1", birth_date="1960-03-10", sex="female")
DECIDED = Decision(date="2026-02-28", needed=("MRI",))
OTHERS = {
    "number": {"patient_id": "2"},
    "issuer": {"issuer": "2"},
    "name": {"family": "Plantagene", "given": "tGwendolyn"},
    "birth": {"birth_date": "1960-03-11"},
    "sex": {"sex": "unknown"},
    "reference": {"fhir_patient": "Patient/2"},
}


def identifiers(pdf: bytes, who: Identity) -> set[str]:
    import pydicom

    data = pydicom.dcmread(io.BytesIO(encapsulated_pdf(pdf, DECIDED.date, who, "1")))
    bundle = json.loads(handover_bundle(DECIDED, {}, pdf, who, 0))
    found = [str(data.StudyInstanceUID), str(data.SeriesInstanceUID), str(data.SOPInstanceUID)]
    found += [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(found)) == 5
    return set(found)


@pytest.mark.hazard("wrong-patient")
def test_that_no_two_patients_or_papers_share_an_identifier() -> None:
    people = [WHO, *(msgspec.structs.replace(WHO, **change) for change in OTHERS.values())]
    found = [identifiers(pdf, who) for pdf, who in itertools.product((b"%PDF-1", b"%PDF-2", b""), people)]
    assert len(set().union(*found)) == 5 * len(found)
    assert identifiers(b"%PDF-1", WHO) == found[0]


@pytest.mark.hazard("wrong-patient")
@pytest.mark.parametrize(
    ("change", "inputs", "words"),
    [
        ({"sex": "male"}, {"sex": "female"}, "the sex is not that of the case"),
        ({"sex": "other"}, {"sex": "female"}, ""),
        ({"sex": "female"}, {"sex": "female"}, ""),
        ({"sex": "male"}, {}, ""),
        ({"birth_date": "2026-03-01"}, {}, "after the day of the board"),
        ({"birth_date": "2026-02-28"}, {}, ""),
        ({"birth_date": "1890-01-01"}, {}, "nobody is as old"),
        ({"birth_date": ""}, {"age_years": 20}, ""),
        ({}, {"age_years": 65}, ""),
        ({}, {"age_years": 64}, ""),
        ({}, {"age_years": 66}, ""),
        ({}, {"age_years": 63}, "does not go with the age"),
        ({}, {"age_years": 67}, "does not go with the age"),
    ],
)
def test_that_an_identity_is_held_against_the_case(change, inputs, words) -> None:
    fields = shipped_fields()
    who, patient = msgspec.structs.replace(WHO, **change), Patient(fields, inputs)
    if not words:
        hold_against_case(who, "id.json", patient, DECIDED.date, fields)
        return
    with pytest.raises(IdentityError) as refused:
        hold_against_case(who, "id.json", patient, DECIDED.date, fields)
    said = [str(problem) for problem in refused.value.problems]
    assert len(said) == 1
    assert words in said[0]
    assert "19" not in said[0]


@pytest.mark.slow
@pytest.mark.hazard("wrong-patient")
def test_that_an_identity_of_another_writes_nothing(tmp_path: Path, capfdbinary) -> None:
    inputs = {"age_years": 66, "sex": "female"}
    case = {"format": "beamside-case/1", "inputs": inputs, "decision": DECISION}
    (tmp_path / "case.json").write_text(json.dumps(case))
    (tmp_path / "id.json").write_bytes(msgspec.json.encode(msgspec.structs.replace(WHO, sex="male")))
    named = [str(tmp_path / name) for name in ("case.json", "a.pdf", "a.json", "a.dcm", "id.json")]
    more = ["-o", named[1], "--fhir", named[2], "--dicom", named[3], "--identity", named[4], "--language", "de"]
    assert main.main(["minutes", named[0], *more]) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"case.json", "id.json"}
    assert capfdbinary.readouterr().err.decode().count("Geschlecht ist nicht das des Falls") == 1


def plan_of(decision: Decision, rows: int, resources: Path, code: str = "en") -> dict[str, object]:
    words = {"": "No recommendation", "observation": "Observation"}
    language = load_language(resources, code)
    if code == "de":
        words = treatments_in_words(shipped_fields())
    made = json.loads(handover_bundle(decision, words, b"%PDF", WHO, rows, language))
    plan: dict[str, object] = made["entry"][0]["resource"]
    return plan


def test_that_the_plan_says_of_a_lesion_that_the_case_has_not(resources: Path) -> None:
    rows = tuple(LesionDecision(lesion=number, recommendation="observation") for number in (2, 3))
    plan = plan_of(Decision(date="2026-02-28", lesions=rows), 2, resources)
    assert [one["detail"]["description"] for one in plan["activity"]] == [
        "Lesion 2: Observation",
        "Lesion 3 (no such row in the case): Observation",
    ]


@pytest.mark.parametrize("blank", ["", "  ", "\u200b", "\n\t"])
def test_that_blank_texts_are_nothing_in_the_plan(blank: str, resources: Path) -> None:
    dissent = Dissent(role="surgeon", reason=blank)
    decided = Decision(date="2026-02-28", words=blank, needed=(blank,), patient_wish=blank, dissents=(dissent,))
    plan = plan_of(decided, 0, resources)
    assert "activity" not in plan
    assert "description" not in plan
    assert plan["note"] == [{"text": "Dissent, surgeon: no reason given"}]


def test_that_the_plan_speaks_the_language_of_the_minutes(resources: Path) -> None:
    rows = (LesionDecision(lesion=1, recommendation="observation", note="bleibt"),)
    dissent = Dissent(role="surgeon", reason="nein")
    decided = Decision(date="2026-02-28", lesions=rows, needed=("MRT",), patient_wish="heim", dissents=(dissent,))
    plan = plan_of(decided, 1, resources, "de")
    assert plan["language"] == "de"
    assert plan["title"] == "Empfehlung der Tumorkonferenz"
    described = [one["detail"]["description"] for one in plan["activity"]]
    assert described == ["Läsion 1: Beobachtung. bleibt", "Noch nötig: MRT"]
    texts = [one["text"] for one in plan["note"]]
    assert texts[1] == "Wunsch des Patienten: heim"
    assert "surgeon" not in texts[0]


def test_that_the_dicom_title_is_in_the_language_of_the_minutes(resources: Path) -> None:
    import pydicom

    made = encapsulated_pdf(b"%PDF", DECIDED.date, WHO, "1", load_language(resources, "de"))
    assert pydicom.dcmread(io.BytesIO(made)).DocumentTitle == "Protokoll der Tumorkonferenz"
