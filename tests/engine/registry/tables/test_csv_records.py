"""Lines to records: none is lost, whatever is wrong with one of them."""

from __future__ import annotations

import csv
import io
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.registry.tables.csv_records import (
    LONGEST_LINE,
    MOST_LINES,
    NOT_CLOSED,
    TOO_LONG,
    Record,
    Stretch,
    cells_of,
    cut_records,
    cut_stretches,
)
from engine.registry.tables.layout import Layout
from engine.registry.tables.scan import ids_in


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


@given(st.lists(st.lists(st.text('a,"', max_size=6), max_size=4), max_size=5))
def test_that_many_lines_at_a_time_give_the_same_records(lines: list[list[str]]) -> None:
    blocks = [[f"{line}\n".encode() for line in block] for block in lines]
    alone = list(cut_records(chain.from_iterable(blocks), ","))
    together = list(cut_stretches(blocks, ","))
    assert [line for one in together for line in one.lines] == [one.line for one in alone]
    assert [one.problems.get(at, "") for one in together for at in range(len(one.lines))] == [
        one.problem for one in alone
    ]
    assert not any(b'"' in line for one in together if one.is_plain for line in one.lines)


def test_that_a_line_too_long_is_told_of_among_many() -> None:
    blocks = [[b"a,1\n", b"x" * LONGEST_LINE + b"\n"], [b"b,2\n"]]
    found = list(cut_stretches(blocks, ","))
    assert [dict(one.problems) for one in found] == [{1: TOO_LONG}]
    assert [one.lines[0] for one in found] + [found[0].lines[2]] == [b"a,1\n", b"b,2\n"]


IDS = st.sampled_from(("P1", " P2 ", "", "n/a", "NaN", "Ä-7", "p\u00a08", "x" * 200, "x" * 201, "\t", "9"))


@given(st.lists(st.tuples(IDS, st.sampled_from(("", ",1", ",1,2", ",1,2,3"))), max_size=6), st.integers(0, 2))
def test_that_ids_of_many_lines_are_those_of_each(rows: list[tuple[str, str]], place: int) -> None:
    lines = [f"{'0,' * place}{own}{rest}\n".encode() for own, rest in rows]
    layout = Layout("t.csv", ",", 3, place, {}, {})
    quick = ids_in(Stretch(lines, {}, is_plain=True), layout)
    assert quick == ids_in(Stretch(lines, {}, is_plain=False), layout)
    if not place:
        good = {"P1", "P2", "Ä-7", "x" * 200, "9"}
        assert quick == [own.strip() if rest == ",1,2" and own.strip() in good else None for own, rest in rows]
