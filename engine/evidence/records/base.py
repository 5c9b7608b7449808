"""What all records share: their base, the citation of a source, the condition on a field of a case."""

from __future__ import annotations

import msgspec

Scalar = bool | int | float | str


class Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base of all records: immutable, keyword-only, and unknown keys are refused."""


class Citation(Record, frozen=True, kw_only=True):
    """A source and the place in it."""

    source: str
    locator: str


class Condition(Record, frozen=True, kw_only=True):
    """One statement about one field of a case, three-valued: true, false or not known.

    Exactly one operator is set besides `field`. Numbers are in the field's canonical unit.
    """

    field: str
    at_most: float | None = None
    at_least: float | None = None
    above: float | None = None
    below: float | None = None
    between: tuple[float, float] | None = None
    equals: Scalar | None = None
    differs_from: Scalar | None = None
    one_of: tuple[Scalar, ...] | None = None
    #: for list fields: the list holds this item
    includes: str | None = None
    #: for list fields: true where the list is known to be empty
    is_empty: bool | None = None
    #: true where the field is known (`true`) or not known (`false`)
    is_known: bool | None = None
