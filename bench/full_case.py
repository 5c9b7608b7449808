"""A case in which everything is known, made from the field catalogue alone: for measuring and for tests."""

from __future__ import annotations

from engine.case.case_file import Case
from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.lesions import Lesion
from engine.case.patient import Patient, Value


def full_case(fields: FieldCatalogue) -> Case:
    """Return a case with a usual value in every field and four lesions."""
    inputs = {spec.id: _value(spec) for spec in fields}
    return Case(Patient(fields, inputs), label="Everything known", notes="One line.\nAnother line.")


def _value(spec: FieldSpec) -> Value:
    if spec.kind == "lesions":
        return tuple(
            Lesion(
                diameter_cm=1.5 + row,
                segment="6",
                near_gut=row == 1,
                near_hilum=False,
                near_major_vessel=False,
                disappeared=False,
            )
            for row in range(4)
        )
    if spec.kind == "flag":
        return False
    if spec.kind == "choice":
        return spec.choices[0].value
    if spec.kind == "list":
        return (str(spec.choices[0].value),)
    low, high = spec.usual or (0.0, 1.0)
    middle = low + (high - low) / 4
    return round(middle) if spec.kind == "integer" else round(middle, spec.decimals)
