"""The program's own fields and library, for the tests of the registry."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue, load_fields
from engine.evidence.library import Library
from engine.evidence.loading import load_library


@pytest.fixture(scope="session")
def fields(resources: Path) -> FieldCatalogue:
    """Return the field catalogue that is shipped."""
    return load_fields(resources)


@pytest.fixture(scope="session")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    """Return the library that is shipped."""
    return load_library(resources / "evidence", {spec.id: spec.kind for spec in fields})
