"""The guards around every test do catch what they are there to catch."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import HANG_SECONDS

# Each test here does one thing that the suite does not allow, or one that looks like it and is allowed.
CARELESS_TESTS = """
import threading, time, warnings
from PySide6.QtCore import QTimer, Qt, qWarning
from PySide6.QtWidgets import QApplication, QWidget

kept = []

def test_leaves_a_thread():
    threading.Thread(target=time.sleep, args=(600,), name="forgotten", daemon=True).start()

def test_leaves_a_window(qtbot):
    kept.append(QWidget())
    kept[-1].setObjectName("forgotten window")

def test_leaves_a_timer(qtbot):
    timer = QTimer(QApplication.instance())
    timer.setObjectName("forgotten timer")
    timer.start(60_000)

def test_leaves_a_cursor(qapp):
    QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)

def test_warns():
    warnings.warn("careless")

def test_makes_qt_warn(qtbot):
    qWarning("careless")

def test_closes_its_window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    QTimer(window).start(60_000)
    window.show()

def test_leaves_only_rubbish(qtbot):
    window = QWidget()
    window.itself = window
"""


# Five files for two processes, one of which ends without a word.
CRASHING_TESTS = """
import os, pytest

@pytest.mark.parametrize("number", range(20))
def test_number(number):
    if ENDS and number == 5:
        os._exit(1)
"""


@pytest.mark.slow
def test_that_a_process_that_crashes_ends_the_run_red(project: Path, tmp_path: Path) -> None:
    makefile = (project / "Makefile").read_text(encoding="utf-8")
    spread = next(line.partition(":=")[2] for line in makefile.splitlines() if line.startswith("SPREAD"))
    for name in "abcde":
        text = f"ENDS = {name == 'a'}\n{CRASHING_TESTS}"
        (tmp_path / f"test_{name}.py").write_text(text, encoding="utf-8")
    run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", str(tmp_path)]
    options = spread.replace("$(WORKERS)", "2").split()
    # What it guards against is a run that never ends; how long it takes otherwise is not looked at.
    ended = subprocess.run(
        [*run, *options], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=HANG_SECONDS
    )
    assert ended.returncode == 1
    assert "crashed while running" in ended.stdout


@pytest.fixture(scope="module")
def outcome(project: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return what pytest says about the careless tests under this suite's guards and settings."""
    folder = tmp_path_factory.mktemp("careless")
    shutil.copy(project / "pyproject.toml", folder)
    (folder / "tests").mkdir()
    guards = (project / "tests" / "conftest.py").read_text(encoding="utf-8")
    # The thread that is left here will not end: one second is as good as the ten that a busy machine is given.
    patience = "LEFT_BEHIND_SECONDS = 10\n"
    assert patience in guards
    impatient = guards.replace(patience, "LEFT_BEHIND_SECONDS = 1\n")
    (folder / "tests" / "conftest.py").write_text(impatient, encoding="utf-8")
    shutil.copy(project / "tests" / "waiting.py", folder / "tests")
    (folder / "tests" / "test_careless.py").write_text(CARELESS_TESTS, encoding="utf-8")
    run = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", "tests"]
    environment = {**os.environ, "COLUMNS": "200"}
    return subprocess.run(run, cwd=folder, env=environment, capture_output=True, text=True, check=False).stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("test", "complaint"),
    [
        ("leaves_a_thread", "left behind: thread forgotten"),
        ("leaves_a_window", "left behind: window QWidget 'forgotten window'"),
        ("leaves_a_timer", "left behind: running timer 'forgotten timer'"),
        ("leaves_a_cursor", "left behind: an override cursor"),
    ],
)
def test_that_what_is_left_behind_is_an_error(outcome: str, test: str, complaint: str) -> None:
    assert f"test_{test} ERROR" in outcome
    assert complaint in outcome


@pytest.mark.slow
@pytest.mark.parametrize("test", ["warns", "makes_qt_warn"])
def test_that_a_warning_is_a_failure(outcome: str, test: str) -> None:
    assert f"test_{test} FAILED" in outcome


@pytest.mark.slow
@pytest.mark.parametrize("test", ["closes_its_window", "leaves_only_rubbish"])
def test_that_tidy_tests_pass(outcome: str, test: str) -> None:
    assert f"test_{test} PASSED" in outcome
    assert f"test_{test} ERROR" not in outcome
