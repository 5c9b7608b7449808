"""Where values contradict one another: the readings there are, and which fields are contested until it is settled."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from engine.case.case import Case
from engine.case.checks.consistency import Contradiction, contradictions
from engine.case.patient import Patient, could_follow_from_any
from engine.evidence.library import Library
from engine.evidence.records.modalities import Modality
from engine.findings.conditions import Values
from engine.findings.criteria.rules import fields_of
from engine.findings.headlines.concerns import compiled_concerns
from engine.findings.records.finding import Verdict

#: from the worst to the best
FROM_WORST: tuple[Verdict, ...] = ("outside", "concern", "undetermined", "borderline", "within", "comparator")


class Readings(NamedTuple):
    """The readings of one case.

    Attributes
    ----------
    all_of_them : the values in use first; then, where typed values differ from what follows from others, these in
        their place.
    contested : fields that contradict one another and that nobody has settled.
    between : by contradiction, the fields that cannot all be true, and all on which it depends whether they can.
    typed : by field, what was typed where something else follows from others, and from which.
    """

    all_of_them: tuple[Values, ...]
    contested: frozenset[str]
    between: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = ()
    typed: tuple[tuple[str, Any, tuple[str, ...]], ...] = ()

    @property
    def contest(self) -> tuple[Hashable, ...]:
        """All that it is beside the values in use."""
        return (self.between, self.typed)

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Return the fields that cannot all be true, by contradiction, in the order of the questions."""
        return (*(names for names, _ in self.between), *((name, *parts) for name, _, parts in self.typed))

    def of_patient(self, patient: Patient) -> Readings:
        """Return the same readings of a patient in whom the same contradicts the same."""
        return _readings(patient, self.between, self.typed)


def _readings(
    patient: Patient,
    between: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...],
    typed: tuple[tuple[str, Any, tuple[str, ...]], ...],
) -> Readings:
    values: tuple[Values, ...] = (patient.value,)
    if typed:
        values += (_instead({name: value for name, value, _ in typed}, patient.value),)
    contested = frozenset(name for names, _ in between for name in names).union(name for name, _, _ in typed)
    return Readings(values, contested, between, typed)


def readings_of(case: Case, contradicting: Iterable[Contradiction] | None = None) -> Readings:
    """Return the readings of a case; one, and nothing contested, where nothing contradicts anything.

    Parameters
    ----------
    contradicting : what contradicts what in it, where that is at hand.
    """
    patient, settled = case.patient, set(case.confirmed)
    every = contradictions(patient) if contradicting is None else contradicting
    between = tuple((one.fields, one.looked_at) for one in every if not settled.intersection(one.fields))
    typed = tuple(
        (name, derived.replaces, derived.derived_from)
        for name, derived in patient.derived.items()
        # Of what was typed and what follows only one is true: that is settled by taking one of them away. Whoever
        # confirmed a field has answered another question, perhaps before its parts were known.
        if derived.replaces is not None
    )
    return _readings(patient, between, typed)


def readings_after(case: Case, changed: frozenset[str], before: Readings) -> Readings:
    """Return the readings of a case of which some fields have changed.

    Parameters
    ----------
    case : as it stands now.
    changed : the fields that were changed.
    before : the readings that it had: what looks at no changed field stands.
    """
    if not changed.isdisjoint(could_follow_from_any()):
        return readings_of(case)
    settled = set(case.confirmed)
    stands = tuple(one for one in before.between if changed.isdisjoint(one[1]))
    found = contradictions(case.patient, touching=changed)
    new = tuple((one.fields, one.looked_at) for one in found if not settled.intersection(one.fields))
    return _readings(case.patient, (*stands, *new), before.typed)


def _instead(typed: Mapping[str, Any], values: Values) -> Values:
    def value(name: str) -> Any:
        return typed[name] if name in typed else values(name)

    return value


def is_contested(modality: Modality, contested: frozenset[str], library: Library) -> bool:
    """Return whether an option looks at a contested field."""
    return bool(contested) and not contested.isdisjoint(_looked_at(modality, library))


def contested_by(modality: Modality, readings: Readings, library: Library) -> tuple[tuple[str, ...], ...]:
    """Return the contradictions that touch an option, each by the fields that cannot all be true."""
    looked_at = _looked_at(modality, library)
    return tuple(group for group in readings.groups if not looked_at.isdisjoint(group))


def contest_of(modality: Modality, readings: Readings, library: Library) -> tuple[Hashable, ...]:
    """Return all that contradicts and can reach what is found of one option: what else does leaves it as it stands.

    That is what touches it, and, where it looks at a contested value, what was typed in place of what follows: the
    reading that governs is then one of both.
    """
    contested = is_contested(modality, readings.contested, library)
    return (contested_by(modality, readings, library), contested, readings.typed if contested else ())


@lru_cache(maxsize=64)
def _looked_at(modality: Modality, library: Library) -> frozenset[str]:
    named = {name for criterion in library.criteria_for(modality) for name in fields_of(criterion.rule)}
    named.update(name for compiled in compiled_concerns(modality, library) for name in compiled.fields)
    return frozenset(named)


def worst(found: Iterable[tuple[Verdict, int]]) -> int:
    """Return which reading is the worst: by its verdict, then by how much makes it so; else the values in use.

    Parameters
    ----------
    found : of each reading its verdict, and how many criteria are not met and hard concerns hold: of two readings that
        are a concern alike, the one with more to say must not go unsaid.
    """
    many = list(found)
    return min(range(len(many)), key=lambda place: (FROM_WORST.index(many[place][0]), -many[place][1], place))


def never_better_than_undetermined(verdict: Verdict) -> Verdict:
    """Return the verdict as it may be said while something is contested."""
    return "undetermined" if verdict in ("borderline", "within") else verdict
