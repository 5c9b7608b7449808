"""Lines to records: none is lost, whatever is wrong with one of them."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.registry.tables.csv_records import (
    LONGEST_LINE,
    MOST_LINES,
    NOT_CLOSED,
    TOO_LONG,
    Record,
    cells_of,
    cut_records,
)


def records(text: str, separator: str = ",") -> list[Record]:
    return list(cut_records(io.BytesIO(text.encode()), separator))


def test_that_a_quoted_line_break_belongs_to_its_row() -> None:
    found = records('a,"two\nlines"\nb,c\n')
    assert [one.line for one in found] == [b'a,"two\nlines"\n', b"b,c\n"]
    assert cells_of(found[0].line.decode().rstrip("\n"), ",") == ["a", "two\nlines"]


def test_that_an_open_quotation_mark_costs_its_own_row_alone() -> None:
    found = records('a,1\nb,"open\nc,3\nd,4\n')
    assert [one.problem for one in found] == ["", NOT_CLOSED, "", ""]
    assert [one.line for one in found][2:] == [b"c,3\n", b"d,4\n"]


@pytest.mark.parametrize(("lines", "is_joined"), [(MOST_LINES, True), (MOST_LINES + 1, False)])
def test_that_a_cell_runs_over_so_many_lines_at_most(lines: int, is_joined: bool) -> None:
    found = records('a,"' + "x\n" * (lines - 1) + 'x"\nlast,1\n')
    assert (len(found) == 2) is is_joined
    assert found[-1] == Record(b"last,1\n")


def test_that_an_inch_mark_does_not_join_two_rows() -> None:
    found = records('a,5" tumour\nb,6" tumour\nc,1\n')
    assert [one.problem for one in found] == [NOT_CLOSED, NOT_CLOSED, ""]


@pytest.mark.parametrize(("length", "problem"), [(LONGEST_LINE, ""), (LONGEST_LINE + 1, TOO_LONG)])
def test_that_a_line_has_a_bound(length: int, problem: str) -> None:
    found = records("x" * (length - 1) + "\nb,1\n")
    assert [one.problem for one in found] == [problem, ""]


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0"), max_size=8).map(str.strip)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=8), st.sampled_from(",;\t"))
def test_that_what_a_writer_of_csv_writes_is_read(rows: list[list[str]], separator: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows(rows)
    found = records(text.getvalue(), separator)
    assert not any(one.problem for one in found)
    assert [cells_of(one.line.decode().rstrip("\n"), separator) for one in found] == rows


@given(st.text('a,"\n', max_size=60))
def test_that_every_line_is_in_exactly_one_record(text: str) -> None:
    assert b"".join(one.line for one in records(text)) == text.encode()


@given(st.text('a,"\n', max_size=60), st.integers(0, 20))
def test_that_records_are_the_same_wherever_they_are_cut(text: str, cut: int) -> None:
    whole = records(text)
    first, second = whole[:cut], whole[cut:]
    again = [records(b"".join(one.line for one in part).decode()) for part in (first, second)]
    assert [*again[0], *again[1]] == whole
