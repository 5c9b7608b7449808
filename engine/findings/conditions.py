"""Three-valued statements about a patient: true, false, or None where the item is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.case.checks.staging_age import days_between
from engine.evidence.records.base import Condition
from engine.evidence.records.concerns import Statement

#: field id to the value in use; None means not known
Values = Callable[[str], Any]


def holds(condition: Condition, values: Values) -> bool | None:
    """Return whether the condition is true of the patient; None where the field is not known."""
    value = values(condition.field)
    if condition.is_known is not None:
        return (value is not None) == condition.is_known
    if value is None:
        return None
    return _compare(condition, value)


def _compare(condition: Condition, value: Any) -> bool:
    if condition.at_most is not None:
        return bool(value <= condition.at_most)
    if condition.at_least is not None:
        return bool(value >= condition.at_least)
    if condition.above is not None:
        return bool(value > condition.above)
    if condition.below is not None:
        return bool(value < condition.below)
    if condition.between is not None:
        return bool(condition.between[0] <= value <= condition.between[1])
    if condition.equals is not None:
        return bool(value == condition.equals)
    if condition.differs_from is not None:
        return bool(value != condition.differs_from)
    if condition.one_of is not None:
        return value in condition.one_of
    if condition.includes is not None:
        return condition.includes in value
    return (len(value) == 0) == condition.is_empty


def all_hold(conditions: Iterable[Condition], values: Values) -> bool | None:
    """Three-valued and: false where any is false, true where all are true, otherwise not known."""
    unknown = False
    for condition in conditions:
        result = holds(condition, values)
        if result is False:
            return False
        unknown = unknown or result is None
    return None if unknown else True


def any_holds(conditions: Iterable[Condition], values: Values) -> bool | None:
    """Three-valued or: true where any is true, false where all are false, otherwise not known."""
    unknown = False
    for condition in conditions:
        result = holds(condition, values)
        if result is True:
            return True
        unknown = unknown or result is None
    return None if unknown else False


def statement_holds(statement: Statement, values: Values) -> bool | None:
    """Return whether a statement is true of the patient, groups by Kleene's logic; None where it is not known.

    The whole of what a concern decides: conditions, quotients, days between dates and groups, no thresholds of its own.
    """
    # Most are one condition: asked for first, since one assessment asks some thousand times.
    if statement.field and statement.per is None and statement.days_after is None:
        return holds(statement, values)
    if statement.all_of:
        return _all(statement_holds(part, values) for part in statement.all_of)
    if statement.any_of:
        return _enough(statement.at_least_parts, [statement_holds(part, values) for part in statement.any_of])
    if statement.none_of:
        return _all(_negated(statement_holds(part, values)) for part in statement.none_of)
    if statement.any_known_of:
        answers = [statement_holds(part, values) for part in statement.any_known_of]
        return True if True in answers else False if False in answers else None
    if statement.days_after is not None:
        later, earlier = values(statement.field), values(statement.days_after)
        if later is None or earlier is None:
            return None
        return _compare(statement, days_between(earlier, later))
    over, under = values(statement.field), values(str(statement.per))
    return None if over is None or not under else _compare(statement, over / under)


def fields_of_statement(statement: Statement) -> tuple[str, ...]:
    """Return the fields that a statement looks at, each once, in its order."""
    own = (statement.field,) if statement.field else ()
    under = tuple(name for name in (statement.per, statement.days_after) if name is not None)
    below = (name for part in statement.parts for name in fields_of_statement(part))
    return tuple(dict.fromkeys((*own, *under, *below)))


def _enough(wanted: int, answers: list[bool | None]) -> bool | None:
    """Whether at least so many hold; not known where what is not known decides."""
    if answers.count(True) >= wanted:
        return True
    return False if len(answers) - answers.count(False) < wanted else None


def _negated(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _all(answers: Iterable[bool | None]) -> bool | None:
    unknown = False
    for answer in answers:
        if answer is False:
            return False
        unknown = unknown or answer is None
    return None if unknown else True
