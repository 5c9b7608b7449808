"""What a statement of a concern asks of a case, in words: "Karnofsky performance status below 60 %, or ECOG …"."""

from __future__ import annotations

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.records.base import Condition
from engine.evidence.records.concerns import Statement
from engine.findings.wording import lower_first, value_in_words, with_unit

_COMPARED = {"at_most": "at most", "at_least": "at least", "above": "above", "below": "below"}


def statement_in_words(statement: Statement, fields: FieldCatalogue, *, inner: bool = False) -> str:
    """Return a statement as a clinician reads it; groups within groups stand in brackets."""
    parts = [statement_in_words(part, fields, inner=True) for part in statement.parts]
    if not parts:
        return _condition(statement, fields)
    if statement.none_of:
        return f"not ({' or '.join(parts)})" if len(parts) > 1 else f"not {parts[0]}"
    joined = (" and " if statement.all_of else ", or ").join(parts)
    if statement.any_of and statement.at_least_parts > 1:
        return f"at least {statement.at_least_parts} of: {'; '.join(parts)}"
    if statement.any_known_of:
        joined += " (one that is known is enough)"
    return f"({joined})" if inner and len(parts) > 1 else joined


def _condition(statement: Statement, fields: FieldCatalogue) -> str:
    spec = fields[statement.field]
    label = lower_first(spec.label)
    if statement.per is not None:
        return f"{label} by {lower_first(fields[statement.per].label)} {_numbers(statement)}"
    if statement.days_after is not None:
        return f"days from {lower_first(fields[statement.days_after].label)} to {label} {_numbers(statement)}"
    return _compared(statement, spec, label)


def _numbers(statement: Condition) -> str:
    for name, words in _COMPARED.items():
        number = getattr(statement, name)
        if number is not None:
            return f"{words} {with_unit(number, None)}"
    low, high = statement.between or (0.0, 0.0)
    return f"from {with_unit(low, None)} to {with_unit(high, None)}"


def _compared(statement: Condition, spec: FieldSpec, label: str) -> str:
    if statement.is_known is not None:
        return f"{label} {'known' if statement.is_known else 'not known'}"
    if statement.is_empty is not None:
        return f"{label}: {'none' if statement.is_empty else 'any'}"
    if statement.includes is not None:
        return f"{label}: {lower_first(spec.choice_label(statement.includes))}"
    if statement.one_of is not None:
        return f"{label}: {' or '.join(value_in_words(spec, value) for value in statement.one_of)}"
    if statement.equals is not None:
        return f"{label}: {value_in_words(spec, statement.equals)}"
    if statement.differs_from is not None:
        return f"{label}: other than {value_in_words(spec, statement.differs_from)}"
    return f"{label} {_numbers(statement)}{f' {spec.unit}' if spec.unit else ''}"
