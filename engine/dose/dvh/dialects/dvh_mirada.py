"""DVH text of Mirada: pairs of columns, the first called after its structure and the structure's volume.

The file says of the dose neither that it is one nor its unit: the user has to.
"""

from __future__ import annotations

import re
from pathlib import Path

from engine.dose.dvh.dvh_options import DOSE_UNITS, DvhOptions
from engine.dose.dvh.dvh_records import UNNAMED, RawCurve
from engine.dose.dvh.dvh_text import is_volume_unit, number, number_cells
from engine.dose.errors import DoseFileError
from engine.words.said import say

_STRUCTURE = re.compile(r"^(?P<name>.*)\(\s*+(?P<volume>[0-9][0-9.,]*+)\s*+(?P<unit>[^\d\s()][^()]*)\)\s*$")
_VOLUME = re.compile(r"^\s*+(?P<share>%|percent)?\s*+(?:of\s++)?volume\b.*$", re.IGNORECASE)


def _head(text: str) -> int | None:
    """Place of the line of labels: structures with their volume, each beside a label of its volume."""
    for at, line in enumerate(text.splitlines()[:20]):
        cells = [cell.strip() for cell in line.rstrip("\t").split("\t")]
        if len(cells) < 2 or len(cells) % 2:
            continue
        if all(_is_structure(cell) for cell in cells[0::2]) and all(_VOLUME.match(cell) for cell in cells[1::2]):
            return at
    return None


def _is_structure(cell: str) -> bool:
    found = _STRUCTURE.match(cell)
    return found is not None and is_volume_unit(found["unit"])


def looks_like_mirada(text: str) -> bool:
    """Whether a text has Mirada's line of labels."""
    return _head(text) is not None


def read_mirada(path: Path, text: str, options: DvhOptions) -> list[RawCurve]:
    """Read all curves.

    Raises
    ------
    DoseFileError
        Where the user does not say the unit of dose, or a row cannot be read.
    """
    if not options.dose_unit:
        raise DoseFileError(
            path,
            "dose",
            say("does not say Gy or cGy, as files of this kind never do"),
            say("give the unit with --dose-unit"),
        )
    at = _head(text)
    assert at is not None
    lines = text.splitlines()
    labels = [cell.strip() for cell in lines[at].rstrip("\t").split("\t")]
    rows = [(count, line.split("\t")) for count, line in enumerate(lines[at + 1 :], start=at + 2) if line.strip()]
    cells = number_cells(path, (cell for _, row in rows for cell in row))
    head = number_cells(path, (found["volume"] for label in labels[0::2] if (found := _STRUCTURE.match(label))))
    curves = []
    for place in range(0, len(labels), 2):
        found = _STRUCTURE.match(labels[place])
        assert found is not None
        share = _VOLUME.match(labels[place + 1])
        curve = RawCurve(
            found["name"].strip() or UNNAMED,
            [],
            [],
            bool(share and share["share"]),
            DOSE_UNITS[options.dose_unit],
            differential="unstated",
            volume_ml=number(found["volume"], head),
        )
        curve.told.append(f"{curve.name}: the dose is in {'Gy' if options.dose_unit == 'gy' else 'cGy'}, as asked.")
        ended = 0
        for count, row in rows:
            dose, volume = ((row[i].strip() if i < len(row) else "") for i in (place, place + 1))
            if not dose and not volume:
                ended = count
                continue
            values = number(dose, cells), number(volume, cells)
            if ended or values[0] is None or values[1] is None:
                raise DoseFileError(
                    path, f"line {ended or count}", say("is not a dose and a volume"), say("export again")
                )
            curve.dose.append(values[0])
            curve.volume.append(values[1])
        if not curve.dose:
            curve.problem = say("has no values")
        curves.append(curve)
    return curves
