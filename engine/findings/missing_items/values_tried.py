"""The values of an unknown field that could matter: each choice, each published limit, and the stretches between.

Nothing is assumed about which value is likely.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Any

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.relations import Relation
from engine.evidence.records.base import Condition
from engine.evidence.records.concerns import Statement
from engine.evidence.records.criteria import Criterion
from engine.findings.conditions import Values
from engine.findings.criteria.function_rules import SAME_FRACTION_GY
from engine.findings.missing_items.deciding import Decider
from engine.findings.wording import lower_first, with_unit
from engine.words.said import say, say_label

#: value to try, and how a run of values is named: (value, from words, to words)
Trial = tuple[Any, str, str]


def with_answer(field_id: str, answer: Any, values: Values) -> Values:
    """Return the values as they would be with one field answered."""

    def tried(name: str) -> Any:
        return answer if name == field_id else values(name)

    return tried


def trials_of(spec: FieldSpec, looking: Iterable[Decider], values: Values, fields: FieldCatalogue) -> list[Trial]:
    """Return every value of a field that could matter for one option.

    Parameters
    ----------
    looking : the criteria and concerns of the option that look at the field.
    """
    limits: list[float] = []
    for one in looking:
        if one.criterion is not None:
            limits += _limits_on(spec.id, one.criterion, values)
        elif one.concern is not None and one.concern.statement is not None:
            limits += _numbers_of(one.concern.statement, spec.id, values)
    trials = list(_trials(spec, limits))
    relations = _relations_with(spec, values, fields)
    if not relations:
        return trials
    return [one for one in trials if not _breaks(relations, spec, one[0], values)]


def answers_contradicting(spec: FieldSpec, values: Values, fields: FieldCatalogue) -> bool:
    """Return whether what is known leaves out one of the answers that a field could have."""
    relations = _relations_with(spec, values, fields)
    return bool(relations) and any(_breaks(relations, spec, value, values) for value, _, _ in _trials(spec, []))


def depends_on(spec: FieldSpec, other: FieldSpec, looking: Iterable[Decider], fields: FieldCatalogue) -> bool:
    """Return whether the values to be tried of one field depend on another: by a quotient, or by a contradiction."""
    if any(other.id in relation.fields for relation in fields.relations_of(spec.id)):
        return True
    return any(other.id in one.fields and one.holds_a_quotient for one in looking)


def _relations_with(spec: FieldSpec, values: Values, fields: FieldCatalogue) -> list[Relation]:
    """Return what could contradict a choice: a slip to be settled is no answer that settles anything.

    Of numbers every value counts as an answer, so that stretches have no gaps.
    """
    if spec.kind in ("number", "integer"):
        return []
    return [
        relation
        for relation in fields.relations_of(spec.id)
        if any(values(name) is not None for name in relation.fields if name != spec.id)
    ]


def _breaks(relations: Iterable[Relation], spec: FieldSpec, answer: Any, values: Values) -> bool:
    tried = with_answer(spec.id, answer, values)
    return any(relation.is_broken(tried) for relation in relations)


def _trials(spec: FieldSpec, limits: list[float]) -> Iterator[Trial]:
    if spec.kind == "flag":
        yield (True, say("yes"), say("yes"))
        yield (False, say("no"), say("no"))
    elif spec.kind == "choice":
        for choice in spec.choices:
            label = say_label(choice.label, spec.id)
            yield (choice.value, label, label)
    elif spec.kind == "list":
        yield ((), say("none"), say("none"))
        for choice in spec.choices:
            words = lower_first(say_label(choice.label, spec.id))
            yield ((str(choice.value),), words, words)
    elif spec.kind in ("number", "integer"):
        yield from _number_trials(spec, limits)


def _number_trials(spec: FieldSpec, limits: list[float]) -> Iterator[Trial]:
    """Yield each limit and one value of each stretch between limits; the words are the ends of the stretch."""
    hard_low, hard_high = spec.hard or (0.0, 1e9)
    whole = spec.kind == "integer"
    # Of what is counted only whole numbers can be tried: those on both sides of a limit between them.
    found = {n for limit in limits for n in ((math.floor(limit), math.ceil(limit)) if whole else (round(limit, 6),))}
    limits = [limit for limit in sorted(found) if hard_low <= limit <= hard_high]
    edges = [hard_low, *limits, hard_high]
    for position, limit in enumerate([*limits, None]):
        low, high = edges[position], edges[position + 1]
        between = (low + high) / 2
        if not whole:
            yield (between, *_ends(low, high, spec.unit))
        # The ends of what can be entered belong to their stretch, the limits between stretches do not.
        elif high - low > (0 if position == 0 or limit is None else 1):
            inside = low + 1 if position else high - 1
            yield (int(inside), *_ends(low, high, spec.unit))
        if limit is not None:
            value = int(limit) if whole else limit
            from_words = say("from {low}", low=with_unit(limit, None))
            yield (value, from_words, say("to {high}", high=with_unit(limit, spec.unit)))


def _ends(low: float, high: float, unit: str | None) -> tuple[str, str]:
    """Return the ends of a stretch between two limits."""
    return say("over {low}", low=with_unit(low, None)), say("below {high}", high=with_unit(high, unit))


def _limits_on(field_id: str, criterion: Criterion, values: Values) -> Iterator[float]:
    rule = criterion.rule
    for given in rule.given_with:
        low, high = given.gy - SAME_FRACTION_GY, given.gy + SAME_FRACTION_GY
        yield from _ends_of_quotient(field_id, given.dose, given.fractions, (low, high), values)
    for condition in rule.belied_where:
        if condition.field == field_id:
            yield from _ends_of_condition(condition)
    if rule.kind == "no_distant_metastases" and field_id == "liver_lesion_count":
        yield 0.0  # none is one answer, any number another
    elif rule.kind == "spared_liver":
        stated = (*rule.fractions, *rule.fractions_elsewhere)
        ends = (float(min(stated)), float(max(stated)))
        yield from (rule.limit or 0.0,) if field_id == "normal_liver_below_15gy_ml" else ends
    elif field_id not in (rule.field, *rule.fields):
        return
    elif rule.kind == "all_below":
        yield rule.limits[rule.fields.index(field_id)]
    else:
        many = (rule.limit, rule.low, rule.high, rule.borderline_to, rule.borderline_from)
        yield from (number for number in many if number is not None)


def _ends_of_quotient(field_id: str, over: str, under: str, ends: Iterable[float], values: Values) -> Iterator[float]:
    """Yield where a quotient of two fields reaches its ends by one of them, the other being known."""
    other = values(under if field_id == over else over)
    if field_id in (over, under) and other:
        yield from (end * other if field_id == over else other / end for end in ends if end)


def _ends_of_condition(condition: Condition) -> list[float]:
    stated = (condition.at_most, condition.at_least, condition.above, condition.below, *(condition.between or ()))
    return [float(number) for number in stated if number is not None]


def _numbers_of(statement: Statement, field_id: str, values: Values) -> Iterator[float]:
    """Yield the numbers that a statement holds against a field, of a quotient with what is known of the other."""
    ends = _ends_of_condition(statement)
    if statement.per is not None:
        yield from _ends_of_quotient(field_id, statement.field, statement.per, ends, values)
    elif statement.field == field_id and statement.days_after is None:
        yield from ends
    for part in statement.parts:
        yield from _numbers_of(part, field_id, values)
