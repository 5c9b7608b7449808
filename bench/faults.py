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

PROJECT = Path(__file__).resolve().parent.parent

#: saves versions 0, 1, 2 … of a case without end; prints one line when it has begun
_SAVING = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from engine.case.case_file import Case, save_case
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
from engine.commands.surroundings import Surroundings
from engine.case.case_file import load_case
from engine.findings.assess import assess
from engine.report.pdf import write_report
resources = Path(sys.argv[2]) / "resources"
around = Surroundings(resources)
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


@dataclass(frozen=True, slots=True)
class Fault:
    """One killed process and what it left."""

    kind: str
    after_seconds: float
    lost: str


def kill_at_random_moments(moments: int, seed: int) -> list[Fault]:
    """Kill savers (two of three moments) and exporters (one of three) and look at what they leave."""
    generator = np.random.default_rng(seed)
    found = []
    for number in range(moments):
        kind = "export" if number % 3 == 2 else "save"
        found.append(_kill_once(kind, float(generator.uniform(0.0, 0.12))))
    return found


def _kill_once(kind: str, after_seconds: float) -> Fault:
    with tempfile.TemporaryDirectory(prefix="beamside-fault-") as folder:
        path = Path(folder) / ("summary.pdf" if kind == "export" else "case.beamside.json")
        script = _EXPORTING if kind == "export" else _SAVING
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        with subprocess.Popen(
            [sys.executable, "-c", script, str(path), str(PROJECT)], stdout=subprocess.PIPE, env=environment
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(after_seconds)
            process.send_signal(signal.SIGKILL)
        return Fault(kind, after_seconds, _what_is_lost(kind, path))


def _what_is_lost(kind: str, path: Path) -> str:
    """Return what is wrong with the file that was left; empty where it is whole."""
    from engine.case.case_file import CaseFileError, load_case
    from engine.case.fields import load_fields

    if not path.exists():
        return "the file is gone"
    fields = load_fields(PROJECT / "resources")
    try:
        if kind == "save":
            case = load_case(path, fields)
            number = int(case.label.removeprefix("version "))
            whole = case.patient.value("liver_lesion_count") == number % 400 and len(case.notes) == number % 5000
            return "" if whole else "the case mixes two versions"
        from engine.report.attachments import open_case_from_pdf

        open_case_from_pdf(path, fields)
    except CaseFileError as error:
        return str(error)
    return ""


def fault_lines(faults: list[Fault]) -> list[str]:
    """Return how many were killed and what was lost."""
    lost = [
        f"killed while {fault.kind} after {fault.after_seconds:.3f} s: {fault.lost}" for fault in faults if fault.lost
    ]
    return [f"killed at {len(faults)} random moments: {len(lost)} files lost or torn", *lost]
