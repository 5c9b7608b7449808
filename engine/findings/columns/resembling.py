"""Which published groups patients resemble, over columns: `resemblance.Population.fits` is the scalar twin."""

from __future__ import annotations

from functools import lru_cache, reduce

import numpy as np

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.base import Condition
from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.concerns import Statement
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.columns import statements
from engine.findings.columns.answers import YES, Array
from engine.findings.columns.table import View, values_of
from engine.findings.comparability.courses import dose_statement
from engine.findings.comparability.resemblance import is_group
from engine.modalities.catalogue import described


def groups_of(modality: Modality, library: Library) -> tuple[Cohort, ...]:
    """Return the published groups of an option that say who their patients were, in the order of the library."""
    return tuple(cohort for cohort in library.cohorts_for(modality) if is_group(cohort))


def resembling(modality: Modality, view: View, library: Library) -> Array:
    """Return where patients meet every item of a group that decides: of `groups_of` by patients."""
    asked = _asked(modality, view.fields, library)
    found = np.ones((len(asked), view.size), dtype=bool)
    for place, items in enumerate(asked):
        for item in items:
            found[place] &= item(view)
    return found


@lru_cache(maxsize=8)
def fields_resembled(library: Library) -> frozenset[str]:
    """Return the fields on which any of it depends."""
    groups = [cohort for option in MODALITIES for cohort in groups_of(option, library)]
    named = {
        condition.field
        for cohort in groups
        for one in cohort.entry
        for condition in (one.condition, *one.or_else, *one.against_where)
    }
    doses = {described(cohort.modality).dose_field for cohort in groups if cohort.dose_gy is not None}
    return frozenset((*named, *doses, "fractions", "modality"))


@lru_cache(maxsize=64)
def _asked(modality: Modality, fields: FieldCatalogue, library: Library) -> tuple[tuple[statements.Asked, ...], ...]:
    return tuple(_items(cohort, fields) for cohort in groups_of(modality, library))


def _items(cohort: Cohort, fields: FieldCatalogue) -> tuple[statements.Asked, ...]:
    """Who the patients of a group had to be, or were; and the course, where the plan is of its option."""
    entry = [
        Statement(any_of=tuple(map(_as_statement, (one.condition, *one.or_else))))
        for one in cohort.entry
        if not one.decides_only_met
    ]
    against = [
        Statement(any_of=tuple(map(_as_statement, one.against_where))) for one in cohort.entry if one.against_where
    ]
    asked = [_met(statements.compiled(one, fields)) for one in entry]
    asked += [_unmet(statements.compiled(one, fields)) for one in against]
    elsewhere = np.array([value != cohort.modality for value in (*values_of(fields["modality"]), None)])
    given = cohort.fractions
    fractions = None if given is None else Statement(field="fractions", between=(float(given[0]), float(given[1])))
    for course in (dose_statement(cohort), fractions):
        if course is not None:
            asked.append(_of_plan(elsewhere, statements.compiled(course, fields)))
    return tuple(asked)


def _met(asked: statements.Asked) -> statements.Asked:
    return lambda view: asked(view) == YES


def _unmet(asked: statements.Asked) -> statements.Asked:
    return lambda view: asked(view) != YES


def _of_plan(elsewhere: Array, asked: statements.Asked) -> statements.Asked:
    return lambda view: reduce(np.logical_or, (view.looked_up("modality", elsewhere), asked(view) == YES))


def _as_statement(condition: Condition) -> Statement:
    return Statement(**{name: getattr(condition, name) for name in condition.__struct_fields__})
