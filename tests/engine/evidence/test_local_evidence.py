"""A department's own series stands beside the literature, in the same form, marked local."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import main

pytestmark = pytest.mark.slow

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
        assert "argument --local-evidence: the name is empty." in said.err
    # The standing variable may be set to nothing, which is to say that it is not set.
    monkeypatch.setenv("BEAMSIDE_LOCAL_EVIDENCE", "")
    assert not [source for source in json.loads(out(capsys))["sources"] if source["local"]]


def out(capsys: pytest.CaptureFixture[str]) -> str:
    assert main.main(["assess", str(EXAMPLE)]) == 0
    return capsys.readouterr().out


#: each is put behind a good study
HOSTILE = {
    "a number of 6,000 digits": f"a = {'9' * 6000}\n",
    "a number of 400 digits": f"[[figure]]\nvalue = {'9' * 400}\n",
    "deep arrays": f"a = {'[' * 20_000}{']' * 20_000}\n",
    "deep inline tables": f"a = {'{a=' * 20_000}1{'}' * 20_000}\n",
    "arrays that just fit the reader": f"a = {'[' * 300}{']' * 300}\n",
    "deep keys": f"a{'.a' * 20_000} = 1\n",
    "deep keys in quotation marks": f"a{'.' + chr(34) + 'a' + chr(34)}{'.a' * 200} = 1\n",
    "deep tables": f"[a{'.a' * 20_000}]\n",
    "keys as deep as a line may have them": f"a{'.a' * 99} = 1\n",
    "a table deeper and deeper": "".join(f"[a{'.a' * depth}]\nb{'.b' * 90} = 1\n" for depth in range(90)),
    "infinity": "[[figure]]\nvalue = inf\n",
    "half a character": 'a = "\\ud800"\n',
    "a key of 100,000 letters": f"{'a' * 100_000} = 1\n",
    "too large": "#" * 1_000_001,
}


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("kind", HOSTILE)
def test_that_a_hostile_study_is_a_sentence(kind: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "ourseries.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{HOSTILE[kind]}", encoding="utf-8")
    assert main.main(["evidence", "--local-evidence", str(folder), "list"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("", 1)
    assert said.err.startswith("ourseries.toml: ")


@pytest.mark.hazard("bad-input")
def test_that_a_folder_of_something_else_is_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(200):
        (folder / f"other{number}.toml").write_text("", encoding="utf-8")
    assert main.main(["evidence", "--local-evidence", str(folder), "list"]) == 2
    assert "holds more than 200 studies" in capsys.readouterr().err
    for number in range(200):
        (folder / f"other{number}.toml").unlink()
    for number in range(4):
        (folder / f"other{number}.toml").write_text("#" * 900_000, encoding="utf-8")
    assert main.main(["evidence", "--local-evidence", str(folder), "list"]) == 2
    assert "more than 3 MB" in capsys.readouterr().err


@pytest.mark.hazard("bad-input")
def test_that_the_window_opens_without_studies_that_cannot_be_read_and_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "ourseries.toml").write_text(HOSTILE["a number of 6,000 digits"], encoding="utf-8")
    opened: list[dict[str, Any]] = []

    def run(_case: Path | None, _resources: Path, **given: Any) -> int:
        opened.append(given)
        return 0

    monkeypatch.setitem(sys.modules, "gui.application", SimpleNamespace(run=run))
    monkeypatch.setenv("BEAMSIDE_LOCAL_EVIDENCE", str(folder))
    assert main.main([]) == 0
    assert capsys.readouterr().err == ""
    assert opened[0]["left_out"] == ("ourseries.toml: a number in the file is too long. Write it in ordinary digits.",)
    assert not any(source.local for source in opened[0]["library"].sources.values())
    # Whoever names the folder at the terminal is told there.
    assert main.main(["--local-evidence", str(folder)]) == 2
    assert "a number in the file is too long" in capsys.readouterr().err
