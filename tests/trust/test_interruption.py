"""Ctrl+C: the exit code of the shells, no traceback, and nothing half-written."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

import main
from tests.waiting import HANG_SECONDS

pytestmark = pytest.mark.slow

#: a program that interrupts itself where a function of one of its modules is called
INTERRUPTED = """
import importlib, os, signal, sys
sys.argv = ["beamside", *sys.argv[1:]]
module, name = {module!r}, {name!r}
found = importlib.import_module(module)
setattr(found, name, lambda *_, **__: os.kill(os.getpid(), signal.SIGINT))
import main
raise SystemExit(main.main())
"""


def interrupt(*_: object, **__: object) -> NoReturn:
    raise KeyboardInterrupt


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize(
    ("call", "there_before"),
    [
        *(((owner, name), before) for owner, name in ((os, "fsync"), (os, "fdopen"), (Path, "replace"))
          for before in (False, True)),
        # The mode of a new file is given as it is made.
        ((Path, "chmod"), True),
    ],
)  # fmt: skip
def test_that_an_interrupted_export_leaves_what_was_there(
    call: tuple[object, str],
    there_before: bool,
    example: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    if there_before:
        (folder / "summary.pdf").write_bytes(b"what was there before")
    # Its cache may be written first, by the same calls.
    monkeypatch.setattr(main, "cache_folder", lambda: None)
    monkeypatch.setattr(*call, interrupt)
    assert main.main(["report", str(example), "-o", str(folder / "summary.pdf")]) == 130
    monkeypatch.undo()
    assert capfd.readouterr() == ("", "")
    left = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert left == ({"summary.pdf": b"what was there before"} if there_before else {})


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize(
    ("module", "name", "command"),
    [
        ("engine.commands.assess_command", "assess", ["assess", "{case}"]),
        ("engine.report.writers.pdf", "write_report", ["report", "{case}", "-o", "never.pdf"]),
        ("engine.commands.evidence_command", "check_library", ["evidence", "check"]),
        ("engine.commands.selftest_command", "run_cases", ["selftest"]),
        ("engine.dose", "read_dvh", ["dvh", "{case}"]),
        ("main", "_say", ["--help"]),
    ],
)
def test_that_a_signal_ends_a_command_without_a_word(
    module: str, name: str, command: list[str], example: Path, project: Path
) -> None:
    # Where the signal comes is not left to the clock.
    program = INTERRUPTED.format(module=module, name=name)
    done = subprocess.run(
        [sys.executable, "-c", program, *(part.format(case=example) for part in command)],
        cwd=example.parent,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, b"", b"")
    assert not (example.parent / "never.pdf").exists()


#: a window that interrupts itself as soon as it is open, and would stay open
INTERRUPTED_WINDOW = """
import os, signal, sys
from PySide6.QtCore import QTimer
import gui.application
begun = gui.application.Application.exec
def exec_interrupted():
    QTimer.singleShot(500, lambda: os.kill(os.getpid(), signal.SIGINT))
    QTimer.singleShot(5000, lambda: os._exit(77))
    return begun()
gui.application.Application.exec = staticmethod(exec_interrupted)
import main
sys.argv = ["beamside", "gui"]
raise SystemExit(main.main())
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_that_a_signal_ends_the_window_and_interrupts_nothing_in_it(project: Path, tmp_path: Path) -> None:
    places = ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME")
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED_WINDOW],
        env={**os.environ, "PYTHONPATH": str(project), "QT_QPA_PLATFORM": "offscreen"}
        | dict.fromkeys(places, str(tmp_path)),
        capture_output=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert done.returncode == -signal.SIGINT
    assert b"Traceback" not in done.stderr


def test_that_a_function_call_leaves_the_handling_of_signals_alone(
    example: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    before: Callable[..., object] | int | None = signal.getsignal(signal.SIGINT)
    assert main.main(["assess", str(example)]) == 0
    assert capfd.readouterr().err == ""
    assert signal.getsignal(signal.SIGINT) is before
