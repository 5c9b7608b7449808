"""Bands of dose on paper: with SBRT in the long form, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment
from engine.findings.comparability.published_bands import published_bands
from engine.findings.records.band_records import BandTable
from engine.report.summary.document import build_document
from engine.report.tree.document_records import Document, Table, text_of
from engine.words.language import load_language
from tests.shipped import RESOURCES, shipped_library

pytestmark = pytest.mark.slow

NAME = "sbrt-candidate"


@pytest.fixture
def bands(cases: dict[str, Case], fields: FieldCatalogue) -> tuple[BandTable, ...]:
    return published_bands(cases[NAME].patient.value, fields, shipped_library())


def band_tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table) and block.name.startswith("bands-")]


def written(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue, bands: Sequence[BandTable],
    *, long: bool = True, code: str = "en",
) -> list[Table]:  # fmt: skip
    language = load_language(RESOURCES, code)
    return band_tables(
        build_document(assessments[NAME], cases[NAME], fields, long=long, bands=bands, language=language)
    )


def test_that_the_long_form_sets_the_bands_side_by_side(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue, bands: tuple[BandTable, ...]
) -> None:
    found = written(assessments, cases, fields, bands)
    assert [table.name for table in found] == ["bands-sbrt-1", "bands-sbrt-2"]
    rows = [[text_of(cell.runs) for cell in row.cells[1:]] for row in found[1].rows]
    assert rows == [
        ["below 100 Gy", "59.6 %", "not given", "not given", "○ not this plan"],
        ["100 Gy or more", "77.2 %", "not given", "not given", "● this plan"],
    ]


def test_that_the_two_pages_and_a_library_without_bands_have_none(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue, bands: tuple[BandTable, ...]
) -> None:
    assert written(assessments, cases, fields, bands, long=False) == []
    assert written(assessments, cases, fields, ()) == []


def test_that_the_bands_are_said_in_german_on_paper(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue, bands: tuple[BandTable, ...]
) -> None:
    row = written(assessments, cases, fields, bands, code="de")[1].rows[1]
    words = [text_of(cell.runs) for cell in row.cells[1:]]
    assert words == ["100 Gy oder mehr", "77,2 %", "nicht angegeben", "nicht angegeben", "● dieser Plan"]
