"""DVH text of Oncentra MasterPlan: lines that state the units, then a block of bin, dose and volume for each ROI."""

from __future__ import annotations

import re
from pathlib import Path

from engine.dose.dvh.dvh_records import RawCurve
from engine.dose.dvh.dvh_text import gy_per, is_volume_unit, number, number_cells, weighting
from engine.dose.errors import DoseFileError
from engine.words.said import say

#: blanks are taken once and never gone back over: a file of nothing else would be gone over for each of its lines
_ROI = re.compile(r"^[^\S\n]*+ROI[^\S\n]*+:(.*)$", re.IGNORECASE | re.MULTILINE)
_UNITS = re.compile(
    r"^[^\S\n]*+(absolute|relative)\s++(dose|volume)\s*+-?\s*+\[([^\]\n]*+)\]", re.IGNORECASE | re.MULTILINE
)
_MODE = re.compile(r"^[^\S\n]*+(cumulative|differential)\s++mode", re.IGNORECASE | re.MULTILINE)
_PLAN = re.compile(r"^[^\S\n]*+Plan[^\S\n]*+:(.*)$", re.IGNORECASE | re.MULTILINE)
_HEAD = re.compile(r"^\s*(bin|\*+|dose|volume|normali[sz]ation)", re.IGNORECASE)


def looks_like_oncentra(text: str) -> bool:
    """Whether a text states its units in Oncentra's way and has blocks of ROIs."""
    return _ROI.search(text) is not None and _UNITS.search(text) is not None


def read_oncentra(path: Path, text: str) -> list[RawCurve]:
    """Read all curves; a ROI without rows is kept as one that cannot be used.

    Raises
    ------
    DoseFileError
        Where a unit is not stated, or a row cannot be read.
    """
    units = {found[2].casefold(): (found[1].casefold(), found[3].strip()) for found in _UNITS.finditer(text)}
    dose_unit = units.get("dose", ("", ""))[1]
    kind, volume_unit = units.get("volume", ("", ""))
    scale = gy_per(dose_unit)
    if scale is None:
        raise DoseFileError(path, "Dose", say("is in neither Gy nor cGy"), say("export the DVH with absolute dose"))
    is_percent = kind == "relative" or volume_unit == "%"
    if not is_percent and not is_volume_unit(volume_unit):
        raise DoseFileError(path, "Volume", say("is in neither ccm nor percent"), say("export the DVH in ccm"))
    mode, plan = _MODE.search(text), _PLAN.search(text)
    differential = "per_bin" if mode and mode[1].casefold() == "differential" else ""
    lines = text.splitlines()
    cells = number_cells(path, (cell for line in lines if re.match(r"\s*[0-9]", line) for cell in line.split()))
    curves: list[RawCurve] = []
    for count, line in enumerate(lines, start=1):
        if found := _ROI.match(line):
            curves.append(
                RawCurve(
                    found[1].strip() or "unnamed structure",
                    [],
                    [],
                    is_percent,
                    scale,
                    plan[1].strip() if plan else "",
                    differential,
                    weighting=weighting(dose_unit),
                )
            )
            continue
        if not curves or not line.strip() or _HEAD.match(line):
            continue
        values = [number(cell, cells) for cell in line.split()]
        if len(values) == 3 and None not in values:
            curves[-1].dose.append(values[1] or 0.0)
            curves[-1].volume.append(values[2] or 0.0)
        elif re.match(r"\s*[0-9]", line) or (curves[-1].dose and ":" not in line):
            raise DoseFileError(
                path, f"line {count}", say("is not a bin, a dose and a volume"), say("export the DVH again")
            )
    for curve in curves:
        if not curve.dose:
            curve.problem = say("has a table without values")
    return curves
