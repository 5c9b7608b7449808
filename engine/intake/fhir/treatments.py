"""Earlier treatment: what was given, never what was ordered, planned or stopped before it began."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from engine.intake.codes import CodeTables, Meaning
from engine.intake.facts import Asked, Dropped, Reason, Source, Taken
from engine.intake.fhir.diagnoses import Diagnosis
from engine.intake.fhir.resources import Json, PatientRecord, Resource, codings, extensions, is_modified, objects
from engine.intake.instants import Moment, out_of_time, read_moment

_CHEMOTHERAPY = "prior_chemotherapy"
_PELVIS = "prior_pelvic_radiotherapy"
_LIVER = "prior_liver_radiotherapy"
_RESECTED = "primary_resected"

_GIVEN = {
    "MedicationAdministration": ("in-progress", "completed"),
    "MedicationStatement": ("active", "completed"),
    "Procedure": ("in-progress", "completed"),
}
_ORDERS = ("MedicationRequest", "ServiceRequest", "CarePlan")
_DEAD_ORDERS = ("entered-in-error", "cancelled", "draft", "revoked")
_STOPPED = ("stopped",)
_NEVER = ("entered-in-error", "not-done", "not-taken", "intended", "preparation", "on-hold", "unknown", "draft")
_IN_THE_PELVIS = ("rectum", "pelvis")


def treatments_of(
    record: PatientRecord, tables: CodeTables, primary: Diagnosis | None, board: dt.date
) -> tuple[list[Taken], list[Asked]]:
    """Return which treatments were given before the board, and what has to be asked."""
    taken: dict[str, Taken] = {}
    asked: list[Asked] = []
    for resource in record.of_kind(*_GIVEN):
        for name, source in _given(record, resource, tables, primary):
            problem = _problem(record, resource, source, board)
            if problem == "dropped":
                continue
            if problem is not None:
                asked.append(Asked(name, problem, source))
            elif name not in taken:
                taken[name] = Taken(name, source, True)
    if _CHEMOTHERAPY not in taken:
        ordered = next(_ordered(record, tables), None)
        if ordered is not None:
            asked.append(Asked(_CHEMOTHERAPY, "not_given_only_ordered", ordered))
        unclear = next(_systemic(record, tables), None)
        if unclear is not None:
            asked.append(Asked(_CHEMOTHERAPY, "systemic_unclear", unclear))
    asked = [one for one in asked if one.field not in taken]
    return list(taken.values()), asked


def _problem(record: PatientRecord, resource: Resource, source: Source, board: dt.date) -> Reason | Dropped | None:
    status = resource.body.get("status")
    if status in _NEVER:
        return "dropped"
    if not record.is_about_the_patient(resource):
        return "no_subject"
    if is_modified(resource.body) or record.is_ambiguous(resource):
        return "not_understood"
    if (problem := out_of_time(source.when, board, record.died)) is not None:
        return problem
    if status in _STOPPED:
        return "stopped_early"
    return None if status in _GIVEN[resource.kind] else "not_understood"


def _given(
    record: PatientRecord, resource: Resource, tables: CodeTables, primary: Diagnosis | None
) -> Iterator[tuple[str, Source]]:
    if resource.kind != "Procedure":
        for meaning in _medicine(record, resource, tables):
            yield _CHEMOTHERAPY, _source(resource, meaning)
        return
    for coding in codings(resource.body.get("code")):
        done = tables.procedures.find(tables.system(coding.get("system")), str(coding.get("code")))
        if done is None:
            continue
        sites = _sites(resource.body, tables) if done.value == "radiotherapy" else set()
        if sites & set(_IN_THE_PELVIS):
            yield _PELVIS, _source(resource, done)
        if "liver" in sites:
            yield _LIVER, _source(resource, done)
        if done.value == "rectal_resection" and primary is not None and primary.value == "rectum":
            reasons = [
                record.resolve(reference, resource) for reference in objects(resource.body.get("reasonReference"))
            ]
            if any(one is not None and one.body is primary.resource.body for one in reasons):
                yield _RESECTED, _source(resource, done)


def _medicine(record: PatientRecord, resource: Resource, tables: CodeTables) -> Iterator[Meaning]:
    concept = resource.body.get("medicationCodeableConcept")
    if concept is None:
        named = record.resolve(resource.body.get("medicationReference"), resource)
        concept = named.body.get("code") if named is not None and named.kind == "Medication" else None
    for coding in codings(concept):
        found = tables.medicines.find(tables.system(coding.get("system")), str(coding.get("code")))
        if found is not None and found.value == "cytotoxic":
            yield found


def _ordered(record: PatientRecord, tables: CodeTables) -> Iterator[Source]:
    for resource in record.of_kind(*_ORDERS):
        if resource.body.get("status") in _DEAD_ORDERS or not record.is_about_the_patient(resource):
            continue
        for meaning in _medicine(record, resource, tables):
            yield _source(resource, meaning)


def _systemic(record: PatientRecord, tables: CodeTables) -> Iterator[Source]:
    """Yield procedures whose code covers chemotherapy and immunotherapy alike."""
    for resource in record.of_kind("Procedure"):
        if resource.body.get("status") in _NEVER or not record.is_about_the_patient(resource):
            continue
        for coding in codings(resource.body.get("code")):
            done = tables.procedures.find(tables.system(coding.get("system")), str(coding.get("code")))
            if done is not None and done.value == "systemic_therapy":
                yield _source(resource, done)


def _sites(body: Json, tables: CodeTables) -> set[str]:
    """Return where a procedure was done: its body site, and that of the German profiles' extensions."""
    concepts = [*objects(body.get("bodySite"))]
    concepts += [
        value for found in extensions(body, "bodySite") if isinstance(value := found.get("valueCodeableConcept"), dict)
    ]
    return {
        place.split(":")[0] for concept in concepts for coding in codings(concept) if (place := tables.place_of(coding))
    }


def _source(resource: Resource, meaning: Meaning) -> Source:
    return Source(resource.position, resource.kind, f"{meaning.system} {meaning.code}", _when(resource.body))


def _when(body: Json) -> Moment | None:
    for key in ("effectiveDateTime", "performedDateTime", "authoredOn"):
        moment = read_moment(body.get(key))
        if moment is not None:
            return moment
    for key in ("effectivePeriod", "performedPeriod"):
        period = body.get(key)
        if isinstance(period, dict):
            return read_moment(period.get("start")) or read_moment(period.get("end"))
    return None
