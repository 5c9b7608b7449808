"""How long an export takes, and what it costs in memory, alone and five hundred times in a row."""

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

PROJECT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ("sbrt-candidate", "borderline", "first-line-chemoradiation")
EXPORTS = 500
REPEATS = 7

# What both measured programs begin with: everything that is needed before an export, and the export itself.
SET_UP = """
import datetime, resource, sys, tempfile, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from engine.case.files.case_file import load_case
from engine.case.fields import load_fields
from engine.evidence.loading import load_library
from engine.findings.assess import assess
from engine.report.writers.pdf import write_report

resources = Path(sys.argv[1]) / "resources"
remembered = Path(sys.argv[2])
fields = load_fields(resources)
library = load_library(
    resources / "evidence", {spec.id: spec.kind for spec in fields}, remembered_in=remembered / "library"
)
folder = Path(tempfile.mkdtemp(dir=remembered))

def export(name, day=21):
    case = load_case(resources / "examples" / f"{name}.beamside.json", fields)
    assessment = assess(case, library)
    start = time.perf_counter()
    write_report(folder / "out.pdf", assessment, case, fields, data_date=datetime.date(2026, 11, 20),
                 print_date=datetime.date(2026, 11, day), resources=resources)
    return (time.perf_counter() - start) * 1000

def megabytes():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
"""

# Other contents each time (three cases, 28 dates), so that nothing is merely remembered from the export before.
MANY = (
    SET_UP
    + """
names = sys.argv[4:]
count = int(sys.argv[3])
times, sizes = [], []
for number in range(count):
    times.append(export(names[number % len(names)], 1 + number % 28))
    if number in (count // 5, count - 1):
        sizes.append(megabytes())
times.sort()
print(times[len(times) // 2], times[int(0.95 * len(times))], *sizes)
"""
)


def output_of(program: str, *arguments: str) -> list[float]:
    """Run a program and return the numbers that it prints."""
    command = [sys.executable, "-c", program, str(PROJECT), *arguments]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return [float(word) for word in done.stdout.split()]


def whole_process(folder: Path, name: str) -> tuple[float, float]:
    """Run the command itself; return its wall time in milliseconds and its largest memory in MB."""
    case = PROJECT / "resources" / "examples" / f"{name}.beamside.json"
    command = [sys.executable, "main.py", "report", str(case), "-o", str(folder / "out.pdf"), "--date", "2026-11-21"]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    elapsed = (time.perf_counter() - start) * 1000
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise subprocess.CalledProcessError(process.returncode, command)
    return elapsed, used.ru_maxrss / 1024


def row(name: str, value: float, unit: str, limit: float, reference: float | None = None) -> dict[str, Any]:
    """Return one row of the table; every value may be at most its limit."""
    return {
        "name": name,
        "value": round(value, 1),
        "unit": unit,
        "reference": None if reference is None else round(reference, 1),
        "limit": limit,
        "ok": value <= limit,
    }


def run(exports: int = EXPORTS, names: Sequence[str] = EXAMPLES) -> list[dict[str, Any]]:
    """Measure single and repeated exports."""
    with tempfile.TemporaryDirectory() as folder:
        whole_process(Path(folder), names[0])  # fills the caches that a second start finds
        alone = [whole_process(Path(folder), names[i % len(names)]) for i in range(REPEATS)]
        middle, slow, early, late = output_of(MANY, folder, str(exports), *names)
    return [
        row("export of a summary PDF in a running program, median", middle, "ms", 300.0),
        row("export of a summary PDF in a running program, 95th percentile", slow, "ms", 300.0),
        row("`beamside report`, whole process", statistics.median(a[0] for a in alone), "ms", 600.0),
        row("largest memory of that process", max(a[1] for a in alone), "MB", 120.0),
        row(f"memory after {exports} exports v after {exports // 5}", late, "MB", round(1.1 * early + 5.0, 1), early),
    ]  # fmt: skip


if __name__ == "__main__":
    for line in run():
        print(line)
