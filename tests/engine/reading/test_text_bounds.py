"""Lines and cells of a text, counted before anything is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.curves.tables import click_text, risk_files
from engine.curves.tables.click_files import ClickFileError, read_clicks
from engine.curves.tables.risk_files import read_numbers_at_risk
from engine.dose import DoseFileError, read_dvh
from engine.dose.dvh.dialects.dvh_eclipse import MOST_SAID, MOST_TABLES
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


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    ("row", "most", "words"),
    [
        ("5,0.5\n", click_text.MOST_LINES, "lines"),
        ("5,0.5" + ",1" * 998 + "\n", click_text.MOST_CELLS // 1000, "values"),
    ],
)
def test_that_clicks_up_to_the_limit_are_read_and_no_more(row: str, most: int, words: str, tmp_path: Path) -> None:
    path = tmp_path / "clicks.csv"
    # The line behind the last line end counts as one.
    path.write_text(row * (most - 1), encoding="utf-8")
    assert click_text.read_text(path).count("\n") == most - 1
    path.write_text(row * (most + 1), encoding="utf-8")
    with pytest.raises(ClickFileError, match=f"holds more than [0-9,]+ {words}"):
        read_clicks(path)


@pytest.mark.hazard("bad-input")
def test_that_clicks_up_to_the_largest_size_are_read(tmp_path: Path) -> None:
    path = tmp_path / "clicks.csv"
    comment = "#" + "x" * 99_998 + "\n"
    path.write_text(comment * (click_text.LARGEST_MB * 10), encoding="utf-8")
    assert len(click_text.read_text(path)) == click_text.LARGEST_MB * 1_000_000
    with path.open("a", encoding="utf-8") as more:
        more.write("x")
    with pytest.raises(ClickFileError, match=f"larger than {click_text.LARGEST_MB} MB"):
        read_clicks(path)


@pytest.mark.hazard("bad-input")
def test_that_no_figure_prints_thousands_of_numbers_at_risk(tmp_path: Path) -> None:
    path = tmp_path / "risk.csv"
    most = risk_files.MOST_LINES
    times = range(most - 2)
    path.write_text("time,n\n" + "".join(f"{time},{most - time}\n" for time in times), encoding="utf-8")
    assert len(read_numbers_at_risk(path).table.patients) == most - 2
    path.write_text("time,n\n" + "".join(f"{time},1\n" for time in range(most)), encoding="utf-8")
    with pytest.raises(ClickFileError, match=f"more than {most:,} lines"):
        read_numbers_at_risk(path)


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(("beside", "is_read"), [(0, True), (1, False)])
def test_that_a_dvh_says_no_more_than_the_limit(beside: int, is_read: bool, tmp_path: Path) -> None:
    above = ["Patient Name : N", "Type : Cumulative Dose Volume Histogram", "Structure: LIVER", "Volume [cc]: 1000.0"]
    words = "Remark: none\n" * (MOST_SAID - len(above) + beside)
    table = "Dose [Gy]   Structure Volume [cc]\n" + "".join(f"{dose}.0  {1000 - 20 * dose}.0\n" for dose in range(51))
    path = tmp_path / "dvh.txt"
    path.write_text("\n".join(above[:2]) + f"\n{words}\n" + "\n".join(above[2:]) + f"\n\n{table}", encoding="utf-8")
    if is_read:
        assert read_dvh(path).structures[0].name == "LIVER"
    else:
        with pytest.raises(DoseFileError, match=f"more than {MOST_SAID:,} lines beside its tables"):
            read_dvh(path)


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(("more", "is_read"), [(0, True), (1, False)])
def test_that_a_dvh_has_no_more_tables_than_the_limit(more: int, is_read: bool, tmp_path: Path) -> None:
    table = "Dose [Gy]   Structure Volume [cc]\n0.0  1000.0\n10.0  900.0\n50.0  0.0\n\n"
    path = tmp_path / "dvh.txt"
    above = "Patient Name : N\nType : Cumulative Dose Volume Histogram\n\n"
    tables = (f"Structure: S{number}\nVolume [cc]: 1000.0\n\n{table}" for number in range(MOST_TABLES + more))
    path.write_text(above + "".join(tables), encoding="utf-8")
    if is_read:
        assert len(read_dvh(path).structures) == MOST_TABLES
    else:
        with pytest.raises(DoseFileError, match=f"more than {MOST_TABLES:,} tables"):
            read_dvh(path)
