"""What patients have in common is found once: kept by the values that it was found by, whoever they belong to.

Where many patients are looked at one after the other, hardly a finding is met again as a whole, but most of its parts
are: of a yes or no there are three, of a stage a handful. As in `by_values`, which fields were read is written down
while something is found, so that no list of fields has to be kept beside a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

from engine.findings.conditions import Values

T = TypeVar("T")

#: what is kept of one record: more than there are answers of a form, fewer than would fill the memory with numbers
_MOST = 500
_NOTHING = object()


class SharedByValues(Generic[T]):
    """What one record gives, by the values that were read for it.

    Parameters
    ----------
    find : reads the patient through its argument alone, and changes nothing.
    """

    __slots__ = ("_find", "_kept", "_known")

    def __init__(self, find: Callable[[Values], T]) -> None:
        self._find = find
        # By the fields that were read, then by their values and what kind of values these are: 1, 1.0 and True are
        # equal, and are not said alike. What read these fields with these values would read them again.
        self._known: dict[tuple[str, ...], dict[tuple[Any, ...], Any]] = {}
        self._kept = 0

    def __call__(self, values: Values) -> T:
        """Return `find(values)`, or what it gave when every field that it reads had the value that it has now."""
        for names, known in self._known.items():
            now = [values(name) for name in names]
            found = known.get((*now, *map(type, now)), _NOTHING)
            if found is not _NOTHING:
                return cast("T", found)
        reading = _Reading(values)
        made = self._find(reading)
        read = reading.only_what_was_read()
        if self._kept >= _MOST:
            self._known.clear()
            self._kept = 0
        self._known.setdefault(tuple(read), {})[(*read.values(), *map(type, read.values()))] = made
        self._kept += 1
        return made


class _Reading:
    """One patient's values, each noted as it is read; afterwards those that were read and nothing of the patient.

    What is found may be said again in another language, and then reads the same values once more.
    """

    __slots__ = ("_read", "_values")

    def __init__(self, values: Values) -> None:
        self._values: Values | None = values
        self._read: dict[str, Any] = {}

    def __call__(self, name: str) -> Any:
        if self._values is None:
            return self._read[name]
        value = self._read[name] = self._values(name)
        return value

    def only_what_was_read(self) -> dict[str, Any]:
        """Let the patient go, and return the values that were read."""
        self._values = None
        return self._read
