"""Whole records as a hospital may send them: five patients, each with what must not be taken beside what must."""

from __future__ import annotations

import json

import pytest

from tests.engine.intake.bundles import (
    ICD10CM,
    ICD10GM,
    LOINC,
    MCODE,
    MII,
    SNOMED,
    bilirubin,
    bundle,
    category,
    concept,
    condition,
    lesion,
    observation,
    patient,
    quantity,
    size,
    verified,
)

PLACES = f"{MII}/CodeSystem/mii-cs-onko-fernmetastasen"
RECTUM = condition(SNOMED, "363351006")
RELATED = {"url": f"{MCODE}/mcode-related-condition", "valueReference": {"reference": "Condition/c2"}}
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"


def of_patient(kind: str, status: str, code: dict, **changes: object) -> dict:
    return {"resourceType": kind, "status": status, "subject": {"reference": "Patient/p"}, "code": code, **changes}


def test_that_results_without_standing_fill_nothing(read):
    found = read(
        RECTUM,
        condition(SNOMED, "94391008", "c3", verificationStatus=verified("refuted")),
        condition(SNOMED, "94381002", "c2"),
        bilirubin(0.9, effectiveDateTime="2026-11-10"),
        bilirubin(9.9, effectiveDateTime="2026-11-20", status="entered-in-error"),
        observation("777-3", quantity(210, "10*3/uL")),
        observation("777-3", quantity(180, "10*3/uL"), status="amended"),
        observation("6690-2", quantity(5.1, "10*9/L"), effectiveDateTime="2026-11-10"),
        observation("6690-2", quantity(2.1, "10*9/L"), status="preliminary"),
        observation("2039-6", quantity(0.5, "ng/mL", comparator="<")),
        observation("1751-7", dataAbsentReason=concept(ABSENT, "unknown")),
        observation("6301-6", quantity(1.1, "{INR}"), modifierExtension=[{"url": "http://x", "valueBoolean": True}]),
        observation("98979-8", quantity(75, "mL/min/{1.73_m2}")),
    )
    assert found.inputs == {
        "age_years": 71,
        "sex": "male",
        "primary_site": "rectum",
        "liver_tumour": "metastasis",
        "bilirubin_mg_dl": 0.9,
        "platelets_10e9_l": 180,
        "leukocytes_10e9_l": 5.1,
    }
    assert found.reasons == {
        "leukocytes_10e9_l": {"not_final"},
        "cea_ng_ml": {"bound_not_value"},
        "albumin_g_dl": {"not_performed"},
        "inr": {"not_understood"},
        "creatinine_clearance_ml_min": {"egfr"},
    }


def test_that_a_series_ends_on_the_day_of_the_board_in_its_own_zone(read):
    found = read(
        patient(birthDate="1955"),
        RECTUM,
        # 04:30 UTC, and so later than the next.
        bilirubin(1.0, effectiveDateTime="2026-11-26T23:30:00-05:00"),
        bilirubin(2.0, effectiveDateTime="2026-11-27T03:00:00Z"),
        observation("2039-6", quantity(14, "ng/mL"), effectiveDateTime="2026-11-20T08:00:00Z"),
        observation("2039-6", quantity(99, "ng/mL"), effectiveDateTime="2026-11-28T00:30:00+02:00"),
        observation("1751-7", quantity(41, "g/L"), effectiveDateTime="2026-11-12"),
        observation("1751-7", quantity(3.0, "g/dL"), effectiveDateTime="2026-11"),
        observation("6690-2", quantity(6100, "/uL"), effectiveDateTime="2026-10"),
        observation("89247-1", valueInteger=2, effectiveDateTime="2026-03-01"),
    )
    assert found.inputs == {
        "sex": "male",
        "primary_site": "rectum",
        "bilirubin_mg_dl": 1,
        "cea_ng_ml": 14,
        "leukocytes_10e9_l": 6.1,
    }
    assert found.reasons["age_years"] == {"age_unclear"}
    assert found.reasons["ecog"] == {"too_old"}
    assert "albumin_g_dl" in found.reasons


def test_that_tumour_and_treatment_are_what_was_found_and_given(read):
    oxaliplatin = concept("http://www.whocc.no/atc", "L01XA03")
    pelvis = [concept(SNOMED, "34402009")]
    found = read(
        condition(ICD10CM, "C20", stage=[{"summary": {"text": "IV"}}]),
        condition(ICD10CM, "C78.5", "c5", display="Secondary malignant neoplasm of large intestine and rectum"),
        condition(SNOMED, "94381002", "c2"),
        condition(ICD10CM, "Z85.048", "c6"),
        category("384625004", concept(SNOMED, "1228938002")),
        {**lesion("m1"), "extension": [RELATED]},
        {**lesion("m2"), "extension": [RELATED], "active": False},
        {**lesion("m3"), "extension": [RELATED]},
        size(31, effectiveDateTime="2026-09-20"),
        size(2.2, "cm", effectiveDateTime="2026-11-20"),
        size(60, effectiveDateTime="2026-11-21", status="cancelled"),
        size(18, of="BodyStructure/m2"),
        size(0, of="BodyStructure/m3"),
        of_patient("MedicationRequest", "active", {}, intent="order", medicationCodeableConcept=oxaliplatin),
        of_patient("Procedure", "preparation", concept(SNOMED, "1217123003"), bodySite=pelvis),
        of_patient("MedicationStatement", "not-taken", {}, medicationCodeableConcept=oxaliplatin),
    )
    assert found.inputs == {
        "age_years": 71,
        "sex": "male",
        "primary_site": "rectum",
        "liver_tumour": "metastasis",
        "lesions": [{"diameter_cm": 2.2}, {}],
    }
    assert found.reasons["lesions"] == {"measured_again", "no_size", "lesion_without_size"}
    assert found.reasons["clinical_t"] == {"pathological"}
    assert found.reasons["primary_site"] == {"site_unclear"}
    assert found.reasons["prior_chemotherapy"] == {"not_given_only_ordered"}


def test_that_a_result_of_something_else_is_not_the_patients(read):
    ascites = {"resourceType": "Specimen", "id": "s", "type": {"text": "Ascites-Punktat"}}
    serum = {"resourceType": "Specimen", "id": "s", "type": concept(SNOMED, "119364003", "Serum specimen")}
    found = read(
        RECTUM,
        bilirubin(0.8, focus=[{"reference": "RelatedPerson/donor"}]),
        observation("1751-7", quantity(1.1, "g/dL"), specimen={"reference": "#s"}, contained=[ascites]),
        observation("2039-6", quantity(14, "ng/mL"), specimen={"reference": "#s"}, contained=[serum]),
        observation("6301-6", quantity(1.1, "{INR}"), valueString="1.4"),
        observation("777-3", quantity(210, "10*3/uL"), focus=[{"reference": "Condition/c1"}]),
        observation("6690-2", quantity(6, "10*9/L"), focus=[{"reference": "Patient/p"}]),
    )
    assert found.inputs == {
        "age_years": 71,
        "sex": "male",
        "primary_site": "rectum",
        "cea_ng_ml": 14,
        "platelets_10e9_l": 210,
        "leukocytes_10e9_l": 6,
    }
    assert found.reasons == {
        "bilirubin_mg_dl": {"no_subject"},
        "albumin_g_dl": {"other_specimen"},
        "inr": {"several_values"},
    }


@pytest.mark.parametrize("as_lines", [False, True])
def test_that_a_german_record_is_read_as_bundle_and_as_lines(read, as_lines):
    sure = {
        "url": "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit",
        "valueCoding": {"system": "https://fhir.kbv.de/CodeSystem/KBV_CS_SFHIR_ICD_DIAGNOSESICHERHEIT", "code": "G"},
    }
    suspected = json.loads(json.dumps(sure).replace('"G"', '"V"'))
    resources = [
        patient(),
        condition(ICD10GM, "C20", code={"coding": [{"system": ICD10GM, "code": "C20", "extension": [sure]}]}),
        condition(
            ICD10GM, "C61", "c4", code={"coding": [{"system": ICD10GM, "code": "C61", "extension": [suspected]}]}
        ),
        observation("385421009", system=SNOMED, valueCodeableConcept=concept(PLACES, "HEP")),
        observation("14631-6", quantity(12, "umol/L"), display="Bilirubin gesamt"),
        observation("1751-7", quantity(38, "g/L"), code={**concept(LOINC, "1751-7"), "text": "Albumin im Urin"}),
        observation("2039-6", quantity(38, "ug/L"), display="CEA"),
        of_patient("Procedure", "completed", concept("http://fhir.de/CodeSystem/bfarm/ops", "8-542.11")),
    ]
    whole = "\n".join(json.dumps(one) for one in resources) if as_lines else bundle(*resources)
    found = read(whole=whole)
    assert found.inputs == {
        "age_years": 71,
        "sex": "male",
        "primary_site": "rectum",
        "liver_tumour": "metastasis",
        "bilirubin_mg_dl": pytest.approx(12 / 17.1),
        "cea_ng_ml": 38,
    }
    assert found.reasons["albumin_g_dl"] == {"code_contradicts_name"}
    assert found.reasons["prior_chemotherapy"] == {"systemic_unclear"}
    assert found.reasons["other_malignancy"] == {"not_confirmed"}


@pytest.mark.parametrize(("first_deleted", "is_filled"), [(True, False), (False, True)])
def test_that_in_a_history_what_stands_behind_its_deletion_is_gone(read, first_deleted, is_filled):
    given = {"resource": {**bilirubin(0.8), "id": "o1"}, "request": {"method": "PUT", "url": "Observation/o1"}}
    gone = {"request": {"method": "DELETE", "url": "Observation/o1"}}
    ends = [gone, given] if first_deleted else [given, gone]
    whole = {"resourceType": "Bundle", "type": "history", "entry": [{"resource": patient()}, *ends]}
    assert ("bilirubin_mg_dl" in read(whole=whole).inputs) is is_filled
