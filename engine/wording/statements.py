"""What a statement of a concern asks of a case, in words: "Karnofsky performance status below 60 %, or ECOG …"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.records.base import Condition
from engine.evidence.records.concerns import Statement
from engine.findings.wording import lower_first, value_in_words, with_unit
from engine.words.said import in_row, say, say_label, template

_COMPARED = {
    "at_most": template("at most {number}"),
    "at_least": template("at least {number}"),
    "above": template("above {number}"),
    "below": template("below {number}"),
}


def statement_in_words(statement: Statement, fields: FieldCatalogue, *, inner: bool = False) -> str:
    """Return a statement as a clinician reads it; groups within groups stand in brackets."""
    parts = [statement_in_words(part, fields, inner=True) for part in statement.parts]
    if not parts:
        return _condition(statement, fields)
    if statement.none_of:
        return say("not ({parts})", parts=_either(parts)) if len(parts) > 1 else say("not {part}", part=parts[0])
    joined = _all(parts) if statement.all_of else _or_else(parts)
    if statement.any_of and statement.at_least_parts > 1:
        return say("at least {number} of: {parts}", number=str(statement.at_least_parts), parts=in_row(parts, "; "))
    if statement.any_known_of:
        joined = say("{parts} (one that is known is enough)", parts=joined)
    return say("({parts})", parts=joined) if inner and len(parts) > 1 else joined


def _either(parts: Sequence[str]) -> str:
    words = parts[0]
    for part in parts[1:]:
        words = say("{first} or {last}", "list", first=words, last=part)
    return words


def _all(parts: Sequence[str]) -> str:
    words = parts[0]
    for part in parts[1:]:
        words = say("{first} and {last}", "list", first=words, last=part)
    return words


def _or_else(parts: Sequence[str]) -> str:
    words = parts[0]
    for part in parts[1:]:
        words = say("{first}, or {last}", "list", first=words, last=part)
    return words


#: how a condition of a criterion or a cohort compares
_OPERATORS = {
    "at_most": template("{field} at most {value}"),
    "at_least": template("{field} at least {value}"),
    "above": template("{field} above {value}"),
    "below": template("{field} below {value}"),
    "equals": template("{field} is {value}"),
    "differs_from": template("{field} is not {value}"),
    "includes": template("{field} includes {value}"),
}


def condition_in_words(condition: Condition, fields: Mapping[str, FieldSpec]) -> str:
    """Return a condition of a record in words, beginning with the field: "Age at least 18 years".

    Parameters
    ----------
    fields : by id; a field that is missing stands by its id.
    """
    spec = fields.get(condition.field)
    label = say_label(spec.label, spec.id) if spec is not None else condition.field

    def shown(value: object) -> str:
        if spec is None:
            return str(value)
        return value_in_words(spec, (value,) if spec.kind == "list" else value)

    for name, words in _OPERATORS.items():
        value = getattr(condition, name)
        if value is not None:
            return say(words, field=label, value=shown(value))
    if condition.between is not None:
        low, high = condition.between
        return say("{field} {low} to {high}", field=label, low=with_unit(low, None), high=shown(high))
    if condition.one_of is not None:
        return say("{field}: {value}", field=label, value=_either([shown(value) for value in condition.one_of]))
    if condition.is_empty is not None:
        return say("{field}: none", field=label) if condition.is_empty else say("{field}: any", field=label)
    return say("{field} known", field=label) if condition.is_known else say("{field} not known", field=label)


def _label(field: str, fields: FieldCatalogue) -> str:
    return lower_first(say_label(fields[field].label, field))


def _condition(statement: Statement, fields: FieldCatalogue) -> str:
    label = _label(statement.field, fields)
    if statement.per is not None:
        other = _label(statement.per, fields)
        return say("{field} by {other} {numbers}", field=label, other=other, numbers=_numbers(statement))
    if statement.days_after is not None:
        first = _label(statement.days_after, fields)
        numbers = _numbers(statement)
        return say("days from {first} to {field} {numbers}", first=first, field=label, numbers=numbers)
    return _compared(statement, fields[statement.field], label)


def _numbers(statement: Condition) -> str:
    for name, words in _COMPARED.items():
        number = getattr(statement, name)
        if number is not None:
            return say(words, number=with_unit(number, None))
    low, high = statement.between or (0.0, 0.0)
    return say("from {low} to {high}", low=with_unit(low, None), high=with_unit(high, None))


def _compared(statement: Condition, spec: FieldSpec, label: str) -> str:
    if statement.is_known is not None:
        return say("{field} known", field=label) if statement.is_known else say("{field} not known", field=label)
    if statement.is_empty is not None:
        return say("{field}: none", field=label) if statement.is_empty else say("{field}: any", field=label)
    if statement.includes is not None:
        chosen = lower_first(say_label(spec.choice_label(statement.includes), spec.id))
        return say("{field}: {value}", field=label, value=chosen)
    if statement.one_of is not None:
        values = _either([value_in_words(spec, value) for value in statement.one_of])
        return say("{field}: {value}", field=label, value=values)
    if statement.equals is not None:
        return say("{field}: {value}", field=label, value=value_in_words(spec, statement.equals))
    if statement.differs_from is not None:
        return say("{field}: other than {value}", field=label, value=value_in_words(spec, statement.differs_from))
    numbers = _numbers(statement)
    if spec.unit:
        numbers = say("{number} {unit}", number=numbers, unit=spec.unit)
    return say("{field} {numbers}", field=label, numbers=numbers)
