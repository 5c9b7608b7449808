"""DVH text of RayStation: ``#Key:value`` lines, then two columns, dose and percent of the structure."""

from __future__ import annotations

import re
from pathlib import Path

from engine.dose.dvh_records import RawCurve
from engine.dose.dvh_text import gy_per, is_volume_unit, number
from engine.dose.errors import DoseFileError

_AMOUNT = re.compile(r"([-+0-9.,eE]+)\s*(\S*)")


def looks_like_raystation(text: str) -> bool:
    """Whether a line names a region of interest in RayStation's way."""
    return re.search(r"^\s*#\s*RoiName\s*:", text, re.IGNORECASE | re.MULTILINE) is not None


def read_raystation(path: Path, text: str) -> list[RawCurve]:
    """Read all curves; the volume is in percent, and the structure's volume is not in the file.

    Raises
    ------
    DoseFileError
        Where a row is not two numbers or the dose unit is not stated.
    """
    curves: list[RawCurve] = []
    plan, unit = "", ""
    for count, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line:
            continue
        if line.startswith("#"):
            key, _, value = line[1:].partition(":")
            key, value = key.strip().casefold(), value.strip()
            if key == "dosename":
                plan = value
            elif key == "roiname":
                curves.append(RawCurve(value, [], [], True, gy_per(unit), plan))
            elif key in {"unit", "dose unit"}:
                unit = value
                if curves:
                    curves[-1].gy_per_unit = gy_per(unit)
            elif curves:
                _about_structure(curves[-1], key, value)
            continue
        values = [number(part) for part in re.split(r"[\s;]+", line)]
        if len(values) != 2 or values[0] is None or values[1] is None or not curves:
            raise DoseFileError(path, f"line {count}", "is not a dose and a volume", "export the DVH again")
        curves[-1].dose.append(values[0])
        curves[-1].volume.append(values[1])
    for curve in curves:
        if curve.gy_per_unit is None:
            raise DoseFileError(
                path, f"structure {curve.name!r}", "has no dose unit that is Gy or cGy", "export the DVH with its unit"
            )
    return [curve for curve in curves if curve.dose]


def _about_structure(curve: RawCurve, key: str, value: str) -> None:
    found = _AMOUNT.match(value)
    amount = number(found.group(1)) if found else None
    if found is None or amount is None:
        return
    if "outside" in key:
        curve.outside_percent = min(max(amount, 0.0), 100.0)
    elif "volume" in key and is_volume_unit(found.group(2)) and amount > 0:
        curve.volume_ml = amount
