"""`beamside meeting`: the papers of a meeting in one file, or one sentence for each case that cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.shipped import shipped_fields

pytestmark = pytest.mark.slow

EXAMPLES = Path("resources/examples")


def test_that_every_case_has_its_pages_behind_the_list(beamside: Any, tmp_path: Path) -> None:
    from pypdf import PdfReader

    out = tmp_path / "Board 12 March.pdf"
    said = beamside("meeting", EXAMPLES, "-o", out, "--date", "2026-11-28")
    assert (said.code, said.output) == (0, f"{out}\n")
    reader = PdfReader(out)
    cases = sorted(EXAMPLES.glob("*.beamside.json"))
    assert len(reader.pages) == 1 + 2 * len(cases)
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    assert "Board 12 March" in texts[0]
    for number in range(len(cases)):
        assert f"case {number + 1} of {len(cases)}" in texts[1 + 2 * number]
        assert "Page 1 of 2" in texts[1 + 2 * number]
        assert "Page 2 of 2" in texts[2 + 2 * number]
    assert not reader.attachments
    first = out.read_bytes()
    beamside("meeting", EXAMPLES, "-o", out, "--date", "2026-11-28")
    assert out.read_bytes() == first


def test_that_each_case_that_cannot_be_used_is_named_and_nothing_written(beamside: Any, tmp_path: Path) -> None:
    broken, out = tmp_path / "broken.beamside", tmp_path / "out.pdf"
    broken.write_text("{", encoding="utf-8")
    said = beamside("meeting", EXAMPLES, broken, tmp_path / "gone.beamside", "-o", out)
    assert said.code == 2
    assert [line.split(":")[0] for line in said.error_lines] == ["broken.beamside", "gone.beamside"]
    assert not out.exists()


def test_that_no_case_is_overwritten_by_the_papers(beamside: Any, tmp_path: Path) -> None:
    case = tmp_path / "a.beamside"
    case.write_bytes((EXAMPLES / "sbrt-candidate.beamside.json").read_bytes())
    said = beamside("meeting", tmp_path, "-o", case)
    assert said.code == 2
    assert "Choose another name" in said.errors
    assert case.read_bytes() == (EXAMPLES / "sbrt-candidate.beamside.json").read_bytes()


def test_that_a_sealed_case_is_told(beamside: Any, tmp_path: Path) -> None:
    from engine.case.files.case_file import load_case, write_case_bytes
    from engine.case.files.sealed_case import Hardness, Seal

    case = load_case(EXAMPLES / "sbrt-candidate.beamside.json", shipped_fields())
    seal = Seal("a passphrase", b"12345678", Hardness(1, 1, 64))
    write_case_bytes(tmp_path / "s.beamside", seal.close(case))
    said = beamside("meeting", tmp_path, "-o", tmp_path / "out.pdf")
    assert said.code == 2
    assert "sealed" in said.errors
