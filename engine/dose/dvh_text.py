"""Text of a DVH export: encoding, numbers with point or comma, and units."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from engine.dose.errors import DoseFileError

LARGEST_MB = 60
LONGEST_LINE = 200_000
_REMEDY = "give a DVH export as text (Eclipse, RayStation, Monaco, Pinnacle or CSV)"
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,4})?")
_UNIT = re.compile(r"[\[(]([^\[\]()]*)[\])]")


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
                path, "file", f"is {size / 1e6:.0f} MB, more than the {LARGEST_MB} MB a DVH export may have", _REMEDY
            )
        return path.read_bytes()
    except OSError as error:
        raise DoseFileError(path, "file", "cannot be read", "check the path and your right to read it") from error


def decode(path: Path, contents: bytes) -> str:
    """Decode UTF-8 (with or without mark), UTF-16 with mark, else Latin-1.

    Raises
    ------
    DoseFileError
        Where the contents are not text.
    """
    if contents[128:132] == b"DICM":
        raise DoseFileError(
            path, "file", "is a DICOM file, not a DVH export", "read it together with its structure set"
        )
    if contents.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = contents.decode("utf-16", errors="replace")
    elif b"\0" in contents:
        raise DoseFileError(path, "file", "is not a text file", _REMEDY)
    else:
        try:
            text = contents.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = contents.decode("latin-1")
    if max((len(line) for line in text.splitlines()), default=0) > LONGEST_LINE:
        raise DoseFileError(path, "file", "has lines too long for a DVH export", _REMEDY)
    return text


def not_a_dvh(path: Path) -> DoseFileError:
    """Build the error for a text file that holds no DVH."""
    return DoseFileError(path, "file", "holds no DVH that can be read here", _REMEDY)


def number(text: str) -> float | None:
    """Read a number with point or comma as the decimal mark; None where the text is none (grouping is none)."""
    text = text.strip()
    if not _NUMBER.fullmatch(text):
        return None
    return float(text.replace(",", "."))


def split_unit(label: str) -> tuple[str, str]:
    """Part a label such as ``Volume [cc]`` or ``LIVER (% of 12.5 cc)`` into its name and its last unit."""
    found = list(_UNIT.finditer(label))
    if not found:
        return label.strip(), ""
    last = found[-1]
    return (label[: last.start()] + label[last.end() :]).strip(), last.group(1).strip()


def gy_per(unit: str) -> float | None:
    """Gy per unit of dose: 1 for Gy, 0.01 for cGy, None for others."""
    return {"gy": 1.0, "cgy": 0.01}.get(unit.strip().casefold())


def is_volume_unit(unit: str) -> bool:
    """Whether a unit is mL under one of its names; the superscript may have been lost to a wrong encoding."""
    return bool(re.fullmatch(r"cc|ccm|ml|cm.?3?|cm\^3", unit.strip().casefold())) and unit.strip().casefold() != "cm"
