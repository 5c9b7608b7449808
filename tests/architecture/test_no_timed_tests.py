"""No test measures the machine: what must come is waited for, and nobody asserts how soon it came."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.waiting import HANG_SECONDS, PatientQtBot

# Waiting a fixed while, a limit of one's own, and reading a clock to compare.
TIMED = {
    "a fixed while": re.compile(r"qtbot\.wait\(|QTest\.qWait\(\d|(?<!\.)\bsleep\(\s*[1-9]"),
    "a limit of its own": re.compile(r"timeout(_seconds)?=\s*[0-9_.]+\b(?!\s*\*)|\.(wait|join)\(\s*[0-9.]+\s*\)"),
    "a clock": re.compile(r"\b(perf_counter|process_time|QElapsedTimer)\b"),
}
#: Files with a reason of their own.
EXCUSED = {
    "test_amplifying.py": "spends processor time on purpose, to see that a reader that does is noticed",
    "waiting.py": "says how long is for ever",
    "test_no_timed_tests.py": "names what it looks for",
    "conftest.py": "gives a thread that is on its way out some seconds, and a mount that may hang some seconds",
}


def timed_lines(text: str) -> list[str]:
    """Return the lines that measure time, and how."""
    return [
        f"{kind}: {line.strip()}" for line in text.splitlines() for kind, found in TIMED.items() if found.search(line)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "qtbot.wait(50)",
        "with qtbot.waitSignal(done, timeout=5000):",
        "subprocess.run(command, timeout=120, check=False)",
        "assert begun.wait(30)",
        "before = time.perf_counter()",
        "sleep(1)",
    ],
)
def test_that_a_timed_line_is_seen(line: str) -> None:
    assert timed_lines(line)


@pytest.mark.parametrize(
    "line",
    ["qtbot.waitUntil(lambda: done)", "subprocess.run(command, timeout=HANG_SECONDS)", "time.sleep(0.02)", "x.wait()"],
)
def test_that_waiting_for_what_must_come_is_allowed(line: str) -> None:
    assert timed_lines(line) == []


def test_that_no_test_measures_the_machine(project: Path) -> None:
    found = {
        str(file.relative_to(project)): lines
        for file in sorted((project / "tests").rglob("*.py"))
        if file.name not in EXCUSED and (lines := timed_lines(file.read_text("utf-8")))
    }
    assert found == {}


def test_that_the_robot_waits_longer_than_a_busy_machine_takes(
    qtbot: PatientQtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pytestqt.qtbot import QtBot

    asked: list[int] = []
    monkeypatch.setattr(QtBot, "waitUntil", lambda self, callback, *, timeout: asked.append(timeout))
    qtbot.waitUntil(lambda: True)
    qtbot.waitUntil(lambda: True, timeout=10)
    qtbot.waitUntil(lambda: True, timeout=0)
    assert asked == [HANG_SECONDS * 1000, HANG_SECONDS * 1000, 0]
