"""Opening one DICOM file: size, hash, kind, and values that are what they should be, or a sentence.

pydicom is lenient by design and raises many classes on damaged files. Here every access goes through `DicomFile`,
which turns whatever happens into a `DoseFileError`, and nothing of the patient leaves this module.
"""

from __future__ import annotations

import hashlib
import io
import logging
import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pydicom
from pydicom.dataset import Dataset
from pydicom.uid import ImplicitVRLittleEndian

from engine.dose.dicom.dicom_bytes import DicomBytes, peeked_values
from engine.dose.dicom.raw_items import RawItem
from engine.dose.errors import DoseFileError
from engine.dose.records import FloatArray
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole
from engine.words.said import Number, Said, fault, say

T = TypeVar("T")
Item = Dataset | RawItem

LARGEST_MB = {"RTSTRUCT": 300, "RTDOSE": 1000, "RTPLAN": 100}
#: the kind of a file stands near its beginning
_PEEKED_BYTES = 2_000_000
_IN_WORDS = {
    "RTSTRUCT": say("a structure set (RTSTRUCT)"),
    "RTDOSE": say("a dose (RTDOSE)"),
    "RTPLAN": say("a plan (RTPLAN)"),
    "CT": say("a CT image"),
    "MR": say("an MR image"),
    "PT": say("a PET image"),
    "RTIMAGE": say("an RT image"),
    "REG": say("a registration"),
}


@dataclass(frozen=True, slots=True, eq=False)
class DicomFile:
    """One file that was read whole: its dataset, kind and hash."""

    path: Path
    modality: str
    sha256: str
    dataset: Dataset
    contours: tuple[RawItem, ...] | None = None
    """The contours of a structure set, read where they stand; None where pydicom has read them."""

    def error(self, field: str, problem: Said, remedy: Said) -> DoseFileError:
        """Build the error that names this file."""
        return DoseFileError(self.path, field, problem, remedy)

    def guarded(self, field: str, read: Callable[[], T]) -> T:
        """Do something with the dataset; whatever goes wrong in it becomes a sentence about `field`."""
        try:
            with quiet():
                return read()
        except DoseFileError:
            raise
        except Exception as error:
            raise self.error(field, say("cannot be read"), say("export the file again")) from error

    def text(self, item: Item, keyword: str) -> str:
        """Give a value as stripped text; empty where it is absent."""
        value = self.guarded(keyword, lambda: item.get(keyword))
        return "" if value is None else str(value).strip().strip("\0").strip()

    def items(self, item: Item, keyword: str) -> list[Any]:
        """Give the items of a sequence, of pydicom or read where they stand; empty where it is absent."""
        if keyword == "ROIContourSequence" and item is self.dataset and self.contours is not None:
            return list(self.contours)
        value = self.guarded(keyword, lambda: item.get(keyword))
        if value is None or isinstance(value, str | bytes):
            return []
        return self.guarded(keyword, lambda: [entry for entry in value if isinstance(entry, Dataset | RawItem)])

    def whole_number(self, item: Item, keyword: str) -> int | None:
        """Give a whole number, which files hold as a number or as text; None where it is absent or is none."""
        text = self.text(item, keyword)
        try:
            number = float(text)
        except ValueError:
            return None
        return int(number) if math.isfinite(number) and number == int(number) else None

    def number(self, item: Item, keyword: str) -> float | None:
        """Give a finite number; None where it is absent or is none."""
        try:
            number = float(self.text(item, keyword))
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def numbers(self, item: Item, keyword: str) -> FloatArray | None:
        """Give a list of numbers, read from the file's text at one go; None where absent.

        Raises
        ------
        DoseFileError
            Where a part of it is no finite number.
        """

        def read() -> FloatArray | None:
            if keyword not in item:
                return None
            element: Any = item.get_item(keyword)
            raw = element.value
            if isinstance(raw, bytes):
                return parse_decimals(raw)
            if raw is None:
                return None
            values = np.asarray(raw, dtype=np.float64).reshape(-1)
            if not np.isfinite(values).all():
                raise ValueError(keyword)
            return values

        return self.guarded(keyword, read)


def parse_decimals(raw: bytes) -> FloatArray:
    r"""Read decimal strings divided by ``\``.

    Raises
    ------
    ValueError
        Where a part is empty or no finite number.
    """
    text = raw.rstrip(b" \0").replace(b"\0", b" ")
    if not text.strip():
        return np.empty(0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            values = np.fromstring(text.replace(b"\\", b" ").decode("ascii"), dtype=np.float64, sep=" ")
        except DeprecationWarning as error:
            raise ValueError("not a list of numbers") from error
    if len(values) != text.count(b"\\") + 1 or not np.isfinite(values).all():
        raise ValueError("not a list of finite numbers")
    return values


def open_dicom(path: str | Path, wanted: str) -> DicomFile:
    """Read one DICOM file of a given kind.

    Parameters
    ----------
    path
        The file.
    wanted
        ``"RTSTRUCT"``, ``"RTDOSE"`` or ``"RTPLAN"``.

    Raises
    ------
    DoseFileError
        Where the path is no file, cannot be read, is too large, no DICOM, cut short, or of another kind.
    """
    path = Path(path)
    role = _IN_WORDS[wanted]
    check_is_file(path, fault("give the DICOM file that holds {role}", role=role))
    data = _read(
        path,
        LARGEST_MB[wanted] * 1_000_000,
        fault("{size} GB that {role} may have here", size=Number(f"{LARGEST_MB[wanted] / 1000:g}"), role=role),
    )
    digest = hashlib.sha256(data).hexdigest()
    found = DicomBytes.of(path, data)
    dataset, cut_short = _parse(path, found.rest)
    modality = _modality(dataset)
    if not modality:
        raise DoseFileError(
            path, "file", say("is not a DICOM file"), fault("give the DICOM file that holds {role}", role=role)
        )
    if modality != wanted:
        other = _IN_WORDS.get(modality, say("a DICOM file of another kind"))
        raise DoseFileError(
            path,
            "Modality",
            fault("is {other}, not {role}", other=other, role=role),
            fault("give the file that holds {role}", role=role),
        )
    file = DicomFile(path, modality, digest, dataset, found.contours)
    # Guarded: even to look at an element makes pydicom convert one whose kind it does not know, and throw.
    if cut_short or file.guarded("file", lambda: _is_cut_short(dataset, len(found.rest))):
        raise DoseFileError(path, "file", say("is cut short"), say("copy or export it again"))
    return file


def check_is_file(path: Path, remedy: Said) -> None:
    """Raise a `DoseFileError` unless the path is a file with something in it."""
    try:
        if path.is_dir():
            raise DoseFileError(path, "file", say("is a folder, not a file"), remedy)
        if not path.exists():
            raise DoseFileError(
                path, "file", say("does not exist"), say("check the path, or whether the drive is still there")
            )
        if not path.is_file():
            raise DoseFileError(path, "file", say("is not an ordinary file"), remedy)
        if path.stat().st_size == 0:
            raise DoseFileError(path, "file", say("is empty"), remedy)
    except (OSError, ValueError) as error:
        raise DoseFileError(
            path, "file", say("cannot be read"), say("check the path and your right to read it")
        ) from error


def peek_modality(path: Path) -> tuple[str, str]:
    """Kind of a DICOM file and, of a dose, its summation type; empty where it is none. Never raises.

    Only the beginning is read, and nothing of it is interpreted but these.
    """
    try:
        with path.open("rb") as stream:
            values = peeked_values(stream.read(_PEEKED_BYTES))
    except (OSError, ValueError, DoseFileError):
        return "", ""
    return _kind(values.get("Modality", ""), values.get("SOPClassUID", "")), values.get("DoseSummationType", "").upper()


@contextmanager
def quiet() -> Iterator[list[warnings.WarningMessage]]:
    """Keep pydicom's warnings and log lines, which quote values of the file, from reaching anybody."""
    log = logging.getLogger("pydicom")
    before = log.disabled
    log.disabled = True
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield caught
    finally:
        log.disabled = before


def _read(path: Path, largest_bytes: int, most: Said) -> bytes:
    try:
        return read_whole(path, largest_bytes)
    except NotOrdinaryError:
        raise DoseFileError(path, "file", say("is not an ordinary file"), say("give the DICOM file itself")) from None
    except TooLargeError:
        size = path.stat().st_size
        problem = fault("is {size} GB, more than the {most}", size=Number(f"{size / 1e9:.1f}"), most=most)
        remedy = say("export it with a coarser dose grid or fewer structures")
        raise DoseFileError(path, "file", problem, remedy) from None
    except OSError as error:
        raise DoseFileError(
            path, "file", say("cannot be read"), say("check the path and your right to read it")
        ) from error


def _parse(path: Path, data: bytes) -> tuple[Dataset, bool]:
    """Let pydicom read it, and say whether it came upon the end too early."""
    try:
        with quiet() as caught:
            dataset = pydicom.dcmread(io.BytesIO(data), force=True)
            if "TransferSyntaxUID" not in dataset.file_meta:
                # Some planning systems write no Part-10 header; DICOM's default syntax is then meant.
                dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
        return dataset, any("end of file" in str(entry.message).lower() for entry in caught)
    except Exception as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> DoseFileError:
    return DoseFileError(path, "file", say("is not a DICOM file or is damaged"), say("export it again as DICOM-RT"))


def _modality(dataset: Dataset) -> str:
    """Modality, or what the SOP class says where a file lacks it."""
    try:
        with quiet():
            return _kind(str(dataset.get("Modality") or ""), str(dataset.get("SOPClassUID") or ""))
    except Exception:  # noqa: BLE001 -- a value that cannot be read is no modality
        return ""


def _kind(modality: str, sop_class: str) -> str:
    by_class = {
        "1.2.840.10008.5.1.4.1.1.481.3": "RTSTRUCT",
        "1.2.840.10008.5.1.4.1.1.481.2": "RTDOSE",
        "1.2.840.10008.5.1.4.1.1.481.5": "RTPLAN",
    }
    return modality.strip().upper() or by_class.get(sop_class.strip(), "")


def _is_cut_short(dataset: Dataset, size: int) -> bool:
    """Whether an element holds fewer bytes than it announces, or part of another follows the last one."""
    end = 0
    for tag in dataset.keys():  # noqa: SIM118 -- iterating a dataset converts its elements
        element: Any = dataset.get_item(tag)
        length, value = getattr(element, "length", None), getattr(element, "value", None)
        if isinstance(length, int) and isinstance(value, bytes) and length != 0xFFFFFFFF:
            if length != len(value):
                return True
            end = max(end, int(getattr(element, "value_tell", 0)) + length)
        else:
            # A sequence of undefined length does not tell where it ends; pydicom warns where that is missing.
            end = size
    return 0 < size - end < 8
