"""DVH of ProKnow: the dose analysis as JSON, with a curve of each region in Gy and percent.

The layout is the one that ProKnow's own Python documentation prints under "Dose Analysis".
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from engine.dose.dvh.dvh_records import UNNAMED, RawCurve
from engine.dose.errors import DoseFileError
from engine.dose.records import DoseWarning
from engine.reading.json_keys import RepeatedKeyError, unrepeated
from engine.words.said import say

_AGAIN = say("export the dose analysis again")


def looks_like_proknow(text: str) -> bool:
    """Whether a text is JSON with regions of interest and curves."""
    return text.lstrip().startswith("{") and '"rois"' in text and '"curve"' in text


def read_proknow(path: Path, text: str) -> list[RawCurve]:
    """Read the curve of every region.

    Raises
    ------
    DoseFileError
        Where it is no such JSON, or a point is not a dose and a share.
    """
    try:
        data: Any = json.loads(text, object_pairs_hook=unrepeated)
    except RepeatedKeyError as error:
        raise DoseFileError(path, str(error)[:40], say("stands twice in one place"), _AGAIN) from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise DoseFileError(path, "file", say("is not complete JSON"), _AGAIN) from error
    regions = data.get("rois") if isinstance(data, dict) else None
    if not isinstance(regions, list) or not regions:
        raise DoseFileError(path, "rois", say("lists no region of interest"), _AGAIN)
    return [_region(path, region) for region in regions]


def _region(path: Path, region: Any) -> RawCurve:
    if not isinstance(region, dict):
        raise DoseFileError(path, "rois", say("holds an entry that is no region"), _AGAIN)
    name = region.get("name")
    curve = RawCurve(name.strip() or UNNAMED if isinstance(name, str) else UNNAMED, [], [], True, 1.0)
    curve.volume_ml = _number(region.get("volume"))
    curve.mean_gy = _number(region.get("mean_dose"))
    points = region.get("curve")
    if not isinstance(points, list) or not points:
        curve.problem = say("has no values")
        return curve
    for point in points:
        pair = [_number(value) for value in point] if isinstance(point, list) else []
        if len(pair) != 2 or pair[0] is None or pair[1] is None:
            raise DoseFileError(
                path, f"structure {curve.name!r}", say("has a point that is not a dose and a share"), _AGAIN
            )
        curve.dose.append(pair[0])
        curve.volume.append(pair[1])
    if region.get("dose_grid_bound") is False:
        text = say("{name} is not wholly within the dose grid, says the export.", name=curve.name)
        curve.notes.append(DoseWarning("outside_grid", text))
    curve.told.append(f"{curve.name}: the curve is in Gy and percent, as ProKnow writes it.")
    return curve


def _number(value: Any) -> float | None:
    """A finite number; text is none, whatever it looks like."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return None
    return float(value)
