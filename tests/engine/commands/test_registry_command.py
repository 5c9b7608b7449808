"""`beamside registry`: what it tells, and a sentence for every mistake, with nothing half-written."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.registry.runs import run as registry_run
from engine.registry.runs import unfinished
from tests.engine.registry.made_up_tables import COLUMNS, made_up, table, write_csv

pytestmark = pytest.mark.slow

Beamside = Callable[..., Any]


@pytest.fixture
def patients(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "patients.csv", made_up(12))


def test_that_a_run_tells_where_and_how_many(patients: Path, tmp_path: Path, beamside: Beamside) -> None:
    said = beamside("registry", patients, "-o", tmp_path / "out")
    assert (said.code, said.errors) == (0, "")
    assert said.output.splitlines() == [
        str(tmp_path / "out"),
        "12 of 12 rows assessed, 0 of them with a cell that could not be read; 0 in problems.csv alone.",
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "patients.csv"]


MISTAKES: dict[str, tuple[bytes, str]] = {
    "an unknown column": (b"patient_id,karnofski\na,90\n", "there is no field “karnofski”. Did you mean “karnofsky”?"),
    "a column like none": (b"patient_id,zzz\na,90\n", "there is no field “zzz”. docs/case-fields.md lists the fields."),
    "a column twice": (b"patient_id,ecog,ecog\na,1,1\n", "“ecog” and “ecog” both stand for ecog."),
    "a column without a name": (b"patient_id,\na,90\n", "column 2 has no name."),
    "no id": (b"ecog\n1\n", "there is no column patient_id."),
    "Latin-1": ("patient_id,ecog\nMüller,1\n".encode("latin-1"), "line 2: the text is not UTF-8 (byte 2 of the line)."),
    "UTF-16": ("patient_id,ecog\na,1\n".encode("utf-16"), "the text is UTF-16 or no text at all."),
    "an empty file": (b"", "the first line is empty."),
    "an open header": (b'patient_id,"ecog\na,1\n', "the quotation marks of the first line do not close."),
    "old line ends": (b"patient_id,ecog\ra,1\r", "the first line does not end."),
}


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("kind", MISTAKES)
def test_that_a_table_that_cannot_be_used_is_a_sentence(kind: str, tmp_path: Path, beamside: Beamside) -> None:
    data, words = MISTAKES[kind]
    (tmp_path / "p.csv").write_bytes(data)
    said = beamside("registry", tmp_path / "p.csv", "-o", tmp_path / "out")
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert said.errors.startswith("p.csv: ")
    assert words in said.errors
    assert [path.name for path in tmp_path.iterdir()] == ["p.csv"]


def test_that_every_unknown_column_is_told_at_once(tmp_path: Path, beamside: Beamside) -> None:
    (tmp_path / "p.csv").write_text("patient_id,agee_years,secs\n", encoding="utf-8")
    assert len(beamside("registry", tmp_path / "p.csv", "-o", tmp_path / "out").error_lines) == 2


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere.csv", "-o", "out"), "nowhere.csv: there is no such file or folder."),
        ((".", "-o", "out"), "there is no table in this folder"),
        (("patients.csv",), "-o OUT is missing."),
        (("patients.csv", "-o", "out", "--workers", "0"), "--workers: “0” is not a number of processes."),
        (("patients.csv", "-o", "out", "--workers", "two"), "--workers: “two” is not a number of processes."),
        (("patients.csv", "-o", "patients.csv"), "patients.csv: this is there already."),
        (("patients.csv", "-o", "none/out"), "out: there is no folder none."),
        (("patients.csv", "-o", "patients.csv/out"), "out: there is no folder patients.csv."),
        (("patients.csv", "-o", "out", "--map", "no.toml"), "no.toml: the map cannot be read"),
    ],
)
def test_that_a_mistake_of_the_arguments_is_a_sentence(
    arguments: tuple[str, ...], words: str, tmp_path: Path, beamside: Beamside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    if arguments[0] == "patients.csv":
        write_csv(Path("patients.csv"), made_up(2))
    before = sorted(tmp_path.iterdir())
    said = beamside("registry", *arguments)
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert words in said.errors
    assert sorted(tmp_path.iterdir()) == before


class FullDisk:
    """A stream that takes so much and no more."""

    def __init__(self, stream: Any, room: int) -> None:
        self._stream = stream
        self._room = room

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, data: bytes) -> int:
        if len(data) > self._room:
            self._stream.write(data[: self._room])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._room -= len(data)
        return int(self._stream.write(data))


@pytest.mark.hazard("bad-input")
def test_that_a_disk_that_fills_leaves_whole_parts_to_go_on_with(
    patients: Path, tmp_path: Path, beamside: Beamside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_run.Request, "__new__", _with_small_parts(registry_run.Request.__new__))
    with monkeypatch.context() as patch:
        opened = unfinished.Unfinished.__init__

        def filling(results: Any, *arguments: Any, **more: Any) -> None:
            opened(results, *arguments, **more)
            results._streams[0] = FullDisk(results._streams[0], 2_500)

        patch.setattr(unfinished.Unfinished, "__init__", filling)
        said = beamside("registry", patients, "-o", tmp_path / "out")
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert "out: it cannot be written (no space left on device)." in said.errors
    assert "rows are whole in out.unfinished" in said.errors
    assert not (tmp_path / "out").exists()
    kept = table(tmp_path / "out.unfinished" / "verdicts.csv")
    assert 0 < len(kept) < 12
    assert len(kept) % 2 == 0
    assert beamside("registry", patients, "-o", tmp_path / "out", "--resume").code == 0
    assert [row["patient_id"] for row in table(tmp_path / "out" / "verdicts.csv")] == [f"P{at:05d}" for at in range(12)]


def _with_small_parts(new: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given, **named: new(*given, **{**named, "part_rows": 2})


def test_that_ctrl_c_is_told_and_leaves_what_is_whole(
    patients: Path, tmp_path: Path, beamside: Beamside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(registry_run, "_judge_all", interrupted)
        said = beamside("registry", patients, "-o", tmp_path / "out")
    assert said.code == 130
    assert said.errors.startswith("out.unfinished: stopped; what is whole is kept there.")
    assert beamside("registry", patients, "-o", tmp_path / "out").code == 2
    assert beamside("registry", patients, "-o", tmp_path / "out", "--resume").code == 0


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_that_a_place_that_may_not_be_written_is_a_sentence(patients: Path, tmp_path: Path, beamside: Beamside) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    said = beamside("registry", patients, "-o", closed / "out")
    assert (said.code, len(said.error_lines)) == (2, 1)
    assert "out: it cannot be written (permission denied). Choose another place." in said.errors


def test_that_a_place_that_cannot_be_made_is_a_sentence(
    patients: Path, tmp_path: Path, beamside: Beamside, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: Path, *_: Any, **__: Any) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(Path, "mkdir", refused)
    said = beamside("registry", patients, "-o", tmp_path / "out")
    assert (said.code, len(said.error_lines)) == (2, 1)
    assert "out: it cannot be written (read-only file system). Choose another place." in said.errors


def test_that_columns_may_stand_in_any_order(tmp_path: Path, beamside: Beamside) -> None:
    rows = made_up(5)
    write_csv(tmp_path / "a.csv", rows)
    write_csv(tmp_path / "b.csv", [row[::-1] for row in rows], COLUMNS[::-1])
    for name in "ab":
        assert beamside("registry", tmp_path / f"{name}.csv", "-o", tmp_path / name).code == 0
    assert (tmp_path / "a" / "verdicts.csv").read_bytes() == (tmp_path / "b" / "verdicts.csv").read_bytes()


def test_that_a_semicolon_table_is_read(tmp_path: Path, beamside: Beamside) -> None:
    text = 'patient_id;extrahepatic_sites;bilirubin_mg_dl\na;"lung;bone";1,2\n'
    (tmp_path / "p.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert beamside("registry", tmp_path / "p.csv", "-o", tmp_path / "out").code == 0
    assert table(tmp_path / "out" / "problems.csv") == []


# ---------------------------------------------------------------------- map and cohort


def test_that_a_map_is_proposed_and_overwrites_nothing(patients: Path, tmp_path: Path, beamside: Beamside) -> None:
    said = beamside("registry", "map", patients)
    assert (said.code, said.errors) == (0, "")
    assert said.output.startswith("# Proposed from the first rows of patients.csv.")
    assert beamside("registry", "map", patients, "-o", tmp_path / "map.toml").code == 0
    assert (tmp_path / "map.toml").read_text(encoding="utf-8") == said.output
    assert beamside("registry", patients, "-o", tmp_path / "out", "--map", tmp_path / "map.toml").code == 0
    again = beamside("registry", "map", patients, "-o", tmp_path / "map.toml")
    assert (again.code, again.error_lines) == (
        2, ["map.toml: this is there already. Choose another name, or remove it."]
    )  # fmt: skip


def test_that_a_series_is_shown_as_local_evidence(tmp_path: Path, beamside: Beamside) -> None:
    table_ = write_csv(tmp_path / "patients.csv", made_up(120))
    (tmp_path / "local").mkdir()
    arguments = ("registry", "cohort", table_, "-o", tmp_path / "local", "--series", "ourclinic2024")
    said = beamside(*arguments, "--label", "Our clinic")
    assert (said.code, said.errors) == (0, "")
    assert said.output.splitlines()[0] == str(tmp_path / "local" / "ourclinic2024.toml")
    listed = beamside("evidence", "--local-evidence", tmp_path / "local", "list")
    assert "Our clinic" in listed.output
    assert beamside(*arguments).error_lines == [
        "ourclinic2024.toml: this series is there already. Choose another name, or remove it."
    ]


def test_that_a_series_takes_no_name_of_the_library(tmp_path: Path, beamside: Beamside) -> None:
    table_ = write_csv(tmp_path / "patients.csv", made_up(120))
    (tmp_path / "local").mkdir()
    said = beamside("registry", "cohort", table_, "-o", tmp_path / "local", "--series", "sanuki2022")
    assert (said.code, said.error_lines) == (
        2, ["--series: “sanuki2022” is a source of the library already. Choose another name."]
    )  # fmt: skip
    assert not [*(tmp_path / "local").iterdir()]


def test_that_a_map_is_proposed_in_the_encoding_named(tmp_path: Path, beamside: Beamside) -> None:
    table_, map_ = tmp_path / "de1252.csv", tmp_path / "enc.toml"
    table_.write_bytes("id;Größte Läsion (mm)\n1;12\n".encode("cp1252"))
    assert "name its encoding in a map" in beamside("registry", "map", table_).errors
    map_.write_text('format = "beamside-map/1"\nencoding = "cp1252"\n', encoding="utf-8")
    said = beamside("registry", "map", table_, "--map", map_)
    assert (said.code, said.errors) == (0, "")
    assert 'encoding = "cp1252"' in said.output
    assert 'field = "largest_lesion_cm"' in said.output
    map_.write_text('format = "beamside-map/1"\nencoding = "cp1252"\nignore = ["id"]\n', encoding="utf-8")
    said = beamside("registry", "map", table_, "--map", map_)
    assert (said.code, "reads the encoding of a map alone" in said.errors) == (2, True)


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("cohort", "p.csv", "-o", "."), "--series NAME is missing"),
        (("cohort", "p.csv", "--series", "ours"), "-o FOLDER is missing"),
        (("cohort", "p.csv", "-o", "nowhere", "--series", "ours"), "nowhere: there is no such folder."),
        (("cohort", "p.csv", "-o", ".", "--series", "Ours"), "cannot name a series"),
        (("a.csv", "b.csv", "-o", "out"), "one table is wanted"),
        (("map", "nowhere.csv"), "nowhere.csv: there is no such file or folder."),
        (("p.csv", "-o", "out", "--date", "12.3.2026"), "--date: “12.3.2026” is not a date."),
        (("p.csv", "-o", "out", "--scheduler", "tcp://h:1", "--workers", "2"), "Leave --workers out."),
    ],
)
def test_that_a_mistake_of_map_and_cohort_is_a_sentence(
    arguments: tuple[str, ...], words: str, tmp_path: Path, beamside: Beamside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_csv(Path("p.csv"), made_up(2))
    said = beamside("registry", *arguments)
    assert (said.code, said.output, len(said.error_lines)) == (2, "", 1)
    assert words in said.errors
    assert [path.name for path in tmp_path.iterdir()] == ["p.csv"]
