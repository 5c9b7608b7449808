"""What can be wrong with a table of patients: with the whole of it, or with one of its rows."""

from __future__ import annotations

from typing import NamedTuple

from engine.reading.mistakes import UserMistake
from engine.words.said import Said


class RegistryError(UserMistake):
    """The table, the map or the place of the results cannot be used."""


class CannotGoOnError(RegistryError):
    """What was begun cannot be gone on with as it is asked; asked again, it would be refused again."""


class RowProblem(NamedTuple):
    """One thing that is wrong with one row.

    Attributes
    ----------
    patient_id : as it stands, empty where there is none.
    row : counted as a spreadsheet does, the header being 1.
    field : empty where the row as a whole is meant.
    file : name of the file, without its folder.
    """

    patient_id: str
    row: int
    field: str
    problem: Said
    file: str


#: columns of problems.csv
PROBLEM_COLUMNS = ("patient_id", "row", "field", "problem", "file")
