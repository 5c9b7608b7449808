"""What a hospital's record costs: the import of 5,000 resources beside an assessment, and files that are no record."""

from __future__ import annotations

import datetime as dt
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.startup import EXAMPLE, PROJECT, surroundings_of

RESOURCES = 5_000
BOARD = "2026-11-27"
REPEATS = 7
RATIO_LIMIT = 1.5
#: for a file that cannot be read
SECONDS_LIMIT = 2.0
MEGABYTES_LIMIT = 300.0
#: beyond what a record may have
TOO_LARGE_BYTES = 51_000_000
_LOINC, _UCUM, _SNOMED = "http://loinc.org", "http://unitsofmeasure.org", "http://snomed.info/sct"
_TESTS = (
    ("1975-2", 0.8, "mg/dL"),
    ("1751-7", 4.1, "g/dL"),
    ("777-3", 210, "10*3/uL"),
    ("6690-2", 6.1, "10*3/uL"),
    ("2160-0", 0.9, "mg/dL"),
    ("718-7", 13.2, "g/dL"),
)


class Run(NamedTuple):
    """One run of the program in a process of its own; seconds of the processor, which other work does not change."""

    seconds: float
    megabytes: float
    exit_code: int


def large_bundle(count: int = RESOURCES) -> dict[str, Any]:
    """Return a record of one patient with years of results, of which a few are of use."""
    patient = {"resourceType": "Patient", "id": "p", "gender": "male", "birthDate": "1955-03-10"}
    site = {
        "resourceType": "Condition",
        "id": "c",
        "code": {"coding": [{"system": _SNOMED, "code": "363351006"}]},
        "subject": {"reference": "Patient/p"},
    }
    results = [_result(number) for number in range(count - 2)]
    entries = [{"fullUrl": f"urn:uuid:{place}", "resource": one} for place, one in enumerate((patient, site, *results))]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def _result(number: int) -> dict[str, Any]:
    code, value, unit = _TESTS[number % len(_TESTS)]
    day = dt.date.fromisoformat(BOARD) - dt.timedelta(days=1 + number // len(_TESTS))
    return {
        "resourceType": "Observation",
        "id": f"o{number}",
        "status": "final",
        "category": [{"coding": [{"code": "laboratory"}]}],
        "code": {"coding": [{"system": _LOINC, "code": code}]},
        "subject": {"reference": "Patient/p"},
        "effectiveDateTime": f"{day.isoformat()}T08:{number % 60:02}:00+01:00",
        "valueQuantity": {"value": value, "unit": unit, "system": _UCUM, "code": unit},
    }


def _circle(count: int) -> list[dict[str, Any]]:
    """Return entries that refer each to the next, and the last to the first."""
    return [
        {
            "resource": {
                "resourceType": "Medication",
                "id": f"m{at}",
                "subject": {"reference": f"Medication/m{(at + 1) % count}"},
            }
        }
        for at in range(count)
    ]


def files_that_are_no_record(folder: Path) -> Iterator[tuple[str, Path]]:
    """Write files that must be refused early, and yield what each is."""
    patient = {"resourceType": "Patient", "id": "p"}
    deep = '{"resourceType": "Observation", "x": ' + "[" * 200_000 + "]" * 200_000 + "}"
    lost = {"resourceType": "Observation", "status": "final", "subject": {"reference": "Patient/p"}}
    contents = {
        "a file beyond 50 MB": '{"resourceType": "Bundle", "entry": [' + " " * TOO_LARGE_BYTES + "]}",
        "JSON that is no bundle": json.dumps([0] * 1_000_000),
        "a bundle without a patient": json.dumps({"resourceType": "Bundle", "entry": [{"resource": lost}] * 20_000}),
        "a million brackets": "[" * 1_000_000,
        "twenty million values": "[" + "0," * 20_000_000 + "0]",
        "one text of 40 MB": json.dumps({"resourceType": "Bundle", "id": "x" * 40_000_000}),
        "entries nested 200,000 deep": f'{{"resourceType": "Bundle", "entry": [{{"resource": {deep}}}]}}',
        "a circle of 20,000 references": json.dumps({"resourceType": "Bundle", "entry": _circle(20_000)}),
        "30,000 resources": json.dumps({"resourceType": "Bundle", "entry": [{"resource": patient}] * 30_000}),
    }
    for number, (name, text) in enumerate(contents.items()):
        path = folder / f"{number}.json"
        path.write_text(text, encoding="utf-8")
        yield name, path


#: A small process that starts the program: a child counts at first the memory of whoever it was split from.
_LAUNCHER = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, used = os.wait4(child.pid, 0)
print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, os.waitstatus_to_exitcode(status))
"""


def run_once(arguments: list[str], environment: dict[str, str]) -> Run:
    """Run the program to its end in a process of its own, and say what that took."""
    command = [sys.executable, "-S", "-c", _LAUNCHER, sys.executable, "main.py", *arguments]
    said = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True).stdout
    seconds, megabytes, exit_code = said.split()
    return Run(float(seconds), float(megabytes), int(exit_code))


def run() -> list[dict[str, Any]]:
    """Measure the import beside an assessment, by turns, and every refusal."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = surroundings_of(name)
        record = folder / "record.json"
        record.write_text(json.dumps(large_bundle()), encoding="utf-8")
        imported, assessed = ["import", str(record), "--as-of", BOARD], ["assess", str(EXAMPLE)]
        for warming in (imported, assessed):
            run_once(warming, environment)
        pairs = [(run_once(imported, environment), run_once(assessed, environment)) for _ in range(REPEATS)]
        ours, theirs = (statistics.median(pair[side].seconds for pair in pairs) for side in (0, 1))
        rows = [
            {
                "name": f"import of {RESOURCES:,} resources, whole process, CPU, v `beamside assess`",
                "ratio": round(ours / theirs, 2),
                "most_ratio": RATIO_LIMIT,
                "value": round(ours * 1000, 1),
                "unit": "ms",
                "reference": round(theirs * 1000, 1),
                "limit": None,
                "ok": ours <= RATIO_LIMIT * theirs and all(pair[0].exit_code == 0 for pair in pairs),
            }
        ]
        for what, path in files_that_are_no_record(folder):
            found = run_once(["import", str(path), "--as-of", BOARD], environment)
            refused = found.exit_code == 2
            rows.append(_bound(f"{what}: refused after (CPU)", found.seconds, "s", SECONDS_LIMIT, refused=refused))
            rows.append(_bound(f"{what}: memory", found.megabytes, "MB", MEGABYTES_LIMIT, refused=refused))
        return rows


def _bound(name: str, value: float, unit: str, limit: float, *, refused: bool) -> dict[str, Any]:
    kept = refused and value <= limit
    return {"name": name, "value": round(value, 2), "unit": unit, "reference": None, "limit": limit, "ok": kept}
