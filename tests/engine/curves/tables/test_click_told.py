"""Nothing that was converted, assumed or left out of a file of clicks is left untold."""

from __future__ import annotations

import numpy as np
import pytest

from engine.curves.tables.click_files import ClickOptions, read_clicks
from engine.curves.tables.click_text import ClickFileError, read_blocks
from engine.curves.tables.risk_files import read_numbers_at_risk
from tests.engine.curves.tables.click_samples import READ, RISK, SECOND, written


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize("name", READ)
def test_that_nothing_converted_is_untold(name, tmp_path):
    path = written(tmp_path, READ[name])
    read = read_clicks(path)
    said, taken = read.explanation, read.understood
    _, blocks, numbers = read_blocks(path, "survival")
    line_of = {row.line: row.cells for block in blocks for row in block.rows}
    # R gives row numbers no label: its rows are one cell longer than the header by which columns are counted.
    raw = [
        [numbers.read(line_of[line][at - 1].rstrip("% ")) for at in (taken.time_column, taken.value_column)]
        for line in read.lines
    ]
    times, values = np.array(raw, dtype=float).T
    assert np.array_equal(times, read.time_months) or any("Times from" in words for words in said.converted)
    assert np.array_equal(values, read.survival) or any("to survival" in words for words in said.converted)
    assert (taken.time_unit is None) == ("Times are in months." in said.assumed)
    assert any(f"column {taken.time_column}" in words for words in said.recognised)
    # Every other column, curve and comment is told of as left out, or is part of what was recognised.
    width = max(block.width for block in blocks)
    told = " ".join([*said.left_out, *said.recognised])
    unnamed = [at for at in range(1, width + 1) if f"column {at}" not in told]
    named = {cell for block in blocks for row in block.header for cell in row.cells if cell and cell in told}
    empty = [at for at in unnamed if not any(cells[at - 1 : at] and cells[at - 1] for cells in line_of.values())]
    assert len(unnamed) - len(empty) <= len(named) + (name in SECOND)


def test_that_other_curves_and_comments_are_told(tmp_path):
    said = read_clicks(written(tmp_path, READ["WebPlotDigitizer all"])).explanation
    assert "1 other curves of the file." in said.left_out
    said = read_clicks(written(tmp_path, READ["words below the numbers"])).explanation
    assert "1 comment lines." in said.left_out
    text = written(tmp_path, READ["days"])
    as_text = read_clicks(text, ClickOptions()).explanation.as_text()
    assert f"{text}: Converted: Times from days to months (× 0.0328542)." in as_text


@pytest.mark.parametrize("label", ["Months", "Number at risk", ""])
def test_that_numbers_at_risk_are_read_as_they_stand_below_a_figure(label, tmp_path):
    text = f"{label},{','.join(str(time) for time, _ in RISK)}\nSBRT,{','.join(str(n) for _, n in RISK)}\n"
    read = read_numbers_at_risk(written(tmp_path, text, "risk.csv"))
    assert list(zip(read.table.time_months, read.table.patients, strict=True)) == RISK
    assert ("Times are in months." in read.explanation.assumed) == (label != "Months")


@pytest.mark.hazard("bad-input")
def test_that_columns_of_numbers_at_risk_can_be_named(tmp_path):
    path = written(tmp_path, READ["R survfit"])
    assert read_numbers_at_risk(path, columns=("time", "n.risk")).table.patients[:2] == (120, 116)
    with pytest.raises(ClickFileError, match="there is no one column 'n'"):
        read_numbers_at_risk(path, columns=("time", "n"))
