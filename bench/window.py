"""How soon the window answers a key, and whether it grows with use; how soon it is there, `bench.startup` says."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.startup import row

PROJECT = Path(__file__).resolve().parent.parent

#: how often each line is typed in, with each view and each case; and how many more times for the memory
TIMES = 1
ROUNDS = 2000
#: how many times a usual press, the median of the same run, the slower ones may take at most
KEY_TIMES = {0.95: 1.5, 0.99: 2.5}
MEMORY_TIMES = 1.5
GROWTH_MIB = 8.0

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


def _output(*arguments: str) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    done = subprocess.run(
        [sys.executable, *arguments],
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


def typing_rows(views: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the rows about key presses: over all views, for each view, and for the keys that changed something.

    Most keys turn nothing, and a percentile over all of them is flattered by those. So the keys that turned a verdict
    or changed what is missing or asked have a row of their own. What was promised is a ratio to the usual press.
    """
    every = [press for presses in views.values() for press in presses]
    turned = [press for press in every if press["verdict"]]
    changed = [press for press in every if press["verdict"] or press["list"]]
    rows = [
        _typing_row("key press to repaint, 95th percentile over all views, full case", every, 0.95),
        _typing_row("of them the presses that turned a verdict or changed a list", changed, 0.95),
    ]
    for name, presses in views.items():
        rows.append(_typing_row(f"with {name} visible, 95th percentile", presses, 0.95))
        rows.append(_typing_row(f"with {name} visible, 99th percentile", presses, 0.99))
    rows += [
        {**_COUNT, "name": "presses that turned a verdict, of all", "value": len(turned), "reference": len(every)},
        {**_COUNT, "name": "presses that turned one or changed a list", "value": len(changed), "reference": len(every)},
    ]
    return rows


_COUNT = {"unit": "presses", "limit": None, "ok": True}


def _typing_row(name: str, presses: list[dict[str, Any]], share: float) -> dict[str, Any]:
    """Return a row with this percentile of the presses beside their median."""
    spent = [press["ms"] for press in presses] or [0.0]
    return row(name, percentile(spent, share), statistics.median(spent) or 1.0, KEY_TIMES[share])


def run() -> list[dict[str, Any]]:
    """Measure typing and memory."""
    typing = json.loads(_output("-m", "bench.by_hand.key_presses", str(PROJECT / "resources"), str(TIMES), str(ROUNDS)))
    bare_mib = statistics.median(float(_output("-c", BARE_MEMORY)) for _ in range(3))
    rows = [
        *typing_rows(typing["views"]),
    ]
    rows += [
        {
            "name": "memory after typing v the bare window",
            "ratio": round(typing["after"] / bare_mib, 2),
            "most_ratio": MEMORY_TIMES,
            "value": round(typing["after"], 1),
            "unit": "MiB",
            "reference": round(bare_mib, 1),
            "limit": None,
            "ok": typing["after"] <= MEMORY_TIMES * bare_mib,
        },
        {
            "name": f"growth over {2 * ROUNDS} key presses",
            "value": round(typing["after"] - typing["before"], 2),
            "unit": "MiB",
            "reference": None,
            "limit": GROWTH_MIB,
            "ok": typing["after"] - typing["before"] <= GROWTH_MIB,
        },
    ]
    return rows
