"""What docs/evidence.md counts is what the library holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.evidence.library import Library

DOCS = Path(__file__).parents[3] / "docs" / "evidence.md"


@pytest.mark.parametrize("kind", ["sources", "figures", "cohorts", "criteria", "cautions", "concerns", "discrepancies"])
def test_that_the_docs_count_what_the_library_holds(kind: str, library: Library) -> None:
    said = DOCS.read_text(encoding="utf-8").partition("Every study that a paper restates")[2].partition("`beamside")[0]
    found = re.search(rf"(\d+)\s+{kind}\b", said)
    assert found is not None
    assert int(found.group(1)) == len(getattr(library, kind))
