"""The shipped library, and a minimal one in a folder of its own that each test may break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.evidence.library import Library
from tests.shipped import shipped_fields, shipped_library

LIBRARY_TOML = 'format = "beamside-library/1"\nversion = "1.0"\ndate = 2026-01-01\ntitle = "A minimal library"\n'

SOURCE_TOML = """\
format = "beamside-source/1"

[source]
id = "smith2020"
short = "Smith 2020"
authors = "Smith A"
title = "A series"
year = 2020
published_in = "J 1:2"
design = "retrospective"
paper = ""
"""


@pytest.fixture(scope="session")
def field_kinds(resources: Path) -> dict[str, str]:
    """Return the fields that conditions may name, with their kinds."""
    return {spec.id: spec.kind for spec in shipped_fields()}


@pytest.fixture(scope="session")
def library(resources: Path, field_kinds: dict[str, str]) -> Library:
    """Return the library that is shipped."""
    return shipped_library()


@pytest.fixture
def minimal(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that writes a library: what it is given stands below one good source."""

    def write(records: str = "", **further: str) -> Path:
        folder = tmp_path / "evidence"
        (folder / "sources").mkdir(parents=True, exist_ok=True)
        (folder / "library.toml").write_text(LIBRARY_TOML, encoding="utf-8")
        (folder / "sources" / "smith2020.toml").write_text(SOURCE_TOML + records, encoding="utf-8")
        for name, text in further.items():
            (folder / "sources" / f"{name}.toml").write_text(text, encoding="utf-8")
        return folder

    return write
