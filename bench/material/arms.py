"""Real arms of patients to try the curves on: the reference folder, lifelines' data sets, a folder of one's own."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

REFERENCE = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "reference" / "survival"
DAYS_PER_MONTH = 30.4375
SMALLEST_ARM = 50

Floats = NDArray[np.float64]
Row = dict[str, Any]


@dataclass(frozen=True)
class Arm:
    """Patients of one real arm: times in months, events, and the endpoint that its curve has."""

    name: str
    time_months: Floats
    event: NDArray[np.int64]
    endpoint: str


def row(
    name: str,
    value: float,
    unit: str,
    reference: float | None = None,
    limit: float | None = None,
    ok: bool | None = None,
) -> Row:
    """Make one row; kept where the value is at most the limit, unless `ok` says otherwise."""
    kept = (limit is None or value <= limit) if ok is None else ok
    return {
        "name": name,
        "value": round(float(value), 4),
        "unit": unit,
        "reference": reference,
        "limit": limit,
        "ok": bool(kept),
    }


def columns(path: Path) -> list[Floats]:
    """Read the columns of a reference file with a header."""
    return list(np.genfromtxt(path, delimiter=",", skip_header=1).T)


def lifelines_arms() -> list[Arm]:
    """Collect the arms of patients, of fifty and more, that lifelines carries."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import datasets

        tables = {
            name: getattr(datasets, f"load_{name}")()
            for name in (
                "lung",
                "gbsg2",
                "lymph_node",
                "larynx",
                "lymphoma",
                "kidney_transplant",
                "lupus",
                "multicenter_aids_cohort_study",
            )
        }
    found: list[Arm] = []

    def add(name: str, times: Any, events: Any, months: float, endpoint: str = "overall_survival") -> None:
        values = np.asarray(times, dtype=np.float64) * months
        if values.size >= SMALLEST_ARM:
            found.append(Arm(name, values, np.asarray(events).astype(np.int64), endpoint))

    day, year = 1.0 / DAYS_PER_MONTH, 12.0
    for sex, table in tables["lung"].groupby("sex"):
        add(f"lung, sex {sex}", table["time"], table["status"], day)
    for group, table in tables["gbsg2"].groupby("horTh"):
        add(f"breast, relapse, hormones {group}", table["time"], table["cens"], day, "disease_free_survival")
    for group, table in tables["lymph_node"].groupby("hormone"):
        add(f"breast, death, hormones {group}", table["survtime"], table["censdead"], day)
    for group, table in tables["lymphoma"].groupby("Stage_group"):
        add(f"lymphoma, stage group {group}", table["Time"], table["Censor"], day)
    larynx, lupus = tables["larynx"], tables["lupus"]
    add("larynx", larynx["time"], larynx["death"], year)
    add("kidney transplant", tables["kidney_transplant"]["time"], tables["kidney_transplant"]["death"], day)
    add("lupus", lupus.iloc[:, -1], lupus["dead"], year)
    add("AIDS", tables["multicenter_aids_cohort_study"]["T"], tables["multicenter_aids_cohort_study"]["D"], year)
    return found


def arms_of_folder(folder: Path) -> list[Arm]:
    """Read arms of one's own: FOLDER/ENDPOINT/NAME.csv, a header line, then time in months and event (1 or 0)."""
    found = []
    for path in sorted(folder.glob("*/*.csv")):
        times, events = columns(path)
        found.append(Arm(path.stem, times, events.astype(np.int64), path.parent.name))
    return found
