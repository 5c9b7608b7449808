"""Several observations of one thing over time: which of them counts on the day of the board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from engine.intake.codes import Limit
from engine.intake.facts import Asked, Reason, Source
from engine.intake.fhir.quantities import NoValue
from engine.intake.instants import Moment, out_of_time, read_moment

#: A result that was never made says nothing of an earlier one; every other one without a value does.
_LEAVES_EARLIER_STANDING: tuple[Reason, ...] = ("not_performed", "not_final")
#: moments in a row without a result, and results of one moment that differ, beyond which a file is no real record
_MOST_STEPS_BACK, _MOST_RIVALS = 50, 200


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one observation came to.

    Attributes
    ----------
    value : in the field's own unit, or as a choice.
    given : as recorded, where it was converted.
    problem : why there is no value.
    """

    value: object = field(default=None, repr=False)
    given: str = field(default="", repr=False)
    unusual: bool = False
    problem: NoValue | None = None


class Candidate:
    """One observation of the thing; its value is read only if it may be the one that counts.

    Parameters
    ----------
    read : returns what it came to.
    is_amended : it corrects an earlier report of the same moment.
    issued : when it was made available, as recorded.
    """

    __slots__ = ("_issued", "_outcome", "_read", "is_amended", "source")

    def __init__(
        self, source: Source, read: Callable[[], Outcome], *, is_amended: bool = False, issued: object = None
    ) -> None:
        self.source = source
        self.is_amended = is_amended
        self._read = read
        self._issued = issued
        self._outcome: Outcome | None = None

    @property
    def when(self) -> Moment | None:
        """When it was observed."""
        return self.source.when

    @property
    def issued(self) -> Moment | None:
        """When it was made available."""
        return read_moment(self._issued)

    @property
    def outcome(self) -> Outcome:
        """What it came to."""
        if self._outcome is None:
            self._outcome = self._read()
        return self._outcome


@dataclass(frozen=True, slots=True)
class Chosen:
    """The observation that counts, if any, and what has to be told of the others."""

    candidate: Candidate | None
    asked: tuple[Asked, ...]


def choose(name: str, found: Sequence[Candidate], board: dt.date, limit: Limit | None, died: Moment | None) -> Chosen:
    """Return which observation counts on the day of the board.

    Parameters
    ----------
    name : the field, for what has to be asked.
    found : observations of one thing, in any order.
    limit : how old it may be; None where age does not matter, and then it needs no date either.
    died : the patient, where the record says it; of a result after that one of the two dates is wrong.
    """
    asked: list[Asked] = []
    known: list[Candidate] = []
    for one in found:
        if (problem := out_of_time(one.when, board, died)) is not None:
            asked.append(Asked(name, problem, one.source))
        elif one.when is None and limit is not None:
            asked.append(Asked(name, "no_date", one.source))
        else:
            known.append(one)
    chosen = _last_that_stands(name, known, asked)
    if chosen is None or _is_too_old(name, chosen, board, limit, asked):
        return Chosen(None, tuple(asked))
    asked += _told_of(name, chosen, known)
    return Chosen(chosen, tuple(asked))


def _last_that_stands(name: str, known: list[Candidate], asked: list[Asked]) -> Candidate | None:
    """Go back in time until an observation has a value, or says that none can be taken."""
    for _ in range(_MOST_STEPS_BACK):
        if not known:
            return None
        latest = _latest(known)
        standing = []
        for one in latest:
            problem = one.outcome.problem
            if problem is not None and problem.reason in _LEAVES_EARLIER_STANDING:
                asked.append(Asked(name, problem.reason, one.source, problem.detail))
            else:
                standing.append(one)
        if standing:
            return _the_one(name, standing, asked)
        gone = {id(one) for one in latest}
        known = [one for one in known if id(one) not in gone]
    # Nobody's record holds so many results in a row that say nothing.
    asked.append(Asked(name, "not_understood", known[0].source if known else None))
    return None


def _is_too_old(name: str, chosen: Candidate, board: dt.date, limit: Limit | None, asked: list[Asked]) -> bool:
    if limit is None or chosen.when is None:
        return False
    age = (board - chosen.when.first_day).days
    if age > limit.days:
        asked.append(Asked(name, "too_old", chosen.source, str(age)))
        return True
    if limit.tell_after_days is not None and age > limit.tell_after_days:
        asked.append(Asked(name, "old_told", chosen.source, str(age)))
    return False


def _latest(found: Sequence[Candidate]) -> list[Candidate]:
    """Return those after which none is surely later."""
    # By moment: thousands of results of one moment are compared once.
    of_moment: dict[Moment | None, list[Candidate]] = {}
    for one in found:
        of_moment.setdefault(one.when, []).append(one)
    best: list[Moment | None] = []
    for when in of_moment:
        if any(_after(other, when) for other in best):
            continue
        best = [other for other in best if not _after(when, other)]
        best.append(when)
    kept = set(best)
    return [one for one in found if one.when in kept]


def _after(one: Moment | None, other: Moment | None) -> bool:
    # Without a date it can be older or newer than any.
    return one is not None and other is not None and one.surely_after(other)


def _the_one(name: str, latest: Sequence[Candidate], asked: list[Asked]) -> Candidate | None:
    """Return the one that counts of those at the same time; None, and asked, where there is none."""
    chosen = _agreed(latest)
    if chosen is None:
        asked.append(Asked(name, "several_disagree", latest[0].source))
        return None
    problem = chosen.outcome.problem
    if problem is not None:
        asked.append(Asked(name, problem.reason, chosen.source, problem.detail))
        return None
    return chosen


def _agreed(latest: Sequence[Candidate]) -> Candidate | None:
    """Return one of them where all say the same; an amended report counts before one that it amends."""
    amended = [one for one in latest if one.is_amended]
    for group in (latest, amended):
        if group and _agree(group):
            return group[0]
    rivals = amended or list(latest)
    if len(rivals) <= _MOST_RIVALS and all(one.issued is not None for one in rivals):
        last = [one for one in rivals if not any(_issued_after(other, one) for other in rivals)]
        if _agree(last):
            return last[0]
    return None


def _issued_after(one: Candidate, other: Candidate) -> bool:
    return one.issued is not None and other.issued is not None and one.issued.surely_after(other.issued)


def _agree(found: Iterable[Candidate]) -> bool:
    said = [(one.outcome.value, one.outcome.problem.reason if one.outcome.problem else None) for one in found]
    return bool(said) and all(one == said[0] for one in said)


def _told_of(name: str, chosen: Candidate, known: Sequence[Candidate]) -> list[Asked]:
    told: list[Asked] = []
    if chosen.outcome.unusual:
        told.append(Asked(name, "unusual", chosen.source))
    if chosen.when is not None and any(_earlier_that_day(one, chosen) for one in known):
        told.append(Asked(name, "later_of_one_day", chosen.source))
    return told


def _earlier_that_day(one: Candidate, chosen: Candidate) -> bool:
    return (
        one.when is not None
        and chosen.when is not None
        and one.when.first_day == chosen.when.first_day
        and chosen.when.surely_after(one.when)
        and one.outcome.problem is None
        and one.outcome.value != chosen.outcome.value
    )
