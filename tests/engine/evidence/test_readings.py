"""Who read a source is said of it: pass by pass, with the rate at which a second reader differed."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from engine.evidence.library import Library
from engine.evidence.record_as_text import record_page
from engine.evidence.records.source_file import SourceFile
from engine.evidence.records.sources import Source
from engine.evidence.rules.rules_of_record import broken_rules
from scripts.write_evidence_counts import readings_text

DOCS = Path(__file__).parents[3] / "docs" / "evidence.md"
SOURCE = {
    "id": "smith2020",
    "short": "Smith 2020",
    "authors": "Smith A",
    "title": "A series",
    "published_in": "A journal",
    "design": "case_series",
    "paper": "",
    "read_depth": "abstract",
}


def problems_of(*passes: dict[str, object]) -> list[str]:
    """Return what is wrong with a source of such passes."""
    source = msgspec.convert({**SOURCE, "read_by": list(passes)}, Source)
    file = SourceFile(format="beamside-source/1", source=source)
    return [found.problem for found in broken_rules((file,), {})]


def test_that_every_source_after_the_papers_says_who_read_it(library: Library) -> None:
    silent = [
        file.source.id
        for file in library.files
        if not file.source.paper and file.source.depth not in (None, "as_reported_by") and not file.source.read_by
    ]
    assert silent == []


def test_that_the_docs_name_every_source_read_once(library: Library) -> None:
    assert readings_text(library) in DOCS.read_text(encoding="utf-8")


def test_that_a_pass_with_the_record_in_sight_is_no_second(library: Library) -> None:
    trial = next(file.source for file in library.files if file.source.id == "tribe2015")
    assert trial.read_twice
    seen = tuple(msgspec.structs.replace(reading, without_sight=False) for reading in trial.read_by)
    assert not msgspec.structs.replace(trial, read_by=seen).read_twice


def test_that_one_pass_alone_is_not_two() -> None:
    assert not msgspec.convert(
        {**SOURCE, "read_by": [{"on": "2026-11-28", "without_sight": True, "numbers": 3}]}, Source
    ).read_twice


def test_that_the_page_of_a_source_says_each_pass(library: Library) -> None:
    page = " ".join(" ".join(record_page(library, "venook2017") or []).split())
    assert "read by, pass 1: 2026-11-28" in page
    assert "without sight of the record, 10 numbers found again, 1 differing" in page
    assert "1.55 by side" in page


@pytest.mark.parametrize(("differing", "refused"), [(3, False), (4, True)])
def test_that_no_more_can_differ_than_were_compared(differing: int, refused: bool) -> None:
    found = problems_of({"on": "2026-11-28", "without_sight": True, "numbers": 3, "differing": differing})
    assert any("cannot differ" in problem for problem in found) is refused


def test_that_passes_stand_in_the_order_of_their_days() -> None:
    first, second = {"on": "2026-11-27"}, {"on": "2026-11-28", "without_sight": True, "numbers": 1}
    assert problems_of(first, second) == []
    assert any("before an earlier one" in problem for problem in problems_of(second, first))
