"""DVH text of Monaco: one line of ``key: value`` parts divided by bars, then rows of structure, dose, volume."""

from __future__ import annotations

import re
from pathlib import Path

from engine.dose.dvh.dvh_records import RawCurve
from engine.dose.dvh.dvh_text import gy_per, is_volume_unit, number, number_cells, weighting
from engine.dose.errors import DoseFileError
from engine.words.said import say


def looks_like_monaco(text: str) -> bool:
    """Whether the first line is Monaco's."""
    first = text.lstrip().split("\n", 1)[0].casefold()
    return "|" in first and "dose units:" in first


def read_monaco(path: Path, text: str) -> list[RawCurve]:
    """Read all curves; the column heads and the date at the end are passed over.

    Raises
    ------
    DoseFileError
        Where dose or volume units are not stated, or a line among the rows is none.
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
        raise DoseFileError(path, "Dose Units", say("is neither Gy nor cGy"), say("export the DVH in Gy or cGy"))
    is_percent = volume_unit.startswith("%")
    if not is_percent and not is_volume_unit(volume_unit):
        raise DoseFileError(path, "Volume Units", say("is neither cm³ nor percent"), say("export the DVH in cm³"))
    split = [[word for word in re.split(r"[\s;]+", line.strip().replace(", ", " ")) if word] for line in lines[1:]]
    cells = number_cells(path, (cell for words in split if len(words) >= 3 for cell in words[-2:]))
    rows = [
        len(words) >= 3 and number(words[-2], cells) is not None and number(words[-1], cells) is not None
        for words in split
    ]
    first = rows.index(True) if True in rows else len(rows)
    last = len(rows) - rows[::-1].index(True) - 1 if True in rows else -1
    curves: dict[str, RawCurve] = {}
    for at, words in enumerate(split):
        name = " ".join(words[:-2])
        if not rows[at]:
            # Above the rows stand the columns' heads, below them the date; elsewhere a line that is no row is damage.
            if words and (first < at < last or name in curves):
                raise DoseFileError(
                    path, f"line {at + 2}", say("is not a structure, a dose and a volume"), say("export again")
                )
            continue
        curve = curves.setdefault(
            name, RawCurve(name, [], [], is_percent, scale, plan, "unstated", weighting=weighting(dose_unit))
        )
        curve.dose.append(number(words[-2], cells) or 0.0)
        curve.volume.append(number(words[-1], cells) or 0.0)
    return list(curves.values())
