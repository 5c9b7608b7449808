"""Minutes on paper, and back to the record: the identity goes into the hand-over alone, and is kept nowhere."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

import main
from engine.report.writers.attachments import open_case_from_pdf
from tests.engine.case.decisions.test_decision import DECISION, FIELDS
from tests.shipped import shipped_library

pytestmark = pytest.mark.slow

IDENTITY = {
    "family": "Plantagenet",
    "given": "Gwendolyn",
    "patient_id": "MRN-0815",
    "issuer": "http://hospital.example/mrn",
    "birth_date": "1960-03-10",
    "sex": "female",
}
PLANTED = (b"Plantagenet", b"Gwendolyn", b"MRN-0815", b"1960-03-10", b"19600310")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lesions = [{"diameter_cm": 3.4, "segment": "7"}, {"diameter_cm": 1.8}]
    inputs = {"age_years": 66, "bilirubin_mg_dl": 0.8, "lesions": lesions}
    contents = {"format": "beamside-case/1", "label": "Case B", "inputs": inputs, "decision": DECISION}
    (tmp_path / "case.beamside").write_text(json.dumps(contents))
    (tmp_path / "identity.json").write_text(json.dumps(IDENTITY))
    return tmp_path


def minutes(folder: Path, *more: str) -> int:
    written = ["-o", str(folder / "minutes.pdf"), "--date", "2026-11-28"]
    return main.main(["minutes", str(folder / "case.beamside"), *written, *more])


def handed_over(folder: Path) -> list[str]:
    return [
        "--fhir",
        str(folder / "plan.json"),
        "--dicom",
        str(folder / "minutes.dcm"),
        "--identity",
        str(folder / "identity.json"),
    ]


def test_that_the_minutes_are_a_pdf_that_carries_the_case_with_its_decision(folder, capfdbinary):
    assert minutes(folder) == 0
    case = open_case_from_pdf(folder / "minutes.pdf", FIELDS)
    assert case.decision is not None
    assert case.decision.date == "2026-11-27"
    before = (folder / "minutes.pdf").read_bytes()
    assert minutes(folder) == 0
    assert (folder / "minutes.pdf").read_bytes() == before


def test_that_the_identity_stands_in_the_hand_over_and_nowhere_else(folder, capfdbinary):
    before = {path.name for path in folder.iterdir()}
    assert minutes(folder, *handed_over(folder)) == 0
    said = capfdbinary.readouterr()
    assert {path.name for path in folder.iterdir()} - before == {"minutes.pdf", "plan.json", "minutes.dcm"}
    pdf = (folder / "minutes.pdf").read_bytes()
    case = (folder / "case.beamside").read_bytes()
    assert not [word for word in PLANTED if word in pdf + case + said.out + said.err]
    assert b"MRN-0815" in (folder / "plan.json").read_bytes()
    assert b"Plantagenet^Gwendolyn" in (folder / "minutes.dcm").read_bytes()


def test_that_the_care_plan_proposes_and_carries_the_minutes(folder, capfdbinary):
    assert minutes(folder, *handed_over(folder)) == 0
    bundle = json.loads((folder / "plan.json").read_text())
    plan, document = (entry["resource"] for entry in bundle["entry"])
    assert (plan["resourceType"], plan["status"], plan["intent"]) == ("CarePlan", "active", "proposal")
    assert plan["created"] == "2026-11-27"
    described = [activity["detail"]["description"] for activity in plan["activity"]]
    assert described == [
        "Lesion 1: Resection of metastases. with lesion 3",
        "Lesion 2: Observation",
        "Still needed: MRI of the liver",
    ]
    assert [note["text"] for note in plan["note"]] == [
        "Dissent, surgeon: Would resect all.",
        "The patient's own wish: Home in February.",
    ]
    assert plan["subject"]["identifier"] == {"system": "http://hospital.example/mrn", "value": "MRN-0815"}
    assert plan["supportingInfo"] == [{"reference": bundle["entry"][1]["fullUrl"]}]
    attachment = document["content"][0]["attachment"]
    assert base64.b64decode(attachment["data"]) == (folder / "minutes.pdf").read_bytes()
    assert attachment["contentType"] == "application/pdf"


def test_that_the_dicom_file_holds_the_very_pdf(folder, capfdbinary):
    import pydicom

    assert minutes(folder, *handed_over(folder)) == 0
    data = pydicom.dcmread(folder / "minutes.dcm")
    pdf = (folder / "minutes.pdf").read_bytes()
    assert data.SOPClassUID == "1.2.840.10008.5.1.4.1.1.104.1"
    assert data.EncapsulatedDocument[: data.EncapsulatedDocumentLength] == pdf
    assert (data.PatientID, data.PatientBirthDate, data.PatientSex) == ("MRN-0815", "19600310", "F")
    assert data.StudyDate == "20261127"
    first = (data.StudyInstanceUID, data.SeriesInstanceUID, data.SOPInstanceUID)
    assert len(set(first)) == 3
    assert minutes(folder, *handed_over(folder)) == 0
    again = pydicom.dcmread(folder / "minutes.dcm")
    assert (again.StudyInstanceUID, again.SeriesInstanceUID, again.SOPInstanceUID) == first


@pytest.mark.parametrize(
    ("identity", "words"),
    [
        ("no json", "no identity"),
        (json.dumps({**IDENTITY, "ward": "7"}), "no identity"),
        (json.dumps({"family": "Plantagenet"}), "no identity"),
        (json.dumps({**IDENTITY, "patient_id": ""}), "missing"),
        (json.dumps({**IDENTITY, "family": "A^B"}), "missing, too long"),
        (json.dumps({**IDENTITY, "given": "x" * 65}), "too long"),
        (json.dumps({**IDENTITY, "birth_date": "10.03.1960"}), "no day"),
    ],
)
def test_that_an_identity_with_a_mistake_writes_nothing_and_repeats_nothing(folder, capfdbinary, identity, words):
    (folder / "identity.json").write_text(identity)
    assert minutes(folder, *handed_over(folder)) == 2
    said = capfdbinary.readouterr().err.decode()
    assert words in said
    assert "Plantagenet" not in said
    assert not (folder / "minutes.pdf").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--fhir", "plan.json"], "--identity"),
        (["--identity", "identity.json"], "Leave it out"),
        (["--fhir", "minutes.pdf", "--identity", "identity.json"], "one name"),
        (["--fhir", "identity.json", "--identity", "identity.json"], "is read"),
    ],
)
def test_that_a_mistake_in_the_command_writes_nothing(folder, capfdbinary, monkeypatch, more, words):
    monkeypatch.chdir(folder)
    assert minutes(folder, *more) == 2
    assert words in capfdbinary.readouterr().err.decode()
    assert not (folder / "minutes.pdf").exists()


def test_that_a_case_without_a_decision_has_no_minutes(folder, capfdbinary):
    (folder / "case.beamside").write_text(json.dumps({"format": "beamside-case/1"}))
    assert minutes(folder) == 2
    assert "holds no decision" in capfdbinary.readouterr().err.decode()


def test_that_the_minutes_say_what_was_checked_and_what_was_not(folder, fields, library):
    from engine.case.files.case_file import load_case
    from engine.findings.assess import assess
    from engine.report.summary.minutes import build_minutes
    from engine.report.tree.document_records import Facts, Table, text_of

    case = load_case(folder / "case.beamside", fields)
    assert case.decision is not None
    document = build_minutes(case, case.decision, assess(case, library), fields)
    facts = {fact.label: fact for block in document.blocks if isinstance(block, Facts) for fact in block.items}
    assert facts["Total bilirubin"].remark == "checked"
    assert facts["Age"].remark == "not checked"
    assert facts["Present, by role"].value == "2 × surgeon, radiologist"
    table = next(block for block in document.blocks if isinstance(block, Table))
    rows = [[text_of(cell.runs) for cell in row.cells] for row in table.rows]
    assert rows[0] == ["1", "3.4 cm, segment VII", "Resection of metastases", "with lesion 3"]
    assert rows[1][:3] == ["2", "1.8 cm, segment not known", "Observation"]


@pytest.fixture(scope="session")
def fields():
    return FIELDS


@pytest.fixture(scope="session")
def library(resources, fields):

    return shipped_library()


def test_that_a_value_from_which_a_deciding_one_follows_is_to_be_checked(fields, library):
    from engine.case.lesions import Lesion
    from engine.case.patient import Patient
    from engine.findings.assess import assess
    from engine.report.summary.minutes import deciding_fields

    person = Patient(fields, {"lesions": (Lesion(diameter_cm=2.0),), "ras_status": "mutated", "ecog": 1})
    deciding = deciding_fields(assess(person, library), person)
    assert {"lesions", "largest_lesion_cm", "ecog"} <= deciding
    assert "ras_status" not in deciding


@pytest.mark.hazard("privacy")
@pytest.mark.parametrize(
    ("label", "words"),
    [
        ("Gwendolyn Plantagenet", "a person's name"),
        ("MRN 0815", "a patient's number"),
        ("4711081", "a patient's number"),
        ("B, born 10.03.1955", "a date of birth"),
        ("1960-03-10", "a date of birth"),
        ("Board 12 March, case B", ""),
        ("", ""),
    ],
)
@pytest.mark.parametrize("command", ["minutes", "report"])
def test_that_a_label_that_looks_like_a_person_is_said_once(folder, capfdbinary, command, label, words):
    case = json.loads((folder / "case.beamside").read_text())
    (folder / "case.beamside").write_text(json.dumps({**case, "label": label}))
    written = ["-o", str(folder / "out.pdf"), "--date", "2026-11-28"]
    assert main.main([command, str(folder / "case.beamside"), *written]) == 0
    said = capfdbinary.readouterr().err.decode()
    assert said.count("looks like") == (1 if words else 0)
    assert words in said
    assert not label or label not in said


@pytest.mark.hazard("privacy")
def test_that_the_minutes_of_a_sealed_case_say_that_they_are_open(folder, fields, capfdbinary):
    from engine.case.files.case_file import load_case
    from engine.case.files.sealed_case import seal

    case = load_case(folder / "case.beamside", fields)
    (folder / "sealed.beamside").write_bytes(seal(case, "a passphrase"))
    (folder / "word.txt").write_text("a passphrase\n")
    given = ["--passphrase-file", str(folder / "word.txt"), "-o", str(folder / "minutes.pdf")]
    assert main.main(["minutes", str(folder / "sealed.beamside"), *given]) == 0
    assert "is not sealed" in capfdbinary.readouterr().err.decode()
