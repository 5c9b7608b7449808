"""A department's own series stands beside the literature, in the same form, marked local."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import main

EXAMPLE = Path(__file__).parents[3] / "resources" / "examples" / "sbrt-candidate.beamside.json"
OURS = """
format = "beamside-source/1"

[source]
id = "ourseries"
short = "Our department 2024"
authors = "not given"
title = "Audit of liver SBRT"
year = 2024
published_in = "internal audit"
design = "retrospective"
paper = ""

[[cohort]]
id = "ourseries.all"
label = "All liver SBRT, 54 Gy in 3 fractions"
modality = "sbrt"
locator = "audit report, page 2"
patients = 41

[[figure]]
id = "ourseries.survival_24mo"
kind = "outcome"
label = "Overall survival at 2 years"
statistic = "rate"
unit = "proportion"
printed = "58 %"
locator = "audit report, table 3"
obtained = "printed"
cohort = "ourseries.all"
endpoint = "overall_survival"
value = 0.58
time_months = 24
patients = 41
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ourseries.toml").write_text(OURS, encoding="utf-8")
    return tmp_path


def assessed(capfdbinary: pytest.CaptureFixture[bytes], *more: str) -> dict[str, object]:
    assert main.main(["assess", str(EXAMPLE), *more]) == 0
    return json.loads(capfdbinary.readouterr().out)


def test_that_the_local_series_is_drawn_and_marked(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    found = assessed(capfdbinary, "--local-evidence", str(folder))
    curves = [curve for option in found["options"] for curve in option["curves"] if curve["local"]]
    assert [curve["id"] for curve in curves] == ["ourseries.all:overall_survival"]
    assert curves[0]["survival"]
    assert [source["short"] for source in found["sources"] if source["local"]] == ["Our department 2024"]


def test_that_local_studies_change_the_hash_of_the_evidence(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    without = assessed(capfdbinary)["evidence"]["sha256"]
    assert assessed(capfdbinary, "--local-evidence", str(folder))["evidence"]["sha256"] != without


def test_that_a_local_study_must_keep_the_same_rules(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "ourseries.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("patients = 41\n", "", 2), encoding="utf-8")
    assert main.main(["assess", str(EXAMPLE), "--local-evidence", str(folder)]) == 2
    assert "ourseries.toml: ourseries.survival_24mo.patients: a rate needs its denominator." in capsys.readouterr().err


def test_that_a_folder_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["assess", str(EXAMPLE), "--local-evidence", str(tmp_path / "nowhere")]) == 2
    assert "there is no such folder of local studies" in capsys.readouterr().err


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("name", ["", "notes.json", "ours.toml.txt", "OURS.md"])
def test_that_a_folder_without_a_study_is_named(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    if name:
        (folder / name).write_text("{}", encoding="utf-8")
    assert main.main(["assess", str(EXAMPLE), "--local-evidence", str(folder)]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        "ours: there is no study in this folder (a file that ends in .toml). Name the folder that holds them.\n",
    )


@pytest.mark.hazard("bad-input")
def test_that_an_empty_name_is_not_the_folder_one_is_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    for command in (["assess", str(EXAMPLE)], ["gui"]):
        with pytest.raises(SystemExit) as leaving:
            main.main([*command, "--local-evidence", ""])
        assert leaving.value.code == 2
        said = capsys.readouterr()
        assert (said.out, said.err.count("\n")) == ("", 1)
        assert "argument --local-evidence: the name of the folder is empty." in said.err
    # The standing variable may be set to nothing, which is to say that it is not set.
    monkeypatch.setenv("BEAMSIDE_LOCAL_EVIDENCE", "")
    assert not [source for source in json.loads(out(capsys))["sources"] if source["local"]]


def out(capsys: pytest.CaptureFixture[str]) -> str:
    assert main.main(["assess", str(EXAMPLE)]) == 0
    return capsys.readouterr().out
