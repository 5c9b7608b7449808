"""The letters of a survival figure stand off one another, off marks, off lines and above the axis."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.report.survival.survival_keys import HALF_HEIGHT, HALF_WIDTH, LETTERS_APART, Frame, key_places

FRAME = Frame(30.0, 15.0, 240.0, 100.0)
RIGHT = 230.0


def falling(rate: float, end: float = RIGHT) -> list[tuple[float, float]]:
    return [(x, 105.0 - 90.0 * math.exp(-rate * (x - 26.0))) for x in range(26, int(end) + 1)]


def are_apart(places) -> bool:
    return all(
        abs(ax - bx) >= LETTERS_APART[0] - 1e-9 or abs(ay - by) >= LETTERS_APART[1] - 1e-9
        for (ax, ay), (bx, by) in combinations(places, 2)
    )


def test_that_lines_that_end_together_have_their_letters_in_their_order():
    lines = [falling(0.010), falling(0.0101), falling(0.02, RIGHT - 8.0), falling(0.3)]
    places = key_places([line[-1] for line in lines], [True] * 4, lines, [], FRAME)
    assert are_apart(places)
    assert len({x for x, _ in places}) == 1
    assert [y for _, y in places] == sorted(y for _, y in places)
    assert max(y for _, y in places) <= FRAME.bottom


def test_that_a_line_that_ends_early_has_its_letter_off_the_lines():
    lines = [falling(0.010), falling(0.0102, 120.0), falling(0.0098)]
    places = key_places([line[-1] for line in lines], [True] * 3, lines, [], FRAME)
    x, y = places[1]
    drawn = [point for line in lines for point in line]
    assert not any(abs(px - x) < HALF_WIDTH and abs(py - y) < HALF_HEIGHT for px, py in drawn)


def test_that_the_letter_of_a_point_is_beside_its_mark_and_no_other():
    marks = [(60.0, 50.0), (66.0, 50.0), (60.0, 42.0)]
    whisker = [(60.0, 30.0), (60.0, 70.0)]
    places = key_places(marks, [False] * 3, [whisker], marks, FRAME)
    assert are_apart(places)
    for x, y in places:
        assert not any(abs(px - x) < HALF_WIDTH + 2.0 and abs(py - y) < HALF_HEIGHT + 2.0 for px, py in marks)


@pytest.mark.parametrize("count", [1, 5, 9])
def test_that_no_end_gives_no_letter_and_many_stay_in_the_frame(count):
    assert key_places([], [], [], [], FRAME) == []
    places = key_places([(RIGHT, 99.0)] * count, [True] * count, [], [], FRAME)
    assert are_apart(places)
    assert all(FRAME.left <= x <= FRAME.right and y <= FRAME.bottom for x, y in places)


@settings(max_examples=60, deadline=None)
@given(ends=st.lists(st.tuples(st.floats(26.0, RIGHT), st.floats(15.0, 105.0)), max_size=6))
def test_that_six_points_anywhere_have_letters_apart(ends):
    places = key_places(ends, [False] * len(ends), [], ends, FRAME)
    assert are_apart(places)
    assert places == key_places(ends, [False] * len(ends), [], ends, FRAME)
