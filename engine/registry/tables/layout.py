"""What each column of a file is: an id, a field with the rules of its cells, what became of the patient, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from engine.case.fields import FieldCatalogue, nearest_name
from engine.registry.problems import RegistryError
from engine.registry.tables.cells import CellRules
from engine.registry.tables.column_map import ColumnMap
from engine.registry.tables.further_columns import FROM, FURTHER, PATIENT_ID, TIME, TO
from engine.registry.tables.table_files import TableFile
from engine.words.said import Said, fault

#: what a column may stand for beside a field is asked for here as well
__all__ = ["FURTHER", "PATIENT_ID", "Layout", "known_columns", "layout_of"]


class Layout(NamedTuple):
    """The columns of one file.

    Attributes
    ----------
    name : of the file.
    width : number of columns.
    id_place : the column of the patient's id.
    fields : field to its column and the rules of its cells.
    further : of `FURTHER`, those that the file has, with the same.
    """

    name: str
    separator: str
    width: int
    id_place: int
    fields: Mapping[str, tuple[int, CellRules]]
    further: Mapping[str, tuple[int, CellRules]]


def layout_of(file: TableFile, fields: FieldCatalogue, column_map: ColumnMap) -> Layout:
    """Return what the columns of a file are.

    Raises
    ------
    RegistryError : a column that nothing is known of, one that stands twice, or no id.
    """
    meant = [_target(name, fields, column_map) for name in file.header]
    problems = list(_problems(file, meant, fields))
    if problems:
        raise RegistryError(*problems)
    found: dict[str, tuple[int, CellRules]] = {}
    for place, (name, target) in enumerate(zip(file.header, meant, strict=True)):
        if target:
            found[target] = (place, column_map.rules_for(name, file.mark))
    return Layout(
        name=file.name,
        separator=file.separator,
        width=len(file.header),
        id_place=found[PATIENT_ID][0],
        fields={name: found[name] for name in found if name in fields},
        further={name: found[name] for name in found if name in FURTHER},
    )


def _target(column: str, fields: FieldCatalogue, column_map: ColumnMap) -> str | None:
    """Return what a column is; empty where it is left out, None where nothing is known of it."""
    target = column_map.target_of(column)
    if target is not None:
        return target
    return column if column in (PATIENT_ID, *FURTHER) or column in fields else None


def _problems(file: TableFile, meant: list[str | None], fields: FieldCatalogue) -> Iterator[Said]:
    known = (PATIENT_ID, *FURTHER, *fields.by_id)
    for place, (name, target) in enumerate(zip(file.header, meant, strict=True), start=1):
        if target is None:
            yield fault("{file}: {unknown}", file=file.name, unknown=_unknown(name, place, known))
    for target in dict.fromkeys(meant):
        if target and meant.count(target) > 1:
            columns = " and ".join(f"“{file.header[at]}”" for at, other in enumerate(meant) if other == target)
            yield fault(
                "{file}: {columns} both stand for {target}. Keep one of them, or leave one out in a map.",
                file=file.name,
                columns=columns,
                target=target,
            )
    for problem in _of_follow_up({target for target in meant if target}):
        yield fault("{file}: {problem}", file=file.name, problem=problem)
    if PATIENT_ID not in meant and all(target is not None for target in meant):
        yield fault("{file}: there is no column patient_id. Name it so, or name it in a map.", file=file.name)


def _of_follow_up(there: set[str]) -> Iterator[Said]:
    """Yield what keeps the columns of follow-up from saying one thing."""
    days = there.intersection((FROM, TO))
    if TIME in there and days:
        both = " and ".join(sorted(days))
        yield fault(
            "{time} and {both} both say how long a patient was followed. Keep one, or leave the other out in a map.",
            time=TIME,
            both=both,
        )
    elif len(days) == 1:
        (alone,) = days
        yield fault(
            "{alone} is there and {part} is not. Add it, or leave {alone} out in a map.",
            alone=alone,
            part=FROM if alone == TO else TO,
        )


def _unknown(name: str, place: int, known: tuple[str, ...]) -> Said:
    if not name:
        return fault("column {place} has no name. Name it, or take it out.", place=place)
    near = nearest_name(name.casefold(), known)
    meant = f"Did you mean “{near}”?" if near else "docs/case-fields.md lists the fields."
    return fault(
        "there is no field “{name}”. {meant} A map names the columns of another table, or leaves them out.",
        name=name[:60],
        meant=meant,
    )


def known_columns(layouts: Iterable[Layout]) -> tuple[str, ...]:
    """Return the fields that any of the files has."""
    return tuple(dict.fromkeys(name for layout in layouts for name in layout.fields))
