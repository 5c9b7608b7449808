"""What is kept by its values is found anew as soon as one of them changes, and never otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from engine.findings.by_values import by_values, forget


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Begin with nothing kept."""
    forget()


class Counting:
    """Finds the sum of what it reads, and counts how often; with `more` it reads a second field."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, values: Any) -> str:
        self.times += 1
        return f"{values('a')} {values('b') if values('more') else ''}"


def test_that_a_field_that_is_not_read_may_change() -> None:
    find = Counting()
    for unread in (1, 2, None):
        assert by_values(find, {"a": 1, "b": unread, "more": False}.get, ("kind",)) == "1 "
    assert find.times == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [(1, 2), (1, None), (None, 1), (1, 1.0), (1, True), (0, False), (("a",), ()), ("a", "b")],
)
def test_that_a_field_that_is_read_is_found_anew(before: object, after: object) -> None:
    find = Counting()
    for value in (before, after):
        assert by_values(find, {"a": value}.get, ("kind",)) == f"{value} "
    assert find.times == 2


def test_that_what_is_read_may_depend_on_what_was_read() -> None:
    find = Counting()
    found = [
        by_values(find, {"a": 1, "b": b, "more": more}.get, ("kind",)) for more in (False, True) for b in (1, 2, 1)
    ]
    assert found == ["1 ", "1 ", "1 ", "1 1", "1 2", "1 1"]
    assert find.times == 3


def test_that_a_finding_within_another_is_read_by_both() -> None:
    inner = Counting()

    def outer(values: Any) -> str:
        return by_values(inner, values, ("inner",)) + "!"

    assert [by_values(outer, {"a": a}.get, ("outer",)) for a in (1, 1, 2, 1, 2)] == ["1 !", "1 !", "2 !", "1 !", "2 !"]
    # Found within another case first: the outer one still reads what the inner one rests on.
    forget()
    by_values(inner, {"a": 1}.get, ("inner",))
    assert [by_values(outer, {"a": a}.get, ("outer",)) for a in (1, 2)] == ["1 !", "2 !"]


def test_that_another_kind_or_another_object_is_another_finding() -> None:
    find, one, other = Counting(), object(), object()
    for key, beside in (("x", one), ("y", one), ("x", other), ("x", one)):
        by_values(find, {"a": 1}.get, (key,), beside)
    assert find.times == 3
