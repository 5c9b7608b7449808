"""Findings that few readers ask for are made for those who do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
T = TypeVar("T")


class MadeWhenAsked(Mapping[K, T]):
    """What is found by each key, made when it is first asked for; equal where all that is found is equal.

    Parameters
    ----------
    find : pure, so that nobody can tell when it was asked.
    """

    def __init__(self, keys: tuple[K, ...], find: Callable[[K], T]) -> None:
        self._keys = keys
        self._find = find
        self._made: dict[K, T] = {}

    def __getitem__(self, key: K) -> T:
        if key not in self._made:
            if key not in self._keys:
                raise KeyError(key)
            self._made[key] = self._find(key)
        return self._made[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
