"""What docs/evidence.md counts is what the library holds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.evidence.checks import check_library
from engine.evidence.library import Library

DOCS = Path(__file__).parents[3] / "docs" / "evidence.md"


@pytest.mark.parametrize("kind", ["sources", "figures", "cohorts", "criteria", "cautions", "concerns", "discrepancies"])
def test_that_the_docs_count_what_the_library_holds(kind: str, library: Library) -> None:
    said = DOCS.read_text(encoding="utf-8").partition("Every study that a paper restates")[2].partition("`beamside")[0]
    found = re.search(rf"(\d+)\s+{kind}\b", said)
    assert found is not None
    assert int(found.group(1)) == len(getattr(library, kind))


_DEPTHS = {
    "abstract or a table": "abstract",
    "summary by others": "secondary",
    "as another source prints it": "as_reported_by",
    "in full": "full_text",
}


def test_that_the_docs_say_how_deep_what_was_asked_for_stands(library: Library) -> None:
    table = DOCS.read_text(encoding="utf-8").partition("### What was asked for")[2].partition("###")[0]
    depths = {file.source.id: file.source.depth for file in library.files}
    rows = re.findall(r"^\| [^|]+ \| (`[^|]+`) \| ([^|;]+)", table, re.MULTILINE)
    assert len(rows) > 50
    for sources, words in rows:
        for source in re.findall(r"`(\w+)`", sources):
            assert depths[source] == _DEPTHS[words.strip()], source


def test_that_the_docs_say_how_much_arithmetic_proves(library: Library) -> None:
    result = check_library(library)
    proved, unproved = len(result.proved), len(result.unproved)
    assert not result.broken
    assert f"proves {proved} statements, breaks none, and lists {unproved} that" in DOCS.read_text(encoding="utf-8")
