"""The description of the fields in another language: what a person reads of it, and nothing that is stored or judged.

Ids, values and units stay as they are. What is in English only stays in English.
"""

from __future__ import annotations

import msgspec

from engine.case.fields import Choice, FieldCatalogue, FieldSpec, Group
from engine.words.language import Language


def fields_in(language: Language, fields: FieldCatalogue) -> FieldCatalogue:
    """Return the catalogue with labels, help and choices in a language; the same object for English."""
    if language.is_english:
        return fields
    return FieldCatalogue(
        tuple(Group(id=one.id, label=language.of(one.label, one.id)) for one in fields.groups),
        tuple(_spec(language, spec) for spec in fields.fields),
        tuple(_spec(language, spec) for spec in fields.lesion_fields),
        # Judged and not shown: the sentence about a contradiction is made from its English, and said again.
        fields.relations,
    )


def _spec(language: Language, spec: FieldSpec) -> FieldSpec:
    return msgspec.structs.replace(
        spec,
        label=language.of(spec.label, spec.id),
        help=language.of(spec.help, spec.id),
        unit_note=language.of(spec.unit_note, spec.id) if spec.unit_note else None,
        choices=tuple(_choice(language, spec, choice) for choice in spec.choices),
    )


def _choice(language: Language, spec: FieldSpec, choice: Choice) -> Choice:
    return msgspec.structs.replace(choice, label=language.of(choice.label, spec.id))
