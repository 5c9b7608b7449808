"""How long a person waits: for the command line, for the assessment, and for the window's first paint."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
EXAMPLE = PROJECT / "resources" / "examples" / "sbrt-candidate.beamside.json"

REPEATS = 9

#: how many times their references they may be at most
COMMAND_TIMES = 5.0
ASSESS_TIMES = 0.05
FIRST_PAINT_TIMES = 1.2

# Runs inside the measured process. Instead of the event loop, events are handled until a window has been
# painted; then the moment is printed. Nothing in the program itself knows of this.
UNTIL_PAINTED = """
import time
from PySide6.QtWidgets import QApplication

def until_painted(*ignored):
    while True:
        QApplication.processEvents()
        handles = [w.windowHandle() for w in QApplication.topLevelWidgets() if w.isVisible()]
        if any(handle is not None and handle.isExposed() for handle in handles):
            break
    print("PAINTED", time.monotonic(), flush=True)
    return 0

QApplication.exec = until_painted
"""

BARE_WINDOW = """
import sys
import pyqtgraph
from PySide6.QtWidgets import QApplication, QMainWindow

application = QApplication(sys.argv)
window = QMainWindow()
plot = pyqtgraph.PlotWidget()
plot.plot([0, 12, 24, 36], [1.0, 0.8, 0.6, 0.5])
window.setCentralWidget(plot)
window.resize(1200, 800)
window.show()
application.exec()
"""

# As a person starts it: as the main module, which does some things for a process of its own alone.
OUR_WINDOW = f"""
import runpy, sys
sys.argv = ["main.py", "gui", {str(EXAMPLE)!r}]
sys.path.insert(0, ".")
runpy.run_path("main.py", run_name="__main__")
"""


def surroundings_of(folder: str) -> dict[str, str]:
    """Return an environment without a screen, whose settings, recovery copies and caches lie in one folder.

    Compiled modules are kept, as on a user's machine, and there too.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    own = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"), folder)
    return {**inherited, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": folder, **own}


def wall_ms(command: Sequence[str], environment: dict[str, str]) -> float:
    """Run a command to its end and return the time it took in milliseconds."""
    start = time.perf_counter()
    subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1000


def first_paint_ms(program: str, environment: dict[str, str] | None = None) -> float:
    """Start a program with a window and return the time to its first paint in milliseconds."""
    if environment is None:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    start = time.monotonic()
    result = subprocess.run(
        [sys.executable, "-c", UNTIL_PAINTED + program],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    (painted,) = (line.split()[1] for line in result.stdout.splitlines() if line.startswith("PAINTED"))
    return (float(painted) - start) * 1000


def side_by_side(ours: Any, reference: Any) -> tuple[float, float]:
    """Measure two things in turn, so that both meet the same load; return their medians but for the first."""
    measured = [(ours(), reference()) for _ in range(REPEATS + 1)][1:]
    return statistics.median(m[0] for m in measured), statistics.median(m[1] for m in measured)


def row(name: str, value_ms: float, reference_ms: float, most_ratio: float | None) -> dict[str, Any]:
    """Return one row of the table: milliseconds beside a reference, and how many times that they may be at most."""
    return {
        "name": name,
        "ratio": round(value_ms / reference_ms, 3),
        "most_ratio": most_ratio,
        "value": round(value_ms, 2),
        "unit": "ms",
        "reference": round(reference_ms, 2),
        "limit": None,
        "ok": most_ratio is None or value_ms <= most_ratio * reference_ms,
    }


def assess_ms() -> tuple[float, float]:
    """Return the time of the first assessment in a process, and the median of later ones, in milliseconds.

    Each later one is of another patient, as while somebody types, so that nothing remembered can serve.
    """
    from engine.case.files.case_file import load_case
    from engine.case.patient import Patient
    from engine.commands.shared.command_context import CommandContext
    from engine.findings.assess import assess

    command_context = CommandContext(PROJECT / "resources")
    fields, library, curves = command_context.fields, command_context.library, command_context.curves
    inputs = load_case(EXAMPLE, fields).patient.inputs
    times = []
    for hundredths in range(300, 500):
        patient = Patient(fields, {**inputs, "tumour_height_cm": hundredths / 100})
        start = time.perf_counter()
        assess(patient, library, curves)
        times.append((time.perf_counter() - start) * 1000)
    return times[0], statistics.median(times[1:])


def run() -> list[dict[str, Any]]:
    """Measure the command line, the assessment and the window, with what is remembered from an earlier start."""
    with tempfile.TemporaryDirectory() as folder:
        environment = surroundings_of(folder)
        whole, interpreter = side_by_side(
            lambda: wall_ms([sys.executable, "main.py", "assess", str(EXAMPLE)], environment),
            lambda: wall_ms([sys.executable, "-c", "import json"], environment),
        )
        ours, bare = side_by_side(
            lambda: first_paint_ms(OUR_WINDOW, environment), lambda: first_paint_ms(BARE_WINDOW, environment)
        )
    first, later = assess_ms()
    return [
        row(
            "`beamside assess`, whole process, v `python -c 'import json'`",
            whole,
            interpreter,
            COMMAND_TIMES,
        ),
        row("`assess` alone, another patient every time, v the same", later, interpreter, ASSESS_TIMES),
        row("`assess`, the first in a process, with what it imports, v the same", first, interpreter, None),
        row("first paint v a bare window with a pyqtgraph plot", ours, bare, FIRST_PAINT_TIMES),
    ]
