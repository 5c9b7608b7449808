"""What case files are called: one ending that systems can register, and one that stays readable for ever."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.files.case_names import CASE_ENDINGS, ending_of, with_case_ending, without_ending


@pytest.mark.parametrize(
    ("name", "ending", "bare"),
    [
        ("b.beamside", ".beamside", "b"),
        ("b.beamside.json", ".beamside.json", "b"),
        ("B.BEAMSIDE", ".BEAMSIDE", "B"),
        ("B.Beamside.JSON", ".Beamside.JSON", "B"),
        ("b.json", "", "b.json"),
        ("beamside", "", "beamside"),
        (".beamside", "", ".beamside"),
        ("b.beamside.bak", "", "b.beamside.bak"),
        ("c.3.beamside", ".beamside", "c.3"),
    ],
)
def test_that_an_ending_is_known_as_it_stands(name: str, ending: str, bare: str) -> None:
    assert ending_of(name) == ending
    assert without_ending(name) == bare


@pytest.mark.parametrize(
    ("typed", "saved"),
    [
        ("b", "b.beamside"),
        ("b.json", "b.beamside"),
        ("b.beamside", "b.beamside"),
        ("b.beamside.json", "b.beamside.json"),
        ("12.3", "12.3.beamside"),
    ],
)
def test_that_a_typed_name_gets_an_ending_where_it_has_none(typed: str, saved: str) -> None:
    assert with_case_ending(Path("cases") / typed) == Path("cases") / saved


@given(
    st.text(st.characters(exclude_characters="/\\\0", exclude_categories=["Cs"]), min_size=1).filter(
        lambda t: t not in ".."
    )
)
def test_that_a_saved_name_is_that_of_a_case_and_stays(name: str) -> None:
    once = with_case_ending(Path(name))
    assert ending_of(once.name).lower() in CASE_ENDINGS
    assert with_case_ending(once) == once
