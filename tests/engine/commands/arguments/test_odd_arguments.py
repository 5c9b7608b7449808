"""Every command that takes a name or a number, with such as are none: one sentence, and nothing written."""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

Beamside = Callable[..., Any]
CASE = Path(__file__).resolve().parents[4] / "resources" / "examples" / "sbrt-candidate.beamside.json"
#: command lines with NAME where a name stands; what is beside it is in order
NAMES = (
    "assess NAME",
    "assess CASE --passphrase-file NAME",
    "assess CASE --local-evidence NAME",
    "report NAME -o OUT",
    "report CASE -o NAME",
    "report --open-case NAME -o OUT",
    "case strip NAME -o OUT",
    "case strip CASE -o NAME",
    "import NAME",
    "import CASE -o NAME",
    "registry NAME -o OUT",
    "registry TABLE -o NAME",
    "registry TABLE -o OUT --map NAME",
    "registry map NAME",
    "registry map TABLE -o NAME",
    "registry cohort NAME -o FOLDER --series one",
    "registry cohort TABLE -o NAME --series one",
    "dvh NAME",
    "dose NAME",
    "meeting NAME -o OUT",
    "meeting CASE -o NAME",
    "minutes CASE -o NAME",
    "minutes CASE -o OUT --fhir NAME --identity CASE",
    "minutes CASE -o OUT --dicom NAME --identity CASE",
    "minutes CASE -o OUT --fhir OUT2 --identity NAME",
    "curve digitised NAME",
    "curve digitised TABLE --at-risk NAME",
    "curve own NAME",
    "evidence install NAME",
    "evidence pack -o NAME",
)
ODD_NAMES = ("", "  ", "n" * 300, "loop", "a\udcff.csv")
NUMBERS = (
    "registry TABLE -o OUT --workers NUMBER",
    "dvh TABLE --threshold-gy NUMBER",
    "dvh TABLE --volume-ml NUMBER",
    "dose FOLDER --liver Liver --threshold-gy NUMBER",
    "curve own TABLE --horizon NUMBER",
    "curve landmarks --n NUMBER --at 12:0.8",
    "curve landmarks --n 20 --median NUMBER --at 12:0.8",
)
WRITTEN_AS_NUMBERS = ("0", "-1", "0000010000")
ODD_NUMBERS = (*WRITTEN_AS_NUMBERS, "", "nan", "inf", "1e400", "1_000", "١", "9" * 400, "1,234")


def _arguments(line: str, folder: Path, odd: str) -> list[str]:
    table = folder / "t.csv"
    table.write_text("patient_id,age_years\na,60\n", encoding="utf-8")
    if not (folder / "loop").is_symlink():
        (folder / "loop").symlink_to("loop")
    (folder / "some").mkdir(exist_ok=True)
    known = {
        "CASE": str(CASE), "TABLE": str(table), "OUT": str(folder / "out"), "OUT2": str(folder / "out2"),
        "FOLDER": str(folder / "some"), "NAME": str(folder / odd) if odd.strip() else odd, "NUMBER": odd,
    }  # fmt: skip
    return [known.get(word, word) for word in line.split(" ")]


@pytest.mark.skipif(os.name == "nt", reason="names that this system knows")
@pytest.mark.parametrize("line", NAMES)
def test_that_an_odd_name_is_a_sentence(beamside: Beamside, tmp_path: Path, line: str) -> None:
    for odd in ODD_NAMES:
        arguments = _arguments(line, tmp_path, odd)
        before = sorted(path.name for path in tmp_path.iterdir())
        said = beamside(*arguments)
        is_ordinary = odd.startswith("a")
        assert said.code == 2 or (is_ordinary and said.code == 0), (odd, said)
        assert is_ordinary or len(said.error_lines) == 1, (odd, said.errors)
        assert "Traceback" not in said.errors
        assert is_ordinary or sorted(path.name for path in tmp_path.iterdir()) == before


@pytest.mark.parametrize("line", NUMBERS)
def test_that_an_odd_number_is_a_sentence(beamside: Beamside, tmp_path: Path, line: str) -> None:
    for odd in ODD_NUMBERS:
        said = beamside(*_arguments(line, tmp_path, odd))
        option = next(word for word, following in pairwise(line.split(" ")) if following == "NUMBER")
        # A number that the option could take is refused later if at all, for what stands beside it.
        is_number = odd in WRITTEN_AS_NUMBERS
        assert is_number or (said.code, len(said.error_lines)) == (2, 1), (odd, said)
        assert is_number or option in said.errors, (odd, said.errors)
        assert "Traceback" not in said.errors
        assert not (tmp_path / "out").exists()
