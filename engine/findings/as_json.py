"""The assessment as JSON, format `beamside-assessment/2`."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from engine.findings.assessment import Assessment
from engine.findings.written import written
from engine.words.said import english


def assessment_as_json(assessment: Assessment) -> dict[str, Any]:
    """Return the assessment as plain lists, dicts, texts and numbers."""
    return dict(msgspec.to_builtins(written(assessment), enc_hook=english))


def assessment_bytes(assessment: Assessment, *, indent: int | None = 1) -> bytes:
    """Return the assessment as UTF-8 JSON text with a final newline."""
    data = msgspec.json.encode(written(assessment), enc_hook=english)
    if indent:
        data = msgspec.json.format(data, indent=indent)
    return data + b"\n"


def parse_assessment(data: bytes) -> Any:
    """Return a written assessment as plain data."""
    return json.loads(data)
