"""Where there is no screen the program says so in one line, and does not abort."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning

from gui.start.screen import is_without_screen, told_by, without_screen

ROOT = Path(__file__).resolve().parents[3]
_SAYS = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")
on_linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there always is a screen")


def started(folder: Path, *words: str, **settings: str) -> tuple[int, list[str]]:
    """Return exit code and lines of the program started by somebody without a screen."""
    environment = {name: value for name, value in os.environ.items() if name not in _SAYS}
    environment |= {"XDG_RUNTIME_DIR": str(folder), **settings}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *words],
        check=False,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )
    return done.returncode, (done.stdout + done.stderr).splitlines()


@on_linux
@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ((), ["The window cannot open: no screen was found. "]),
        (("gui", "gone.beamside"), ["The window cannot open: no screen was found. ", "gone.beamside: there is no"]),
        (("--language", "de"), ["Das Fenster kann sich nicht öffnen: "]),
    ],
)
def test_that_no_screen_is_one_line_and_no_abort(tmp_path: Path, words: tuple[str, ...], lines: list[str]) -> None:
    code, said = started(tmp_path, *words)
    assert code == 2
    assert len(said) == len(lines)
    assert all(line.startswith(beginning) for line, beginning in zip(said, lines, strict=True))


@on_linux
@pytest.mark.parametrize("settings", [{"DISPLAY": ":4177"}, {"QT_QPA_PLATFORM": "nonsense"}])
def test_that_a_screen_that_fails_is_told_with_what_qt_says(tmp_path: Path, settings: dict[str, str]) -> None:
    code, said = started(tmp_path, "gui", "gone.beamside", **settings)
    assert code == 2
    assert len(said) == 2
    assert said[0].startswith("The window cannot open: Qt finds no screen that it can use (")
    assert said[1] == "gone.beamside: there is no such file."


@pytest.mark.parametrize(
    ("settings", "is_without"),
    [
        ({}, True),
        ({"DISPLAY": "", "WAYLAND_DISPLAY": ""}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, True),
        ({"QT_QPA_PLATFORM": "wayland;xcb"}, True),
        ({"QT_QPA_PLATFORM": "offscreen"}, False),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, False),
        ({"DISPLAY": ":0"}, False),
        ({"WAYLAND_DISPLAY": "wayland-1"}, False),
        ({"WAYLAND_SOCKET": "4"}, False),
    ],
)
def test_that_only_what_needs_a_session_lacks_one(settings: dict[str, str], *, is_without: bool) -> None:
    assert is_without_screen(settings, "linux") is is_without
    assert not is_without_screen(settings, "darwin")
    assert not is_without_screen(settings, "win32")


def test_that_the_usual_wayland_session_counts(tmp_path: Path) -> None:
    assert is_without_screen({"XDG_RUNTIME_DIR": str(tmp_path)}, "linux")
    (tmp_path / "wayland-0").touch()
    assert not is_without_screen({"XDG_RUNTIME_DIR": str(tmp_path)}, "linux")


def test_that_a_case_that_is_there_is_not_called_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.beamside"
    path.touch()
    assert len(without_screen(path)) == 1
    assert len(without_screen(tmp_path / "b.beamside")) == 2


#: What Qt says first where a library of its window is missing, whichever it is.
NO_LIBRARY = "From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to load the Qt xcb platform plugin"


def test_that_missing_libraries_of_the_window_are_not_called_a_missing_screen() -> None:
    (said,) = without_screen(None, NO_LIBRARY, libraries=("libxcb-cursor0", "libxcb-icccm4"))
    assert str(said).endswith("Debian and Ubuntu: `apt install libxcb-cursor0 libxcb-icccm4`.")
    assert "graphical session" not in str(said)
    (said,) = without_screen(None, "could not connect to display :9", libraries=("libxcb-cursor0",))
    assert "graphical session" in str(said)


def test_that_what_qt_warns_of_is_still_said(capsys: pytest.CaptureFixture[str]) -> None:
    told: list[str] = []
    with told_by(told.append):
        qWarning("a font is missing")
    assert capsys.readouterr().err == "a font is missing\n"
    assert told == []
