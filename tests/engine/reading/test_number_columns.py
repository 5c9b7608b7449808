"""Whole columns of numbers are read as each of their cells is, or not at once."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.reading.number_columns import NumberCells, are_plain
from engine.reading.number_text import Mark
from engine.reading.table_text import count_numbers

_SIGNS = st.text(alphabet="0123456789.,+-eE \u22129\u0663", min_size=1, max_size=9)
_NUMBERS = st.from_regex(r"[+-]?[0-9]{1,16}([.,][0-9]{0,19})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)
_CELLS = st.lists(_NUMBERS | _SIGNS, min_size=1, max_size=4)


@given(_CELLS, st.sampled_from((None, ".", ",")))
def test_that_a_column_is_read_as_its_cells_are(cells: list[str], mark: Mark | None) -> None:
    reader = NumberCells((), mark)
    together = reader.read_all(cells)
    if together is not None:
        assert together == [reader.read(cell) for cell in cells]
        assert all(map(math.isfinite, together))


@given(_CELLS)
def test_that_plain_cells_look_like_numbers_each(cells: list[str]) -> None:
    if are_plain(cells):
        assert count_numbers(cells) == len(cells)


@pytest.mark.parametrize(
    ("mark", "cells", "numbers"),
    [
        (".", ["+5.5", "-0.25", "1e-5", "12"], [5.5, -0.25, 1e-5, 12.0]),
        (",", ["+5,5", "-0,25", "1,5e3"], [5.5, -0.25, 1500.0]),
        (None, ["+5", "-7", "1e3"], [5.0, -7.0, 1000.0]),
    ],
)
def test_that_signs_and_exponents_do_not_make_a_column_slow(
    mark: Mark | None, cells: list[str], numbers: list[float]
) -> None:
    assert NumberCells((), mark).read_all(cells) == numbers


@pytest.mark.parametrize("cell", ["1e999", "9" * 16, "1.5", "1,5", "", " 5", "\u0663", "NA"])
def test_that_what_has_to_be_looked_at_is_not_read_at_once(cell: str) -> None:
    assert NumberCells((), None).read_all(["5", cell]) is None
