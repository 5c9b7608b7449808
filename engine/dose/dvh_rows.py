"""DVH with one row for each structure and one column for each dose, as OnkoDICOM writes it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from engine.dose.dvh_columns import read_column
from engine.dose.dvh_records import RawCurve
from engine.dose.dvh_text import gy_per, is_volume_unit, number, number_cells, split_unit
from engine.dose.errors import DoseFileError
from engine.reading.table_text import Row

_DOSE_LABEL = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*(c?gy)\s*", re.IGNORECASE)
_FEWEST = 5


def is_row_per_structure(labels: Sequence[str]) -> bool:
    """Whether a head has a structure's name and at least five columns that are called after doses."""
    doses = sum(_DOSE_LABEL.fullmatch(label) is not None for label in labels)
    return doses >= _FEWEST and any(read_column(label).kind == "name" for label in labels)


def read_row_per_structure(path: Path, rows: Sequence[Row]) -> list[RawCurve]:
    """Read one curve from each row; volumes in percent where a row starts at 100, in mL where at its own volume.

    Raises
    ------
    DoseFileError
        Where a cell is no number.
    """
    labels = rows[0].cells
    at_name = next(at for at, label in enumerate(labels) if read_column(label).kind == "name")
    at_volume = next((at for at, label in enumerate(labels) if is_volume_unit(split_unit(label)[1])), None)
    found = {at: match for at, label in enumerate(labels) if (match := _DOSE_LABEL.fullmatch(label))}
    head = number_cells(path, (match[1] for match in found.values()))
    cells = number_cells(path, (cell for row in rows[1:] for at, cell in enumerate(row.cells) if at != at_name))
    doses = {at: (number(match[1], head) or 0.0) * (gy_per(match[2]) or 1.0) for at, match in found.items()}
    curves = []
    for row in rows[1:]:
        volume = number(row.cells[at_volume], cells) if at_volume is not None and at_volume < len(row.cells) else None
        curve = RawCurve(row.cells[at_name] if at_name < len(row.cells) else "", [], [], True, 1.0, volume_ml=volume)
        for at, dose in doses.items():
            cell = row.cells[at] if at < len(row.cells) else ""
            if not cell:
                continue
            value = number(cell, cells)
            if value is None:
                raise DoseFileError(path, f"row {row.line}", "holds a value that is no number", "export again")
            curve.dose.append(dose)
            curve.volume.append(value)
        first = curve.volume[0] if curve.volume else 0.0
        if volume is not None and abs(first - volume) <= 0.01 * volume and abs(first - 100.0) > 1.0:
            curve.is_percent = False
        curve.told.append(f"{curve.name}: one row for each structure, {'percent' if curve.is_percent else 'mL'}.")
        curves.append(curve)
    return curves
