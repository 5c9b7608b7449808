"""A record read as the command reads it: inputs of the case, and what is told by field."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.format.case_json import case_as_json
from engine.intake import CodeTables, Intake, asked_text, load_code_tables
from engine.intake.fhir.bundle_file import parse_record_file
from engine.intake.into_case import case_of
from engine.intake.record import intake_of
from tests.engine.intake.bundles import BOARD, bundle, patient
from tests.shipped import shipped_fields


@dataclass(frozen=True)
class Read:
    """What was read: values, reasons by field, sentences, and the whole case as it would be written."""

    intake: Intake
    inputs: dict[str, Any]
    reasons: dict[str, set[str]]
    told: list[str]
    written: str


@pytest.fixture(scope="session")
def fields(resources: Path) -> FieldCatalogue:
    return shipped_fields()


@pytest.fixture(scope="session")
def tables(resources: Path) -> CodeTables:
    return load_code_tables(resources)


@pytest.fixture
def read(fields: FieldCatalogue, tables: CodeTables) -> Callable[..., Read]:
    """Return a function that reads resources, a patient added where none is among them, for the day of the board."""

    def run(*resources: dict[str, Any], board: str = BOARD, whole: object = None) -> Read:
        people = [one for one in resources if one.get("resourceType") == "Patient"]
        contents = whole if whole is not None else bundle(*(() if people else (patient(),)), *resources)
        data = contents.encode() if isinstance(contents, str) else json.dumps(contents).encode()
        found = intake_of(parse_record_file(data, "record.json"), fields, tables, dt.date.fromisoformat(board))
        reasons: dict[str, set[str]] = {}
        for one in found.asked:
            reasons.setdefault(one.field, set()).add(one.reason)
        case = case_as_json(case_of(found, fields))
        inputs = case["inputs"]
        assert isinstance(inputs, dict)
        return Read(found, inputs, reasons, [asked_text(one) for one in found.asked], json.dumps(case))

    return run
