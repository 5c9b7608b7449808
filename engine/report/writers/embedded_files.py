"""Files embedded in a PDF, found without following it: a forged PDF costs no more than reading it once.

An embedded file is a stream object of its own in every PDF (ISO 32000-2, 7.11.4), never packed into another stream,
and its dictionary is never encrypted. So each is found by its type; neither cross-references nor page trees are
followed, nothing is searched backwards without end, and nothing is unpacked that has not been asked for.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_TYPE: Final = b"/EmbeddedFile"
_LONGEST_DICTIONARY: Final = 4096
#: a summary has two; many documents have none
_MOST_FOUND: Final = 200
_NAME_GOES_ON = re.compile(rb"[^\x00\t\n\f\r ()<>\[\]{}/%]")
_LENGTH = re.compile(rb"/Length\s+([0-9]{1,10})(?![0-9])(?:\s+([0-9]{1,5})\s+R)?")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/[A-Za-z0-9]+)")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:<<|[0-9]{1,10}\s+[0-9]{1,5}\s+R)")
_PEEK: Final = 512


class TooManyFilesError(ValueError):
    """More files are embedded than any summary carries."""


class UnreadableFileError(ValueError):
    """It is packed in a way that is not read here, or damaged."""


class TooLargeFileError(ValueError):
    """It unpacks to more than it may have."""


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """One embedded file, where it stands: nothing of it has been unpacked."""

    _pdf: bytes = field(repr=False)
    _head: bytes = field(repr=False)
    _start: int

    def beginning(self) -> bytes:
        """Return the first bytes of the file; empty where they cannot be unpacked."""
        packed = self._pdf[self._start : self._start + 2 * _PEEK]
        if self._filter() is None:
            return packed[:_PEEK]
        try:
            return zlib.decompressobj().decompress(packed, _PEEK) if self._filter() == b"/FlateDecode" else b""
        except zlib.error:
            return b""

    def contents(self, largest_bytes: int) -> bytes:
        """Return the whole file.

        Raises
        ------
        TooLargeFileError : it has more bytes than that.
        UnreadableFileError : it is packed in an unknown way, or damaged.
        """
        if self._filter() is None:
            return self._stored(largest_bytes)
        if self._filter() != b"/FlateDecode":
            raise UnreadableFileError
        try:
            unpacking = zlib.decompressobj()
            found = unpacking.decompress(memoryview(self._pdf)[self._start :], largest_bytes + 1)
        except zlib.error as error:
            raise UnreadableFileError from error
        if len(found) > largest_bytes:
            raise TooLargeFileError
        if not unpacking.eof:
            raise UnreadableFileError
        return found

    def _filter(self) -> bytes | None:
        found = _FILTER.search(self._head)
        return None if found is None else b"".join(found[1].strip(b"[]").split())

    def _stored(self, largest_bytes: int) -> bytes:
        """Return a file that is not packed: as long as it says, or as far as its end is marked."""
        length = self._length()
        end = self._pdf.find(b"endstream", self._start) if length is None else self._start + length
        if end < 0 or end > len(self._pdf):
            raise UnreadableFileError
        if end - self._start > largest_bytes:
            raise TooLargeFileError
        return self._pdf[self._start : end]

    def _length(self) -> int | None:
        """Return how long the stream is; it may say so in an object of its own, which may not be at hand."""
        stated = _LENGTH.search(self._head)
        if stated is None:
            return None
        if stated[2] is None:
            return int(stated[1])
        name = b"%d %d obj" % (int(stated[1]), int(stated[2]))
        place = self._pdf.rfind(name)
        while place > 0 and self._pdf[place - 1 : place].isdigit():
            # The end of a longer number.
            place = self._pdf.rfind(name, 0, place)
        value = re.match(rb"\s*([0-9]{1,10})\s*endobj", self._pdf[place + len(name) :][:64]) if place >= 0 else None
        return None if value is None else int(value[1])


def embedded_files(pdf: bytes) -> Iterator[EmbeddedFile]:
    """Yield the embedded files in the order in which they stand.

    Raises
    ------
    TooManyFilesError : there are more than any summary carries.
    """
    place, seen = pdf.find(_TYPE), 0
    while place >= 0:
        end = place + len(_TYPE)
        seen += 1
        if seen > _MOST_FOUND:
            raise TooManyFilesError
        found = None if _NAME_GOES_ON.match(pdf[end : end + 1]) else _embedded_file(pdf, place)
        if found is not None:
            yield found
        place = pdf.find(_TYPE, end)


def _embedded_file(pdf: bytes, place: int) -> EmbeddedFile | None:
    """Return the stream whose dictionary holds this place."""
    start = pdf.rfind(b"obj", max(0, place - _LONGEST_DICTIONARY), place)
    stop = pdf.find(b"stream", place, place + _LONGEST_DICTIONARY)
    if start < 0 or stop < 0:
        return None
    head = pdf[start + len(b"obj") : stop].strip()
    if not (head.startswith(b"<<") and head.endswith(b">>")):
        return None
    after = stop + len(b"stream")
    after += 2 if pdf[after : after + 2] == b"\r\n" else 1 if pdf[after : after + 1] in (b"\n", b"\r") else 0
    return EmbeddedFile(pdf, head, after)


def is_encrypted(pdf: bytes) -> bool:
    """Return whether the document says that its contents are encrypted."""
    return _ENCRYPTED.search(pdf) is not None
