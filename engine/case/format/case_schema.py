"""The case file as JSON Schema, made from the fields, so that editors and other programs can check a case."""

from __future__ import annotations

from typing import Any

from engine.case.decisions.decision import decision_schema
from engine.case.decisions.saved_findings import saved_findings_schema
from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.format.case_json import FORMAT


def case_schema(fields: FieldCatalogue) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of `beamside-case/1`; null and an absent key both mean not known."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Beamside case",
        "description": "Everything typed about one patient and the plan. null or absent: not known.",
        "type": "object",
        "additionalProperties": False,
        "required": ["format"],
        "properties": {
            "format": {"const": FORMAT},
            "label": {"type": ["string", "null"]},
            "notes": {"type": ["string", "null"]},
            "inputs": {
                "type": ["object", "null"],
                "additionalProperties": False,
                "properties": {spec.id: _of_field(spec, fields) for spec in fields},
            },
            "confirmed": {
                "description": "Fields whose unusual value the clinician has confirmed.",
                "type": ["array", "null"],
                "items": {"enum": [spec.id for spec in fields]},
            },
            "origins": {
                "description": "Where values came from that were read from a plan.",
                "type": ["object", "null"],
                "propertyNames": {"enum": [spec.id for spec in fields]},
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["method"],
                    "properties": {
                        "method": {"type": "string"},
                        "files_sha256": {"type": "array", "items": {"type": "string"}},
                        "structures": {"type": "array", "items": {"type": "string"}},
                    },
                },
            },
            "decision": decision_schema(
                [spec.id for spec in fields], [str(choice.value) for choice in fields["modality"].choices]
            ),
            "saved_with": {
                "description": "Versions that wrote the file, the hash of the case, and what was shown then.",
                "type": ["object", "null"],
                "properties": {"findings": saved_findings_schema()},
                "additionalProperties": {"type": "string"},
            },
        },
    }


def _of_field(spec: FieldSpec, fields: FieldCatalogue) -> dict[str, Any]:
    described = {"title": spec.label, "description": f"{spec.help} Unit: {spec.unit}." if spec.unit else spec.help}
    if spec.kind == "lesions":
        rows = {
            "type": "object",
            "additionalProperties": False,
            "properties": {part.id: _of_field(part, fields) for part in fields.lesion_fields},
        }
        return {**described, "type": ["array", "null"], "items": rows}
    if spec.kind == "list":
        values = [choice.value for choice in spec.choices]
        return {**described, "type": ["array", "null"], "items": {"enum": values}}
    if spec.kind == "choice":
        return {**described, "enum": [*(way for choice in spec.choices for way in (choice.value, *choice.also)), None]}
    if spec.kind == "flag":
        return {**described, "type": ["boolean", "null"]}
    if spec.kind == "date":
        return {**described, "type": ["string", "null"], "format": "date"}
    low, high = spec.hard or (None, None)
    kind = "integer" if spec.kind == "integer" else "number"
    return {**described, "type": [kind, "null"], "minimum": low, "maximum": high}
