"""The description of every input: one record a field, loaded from `resources/fields/`.

The form, the case reader and the help are made from these records; nothing about a field stands elsewhere.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from engine.case.limits import LONGEST_KEY
from engine.case.relations import Relation, RelationFile, unknown_names
from engine.modalities.catalogue import FILE_NAME as OPTIONS
from engine.modalities.catalogue import ModalityCatalogue, ModalityDataError, load_modalities, unknown_fields
from engine.reading.disk.os_reasons import reason_of
from engine.reading.disk.remembered import code_of, recalled, remember
from engine.reading.mistakes import UserMistake
from engine.words.said import Said, fault, say

#: What a row of the lesion table says no answer to another field settles; and a grave part of Child-Pugh is an answer
#: that counts, though function was judged adequate.
_NOT_BY_ONE_ANSWER = ("in_a_row", "in_every_row", "adequate_beyond_a")

FieldKind = Literal["number", "integer", "choice", "flag", "list", "lesions", "date"]


class FieldRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the records of this room: immutable, and unknown keys are refused."""


class Choice(FieldRecord, frozen=True, kw_only=True):
    """One value of a choice or list, with the words shown for it, and other ways in which a file may write it."""

    value: int | str
    label: str
    also: tuple[str, ...] = ()


class AlternativeUnit(FieldRecord, frozen=True, kw_only=True):
    """A unit in which the value may also be typed.

    value in the field's unit = typed * factor, or typed / divisor; both are decimal texts, so that the
    conversion is exact (34.2 µmol/L / 17.1 is 2 mg/dL and not a hair more).
    """

    unit: str
    factor: str | None = None
    divisor: str | None = None


class Slip(FieldRecord, frozen=True, kw_only=True):
    """A usual mistake of unit.

    Attributes
    ----------
    factor : the value typed is so many times what was meant; None for an amount of which it holds the share.
    unit : in which it was typed.
    amounts : inclusive range of such amounts, in `unit`; only where there is no factor.
    """

    unit: str
    factor: float | None = None
    amounts: tuple[float, float] | None = None


class Group(FieldRecord, frozen=True, kw_only=True):
    """A heading of the form.

    Attributes
    ----------
    of_the_person : its fields say what a person can bear, whatever the treatment.
    """

    id: str
    label: str
    of_the_person: bool = False


class OnlyWhere(FieldRecord, frozen=True, kw_only=True):
    """Where a quantity exists at all: another field holds one of these values, or is not known."""

    field: str
    values: tuple[str, ...]


class FieldSpec(FieldRecord, frozen=True, kw_only=True):
    """One input.

    Attributes
    ----------
    hard : inclusive range in the field's unit; values outside are refused.
    usual : inclusive range; values outside are accepted and asked about.
    choices_of : where the choices stand instead: those of the options are theirs.
    derived_from : fields from which the value is taken where those are given.
    modalities : the field matters only where one of these is planned; empty means always.
    detail : of a lesion: a column that the table shows on request, or where something stands in it.
    only_where : what the quantity presupposes of another field: a colon tumour has no height in the rectum.
    of_the_person : it says what a person can bear, whatever the treatment, though the others of its group do not.
    """

    id: str
    kind: FieldKind
    label: str
    help: str
    group: str = ""
    unit: str | None = None
    unit_note: str | None = None
    alternative_units: tuple[AlternativeUnit, ...] = ()
    hard: tuple[float, float] | None = None
    usual: tuple[float, float] | None = None
    slips: tuple[Slip, ...] = ()
    decimals: int = 0
    choices: tuple[Choice, ...] = ()
    choices_of: Literal["modalities"] | None = None
    derived_from: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    detail: bool = False
    only_where: OnlyWhere | None = None
    of_the_person: bool = False

    @property
    def units(self) -> tuple[str, ...]:
        """All units in which the value may be typed, the field's own first."""
        own = (self.unit,) if self.unit is not None else ()
        return own + tuple(other.unit for other in self.alternative_units)

    def choice_label(self, value: object) -> str:
        """Return the words for one of the choices; the value itself where there are none."""
        for choice in self.choices:
            if choice.value == value:
                return choice.label
        return str(value)


class _FieldFile(FieldRecord, frozen=True, kw_only=True):
    format: Literal["beamside-fields/1"]
    group: tuple[Group, ...]
    field: tuple[FieldSpec, ...]
    lesion_field: tuple[FieldSpec, ...]


_File = TypeVar("_File")


class FieldDataError(UserMistake):
    """The description of the fields is itself wrong: a fault of the installation, not of the user."""


class FieldCatalogue(msgspec.Struct, frozen=True, dict=True):
    """All fields, in the order of the form."""

    groups: tuple[Group, ...]
    fields: tuple[FieldSpec, ...]
    lesion_fields: tuple[FieldSpec, ...]
    relations: tuple[Relation, ...] = ()

    def __hash__(self) -> int:
        # A hash of some hundred fields, asked for wherever something is remembered of them, is worked out once.
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.groups, self.fields, self.lesion_fields, self.relations))

    @cached_property
    def by_id(self) -> Mapping[str, FieldSpec]:
        """Fields by their id."""
        return {spec.id: spec for spec in self.fields}

    @cached_property
    def lesion_by_id(self) -> Mapping[str, FieldSpec]:
        """Fields of one lesion by their id."""
        return {spec.id: spec for spec in self.lesion_fields}

    @cached_property
    def of_the_person(self) -> frozenset[str]:
        """Fields that say what a person can bear, whatever the treatment; others say what is treated, and with what."""
        groups = {group.id for group in self.groups if group.of_the_person}
        return frozenset(spec.id for spec in self.fields if spec.of_the_person or spec.group in groups)

    @cached_property
    def _relations_by_field(self) -> Mapping[str, tuple[Relation, ...]]:
        many = [one for one in self.relations if one.kind not in _NOT_BY_ONE_ANSWER]
        names = {name for relation in many for name in relation.fields}
        return {name: tuple(one for one in many if name in one.fields) for name in names}

    def relations_of(self, field_id: str) -> tuple[Relation, ...]:
        """Return what may contradict a field and leaves out an answer to it."""
        return self._relations_by_field.get(field_id, ())

    @cached_property
    def _places_looking_at(self) -> Mapping[str, frozenset[int]]:
        looked_at = [frozenset(one.looked_at) for one in self.relations]
        names = frozenset().union(*looked_at)
        return {name: frozenset(place for place, many in enumerate(looked_at) if name in many) for name in names}

    def relations_looking_at(self, field_ids: Iterable[str]) -> tuple[Relation, ...]:
        """Return what depends on any of some fields whether it is broken, in the order of the relations."""
        places = frozenset().union(*(self._places_looking_at.get(name, ()) for name in field_ids))
        return tuple(self.relations[place] for place in sorted(places))

    @cached_property
    def with_a_ground(self) -> tuple[FieldSpec, ...]:
        """Fields that mean something only where another one has certain values."""
        return tuple(spec for spec in self.fields if spec.only_where is not None)

    def __iter__(self) -> Iterator[FieldSpec]:
        return iter(self.fields)

    def __contains__(self, field_id: object) -> bool:
        return field_id in self.by_id

    def __getitem__(self, field_id: str) -> FieldSpec:
        return self.by_id[field_id]

    def in_group(self, group_id: str) -> tuple[FieldSpec, ...]:
        """Return the fields under one heading."""
        return tuple(spec for spec in self.fields if spec.group == group_id)

    def nearest(self, name: str) -> str | None:
        """Return the field id most like `name`, or None where nothing is near."""
        return nearest_name(name, self.by_id)


def nearest_name(name: str, names: Mapping[str, object] | tuple[str, ...]) -> str | None:
    """Return the one of `names` most like `name`, or None where nothing is near; no name is longer than a key."""
    if len(name) > LONGEST_KEY:
        return None
    import difflib  # only where somebody has mistyped

    near = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return near[0] if near else None


def load_fields(folder: Path, *, remembered_in: Path | None = None) -> FieldCatalogue:
    """Read the description of the fields.

    Parameters
    ----------
    folder : the resources folder; the files read are `fields/patient.toml` and `fields/relations.toml` below it, and
        `modalities.toml` in it.
    remembered_in : this program's own cache folder, where a checked description is kept by the hash of its files.

    Raises
    ------
    FieldDataError : the file is missing or breaks a rule.
    """
    kept = _kept_at(folder, remembered_in) if remembered_in is not None else None
    body = recalled(kept) if kept is not None else None
    if body is not None:
        try:
            return msgspec.json.decode(body, type=FieldCatalogue)
        except msgspec.DecodeError:
            pass
    catalogue = _parse(folder)
    if kept is not None:
        remember(kept, msgspec.json.encode(catalogue))
    return catalogue


def _kept_at(folder: Path, remembered_in: Path) -> Path | None:
    """Return where a description is kept: by its files, and by the code that reads them and holds them to its rules."""
    digest = hashlib.sha256()
    try:
        for path in (folder / "fields" / "patient.toml", folder / "fields" / "relations.toml", folder / OPTIONS):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    except OSError:
        return None
    for name in (__name__, Relation.__module__, ModalityCatalogue.__module__):
        digest.update(code_of(sys.modules[name]))
    return remembered_in / f"fields-{digest.hexdigest()[:20]}.json"


def _parse(folder: Path) -> FieldCatalogue:
    path = folder / "fields" / "patient.toml"
    contents = _read(path, _FieldFile)
    try:
        options = load_modalities(folder)
    except ModalityDataError as error:
        raise FieldDataError(*error.problems) from error
    fields = tuple(_with_choices(spec, options) for spec in contents.field)
    alone = FieldCatalogue(contents.group, fields, contents.lesion_field)
    _check(alone, path.name)
    for option, wrong in unknown_fields(options, alone.by_id):
        raise FieldDataError(
            fault(
                "modalities.toml: {option}: there is no field {wrong} for its course. Name another.",
                option=option,
                wrong=f"{wrong!r}",
            )
        )
    relations = _read(path.with_name("relations.toml"), RelationFile).relation
    catalogue = msgspec.structs.replace(alone, relations=relations)
    for wrong in unknown_names(relations, catalogue.by_id, catalogue.lesion_by_id):
        raise FieldDataError(fault("relations.toml: there is no such field ({wrong})", wrong=wrong))
    return catalogue


def _with_choices(spec: FieldSpec, options: ModalityCatalogue) -> FieldSpec:
    """The choices of a field that asks for an option are the options."""
    for name in spec.modalities:
        if all(name != one.id for one in options.modality):
            raise FieldDataError(
                fault(
                    "patient.toml: {id}: there is no option {name}. Correct its name.",
                    id=spec.id,
                    name=f"{name!r}",
                )
            )
    if spec.choices_of is None:
        return spec
    choices = tuple(Choice(value=one.id, label=one.label) for one in options.modality)
    return msgspec.structs.replace(spec, choices=choices)


def cannot_be_read(path: Path, error: OSError) -> FieldDataError:
    """Return what is said where a file of the installation is gone or cannot be opened."""
    return FieldDataError(
        fault(
            "{path}: the file cannot be read ({problem}). Install the program again.",
            path=path.name,
            problem=reason_of(error, say("it is gone")),
        )
    )


def _read(path: Path, kind: type[_File]) -> _File:
    import tomllib  # only when nothing is remembered

    try:
        with path.open("rb") as stream:
            return msgspec.convert(tomllib.load(stream), kind)
    except OSError as error:
        raise cannot_be_read(path, error) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise FieldDataError(
            fault("{path}: {error}. Install the program again.", path=path.name, error=error)
        ) from error


def _check(catalogue: FieldCatalogue, file_name: str) -> None:
    groups = {group.id: group for group in catalogue.groups}
    for spec in (*catalogue.fields, *catalogue.lesion_fields):
        for complaint in _complaints(spec):
            raise FieldDataError(
                fault(
                    "{file_name}: {id}: {complaint}",
                    file_name=file_name,
                    id=spec.id,
                    complaint=complaint,
                )
            )
    for spec in catalogue.fields:
        if spec.group not in groups:
            raise FieldDataError(
                fault(
                    "{file_name}: {id}: no group {group}",
                    file_name=file_name,
                    id=spec.id,
                    group=f"{spec.group!r}",
                )
            )
        if spec.of_the_person and groups[spec.group].of_the_person:
            raise FieldDataError(
                fault(
                    "{file_name}: {id}: of_the_person is said of its group {group} already",
                    file_name=file_name,
                    id=spec.id,
                    group=f"{spec.group!r}",
                )
            )
        if spec.only_where is not None and spec.only_where.field not in catalogue:
            raise FieldDataError(
                fault(
                    "{file_name}: {id}: presupposes unknown field {field}",
                    file_name=file_name,
                    id=spec.id,
                    field=f"{spec.only_where.field!r}",
                )
            )
        for other in spec.derived_from:
            if other not in catalogue:
                raise FieldDataError(
                    fault(
                        "{file_name}: {id}: derived from unknown field {other}",
                        file_name=file_name,
                        id=spec.id,
                        other=f"{other!r}",
                    )
                )
    if len(catalogue.by_id) != len(catalogue.fields):
        raise FieldDataError(fault("{file_name}: two fields share one id", file_name=file_name))


def _complaints(spec: FieldSpec) -> Iterator[Said]:
    numeric = spec.kind in ("number", "integer")
    if numeric and (spec.unit is None or spec.hard is None or spec.usual is None):
        yield say("a number needs unit, hard and usual range")
    if numeric and spec.hard and spec.usual and not (spec.hard[0] <= spec.usual[0] < spec.usual[1] <= spec.hard[1]):
        yield say("the usual range must lie inside the hard range")
    if spec.kind in ("choice", "list") and not spec.choices:
        yield say("choices are missing")
    if not spec.help.strip():
        yield say("help is missing")
    for other in spec.alternative_units:
        if (other.factor is None) == (other.divisor is None):
            yield fault("unit {unit} needs a factor or a divisor", unit=other.unit)
