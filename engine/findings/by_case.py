"""What was found of a case is kept with the inputs that were read for it: what a changed field does not touch stands.

The same as `by_values` for what reads more of a patient than one value after the other: rows of lesions, the patient
as the case would stand after a treatment. The patient that a finding is given notes every input that it is asked for,
and, since values follow from one another, those from which it could follow. So no list of fields has to be kept beside
a finding, and none can be forgotten. Whether a kept one still stands is then one look at what has changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from operator import is_
from typing import Any, TypeVar

from engine.case.case import Case
from engine.case.patient import Derived, Patient, Value, could_follow_from_any, could_follow_from_these

T = TypeVar("T")

#: findings kept of one kind and record: a value typed digit by digit, and the way back
_KEPT = 4
#: of kinds and records, over all libraries that one process sees
_MOST_KEYS = 20_000


class _Known:
    """A finding, what it was made of beside the patient, the inputs read for it, and a patient for whom it stands."""

    __slots__ = ("alike", "beside", "found", "inputs_read", "patient")

    def __init__(
        self, patient: Patient, beside: tuple[object, ...], alike: Hashable, read: frozenset[str], found: Any
    ) -> None:
        self.patient = patient
        self.beside = beside
        self.alike = alike
        self.inputs_read = read
        self.found = found


_KNOWN: dict[tuple[Hashable, ...], list[_Known]] = {}


#: off where every patient is another one, so that what is kept is never met again
_IS_KEPT: ContextVar[bool] = ContextVar("is_kept", default=True)


def is_kept() -> bool:
    """Return whether findings are kept at all, here and now."""
    return _IS_KEPT.get()


@contextmanager
def keeping_nothing() -> Iterator[None]:
    """Find everything as if for the first time, and keep nothing: for many patients, one after the other."""
    token = _IS_KEPT.set(False)
    try:
        yield
    finally:
        _IS_KEPT.reset(token)


def by_case(
    find: Callable[[Case], T], case: Case, key: tuple[Hashable, ...], *beside: object, alike: Hashable = None
) -> T:
    """Return `find(case)`, or what it gave when every input that it reads was what it is now.

    Parameters
    ----------
    find : reads the patient and what was confirmed, nothing else of the case, and changes nothing. What it returns
        holds on to neither.
    key : what is looked for, of which record and library.
    beside : what else it is made of, held against by identity.
    alike : what else of the case it is made of, held against by value. It is no part of the key, of which there are
        only so many: values that come and go would fill the memory.

    Notes
    -----
    Values of the last few cases stay in memory, as the open case does; nothing of them is written anywhere.
    """
    if not is_kept():
        return find(case)
    confirmed = case.confirmed
    return by_patient(
        lambda patient: find(Case(patient=patient, confirmed=confirmed)), case.patient, key, beside, (alike, confirmed)
    )


def by_patient(
    find: Callable[[Patient], T],
    patient: Patient,
    key: tuple[Hashable, ...],
    beside: tuple[object, ...],
    alike: Hashable = None,
) -> T:
    """Return `find(patient)` in the same way; a patient that notes its reading notes what was read for this as well."""
    outer = patient if isinstance(patient, _Watched) else None
    plain = patient if outer is None else outer.unwatched
    known = _KNOWN.get(key)
    if known is None:
        if len(_KNOWN) > _MOST_KEYS:
            _KNOWN.clear()
        known = _KNOWN[key] = []
    for one in known:
        if (
            one.alike == alike
            and all(map(is_, beside, one.beside))
            and (one.patient is plain or one.inputs_read.isdisjoint(_changed(one.patient, plain)))
        ):
            one.patient = plain
            if outer is not None:
                outer.read.update(one.inputs_read)
            found: T = one.found
            return found
    watched = _Watched(plain, set())
    made = find(watched)
    read = could_follow_from_these(watched.read)
    if outer is not None:
        outer.read.update(read)
    known.insert(0, _Known(plain, beside, alike, read, made))
    del known[_KEPT:]
    return made


_MADE: dict[tuple[Hashable, ...], tuple[tuple[object, ...], Any]] = {}


def by_parts(make: Callable[[], T], key: tuple[Hashable, ...], *parts: object) -> T:
    """Return `make()`, or what it gave when it was last made of the same parts: held against by identity."""
    if not is_kept():
        return make()
    known = _MADE.get(key)
    if known is not None and len(known[0]) == len(parts) and all(map(is_, known[0], parts)):
        found: T = known[1]
        return found
    if len(_MADE) > _MOST_KEYS:
        _MADE.clear()
    made = make()
    _MADE[key] = (parts, made)
    return made


def kept_findings() -> int:
    """Return how many findings are kept of cases."""
    return sum(len(known) for known in _KNOWN.values())


def forget_cases() -> None:
    """Find everything anew from now on."""
    _KNOWN.clear()
    _CHANGES.clear()
    _MADE.clear()


#: past the check that a patient is frozen
_set = object.__setattr__
_HELD = ("fields", "_inputs", "_derived", "_in_use")


class _Watched(Patient):
    """A patient that notes which inputs are asked for, directly or through what could follow from them."""

    __slots__ = ("read", "unwatched")

    read: set[str]
    unwatched: Patient

    def __init__(self, patient: Patient, read: set[str]) -> None:
        for name in _HELD:
            _set(self, name, getattr(patient, name))
        _set(self, "read", read)
        _set(self, "unwatched", patient)

    @property
    def inputs(self) -> Mapping[str, Value]:
        return _WatchedInputs(self)

    @property
    def derived(self) -> Mapping[str, Derived]:
        self.read.update(could_follow_from_any())
        return self._derived

    def value(self, field_id: str) -> Value | None:
        self.read.add(field_id)
        # As `Patient.value` does, without a second call: asked for some thousand times in one assessment.
        value = self._in_use.get(field_id)
        if value is None and field_id not in self.fields:
            raise KeyError(field_id)
        return value

    def with_values(self, changed: Mapping[str, Value | None]) -> Patient:
        return _Watched(self.unwatched.with_values(changed), self.read)


class _WatchedInputs(Mapping[str, Value]):
    """What was typed; whoever goes through it has read all of it."""

    __slots__ = ("_patient",)

    def __init__(self, patient: _Watched) -> None:
        self._patient = patient

    def __getitem__(self, name: str) -> Value:
        self._patient.read.add(name)
        return self._patient.unwatched.inputs[name]

    def __iter__(self) -> Iterator[str]:
        self._patient.read.update(spec.id for spec in self._patient.fields)
        return iter(self._patient.unwatched.inputs)

    def __len__(self) -> int:
        return sum(1 for _ in self)


#: the last few pairs of patients that were held against one another
_CHANGES: dict[tuple[int, int], tuple[Patient, Patient, frozenset[str]]] = {}
_MOST_CHANGES = 500


def _changed(then: Patient, now: Patient) -> frozenset[str]:
    """Return the inputs that are not what they were; 1, 1.0 and True are equal, and are not said alike."""
    if then is now:
        return frozenset()
    known = _CHANGES.get((id(then), id(now)))
    if known is not None:
        # Both are held here, so that no other object can have come by their places.
        return known[2]
    before, after = then.inputs, now.inputs
    found = frozenset(
        name
        for name in before.keys() | after.keys()
        if (was := before.get(name)) is not (is_now := after.get(name))
        and (type(was) is not type(is_now) or was != is_now)
    )
    if then.fields is not now.fields:
        found |= {spec.id for spec in then.fields}
    if len(_CHANGES) >= _MOST_CHANGES:
        _CHANGES.pop(next(iter(_CHANGES)))
    _CHANGES[id(then), id(now)] = (then, now, found)
    return found
