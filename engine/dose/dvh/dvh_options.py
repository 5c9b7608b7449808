"""What the user says about a DVH table where the file does not, and how it changes the columns as read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from engine.dose.dvh.dvh_columns import Column
from engine.dose.errors import DoseFileError
from engine.words.said import fault, say

DOSE_UNITS: Final = {"gy": 1.0, "cgy": 0.01}
VOLUME_UNITS: Final = ("ml", "percent")


@dataclass(frozen=True, slots=True)
class DvhOptions:
    """Answers of the user; each goes before what the reader would take, and an empty one says nothing.

    dose_unit: ``gy`` or ``cgy``. volume_unit: ``ml`` or ``percent``. dose_column, volume_column: label or number
    (from 1); named together, they are the only curve of the table. overrules: a unit that the file states gives way,
    as where somebody looks at the table while answering; otherwise the two must agree.
    """

    dose_unit: str = ""
    volume_unit: str = ""
    dose_column: str = ""
    volume_column: str = ""
    overrules: bool = False

    @property
    def names_columns(self) -> bool:
        """Whether the columns are named."""
        return bool(self.dose_column and self.volume_column)

    @property
    def says_anything(self) -> bool:
        """Whether there is any answer."""
        return any((self.dose_unit, self.volume_unit, self.dose_column, self.volume_column))


NO_ANSWERS: Final = DvhOptions()


def overruling(answers: Sequence[str]) -> DvhOptions:
    """Return the four answers, in the order of the fields, of somebody who looks at the table while answering."""
    dose_unit, volume_unit, dose_column, volume_column = answers
    return DvhOptions(dose_unit, volume_unit, dose_column, volume_column, overrules=True)


def check_answers(path: Path, options: DvhOptions) -> None:
    """Refuse answers that name one of the two columns only."""
    if bool(options.dose_column) != bool(options.volume_column):
        raise DoseFileError(
            path, "columns", say("only one of the two was named"), say("name the dose and the volume together")
        )


def answered(path: Path, columns: Sequence[Column], options: DvhOptions) -> list[Column]:
    """Return the columns with the user's answers put in.

    Raises
    ------
    DoseFileError
        Where a column is not there, or is named for both.
    """
    found = list(columns)
    if options.names_columns:
        at_dose = _place(path, columns, options.dose_column)
        at_volume = _place(path, columns, options.volume_column)
        if at_dose == at_volume:
            raise DoseFileError(path, "columns", say("one column is named for both"), say("name two columns"))
        for at, column in enumerate(found):
            if at == at_dose:
                found[at] = replace(column, kind="dose")
            elif at == at_volume:
                kind = "volume" if column.kind == "volume" else "unknown"
                found[at] = replace(column, kind=kind, name=column.name or column.label)
            elif column.kind in ("dose", "volume", "unknown", "name"):
                found[at] = replace(column, kind="statistic")
    return [_with_units(path, column, options) for column in found]


def _with_units(path: Path, column: Column, options: DvhOptions) -> Column:
    if column.kind == "dose" and options.dose_unit:
        stated = DOSE_UNITS.get(column.unit.casefold())
        if not options.overrules and stated is not None and stated != DOSE_UNITS[options.dose_unit]:
            problem = fault(
                "the file says {unit} and the answer {dose_unit}",
                unit=column.unit,
                dose_unit=options.dose_unit,
            )
            raise DoseFileError(path, "dose unit", problem, say("leave the answer out, or correct the file"))
        return replace(column, gy_per_unit=DOSE_UNITS[options.dose_unit], unit=options.dose_unit)
    if column.kind in ("volume", "unknown") and options.volume_unit and column.label:
        is_percent = options.volume_unit == "percent"
        is_stated = column.kind == "volume"
        if not options.overrules and is_stated and (column.is_percent != is_percent or column.per_unit != 1.0):
            problem = fault(
                "the file says {unit} and the answer {volume_unit}",
                unit=column.unit,
                volume_unit=options.volume_unit,
            )
            raise DoseFileError(path, "volume unit", problem, say("leave the answer out, or correct the file"))
        return replace(column, kind="volume", is_percent=is_percent, unit="%" if is_percent else "mL", per_unit=1.0)
    return column


def _place(path: Path, columns: Sequence[Column], wanted: str) -> int:
    named = [at for at, column in enumerate(columns) if column.label.casefold() == wanted.strip().casefold()]
    if len(named) == 1:
        return named[0]
    if not named and wanted.strip().isdecimal() and 1 <= int(wanted) <= len(columns):
        return int(wanted) - 1
    listed = ", ".join(f"{at} {column.label}".strip() for at, column in enumerate(columns[:20], start=1))
    raise DoseFileError(
        path,
        "columns",
        fault("there is no one column {wanted}", wanted=f"{wanted!r}"),
        fault("choose one of: {listed}", listed=listed),
    )
