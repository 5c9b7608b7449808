"""One library, the example cases and their assessments, read once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.case.case import Case, new_case
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.report.summary.document import build_document
from engine.report.writers.attachments import attachments_of
from engine.report.writers.pdf import render_pdf
from tests.shipped import shipped_fields, shipped_library

EXAMPLES = ("sbrt-candidate", "borderline", "first-line-chemoradiation")
DATA_DATE = dt.date(2026, 11, 20)
PRINT_DATE = dt.date(2026, 11, 21)


@pytest.fixture(scope="session")
def fields(resources: Path) -> FieldCatalogue:
    return shipped_fields()


@pytest.fixture(scope="session")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    return shipped_library()


@pytest.fixture(scope="session")
def cases(project: Path, fields: FieldCatalogue) -> dict[str, Case]:
    """Return the three examples, a case of which nothing is known, and one with every field filled."""
    examples = project / "resources" / "examples"
    found = {name: load_case(examples / f"{name}.beamside.json", fields) for name in EXAMPLES}
    found["nothing-known"] = new_case(fields)
    filled = project / "tests" / "golden" / "report" / "all-inputs.beamside.json"
    return {**found, "all-inputs": load_case(filled, fields)}


@pytest.fixture(scope="session")
def assessments(cases: dict[str, Case], library: Library) -> dict[str, Assessment]:
    return {name: assess(case, library) for name, case in cases.items()}


@pytest.fixture(scope="session")
def render(
    cases: dict[str, Case], assessments: dict[str, Assessment], fields: FieldCatalogue, resources: Path
) -> Callable[..., bytes]:
    """Return a function that typesets one of the cases, remembering what it has made."""
    made: dict[tuple[object, ...], bytes] = {}

    def rendered(name: str, paper: str = "a4", *, long: bool = False) -> bytes:
        key = (name, paper, long)
        if key not in made:
            document = build_document(assessments[name], cases[name], fields, long=long)
            made[key] = render_pdf(
                document,
                paper=paper,  # type: ignore[arg-type]
                data_date=DATA_DATE,
                print_date=PRINT_DATE,
                resources=resources,
                attachments=attachments_of(cases[name], assessments[name]),
            )
        return made[key]

    return rendered
