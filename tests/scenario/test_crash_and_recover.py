"""The program is killed in the middle of typing; the next start gives the work back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import HANG_SECONDS, wait_until

TYPING = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
import main
import gui.application

def when_started(do):
    make = gui.application.application
    def started(argv):
        app = make(argv)
        QTimer.singleShot(200, do)
        return app
    gui.application.application = started

def window():
    return next(w for w in QApplication.topLevelWidgets() if type(w).__name__ == "MainWindow")

def type_and_wait():
    w = window()
    w.begin()
    w.form.go_to_field("age_years")
    QTest.keyClicks(w.form.rows["age_years"].editor.control, "66")
    w.form.go_to_field("inr")
    QTest.keyClicks(w.form.rows["inr"].editor.control, "1,2x")
    print("TYPED", flush=True)

when_started(type_and_wait)
sys.exit(main.main(["gui", *sys.argv[1:]]))
"""

RESTARTED = """
import sys, os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
import main
import gui.application

def when_started(do):
    make = gui.application.application
    def started(argv):
        app = make(argv)
        QTimer.singleShot(200, do)
        return app
    gui.application.application = started

def look():
    w = next(w for w in QApplication.topLevelWidgets() if type(w).__name__ == "MainWindow")
    w.begin()
    print("OFFERED", [text for text in w.messages.texts if "before" in text], flush=True)
    w.messages.button("recovery", "Restore").click()
    print("AGE", w.document.case.patient.number("age_years"), flush=True)
    print("TEXT", w.document.draft.unreadable["inr"].text, flush=True)
    print("MODIFIED", w.isWindowModified(), flush=True)
    w.document.mark_saved()
    w.close()

when_started(look)
sys.exit(main.main(["gui"]))
"""


def environment(home: Path) -> dict[str, str]:
    """Return an environment in which the program finds folders of its own."""
    names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    return {**os.environ, **{name: str(home / name) for name in names}, "QT_QPA_PLATFORM": "offscreen"}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="there is no such signal on this system")
def test_that_work_is_recovered_after_the_program_was_killed(project: Path, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", TYPING], cwd=project, env=environment(tmp_path), stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        # Ends at once where the program has ended.
        assert "TYPED" in process.stdout.readline()
        copies = tmp_path / "XDG_STATE_HOME"
        wait_until(lambda: list(copies.rglob("*.recovery.json")) or process.poll() is not None)
        assert list(copies.rglob("*.recovery.json"))
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]
    done = subprocess.run(
        [sys.executable, "-c", RESTARTED],
        cwd=project,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert "before a new case was saved" in done.stdout
    assert "AGE 66.0" in done.stdout
    assert "TEXT 1,2x" in done.stdout
    assert "MODIFIED True" in done.stdout
    assert list((tmp_path / "XDG_STATE_HOME").rglob("*.recovery.json")) == []
