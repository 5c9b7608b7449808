"""Where Qt cannot be loaded: one sentence that says what to install, in the checkout and outside of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import main
from scripts.qt_libraries import DISPLAY, HEADLESS

Beamside = Callable[..., Any]


@pytest.fixture(autouse=True)
def no_qt(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no window to be opened: the import fails as it does without a library."""
    monkeypatch.setitem(sys.modules, "gui.application", None)


def test_that_a_checkout_points_at_what_names_it(beamside: Beamside) -> None:
    said = beamside("gui")
    assert said.code == 2
    (line,) = said.error_lines
    assert line.startswith("The window cannot open: ")
    assert line.endswith("Install what is missing; `make run` names it.")


@pytest.mark.parametrize(("platform", "words"), [("linux", "apt install"), ("darwin", "Install the program again.")])
def test_that_an_installed_program_names_the_libraries(
    platform: str, words: str, beamside: Beamside, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "resources"
    installed.symlink_to(main.RESOURCES)
    monkeypatch.setattr(main, "RESOURCES", installed)
    monkeypatch.setattr(sys, "platform", platform)
    said = beamside("gui")
    assert said.code == 2
    (line,) = said.error_lines
    assert words in line
    assert "make" not in line


def test_that_the_names_are_those_that_the_set_up_installs() -> None:
    assert set(main.SYSTEM_LIBRARIES) == {*HEADLESS, *DISPLAY}
