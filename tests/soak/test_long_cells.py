"""One long cell among ordinary rows is gone over once: gone back over for each of its signs it would take minutes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.soak.amplifying import measured
from engine.curves.tables.click_files import ClickFileError, read_clicks
from engine.dose import DoseFileError, read_dvh
from engine.dose.dvh.dialects.dvh_pinnacle import looks_like_pinnacle

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a process of its own is forked")

#: below the longest line that the readers allow
LONG = 95_000
BLANKS = " " * LONG
CLICKS = "\n".join(f"{month},{0.97**month:.4f}" for month in range(25))
DVH = "".join(f"{dose};{1000 - 20 * dose}\n" for dose in range(51))
CLICK_FILES = {
    "one minus nothing": f"time,1{BLANKS}x\n{CLICKS}\n",
    "digits and a word": f"time,survival\n0,1\n1,{'1' * LONG}x\n{CLICKS}\n",
    "marks alone": f"time,survival\n0,1\n1,{'.' * LONG}\n{CLICKS}\n",
}
DVH_FILES = {
    "digits and a word": f"Dose [Gy];Volume [cm3]\n0;{'1' * LONG}x\n{DVH}",
    "brackets that open": f"Dose [Gy];{'[' * LONG}\n{DVH}",
    "underlines before a unit": f"Dose [Gy];{'_' * LONG}x [cc]\n{DVH}",
    "share of digits": f"Dose [Gy];L [% of {'1' * LONG} x y]\n{DVH}",
    "signs that are no unit": f"Dose [Gy];Volume [cm3]\n{'%' * LONG}x;{'%' * LONG}x\n{DVH}",
    "blank lines of Oncentra": "\n" * 200_000
    + "ROI : L\nabsolute dose [cGy]\nabsolute volume [ccm]\n1 0 100\n2 10 90\n",
    "blanks of Oncentra": f"ROI : L{BLANKS}x\nabsolute dose{BLANKS}[cGy]\nabsolute volume [ccm]\n1 0 100\n2 10 90\n",
    "blanks of Mirada": f"L{BLANKS}(100 cc),%{BLANKS}x\nDose,%\n0,100\n1,90\n",
    "signs of RayStation": f"#RoiName:L\n#RoiVolume: {'e' * LONG} a b\n#Dose unit: cGy\n0 100\n1 90\n",
}


def reading(read: Callable[[Path], object], path: Path) -> Callable[[bytes], None]:
    """Return what writes the contents and reads them, or is refused in a sentence."""

    def feed(data: bytes) -> None:
        path.write_bytes(data)
        try:
            read(path)
        except (ClickFileError, DoseFileError):
            return

    return feed


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("name", CLICK_FILES)
def test_that_a_long_cell_among_clicks_is_gone_over_once(name: str, tmp_path: Path) -> None:
    feed = reading(read_clicks, tmp_path / "clicks.csv")
    assert measured(feed, CLICK_FILES[name].encode())[2] == ""


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("name", DVH_FILES)
def test_that_a_long_cell_of_a_dvh_is_gone_over_once(name: str, tmp_path: Path) -> None:
    feed = reading(read_dvh, tmp_path / "dvh.txt")
    assert measured(feed, DVH_FILES[name].encode())[2] == ""


@pytest.mark.hazard("bad-input")
def test_that_lists_of_points_without_an_end_are_no_pinnacle() -> None:
    assert not looks_like_pinnacle("Points[]={" * 200_000)
