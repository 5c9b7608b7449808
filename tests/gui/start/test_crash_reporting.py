"""A fault tells where it happened and nothing of the case."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.application import _Session
from gui.start.crash_reporting import CrashReporter, details_without_values
from gui.start.crash_window import CrashWindow
from gui.window.main_window import MainWindow


def failed(value: str) -> tuple[type[BaseException], BaseException, Any]:
    """Return an exception whose message holds a value of a patient."""
    try:
        raise ValueError(f"bilirubin {value}")
    except ValueError as error:
        return type(error), error, error.__traceback__


@pytest.mark.hazard("privacy")
def test_that_details_hold_places_and_no_values() -> None:
    kind, _, trace = failed("15.123")
    details = details_without_values(kind, trace, "2026.1")
    assert "15.123" not in details
    assert "ValueError" in details
    assert "in failed" in details
    assert "2026.1" in details


def test_that_an_exception_is_told_on_the_main_thread(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reporter = CrashReporter(tmp_path, "2026.1")
    told: list[tuple[str, int]] = []
    reporter.failed.connect(lambda details: told.append((details, threading.get_ident())))
    worker = threading.Thread(target=lambda: reporter._on_exception(*failed("15.123")))
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0][1] == threading.get_ident()
    assert "15.123" not in told[0][0]
    assert "15.123" not in capsys.readouterr().err


def test_that_the_hooks_are_taken_and_given_back(qapp: QApplication, tmp_path: Path) -> None:
    before = sys.excepthook, threading.excepthook
    reporter = CrashReporter(tmp_path, "2026.1")
    reporter.install()
    assert sys.excepthook == reporter._on_exception
    assert [path.suffix for path in sorted(tmp_path.iterdir())] == [".lock", ".txt"]
    reporter.uninstall()
    assert (sys.excepthook, threading.excepthook) == before
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["crash.txt", "crash-0123456789abcdef.txt"])
def test_that_what_a_killed_session_left_is_read_once(qapp: QApplication, tmp_path: Path, name: str) -> None:
    # The first is what earlier versions wrote.
    (tmp_path / name).write_text("Fatal Python error: Aborted\n", encoding="utf-8")
    reporter = CrashReporter(tmp_path, "2026.1")
    assert "Aborted" in reporter.left_behind()
    assert reporter.left_behind() == ""


@pytest.mark.hazard("lost-work")
def test_that_a_fault_keeps_the_case_and_offers_to_save_it(window: MainWindow, answers: Any, tmp_path: Path) -> None:
    session = _Session(window, CrashReporter(tmp_path, "2026.1"))
    window.document.set_value("sex", "male")
    session.on_failed("details")
    window.autosave.wait()
    assert window.autosave.path.exists()
    dialog = window.findChild(CrashWindow)
    assert isinstance(dialog, CrashWindow)
    assert dialog.details.toPlainText() == "details"
    answers.save = tmp_path / "kept.beamside.json"
    dialog.save_requested.emit()
    assert answers.save.exists()
    dialog.close()
    session.tell_of_fault()
    assert any("ended by a fault" in text for text in window.messages.texts)
