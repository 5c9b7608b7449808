"""The first rows of a table, before anything is judged: what its columns are, what is wrong, and each row as a case."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient, Value
from engine.registry.problems import RowProblem
from engine.registry.runs.part_judged import usable_rows
from engine.registry.runs.parts import part_of
from engine.registry.runs.run import opened
from engine.registry.tables.cells import BadCell, CellReader
from engine.registry.tables.column_map import NO_MAP, ColumnMap
from engine.registry.tables.csv_records import first_records
from engine.registry.tables.layout import Layout
from engine.registry.tables.table_files import TableFile
from engine.registry.tables.unit_questions import unit_questions

#: rows looked at, over all files
MOST_ROWS = 200


class SeenColumn(NamedTuple):
    """A column of a file and what it is taken for.

    Attributes
    ----------
    name : as it stands in the header.
    meant : id of the field, of the patient's id, or of what became of the patient; empty where it is left out.
    unit : in which its numbers are read; empty for the field's own.
    """

    file: str
    name: str
    meant: str
    unit: str


class SeenRow(NamedTuple):
    """One row that can be judged, with what could be read of it."""

    file: str
    row: int
    patient_id: str
    case: Case


class FirstLook(NamedTuple):
    """What the first rows show; questions keep a run from beginning until a map answers them."""

    columns: tuple[SeenColumn, ...]
    rows: tuple[SeenRow, ...]
    problems: tuple[RowProblem, ...]
    questions: tuple[str, ...]


def first_look(
    place: Path, fields: FieldCatalogue, column_map: ColumnMap = NO_MAP, most_rows: int = MOST_ROWS
) -> FirstLook:
    """Return what the first rows of a table, or of a folder of tables, show.

    Ids that stand twice are not looked for: the whole table would have to be read.

    Raises
    ------
    RegistryError : the table or its columns cannot be used.
    """
    found = opened(place, fields, column_map)
    problems: list[RowProblem] = []
    rows: list[SeenRow] = []
    for file, layout in zip(found.files, found.layouts, strict=True):
        if left := most_rows - len(rows):
            rows += _rows(file, layout, fields, left, problems)
    return FirstLook(
        tuple(column for pair in zip(found.files, found.layouts, strict=True) for column in _columns(*pair)),
        tuple(rows),
        tuple(problems),
        tuple(unit_questions(found.files, found.layouts, fields)),
    )


def _columns(file: TableFile, layout: Layout) -> list[SeenColumn]:
    known = {layout.id_place: ("patient_id", "")}
    for meant, (place, rules) in (*layout.fields.items(), *layout.further.items()):
        known[place] = (meant, rules.unit)
    return [SeenColumn(file.name, name, *known.get(place, ("", ""))) for place, name in enumerate(file.header)]


def _rows(
    file: TableFile, layout: Layout, fields: FieldCatalogue, most: int, problems: list[RowProblem]
) -> list[SeenRow]:
    part = part_of(0, 0, first_records(file.lines(), layout.separator, most), 0, {})
    readers = {name: (at, CellReader(fields[name], fields, rules)) for name, (at, rules) in layout.fields.items()}
    found = []
    for row, cells in usable_rows(part, layout, problems):
        own = cells[layout.id_place]
        inputs: dict[str, Value] = {}
        for name, (place, reader) in readers.items():
            value = reader.read(cells[place])
            if isinstance(value, BadCell):
                problems.append(RowProblem(own, row, name, value.problem, layout.name))
            elif value is not None:
                inputs[name] = value
        found.append(SeenRow(file.name, row, own, Case(Patient(fields, inputs))))
    return found
