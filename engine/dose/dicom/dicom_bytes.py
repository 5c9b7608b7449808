"""The bytes of a DICOM file before anybody makes objects of them: unpacked within bounds, counted, contours apart."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.dose.dicom.element_walk import ROI_CONTOURS, TooManyItemsError, Walker, WalkError
from engine.dose.dicom.raw_items import RawItem, raw_items
from engine.dose.errors import DoseFileError
from engine.words.said import fault, say

#: a dose of 300 x 300 x 250 voxels of 4 bytes
LARGEST_UNPACKED_MB: Final = 90
_DEFLATED: Final = b"1.2.840.10008.1.2.1.99"
_EXPLICIT: Final = b"1.2.840.10008.1.2.1"
_IMPLICIT: Final = b"1.2.840.10008.1.2"
_BIG_ENDIAN: Final = b"1.2.840.10008.1.2.2"
_SYNTAX: Final = 0x00020010
_PREAMBLE: Final = 128
_LONGEST_HEADER: Final = 100_000
_PEEKED: Final = {0x00080016: "SOPClassUID", 0x00080060: "Modality", 0x3004000A: "DoseSummationType"}


@dataclass(frozen=True, slots=True)
class DicomBytes:
    """A file that has been walked.

    Attributes
    ----------
    rest : the file for pydicom, without the contours where these were found.
    contours : the items of the contour sequence; None where the file has to be left to pydicom as a whole.
    """

    rest: bytes
    contours: tuple[RawItem, ...] | None = None

    @classmethod
    def of(cls, path: Path, data: bytes) -> DicomBytes:
        """Unpack and walk a file.

        Raises
        ------
        DoseFileError
            Where it unpacks, or has parts, beyond what a plan has.
        """
        header = _Header.of(data)
        if header.syntax == _DEFLATED:
            data = _inflated(path, data, header)
            header = _Header.of(data)
        walker = header.walker(data)
        try:
            found = walker.count(header.end, len(data))
            contours = [element for element in found if element.tag == ROI_CONTOURS]
            if len(contours) != 1 or not contours[0].is_sequence:
                return cls(data)
            items = tuple(raw_items(walker, contours[0]))
        except TooManyItemsError:
            raise DoseFileError(
                path, "file", say("has more parts than any plan, or nests them more deeply"), say("export it again")
            ) from None
        except WalkError:
            # What is cut short or odd is for pydicom, which forgives more, and tells of it.
            return cls(data)
        return cls(data[: contours[0].begin] + data[contours[0].after :], items)


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the dataset begins, and how it is written; `place` is where the syntax stands in the file."""

    end: int
    syntax: bytes
    place: int = 0

    @classmethod
    def of(cls, data: bytes) -> _Header:
        """Read the file meta information, which is in explicit form whatever follows; some files have none."""
        start = _PREAMBLE + 4 if data[_PREAMBLE : _PREAMBLE + 4] == b"DICM" else 0
        if data[start : start + 2] != b"\x02\x00":
            return cls(start, b"")
        syntax, place, end = b"", 0, start
        try:
            for element in Walker(data, implicit=False).elements(start, min(len(data), start + _LONGEST_HEADER)):
                if element.tag >> 16 != 2:
                    break
                end = element.after
                if element.tag == _SYNTAX:
                    syntax, place = data[element.start : element.stop].rstrip(b"\0 "), element.start
        except (WalkError, TooManyItemsError):
            # The dataset behind it may be in another form; where the header ends is known by then.
            pass
        return cls(end, syntax, place)

    def walker(self, data: bytes) -> Walker:
        """Return a walker of the dataset; without a header the first element shows its form."""
        if self.syntax:
            return Walker(data, self.syntax == _IMPLICIT, self.syntax == _BIG_ENDIAN)
        form = data[self.end + 4 : self.end + 6]
        return Walker(data, not (form.isalpha() and form.isupper()))


def _inflated(path: Path, data: bytes, header: _Header) -> bytes:
    """Return the file as it would be had it not been deflated."""
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        body = unpacking.decompress(memoryview(data)[header.end :], LARGEST_UNPACKED_MB * 1_000_000 + 1)
    except zlib.error as error:
        raise DoseFileError(path, "file", say("is damaged"), say("copy or export it again")) from error
    if len(body) > LARGEST_UNPACKED_MB * 1_000_000:
        problem = fault("unpacks to more than {largest_unpacked_mb} MB", largest_unpacked_mb=LARGEST_UNPACKED_MB)
        raise DoseFileError(path, "file", problem, say("export it uncompressed, or with a coarser dose grid"))
    if not unpacking.eof:
        raise DoseFileError(path, "file", say("is cut short"), say("copy or export it again"))
    plain = _EXPLICIT.ljust(len(_DEFLATED), b"\0")
    return data[: header.place] + plain + data[header.place + len(plain) : header.end] + body


def peeked_values(data: bytes) -> dict[str, str]:
    """Return kind and summation type from the beginning of a file; what cannot be walked to is absent.

    Raises
    ------
    ValueError
        Where it is no DICOM.
    """
    header = _Header.of(data)
    if header.syntax == _DEFLATED:
        body = zlib.decompressobj(-zlib.MAX_WBITS).decompress(memoryview(data)[header.end :], len(data))
        data, header = body, _Header(0, _EXPLICIT)
    found: dict[str, str] = {}
    try:
        for element in header.walker(data).elements(header.end, len(data)):
            if element.tag in _PEEKED:
                found[_PEEKED[element.tag]] = data[element.start : element.stop].decode("latin-1").strip("\0 ")
            if element.tag > max(_PEEKED):
                break
    except (WalkError, TooManyItemsError):
        pass
    return found
