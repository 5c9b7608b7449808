"""The catalogue and the library, read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from tests.shipped import shipped_fields, shipped_library


@pytest.fixture(scope="session")
def fields(resources: Path) -> FieldCatalogue:
    return shipped_fields()


@pytest.fixture(scope="session")
def library(resources: Path, fields: FieldCatalogue) -> Library:
    return shipped_library()
