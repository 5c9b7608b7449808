"""DVH with one row for each structure, as OnkoDICOM writes it: a column for each dose, since 2023 one for each percent.

Its columns of percent hold doses, and no word says their unit: OnkoDICOM's own source writes cGy, in steps of half a
percent. Other tables with such columns are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from engine.dose.dvh.dvh_columns import read_column
from engine.dose.dvh.dvh_options import DOSE_UNITS, NO_ANSWERS, DvhOptions
from engine.dose.dvh.dvh_records import RawCurve
from engine.dose.dvh.dvh_text import gy_per, is_volume_unit, number, number_cells, split_unit
from engine.dose.errors import DoseFileError
from engine.reading.table_text import Row
from engine.words.said import fault, say

_DOSE_LABEL = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*(c?gy)\s*", re.IGNORECASE)
_PERCENT_LABEL = re.compile(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*%\s*")
_FEWEST = 5
_PLAIN = say("export again, with points as decimal marks")
#: the head of OnkoDICOM's own table, whose 201 percents stand half a percent apart
_ONKODICOM_HEAD = re.compile(r"(patient|hospital) id,roi,volume \(ml\)", re.IGNORECASE)
_ONKODICOM_LEAST = 150


def is_row_per_structure(labels: Sequence[str]) -> bool:
    """Whether a head has a structure's name and at least five columns that are called after doses, or percents."""
    most = max(sum(p.fullmatch(label) is not None for label in labels) for p in (_DOSE_LABEL, _PERCENT_LABEL))
    return most >= _FEWEST and any(read_column(label).kind == "name" for label in labels)


def read_row_per_structure(path: Path, rows: Sequence[Row], options: DvhOptions = NO_ANSWERS) -> list[RawCurve]:
    """Read one curve from each row; volumes in percent where a row starts at 100, in mL where at its own volume.

    options: the unit of dose, where the columns are called after percents.

    Raises
    ------
    DoseFileError
        Where a cell is no number.
    """
    labels = rows[0].cells
    if sum(_DOSE_LABEL.fullmatch(label) is not None for label in labels) < _FEWEST:
        return _by_percent(path, rows, options)
    at_name = next(at for at, label in enumerate(labels) if read_column(label).kind == "name")
    at_volume = next((at for at, label in enumerate(labels) if is_volume_unit(split_unit(label)[1])), None)
    found = {at: match for at, label in enumerate(labels) if (match := _DOSE_LABEL.fullmatch(label))}
    head = number_cells(path, (match[1] for match in found.values()))
    cells = number_cells(path, (cell for row in rows[1:] for at, cell in enumerate(row.cells) if at != at_name))
    doses = {at: (number(match[1], head) or 0.0) * (gy_per(match[2]) or 1.0) for at, match in found.items()}
    _check_columns(path, rows, list(doses.values()))
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
                raise DoseFileError(
                    path, f"row {row.line}", say("holds a value that is no number"), say("export again")
                )
            curve.dose.append(dose)
            curve.volume.append(value)
        first = curve.volume[0] if curve.volume else 0.0
        if volume is not None and abs(first - volume) <= 0.01 * volume and abs(first - 100.0) > 1.0:
            curve.is_percent = False
        curve.told.append(f"{curve.name}: one row for each structure, {'percent' if curve.is_percent else 'mL'}.")
        curves.append(curve)
    return curves


def _check_columns(path: Path, rows: Sequence[Row], rising: Sequence[float]) -> None:
    """Refuse columns out of order, and rows longer than the head or cut short: a comma in a label parts it in two."""
    if any(later <= earlier for earlier, later in pairwise(rising)):
        raise DoseFileError(path, "columns", say("are called after doses or percents out of order"), _PLAIN)
    for row in rows[1:]:
        if len(row.cells) != len(rows[0].cells):
            problem = fault(
                "has {number} cells where the head has {number2}",
                number=len(row.cells),
                number2=len(rows[0].cells),
            )
            raise DoseFileError(path, f"row {row.line}", problem, _PLAIN)


def _by_percent(path: Path, rows: Sequence[Row], options: DvhOptions) -> list[RawCurve]:
    """Read rows whose columns are called after percents of the structure and hold the dose that these receive."""
    labels = rows[0].cells
    at_name = next(at for at, label in enumerate(labels) if read_column(label).kind == "name")
    at_volume = next((at for at, label in enumerate(labels) if is_volume_unit(split_unit(label)[1])), None)
    found = {at: match[1] for at, label in enumerate(labels) if (match := _PERCENT_LABEL.fullmatch(label))}
    head = number_cells(path, found.values())
    percents = {at: number(text, head) for at, text in found.items()}
    _check_columns(path, rows, [100.0 - (percent or 0.0) for percent in percents.values()])
    is_onkodicom = _ONKODICOM_HEAD.fullmatch(",".join(labels[:3])) is not None and len(percents) >= _ONKODICOM_LEAST
    if not options.dose_unit and not is_onkodicom:
        problem = say("does not say Gy or cGy in a table whose columns are called after percents")
        raise DoseFileError(path, "dose", problem, say("give the unit with --dose-unit"))
    unit = options.dose_unit or "cgy"
    cells = number_cells(path, (cell for row in rows[1:] for at, cell in enumerate(row.cells) if at != at_name))
    curves = []
    for row in rows[1:]:
        name = row.cells[at_name] if at_name < len(row.cells) else ""
        volume = number(row.cells[at_volume], cells) if at_volume is not None and at_volume < len(row.cells) else None
        curve = RawCurve(name, [], [], True, DOSE_UNITS[unit], volume_ml=volume)
        for at, percent in percents.items():
            cell = row.cells[at] if at < len(row.cells) else ""
            if not cell:
                continue
            value = number(cell, cells)
            if value is None or percent is None:
                raise DoseFileError(
                    path, f"row {row.line}", say("holds a value that is no number"), say("export again")
                )
            curve.dose.append(value)
            curve.volume.append(percent)
        by = "as asked" if options.dose_unit else "as OnkoDICOM writes it"
        words = f"{name}: one row for each structure, the dose of each percent, in {'Gy' if unit == 'gy' else 'cGy'}"
        curve.told.append(f"{words}, {by}.")
        curves.append(curve)
    return curves
