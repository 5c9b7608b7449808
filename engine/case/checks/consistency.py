"""Values that cannot well be true together: asked about, never refused; until then the worse reading governs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import cast

import msgspec

from engine.case.fields import FieldSpec
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.case.relations import Relation
from engine.case.units import amount
from engine.words.said import in_sentence, listed, say, say_label, small

_PLACE = re.compile(r"\{([a-z0-9_]+)\}")


class Contradiction(msgspec.Struct, frozen=True, kw_only=True):
    """Fields whose values cannot all be true, and the question about them.

    `looked_at` are all fields on which it depends whether they contradict one another.
    """

    id: str
    fields: tuple[str, ...]
    text: str
    looked_at: tuple[str, ...]


def contradictions(patient: Patient, touching: AbstractSet[str] | None = None) -> Iterator[Contradiction]:
    """Yield what contradicts what, in the order of the relations; then quantities without their ground.

    Parameters
    ----------
    touching : only what looks at one of these fields; everything where absent.
    """
    fields = patient.fields
    for relation in fields.relations if touching is None else fields.relations_looking_at(touching):
        if relation.is_broken(patient.value):
            known = tuple(name for name in relation.fields if patient.value(name) is not None)
            parts = {name: _shown(patient, name, relation) for name in _PLACE.findall(relation.text)}
            text = say("{contradiction} Is one of them a slip?", contradiction=say(relation.text, **parts))
            yield Contradiction(id=relation.id, fields=known, text=text, looked_at=relation.looked_at)
    yield from _without_their_ground(patient, touching)


def inconsistencies(patient: Patient, touching: AbstractSet[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield each field that is asked about, with the question; both fields of a contradiction are.

    Parameters
    ----------
    touching : as of `contradictions`.
    """
    for found in contradictions(patient, touching):
        for name in found.fields:
            yield name, found.text


def _without_their_ground(patient: Patient, touching: AbstractSet[str] | None) -> Iterator[Contradiction]:
    """A quantity that presupposes something which is known not to be so."""
    for spec in patient.fields.with_a_ground:
        where = spec.only_where
        if where is None or (touching is not None and touching.isdisjoint((spec.id, where.field))):
            continue
        if patient.value(spec.id) is None:
            continue
        ground, found = patient.fields[where.field], patient.value(where.field)
        if found is not None and found not in where.values:
            text = say(
                "{field} is given, but the {ground} is “{found}” and not “{wanted}”. Is one of them a slip?",
                field=spec.label,
                ground=in_sentence(ground.label),
                found=_small(ground, found),
                wanted=listed((_small(ground, value) for value in where.values), "{first} or {last}"),
            )
            names = (spec.id, where.field)
            yield Contradiction(id=f"ground_of_{spec.id}", fields=names, text=text, looked_at=names)


def _shown(patient: Patient, name: str, relation: Relation) -> str:
    """Return a value in words: of a field, or of the row of the lesion table that contradicts something."""
    lesions = patient.value("lesions")
    place = relation.row_of(cast("tuple[Lesion, ...]", lesions)) if relation.row and lesions else None
    if place is None or (name in patient.fields.by_id and name not in patient.fields.lesion_by_id):
        return _words(patient.fields[name], patient.value(name))
    if name == "lesion":
        return str(place + 1)
    return _words(patient.fields.lesion_by_id[name], getattr(cast("tuple[Lesion, ...]", lesions)[place], name))


def _words(spec: FieldSpec, value: object) -> str:
    """Return a value in the fewest words; what is not known as such."""
    if value is None:
        return say("not known")
    if spec.kind == "list" and isinstance(value, tuple):
        return listed((_small(spec, item) for item in value), "{first}, {last}")
    if spec.kind in ("choice", "flag", "date") or not isinstance(value, (int, float)):
        label = say_label(spec.choice_label(value), spec.id) if spec.kind == "choice" else str(value)
        return say("{number} {unit}", number=label, unit=spec.unit) if spec.unit else label
    return amount(value, spec.unit)


def _small(spec: FieldSpec, value: object) -> str:
    """Return one of the choices in small letters."""
    return small(say_label(spec.choice_label(value), spec.id))
