"""Opening one DICOM file: size, hash, kind, and values that are what they should be, or a sentence.

pydicom is lenient by design and raises many classes on damaged files. Here every access goes through `DicomFile`,
which turns whatever happens into a `DoseFileError`, and nothing of the patient leaves this module.
"""

from __future__ import annotations

import hashlib
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

from engine.dose.errors import DoseFileError
from engine.dose.records import FloatArray

T = TypeVar("T")

LARGEST_MB = {"RTSTRUCT": 300, "RTDOSE": 1000, "RTPLAN": 100}
_IN_WORDS = {
    "RTSTRUCT": "a structure set (RTSTRUCT)",
    "RTDOSE": "a dose (RTDOSE)",
    "RTPLAN": "a plan (RTPLAN)",
    "CT": "a CT image",
    "MR": "an MR image",
    "PT": "a PET image",
    "RTIMAGE": "an RT image",
    "REG": "a registration",
}


@dataclass(frozen=True, slots=True, eq=False)
class DicomFile:
    """One file that was read whole: its dataset, kind and hash."""

    path: Path
    modality: str
    sha256: str
    dataset: Dataset

    def error(self, field: str, problem: str, remedy: str) -> DoseFileError:
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
            raise self.error(field, "cannot be read", "export the file again") from error

    def text(self, item: Dataset, keyword: str) -> str:
        """Give a value as stripped text; empty where it is absent."""
        value = self.guarded(keyword, lambda: item.get(keyword))
        return "" if value is None else str(value).strip().strip("\0").strip()

    def items(self, item: Dataset, keyword: str) -> list[Dataset]:
        """Give the items of a sequence; empty where it is absent."""
        value = self.guarded(keyword, lambda: item.get(keyword))
        if value is None or isinstance(value, str | bytes):
            return []
        return self.guarded(keyword, lambda: [entry for entry in value if isinstance(entry, Dataset)])

    def whole_number(self, item: Dataset, keyword: str) -> int | None:
        """Give a whole number, which files hold as a number or as text; None where it is absent or is none."""
        text = self.text(item, keyword)
        try:
            number = float(text)
        except ValueError:
            return None
        return int(number) if math.isfinite(number) and number == int(number) else None

    def number(self, item: Dataset, keyword: str) -> float | None:
        """Give a finite number; None where it is absent or is none."""
        try:
            number = float(self.text(item, keyword))
        except ValueError:
            return None
        return number if math.isfinite(number) else None

    def numbers(self, item: Dataset, keyword: str) -> FloatArray | None:
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
    check_is_file(path, f"give the DICOM file that holds {role}")
    size = path.stat().st_size
    if size > LARGEST_MB[wanted] * 1_000_000:
        raise DoseFileError(
            path,
            "file",
            f"is {size / 1e9:.1f} GB, more than the {LARGEST_MB[wanted] / 1000:g} GB that {role} may have here",
            "export it with a coarser dose grid or fewer structures",
        )
    dataset, digest, cut_short = _read(path)
    modality = _modality(dataset)
    if not modality:
        raise DoseFileError(path, "file", "is not a DICOM file", f"give the DICOM file that holds {role}")
    if modality != wanted:
        found = _IN_WORDS.get(modality, "a DICOM file of another kind")
        raise DoseFileError(path, "Modality", f"is {found}, not {role}", f"give the file that holds {role}")
    file = DicomFile(path, modality, digest, dataset)
    # Guarded: even to look at an element makes pydicom convert one whose kind it does not know, and throw.
    if cut_short or file.guarded("file", lambda: _is_cut_short(dataset, size)):
        raise DoseFileError(path, "file", "is cut short", "copy or export it again")
    return file


def check_is_file(path: Path, remedy: str) -> None:
    """Raise a `DoseFileError` unless the path is a file with something in it."""
    try:
        if path.is_dir():
            raise DoseFileError(path, "file", "is a folder, not a file", remedy)
        if not path.exists():
            raise DoseFileError(path, "file", "does not exist", "check the path, or whether the drive is still there")
        if not path.is_file():
            raise DoseFileError(path, "file", "is not an ordinary file", remedy)
        if path.stat().st_size == 0:
            raise DoseFileError(path, "file", "is empty", remedy)
    except (OSError, ValueError) as error:
        raise DoseFileError(path, "file", "cannot be read", "check the path and your right to read it") from error


def peek_modality(path: Path) -> tuple[str, str]:
    """Kind of a DICOM file and, of a dose, its summation type; empty where it is none. Never raises."""
    try:
        with quiet():
            dataset = pydicom.dcmread(
                path,
                force=True,
                stop_before_pixels=True,
                specific_tags=["SOPClassUID", "Modality", "DoseSummationType"],
            )
            return _modality(dataset), str(dataset.get("DoseSummationType") or "").strip().upper()
    except Exception:  # noqa: BLE001 -- any file may lie in a folder; one that cannot be read is simply not a plan
        return "", ""


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


def _read(path: Path) -> tuple[Dataset, str, bool]:
    """Read dataset and hash from the same open file, and whether pydicom came upon its end too early."""
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            with quiet() as caught:
                dataset = pydicom.dcmread(file, force=True)
                if "TransferSyntaxUID" not in dataset.file_meta:
                    # Some planning systems write no Part-10 header; DICOM's default syntax is then meant.
                    dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian
            return dataset, digest, any("end of file" in str(entry.message).lower() for entry in caught)
    except OSError as error:
        if isinstance(error, EOFError) or error.errno is None:
            raise _unreadable(path) from error
        raise DoseFileError(path, "file", "cannot be read", "check the path and your right to read it") from error
    except Exception as error:
        raise _unreadable(path) from error


def _unreadable(path: Path) -> DoseFileError:
    return DoseFileError(path, "file", "is not a DICOM file or is damaged", "export it again as DICOM-RT")


def _modality(dataset: Dataset) -> str:
    """Modality, or what the SOP class says where a file lacks it."""
    by_class = {
        "1.2.840.10008.5.1.4.1.1.481.3": "RTSTRUCT",
        "1.2.840.10008.5.1.4.1.1.481.2": "RTDOSE",
        "1.2.840.10008.5.1.4.1.1.481.5": "RTPLAN",
    }
    try:
        with quiet():
            modality = str(dataset.get("Modality") or "").strip().upper()
            return modality or by_class.get(str(dataset.get("SOPClassUID") or "").strip(), "")
    except Exception:  # noqa: BLE001 -- a value that cannot be read is no modality
        return ""


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
