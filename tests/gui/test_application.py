"""The application itself: files that the system hands over, and processes that do not take each other's faults."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from gui.application import _Session
from gui.start.crash_reporting import CrashReporter
from gui.window.main_window import MainWindow
from tests.waiting import HANG_SECONDS

CASE = '{"format": "beamside-case/1", "inputs": {"age_years": %d}}'


@pytest.fixture
def session(window: MainWindow, tmp_path: Path) -> _Session:
    return _Session(window, CrashReporter(tmp_path, "2026.1"))


def case(folder: Path, age: int) -> Path:
    path = folder / f"{age}.beamside.json"
    path.write_text(CASE % age, encoding="utf-8")
    return path


def test_that_the_application_tells_of_a_file_that_the_system_hands_over(project: Path) -> None:
    program = """
import sys
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFileOpenEvent
from gui.application import application
app = application(["beamside"])
heard = []
app.file_opened.connect(heard.append)
QCoreApplication.sendEvent(app, QFileOpenEvent("somewhere/b.beamside.json"))
QCoreApplication.sendEvent(app, QEvent(QEvent.Type.ApplicationActivate))
print(*heard, sep="|")
"""
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=project,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(result.stdout.strip()) == Path("somewhere/b.beamside.json")


def test_that_a_file_that_is_handed_over_is_opened(window: MainWindow, session: _Session, tmp_path: Path) -> None:
    session.open_file(case(tmp_path, 66))
    QApplication.processEvents()
    assert window.document.case.patient.value("age_years") == 66
    assert window.files.name == "66"


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize(("answer", "age"), [("discard", 66), ("cancel", 40)])
def test_that_unsaved_work_is_asked_about_once(
    window: MainWindow, session: _Session, answers: Any, tmp_path: Path, answer: Any, age: int
) -> None:
    window.document.set_value("age_years", 40.0)
    answers.changes = answer
    session.open_file(case(tmp_path, 66))
    QApplication.processEvents()
    assert answers.asked == ["changes"]
    assert window.document.case.patient.value("age_years") == age


def test_that_of_several_files_at_once_the_last_is_opened(
    window: MainWindow, session: _Session, answers: Any, tmp_path: Path
) -> None:
    window.document.set_value("age_years", 40.0)
    for age in (66, 67, 68):
        session.open_file(case(tmp_path, age))
    QApplication.processEvents()
    assert answers.asked == ["changes"]
    assert window.document.case.patient.value("age_years") == 68


@pytest.mark.hazard("lost-work")
def test_that_a_file_that_comes_while_a_question_waits_is_opened_after_it(
    window: MainWindow, session: _Session, answers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.document.set_value("age_years", 40.0)
    depth: list[int] = []

    def wait(_name: str) -> str:
        depth.append(len(depth))
        if len(depth) == 1:
            session.open_file(case(tmp_path, 70))
            # The dialog's own loop goes round.
            QApplication.processEvents()
            assert window.document.case.patient.value("age_years") == 40
        return "discard"

    monkeypatch.setattr(answers, "save_changes", wait)
    session.open_file(case(tmp_path, 66))
    QApplication.processEvents()
    assert window.document.case.patient.value("age_years") == 70


def test_that_a_file_that_is_no_case_is_told(
    window: MainWindow, session: _Session, answers: Any, tmp_path: Path
) -> None:
    session.open_file(tmp_path / "none.beamside.json")
    QApplication.processEvents()
    assert answers.asked == ["tell"]


# ---------------------------------------------------------------------- faults of several processes

FAIL = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from gui.start.crash_reporting import CrashReporter
app = QCoreApplication([])
reporter = CrashReporter(Path(sys.argv[1]), "2026.1")
found = reporter.left_behind()
reporter.install()
print(repr(found), flush=True)
sys.stdin.readline()
if sys.argv[2] == "fault":
    import faulthandler
    faulthandler._sigabrt()
if sys.argv[2] == "killed":
    os.kill(os.getpid(), 9)
reporter.uninstall()
"""


class Process:
    """A process with a crash reporter of its own, which ends in its own way when it is told to."""

    def __init__(self, project: Path, folder: Path, end: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", FAIL, str(folder), end],
            cwd=project,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout is not None
        self.found = self._process.stdout.readline().strip()

    def end(self) -> None:
        self._process.communicate("\n", timeout=HANG_SECONDS)


def test_that_each_process_keeps_its_own_faults(project: Path, tmp_path: Path, qapp: QApplication) -> None:
    one = Process(project, tmp_path, "fault")
    other = Process(project, tmp_path, "good order")
    assert (one.found, other.found) == ("''", "''")
    assert len(list(tmp_path.glob("crash-*.txt"))) == 2
    # The second ends in good order and takes nothing of the first with it; then the first fails.
    other.end()
    assert len(list(tmp_path.glob("crash-*.txt"))) == 1
    one.end()
    reporter = CrashReporter(tmp_path, "2026.1")
    assert "Aborted" in reporter.left_behind()
    assert reporter.left_behind() == ""
    assert list(tmp_path.iterdir()) == []


def test_that_a_process_that_runs_is_not_taken_for_one_that_failed(
    project: Path, tmp_path: Path, qapp: QApplication
) -> None:
    running = Process(project, tmp_path, "good order")
    (written,) = tmp_path.glob("crash-*.txt")
    written.write_text("what it may be writing just now", encoding="utf-8")
    assert CrashReporter(tmp_path, "2026.1").left_behind() == ""
    assert written.exists()
    running.end()
    assert list(tmp_path.iterdir()) == []


def test_that_what_was_killed_from_outside_is_cleared_and_is_no_fault(
    project: Path, tmp_path: Path, qapp: QApplication
) -> None:
    Process(project, tmp_path, "killed").end()
    assert len(list(tmp_path.glob("crash-*.txt"))) == 1
    assert CrashReporter(tmp_path, "2026.1").left_behind() == ""
    assert list(tmp_path.iterdir()) == []
