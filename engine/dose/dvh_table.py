"""DVH as a plain table: long (structure, dose, volume), wide (one dose, many volumes) or pairs of columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.dose.dvh_records import UNNAMED, RawCurve
from engine.dose.dvh_text import gy_per, is_volume_unit, not_a_dvh, number, split_unit
from engine.dose.errors import DoseFileError

MOST_COLUMNS = 2000
_DOSE = re.compile(r"(?<![a-z])(dose|dosis|dosi|doses)(?![a-z])", re.IGNORECASE)
_NAME = re.compile(
    r"^\s*(structure|structure name|roi|roi name|organ|name|struktur|estructura|struttura)\s*$", re.IGNORECASE
)
_PLAN = re.compile(r"^\s*plan( name)?\s*$", re.IGNORECASE)
_PLAIN_UNIT = re.compile(r"[_ ](c?gy|cc|ccm|ml|cm3|percent|pct|%)$", re.IGNORECASE)
_SHARE_OF = re.compile(r"^%\s*of\s+([0-9.,]+)\s*(\S+)$", re.IGNORECASE)
_FILLER = re.compile(r"[_ ]*(dvharray|dvh)?[_ ]*(value|values|volume|volumen|vol)?[_ ]*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column holds: dose, volume, name, plan or nothing; with its structure and units."""

    kind: str
    name: str = ""
    unit: str = ""
    gy_per_unit: float | None = None
    is_percent: bool = False
    volume_ml: float | None = None
    differential: str = "unstated"


def read_table(path: Path, text: str) -> list[RawCurve]:
    """Read all curves of a table.

    Raises
    ------
    DoseFileError
        Where the text is no such table, or a unit is not stated.
    """
    head, rows = _rows(path, text)
    columns = [_column(label) for label in head]
    kinds = [column.kind for column in columns]
    if "dose" not in kinds or "volume" not in kinds:
        raise not_a_dvh(path)
    for column, label in zip(columns, head, strict=True):
        if column.kind == "dose" and column.gy_per_unit is None:
            raise DoseFileError(
                path,
                f"column {label!r}",
                "does not say Gy or cGy",
                "write the unit into the column's head, e.g. Dose (Gy)",
            )
        if column.kind == "volume" and not column.unit:
            raise DoseFileError(
                path,
                f"column {label!r}",
                "does not say its unit",
                "write the unit into the column's head, e.g. (cc) or (%)",
            )
    if "name" in kinds:
        return _long(path, columns, rows)
    return _wide(path, columns, rows)


def _rows(path: Path, text: str) -> tuple[list[str], list[list[str]]]:
    """The head and the rows below it; lines before the head are passed over."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for start, line in enumerate(lines[:50]):
        divider = next((sign for sign in (";", "\t", ",") if sign in line), None)
        if divider is None or not _DOSE.search(line):
            continue
        try:
            rows = [[cell.strip() for cell in row] for row in csv.reader(lines[start:], delimiter=divider)]
        except csv.Error as error:
            raise not_a_dvh(path) from error
        if len(rows) > 2 and len(rows[0]) <= MOST_COLUMNS and any(number(cell) is not None for cell in rows[1]):
            return rows[0], rows[1:]
    raise not_a_dvh(path)


def _column(label: str) -> _Column:
    if not label:
        return _Column("")
    if _NAME.match(label):
        return _Column("name")
    if _PLAN.match(label):
        return _Column("plan")
    name, unit = split_unit(label)
    if not unit and (found := _PLAIN_UNIT.search(label)):
        name, unit = label[: found.start()], found.group(1)
    if _DOSE.search(name) and "/" not in unit:
        return _Column("dose", unit=unit, gy_per_unit=gy_per(unit))
    return _volume_column(name, unit)


def _volume_column(name: str, unit: str) -> _Column:
    amount, _, divisor = (part.strip() for part in unit.partition("/"))
    differential = "unstated"
    if divisor:
        differential = {"gy": "per_gy", "cgy": "per_cgy"}.get(divisor.casefold(), "unknown")
    elif re.search("differential", name, re.IGNORECASE):
        differential = "per_bin"
    volume_ml = None
    if share := _SHARE_OF.match(amount):
        volume_ml = number(share.group(1)) if is_volume_unit(share.group(2)) else None
        amount = "%"
    is_percent = amount.casefold() in {"%", "percent", "pct"}
    known = is_percent or is_volume_unit(amount)
    plain = _FILLER.sub("", re.sub(r"(?i)differential|cumulative", "", name)).strip(" _-")
    return _Column(
        "volume",
        name=plain or UNNAMED,
        unit=amount if known and differential != "unknown" else "",
        is_percent=is_percent,
        volume_ml=volume_ml or None,
        differential=differential,
    )


def _raw(column: _Column, name: str, dose: _Column, plan: str) -> RawCurve:
    differential = "per_gy" if column.differential == "per_cgy" else column.differential
    return RawCurve(name, [], [], column.is_percent, dose.gy_per_unit, plan, differential, column.volume_ml)


def _wide(path: Path, columns: Sequence[_Column], rows: Sequence[Sequence[str]]) -> list[RawCurve]:
    """Each volume column with the nearest dose column to its left."""
    curves = []
    dose_at: int | None = None
    for i, column in enumerate(columns):
        if column.kind == "dose":
            dose_at = i
        if column.kind != "volume":
            continue
        if dose_at is None:
            raise not_a_dvh(path)
        curve = _raw(column, column.name, columns[dose_at], "")
        for count, row in enumerate(rows, start=2):
            cells = [row[at] if at < len(row) else "" for at in (dose_at, i)]
            if not any(cells) or (cells[0] and not cells[1]):
                continue  # columns of unequal length
            _append(path, curve, count, cells[0], cells[1], column)
        curves.append(curve)
    return curves


def _long(path: Path, columns: Sequence[_Column], rows: Sequence[Sequence[str]]) -> list[RawCurve]:
    kinds = [column.kind for column in columns]
    if kinds.count("dose") != 1 or kinds.count("volume") != 1:
        raise DoseFileError(
            path, "columns", "beside the structure's name are not one dose and one volume", "export one of each"
        )
    at_name, at_dose, at_volume = kinds.index("name"), kinds.index("dose"), kinds.index("volume")
    at_plan = kinds.index("plan") if "plan" in kinds else None
    curves: dict[tuple[str, str], RawCurve] = {}
    for count, row in enumerate(rows, start=2):
        if not any(row):
            continue
        if len(row) <= max(at_name, at_dose, at_volume):
            raise DoseFileError(path, f"row {count}", "is incomplete", "export the DVH again")
        plan = row[at_plan] if at_plan is not None and at_plan < len(row) else ""
        key = (row[at_name], plan)
        if key not in curves:
            curves[key] = _raw(columns[at_volume], row[at_name] or UNNAMED, columns[at_dose], plan)
        _append(path, curves[key], count, row[at_dose], row[at_volume], columns[at_volume])
    return list(curves.values())


def _append(path: Path, curve: RawCurve, count: int, dose: str, volume: str, column: _Column) -> None:
    dose_value, volume_value = number(dose), number(volume)
    if dose_value is None or volume_value is None:
        raise DoseFileError(
            path, f"row {count}", "holds a value that is no number", "write numbers without grouping, one per cell"
        )
    curve.dose.append(dose_value)
    curve.volume.append(volume_value * (100.0 if column.differential == "per_cgy" else 1.0))
