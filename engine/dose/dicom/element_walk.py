"""Walking the elements of a DICOM dataset by their lengths, without interpreting them (PS3.5, 7.1 and 7.5).

pydicom makes objects of everything it meets: a few megabytes of empty items become gigabytes, and the contours of a
large structure set take it most of a minute. So a file is walked first: what it holds is counted and, for contours,
read where it stands. What cannot be walked is left to pydicom, which forgives more.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from pydicom._dicom_dict import DicomDictionary

#: far more than plans and structure sets have beside contours: pydicom takes some 0.1 ms for an item
MOST_ITEMS: Final = 25_000
#: what stands in contours costs nothing until it is asked for; anatomy takes some ten thousand
MOST_CONTOUR_ITEMS: Final = 200_000
MOST_ELEMENTS: Final = 1_000_000
#: in one item, or in the dataset itself; the largest have some hundreds
MOST_IN_ONE_ITEM: Final = 5_000
DEEPEST: Final = 20

ROI_CONTOURS: Final = 0x30060039
_UNDEFINED: Final = 0xFFFFFFFF
_ITEM: Final = 0xFFFEE000
_END_OF_ITEM: Final = 0xFFFEE00D
_END_OF_SEQUENCE: Final = 0xFFFEE0DD
_LONG: Final = frozenset((b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"SV", b"UC", b"UN", b"UR", b"UT", b"UV"))


class WalkError(ValueError):
    """The lengths do not add up, or the file is written in a way that is not walked here."""


class TooManyItemsError(ValueError):
    """It holds more items or elements than any plan."""


class Element(NamedTuple):
    """One element: where it begins, its value from `start` to `stop`, and where the next one begins."""

    tag: int
    begin: int
    start: int
    stop: int
    after: int
    is_sequence: bool


@dataclass(slots=True)
class Walker:
    """Walks one dataset.

    Attributes
    ----------
    data : the bytes of the dataset or of the whole file.
    implicit : no element says its value representation.
    big_endian : as the retired transfer syntax has it.
    """

    data: bytes
    implicit: bool
    big_endian: bool = False
    items: int = 0
    contour_items: int = 0
    seen: int = 0

    def elements(self, place: int, end: int, depth: int = 0, *, in_contours: bool = False) -> Iterator[Element]:
        """Yield the elements between two places; sequences of undefined length are walked to find where they end.

        Raises
        ------
        WalkError : the lengths do not add up.
        TooManyItemsError : there is more than any plan has.
        """
        head, length_at_8, length_at_6 = self._formats()
        while place < end:
            if place + 8 > end:
                raise WalkError("part of an element")
            self.seen += 1
            if self.seen > MOST_ELEMENTS:
                raise TooManyItemsError
            group, number = head.unpack_from(self.data, place)
            tag, begin, vr = group << 16 | number, place, b""
            if self.implicit or group == 0xFFFE:
                length, start = length_at_8.unpack_from(self.data, place + 4)[0], place + 8
            else:
                vr = self.data[place + 4 : place + 6]
                if vr in _LONG:
                    if place + 12 > end:
                        raise WalkError("part of an element")
                    length, start = length_at_8.unpack_from(self.data, place + 8)[0], place + 12
                elif vr.isalpha() and vr.isupper():
                    length, start = length_at_6.unpack_from(self.data, place + 6)[0], place + 8
                else:
                    raise WalkError("no value representation")
            if group == 0xFFFE:
                if tag in (_END_OF_ITEM, _END_OF_SEQUENCE):
                    yield Element(tag, begin, start, start, start, False)
                    return
                raise WalkError("an item without a sequence")
            is_sequence = vr == b"SQ" or (not vr and _is_sequence(tag))
            if length == _UNDEFINED:
                is_sequence = is_sequence or vr in (b"", b"UN")
                contours = in_contours or tag == ROI_CONTOURS
                stop, place = self._end_of_sequence(start, end, depth + 1, contours, walked=is_sequence, vr=vr)
            else:
                stop = place = start + length
                if stop > end:
                    raise WalkError("cut short")
            yield Element(tag, begin, start, stop, place, is_sequence)

    def count(self, place: int, end: int, depth: int = 0, *, in_contours: bool = False) -> list[Element]:
        """Walk everything, at every depth, and return the elements of this level; errors as of `elements`."""
        found = []
        for element in self.elements(place, end, depth, in_contours=in_contours):
            found.append(element)
            if len(found) > MOST_IN_ONE_ITEM:
                raise TooManyItemsError
            if element.is_sequence and element.stop == element.after:
                # One of undefined length has been walked to its end already.
                contours = in_contours or element.tag == ROI_CONTOURS
                for item_start, item_stop in self.item_spans(element.start, element.stop):
                    self._count_item(contours)
                    self.count(item_start, item_stop, self._deeper(depth), in_contours=contours)
        return found

    def item_spans(self, place: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield where the items of a sequence stand; errors as of `elements`."""
        head, length_at_8, _ = self._formats()
        while place < end:
            if place + 8 > end:
                raise WalkError("part of an item")
            group, number = head.unpack_from(self.data, place)
            length = length_at_8.unpack_from(self.data, place + 4)[0]
            tag, start = group << 16 | number, place + 8
            if tag == _END_OF_SEQUENCE:
                return
            if tag != _ITEM:
                raise WalkError("no item")
            if length == _UNDEFINED:
                stop, place = self._end_of_item(start, end, 0, True)
            else:
                stop = place = start + length
                if stop > end:
                    raise WalkError("cut short")
            yield start, stop

    def _end_of_sequence(
        self, place: int, end: int, depth: int, contours: bool, *, walked: bool, vr: bytes
    ) -> tuple[int, int]:
        """Return where the items end, and where what follows the sequence begins."""
        if vr == b"UN" and not self.implicit:
            # Its items are in implicit form whatever the file is in (PS3.5, 6.2.2).
            inner = Walker(self.data, implicit=True, big_endian=False, items=self.items, seen=self.seen)
            found = inner._end_of_sequence(place, end, depth, contours, walked=walked, vr=b"")
            self.items, self.seen = inner.items, inner.seen
            return found
        head, length_at_8, _ = self._formats()
        self._deeper(depth)
        while place + 8 <= end:
            group, number = head.unpack_from(self.data, place)
            length = length_at_8.unpack_from(self.data, place + 4)[0]
            tag = group << 16 | number
            if tag == _END_OF_SEQUENCE:
                return place, place + 8
            if tag != _ITEM:
                raise WalkError("no item")
            self._count_item(contours)
            if length == _UNDEFINED:
                _, place = self._end_of_item(place + 8, end, depth, contours)
            else:
                stop = place + 8 + length
                if stop > end:
                    raise WalkError("cut short")
                if walked:
                    self.count(place + 8, stop, depth, in_contours=contours)
                place = stop
        raise WalkError("a sequence without an end")

    def _end_of_item(self, place: int, end: int, depth: int, contours: bool) -> tuple[int, int]:
        for element in self.elements(place, end, self._deeper(depth), in_contours=contours):
            if element.tag == _END_OF_ITEM:
                return element.begin, element.after
        raise WalkError("an item without an end")

    def _count_item(self, contours: bool) -> None:
        if contours:
            self.contour_items += 1
        else:
            self.items += 1
        if self.items > MOST_ITEMS or self.contour_items > MOST_CONTOUR_ITEMS:
            raise TooManyItemsError

    def _deeper(self, depth: int) -> int:
        if depth >= DEEPEST:
            raise TooManyItemsError
        return depth + 1

    def _formats(self) -> tuple[struct.Struct, struct.Struct, struct.Struct]:
        return _BIG if self.big_endian else _LITTLE


_LITTLE = (struct.Struct("<HH"), struct.Struct("<I"), struct.Struct("<H"))
_BIG = (struct.Struct(">HH"), struct.Struct(">I"), struct.Struct(">H"))
_SEQUENCES: Final = frozenset(tag for tag, entry in DicomDictionary.items() if entry[0] == "SQ")


def _is_sequence(tag: int) -> bool:
    return tag in _SEQUENCES
