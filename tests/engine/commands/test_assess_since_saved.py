"""`beamside assess --format text` on a case that was saved with other evidence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[3]
EXAMPLE = PROJECT / "resources" / "examples" / "borderline.beamside.json"
Beamside = Callable[..., Any]
SAID = "SINCE THE CASE WAS SAVED"


def saved(folder: Path, **saved_with: object) -> Path:
    path = folder / "old.beamside.json"
    path.write_text(json.dumps(json.loads(EXAMPLE.read_text("utf-8")) | {"saved_with": saved_with}), encoding="utf-8")
    return path


@pytest.mark.hazard("old-evidence")
def test_that_the_text_ends_with_what_is_no_longer_as_it_was(tmp_path: Path, beamside: Beamside) -> None:
    findings = {"sbrt": {"verdict": "outside", "criteria": {"sbrt.lesion_count": "not_met"}}}
    said = beamside("assess", saved(tmp_path, evidence_version="2025.1", findings=findings), "--format", "text")
    assert said.code == 0
    tail = said.output.partition(SAID)[2]
    assert "Saved with evidence 2025.1" in tail
    assert "- SBRT: now undetermined; when it was saved, outside the published criteria." in tail
    assert "now met; when it was saved, not met." in tail


@pytest.mark.hazard("old-evidence")
def test_that_a_file_that_does_not_hold_it_says_so(tmp_path: Path, beamside: Beamside) -> None:
    said = beamside("assess", saved(tmp_path, evidence_version="2025.1"), "--format", "text")
    assert "The file does not hold what was shown then" in said.output.partition(SAID)[2]


def test_that_a_case_that_no_program_saved_says_nothing_and_json_stays_what_it_is(
    tmp_path: Path, beamside: Beamside
) -> None:
    assert SAID not in beamside("assess", EXAMPLE, "--format", "text").output
    old = saved(tmp_path, evidence_version="2025.1", findings={"sbrt": {"verdict": "outside", "criteria": {}}})
    assert beamside("assess", old).output == beamside("assess", EXAMPLE).output


SET_ASIDE = "What it says of the last saving is set aside; results do not depend on it."


@pytest.mark.hazard("old-evidence")
@pytest.mark.parametrize("form", ["json", "text"])
def test_that_what_cannot_be_read_of_the_last_saving_is_told_beside_the_result(
    form: str, tmp_path: Path, beamside: Beamside
) -> None:
    said = beamside("assess", saved(tmp_path, evidence_version=1), "--format", form)
    assert said.code == 0
    assert said.error_lines == [
        f"old.beamside.json: saved_with.evidence_version: one short text is expected. {SET_ASIDE}"
    ]
    assert said.output == beamside("assess", EXAMPLE, "--format", form).output


def test_that_a_summary_is_written_all_the_same(tmp_path: Path, beamside: Beamside) -> None:
    out = tmp_path / "summary.pdf"
    said = beamside("report", saved(tmp_path, findings=[]), "-o", out)
    assert (said.code, said.output) == (0, f"{out}\n")
    (line,) = said.error_lines
    assert line.startswith("old.beamside.json: saved_with.findings: ")
    assert line.endswith(SET_ASIDE)
    assert out.read_bytes().startswith(b"%PDF")
