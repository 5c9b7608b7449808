"""Which comparison suits which kind of field: a condition that could never be judged does not load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.evidence.problems import FieldKinds
from engine.evidence.records.base import Condition
from engine.evidence.records.criteria import Rule
from engine.words.said import Said, fault, say

#: (key, problem, remedy)
Complaint = tuple[str, Said, Said]

#: Karnofsky and ECOG are choices of numbers, and are compared.
_COMPARED = frozenset({"number", "integer", "choice"})
_SINGLE = frozenset({"number", "integer", "choice", "flag"})
_LIST = frozenset({"list"})

_OPERATORS: Mapping[str, frozenset[str]] = {
    "at_most": _COMPARED,
    "at_least": _COMPARED,
    "above": _COMPARED,
    "below": _COMPARED,
    "between": _COMPARED,
    "equals": _SINGLE,
    "differs_from": _SINGLE,
    "one_of": _SINGLE,
    "includes": _LIST,
    "is_empty": _LIST,
    "is_known": _SINGLE | _LIST | {"lesions"},
}

_RULES: Mapping[str, frozenset[str]] = {
    "at_most": _COMPARED,
    "at_least": _COMPARED,
    "above": _COMPARED,
    "below": _COMPARED,
    "between": _COMPARED,
    "is": frozenset({"choice", "flag"}),
    "spared_liver": frozenset({"number"}),
    "away_from": frozenset({"flag"}),
    "any_item": _LIST,
    "no_item": _LIST,
    "all_false": frozenset({"flag"}),
    "all_below": frozenset({"number", "integer"}),
}


def of_condition(condition: Condition, place: str, field_kinds: FieldKinds) -> Iterator[Complaint]:
    """Yield what is wrong with one condition: its field, its number of operators, an operator that does not suit."""
    kind = field_kinds.get(condition.field)
    if kind is None:
        yield (place, fault("there is no field “{field}”.", field=condition.field), say("Name a field of the case."))
    given = [key for key in _OPERATORS if getattr(condition, key) is not None]
    if len(given) != 1:
        yield (
            place,
            say("a condition has exactly one operator."),
            fault("Found: {part}.", part=", ".join(given) or "none"),
        )
    elif kind is not None and kind not in _OPERATORS[given[0]]:
        yield _unsuited(place, condition.field, kind, given[0], _OPERATORS)
    if condition.between is not None and condition.between[0] > condition.between[1]:
        yield (place, say("the range is upside down."), say("Write the lower end first."))


def of_fields_of_rule(rule: Rule, place: str, field_kinds: FieldKinds) -> Iterator[Complaint]:
    """Yield what is wrong with the fields that a rule names."""
    for given in rule.given_with:
        for name in (given.dose, given.fractions):
            if field_kinds.get(name) not in ("number", "integer"):
                yield (
                    place,
                    fault("{name} is no field of a number.", name=name),
                    say("Name dose and fractions of the course."),
                )
        if given.gy <= 0:
            yield (place, say("a dose per fraction is above 0 Gy."), say("Look at it in the paper."))
    for name in (*rule.fields, *([rule.field] if rule.field else [])):
        kind = field_kinds.get(name)
        if kind is None:
            yield (place, fault("there is no field “{name}”.", name=name), say("Name a field of the case."))
        elif rule.kind in _RULES and kind not in _RULES[rule.kind]:
            yield _unsuited(place, name, kind, rule.kind, _RULES)


def _unsuited(place: str, field_id: str, kind: str, operator: str, table: Mapping[str, frozenset[str]]) -> Complaint:
    suited = ", ".join(name for name, kinds in table.items() if kind in kinds)
    return (
        place,
        fault(
            "{operator} does not suit {field_id}, a field of kind {kind}.",
            operator=operator,
            field_id=field_id,
            kind=kind,
        ),
        fault("What suits it: {suited}.", suited=suited),
    )
