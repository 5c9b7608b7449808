"""What was taken from a record, as a case: values through the same reader as every case file, each with its origin."""

from __future__ import annotations

from collections.abc import Collection

from engine.case.case import Case, Origin
from engine.case.fields import FieldCatalogue
from engine.case.input_values import read_input
from engine.case.patient import Patient, Value
from engine.intake.facts import Taken
from engine.intake.record import Intake
from engine.intake.wording import origin_of


def case_of(intake: Intake, fields: FieldCatalogue) -> Case:
    """Return a new case of everything that was taken: no label, no notes, nothing that names the patient."""
    values = {one.field: value_of(one, fields) for one in intake.taken}
    origins = {one.field: origin_of(one, intake.sha256) for one in intake.taken}
    return Case(Patient(fields, values), origins=origins)


def into_case(case: Case, intake: Intake, wanted: Collection[str]) -> Case:
    """Return the case with the wanted fields taken over from a record; the others stay as they are."""
    patient = case.patient
    origins: dict[str, Origin] = dict(case.origins)
    for one in intake.taken:
        if one.field in wanted:
            patient = patient.with_value(one.field, value_of(one, patient.fields))
            origins[one.field] = origin_of(one, intake.sha256)
    return Case(
        patient,
        label=case.label,
        notes=case.notes,
        confirmed=case.confirmed,
        origins=origins,
        saved_with=case.saved_with,
        saved_findings=case.saved_findings,
        set_aside=case.set_aside,
    )


def value_of(taken: Taken, fields: FieldCatalogue) -> Value | None:
    """Return the value as the case holds it, read as strictly as from a case file."""
    return read_input(fields[taken.field], taken.value, fields)
