"""Criteria over columns: for every kind of rule the second evaluator, with the limits of the same record."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import product
from typing import Any, get_args

import msgspec
import numpy as np

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.evidence.records.criteria import Criterion
from engine.findings.columns.answers import YES, Array, every, rounded
from engine.findings.columns.statements import condition_over_columns
from engine.findings.columns.table import OF_NUMBERS, OF_PLACES, View, values_of
from engine.findings.criteria.function_rules import differs_from_given
from engine.findings.criteria.rules import evaluate, fields_of
from engine.findings.records.finding import Status
from engine.modalities.catalogue import with_course

#: statuses by their code
STATUSES: tuple[Status, ...] = get_args(Status)
_CODES = {status: np.uint8(place) for place, status in enumerate(STATUSES)}
MET, OUTSIDE_OBSERVED, BORDERLINE, NOT_MET, NOT_KNOWN, NOT_APPLICABLE = (
    _CODES[status]
    for status in ("met", "met_outside_observed_range", "borderline", "not_met", "unknown", "not_applicable")
)

#: what is asked of a table: codes of statuses
Asked = Callable[[View], Array]
Made = Callable[[Criterion, FieldCatalogue], Asked]


def criterion_over_columns(criterion: Criterion, fields: FieldCatalogue) -> Asked:
    """Return a criterion as it is asked of columns; `eligibility.judge` is its scalar twin.

    Raises
    ------
    KeyError : a kind of rule that has no evaluator over columns.
    TypeError : a rule over a field that does not suit it.
    """
    rule = criterion.rule
    asked = COLUMN_RULES[rule.kind](criterion, fields)
    if rule.given_with:
        asked = _for_these_fractions(criterion, asked)
    if rule.contested_where:
        asked = _but_where_contested(criterion, asked, fields)
    if rule.belied_where:
        asked = _but_where_belied(criterion, asked, fields)
    if rule.primary_sites:
        known = [value not in rule.primary_sites for value in values_of(fields["primary_site"])]
        asked = _but_where("primary_site", np.array([*known, False]), NOT_MET, asked)
    if criterion.plan_item:
        planned = [value != criterion.modality for value in (*values_of(fields["modality"]), None)]
        asked = _but_where("modality", np.array(planned), NOT_APPLICABLE, asked)
    return asked


def _but_where(name: str, table: Array, status: np.uint8, asked: Asked) -> Asked:
    return lambda view: np.where(view.looked_up(name, table), status, asked(view))


def _but_where_contested(criterion: Criterion, asked: Asked, fields: FieldCatalogue) -> Asked:
    """Borderline for what is not met, where the record says that a trial took such patients."""
    where = [condition_over_columns(condition, fields) for condition in criterion.rule.contested_where]

    def contested(view: View) -> Array:
        status = asked(view)
        taken = every(condition(view) for condition in where) == YES
        return np.where((status == NOT_MET) & taken, BORDERLINE, status)

    return contested


def _but_where_belied(criterion: Criterion, asked: Asked, fields: FieldCatalogue) -> Asked:
    """Not met for what is met, where the record says that other values of the case speak against it."""
    where = [condition_over_columns(condition, fields) for condition in criterion.rule.belied_where]

    def belied(view: View) -> Array:
        status = asked(view)
        against = every(condition(view) for condition in where) == YES
        return np.where(((status == MET) | (status == OUTSIDE_OBSERVED)) & against, NOT_MET, status)

    return belied


def _for_these_fractions(criterion: Criterion, asked: Asked) -> Asked:
    """Not known where the plan has other doses per fraction than the limit was given with."""

    def other(view: View) -> Array:
        status = asked(view)
        for given in criterion.rule.given_with:
            fractions = view.column(given.fractions)
            planned = rounded(view.column(given.dose) / np.where(fractions == 0.0, np.nan, fractions))
            status = np.where(differs_from_given(planned, given.gy), NOT_KNOWN, status)
        return status

    return other


# ---------------------------------------------------------------- choices and flags: the rule itself is tabulated


def tabulated(criterion: Criterion, fields: FieldCatalogue) -> Asked:
    """Return a rule over choices, flags and lists: it is asked once for every combination, and looked up.

    Of a list it may depend on whether it holds anything, not on what.

    Raises
    ------
    TypeError : a field of another kind.
    LookupError : the rule looks at a field that `fields_of` does not name.
    """
    rule = msgspec.structs.replace(criterion.rule, primary_sites=(), given_with=(), contested_where=(), belied_where=())
    alone = msgspec.structs.replace(criterion, rule=rule)
    names = fields_of(rule)
    sides = [_side(fields[name]) for name in names]
    found = []
    for one in product(*sides):
        values = dict(zip(names, one, strict=True))
        found.append(_CODES[evaluate(alone, values.__getitem__, fields).status])
    table = np.array(found, dtype=np.uint8).reshape([len(side) for side in sides])

    def asked(view: View) -> Array:
        status: Array = table[tuple(_place(view, fields[name]) for name in names)]
        return status

    return asked


def _side(spec: FieldSpec) -> tuple[Any, ...]:
    """Return the values that are tried, that of "not known" last."""
    if spec.kind in OF_PLACES:
        return (*values_of(spec), None)
    if spec.kind == "list":
        return ((), tuple(choice.value for choice in spec.choices), None)
    raise TypeError(f"{spec.id}: a field of kind {spec.kind} has too many values to be looked up")


def _place(view: View, spec: FieldSpec) -> Array:
    column = view.column(spec.id)
    if spec.kind == "list":
        return np.sign(column)
    return column.astype(np.intp)


# ---------------------------------------------------------------- numbers


def _of_number(make: Made) -> Made:
    """A rule that compares one field: over numbers as it is made here, over choices tabulated."""

    def made(criterion: Criterion, fields: FieldCatalogue) -> Asked:
        spec = fields[str(criterion.rule.field)]
        if spec.kind in OF_PLACES:
            return tabulated(criterion, fields)
        if spec.kind not in OF_NUMBERS:
            raise TypeError(f"{criterion.id}: {spec.id} is no number")
        asked = make(criterion, fields)
        return lambda view: np.where(view.known(spec.id), asked(view), NOT_KNOWN)

    return made


def _with_observed(criterion: Criterion, numbers: Array, status: Array) -> Array:
    """Return the statuses, where a rule that is met outside what was observed is met in letter only."""
    beyond = np.zeros(len(numbers), dtype=bool)
    if criterion.observed_low is not None:
        beyond |= numbers < criterion.observed_low
    if criterion.observed_high is not None:
        beyond |= numbers > criterion.observed_high
    return np.where(beyond & (status == MET), OUTSIDE_OBSERVED, status)


@_of_number
def _at_most(criterion: Criterion, _fields: FieldCatalogue) -> Asked:
    name, limit, end = str(criterion.rule.field), float(criterion.rule.limit or 0.0), criterion.rule.borderline_to

    def asked(view: View) -> Array:
        numbers = view.column(name)
        above = NOT_MET if end is None else np.where(numbers <= end, BORDERLINE, NOT_MET)
        return _with_observed(criterion, numbers, np.where(numbers <= limit, MET, above))

    return asked


@_of_number
def _at_least(criterion: Criterion, _fields: FieldCatalogue) -> Asked:
    name, limit, start = str(criterion.rule.field), float(criterion.rule.limit or 0.0), criterion.rule.borderline_from

    def asked(view: View) -> Array:
        numbers = view.column(name)
        below = NOT_MET if start is None else np.where(numbers >= start, BORDERLINE, NOT_MET)
        return _with_observed(criterion, numbers, np.where(numbers >= limit, MET, below))

    return asked


def _strict(sign: float) -> Made:
    """A strict limit: the limit itself does not meet it."""

    @_of_number
    def made(criterion: Criterion, _fields: FieldCatalogue) -> Asked:
        name, limit = str(criterion.rule.field), float(criterion.rule.limit or 0.0)

        def asked(view: View) -> Array:
            numbers = view.column(name)
            inside = rounded(sign * (numbers - limit)) > 0
            return _with_observed(criterion, numbers, np.where(inside, MET, NOT_MET))

        return asked

    return made


@_of_number
def _between(criterion: Criterion, _fields: FieldCatalogue) -> Asked:
    name, low, high = str(criterion.rule.field), float(criterion.rule.low or 0.0), float(criterion.rule.high or 0.0)

    def asked(view: View) -> Array:
        numbers = view.column(name)
        inside = rounded(np.minimum(numbers - low, high - numbers)) >= 0
        return _with_observed(criterion, numbers, np.where(inside, MET, NOT_MET))

    return asked


def _spared_liver(criterion: Criterion, fields: FieldCatalogue) -> Asked:
    """Volume, threshold dose and number of fractions are one rule."""
    rule, limit = criterion.rule, float(criterion.rule.limit or 0.0)
    courses = with_course(but=criterion.modality)
    elsewhere = np.array([value in courses for value in (*values_of(fields["modality"]), None)])
    stated = (*rule.fractions, *rule.fractions_elsewhere)

    def asked(view: View) -> Array:
        volume, fractions = view.column("normal_liver_below_15gy_ml"), view.column("fractions")
        published = np.isin(fractions, stated) & ~view.looked_up("modality", elsewhere)
        status = np.where(rounded(volume - limit) >= 0, MET, NOT_MET)
        return np.where(view.known("normal_liver_below_15gy_ml") & published, status, NOT_KNOWN)

    return asked


# ---------------------------------------------------------------- lists, several flags, several numbers


def _item(some: np.uint8, none: np.uint8) -> Made:
    """A list that holds anything, or nothing."""

    def made(criterion: Criterion, _fields: FieldCatalogue) -> Asked:
        name = str(criterion.rule.field)

        def asked(view: View) -> Array:
            items = view.column(name)
            return np.where(items > 0, some, np.where(items == 0, none, NOT_KNOWN))

        return asked

    return made


def _all_false(criterion: Criterion, _fields: FieldCatalogue) -> Asked:
    names = criterion.rule.fields

    def asked(view: View) -> Array:
        yes = reduce(np.logical_or, (view.column(name) == 1 for name in names))
        known = reduce(np.logical_and, (view.known(name) for name in names))
        return np.where(yes, NOT_MET, np.where(known, MET, NOT_KNOWN))

    return asked


def _all_below(criterion: Criterion, _fields: FieldCatalogue) -> Asked:
    names, limits = criterion.rule.fields, criterion.rule.limits

    def asked(view: View) -> Array:
        over = reduce(np.logical_or, (view.column(name) >= limit for name, limit in zip(names, limits, strict=True)))
        known = reduce(np.logical_and, (view.known(name) for name in names))
        return np.where(over, NOT_MET, np.where(known, MET, NOT_KNOWN))

    return asked


def _no_distant_metastases(_criterion: Criterion, _fields: FieldCatalogue) -> Asked:
    def asked(view: View) -> Array:
        count, sites = view.column("liver_lesion_count"), view.column("extrahepatic_sites")
        known = view.known("liver_lesion_count") & view.known("extrahepatic_sites")
        return np.where((count > 0) | (sites > 0), NOT_MET, np.where(known, MET, NOT_KNOWN))

    return asked


COLUMN_RULES: dict[str, Made] = {
    "at_most": _at_most,
    "at_least": _at_least,
    "above": _strict(1.0),
    "below": _strict(-1.0),
    "between": _between,
    "is": tabulated,
    "not_resectable": tabulated,
    "resectable": tabulated,
    "spared_liver": _spared_liver,
    "away_from": tabulated,
    "synchronous_unresectable": tabulated,
    "locally_advanced": tabulated,
    "any_item": _item(MET, NOT_MET),
    "no_item": _item(NOT_MET, MET),
    "all_false": _all_false,
    "all_below": _all_below,
    "hepatic_function": tabulated,
    "no_distant_metastases": _no_distant_metastases,
    "tolerance": tabulated,
}
