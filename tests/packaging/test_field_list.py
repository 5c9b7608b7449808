"""The page that the user guide names for the fields of a case file holds every one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.case.fields import FieldCatalogue
from engine.case.format.case_parsing import parse_case
from engine.case.problems import CaseFileError
from scripts.write_field_list import PAGE, page
from tests.shipped import shipped_fields


@pytest.fixture(scope="module")
def fields(resources: Path) -> FieldCatalogue:
    return shipped_fields()


def test_that_the_page_is_what_the_fields_give_now(fields: FieldCatalogue) -> None:
    assert PAGE.read_text(encoding="utf-8") == page(fields), "run python -m scripts.write_field_list"


def test_that_every_field_has_one_row_with_its_unit(fields: FieldCatalogue) -> None:
    text, lesions = page(fields).split("## One of the liver lesions")
    for part, specs in ((text, fields.fields), (lesions, fields.lesion_fields)):
        rows = [line for line in part.splitlines() if line.startswith("| `")]
        assert len(rows) == len(specs)
        for spec in specs:
            (row,) = [line for line in rows if line.startswith(f"| `{spec.id}` |")]
            assert spec.unit is None or spec.unit in row


def test_that_whoever_is_sent_to_the_guide_finds_the_list(fields: FieldCatalogue, project: Path) -> None:
    with pytest.raises(CaseFileError) as caught:
        parse_case(b'{"format": "beamside-case/1", "inputs": {"qqqqqq": 1}}', fields)
    assert "The fields are listed in the user guide." in str(caught.value)
    assert f"]({PAGE.name})" in (project / "docs" / "user-guide.md").read_text(encoding="utf-8")
