"""The program's own fields, for every test of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue
from tests.shipped import shipped_fields


@pytest.fixture(scope="session")
def fields(resources: Path) -> FieldCatalogue:
    """Return the field catalogue that is shipped."""
    return shipped_fields()
