"""A word where a command belongs: a file opens the window, anything else is a mistake that is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Beamside = Callable[..., Any]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path | None]:
    """Return what a window was opened with; none is."""
    from gui import application

    found: list[Path | None] = []

    def run(case: Path | None, *_: object, **__: object) -> int:
        found.append(case)
        return 0

    monkeypatch.setattr(application, "run", run)
    return found


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize(
    ("word", "remedy"),
    [
        ("frobnicate", "`beamside --help` names the commands."),
        ("asses", "Did you mean “beamside assess”?"),
        ("Report", "Did you mean “beamside report”?"),
        ("evidnce", "Did you mean “beamside evidence”?"),
        ("guii", "Did you mean “beamside gui”?"),
        ("letter.txt", "`beamside --help` names the commands."),
        ("n" * 300, "`beamside --help` names the commands."),
        ("", "`beamside --help` names the commands."),
    ],
)
def test_that_a_word_that_is_no_command_opens_no_window(
    word: str,
    remedy: str,
    opened: list[Path | None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    beamside: Beamside,
) -> None:
    monkeypatch.chdir(tmp_path)
    said = beamside(word)
    assert (said.code, said.output) == (2, "")
    assert said.error_lines == [f"beamside: “{word}” is neither a command nor a file. {remedy}"]
    assert opened == []


def test_that_a_file_opens_the_window_also_where_it_is_missing(
    opened: list[Path | None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beamside: Beamside
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").write_text("{}", encoding="utf-8")
    # Of a file that is missing the window speaks, with its name.
    words = ["there", "missing.beamside.json", "missing.PDF", "folder/missing", "./missing", str(tmp_path / "missing")]
    for word in words:
        assert beamside(word).code == 0
    assert beamside("gui", "missing").code == 0
    assert beamside().code == 0
    assert opened == [*(Path(word) for word in words), Path("missing"), None]
