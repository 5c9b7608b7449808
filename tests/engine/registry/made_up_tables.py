"""Tables of made-up patients, and the results of a run, for the tests of the registry."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.registry.runs.progress import Progress
from engine.registry.runs.run import Request, run_registry
from engine.registry.tables.column_map import NO_MAP, ColumnMap

COLUMNS = (
    "patient_id", "age_years", "karnofsky", "primary_site", "histology", "metastasis_timing", "lesions",
    "extrahepatic_sites", "metastases_resectable", "fit_for_surgery", "bilirubin_mg_dl", "modality", "total_dose_gy",
    "fractions", "normal_liver_below_15gy_ml", "time_months", "event", "board_decision",
)  # fmt: skip


def made_up(rows: int, seed: int = 1) -> list[list[str]]:
    """Return rows of patients who differ in what is known of them."""
    rng = np.random.default_rng(seed)

    def one(*values: str) -> str:
        return str(rng.choice(values))

    found = []
    for number in range(rows):
        sizes = rng.uniform(0.5, 7, rng.integers(0, 5))
        lesions = ";".join(f"{size:.1f}@{rng.integers(1, 9)}" for size in sizes) or one("none", "")
        found.append([
            f"P{number:05d}", str(rng.integers(30, 90)), one("100", "80", "60", "50", ""), one("rectum", "colon", ""),
            "adenocarcinoma", one("synchronous", "metachronous"), lesions, one("none", "lung", "lung;bone", ""),
            one("yes", "no", ""), one("yes", "no", ""), f"{rng.uniform(0.3, 3):.1f}", one("sbrt", "resection", ""),
            one("60", "54", ""), one("3", "5", ""), one("650", "720", "900", ""), f"{rng.uniform(0, 60):.1f}",
            one("0", "1"), one("sbrt", "resection", "systemic_therapy", ""),
        ])  # fmt: skip
    return found


def write_csv(path: Path, rows: Iterable[Sequence[str]], columns: Sequence[str] = COLUMNS) -> Path:
    """Write a table."""
    text = io.StringIO()
    csv.writer(text).writerows([columns, *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    return path


def run_on(
    place: Path,
    output: Path,
    fields: FieldCatalogue,
    library: Library,
    *,
    column_map: ColumnMap = NO_MAP,
    **asked: Any,
) -> dict[str, Any]:
    """Run, and return the summary."""
    request = Request(place=place, output=output, column_map=column_map, **asked)
    return run_registry(request, fields, library, Progress(None))


def table(path: Path) -> list[dict[str, str]]:
    """Read a table of the results."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return every file of the results."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def summary_of(folder: Path) -> dict[str, Any]:
    """Read the summary of a run."""
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def end_at_once(_task: object) -> None:
    """End the process that this is called in, as one ends that finds no memory."""
    os._exit(1)
