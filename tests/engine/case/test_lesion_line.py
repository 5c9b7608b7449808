"""Lesions on one line: sizes with their segments, or nothing at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.lesion_line import LesionLine, read_lesion_line
from tests.shipped import shipped_fields

FIELDS = shipped_fields().lesion_fields
SEGMENTS = {"I": "1", "IV": "4", "IVa": "4a", "VII": "7", "VIII": "8"}


def read(text: str, unit: str = "cm") -> LesionLine:
    """Return what a line says."""
    return read_lesion_line(text, FIELDS, unit)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("2", [(None, 2.0)]),
        ("VII 2.1, VIII 3.4", [("7", 2.1), ("8", 3.4)]),
        ("VII 2,1; VIII 3,4", [("7", 2.1), ("8", 3.4)]),
        ("vii 2,1 3,4", [("7", 2.1), (None, 3.4)]),
        ("IVa VIII 3", [("4a", None), ("8", 3.0)]),
        ("2.1,", [(None, 2.1)]),
    ],
)
def test_that_sizes_and_segments_are_read(text: str, expected: list[tuple[str | None, float | None]]) -> None:
    found = read(text)
    assert [(lesion.segment, lesion.diameter_cm) for lesion in found.lesions] == expected
    assert found.not_understood == ""


@pytest.mark.parametrize(("text", "part"), [("VII 2.1, IX 3", "IX"), ("2 x", "x"), ("2.1.3", "2.1.3"), ("7 -2", "-2")])
def test_that_half_a_line_is_no_answer(text: str, part: str) -> None:
    assert read(text) == LesionLine(not_understood=part)


def test_that_sizes_are_read_in_the_unit_in_use() -> None:
    assert [lesion.diameter_cm for lesion in read("21 34", "mm").lesions] == [2.1, 3.4]


@given(
    st.lists(
        st.tuples(st.sampled_from([None, *SEGMENTS]), st.integers(1, 190).map(lambda tenths: tenths / 10)),
        min_size=1,
        max_size=8,
    )
)
def test_that_what_is_written_so_is_read_so(lesions: list[tuple[str | None, float]]) -> None:
    said = ", ".join(f"{segment} {size}" if segment else str(size) for segment, size in lesions)
    found = read(said).lesions
    assert [(one.segment, one.diameter_cm) for one in found] == [
        (SEGMENTS[segment] if segment else None, size) for segment, size in lesions
    ]
