"""Cells to values: by the grammar of the form, and a sentence for what gives none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.fields import FieldCatalogue
from engine.case.format.input_values import value_as_json
from engine.registry.tables.cells import BadCell, CellReader, CellRules


def read(fields: FieldCatalogue, name: str, text: str, **rules: object) -> object:
    found = CellReader(fields[name], fields, CellRules(**rules)).read(text)  # type: ignore[arg-type]
    return found if found is None or isinstance(found, BadCell) else value_as_json(found)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("age_years", "66", 66),
        ("age_years", "", None),
        ("age_years", "NA", None),
        ("bilirubin_mg_dl", "1,2", 1.2),
        ("inr", "0.975", 0.975),
        ("karnofsky", "90.0", 90),
        ("primary_site", "Rectum", "rectum"),
        ("clinical_t", "t4A", "T4a"),
        ("near_gut", "TRUE", True),
        ("near_gut", "no", False),
        ("extrahepatic_sites", "none", []),
        ("extrahepatic_sites", "bone; lung", ["lung", "bone"]),
        ("lesions", "2.5@6;3@4a;?@2", [{"diameter_cm": 2.5, "segment": "6"}, {"diameter_cm": 3, "segment": "4a"},
                                       {"segment": "2"}]),
        ("lesions", "2,5", [{"diameter_cm": 2.5}]),
        ("lesions", '[{"diameter_cm": 2.5, "near_gut": true}]', [{"diameter_cm": 2.5, "near_gut": True}]),
        ("lesions", "none", []),
        ("resectability_judged_on", "12.3.2026", "2026-03-12"),
    ],
)  # fmt: skip
def test_that_a_cell_is_read_as_the_form_reads_it(name: str, text: str, value: object, fields: FieldCatalogue) -> None:
    assert read(fields, name, text) == value


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("age_years", "66 years old", "is not a number"),
        ("platelets_10e9_l", "1.234", "can be read in more than one way"),
        ("age_years", "121", "outside 0 to 120"),
        ("bilirubin_mg_dl", "15", "Did you mean 15 µmol/L"),
        ("primary_site", "rektum", "Did you mean “rectum”?"),
        ("near_gut", "1", "Say in a map what it means"),
        ("near_gut", "perhaps", "neither yes nor no"),
        ("extrahepatic_sites", "lung;spleen", "“spleen” is not one of the choices"),
        ("lesions", "2.5@9", "“9” is not one of the choices"),
        ("lesions", "[{", "not valid JSON"),
        ("resectability_judged_on", "03/12/2026", "not a date that can be read one way only"),
    ],
)
def test_that_a_cell_that_gives_no_value_says_why(name: str, text: str, words: str, fields: FieldCatalogue) -> None:
    found = read(fields, name, text)
    assert isinstance(found, BadCell)
    assert words in found.problem


def test_that_the_rules_of_a_column_are_kept(fields: FieldCatalogue) -> None:
    assert read(fields, "bilirubin_mg_dl", "34.2", unit="µmol/L") == 2
    assert read(fields, "bilirubin_mg_dl", "15", accepted=True) == 15
    assert read(fields, "platelets_10e9_l", "1.234", mark=".") == 1.234
    assert read(fields, "near_gut", "1", codes={"1": "yes", "2": "no", "9": ""}) is True
    assert read(fields, "near_gut", "9", codes={"1": "yes", "2": "no", "9": ""}) is None
    assert read(fields, "age_years", "-99", missing=("-99",)) is None
    assert read(fields, "lesions", "25@6", unit="mm") == [{"diameter_cm": 2.5, "segment": "6"}]
    assert read(fields, "extrahepatic_sites", "L;B", codes={"L": "lung", "B": "bone"}) == ["lung", "bone"]


@given(text=st.text(max_size=30))
def test_that_no_text_is_an_error_of_the_program(text: str, fields: FieldCatalogue) -> None:
    for spec in fields:
        found = CellReader(spec, fields, CellRules()).read(text.strip())
        assert found is None or isinstance(found, BadCell) or value_as_json(found) is not None


ROUND_NUMBERS = st.one_of(
    st.decimals(0, 400, places=2).map(str),
    st.decimals(0, 20, places=1).map(str),
    st.integers(0, 3000).map(str),
    st.sampled_from(["1.234", "99", "9", "3.0", "3.5", "007", "1,5", "-1", "0.975", "1e3", " 5", "17.1", "0.10"]),
)


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("bilirubin_mg_dl", CellRules(codes={"9": "", "1": "2.5"}, missing=("99",))),
        ("bilirubin_mg_dl", CellRules(unit="µmol/L")),
        ("age_years", CellRules(accepted=True)),
        ("fractions", CellRules(mark=",")),
    ],
)
@given(texts=st.lists(ROUND_NUMBERS, max_size=30))
def test_that_a_column_of_numbers_is_its_cells_one_by_one(
    name: str, rules: CellRules, texts: list[str], fields: FieldCatalogue
) -> None:
    found = CellReader(fields[name], fields, rules).column(texts)
    alone = [CellReader(fields[name], fields, rules).read(text) for text in texts]
    wanted = [np.nan if one is None or isinstance(one, BadCell) else float(one) for one in alone]  # type: ignore[arg-type]
    assert np.array_equal(found, np.array(wanted), equal_nan=True)


def test_that_a_key_that_stands_twice_in_a_lesion_is_refused(fields: FieldCatalogue) -> None:
    found = read(fields, "lesions", '[{"diameter_cm": 2.5, "diameter_cm": 5}]')
    assert isinstance(found, BadCell)
    assert "“diameter_cm” stands twice" in found.problem
