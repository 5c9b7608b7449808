"""What decides a headline, as ids: written once for every set of reasons that comes up, and then looked up."""

from __future__ import annotations

from collections.abc import Sequence

from engine.findings.columns.answers import Array
from engine.findings.columns.judging import OptionColumns

#: sets remembered for one option; more are written anew
_MOST_REMEMBERED = 200_000


class ReasonIds:
    """The reasons of one option, as `OptionColumns.reason_bits` gives them, in ids.

    Parameters
    ----------
    ids : of criteria, concerns and disputes, in the order of the bits.
    """

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = tuple(ids)
        self._known: dict[bytes, tuple[str, ...]] = {}
        self._joined: dict[bytes, str] = {}

    def of(self, bits: Array) -> list[tuple[str, ...]]:
        """Return the ids of every patient; the same set is the same object."""
        return [self._known.get(key) or self._ids_of(key) for key in _keys(bits)]

    def joined(self, bits: Array) -> list[str]:
        """Return the ids of every patient as one text, `;` between them."""
        known = self._joined
        found = []
        for key in _keys(bits):
            text = known.get(key)
            if text is None:
                if len(known) > _MOST_REMEMBERED:
                    known.clear()
                text = known[key] = ";".join(self._ids_of(key))
            found.append(text)
        return found

    def _ids_of(self, key: bytes) -> tuple[str, ...]:
        if len(self._known) > _MOST_REMEMBERED:
            self._known.clear()
        found = tuple(one for place, one in enumerate(self._ids) if key[place >> 3] >> (place & 7) & 1)
        return self._known.setdefault(key, found)


def _keys(bits: Array) -> list[bytes]:
    size, width = bits.shape
    if not width:
        return [b""] * size
    whole = bits.tobytes()
    return [whole[start : start + width] for start in range(0, size * width, width)]


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
