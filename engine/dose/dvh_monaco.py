"""DVH text of Monaco: one line of ``key: value`` parts divided by bars, then rows of structure, dose, volume."""

from __future__ import annotations

import re
from pathlib import Path

from engine.dose.dvh_records import RawCurve
from engine.dose.dvh_text import gy_per, is_volume_unit, number
from engine.dose.errors import DoseFileError


def looks_like_monaco(text: str) -> bool:
    """Whether the first line is Monaco's."""
    first = text.lstrip().split("\n", 1)[0].casefold()
    return "|" in first and "dose units:" in first


def read_monaco(path: Path, text: str) -> list[RawCurve]:
    """Read all curves; lines that are no row (the column heads, the date at the end) are passed over.

    Raises
    ------
    DoseFileError
        Where dose or volume units are not stated.
    """
    lines = text.lstrip().splitlines()
    parts = {}
    for part in lines[0].split("|"):
        key, _, value = part.partition(":")
        parts[key.strip().casefold()] = value.strip()
    plan = parts.get("plan name", "")
    dose_unit, volume_unit = parts.get("dose units", ""), parts.get("volume units", "")
    scale = gy_per(dose_unit)
    if scale is None and dose_unit != "%":
        raise DoseFileError(path, "Dose Units", "is neither Gy nor cGy", "export the DVH in Gy or cGy")
    is_percent = volume_unit.startswith("%")
    if not is_percent and not is_volume_unit(volume_unit):
        raise DoseFileError(path, "Volume Units", "is neither cm³ nor percent", "export the DVH in cm³")
    curves: dict[str, RawCurve] = {}
    for line in lines[1:]:
        fields = [field for field in re.split(r"[\s;]+", line.strip().replace(", ", " ")) if field]
        if len(fields) < 3:
            continue
        dose, volume = number(fields[-2]), number(fields[-1])
        if dose is None or volume is None:
            continue
        name = " ".join(fields[:-2])
        curve = curves.setdefault(name, RawCurve(name, [], [], is_percent, scale, plan, "unstated"))
        curve.dose.append(dose)
        curve.volume.append(volume)
    return list(curves.values())
