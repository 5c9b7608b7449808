"""What was found is kept with the values that it was found by: what a changed field does not touch is not found again.

A finding reads the patient through one function from a field to its value, and through nothing else. Which fields were
read is written down while it is found; as long as those have the same values, every other may change. So no list of
fields has to be kept beside a rule, and none can be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple, TypeVar

from engine.case.patient import Patient
from engine.findings.by_case import by_patient, forget_cases, is_kept
from engine.findings.by_case import keeping_nothing as keeping_nothing
from engine.findings.conditions import Values

T = TypeVar("T")

#: findings kept of one kind and record: a value typed digit by digit, and the way back
_KEPT = 4
#: of kinds and records, over all libraries that one process sees; far more than one library has
_MOST_KEYS = 20_000


class _Known(NamedTuple):
    """A finding, the objects beside the patient that it was made of, and the values that were read for it."""

    beside: tuple[object, ...]
    read: tuple[tuple[str, Any], ...]
    found: Any


_KNOWN: dict[tuple[Hashable, ...], tuple[_Known, ...]] = {}


def by_values(find: Callable[[Values], T], values: Values, key: tuple[Hashable, ...], *beside: object) -> T:
    """Return `find(values)`, or what it gave when every field that it reads had the value that it has now.

    Parameters
    ----------
    find : reads the patient through its argument alone, and changes nothing.
    key : what is looked for, of which record and library.
    beside : what else it is made of, held against by identity: the fields, the curves.

    Notes
    -----
    Values of the last few cases stay in memory, as the open case does; nothing of them is written anywhere.
    """
    if not is_kept():
        return find(values)
    owner = getattr(values, "__self__", None)
    if isinstance(owner, Patient):
        # Of the values in use it is known at once what has changed since.
        return by_patient(lambda patient: find(patient.value), owner, key, beside)
    known = _KNOWN.get(key, ())
    for one in known:
        if all(mine is its for mine, its in zip(beside, one.beside, strict=True)) and _are_the_same(one.read, values):
            found: T = one.found
            return found
    read: dict[str, Any] = {}

    def reading(name: str) -> Any:
        value = read[name] = values(name)
        return value

    made = find(reading)
    if len(_KNOWN) >= _MOST_KEYS:
        _KNOWN.clear()
    _KNOWN[key] = (_Known(beside, tuple(read.items()), made), *known[: _KEPT - 1])
    return made


def forget() -> None:
    """Find everything anew from now on."""
    _KNOWN.clear()
    forget_cases()


def _are_the_same(read: tuple[tuple[str, Any], ...], values: Values) -> bool:
    for name, then in read:
        now = values(name)
        # 1, 1.0 and True are equal, and are not said alike.
        if now is not then and (type(now) is not type(then) or now != then):
            return False
    return True
