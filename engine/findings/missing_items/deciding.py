"""What decides a headline, one by one: each criterion and each concern as a verdict of its own.

The verdict of an option is the gravest of these. What one more value would change is therefore decided by the records
that look at it alone: everything else is decided once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.concerns import Concern, Statement
from engine.evidence.records.criteria import Criterion
from engine.evidence.records.modalities import Modality
from engine.findings.assessment import CriterionFinding
from engine.findings.conditions import Values
from engine.findings.criteria.eligibility import judge
from engine.findings.criteria.rules import fields_of
from engine.findings.headlines.concerns import Compiled, JudgedConcern, compiled_concerns, judge_concern
from engine.findings.records.finding import Status, Verdict

#: from the mildest to the gravest
GRAVITY: tuple[Verdict, ...] = ("within", "borderline", "undetermined", "concern", "outside")
_OUTSIDE = GRAVITY.index("outside")
_OF_STATUS: dict[Status, int] = {
    "met": 0,
    "met_outside_observed_range": 0,
    "not_applicable": 0,
    "borderline": GRAVITY.index("borderline"),
    "unknown": GRAVITY.index("undetermined"),
    "not_met": _OUTSIDE,
}


_OF_A_CRITERION = frozenset(_OF_STATUS.values())


class Decider(NamedTuple):
    """One criterion, or one concern, of an option.

    Attributes
    ----------
    fields : what it looks at.
    criterion, concern : the record; one of them is None.
    now : its gravity for the values in use, a place in `GRAVITY`.
    most : the gravest that it can be at all.
    """

    fields: tuple[str, ...]
    criterion: Criterion | None
    concern: Compiled | None
    now: int
    most: int

    @property
    def holds_a_quotient(self) -> bool:
        """Whether it looks at one field by another: dose by fractions."""
        if self.criterion is not None:
            return bool(self.criterion.rule.given_with)
        return self.concern is not None and self.concern.statement is not None and _by_another(self.concern.statement)

    def reaches(self) -> frozenset[int]:
        """Return which places in `GRAVITY` it can take at all."""
        if self.criterion is not None:
            return _OF_A_CRITERION
        assert self.concern is not None
        return _reached_by(self.concern.concern)

    def gravity(self, values: Values, fields: FieldCatalogue) -> int:
        """Return its place in `GRAVITY` for other values."""
        if self.criterion is not None:
            return _OF_STATUS[judge(self.criterion, values, fields).status]
        assert self.concern is not None
        return _of_concern(judge_concern(self.concern, values))


class Deciding(NamedTuple):
    """Everything that decides one option.

    Attributes
    ----------
    comparator : the option has no criteria, and no value changes that.
    least : undetermined in a library that holds no concerns for it, else within.
    values : those that the option is judged by: count, size and place are those of the lesions that it treats.
    gravest_first : the same deciders in the order of what they are now.
    """

    modality: Modality
    deciders: tuple[Decider, ...]
    comparator: bool
    least: int
    values: Values
    gravest_first: tuple[Decider, ...]
    library: Library

    @property
    def now(self) -> Verdict:
        """The verdict for the values in use."""
        return self.verdict(self.gravest_first[0].now if self.gravest_first else 0)

    @property
    def looked_at(self) -> Iterable[str]:
        """The fields at which anything of it looks."""
        return _places(self.modality, self.library)

    def looking_at(self, field_id: str) -> list[Decider]:
        """Return what looks at a field, in the order of the library."""
        return [self.deciders[place] for place in _places(self.modality, self.library).get(field_id, ())]

    def verdict(self, gravity: int) -> Verdict:
        """Return the verdict for the gravest of what decides."""
        return "comparator" if self.comparator else GRAVITY[max(gravity, self.least)]

    def without(self, *names: str) -> int:
        """Return the gravest of everything that looks at none of these fields."""
        return next((one.now for one in self.gravest_first if not any(name in one.fields for name in names)), 0)


def gravest_of(deciders: Iterable[Decider], values: Values, fields: FieldCatalogue, least: int) -> int:
    """Return the gravest of these for other values, or what is given as the least.

    What cannot be graver than what is found already is not judged: most of what looks at a value cannot.
    """
    found = least
    for one in deciders:
        if one.most > found:
            found = max(found, one.gravity(values, fields))
    return found


def deciding(
    modality: Modality,
    criteria: tuple[CriterionFinding, ...],
    judged: tuple[JudgedConcern, ...],
    library: Library,
    values: Values,
) -> Deciding:
    """Return what decides an option.

    Parameters
    ----------
    criteria, judged : as found for these values, in the order of the library.
    """
    records = library.criteria_for(modality)
    deciders = [
        Decider(fields_of(record.rule), record, None, _OF_STATUS[found.status], _OUTSIDE)
        for record, found in zip(records, criteria, strict=True)
    ]
    concerns = zip(compiled_concerns(modality, library), judged, strict=True)
    deciders += [
        Decider(one.fields, None, one, _of_concern(found), max(_reached_by(one.concern))) for one, found in concerns
    ]
    return Deciding(
        modality,
        tuple(deciders),
        not criteria,
        0 if judged else GRAVITY.index("undetermined"),
        values,
        tuple(sorted(deciders, key=lambda one: -one.now)),
        library,
    )


@lru_cache(maxsize=64)
def _places(modality: Modality, library: Library) -> Mapping[str, tuple[int, ...]]:
    """Return the places of what looks at each field among the deciders of an option."""
    looked_at = [fields_of(record.rule) for record in library.criteria_for(modality)]
    looked_at += [one.fields for one in compiled_concerns(modality, library)]
    found: dict[str, tuple[int, ...]] = {}
    for place, names in enumerate(looked_at):
        for name in dict.fromkeys(names):
            found[name] = (*found.get(name, ()), place)
    return found


def _by_another(statement: Statement) -> bool:
    own = statement.per is not None or statement.days_after is not None
    return own or any(_by_another(part) for part in statement.parts)


def _reached_by(concern: Concern) -> frozenset[int]:
    hard = {GRAVITY.index("concern")} if concern.level == "hard" else set()
    return frozenset({0, *hard, *({GRAVITY.index("undetermined")} if concern.asks else ())})


def _of_concern(judged: JudgedConcern) -> int:
    if judged.turns:
        return GRAVITY.index("concern")
    return GRAVITY.index("undetermined") if judged.open else 0
