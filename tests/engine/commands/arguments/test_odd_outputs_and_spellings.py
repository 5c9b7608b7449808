"""Kinds of input that the other tests lacked: an output that is an input, odd spellings, what stands twice."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.reading.dates import iso_day

Beamside = Callable[..., Any]
HEADER = "patient_id,lesions"


def table(folder: Path, *rows: str, header: str = HEADER, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("text", ["20261127", "2026-W48-5", "2026-11-27T00:00", "27.11.2026", "2026-11-31", ""])
def test_that_a_day_is_written_in_one_way(text: str) -> None:
    with pytest.raises(ValueError, match=r"written|day|Day"):
        iso_day(text)


def test_that_a_day_written_so_is_read() -> None:
    assert iso_day("2026-11-27") == dt.date(2026, 11, 27)


@pytest.mark.parametrize("day", ["20261127", "2026-W48-5"])
def test_that_no_command_takes_another_spelling_of_a_day(
    beamside: Beamside, resources: Path, tmp_path: Path, day: str
) -> None:
    case = resources / "examples" / "sbrt-candidate.beamside.json"
    said = beamside("report", case, "-o", tmp_path / "out.pdf", "--date", day)
    assert (said.code, len(said.error_lines)) == (2, 1)
    assert not (tmp_path / "out.pdf").exists()


@pytest.mark.parametrize("output", ["", ".", "/", ".."])
def test_that_a_name_that_is_none_is_one_sentence(beamside: Beamside, tmp_path: Path, output: str) -> None:
    said = beamside("registry", table(tmp_path, "a,2@6"), "-o", output)
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)


@pytest.mark.parametrize(
    ("cell", "verdict", "told"),
    [
        ("2@6;2@5;2@4", "undetermined", False),
        ("2@6;2@5;2@4;", "undetermined", False),
        ("2@6;2@5;2@4;?", "outside", False),
        ("2@6;;2@4", "undetermined", True),
        (";", "undetermined", True),
    ],
)
def test_that_a_mark_at_the_end_is_no_lesion(
    beamside: Beamside, tmp_path: Path, cell: str, verdict: str, told: bool
) -> None:
    assert beamside("registry", table(tmp_path, f"a,{cell}"), "-o", tmp_path / "out").code == 0
    lines = (tmp_path / "out" / "verdicts.csv").read_text().splitlines()
    place = lines[0].split(",").index("verdict_sbrt")
    assert lines[1].split(",")[place] == verdict
    assert ("lesions" in (tmp_path / "out" / "problems.csv").read_text()) is told


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_that_a_pipe_in_a_folder_of_tables_is_refused(beamside: Beamside, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    table(folder, "a,2@6")
    os.mkfifo(folder / "f.csv")
    said = beamside("registry", folder, "-o", tmp_path / "out")
    assert said.code == 2
    assert "f.csv: this is no regular file" in said.errors


def test_that_a_pack_never_takes_the_place_of_its_key(beamside: Beamside, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_bytes(b"precious")
    (tmp_path / "link").symlink_to(key)
    for output in (key, tmp_path / "link"):
        said = beamside("evidence", "pack", "-o", output, "--key", key)
        assert (said.code, len(said.error_lines)) == (2, 1)
        assert key.read_bytes() == b"precious"


def test_that_a_pack_is_not_written_into_the_library_it_packs(beamside: Beamside, tmp_path: Path) -> None:
    folder = tmp_path / "lib"
    folder.mkdir()
    (folder / "library.toml").write_text("precious")
    said = beamside("evidence", "pack", "-o", folder / "library.toml", "--folder", folder)
    assert said.code == 2
    assert (folder / "library.toml").read_text() == "precious"


@pytest.mark.parametrize("gender", [["male"], {"code": "male"}, 1])
def test_that_a_sex_that_is_no_word_is_asked_about(beamside: Beamside, tmp_path: Path, gender: object) -> None:
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": {"resourceType": "Patient", "id": "p", "gender": gender}}],
    }
    path = tmp_path / "b.json"
    path.write_text(json.dumps(bundle))
    said = beamside("import", path, "--as-of", "2026-11-27")
    assert said.code == 0
    assert "sex" not in json.loads(said.output)["case"]["inputs"]


def test_that_days_at_risk_beside_clicks_without_unit_are_refused(beamside: Beamside, tmp_path: Path) -> None:
    clicks, risk = tmp_path / "c.csv", tmp_path / "r.csv"
    clicks.write_text("0,1\n12,0.6\n24,0.4\n")
    risk.write_text("time (days),at risk\n0,40\n365,24\n")
    both = (clicks, clicks, "--at-risk", risk, risk, "--trial", "T", "--names", "a", "b")
    said = beamside("curve", "compare", *both)
    assert said.code == 2
    assert "those at risk are in days" in said.errors
