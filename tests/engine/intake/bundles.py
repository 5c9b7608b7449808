"""Small FHIR bundles for the tests: a patient, and whatever a test adds to it."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

LOINC = "http://loinc.org"
SNOMED = "http://snomed.info/sct"
UCUM = "http://unitsofmeasure.org"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
ICD10GM = "http://fhir.de/CodeSystem/bfarm/icd-10-gm"
MII = "https://www.medizininformatik-initiative.de/fhir/ext/modul-onko"
MCODE = "http://hl7.org/fhir/us/mcode/StructureDefinition"
BOARD = "2026-11-27"

Json = dict[str, Any]


def concept(system: str, code: str, display: str | None = None) -> Json:
    coding: Json = {"system": system, "code": code}
    if display is not None:
        coding["display"] = display
    return {"coding": [coding]}


def patient(**changes: Any) -> Json:
    return {"resourceType": "Patient", "id": "p", "gender": "male", "birthDate": "1955-03-10", **changes}


def quantity(value: Any, code: str | None, **changes: Any) -> Json:
    found: Json = {"value": value}
    if code is not None:
        found |= {"unit": code, "system": UCUM, "code": code}
    return {**found, **changes}


def observation(loinc: str, value: Json | None = None, **changes: Any) -> Json:
    """One observation: by default a final laboratory result of two weeks before the board."""
    found: Json = {
        "resourceType": "Observation",
        "status": "final",
        "code": concept(changes.pop("system", LOINC), loinc, changes.pop("display", None)),
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": "2026-11-12",
    }
    if value is not None:
        found["valueQuantity"] = value
    found.update(changes)
    return {key: item for key, item in found.items() if item is not None}


def bilirubin(value: Any = 0.8, unit: str | None = "mg/dL", **changes: Any) -> Json:
    return observation("1975-2", quantity(value, unit), **changes)


def condition(system: str, coded: str, identity: str = "c1", **changes: Any) -> Json:
    found: Json = {
        "resourceType": "Condition",
        "id": identity,
        "clinicalStatus": concept("http://terminology.hl7.org/CodeSystem/condition-clinical", "active"),
        "verificationStatus": concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", "confirmed"),
        "code": concept(system, coded, changes.pop("display", None)),
        "subject": {"reference": "Patient/p"},
    }
    found.update(changes)
    return {key: item for key, item in found.items() if item is not None}


def verified(status: str) -> Json:
    return concept("http://terminology.hl7.org/CodeSystem/condition-ver-status", status)


def lesion(identity: str = "m1", place: str = "10200004", **changes: Any) -> Json:
    return {
        "resourceType": "BodyStructure",
        "id": identity,
        "patient": {"reference": "Patient/p"},
        "location": concept(SNOMED, place),
        **changes,
    }


def size(value: Any, code: str = "mm", of: str = "BodyStructure/m1", **changes: Any) -> Json:
    part = {"code": concept(LOINC, "33728-7"), "valueQuantity": quantity(value, code)}
    return observation("21889-1", component=[part], **{"focus": [{"reference": of}], **changes})


def category(snomed: str, value: Json, **changes: Any) -> Json:
    return observation(snomed, system=SNOMED, valueCodeableConcept=value, **changes)


def bundle(*resources: Json, **changes: Any) -> Json:
    entries = [{"fullUrl": f"urn:uuid:{number}", "resource": one} for number, one in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "collection", "entry": copy.deepcopy(entries), **changes}


def write(folder: Path, contents: object, name: str = "record.json") -> Path:
    path = folder / name
    path.write_text(contents if isinstance(contents, str) else json.dumps(contents), encoding="utf-8")
    return path
