"""What long files cost to read: clicks and tables of 100,000 rows, and all values of a plan beside its liver alone.

Run with `.venv/bin/python -m bench readers`. Seconds are those of the processor. Beside them stand ratios, which do
not depend on the machine: how much longer ten times as many rows take, and how much longer than splitting the same file
with the standard library.
"""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.material.dose_phantoms import Phantom, all_rings, ellipsoid_rings, write_phantom
from engine.curves.patients.digitised import rebuild
from engine.curves.tables.click_files import read_clicks
from engine.dose import load_plan_table, read_dvh, read_plan, spared_liver, spared_liver_from_dvh, values_of_plan

PROJECT = Path(__file__).resolve().parent.parent
ROWS = 100_000
SECONDS = 1.0
#: ten times as many rows may take so many times as long
LONGER = 13.0
#: and so many times as long as the standard library takes to split the file and to read its numbers
BESIDE_CSV = 12.0
#: an organ at risk may take as long as the liver does, files and all
BESIDE_LIVER = 1.0


def run() -> list[dict[str, Any]]:
    """Measure everything and give one row per figure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = []
        for what, head, ask in (
            ("clicks", "time (months),survival", _rebuilt),
            ("DVH table", "Dose (Gy),Liver (cc)", _spared),
            ("DVH table with decimal commas", "Dosis (Gy);Leber (cc)", _spared),
        ):
            rows += _reading(folder, what, head, ask)
        rows += _filling(folder / "plan")
        return rows


def _reading(folder: Path, what: str, head: str, ask: Callable[[Path], object]) -> list[dict[str, Any]]:
    short, long = (_written(folder, head, count) for count in (ROWS // 10, ROWS))
    few, many, plain = _best(lambda: ask(short)), _best(lambda: ask(long)), _best(lambda: _split(long))
    return [
        _row(f"{what}, {ROWS:,} rows", round(many, 2), "s", SECONDS, many),
        _row(f"{what}, ten times as many rows", round(many / few, 1), "times as long", LONGER, many / few),
        _row(f"{what}, beside the csv module", round(many / plain, 1), "times as long", BESIDE_CSV, many / plain),
    ]


def _written(folder: Path, head: str, count: int) -> Path:
    """A falling curve of so many points, in the separator and decimal mark of its head."""
    separator, comma = (";", True) if ";" in head else (",", False)
    full = 1.0 if "survival" in head else 1200.0
    place = np.linspace(0.0, 60.0, count)
    text = "".join(f"{x:.5f}{separator}{full * 0.5 ** (x / 24.0):.6f}\n" for x in place)
    path = folder / f"{len(list(folder.iterdir()))}.csv"
    path.write_text(f"{head}\n{text.replace('.', ',') if comma else text}", encoding="utf-8")
    return path


def _rebuilt(path: Path) -> object:
    clicks = read_clicks(path)
    return rebuild(clicks.time_months, clicks.survival, lines=clicks.lines)


def _spared(path: Path) -> object:
    return spared_liver_from_dvh(read_dvh(path)).below_threshold_ml


def _split(path: Path) -> object:
    with path.open(encoding="utf-8", newline="") as stream:
        delimiter = ";" if ";" in stream.readline() else ","
        rows = list(csv.reader(stream, delimiter=delimiter))
    return [[float(cell.replace(",", ".")) for cell in row] for row in rows]


def _filling(folder: Path) -> list[dict[str, Any]]:
    phantom = Phantom()
    organs = ("SpinalCord", "Stomach", "Duodenum", "Bowel_Small", "Colon", "Heart", "Kidney_L", "Kidney_R")
    rings = {name: all_rings(phantom)[name] for name in ("Liver", "GTV")}
    for at, organ in enumerate(organs):
        rings[organ] = ellipsoid_rings((18.0, 18.0, 50.0), phantom.planes, -80.0 + 20.0 * at)
    files = write_phantom(folder, phantom.with_(rings=rings))
    table = load_plan_table(PROJECT / "resources")

    def liver() -> object:
        return spared_liver(read_plan(files.rtstruct, files.rtdose, files.rtplan), liver="Liver", tumours=["GTV"])

    def everything() -> object:
        plan = read_plan(files.rtstruct, files.rtdose, files.rtplan)
        return values_of_plan(plan, spared_liver(plan, liver="Liver", tumours=["GTV"]), table)

    alone, whole = _best(liver), _best(everything)
    each = (whole - alone) / len(organs) / alone
    return [
        _row("all values of a plan with eight organs", round(whole, 2), "s", None, 0.0),
        _row("an organ at risk beside the liver", round(each, 2), "times as long", BESIDE_LIVER, each),
    ]


def _best(ask: Callable[[], object], times: int = 3) -> float:
    taken = []
    for _ in range(times):
        start = time.process_time()
        ask()
        taken.append(time.process_time() - start)
    return min(taken)


def _row(name: str, value: Any, unit: str, limit: float | None, measured: float) -> dict[str, Any]:
    ok = limit is None or measured <= limit
    return {"name": name, "value": value, "unit": unit, "reference": None, "limit": limit, "ok": ok}
