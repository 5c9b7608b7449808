"""kill -9 at random moments of saving, autosaving and exporting: the file is the old one or the new one, whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.case.fields import FieldCatalogue

PROJECT = Path(__file__).resolve().parent.parent.parent

#: saves versions 0, 1, 2 … of a case without end; prints one line when it has begun
_SAVING = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from engine.case.files.case_file import Case, save_case
from engine.case.fields import load_fields
from engine.case.patient import Patient
fields = load_fields(Path(sys.argv[2]) / "resources")
path = Path(sys.argv[1])
number = 0
while True:
    inputs = {"age_years": float(number % 100), "liver_lesion_count": number % 400}
    save_case(Case(Patient(fields, inputs), label=f"version {number}", notes="x" * (number % 5000)), path)
    if number == 0:
        print("begun", flush=True)
    number += 1
"""

#: exports the summary of the first example without end
_EXPORTING = """
import datetime as dt
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from engine.commands.shared.command_context import CommandContext
from engine.case.files.case_file import load_case
from engine.findings.assess import assess
from engine.report.writers.pdf import write_report
resources = Path(sys.argv[2]) / "resources"
around = CommandContext(resources)
case = load_case(next((resources / "examples").glob("sbrt*.json")), around.fields)
assessment = assess(case, around.library)
day = dt.date(2026, 1, 1)
first = True
while True:
    write_report(Path(sys.argv[1]), assessment, case, around.fields, data_date=day, print_date=day, resources=resources)
    if first:
        print("begun", flush=True)
        first = False
"""


#: types into the window without end; each change is kept as a copy of unsaved work
_AUTOSAVING = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from PySide6.QtCore import QTimer
from engine.commands.shared.command_context import CommandContext
from engine.case.entry import Entered
from gui.application import application, build_window
from gui.shared.settings_store import SettingsStore
folder, resources = Path(sys.argv[1]), Path(sys.argv[2]) / "resources"
app = application(["beamside"])
around = CommandContext(resources, Path(sys.argv[3]))
window = build_window(app, resources, fields=around.fields, library=around.library, views=(),
    settings=SettingsStore(folder / "window.ini"), recovery=folder / "recovery")
number = 0
def type_on():
    global number
    window.document.set_entry("age_years", Entered(float(number % 100)))
    window.document.set_notes("x" * (number % 5000))
    window.document.set_label(f"version {number}")
    window.autosave.write_now()
    number += 1
timer = QTimer()
timer.timeout.connect(type_on)
def begin():
    type_on()
    window.autosave.wait()
    print("begun", flush=True)
    timer.start(0)
QTimer.singleShot(0, begin)
app.exec()
"""

_SCRIPTS = {"save": _SAVING, "autosave": _AUTOSAVING, "export": _EXPORTING}
#: what is killed at each moment in turn: `save` twice, since it is what a person waits for
_TURNS = ("save", "autosave", "export", "save", "autosave", "export", "save")


@dataclass(frozen=True, slots=True)
class Fault:
    """One killed process and what it left."""

    kind: str
    after_seconds: float
    lost: str


def kill_at_random_moments(moments: int, seed: int) -> list[Fault]:
    """Kill savers, windows that keep copies of unsaved work, and exporters in turn; look at what they leave."""
    generator = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory(prefix="beamside-fault-cache-") as cache:
        return [
            _kill_once(_TURNS[number % len(_TURNS)], float(generator.uniform(0.0, 0.12)), Path(cache))
            for number in range(moments)
        ]


def _kill_once(kind: str, after_seconds: float, cache: Path) -> Fault:
    with tempfile.TemporaryDirectory(prefix="beamside-fault-") as folder:
        path = Path(folder) / {"save": "case.beamside.json", "autosave": "", "export": "summary.pdf"}[kind]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        with subprocess.Popen(
            [sys.executable, "-c", _SCRIPTS[kind], str(path), str(PROJECT), str(cache)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        ) as process:
            assert process.stdout is not None
            if process.stdout.readline() != b"begun\n":
                process.kill()
                return Fault(kind, 0.0, "it did not begin")
            time.sleep(after_seconds)
            process.send_signal(signal.SIGKILL)
        return Fault(kind, after_seconds, _what_is_lost(kind, path))


def _what_is_lost(kind: str, path: Path) -> str:
    """Return what is wrong with the file that was left; empty where it is whole."""
    from engine.case.fields import load_fields
    from engine.case.files.case_file import load_case
    from engine.case.problems import CaseFileError

    if not path.exists():
        return "the file is gone"
    fields = load_fields(PROJECT / "resources")
    if kind == "autosave":
        return _what_is_lost_of_copies(path / "recovery", fields)
    try:
        if kind == "save":
            case = load_case(path, fields)
            number = int(case.label.removeprefix("version "))
            whole = case.patient.value("liver_lesion_count") == number % 400 and len(case.notes) == number % 5000
            return "" if whole else "the case mixes two versions"
        from engine.report.writers.attachments import open_case_from_pdf

        open_case_from_pdf(path, fields)
    except CaseFileError as error:
        return str(error)
    return ""


def _what_is_lost_of_copies(folder: Path, fields: FieldCatalogue) -> str:
    """Return what is wrong with the copy of unsaved work: there must be one, whole, of one moment."""
    from gui.document.autosave import read_recovery

    copies = list(folder.glob("*.recovery.json"))
    if len(copies) != 1:
        return f"{len(copies)} copies of unsaved work"
    try:
        case = read_recovery(copies[0].read_bytes(), fields).draft.case
    except ValueError as error:
        return str(error)
    number = int(case.label.removeprefix("version "))
    whole = case.patient.value("age_years") == number % 100 and len(case.notes) == number % 5000
    return "" if whole else "the copy mixes two moments"


def fault_lines(faults: list[Fault]) -> list[str]:
    """Return how many were killed and what was lost."""
    lost = [
        f"killed while {fault.kind} after {fault.after_seconds:.3f} s: {fault.lost}" for fault in faults if fault.lost
    ]
    kinds = ", ".join(f"{kind} {sum(fault.kind == kind for fault in faults)}" for kind in _SCRIPTS)
    return [f"killed at {len(faults)} random moments ({kinds}): {len(lost)} files lost or torn", *lost]
