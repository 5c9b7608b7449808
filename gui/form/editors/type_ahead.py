"""Which answer is meant by the letters typed so far: "cN1", "N1" and "1" are the same one."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: typed for "not known", wherever that is an answer
UNKNOWN_KEY = "?"


class TypeAhead:
    """Follows what is typed at one field, letter by letter, without a clock.

    An answer is meant by the beginning of its label, of its label without what all labels have in common, or of a
    word in it. What fits several is kept and waited with; what fits none begins anew with the last letter.

    Parameters
    ----------
    labels : of the answers, in their order; without that for "not known".
    """

    def __init__(self, labels: Sequence[str]) -> None:
        words = [label.casefold() for label in labels]
        shared = _shared_beginning(words)
        self._labels = words
        # cT3 is meant by "cT3", by "T3" and by "3".
        self._tails = [{word[start:] or word for start in range(shared + 1)} for word in words]
        self._typed = ""
        self._is_answered = False
        self._is_settled = False

    def forget(self) -> str:
        """Begin anew, since the field has been left; return what was typed and has led to no answer."""
        left, self._typed = "" if self._is_answered else self._typed, ""
        return left

    def take(self, letter: str) -> int | None:
        """Take one more letter; return the place of the answer that is meant now, or None where several or none are."""
        for typed in (self._typed + letter.casefold(), letter.casefold()):
            places = self._places(typed)
            if places:
                self._typed = typed
                self._is_settled = len(places) == 1
                meant = places[0] if len(places) == 1 else self._exact(typed, places)
                self._is_answered = meant is not None
                return meant
        self._typed = ""
        return None

    @property
    def is_settled(self) -> bool:
        """Whether no further letter can mean another answer than the one that is meant now."""
        return self._is_settled

    @property
    def waits(self) -> bool:
        """Whether what is typed so far fits several answers."""
        return bool(self._typed)

    def by_place(self, letter: str) -> int | None:
        """Return the place that a digit from 1 names, where no answer begins with a digit; else None."""
        if not letter.isdecimal() or any(tail[:1].isdecimal() for tails in self._tails for tail in tails):
            return None
        place = int(letter) - 1
        return place if 0 <= place < len(self._labels) else None

    def _places(self, typed: str) -> list[int]:
        places = [place for place, tails in enumerate(self._tails) if any(tail.startswith(typed) for tail in tails)]
        if places:
            return places
        return [
            place
            for place, label in enumerate(self._labels)
            if any(word.startswith(typed) for word in re.split(r"[^\w-]+", label))
        ]

    def _exact(self, typed: str, places: list[int]) -> int | None:
        """T4 is meant by "T4", though T4a begins with it too, and 10 % by "10", though 100 % does."""
        return next(
            (place for place in places if typed in self._tails[place] or typed == self._labels[place].split()[0]),
            None,
        )


def _shared_beginning(words: Sequence[str]) -> int:
    """Return how many letters all labels begin with."""
    if len(words) < 2:
        return 0
    first, last = min(words), max(words)
    return next((place for place, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), 0)
