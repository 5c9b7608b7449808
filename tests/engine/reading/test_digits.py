"""A digit is one of ten: Python's own word for it also takes ², ① and digits that its numbers refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.curves.tables.click_files import read_clicks
from engine.curves.tables.click_text import ClickFileError


def test_that_whoever_asks_for_digits_asks_for_ascii_as_well(project: Path) -> None:
    found = [
        f"{path.relative_to(project)}:{number}"
        for path in sorted((project / "engine").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if ".isdigit()" in line and "isascii" not in line and "bytes" not in line and "_pdf[" not in line
    ]
    # The words of a header are compared with digits, and never turned into numbers.
    assert [one for one in found if not one.startswith("engine/curves/tables/click_headers.py:")] == []


@pytest.mark.parametrize("text", ["²1,1\n2,0.9\n3,0.8\n", "0,1\n²,0.9\n3,0.8\n", "①;1\n2;0.9\n3;0.7\n"])
def test_that_a_raised_digit_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "clicks.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ClickFileError, match=r"clicks\.csv"):
        read_clicks(path)
