"""Cells, rows and lines of whole tables are read, judged and written as each of them alone."""

from __future__ import annotations

import contextlib
import csv
import gc
import io
from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.evidence.library import Library
from engine.findings.columns.table import columns_of
from engine.modalities.listed import MODALITIES
from engine.reading.many_objects import no_search_for_cycles
from engine.registry.rows_judged import cases_of, judge_rows
from engine.registry.runs.part_judged import _as_cell, _as_cells, _tally
from engine.registry.tables.cells import BadCell, CellReader, CellRules
from engine.registry.tables.csv_records import cells_of, count_and_cell
from tests.engine.registry.one_by_one import judged_alone
from tests.property.patients import FIELDS, inputs, shipped_library

LIBRARY = shipped_library()


@given(st.lists(inputs(), min_size=1, max_size=5))
@settings(max_examples=30)
def test_that_rows_have_the_headlines_and_reasons_of_one_patient(table: list[dict[str, Any]]) -> None:
    columns = {spec.id: [one.get(spec.id) for one in table] for spec in FIELDS}
    judged = judge_rows(columns, len(table), FIELDS, LIBRARY)
    for row, case in enumerate(cases_of(columns, len(table), FIELDS)):
        assert case == Case(Patient(FIELDS, table[row]))
        for name, found in judged_alone(case, LIBRARY).items():
            assert (judged.verdicts[name][row], judged.reasons[name][row]) == found
    for name, counts in judged.counts.items():
        pairs = zip(judged.verdicts[name], judged.reasons[name], strict=True)
        assert counts == Counter((verdict, reason) for verdict, reasons in pairs for reason in reasons)


def test_that_a_tally_counts_every_row(fields: FieldCatalogue, library: Library) -> None:
    columns = {"karnofsky": [90, 20, None, 20], "metastases_resectable": [True, None, False, False]}
    judged = judge_rows(columns, 4, fields, library)
    decisions = ["sbrt", None, "observation", "sbrt"]
    found, expected = _tally(judged, decisions), Counter[str]()
    for name in MODALITIES:
        for row, (verdict, reasons) in enumerate(zip(judged.verdicts[name], judged.reasons[name], strict=True)):
            expected[f"verdict\t{name}\t{verdict}"] += 1
            expected.update(f"reason\t{name}\t{verdict}\t{reason}" for reason in reasons)
            if decisions[row] is not None:
                expected[f"cell\t{decisions[row]}\t{name}\t{verdict}"] += 1
            if decisions[row] == name:
                expected.update(f"against\t{name}\t{verdict}\t{reason}" for reason in reasons)
    expected.update({"decided\tsbrt": 2, "decided\tobservation": 1})
    assert found == expected
    assert any(key.startswith("against\tsbrt\toutside\t") for key in found)


_SIGNS = ["a", '"', ",", ";", " ", "\t", "\u00a0", "é", "\x1c", '""', "b c", "1"]
_LINES = st.lists(st.sampled_from(_SIGNS), max_size=20)


@given(_LINES.map("".join), st.integers(0, 5))
def test_that_one_cell_of_a_record_is_that_of_all_its_cells(text: str, place: int) -> None:
    cells = cells_of(text, ",")
    found = count_and_cell(text.encode() + b"\r\n", ",", place)
    if cells is None:
        assert found is None
    else:
        assert found == (len(cells), cells[place] if place < len(cells) else "")
        assert cells == [cell.strip() for cell in cells]


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), min_size=1))
def test_that_a_cell_is_written_as_a_writer_of_csv_writes_it(text: str) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerow(["x", text])
    assert written.getvalue() == f"x,{_as_cell(text)}\r\n"


def test_that_many_cells_are_read_as_each_of_them_alone() -> None:
    texts = ["2.3", "", "abc", "2.3", "na", "1.234", "900"]
    together, alone = (CellReader(FIELDS["inr"], FIELDS, CellRules()) for _ in range(2))
    found = together.read_all(texts)
    assert found == [alone.read(text) for text in texts]
    assert together.bad_among(texts) == [at for at, one in enumerate(found) if isinstance(one, BadCell)] == [2, 5, 6]
    assert together.bad_among(["2.3"]) == []


def test_that_a_reader_forgets_before_it_grows_without_end(monkeypatch: Any) -> None:
    monkeypatch.setattr("engine.registry.tables.cells._MOST_REMEMBERED", 10)
    reader = CellReader(FIELDS["cea_ng_ml"], FIELDS, CellRules())
    for start in range(0, 100, 7):
        texts = [str(number) for number in range(start, start + 9)]
        assert reader.read_all([*texts, "x"])[:-1] == [float(text) for text in texts]
        assert reader.bad_among([*texts, "x"]) == [9]
        assert reader.column([*texts, "", "x"]).tolist()[:-2] == [float(text) for text in texts]
        assert reader.bad_among([*texts, "x"]) == [9]
    assert len(reader._known) <= 12


TEXTS = {
    "inr": ["1.2", "", "abc", "1.2", "0.9", "1.234", "na"],
    "chemotherapy_cycles": ["3", "2.5", "", "7"],
    "karnofsky": ["90", "90.0", "", "95", "0"],
    "near_gut": ["yes", "FALSE", "", "1", "no"],
    "extrahepatic_sites": ["none", "lung;bone", "", "moon", "bone; lung"],
    "board_date": ["2026-03-12", "", "2026-02-30", "2025-01-01"],
    "ascites": ["none", "severe", "", "plenty"],
}


@pytest.mark.parametrize("name", TEXTS)
def test_that_a_column_of_cells_is_that_of_their_values(name: str) -> None:
    texts, spec = TEXTS[name], FIELDS[name]
    reader, plain = (CellReader(spec, FIELDS, CellRules()) for _ in range(2))
    values = [None if isinstance(one, BadCell) else one for one in plain.read_all(texts)]
    expected = columns_of({name: values}, FIELDS)[name]
    # A second time all of them are remembered.
    for _ in range(2):
        found = reader.column(texts)
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)
        assert reader.bad_among(texts) == plain.bad_among(texts) != []
    assert columns_of({name: found}, FIELDS)[name] is found


@pytest.mark.parametrize("enabled", [True, False])
def test_that_a_part_leaves_the_search_for_cycles_as_it_was(enabled: bool) -> None:
    before = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with contextlib.suppress(ValueError), no_search_for_cycles():
            assert not gc.isenabled()
            raise ValueError
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if before else gc.disable)()


@given(st.lists(st.text('a;,"\r\n', max_size=4), max_size=4))
def test_that_cells_written_together_are_those_written_alone(texts: list[str]) -> None:
    assert _as_cells(texts) == [_as_cell(one) for one in texts]
    rows = list(csv.reader(io.StringIO("".join(f"x,{cell}\r\n" for cell in _as_cells(texts)), newline="")))
    assert rows == [["x", one] for one in texts]
