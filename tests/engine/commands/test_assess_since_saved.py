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
