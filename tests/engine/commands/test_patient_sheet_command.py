"""`beamside report --for-patient`: one page, or one sentence that says why not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

EXAMPLE = Path("resources/examples/sbrt-candidate.beamside.json")


def test_that_the_sheet_for_the_patient_is_written(beamside: Any, tmp_path: Path) -> None:
    from pypdf import PdfReader

    out = tmp_path / "sheet.pdf"
    said = beamside("report", EXAMPLE, "-o", out, "--for-patient", "--date", "2026-11-21")
    assert said.code == 0
    reader = PdfReader(out)
    assert len(reader.pages) == 1
    assert not reader.attachments
    first = out.read_bytes()
    beamside("report", EXAMPLE, "-o", out, "--for-patient", "--date", "2026-11-21")
    assert out.read_bytes() == first


@pytest.mark.parametrize(
    ("more", "words"), [((), "Enter the planned modality first"), (("--long",), "Leave --long out")]
)
def test_that_what_cannot_be_made_is_said_and_nothing_is_written(
    beamside: Any, tmp_path: Path, more: tuple[str, ...], words: str
) -> None:
    case = tmp_path / "empty.beamside.json"
    case.write_text('{"format": "beamside-case/1", "label": "", "notes": "", "inputs": {}}', encoding="utf-8")
    out = tmp_path / "sheet.pdf"
    said = beamside("report", case, "-o", out, "--for-patient", *more)
    assert said.code == 2
    assert words in said.errors
    assert not out.exists()
