"""The exercise of CONTRIBUTING.md, "How to add an option", done in a copy of the program with a made-up one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LISTED = "engine/modalities/listed.py"
DATA = "resources/modalities.toml"
SOURCE = """
format = "beamside-source/1"

[source]
id = "madeup2026"
short = "Made up 2026"
authors = "Nobody"
title = "A made-up series"
published_in = "nowhere"
design = "retrospective"
paper = ""
read_depth = "full_text"

[[criterion]]
id = "embolisation.origin"
modality = "embolisation"
label = "Origin of the liver tumour"
threshold = "metastasis"
rule = { kind = "is", field = "liver_tumour", values = ["metastasis"] }
printed = "metastases"
locator = "Methods"

[[cohort]]
id = "madeup2026.all"
label = "The series"
modality = "embolisation"
locator = "Methods"
patients = 20
entry = [{ condition = { field = "liver_tumour", equals = "metastasis" }, basis = "criterion", printed = "metastases", \
locator = "Methods" }]

[[figure]]
id = "madeup2026.survival"
kind = "outcome"
label = "Median overall survival"
cohort = "madeup2026.all"
endpoint = "overall_survival"
statistic = "median"
value = 12.0
unit = "months"
patients = 20
printed = "12 months"
locator = "Results"
obtained = "printed"
"""
CONCERN = """
[[concern]]
id = "madeup2026.performance"
modality = "embolisation"
level = "hard"
kind = "patient"
asks = true
about = "performance status"
brief = "ECOG {ecog}"
text = "ECOG {ecog}: nobody above 2 was in the series."
when = { field = "ecog", at_least = 3 }
printed = "ECOG 0 to 2"
locator = "Methods"
"""


@pytest.fixture(scope="module")
def copied(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("program")
    shutil.copy(project / "main.py", folder)
    for part in ("engine", "resources"):
        shutil.copytree(project / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(folder), "PATH": "", "HOME": str(folder / "home"), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "main.py", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert text.count(old) == 1, (path.name, old)
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.hazard("unsafe-looks-safe")
def test_that_each_step_that_is_left_out_is_asked_for_until_none_is(copied: Path) -> None:
    # The one list: everything stops until the option is described.
    change(copied / LISTED, "]\n\n#: The", '    "embolisation",\n]\n\n#: The')
    for command in (("evidence", "check"), ("assess", "resources/examples/borderline.beamside.json")):
        said = run(copied, *command)
        assert said.returncode in (1, 2)
        assert "modalities.toml: the option embolisation has no entry. Add a [[modality]]" in said.stderr
        assert "Traceback" not in said.stderr

    # Its words: the program runs, and the library is asked for a source.
    change(copied / DATA, "following = [\n", 'following = [\n  "embolisation",\n')
    entry = '[[modality]]\nid = "embolisation"\nlabel = "Embolisation of the liver"\nshort = "Embolisation"\n'
    entry += 'treatment = "embolisation"\ntreats = "liver"\n\n'
    change(
        copied / DATA,
        "# Treatments that may follow another and are",
        entry + "# Treatments that may follow another and are",
    )
    said = run(copied, "evidence", "check")
    assert said.returncode == 1
    assert "embolisation: no criterion and no figure of any source is about this option" in said.stderr

    # A source with a criterion: its concerns are asked for.
    evidence = copied / "resources" / "evidence"
    (evidence / "sources" / "madeup2026.toml").write_text(SOURCE, encoding="utf-8")
    header = (evidence / "library.toml").read_text("utf-8")
    number = int(re.search(r"source_files = (\d+)", header)[1])  # type: ignore[index]
    change(evidence / "library.toml", f"source_files = {number}", f"source_files = {number + 1}")
    said = run(copied, "evidence", "check")
    assert said.returncode == 1
    assert "embolisation: it has criteria and no concern" in said.stderr

    # With one it is whole, and is assessed, shown and planned like any other.
    with (evidence / "sources" / "madeup2026.toml").open("a", encoding="utf-8") as stream:
        stream.write(CONCERN)
    said = run(copied, "evidence", "check")
    assert (said.returncode, said.stderr) == (0, "")
    inputs = {"liver_tumour": "metastasis", "modality": "embolisation"}
    for ecog, verdict in ((1, "within"), (2, "within"), (3, "concern"), (None, "undetermined")):
        known = inputs | ({} if ecog is None else {"ecog": ecog})
        case = {"format": "beamside-case/1", "label": "made up", "notes": "", "inputs": known}
        (copied / "case.beamside.json").write_text(json.dumps(case), encoding="utf-8")
        said = run(copied, "assess", "case.beamside.json")
        assert said.returncode == 0, said.stderr
        last = json.loads(said.stdout)["options"][-1]
        assert (last["label"], last["planned"], last["verdict"]) == ("Embolisation of the liver", True, verdict)
    assert "Embolisation of the liver" in run(copied, "assess", "case.beamside.json", "--format", "text").stdout
