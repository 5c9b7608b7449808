"""Spared liver: errors on phantoms with a known answer and on a real plan, time and memory.

Run with `.venv/bin/python -m bench.dose`. The phantoms are made on the spot; rows from the reference folder beside the
checkout appear where it is there.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from bench.material.dose_phantoms import Phantom, exact_below_ml, planes_every, write_phantom
from engine.dose import DvhStructure, Plan, SparedLiver, read_dvh, read_plan, spared_liver

PROJECT = Path(__file__).resolve().parent.parent
REFERENCE = PROJECT.parent / "shared" / "reference"
TRUTH_ML = 707.38
ERROR_ML = 0.5
WIDE: dict[str, Any] = {"low_mm": (-101.3, -86.1, -68.7), "high_mm": (106.0, 91.0, 75.0)}

# The peak is read from the process's own account: `resource` would count the parent's memory at the fork as well.
_MEMORY = """
import sys, time
from engine.dose import read_plan, spared_liver
import engine.dose.plan_files.plan, engine.dose.values.spared_liver
start = time.perf_counter()
spared_liver(read_plan(*sys.argv[1:4]), liver="Liver", tumours=["GTV"])
seconds = time.perf_counter() - start
with open("/proc/self/status") as status:
    peak = next(line for line in status if line.startswith("VmHWM"))
print(seconds, int(peak.split()[1]) / 1024)
"""


def run() -> list[dict[str, Any]]:
    """Measure everything and give one row per figure."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, phantom in _whole_phantoms().items():
            rows.append(_error(f"error, {name}", _ask(Path(folder), phantom), exact_below_ml()))
        for name, phantom in _short_phantoms().items():
            rows.append(_bounded(f"truth within bounds, {name}", _ask(Path(folder), phantom), exact_below_ml()))
        rows += _speed(Path(folder))
    if REFERENCE.is_dir():
        rows += _reference_phantoms()
        rows += _real_prostate()
    return rows


def _whole_phantoms() -> dict[str, Phantom]:
    phantoms = {f"{position}": Phantom(position=position) for position in ("HFS", "HFP", "FFS", "FFP", "HFDL")}
    phantoms["frames descending"] = Phantom(descending=True)
    phantoms["absolute frame offsets"] = Phantom(absolute_offsets=True)
    frames = np.concatenate([np.arange(-68, -10, 3.0), np.arange(-10, 20, 2.0), np.arange(20, 75, 4.0)])
    phantoms["unequal frames"] = Phantom(frame_positions=frames)
    for grid in (1.0, 2.0, 3.0, 4.0, 5.0):
        phantoms[f"dose grid {grid:g} mm"] = Phantom(spacing_mm=(grid, grid, grid), **WIDE)
    for slices in (1.0, 2.0, 3.0, 4.0, 5.0):
        for offset in (0.0, 0.5):
            planes = planes_every(slices, offset)
            phantoms[f"slices {slices:g} mm, shifted {offset:g}"] = Phantom(planes=planes)
    phantoms["slices 3 then 6 mm"] = Phantom(planes=np.concatenate([np.arange(-58.5, 0, 3.0), np.arange(0, 60, 6.0)]))
    phantoms["2 slices not contoured"] = Phantom(planes=[z for z in planes_every(3.0) if not -1 < z < 5])
    return phantoms


def _short_phantoms() -> dict[str, Phantom]:
    return {
        "grid short in z": Phantom(high_mm=(103.0, 87.0, 20.0)),
        "grid short in x": Phantom(high_mm=(30.0, 87.0, 70.0)),
        "grid short in y": Phantom(low_mm=(-101.3, -20.0, -68.7)),
        "grid short all round": Phantom(low_mm=(-50.0, -40.0, -30.0), high_mm=(50.0, 40.0, 30.0)),
        "grid short by a slice": Phantom(high_mm=(103.0, 87.0, 47.0)),
    }


def _ask(folder: Path, phantom: Phantom) -> SparedLiver:
    files = write_phantom(folder, phantom)
    return spared_liver(read_plan(files.rtstruct, files.rtdose, files.rtplan), liver="Liver", tumours=["GTV"])


def _error(name: str, result: SparedLiver, truth: float) -> dict[str, Any]:
    assert result.below_threshold_ml is not None
    error = result.below_threshold_ml - truth
    return _row(name, round(error, 3), "mL", 0.0, ERROR_ML, abs(error) <= ERROR_ML)


def _bounded(name: str, result: SparedLiver, truth: float) -> dict[str, Any]:
    assert result.lower_bound_ml is not None
    assert result.upper_bound_ml is not None
    inside = result.lower_bound_ml <= truth <= result.upper_bound_ml
    bounds = f"{result.lower_bound_ml:.1f} to {result.upper_bound_ml:.1f}"
    return _row(name, bounds, "mL", round(truth, 2), "between", inside)


def _speed(folder: Path) -> list[dict[str, Any]]:
    files = write_phantom(folder, Phantom())
    paths = [str(files.rtstruct), str(files.rtdose), str(files.rtplan)]
    measured = []
    for _ in range(3):
        said = subprocess.run(
            [sys.executable, "-c", _MEMORY, *paths], cwd=PROJECT, capture_output=True, text=True, check=True
        ).stdout
        measured.append([float(part) for part in said.split()])
    seconds, memory = min(m[0] for m in measured), max(m[1] for m in measured)
    plan = read_plan(*paths)
    spared_liver(plan, liver="Liver", tumours=["GTV"])
    threshold = _best(lambda: spared_liver(plan, liver="Liver", tumours=["GTV"], threshold_gy=17.0))
    return [
        _row("liver of 1,089 mL, files to answer", round(seconds, 3), "s", None, 0.3, seconds <= 0.3),
        _row("peak memory of that process", round(memory, 1), "MB", None, 100, memory <= 100),
        _row("second question, other threshold", round(1000 * threshold, 2), "ms", None, 20, threshold <= 0.02),
    ]


def _best(ask: Callable[[], object], times: int = 5) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
    return min(taken)


def _reference_phantoms() -> list[dict[str, Any]]:
    rows = []
    for folder in sorted((REFERENCE / "dose").glob("phantom_*")):
        plan = read_plan(folder / "rtss.dcm", folder / "rtdose.dcm", folder / "rtplan.dcm")
        result = spared_liver(plan, liver="Liver", tumours=["GTV"])
        if result.outside_grid_ml:
            rows.append(_bounded(f"truth within bounds, reference {folder.name}", result, TRUTH_ML))
        else:
            rows.append(_error(f"error, reference {folder.name}", result, TRUTH_ML))
    return rows


def _real_prostate() -> list[dict[str, Any]]:
    """Compare every structure above 20 mL with the planning system's own curve, over all its doses."""
    folder = REFERENCE / "dose" / "real_prostate"
    plan = read_plan(folder / "rtss.dcm", folder / "rtdose.dcm")
    curves = read_dvh(REFERENCE / "dvh-text" / "EclipseProstate_DvhTable_Eclipse.csv").structures
    rows = []
    for structure, curve in zip(plan.structures, curves, strict=True):
        assert curve.volume_ml is not None
        if curve.volume_ml > 20:
            furthest = _furthest_percent(plan, structure.name, curve)
            name = f"real prostate, {structure.name}: largest distance of the curves"
            rows.append(_row(name, round(furthest, 2), "% of volume", 0.0, 0.5, furthest <= 0.5))
    return rows


def _furthest_percent(plan: Plan, name: str, curve: DvhStructure) -> float:
    """Largest distance of our curve from theirs, in percent of the volume that has a dose."""
    result = spared_liver(plan, liver=name)
    assert result.curve is not None
    ours = 100 * np.interp(curve.dose_gy, result.curve.dose_gy, result.curve.volume_below_ml)
    ours /= result.curve.volume_below_ml[-1]
    return float(np.abs(ours - (100 - curve.above)).max())


def _row(name: str, value: Any, unit: str, reference: Any, limit: Any, ok: bool) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "reference": reference, "limit": limit, "ok": bool(ok)}


if __name__ == "__main__":
    rows = run()
    for row in rows:
        passed = "ok " if row["ok"] else "NOT"
        print(f"{passed}  {row['name']:<62} {row['value']!s:>16} {row['unit']} (limit {row['limit']})")
    sys.exit(0 if all(row["ok"] for row in rows) else 1)
