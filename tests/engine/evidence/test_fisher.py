"""Fisher's exact test, which proves four p values of the library, against scipy and the figures on record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.evidence.checks import fisher_exact_p


@pytest.mark.parametrize(
    ("table", "p"),
    [((11, 27, 2, 36), 0.0125), ((9, 29, 2, 36), 0.047), ((16, 22, 8, 30), 0.083), ((3, 46, 0, 15), 1.0)],
)
def test_that_the_tables_of_the_papers_give_the_p_values_on_record(table: tuple[int, ...], p: float) -> None:
    assert fisher_exact_p(*table) == pytest.approx(p, abs=0.0006)


@given(a=st.integers(0, 30), b=st.integers(0, 30), c=st.integers(0, 30), d=st.integers(0, 30))
def test_that_every_table_gives_what_scipy_gives(a: int, b: int, c: int, d: int) -> None:
    from scipy.stats import fisher_exact

    if (a + b) and (c + d) and (a + c) and (b + d):
        assert fisher_exact_p(a, b, c, d) == pytest.approx(fisher_exact([[a, b], [c, d]]).pvalue, rel=1e-6)
