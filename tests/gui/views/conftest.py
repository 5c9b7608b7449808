"""What the tests of the views share: the real library, example cases, an empty one and one with everything known."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case.case import Case, new_case
from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.files.case_file import load_case
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from gui.look.theme import Theme, load_theme
from gui.views.view import ViewContext
from tests.shipped import shipped_fields, shipped_library


@pytest.fixture(scope="session")
def fields(resources: Path) -> FieldCatalogue:
    """Return the fields of the form."""
    return shipped_fields()


@pytest.fixture(scope="session")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    """Return the library that the program ships."""
    return shipped_library()


@pytest.fixture(scope="session")
def themes(resources: Path) -> dict[str, Theme]:
    """Return both themes."""
    return {name: load_theme(resources, name) for name in ("light", "dark")}


@pytest.fixture(scope="session")
def context(fields: FieldCatalogue, library: Library, themes: dict[str, Theme], resources: Path) -> ViewContext:
    """Return what a view may use."""
    return ViewContext(fields=fields, library=library, theme=themes["light"], resources=resources)


def filled(spec: FieldSpec) -> object:
    """Return some value of a field."""
    if spec.kind == "flag":
        return True
    if spec.kind == "choice":
        return spec.choices[0].value
    if spec.kind == "list":
        return tuple(str(choice.value) for choice in spec.choices)
    if spec.kind == "date":
        return "2026-03-12"
    if spec.kind == "lesions":
        return tuple(Lesion(diameter_cm=size, segment="7", near_gut=True) for size in (6.5, 2.0, 1.0, 0.5))
    low, high = spec.usual or (0.0, 1.0)
    return int((low + high) / 2) if spec.kind == "integer" else (low + high) / 2


@pytest.fixture(scope="session")
def cases(fields: FieldCatalogue, resources: Path) -> dict[str, Case]:
    """Return the examples, a case of which nothing is known, and one of which everything is."""
    found = {
        path.name.split(".")[0]: load_case(path, fields) for path in sorted((resources / "examples").glob("*.json"))
    }
    everything = {spec.id: filled(spec) for spec in fields}
    return {"nothing": new_case(fields), "everything": Case(Patient(fields, everything)), **found}  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def assessments(cases: dict[str, Case], library: Library) -> dict[str, Assessment]:
    """Return the assessment of every case."""
    return {name: assess(case, library) for name, case in cases.items()}
