"""What a registry costs from CSV to CSV: rows a second on one core and memory, beside copying the table by csv alone.

`python -m bench.registry --rows 1000000` measures another size.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.material.generated_patients import Generator
from bench.record_import import run_once
from bench.soak.columns_compared import shipped
from engine.case.lesions import Lesion
from engine.case.units import plain_text
from engine.findings.columns.judging import fields_judged

PROJECT = Path(__file__).resolve().parent.parent
ROWS = 100_000
#: patients that differ; the table repeats them under ids of their own
DISTINCT = 20_000
LEAST_A_SECOND = 20_000
ROWS_WITH_WORDS = 4_000
LEAST_WITH_WORDS = 400
#: what a registry has as a rule
USUAL = (
    *("age_years", "karnofsky", "ecog", "primary_site", "histology", "tumour_height_cm", "clinical_t"),
    *("metastasis_timing", "liver_tumour", "lesions", "extrahepatic_sites", "metastases_resectable"),
    *("fit_for_surgery", "hepatic_function_adequate", "bilirubin_mg_dl", "albumin_g_dl", "inr", "ascites"),
    *("encephalopathy", "leukocytes_10e9_l", "platelets_10e9_l", "prior_chemotherapy", "modality", "total_dose_gy"),
    *("fractions", "normal_liver_below_15gy_ml"),
)
MOST_MB = 500.0


def run() -> list[dict[str, Any]]:
    """Judge a table as a registry has it, and one with every field that a rule looks at."""
    fields, library = shipped()
    judged = fields_judged(fields, library)
    every = tuple(spec.id for spec in fields if spec.id in judged)
    return [*rows_of(ROWS, USUAL, LEAST_A_SECOND), *rows_of(ROWS, every, LEAST_A_SECOND), _words_of(USUAL)]


def rows_of(rows: int, names: tuple[str, ...], least: int | None) -> list[dict[str, Any]]:
    """Judge one table in a process of its own, and copy it.

    Parameters
    ----------
    names : its fields.
    least : rows a second that are promised; None where none are.
    """
    with tempfile.TemporaryDirectory() as folder:
        table, few = Path(folder) / "patients.csv", Path(folder) / "few.csv"
        write_table(table, rows, names)
        write_table(few, 1_000, names)
        start_seconds, _ = _registry(few, Path(folder) / "few")
        seconds, megabytes = _registry(table, Path(folder) / "results")
        copied = rows / _copy_seconds(table, Path(folder) / "copy.csv")
        by_arrow = _arrow_seconds(table, Path(folder) / "arrow.csv")
    a_second = (rows - 1_000) / (seconds - start_seconds)
    name = f"`beamside registry`, {rows:,} rows of {len(names) + 1} columns"
    return [
        _row(f"{name}, CSV to CSV, one core", a_second, "rows a second (reference: copied by csv)", copied,
             least, None if least is None else a_second >= least),
        _row(f"{name}, with its start", seconds, "s of one core (reference: copied by pyarrow, or by csv)",
             rows / copied if by_arrow is None else by_arrow, None, None),
        _row(f"{name}, largest memory", megabytes, "MB", None, MOST_MB, megabytes <= MOST_MB),
    ]  # fmt: skip


def _words_of(names: tuple[str, ...]) -> dict[str, Any]:
    """Write the sentences of a table, and judge the same one without."""
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "patients.csv"
        write_table(table, ROWS_WITH_WORDS, names)
        without, _ = _registry(table, Path(folder) / "plain")
        seconds, _ = _registry(table, Path(folder) / "words", "--words")
    a_second = ROWS_WITH_WORDS / (seconds - without)
    name = f"`beamside registry --words`, {ROWS_WITH_WORDS:,} rows of {len(names) + 1} columns, one core"
    reference = ROWS_WITH_WORDS / without
    return _row(name, a_second, "rows a second (reference: without words, with its start)", reference,
                LEAST_WITH_WORDS, a_second >= LEAST_WITH_WORDS)  # fmt: skip


def _row(
    name: str, value: float, unit: str, reference: float | None, limit: float | None, ok: bool | None
) -> dict[str, Any]:
    shown = None if reference is None else round(reference, 2)
    times = None if not reference else round(value / reference, 3)
    row = {"name": name, "ratio": times, "value": round(value, 2), "unit": unit, "reference": shown, "limit": limit}
    return row if ok is None else {**row, "ok": ok}


def write_table(path: Path, rows: int, names: tuple[str, ...]) -> None:
    """Write ordinary patients with an id of their own."""
    fields, library = shipped()
    generator = Generator(fields, library, 20261127, ordinary=True)
    made = []
    for _ in range(min(rows, DISTINCT)):
        known = generator.inputs()
        made.append([as_cell(known.get(name)) for name in names])
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["patient_id", *names])
        writer.writerows([f"P{place:08}", *made[place % len(made)]] for place in range(rows))


def as_cell(value: Any) -> str:
    """Write a value as it stands in a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        items = [_lesion(one) if isinstance(one, Lesion) else str(one) for one in value]
        return ";".join(items) or "none"
    return plain_text(value) if isinstance(value, float) else str(value)


def _lesion(lesion: Lesion) -> str:
    size = "?" if lesion.diameter_cm is None else plain_text(lesion.diameter_cm)
    return f"{size}@{lesion.segment}" if lesion.segment else size


def _registry(table: Path, output: Path, *more: str) -> tuple[float, float]:
    """Run the command; return the seconds of processor that it took, and its largest memory in MB."""
    done = run_once(["registry", str(table), "-o", str(output), *more], dict(os.environ))
    if done.exit_code != 0:
        raise subprocess.CalledProcessError(done.exit_code, ["beamside", "registry", str(table)])
    return done.seconds, done.megabytes


def _copy_seconds(table: Path, copy: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_SELF)
    with table.open(newline="", encoding="utf-8") as source, copy.open("w", newline="", encoding="utf-8") as target:
        csv.writer(target).writerows(csv.reader(source))
    after = resource.getrusage(resource.RUSAGE_SELF)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _arrow_seconds(table: Path, copy: Path) -> float | None:
    """Read and write the table by pyarrow, in a process of its own; None where the extra is not installed."""
    words = "import sys; from pyarrow import csv; csv.write_csv(csv.read_csv(sys.argv[1]), sys.argv[2])"
    process = subprocess.Popen([sys.executable, "-c", words, str(table), str(copy)], stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime if process.returncode == 0 else None


def main() -> int:
    """Measure one size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    started = time.monotonic()
    for line in rows_of(parser.parse_args().rows, USUAL, LEAST_A_SECOND):
        print(line)
    print(f"took {time.monotonic() - started:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
