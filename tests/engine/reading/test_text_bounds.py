"""Lines and cells of a text, counted before anything is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.dose import DoseFileError, read_dvh
from engine.dose.dvh.dvh_text import MOST_CELLS, MOST_LINES
from engine.reading.text_bounds import count_cells, count_lines


@pytest.mark.parametrize(
    ("text", "lines", "cells"),
    [("", 1, 0), ("1;2\n3;4\n", 3, 4 + 1), ("a b  c\r\nd", 2, 4), ("1\t2\t3", 1, 3 + 2), (" \n \n", 3, 1)],
)
def test_that_no_fewer_lines_and_cells_are_counted_than_there_are(text: str, lines: int, cells: int) -> None:
    assert count_lines(text.encode()) == lines
    assert count_cells(text.encode()) == cells
    assert count_lines(text.encode("utf-16-le")) == lines


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("row", ["1;2\n", "1 2 3 4 5 6 7 8 9 10\n", ";" * 999 + "\n"])
def test_that_a_dvh_of_too_many_rows_or_cells_is_refused_before_it_is_cut(row: str, tmp_path: Path) -> None:
    path = tmp_path / "dvh.csv"
    number = min(MOST_LINES, MOST_CELLS // max(1, count_cells(row.encode()) - 1)) + 1
    path.write_text("Dose [Gy];Liver [cm3]\n" + row * number, encoding="utf-8")
    with pytest.raises(DoseFileError, match="holds more than"):
        read_dvh(path)
