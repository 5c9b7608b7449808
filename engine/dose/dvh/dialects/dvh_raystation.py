"""DVH text of RayStation: ``#Key:value`` lines, then two columns, dose and volume (percent or mL)."""

from __future__ import annotations

import re
from pathlib import Path

from engine.dose.dvh.dvh_records import RawCurve
from engine.dose.dvh.dvh_text import gy_per, is_volume_unit, number, number_cells, weighting
from engine.dose.errors import DoseFileError
from engine.reading.number_columns import NumberCells
from engine.words.said import fault, say

_AMOUNT = re.compile(r"([-+0-9.,eE]++)\s*+(\S*+)")


def looks_like_raystation(text: str) -> bool:
    """Whether a line names a region of interest in RayStation's way."""
    return re.search(r"^[^\S\n]*+#\s*+RoiName\s*+:", text, re.IGNORECASE | re.MULTILINE) is not None


def read_raystation(path: Path, text: str) -> list[RawCurve]:
    """Read all curves; the volume is in percent unless a line says or the structure's volume shows that it is in mL.

    Raises
    ------
    DoseFileError
        Where a row is not two numbers or the dose unit is not stated.
    """
    curves: list[RawCurve] = []
    plan, unit, volume_unit = "", "", ""
    lines = [(count, line.strip()) for count, line in enumerate(text.splitlines(), start=1) if line.strip()]
    rows = {count: re.split(r"[\s;]+", line) for count, line in lines if not line.startswith("#")}
    cells = number_cells(path, (cell for row in rows.values() for cell in row))
    units: dict[int, str] = {}
    for count, line in lines:
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            key, value = key.strip().casefold(), value.strip()
            if key == "dosename":
                plan = value
            elif key == "roiname":
                curves.append(RawCurve(value, [], [], True, gy_per(unit), plan, weighting=weighting(unit)))
                units[len(curves) - 1] = volume_unit
            elif key in {"unit", "dose unit"}:
                unit = value
                if curves:
                    curves[-1].gy_per_unit, curves[-1].weighting = gy_per(unit), weighting(unit)
            elif key in {"volume unit", "roi volume unit"}:
                volume_unit = value
                if curves:
                    units[len(curves) - 1] = value
            elif curves:
                _about_structure(curves[-1], key, value, cells)
            continue
        values = [number(cell, cells) for cell in rows[count]]
        if len(values) != 2 or values[0] is None or values[1] is None or not curves:
            raise DoseFileError(path, f"line {count}", say("is not a dose and a volume"), say("export the DVH again"))
        curves[-1].dose.append(values[0])
        curves[-1].volume.append(values[1])
    return _settled(path, curves, units)


def _settled(path: Path, curves: list[RawCurve], units: dict[int, str]) -> list[RawCurve]:
    for at, curve in enumerate(curves):
        if curve.gy_per_unit is None:
            raise DoseFileError(
                path,
                f"structure {curve.name!r}",
                say("has no dose unit that is Gy or cGy"),
                say("export the DVH with its unit"),
            )
        _settle_volume_unit(curve, units[at])
        if not curve.dose:
            curve.problem = say("has no values")
    return curves


def _settle_volume_unit(curve: RawCurve, unit: str) -> None:
    """Percent or mL: as a line says, else by the structure's volume, else percent, where the curve starts at 100."""
    if is_volume_unit(unit):
        curve.is_percent = False
        curve.told.append(f"{curve.name}: volumes are in {unit}.")
    elif unit and unit.casefold() not in {"%", "percent", "relative"}:
        curve.problem = fault("gives its volume in unknown units ({unit})", unit=unit[:20])
    elif not unit and curve.volume and curve.volume_ml is not None:
        first = max(curve.volume)
        is_volume = abs(first - curve.volume_ml) <= 0.01 * curve.volume_ml
        if is_volume and abs(first - 100.0) > 1.0:
            curve.is_percent = False
            curve.told.append(f"{curve.name}: volumes are in mL, since the curve starts at the structure's volume.")


def _about_structure(curve: RawCurve, key: str, value: str, cells: NumberCells) -> None:
    found = _AMOUNT.match(value)
    amount = number(found.group(1), cells) if found else None
    if found is None or amount is None:
        return
    unit = found.group(2)
    if "outside" in key:
        curve.outside_percent = min(max(amount, 0.0), 100.0)
    elif "volume" in key and amount > 0 and (is_volume_unit(unit) or (not unit and key.endswith("volume"))):
        curve.volume_ml = amount
        if not unit:
            curve.told.append(f"{curve.name}: the volume {amount:g} has no unit and was read as mL.")
