"""How soon the window is there, how soon it answers a key, and whether it grows with use."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent

REPEATS = 7
KEYS = 300
LIMIT_PER_KEY_MS = 16.7
FIRST_PAINT_TIMES = 1.2
MEMORY_TIMES = 1.5
GROWTH_MIB = 8.0

# Runs in a process of its own: builds the window on a full case and presses keys, as a person would, in the fields
# one after the other. From the key press to the last repaint that it caused.
TYPING = """
import json, sys, tempfile, time
from pathlib import Path
from PySide6.QtCore import Qt, QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from bench.full_case import full_case
from engine.case.fields import load_fields
from engine.evidence.loading import load_library
from engine.findings.published_curves import published_curves
from gui.application import application, build_window
from gui.settings_store import SettingsStore

def resident_mib():
    with open("/proc/self/status") as stream:
        return next(int(line.split()[1]) / 1024 for line in stream if line.startswith("VmRSS"))

resources, keys, rounds = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
place = Path(tempfile.mkdtemp())
fields = load_fields(resources)
library = load_library(resources / "evidence", {spec.id: spec.kind for spec in fields})
app = application(["bench"])
window = build_window(app, resources, fields=fields, library=library,
                      curves=published_curves(library), settings=SettingsStore(place / "window.ini"),
                      recovery=place / "recovery")
window.document.replace_case(full_case(fields))
window.resize(1600, 1000)
window.show()
window.begin()
for tab in reversed(range(window.views.count())):
    window.views.setCurrentIndex(tab)
    QTest.qWait(60)
lines = [row.editor.control for row in window.form.rows.values()
         if hasattr(row, "editor") and isinstance(row.editor.control, QLineEdit)
         and not row.isHidden() and not row.editor.control.isReadOnly()]
first, spent, by_view = resident_mib(), [], {}

def settle():
    QCoreApplication.sendPostedEvents()
    # As the event loop does between two keys.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    for _ in range(3):
        app.processEvents()

def press(line, key):
    start = time.perf_counter()
    QTest.keyClick(line, key)
    settle()
    return (time.perf_counter() - start) * 1000

for tab in range(window.views.count()):
    window.views.setCurrentIndex(tab)
    settle()
    taken = []
    for number in range(keys):
        line = lines[number % len(lines)]
        if not line.hasFocus():
            line.setFocus()
            line.end(False)
            settle()
        taken.append(press(line, Qt.Key.Key_1))
        taken.append(press(line, Qt.Key.Key_Backspace))
    spent += taken
    by_view[window.views.tabText(tab)] = sorted(taken)[int(len(taken) * 0.95)]
window.views.setCurrentIndex(0)
before = resident_mib()
for number in range(rounds):
    line = lines[number % len(lines)]
    line.setFocus()
    press(line, Qt.Key.Key_1)
    press(line, Qt.Key.Key_Backspace)
    if number % 500 == 499:
        window.document.undo_stack.clear()
after = resident_mib()
window.document.mark_saved()
window.close()
print(json.dumps({"spent": spent, "by_view": by_view, "first": first, "before": before, "after": after}))
"""

BARE_MEMORY = """
import pyqtgraph
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
plot = pyqtgraph.PlotWidget()
plot.plot([0, 12, 24, 36], [1.0, 0.8, 0.6, 0.5])
window.setCentralWidget(plot)
window.resize(1600, 1000)
window.show()
for _ in range(20):
    application.processEvents()
with open("/proc/self/status") as stream:
    print(next(int(line.split()[1]) / 1024 for line in stream if line.startswith("VmRSS")))
"""


def _output(program: str, *arguments: str) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip().splitlines()[-1]


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share of all lies."""
    return sorted(values)[min(int(len(values) * share), len(values) - 1)]


def run() -> list[dict[str, Any]]:
    """Measure typing, first paint and memory."""
    from bench.startup import BARE_WINDOW, OUR_WINDOW, first_paint_ms, side_by_side

    ours, bare = side_by_side(lambda: first_paint_ms(OUR_WINDOW), lambda: first_paint_ms(BARE_WINDOW))
    typing = json.loads(_output(TYPING, str(PROJECT / "resources"), str(KEYS // 7), "2000"))
    bare_mib = statistics.median(float(_output(BARE_MEMORY)) for _ in range(3))
    rows = [
        {
            "name": "first paint v a bare window with a pyqtgraph plot",
            "value": round(ours, 1),
            "unit": "ms",
            "reference": round(bare, 1),
            "limit": round(FIRST_PAINT_TIMES * bare, 1),
            "ok": ours <= FIRST_PAINT_TIMES * bare,
        },
        {
            "name": "key press to repaint, 95th percentile over all views, full case",
            "value": round(percentile(typing["spent"], 0.95), 2),
            "unit": "ms",
            "reference": round(statistics.median(typing["spent"]), 2),
            "limit": LIMIT_PER_KEY_MS,
            "ok": percentile(typing["spent"], 0.95) <= LIMIT_PER_KEY_MS,
        },
    ]
    rows += [
        {
            "name": f"the same with {name} visible",
            "value": round(value, 2),
            "unit": "ms",
            "reference": None,
            "limit": LIMIT_PER_KEY_MS,
            "ok": value <= LIMIT_PER_KEY_MS,
        }
        for name, value in typing["by_view"].items()
    ]
    rows += [
        {
            "name": "memory after typing v the bare window",
            "value": round(typing["after"], 1),
            "unit": "MiB",
            "reference": round(bare_mib, 1),
            "limit": round(MEMORY_TIMES * bare_mib, 1),
            "ok": typing["after"] <= MEMORY_TIMES * bare_mib,
        },
        {
            "name": "growth over 4000 key presses",
            "value": round(typing["after"] - typing["before"], 2),
            "unit": "MiB",
            "reference": None,
            "limit": GROWTH_MIB,
            "ok": typing["after"] - typing["before"] <= GROWTH_MIB,
        },
    ]
    return rows
