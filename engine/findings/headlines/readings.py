"""Where values contradict one another: the readings there are, and which fields are contested until it is settled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from engine.case.case import Case
from engine.case.checks.consistency import contradictions
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
    groups : the same by contradiction: fields that cannot all be true, in the order of the questions.
    """

    all_of_them: tuple[Values, ...]
    contested: frozenset[str]
    groups: tuple[tuple[str, ...], ...] = ()


def readings_of(case: Case) -> Readings:
    """Return the readings of a case; one, and nothing contested, where nothing contradicts anything."""
    patient, settled = case.patient, set(case.confirmed)
    groups = [found.fields for found in contradictions(patient) if not settled.intersection(found.fields)]
    typed = {
        name: derived.replaces
        for name, derived in patient.derived.items()
        if derived.replaces is not None and name not in settled
    }
    readings: tuple[Values, ...] = (patient.value,)
    if typed:
        readings += (_instead(typed, patient.value),)
    contested = {name for group in groups for name in group}.union(typed)
    groups += [(name, *patient.derived[name].derived_from) for name in typed]
    return Readings(readings, frozenset(contested), tuple(groups))


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
