"""Three-valued statements about a patient: true, false, or None where the item is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from engine.evidence.records.base import Condition

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
