"""Text of a DVH export: encoding, numbers with point or comma, and units."""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Iterable
from pathlib import Path

from engine.dose.errors import DoseFileError
from engine.reading.number_columns import NumberCells, are_plain
from engine.reading.text_bounds import count_cells, count_lines
from engine.words.said import Number, fault, say

LARGEST_MB = 60
LONGEST_LINE = 200_000
#: sixty structures in bins of 0.02 Gy have fewer
MOST_LINES = 250_000
MOST_CELLS = 1_000_000
_REMEDY = say("give a DVH export as text (Eclipse, RayStation, Monaco, Pinnacle or CSV)")
_LIKE_A_NUMBER = re.compile(r"[+-]?(?=[.,]*+[0-9])[0-9.,]++([eE][+-]?[0-9]+)?")
_WEIGHT = r"rbe|e|eq|equivalent|eqd2|eqd|bed"
_WEIGHT_IN_BRACKETS = re.compile(rf"(\b[cm]?gy)\s*[\[(]\s*({_WEIGHT})\s*[\])]", re.IGNORECASE)
_DOSE_UNIT = re.compile(rf"(c|centi|m|milli)?(?:gy|grays?)\s*+[\[(_]?\s*+(?:{_WEIGHT})?\s*+[\])]?")
_EQUIVALENT = re.compile(r"eqd\s*_?2?|(?<![a-z])bed(?![a-z])|biologically effective", re.IGNORECASE)
_WEIGHTED = re.compile(
    r"rbe|biologic|biologisch|\b[cm]?gy\s*+_?\s*+(?:e|eq|equivalent)\b|\bcge\b|effective|weighted", re.IGNORECASE
)
_UNIT = re.compile(r"[\[(]([^\[\]()]*)[\])]")
#: quantity over unit, as standards write it: Dose/Gy, Volume/cm³
_OVER_UNIT = re.compile(r"^(?P<name>[^/]*[^\W\d_])\s*/\s*(?P<unit>[^/\s]+)$")


def read_bytes(path: Path) -> bytes:
    """Read a DVH file's contents.

    Raises
    ------
    DoseFileError
        Where it is too large or cannot be read.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST_MB * 1_000_000:
            raise DoseFileError(
                path,
                "file",
                fault(
                    "is {size} MB, more than the {largest_mb} MB a DVH export may have",
                    size=Number(f"{size / 1e6:.0f}"),
                    largest_mb=LARGEST_MB,
                ),
                _REMEDY,
            )
        contents = path.read_bytes()
    except OSError as error:
        raise DoseFileError(
            path, "file", say("cannot be read"), say("check the path and your right to read it")
        ) from error
    if count_lines(contents) > MOST_LINES or count_cells(contents) > MOST_CELLS:
        problem = say(
            "holds more than {most_lines} lines or {most_cells} values",
            most_lines=Number(f"{MOST_LINES:,}"),
            most_cells=Number(f"{MOST_CELLS:,}"),
        )
        raise DoseFileError(path, "file", problem, say("export fewer structures, or wider bins of dose"))
    return contents


def decode(path: Path, contents: bytes) -> str:
    """Decode UTF-8 (with or without mark), UTF-16 with mark, else Latin-1.

    Raises
    ------
    DoseFileError
        Where the contents are not text.
    """
    if contents[128:132] == b"DICM":
        raise DoseFileError(
            path, "file", say("is a DICOM file, not a DVH export"), say("read it together with its structure set")
        )
    if contents.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = contents.decode("utf-16", errors="replace")
    elif b"\0" in contents:
        raise DoseFileError(path, "file", say("is not a text file"), _REMEDY)
    else:
        try:
            text = contents.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = contents.decode("latin-1")
    if max(map(len, text.splitlines()), default=0) > LONGEST_LINE:
        raise DoseFileError(path, "file", say("has lines too long for a DVH export"), _REMEDY)
    return text


def encoding_of(contents: bytes) -> str:
    """Return the encoding that `decode` reads contents in, in words; empty for plain UTF-8."""
    if contents.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    try:
        contents.decode("utf-8")
    except UnicodeDecodeError:
        return "Latin-1, as older systems write it"
    return ""


def not_a_dvh(path: Path) -> DoseFileError:
    """Build the error for a text file that holds no DVH."""
    return DoseFileError(path, "file", say("holds no DVH that can be read here"), _REMEDY)


def number(text: str, cells: NumberCells | None = None) -> float | None:
    """Read a number by the one grammar; None where the text is none, or could be two.

    cells: the reader of the table's numbers, which knows the file's decimal mark.
    """
    found = (cells or NumberCells(())).read(text.strip())
    return None if found is None or not math.isfinite(found) else found


def number_cells(path: Path, cells: Iterable[str]) -> NumberCells:
    """Return the reader of a table's cells, which knows their decimal mark.

    Raises
    ------
    DoseFileError
        Where some numbers are written with a point and some with a comma, so that one of them may be grouping.
    """
    listed = list(cells)
    # What holds neither mark says nothing of them: names, and whole numbers.
    marked = [cell for cell in listed if "." in cell or "," in cell]
    found = NumberCells(marked if are_plain(marked) else [cell for cell in marked if _is_like_a_number(cell)])
    if found.is_mixed:
        raise DoseFileError(
            path,
            "numbers",
            say("are written with points and with commas, so that one of the two may be grouping"),
            say("write numbers without grouping and with one decimal mark"),
        )
    return found


def _is_like_a_number(cell: str) -> bool:
    if cell.isascii() and cell.replace(".", "", 1).isdigit():
        return True
    return _LIKE_A_NUMBER.fullmatch(cell.strip()) is not None


def split_unit(label: str) -> tuple[str, str]:
    """Part a label such as ``Volume [cc]`` or ``LIVER (% of 12.5 cc)`` into its name and its last unit."""
    label = _WEIGHT_IN_BRACKETS.sub(r"\1 \2", label)
    found = list(_UNIT.finditer(label))
    if not found:
        over = _OVER_UNIT.match(label.strip())
        if over and _is_unit(over["unit"]) and not _is_unit(over["name"].split()[-1]):
            return over["name"].strip(), over["unit"]
        return label.strip(), ""
    last = found[-1]
    return (label[: last.start()] + label[last.end() :]).strip(), last.group(1).strip()


def _is_unit(text: str) -> bool:
    return text == "%" or gy_per(text) is not None or ml_per(text) is not None


def gy_per(unit: str) -> float | None:
    """Gy per unit of dose: 1 for Gy, 0.01 for cGy, 0.001 for mGy, weighted or not; None for others."""
    found = _DOSE_UNIT.fullmatch(unit.strip().casefold())
    return {"c": 0.01, "m": 0.001, "": 1.0}[(found.group(1) or "")[:1]] if found else None


def weighting(label: str) -> str:
    """Return ``rbe`` or ``eqd2`` where a label says that its dose is weighted so; empty for the physical dose."""
    if _EQUIVALENT.search(label):
        return "eqd2"
    return "rbe" if _WEIGHTED.search(label) else ""


def is_volume_unit(unit: str) -> bool:
    """Whether a unit is mL under one of its names; the superscript may have been lost to a wrong encoding."""
    return ml_per(unit) == 1.0


def ml_per(unit: str) -> float | None:
    """Return mL per unit of volume: 1 for cc, ccm, mL and cm³, 1000 for L and dm³, 0.001 for mm³; None for others."""
    plain = unit.strip().casefold()
    if plain != "cm" and re.fullmatch(r"cc|ccm|ml|cm.?3?|cm\^3", plain):
        return 1.0
    if re.fullmatch(r"l|litres?|liters?|dm.?3|dm³|dm\^3", plain):
        return 1000.0
    return 0.001 if re.fullmatch(r"mm.?3|mm³|mm\^3|[µμu]l", plain) else None
