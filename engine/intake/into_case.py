"""What was taken from a record, as a case: values through the same reader as every case file, each with its origin."""

from __future__ import annotations

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.format.input_values import read_input
from engine.case.patient import Patient, Value
from engine.intake.facts import Taken
from engine.intake.record import Intake
from engine.intake.wording import origin_of


def case_of(intake: Intake, fields: FieldCatalogue) -> Case:
    """Return a new case of everything that was taken: no label, no notes, nothing that names the patient."""
    values = {one.field: value_of(one, fields) for one in intake.taken}
    origins = {one.field: origin_of(one, intake.sha256) for one in intake.taken}
    return Case(Patient(fields, values), origins=origins)


def value_of(taken: Taken, fields: FieldCatalogue) -> Value | None:
    """Return the value as the case holds it, read as strictly as from a case file."""
    return read_input(fields[taken.field], taken.value, fields)
