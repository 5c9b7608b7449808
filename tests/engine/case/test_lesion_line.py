"""Lesions on one line: sizes and segments in either order, or nothing at all and a sentence why."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.case.lesion_line import LesionLine, read_lesion_line
from tests.shipped import shipped_fields

FIELDS = shipped_fields().lesion_fields
SEGMENTS = {"I": "1", "IV": "4", "IVa": "4a", "VII": "7", "VIII": "8"}

sizes = st.integers(1, 190).map(lambda tenths: tenths / 10)
whole_lesions = st.tuples(st.sampled_from(list(SEGMENTS)), sizes)


def read(text: str, unit: str = "cm") -> LesionLine:
    """Return what a line says."""
    return read_lesion_line(text, FIELDS, unit)


def pairs(text: str, unit: str = "cm") -> list[tuple[str | None, float | None]]:
    """Return segment and size of each lesion of a line that is understood."""
    found = read(text, unit)
    assert found.problem == ""
    return [(lesion.segment, lesion.diameter_cm) for lesion in found.lesions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" , ; ", []),
        ("2", [(None, 2.0)]),
        ("VII 2.1, VIII 3.4", [("7", 2.1), ("8", 3.4)]),
        ("2.1 VII, 3.4 VIII", [("7", 2.1), ("8", 3.4)]),
        ("VII 2,1; VIII 3,4", [("7", 2.1), ("8", 3.4)]),
        ("2,1 VII; 3,4 VIII", [("7", 2.1), ("8", 3.4)]),
        ("2,1 VII, 3,4 VIII", [("7", 2.1), ("8", 3.4)]),
        ("2.1 VII,3.4 VIII", [("7", 2.1), ("8", 3.4)]),
        ("VII 2,VIII 3", [("7", 2.0), ("8", 3.0)]),
        ("vii 2,1 and 3.4 viii", [("7", 2.1), ("8", 3.4)]),
        ("VII 2,1 und VIII 3,4", [("7", 2.1), ("8", 3.4)]),
        ("VII 2.1\nVIII 3.4\r\n5", [("7", 2.1), ("8", 3.4), (None, 5.0)]),
        ("2.1, 3.4", [(None, 2.1), (None, 3.4)]),
        ("7, 2.1", [(None, 7.0), (None, 2.1)]),
        ("IVa, VIII 3", [("4a", None), ("8", 3.0)]),
        ("4a 2.1, 3 4b", [("4a", 2.1), ("4b", 3.0)]),
        ("segment 7 2.1, 3.4 S8, Seg. VI 5", [("7", 2.1), ("8", 3.4), ("6", 5.0)]),
        ("VII 7", [("7", 7.0)]),
        ("VII 2.1 cm, 3.4cm VIII", [("7", 2.1), ("8", 3.4)]),
        ("2.1,", [(None, 2.1)]),
    ],
)
def test_that_sizes_and_segments_are_read(text: str, expected: list[tuple[str | None, float | None]]) -> None:
    assert pairs(text) == expected


@pytest.mark.parametrize(
    ("text", "part"),
    [("VII 2.1, IX 3", "“IX”"), ("2 x", "“x”"), ("2.1.3", "“2.1.3”"), ("-2", "“-2”"), ("2.1,3.4", "“2.1,3.4”")],
)
def test_that_half_a_line_is_no_answer(text: str, part: str) -> None:
    found = read(text)
    assert found.lesions == ()
    assert found.problem.startswith(part)
    assert "neither" in found.problem


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("7 2.1", "may be a segment and a size or two sizes"),
        ("2.1 7", "may be a segment and a size or two sizes"),
        ("VIII 3.4, 7 2.1", "may be a segment and a size or two sizes"),
        ("2.1 3.4", "more than one size"),
        ("9 2.1", "more than one size"),
        ("VII 2.1 3.4", "more than one size"),
        ("VII 2,1 VIII 3,4", "more than one size"),
        ("IVa VIII 3", "more than one segment"),
        ("S9 2", "neither a segment"),
        ("VII, 2.1", "may be one lesion or two"),
        ("2.1, VII", "may be one lesion or two"),
        ("VII, 2.1 VIII, 3.4", "may be one lesion or two"),
    ],
)
def test_that_what_can_be_read_in_two_ways_is_refused(text: str, words: str) -> None:
    found = read(text)
    assert found.lesions == ()
    assert words in found.problem
    assert "\0" not in found.problem


def test_that_sizes_are_read_in_the_unit_in_use() -> None:
    assert pairs("21, VII 34 mm", "mm") == [(None, 2.1), ("7", 3.4)]


@given(
    st.lists(st.tuples(whole_lesions, st.booleans()), min_size=1, max_size=8),
    st.sampled_from([", ", "; ", ";", "\n", " and ", " und "]),
    st.sampled_from(".,"),
)
def test_that_what_is_written_so_is_read_so(
    lesions: list[tuple[tuple[str, float], bool]], between: str, mark: str
) -> None:
    said = []
    for (segment, size), is_size_first in lesions:
        words = [segment, str(size).replace(".", mark)]
        said.append(" ".join(reversed(words) if is_size_first else words))
    assert pairs(between.join(said)) == [(SEGMENTS[segment], size) for (segment, size), _ in lesions]


@given(
    st.lists(
        st.one_of(
            whole_lesions.map(lambda one: f"{one[0]} {one[1]}"),
            whole_lesions.map(lambda one: f"{one[1]} {one[0]}"),
            sizes.map(str),
            st.sampled_from(list(SEGMENTS)),
            st.sampled_from(["7 2.1", "8 3", "S7 2", "4a", "2.1 3.4", "2,1", "VII VIII"]),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_that_the_order_of_the_parts_changes_no_lesion(parts: list[str]) -> None:
    first = read(", ".join(parts))
    expected = sorted(map(repr, ((one.segment, one.diameter_cm) for one in first.lesions)))
    for order in permutations(parts):
        found = read(", ".join(order))
        assert bool(found.problem) == bool(first.problem)
        assert sorted(map(repr, ((one.segment, one.diameter_cm) for one in found.lesions))) == expected


@given(st.text(alphabet="VIXab0123789.,; \nsdund-", max_size=30))
def test_that_a_line_never_gives_more_lesions_than_parts(text: str) -> None:
    found = read(text)
    commas = sum(text.count(sign) for sign in ",;\n") + text.count("und") + text.count("and")
    assert len(found.lesions) <= commas + 1
    assert not (found.problem and found.lesions)
