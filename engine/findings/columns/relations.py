"""Which values contradict one another, over columns, from the relations of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from itertools import product
from typing import NamedTuple

import numpy as np

from engine.case.fields import FieldCatalogue
from engine.case.liver_function.child_pugh import BEST_PARTS, PARTS, WORST_PARTS
from engine.case.relations import Relation, Statement, exceeds, only_together, sphere_ml
from engine.findings.columns.answers import Array
from engine.findings.columns.derived import class_places, points_of_parts
from engine.findings.columns.row_relations import compared, relations_of_rows
from engine.findings.columns.table import OF_NUMBERS, OF_PLACES, View, bits_of, values_of

#: where something is so
Asked = Callable[[View], Array]


class Dispute(NamedTuple):
    """What may contradict what.

    Attributes
    ----------
    fields : that are in doubt where it is so and they are known.
    broken : where it is so.
    """

    id: str
    fields: tuple[str, ...]
    broken: Asked


def disputes_over_columns(fields: FieldCatalogue) -> tuple[Dispute, ...]:
    """Return what `consistency.contradictions` looks at, in its order.

    Raises
    ------
    TypeError : a relation over fields of a kind that it cannot be held against.
    """
    found = [Dispute(one.id, one.fields, _broken(one, fields)) for one in fields.relations]
    for spec in fields:
        if spec.only_where is not None:
            ground = fields[spec.only_where.field]
            table = np.array([value not in spec.only_where.values for value in values_of(ground)] + [False])
            without = _without_ground(spec.id, ground.id, table)
            found.append(Dispute(f"ground_of_{spec.id}", (spec.id, ground.id), without))
    return tuple(found)


def _without_ground(name: str, ground: str, table: Array) -> Asked:
    return lambda view: view.known(name) & view.looked_up(ground, table)


def _broken(relation: Relation, fields: FieldCatalogue) -> Asked:
    broken = _unless(relation, _KINDS[relation.kind](relation, fields), fields)
    if not relation.where_planned:
        return broken
    planned = np.array([value in relation.where_planned for value in (*values_of(fields["modality"]), None)])
    return lambda view: view.looked_up("modality", planned) & broken(view)


def _unless(relation: Relation, broken: Asked, fields: FieldCatalogue) -> Asked:
    if not relation.unless:
        return broken
    excused = _all(relation.unless, fields)
    return lambda view: broken(view) & ~excused(view)


def _at_most(relation: Relation, fields: FieldCatalogue) -> Asked:
    part, whole = relation.fields
    if fields[part].kind == "date":
        return lambda view: view.column(part) > view.column(whole)
    if not {fields[part].kind, fields[whole].kind} <= set(OF_NUMBERS):
        raise TypeError(f"{relation.id}: these are no numbers")
    return lambda view: exceeds(view.column(part), view.column(whole), relation.factor)


def _not_together(relation: Relation, fields: FieldCatalogue) -> Asked:
    return _all(relation.together, fields)


def _all(statements: Iterable[Statement], fields: FieldCatalogue) -> Asked:
    parts = [_true(statement, fields) for statement in statements]
    return lambda view: reduce(np.logical_and, (part(view) for part in parts))


def _true(statement: Statement, fields: FieldCatalogue) -> Asked:
    spec = fields[statement.field]
    if spec.kind in OF_PLACES:
        values = (*values_of(spec), None)
        table = np.array([statement.is_true({spec.id: value}.get) for value in values])
        return lambda view: view.looked_up(spec.id, table)
    if spec.kind == "list":
        if statement.holds:
            bits = bits_of(spec, statement.holds)
            return lambda view: view.known(spec.id) & ((view.column(spec.id) & bits) != 0)
        if statement.empty is None:
            raise TypeError(f"{spec.id}: a list is asked what it holds, or whether it is empty")
        empty = statement.empty
        return lambda view: view.known(spec.id) & ((view.column(spec.id) == 0) == empty)
    if spec.kind not in OF_NUMBERS:
        raise TypeError(f"{spec.id}: a field of kind {spec.kind} is not compared")
    if statement.reaches is None:
        return lambda view: compared(statement, view.column(spec.id))
    whole = statement.reaches
    return lambda view: compared(statement, view.column(spec.id)) & (view.column(spec.id) >= view.column(whole))


def _of_choices(relation: Relation, fields: FieldCatalogue) -> Asked:
    """The relation itself is asked once for every combination of its choices."""
    sides = [(*values_of(fields[name]), None) for name in relation.fields]
    found = [relation.is_broken(dict(zip(relation.fields, one, strict=True)).get) for one in product(*sides)]
    table = np.array(found).reshape([len(side) for side in sides])

    def broken(view: View) -> Array:
        places: Array = table[tuple(view.column(name).astype(np.intp) for name in relation.fields)]
        return places

    return broken


def _child_pugh_parts(relation: Relation, fields: FieldCatalogue) -> Asked:
    given = relation.fields[0]
    classes = class_places(fields[given])
    # The letters are in the order of the classes; the choices need not be.
    rank = np.argsort(np.argsort(values_of(fields[given])))

    def broken(view: View) -> Array:
        best, worst = (rank[classes[points_of_parts(view, ends)]] for ends in (BEST_PARTS, WORST_PARTS))
        said = rank[view.column(given)]
        some = reduce(np.logical_or, (view.known(name) for name in PARTS))
        return view.known(given) & some & ~((best <= said) & (said <= worst))

    return broken


def _tumour_volume(relation: Relation, _fields: FieldCatalogue) -> Asked:
    diameter, liver = relation.fields

    def broken(view: View) -> Array:
        return _spheres_ml(view, diameter) > view.column(liver)

    return broken


def _parts_of_liver(relation: Relation, _fields: FieldCatalogue) -> Asked:
    spared, diameter, liver = relation.fields

    def broken(view: View) -> Array:
        found: Array = only_together(view.column(spared), _spheres_ml(view, diameter), view.column(liver))
        return found

    return broken


def _one_each(relation: Relation, fields: FieldCatalogue) -> Asked:
    entries, count = relation.fields
    places = range(len(fields[entries].choices))

    def broken(view: View) -> Array:
        bits = view.column(entries)
        many = sum((bits >> place & 1 for place in places), np.zeros(view.size, dtype=np.int64))
        found: Array = view.known(entries) & (many > view.column(count))
        return found

    return broken


def _adequate_beyond_a(relation: Relation, fields: FieldCatalogue) -> Asked:
    classes = class_places(fields["child_pugh"])
    mildest = values_of(fields["child_pugh"]).index("A")
    adequate = relation.fields[0]
    return lambda view: (view.column(adequate) == 1) & (classes[points_of_parts(view, BEST_PARTS)] != mildest)


def _in_a_row(relation: Relation, fields: FieldCatalogue) -> Asked:
    bit = 1 << [one.id for one in relations_of_rows(fields)].index(relation.id)
    together = _all(relation.together, fields) if relation.together else None

    def broken(view: View) -> Array:
        rows = view.column("lesions").astype(np.int64)
        found: Array = (rows >= 0) & (rows & bit != 0)
        return found if together is None else found & together(view)

    return broken


def _spheres_ml(view: View, diameter: str) -> Array:
    # A power by numpy differs from one by Python in the last binary digit.
    return view.kept(
        ("sphere_ml", diameter), lambda one: np.array([sphere_ml(cm) for cm in one.column(diameter).tolist()])
    )


_KINDS: dict[str, Callable[[Relation, FieldCatalogue], Asked]] = {
    "at_most": _at_most,
    "not_together": _not_together,
    "classes_apart": _of_choices,
    "child_pugh_parts": _child_pugh_parts,
    "tumour_volume": _tumour_volume,
    "parts_of_liver": _parts_of_liver,
    "one_each": _one_each,
    "adequate_beyond_a": _adequate_beyond_a,
    "in_a_row": _in_a_row,
    "in_every_row": _in_a_row,
}
