"""What decides a headline, as ids: written once for every set of reasons that comes up, and then looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from operator import getitem
from typing import overload

import numpy as np

from engine.findings.columns.answers import Array
from engine.findings.columns.judging import OptionColumns

#: sets remembered for one option; more are written anew
_MOST_REMEMBERED = 50_000


class SetsOfIds(Sequence[tuple[str, ...]]):
    """One set of ids a patient, of which there are far fewer than patients: each is held once.

    Attributes
    ----------
    sets : those that come up, each once.
    codes : of every patient the place of its set.
    """

    __slots__ = ("codes", "sets")

    def __init__(self, sets: list[tuple[str, ...]], codes: list[int]) -> None:
        self.sets = sets
        self.codes = codes

    def __len__(self) -> int:
        return len(self.codes)

    @overload
    def __getitem__(self, row: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, row: slice) -> SetsOfIds: ...
    def __getitem__(self, row: int | slice) -> tuple[str, ...] | SetsOfIds:
        return SetsOfIds(self.sets, self.codes[row]) if isinstance(row, slice) else self.sets[self.codes[row]]

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        return map(self.sets.__getitem__, self.codes)


class ReasonIds:
    """The reasons of one option, as `bits_of` gives them, in ids.

    Parameters
    ----------
    ids : of criteria, concerns and disputes, in the order of the bits.
    """

    def __init__(self, ids: Sequence[str]) -> None:
        # By the place of a byte and its value: what its eight bits say.
        eights = [tuple(ids[start : start + 8]) for start in range(0, len(ids), 8)]
        self._said = [
            [tuple(one for place, one in enumerate(eight) if byte >> place & 1) for byte in range(256)]
            for eight in eights
        ]
        self._known: dict[bytes, tuple[str, ...]] = {}

    def of(self, bits: Array) -> SetsOfIds:
        """Return the ids of every patient."""
        keys = _keys(bits)
        places = {key: place for place, key in enumerate(dict.fromkeys(keys))}
        return SetsOfIds([self._ids_of(key) for key in places], list(map(places.__getitem__, keys)))

    def _ids_of(self, key: bytes) -> tuple[str, ...]:
        found = self._known.get(key)
        if found is None:
            if len(self._known) > _MOST_REMEMBERED:
                self._known.clear()
            found = tuple(chain.from_iterable(map(getitem, self._said, key)))
            self._known[key] = found
        return found


def _keys(bits: Array) -> list[bytes]:
    size, width = bits.shape
    if not width:
        return [b""] * size
    keys: list[bytes] = np.ascontiguousarray(bits).view(f"V{width}").ravel().tolist()
    return keys


def ids_of(option: OptionColumns, before_disputes: str = "") -> tuple[str, ...]:
    """Return the ids of everything that can decide an option, in the order of the bits.

    Parameters
    ----------
    before_disputes : put before the id of each dispute, to tell it from a criterion or a concern.
    """
    return (
        *(one.id for one in option.criteria),
        *(one.id for one in option.concerns),
        *(f"{before_disputes}{one}" for one in option.disputes),
    )
