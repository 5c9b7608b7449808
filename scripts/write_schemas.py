"""Write the JSON Schemas under resources/schema/ from the fields and the record types.

Run `python -m scripts.write_schemas` after changing either; a test fails where the files are out of date.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec

from engine.case.fields import load_fields
from engine.case.format.case_schema import case_schema
from engine.evidence.records.source_file import SourceFile
from engine.findings.written import Assessment

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def schemas(resources: Path) -> dict[str, dict[str, Any]]:
    """Return each schema by its file name."""
    return {
        "beamside-case-1.schema.json": case_schema(load_fields(resources)),
        "beamside-source-1.schema.json": even(msgspec.json.schema(SourceFile)),
        "beamside-assessment-2.schema.json": even(msgspec.json.schema(Assessment)),
    }


def even(schema: Any) -> Any:
    """Return a schema whose descriptions are not indented: from 3.13 on Python takes that away itself, before not."""
    if isinstance(schema, list):
        return [even(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: inspect.cleandoc(part) if name == "description" and isinstance(part, str) else even(part)
        for name, part in schema.items()
    }


def text_of(schema: dict[str, Any]) -> str:
    """Return a schema as the text of its file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, schema in schemas(RESOURCES).items():
        (RESOURCES / "schema" / name).write_text(text_of(schema), encoding="utf-8")
        print(f"wrote resources/schema/{name}")
