"""Which tables of lesions hold a row that makes the statements of a relation true: one bit a relation."""

from __future__ import annotations

from functools import reduce

import numpy as np

from engine.case.fields import FieldCatalogue
from engine.case.relations import Relation, Statement
from engine.findings.columns.answers import Array
from engine.findings.columns.table import OF_NUMBERS, LesionRows, values_of


def relations_of_rows(fields: FieldCatalogue) -> tuple[Relation, ...]:
    """Return the relations that look at the rows one by one, in the order of their bits."""
    return tuple(one for one in fields.relations if one.kind in ("in_a_row", "in_every_row"))


def bits_of_rows(lesions: LesionRows, fields: FieldCatalogue) -> Array:
    """Return of every patient the relations of which some row, or every one, breaks its part, the first one lowest."""
    found = np.zeros(len(lesions.given), dtype=np.int64)
    if not len(lesions.patient):
        return found
    for place, relation in enumerate(relations_of_rows(fields)):
        broken = reduce(np.logical_and, (_true(part, lesions, fields) for part in relation.row))
        passed_over = np.zeros(len(lesions.patient), dtype=bool)
        for part in relation.row_unless:
            passed_over |= _true(part, lesions, fields)
        is_so = np.zeros(len(found), dtype=bool)
        is_so[lesions.patient[broken & ~passed_over]] = True
        if relation.kind == "in_every_row":
            is_so[lesions.patient[~broken & ~passed_over]] = False
        found[is_so] |= 1 << place
    return found


def _true(statement: Statement, lesions: LesionRows, fields: FieldCatalogue) -> Array:
    spec, column = fields.lesion_by_id[statement.field], getattr(lesions, statement.field)
    if spec.kind in OF_NUMBERS:
        return compared(statement, column)
    table = np.array([statement.is_true({spec.id: value}.get) for value in (*values_of(spec), None)])
    found: Array = table[column.astype(np.intp)]
    return found


def compared(statement: Statement, numbers: Array) -> Array:
    """Return where numbers are as a statement says; of what is not known none is."""
    if statement.values:
        return np.isin(numbers, statement.values)
    if statement.at_most is not None:
        return numbers <= statement.at_most
    if statement.at_least is not None:
        return numbers >= statement.at_least
    return numbers > (statement.above or 0.0)
