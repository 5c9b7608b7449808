"""One grammar of numbers: what is read, what is refused, and what settles the doubt."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.reading.number_text import Unread, decimal_mark, number_problem, read_number


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1,234", Unread.GROUPED),
        ("1.234", Unread.GROUPED),
        ("999,999", Unread.GROUPED),
        ("1,234,567", Unread.GROUPED),
        ("1 234", Unread.GROUPED),
        ("1'234", Unread.GROUPED),
        ("1_0", Unread.NONE),
        ("٤٠", Unread.NONE),
        ("５", Unread.NONE),
        ("", Unread.NONE),
        ("1e5", Unread.NONE),
        ("inf", Unread.NONE),
        ("9" * 40, Unread.LARGE),
        ("9" * 41, Unread.LONG),
    ],
    ids=ascii,
)
def test_that_what_is_not_one_number_is_refused(text: str, why: Unread) -> None:
    assert read_number(text) is why


@pytest.mark.parametrize(
    ("text", "mark", "number"),
    [
        ("1.234", ".", "1.234"),
        ("1,234", ",", "1.234"),
        ("-1.234", ".", "-1.234"),
        ("0.123", None, "0.123"),
        ("0,123", ".", "0.123"),
        ("1234.567", None, "1234.567"),
        ("12,5", ".", "12.5"),
    ],
)
def test_that_a_proven_mark_settles_three_digits_behind_it(text: str, mark: str | None, number: str) -> None:
    assert read_number(text, mark=mark) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "mark"), [("1,234", "."), ("1.234", ","), ("1,234,567", ","), ("1.234,567", ","), ("1,234.5", ".")]
)
def test_that_the_other_mark_still_groups(text: str, mark: str) -> None:
    assert read_number(text, mark=mark) is Unread.GROUPED


def test_that_an_exponent_is_read_where_programs_write() -> None:
    assert read_number("1.5e-05", exponent=True) == Decimal("1.5e-05")
    assert read_number("1,234E2", exponent=True) == Decimal("123.4")
    assert read_number("1e16", exponent=True) is Unread.LARGE
    assert read_number("1e9999", exponent=True) is Unread.NONE


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1.234", "12.345"], None),
        (["1.234", "0.000"], "."),
        (["1.234", "1560.125"], "."),
        (["1.234", "12.5"], "."),
        (["1,234", "12,5"], ","),
        (["1,234", "12.5"], "."),
        (["12,5", "12.5"], None),
        (["1.234e2"], "."),
        (["1560", "40"], None),
        (["1,234.5"], None),
        (["one.two", "v1.0", "12.3.2024", "٠.٥"], None),
        ([], None),
    ],
)
def test_that_the_other_numbers_of_a_file_prove_its_mark(texts: list[str], mark: str | None) -> None:
    assert decimal_mark(texts) == mark


@pytest.mark.parametrize("why", list(Unread))
def test_that_every_refusal_is_a_sentence(why: Unread) -> None:
    assert number_problem("1,234", why).endswith(".")
