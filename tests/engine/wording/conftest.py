"""The catalogue and the library, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue, load_fields
from engine.evidence.library import Library
from engine.evidence.loading import load_library


@pytest.fixture(scope="session")
def fields(resources: Path) -> FieldCatalogue:
    return load_fields(resources)


@pytest.fixture(scope="session")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    return load_library(resources / "evidence", {spec.id: spec.kind for spec in fields})
