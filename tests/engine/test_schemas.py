"""The schemas under resources/schema/ are what the program reads and writes."""

from __future__ import annotations

import pytest

from scripts.write_schemas import RESOURCES, even, schemas, text_of


@pytest.mark.parametrize("name", ["beamside-case-1", "beamside-source-1", "beamside-assessment-2"])
def test_that_each_schema_file_is_what_the_records_give_now(name: str) -> None:
    file = f"{name}.schema.json"
    written = (RESOURCES / "schema" / file).read_text(encoding="utf-8")
    assert written == text_of(schemas(RESOURCES)[file]), "run python -m scripts.write_schemas"


def test_that_descriptions_are_the_same_on_every_python() -> None:
    indented, even_text = (
        "One.\n\n    Attributes\n    ----------\n    on : day.\n    ",
        "One.\n\nAttributes\n----------\non : day.",
    )
    for given in (indented, even_text):
        assert even({"a": [{"description": given}]}) == {"a": [{"description": even_text}]}
    # A property of that name is none.
    assert even({"description": {"type": "string"}}) == {"description": {"type": "string"}}


def test_that_the_case_schema_knows_every_field_and_refuses_others() -> None:
    schema = schemas(RESOURCES)["beamside-case-1.schema.json"]
    inputs = schema["properties"]["inputs"]
    assert "tumour_height_cm" in inputs["properties"]
    assert inputs["additionalProperties"] is False
    assert inputs["properties"]["tumour_height_cm"]["maximum"] == 25
