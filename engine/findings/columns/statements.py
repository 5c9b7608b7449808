"""Conditions and the statements of concerns over columns: compiled once for a library, answered once for a table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.records.base import Condition
from engine.evidence.records.concerns import Statement
from engine.findings.columns.answers import NO, UNKNOWN, YES, Array, answers, any_known, code_of, enough, every, negated
from engine.findings.columns.table import OF_PLACES, View, bits_of, day_numbers, values_of
from engine.findings.conditions import holds

#: what is asked of a table
Asked = Callable[[View], Array]


def compiled(statement: Statement, fields: FieldCatalogue) -> Asked:
    """Return a statement as it is asked of columns; `statement_holds` is its scalar twin.

    Raises
    ------
    TypeError : a comparison that does not suit its field.
    """
    make = _made(statement, fields)
    # Cohorts state the same of their patients again and again: one answer does.
    return lambda view: view.kept(statement, make)


def _made(statement: Statement, fields: FieldCatalogue) -> Asked:
    parts = [compiled(part, fields) for part in statement.parts]
    if statement.all_of:
        return lambda view: every(part(view) for part in parts)
    if statement.any_of:
        wanted = statement.at_least_parts
        return lambda view: enough(wanted, [part(view) for part in parts])
    if statement.none_of:
        return lambda view: every(negated(part(view)) for part in parts)
    if statement.any_known_of:
        return lambda view: any_known([part(view) for part in parts])
    if statement.per is not None:
        return _of_quotient(statement, statement.field, statement.per)
    if statement.days_after is not None:
        return _of_days(statement, statement.field, statement.days_after)
    return condition_over_columns(statement, fields)


def condition_over_columns(condition: Condition, fields: FieldCatalogue) -> Asked:
    """Return one condition as it is asked of columns; `holds` is its scalar twin."""
    spec = fields[condition.field]
    if condition.is_known is not None:
        wanted = condition.is_known
        return lambda view: np.where(view.known(spec.id) == wanted, YES, NO)
    if spec.kind in OF_PLACES:
        values = (*values_of(spec), None)
        table = np.array([code_of(holds(condition, {spec.id: value}.get)) for value in values])
        return lambda view: view.looked_up(spec.id, table)
    if spec.kind == "list":
        return _of_list(condition, spec)
    if spec.kind not in ("number", "integer"):
        raise TypeError(f"{spec.id}: a field of kind {spec.kind} is not compared")
    return lambda view: answers(_compared(condition, view.column(spec.id)), view.known(spec.id))


def _of_list(condition: Condition, spec: FieldSpec) -> Asked:
    if condition.includes is not None:
        bit = bits_of(spec, [condition.includes])
        return lambda view: answers((view.column(spec.id) & bit) != 0, view.known(spec.id))
    if condition.is_empty is None:
        raise TypeError(f"{spec.id}: a list is asked what it includes, or whether it is empty")
    empty = condition.is_empty
    return lambda view: answers((view.column(spec.id) == 0) == empty, view.known(spec.id))


def _of_quotient(condition: Condition, over: str, under: str) -> Asked:
    def asked(view: View) -> Array:
        by = view.column(under)
        quotient = view.column(over) / np.where(by == 0.0, np.nan, by)
        return answers(_compared(condition, quotient), ~np.isnan(quotient))

    return asked


def _of_days(condition: Condition, later: str, earlier: str) -> Asked:
    def asked(view: View) -> Array:
        between = day_numbers(view.column(later)) - day_numbers(view.column(earlier))
        return answers(_compared(condition, between), ~np.isnan(between))

    return asked


def _compared(condition: Condition, numbers: Array) -> Array:
    """Return where a comparison holds; what is not known has no say here."""
    for limit, compare in (
        (condition.at_most, np.less_equal),
        (condition.at_least, np.greater_equal),
        (condition.above, np.greater),
        (condition.below, np.less),
        (condition.equals, np.equal),
        (condition.differs_from, np.not_equal),
    ):
        if limit is not None:
            found: Array = compare(numbers, limit)
            return found
    if condition.between is not None:
        return (condition.between[0] <= numbers) & (numbers <= condition.between[1])
    if condition.one_of is None:
        raise TypeError(f"{condition.field}: this comparison does not suit a number")
    return np.isin(numbers, condition.one_of)


def concern_over_columns(statement: Statement | None, only: Statement | None, fields: FieldCatalogue) -> Asked:
    """Return the answer of a concern as it is asked of columns; `concerns.answer` is its scalar twin."""
    if statement is None:
        return lambda view: np.full(view.size, NO)
    held = compiled(statement, fields)
    if only is None:
        return held
    such = compiled(only, fields)

    def asked(view: View) -> Array:
        answer, case = held(view), such(view)
        open_case = np.where((case == UNKNOWN) & (answer == YES), UNKNOWN, answer)
        return np.where(case == NO, NO, open_case)

    return asked
