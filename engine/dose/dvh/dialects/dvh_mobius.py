"""DVH chart of Mobius3D: JSON with one series of points for each structure.

The layout is the one that public scripts read from the server (`dvhChart_data.json`): a list under ``data``, each entry
with a structure's ``name`` and its points under ``data``. It says neither the unit of dose nor that of volume, and
Mobius may give one structure two series, of its own dose and of the planning system's.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

from engine.dose.dvh.dvh_options import DOSE_UNITS, DvhOptions
from engine.dose.dvh.dvh_records import UNNAMED, RawCurve
from engine.dose.errors import DoseFileError
from engine.words.said import say

_AGAIN = say("save the chart's data again")
_FULL, _NEARLY = 100.0, 0.5


def looks_like_mobius(text: str) -> bool:
    """Whether a text is JSON with named series of points."""
    start = text.lstrip()[:1]
    return start == "{" and '"data"' in text and '"name"' in text and '"rois"' not in text


def read_mobius(path: Path, text: str, options: DvhOptions) -> list[RawCurve]:
    """Read the series of every structure.

    Raises
    ------
    DoseFileError
        Where the user does not say the unit of dose, it is no such JSON, or a point is not a dose and a volume.
    """
    found = series_of(path, text)
    if not options.dose_unit:
        problem = say("does not say Gy or cGy, as files of this kind never do")
        raise DoseFileError(path, "dose", problem, say("give the unit with --dose-unit"))
    names = Counter(name for name, _ in found)
    seen: Counter[str] = Counter()
    curves = []
    for name, points in found:
        seen[name] += 1
        curve = RawCurve(name, [], [], True, DOSE_UNITS[options.dose_unit], differential="unstated")
        if names[name] > 1:
            # Nothing in the file says whose dose each is of; whoever looked at the chart knows.
            curve.plan = f"series {seen[name]}"
        curve.dose = [dose for dose, _ in points]
        curve.volume = [volume for _, volume in points]
        curve.told.append(f"{name}: the dose is in {'Gy' if options.dose_unit == 'gy' else 'cGy'}, as asked.")
        _settle_volume(curve, options)
        curves.append(curve)
    return curves


def _settle_volume(curve: RawCurve, options: DvhOptions) -> None:
    """Percent where the curve begins at 100 and nobody says otherwise; a curve of another start is asked about."""
    if options.volume_unit:
        curve.is_percent = options.volume_unit == "percent"
        curve.told.append(f"{curve.name}: the volume is in {'percent' if curve.is_percent else 'mL'}, as asked.")
    elif curve.volume and abs(max(curve.volume) - _FULL) <= _NEARLY:
        curve.told.append(f"{curve.name}: the volume has no unit and starts at 100: read as percent.")
    elif curve.volume:
        curve.is_percent = False
        curve.problem = say("does not say its unit of volume; give it with --volume-unit")
    if not curve.dose:
        curve.problem = say("has no values")


def series_of(path: Path, text: str) -> list[tuple[str, list[tuple[float, float]]]]:
    """Return each series' name and points; DoseFileError where the JSON is not of this layout."""
    try:
        data = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise DoseFileError(path, "file", say("is not complete JSON"), _AGAIN) from error
    entries = data.get("data") if isinstance(data, dict) else None
    if not isinstance(entries, list) or not entries:
        raise DoseFileError(path, "data", say("lists no series"), _AGAIN)
    found = []
    for entry in entries:
        name = entry.get("name") if isinstance(entry, dict) else None
        points = entry.get("data") if isinstance(entry, dict) else None
        if not isinstance(points, list):
            raise DoseFileError(path, "data", say("holds an entry that is no series of points"), _AGAIN)
        called = name.strip() or UNNAMED if isinstance(name, str) else UNNAMED
        found.append((called, [_point(path, called, point) for point in points]))
    return found


def _point(path: Path, name: str, point: Any) -> tuple[float, float]:
    pair = point if isinstance(point, list) else []
    known = [float(value) for value in pair if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if len(pair) != 2 or len(known) != 2 or not all(map(math.isfinite, known)):
        raise DoseFileError(path, f"structure {name!r}", say("has a point that is not a dose and a volume"), _AGAIN)
    return known[0], known[1]
