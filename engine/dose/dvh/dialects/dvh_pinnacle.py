"""DVH export of Pinnacle: a folder with DoseInfo.csv, Data/Info.csv and one file of points per structure."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from engine.dose.dvh.dvh_records import RawCurve
from engine.dose.dvh.dvh_text import decode, gy_per, number, read_bytes
from engine.dose.errors import DoseFileError
from engine.words.said import NOTHING, Said, fault, say

MOST_FILES = 500
_POINTS = re.compile(r"Points\s*\[\s*\]\s*=\s*\{([^{}]*+)\}", re.IGNORECASE)
_DIMENSIONS = re.compile(r"NumberOfDimensions\s*=\s*([0-9]{1,9})(?![0-9])", re.IGNORECASE)
_STATED = re.compile(r"NumberOfPoints\s*=\s*([0-9]{1,9})(?![0-9])", re.IGNORECASE)
_UNIT_IN_NAME = re.compile(r"(?<![a-z])(c?gy)(?![a-z])", re.IGNORECASE)
_REMEDY = say("give the folder that Pinnacle's DVH export made, with DoseInfo.csv and Data/Info.csv")


def looks_like_pinnacle(text: str) -> bool:
    """Whether a text is one of the files of points."""
    return _POINTS.search(text) is not None and _DIMENSIONS.search(text) is not None


def read_pinnacle(folder: Path) -> tuple[list[RawCurve], int | None, bytes]:
    """Read all curves of a folder.

    Returns
    -------
    curves, fractions, contents
        The number of fractions where DoseInfo.csv states one; and what was read, for the hash.

    Raises
    ------
    DoseFileError
        Where the folder lacks the list of structures, or a file of points is not as announced.
    """
    listing = folder / "Data" / "Info.csv"
    if not listing.is_file():
        raise DoseFileError(folder, "Data/Info.csv", say("is not in the folder"), _REMEDY)
    read: list[bytes] = []
    structures = _table(listing, read)
    doses = _table(folder / "DoseInfo.csv", read) if (folder / "DoseInfo.csv").is_file() else []
    unit = _unit([*doses[:1], *structures[:1]])
    if unit is None:
        raise DoseFileError(folder, "DoseInfo.csv", say("does not tell whether doses are in Gy or cGy"), _REMEDY)
    if len(structures) > MOST_FILES:
        raise DoseFileError(
            folder,
            "Data/Info.csv",
            fault("lists more than {most_files} structures", most_files=MOST_FILES),
            _REMEDY,
        )
    curves = [_structure(folder, row, unit, read) for row in structures]
    stated = {_whole(_value(row, "NumberOfFractions")) for row in doses}
    fractions = stated.pop() if len(stated) == 1 else None
    return curves, fractions, b"\0".join(read)


def _structure(folder: Path, row: dict[str, str], unit: float, read: list[bytes]) -> RawCurve:
    name = _value(row, "RegionOfInterestName") or "unnamed structure"
    stem = _value(row, "Filename")
    file = folder / "Data" / f"{Path(stem).name}.csv"
    if not stem or not file.is_file():
        raise DoseFileError(folder, f"structure {name!r}", say("has no file of points in the folder"), _REMEDY)
    contents = read_bytes(file)
    read.append(contents)
    dose, volume = _points(file, decode(file, contents))
    volume_ml = number(_value(row, "Volume"))
    mean = number(_value(row, "DoseMean"))
    first = max(volume, default=0.0)
    of_volume = volume_ml is not None and abs(first - volume_ml) <= 0.02 * volume_ml
    of_hundred = abs(first - 100.0) <= 0.5
    problem: Said = NOTHING
    if not of_volume and not of_hundred:
        problem = say("does not tell whether its curve is in mL or in percent")
    return RawCurve(
        name,
        dose,
        volume,
        is_percent=of_hundred and not of_volume,
        gy_per_unit=unit,
        volume_ml=volume_ml or None,
        mean_gy=None if mean is None else mean * unit,
        problem=problem,
    )


def _points(file: Path, text: str) -> tuple[list[float], list[float]]:
    found, dimensions, stated = _POINTS.search(text), _DIMENSIONS.search(text), _STATED.search(text)
    if found is None or dimensions is None or int(dimensions.group(1)) != 2:
        raise DoseFileError(file, "Points", say("holds no list of points with two dimensions"), _REMEDY)
    values = [number(part) for part in re.split(r"[\s,;]+", found.group(1)) if part]
    numbers = [value for value in values if value is not None]
    if len(numbers) != len(values) or len(numbers) % 2:
        raise DoseFileError(file, "Points", say("holds a value that is no number"), _REMEDY)
    if stated is not None and int(stated.group(1)) != len(numbers) // 2:
        raise DoseFileError(file, "NumberOfPoints", say("is not the number of points that follow"), _REMEDY)
    return numbers[0::2], numbers[1::2]


def _table(file: Path, read: list[bytes]) -> list[dict[str, str]]:
    contents = read_bytes(file)
    read.append(contents)
    lines = decode(file, contents).splitlines()
    try:
        rows = [[cell.strip() for cell in row] for row in csv.reader(lines, skipinitialspace=True) if row]
    except csv.Error as error:
        raise DoseFileError(file, "file", say("is not a table of comma-separated values"), _REMEDY) from error
    for row in rows[1:]:
        if any(row[len(rows[0]) :]):
            # A number with a mark between its digits; the cells behind it would stand under other labels.
            raise DoseFileError(
                file, "row", say("has more values than the table has labels"), say("write numbers ungrouped")
            )
    return [dict(zip(rows[0], row, strict=False)) for row in rows[1:]] if rows else []


def _value(row: dict[str, str], name: str) -> str:
    """Value of the column that begins with a name; units may follow the name in any spelling."""
    return next((value for key, value in row.items() if key.casefold().startswith(name.casefold())), "")


def _unit(rows: list[dict[str, str]]) -> float | None:
    units = {
        found.group(1).casefold()
        for row in rows
        for key in row
        if re.search("dos", key, re.IGNORECASE) and (found := _UNIT_IN_NAME.search(re.sub(r"[._]", " ", key)))
    }
    return gy_per(units.pop()) if len(units) == 1 else None


def _whole(text: str) -> int | None:
    amount = number(text)
    return int(amount) if amount is not None and amount == int(amount) and 1 <= amount <= 100 else None
