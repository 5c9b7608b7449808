"""Laws of the one grammar of numbers, held against every reader of numbers in text from outside."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.entry import read_number_text
from engine.commands.arguments.number_arguments import number_argument
from engine.commands.shared.command_context import Mistake
from engine.reading.number_text import Unread, decimal_mark, read_number


def _form(text: str) -> float | None:
    number = read_number_text(text)
    return None if isinstance(number, str) else float(number)


def _command_line(text: str) -> float | None:
    try:
        return number_argument("--n", text)
    except Mistake:
        return None


#: one number that stands alone: nothing else in the file proves the decimal mark
READERS: dict[str, Callable[[str], float | None]] = {"form": _form, "command line": _command_line}

every_reader = pytest.mark.parametrize("reader", READERS.values(), ids=READERS)
numbers = st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False, places=2)


@pytest.mark.hazard("wrong-unit")
@every_reader
@given(number=numbers)
def test_that_comma_and_point_mean_the_same(reader: Callable[[str], float | None], number: Decimal) -> None:
    assert reader(f"{number}") == reader(f"{number}".replace(".", ",")) == float(number)


@pytest.mark.hazard("wrong-unit")
@every_reader
@given(number=st.integers(1000, 10**12), mark=st.sampled_from([",", ".", " ", "'", "’", "\u00a0", "\u202f", "_"]))
def test_that_grouping_gives_no_number(reader: Callable[[str], float | None], number: int, mark: str) -> None:
    assert reader(f"{number:,}".replace(",", mark)) is None


@pytest.mark.hazard("wrong-unit")
@every_reader
@given(text=st.text(st.characters(categories=["Nd"], min_codepoint=128), min_size=1, max_size=6))
def test_that_only_the_digits_nought_to_nine_count(reader: Callable[[str], float | None], text: str) -> None:
    assert reader(text) is None


@every_reader
@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "infinity", "1_0", "0x10", "", "1e400", "9" * 6000, "--1"])
def test_that_what_python_takes_for_a_number_is_none(reader: Callable[[str], float | None], text: str) -> None:
    assert reader(text) is None


@given(st.lists(st.decimals(min_value=0, max_value=10**6, places=3), min_size=1), st.sampled_from([".", ","]))
def test_that_a_file_of_three_decimals_is_read_right_or_not_at_all(values: list[Decimal], mark: str) -> None:
    texts = [f"{value}".replace(".", mark) for value in values]
    proven = decimal_mark(texts)
    assert proven in (None, mark)
    for text, value in zip(texts, values, strict=True):
        assert read_number(text, mark=proven) in ([value] if proven else [value, Unread.GROUPED])
