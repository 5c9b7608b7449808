"""Items of contour sequences read where they stand, under the names that pydicom gives to their elements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydicom.datadict import tag_for_keyword

from engine.dose.dicom.element_walk import Element, Walker


@dataclass(frozen=True, slots=True)
class RawValue:
    """The bytes of an element, as pydicom's raw elements hold them."""

    value: bytes


class RawItem:
    """One item: as much of pydicom's `Dataset` as is asked of contours.

    Texts are ASCII throughout contours (IS, DS, CS, UI); others are read as Latin-1.
    """

    __slots__ = ("_elements", "_span", "_walker")

    def __init__(self, walker: Walker, span: tuple[int, int]) -> None:
        self._walker = walker
        self._span = span
        self._elements: dict[int, Element] | None = None

    def __contains__(self, keyword: str) -> bool:
        return self._element(keyword) is not None

    def get_item(self, keyword: str) -> RawValue:
        """Return the bytes of an element.

        Raises
        ------
        KeyError : there is none.
        """
        element = self._element(keyword)
        if element is None:
            raise KeyError(keyword)
        return RawValue(self._walker.data[element.start : element.stop])

    def get(self, keyword: str) -> Any:
        """Return text, or the items of a sequence; None where there is no such element."""
        element = self._element(keyword)
        if element is None:
            return None
        if element.is_sequence:
            return raw_items(self._walker, element)
        return self._walker.data[element.start : element.stop].decode("latin-1").rstrip("\0 ")

    def _element(self, keyword: str) -> Element | None:
        if self._elements is None:
            # What has been counted once is not counted again.
            self._walker.seen = 0
            self._elements = {element.tag: element for element in self._walker.elements(*self._span)}
        tag = tag_for_keyword(keyword)
        return None if tag is None else self._elements.get(tag)


def raw_items(walker: Walker, sequence: Element) -> list[RawItem]:
    """Return the items of a sequence; nothing of them is read yet."""
    fresh = Walker(walker.data, walker.implicit, walker.big_endian)
    return [RawItem(fresh, span) for span in fresh.item_spans(sequence.start, sequence.stop)]
