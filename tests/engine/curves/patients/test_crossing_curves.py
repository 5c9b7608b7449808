"""Where two Kaplan-Meier curves cross is found, and said before any number of a comparison."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.curves.patients.crossing import crossing_of, crossing_words
from engine.curves.patients.kaplan_meier import kaplan_meier

patients = st.lists(st.tuples(st.integers(1, 24), st.booleans()), min_size=1, max_size=30)


def curve(*members):
    """Return the estimate of patients given as time and event."""
    return kaplan_meier(*zip(*members, strict=True))


EARLY = curve((1, 1), (2, 1), (3, 1), (30, 0), (30, 0), (30, 0))
LATE = curve((8, 1), (9, 1), (10, 1), (11, 1), (12, 1), (30, 0))


def test_that_a_cross_is_found_where_it_is_first() -> None:
    found = crossing_of(EARLY, LATE)
    # Half of the one are gone by 3 months; of the other more than half by 11.
    assert found.at_months == (11.0,)
    assert found.first_ahead == pytest.approx(1 / 3)
    assert found.second_ahead == pytest.approx(1 / 2)
    assert "cross, first at 11.0 months, and lead by up to 50.0 and 33.3 points" in crossing_words(found)


def test_that_curves_that_only_meet_do_not_cross() -> None:
    meets = curve((4, 1), (5, 1), (6, 1), (30, 0), (30, 0), (30, 0))
    found = crossing_of(EARLY, meets)
    assert found.at_months == ()
    assert "do not cross up to 30.0 months" in crossing_words(found)


def test_that_what_one_arm_alone_was_observed_for_counts_not() -> None:
    short = curve((1, 1), (2, 1), (10, 0), (10, 0), (10, 0))
    assert crossing_of(short, LATE).until_months == 10.0
    assert crossing_of(short, curve((11, 1), (12, 1), (13, 1), (14, 1))).at_months == ()


def test_that_a_lead_within_the_reading_error_is_said_so() -> None:
    one = curve((1, 1), *[(30, 0)] * 98, (20, 0))
    other = curve((2, 1), (3, 1), *[(30, 0)] * 98)
    found = crossing_of(one, other)
    assert found.at_months == (3.0,)
    assert not found.is_beyond_reading
    assert "within the error" in crossing_words(found)


@given(patients, patients)
def test_that_a_cross_is_a_change_of_the_lead_and_the_same_from_both_sides(one, other) -> None:
    first, second = curve(*one), curve(*other)
    found = crossing_of(first, second)
    mirrored = crossing_of(second, first)
    assert (mirrored.at_months, mirrored.first_ahead) == (found.at_months, found.second_ahead)
    grid = np.arange(0.0, found.until_months + 0.25, 0.5)
    lead = first.survival_at(grid) - second.survival_at(grid)
    signs = [sign for sign in np.sign(np.where(np.abs(lead) > 1e-9, lead, 0.0)).tolist() if sign]
    assert len(found.at_months) == sum(a != b for a, b in pairwise(signs))
    assert bool(found.at_months) is (min(found.first_ahead, found.second_ahead) > 1e-9)
