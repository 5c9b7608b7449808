"""The person and what was done before: age on the day of the board, and treatment that was really given."""

from __future__ import annotations

import pytest

from tests.engine.intake.bundles import ICD10GM, SNOMED, bilirubin, concept, condition, observation, patient


@pytest.mark.parametrize(
    ("birth", "age", "reason"),
    [
        ("1955-03-10", 71, None),
        ("1955-11-27", 71, "near_birthday"),
        ("1955-11-28", 70, "near_birthday"),
        ("1955-03", 71, None),
        ("1955-11", None, "age_unclear"),
        ("1955", None, "age_unclear"),
        ("2026-11-28", None, "born_after_the_board"),
        ("2026-11-27", 0, "near_birthday"),
        ("2027-01-01", None, "born_after_the_board"),
        ("1905-11-27", None, "born_too_early"),
        ("1905-12-31", 120, None),
        ("1855-01-01", None, "born_too_early"),
        ("10.03.1955", None, "no_number"),
        (None, None, None),
    ],
)
def test_that_the_age_is_in_completed_years_on_the_day_of_the_board(read, birth, age, reason):
    found = read(patient(birthDate=birth))
    assert found.inputs.get("age_years") == age
    assert found.reasons.get("age_years") == ({reason} if reason else None)


@pytest.mark.parametrize(
    ("gender", "expected"), [("female", "female"), ("other", None), ("unknown", None), (None, None)]
)
def test_that_an_unknown_sex_stays_unknown(read, gender, expected):
    found = read(patient(gender=gender))
    assert found.inputs.get("sex") == expected
    assert ("sex" in found.reasons) == (gender in ("other", "unknown"))


@pytest.mark.parametrize(
    ("death", "age", "reason"),
    [
        ({"deceasedDateTime": "2026-01-01"}, None, "dead_on_the_day"),
        ({"deceasedDateTime": "2026-11-27"}, None, "dead_on_the_day"),
        ({"deceasedDateTime": "2026"}, None, "dead_on_the_day"),
        ({"deceasedDateTime": "2026-11-28"}, 71, "deceased"),
        ({"deceasedDateTime": "yesterday"}, None, "deceased_undated"),
        ({"deceasedBoolean": True}, None, "deceased_undated"),
        ({"deceasedBoolean": False}, 71, None),
    ],
)
def test_that_nobody_dead_has_an_age_on_the_day_of_the_board(read, death, age, reason):
    found = read(patient(**death))
    assert found.inputs.get("age_years") == age
    assert found.reasons.get("age_years") == ({reason} if reason else None)


@pytest.mark.hazard("wrong-patient")
@pytest.mark.parametrize(
    ("died", "is_taken"),
    [("2026-11-11", False), ("2026-11-12", True), ("2026-11", True), ("2026-10", False), ("2027-01-01", True)],
)
def test_that_nothing_dated_after_the_death_is_taken(read, died, is_taken):
    found = read(
        patient(deceasedDateTime=died),
        bilirubin(),
        given("MedicationAdministration", "completed", effectiveDateTime="2026-11-12"),
        condition(ICD10GM, "C20", onsetDateTime="2026-11-12"),
    )
    for name in ("bilirubin_mg_dl", "prior_chemotherapy", "primary_site"):
        assert (name in found.inputs) == is_taken, name
        assert ("after_death" in found.reasons.get(name, ())) == (not is_taken), name


@pytest.mark.parametrize("words", ["", " ", "a unit that is far longer than any unit ever was"])
def test_that_no_sentence_lacks_its_subject(read, words):
    told = [
        *read(patient(birthDate="2030-01-01")).told,
        *read(patient(birthDate="1890-01-01")).told,
        *read(bilirubin(unit=words)).told,
        *read(observation("89247-1", {"value": 1, "comparator": "<"})).told,
        *read(observation("89247-1", {"value": 1, "unit": words, "code": words})).told,
    ]
    assert len(told) >= 4
    assert not [one for one in told if one.startswith(" ") or "  " in one]
    assert not [one for one in told[:2] if "units" in one]


ATC = "http://fhir.de/CodeSystem/bfarm/atc"
OXALIPLATIN = concept(ATC, "L01XA03")


def given(kind, status, **changes):
    named = {} if "medicationReference" in changes else {"medicationCodeableConcept": OXALIPLATIN}
    return {"resourceType": kind, "status": status, "subject": {"reference": "Patient/p"}, **named, **changes}


@pytest.mark.parametrize(
    ("kind", "status", "is_taken", "reason"),
    [
        ("MedicationAdministration", "completed", True, None),
        ("MedicationStatement", "active", True, None),
        ("MedicationAdministration", "not-done", False, None),
        ("MedicationStatement", "intended", False, None),
        ("MedicationAdministration", "entered-in-error", False, None),
        ("MedicationAdministration", "stopped", False, "stopped_early"),
        ("MedicationRequest", "active", False, "not_given_only_ordered"),
        ("MedicationRequest", "cancelled", False, None),
    ],
)
def test_that_only_what_was_given_is_earlier_treatment(read, kind, status, is_taken, reason):
    found = read(given(kind, status, effectiveDateTime="2026-02-01"))
    assert found.inputs.get("prior_chemotherapy") is (True if is_taken else None)
    assert found.reasons.get("prior_chemotherapy") == ({reason} if reason else None)


def test_that_a_medicine_is_found_by_reference_and_a_supportive_one_is_no_chemotherapy(read):
    drug = {"resourceType": "Medication", "id": "d", "code": OXALIPLATIN}
    assert read(drug, given("MedicationStatement", "active", medicationReference={"reference": "Medication/d"})).inputs[
        "prior_chemotherapy"
    ]
    inside = given("MedicationStatement", "active", medicationReference={"reference": "#d"}, contained=[drug])
    assert read(inside).inputs["prior_chemotherapy"]
    folinate = given("MedicationStatement", "active", medicationCodeableConcept=concept(ATC, "V03AF03"))
    assert "prior_chemotherapy" not in read(folinate).inputs


@pytest.mark.parametrize(
    ("place", "status", "expected"),
    [("34402009", "completed", True), ("10200004", "completed", None), ("34402009", "not-done", None)],
)
def test_that_pelvic_radiotherapy_needs_its_place(read, place, status, expected):
    course = {
        "resourceType": "Procedure",
        "status": status,
        "subject": {"reference": "Patient/p"},
        "code": concept(SNOMED, "1217123003"),
        "bodySite": [concept(SNOMED, place)],
        "performedPeriod": {"start": "2026-01-01", "end": "2026-02-01"},
    }
    found = read(course).inputs
    assert found.get("prior_pelvic_radiotherapy") is expected
    assert found.get("prior_liver_radiotherapy") is (True if place == "10200004" else None)


@pytest.mark.parametrize(("reason", "expected"), [("Condition/c1", True), ("Condition/c2", None), (None, None)])
def test_that_a_resection_is_of_the_primary_only_where_it_says_so(read, reason, expected):
    operation = {
        "resourceType": "Procedure",
        "status": "completed",
        "subject": {"reference": "Patient/p"},
        "code": concept("http://fhir.de/CodeSystem/bfarm/ops", "5-484.55"),
        "performedDateTime": "2026-01-05",
        "reasonReference": [{"reference": reason}] if reason else [],
    }
    found = read(condition(ICD10GM, "C20"), condition(ICD10GM, "C61", "c2"), operation)
    assert found.inputs.get("primary_resected") is expected
