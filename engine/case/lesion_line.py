"""Lesions as they are dictated, on one line: "VII 2.1, VIII 3.4"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from engine.case.entry import Entered, read_entry
from engine.case.fields import FieldSpec
from engine.case.lesions import Lesion

#: a comma with room behind it parts two lesions; within a number it is the decimal mark
_PARTS = re.compile(r"[;\s]+|,(?=\s|$)")


@dataclass(frozen=True, slots=True)
class LesionLine:
    """What a line says: its lesions, or the first part that is neither a segment nor a size."""

    lesions: tuple[Lesion, ...] = ()
    not_understood: str = ""


def read_lesion_line(text: str, lesion_fields: Sequence[FieldSpec], unit: str) -> LesionLine:
    """Read sizes, each with the segment that stands before it; what is not said stays not known.

    Parameters
    ----------
    lesion_fields : the fields of a lesion; of them diameter and segment are read.
    unit : of the sizes.

    Returns
    -------
    The lesions, or the first part that cannot be read: then there is none, since half a line is no answer.
    """
    fields = {spec.id: spec for spec in lesion_fields}
    size, segment = fields["diameter_cm"], fields["segment"]
    segments = {choice.label.casefold(): str(choice.value) for choice in segment.choices}
    found: list[Lesion] = []
    is_open = False
    for part in filter(None, _PARTS.split(text.strip())):
        named = segments.get(part.casefold())
        if named is not None:
            found.append(Lesion(segment=named))
            is_open = True
            continue
        entry = read_entry(size, part, unit)
        if not isinstance(entry, Entered) or not isinstance(entry.value, (int, float)):
            return LesionLine(not_understood=part)
        if is_open:
            found[-1] = msgspec.structs.replace(found[-1], diameter_cm=float(entry.value))
        else:
            found.append(Lesion(diameter_cm=float(entry.value)))
        is_open = False
    return LesionLine(tuple(found))
