"""The map of a department's own export: which column is which field, in which unit, with which codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from engine.case.fields import FieldCatalogue, FieldSpec, nearest_name
from engine.reading.bounded_file import NotOrdinaryError, TooLargeError, read_whole
from engine.reading.disk.os_reasons import reason_of
from engine.reading.number_text import Mark
from engine.registry.problems import RegistryError
from engine.registry.tables.cells import CellRules
from engine.registry.tables.further_columns import TIME, TIME_UNITS
from engine.registry.tables.map_shape import parsed
from engine.words.said import Said, fault, in_row, own, say

_LARGEST_BYTES = 1_000_000


class MappedColumn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One column of a table.

    Attributes
    ----------
    column : its name in the table.
    field : the field it stands for; `patient_id` and what became of the patient as well.
    unit : in which its numbers are; empty for the field's own.
    codes : what its codes mean, each written as this program writes it; an empty text is "not known".
    accept_values : the distribution is unusual, as if another unit had been meant, and is right.
    """

    column: str
    field: str
    unit: str = ""
    codes: Mapping[str, str] = {}
    accept_values: bool = False


class ColumnMap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A whole map.

    Attributes
    ----------
    decimal_mark : "." or ",": settles "1.234"; where it is absent such a number is not read.
    missing : texts that stand for "not known" in any column.
    ignore : columns that are left out.
    """

    format: Literal["beamside-map/1"]
    encoding: Literal["utf-8", "cp1252", "latin-1"] = "utf-8"
    decimal_mark: Literal["", ".", ","] = ""
    missing: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    column: tuple[MappedColumn, ...] = ()

    def target_of(self, name: str) -> str | None:
        """Return the field that a column stands for, "" where it is left out, None where the map says nothing."""
        if name in self.ignore:
            return ""
        return next((one.field for one in self.column if one.column == name), None)

    def rules_for(self, name: str, mark: Mark | None) -> CellRules:
        """Return how the cells of a column are read.

        Parameters
        ----------
        mark : the decimal mark that the file itself settles.
        """
        settled = mark or self._mark
        own = next((one for one in self.column if one.column == name), None)
        if own is None:
            return CellRules(mark=settled, missing=self.missing)
        return CellRules(own.unit, own.codes, settled, self.missing, own.accept_values)

    @property
    def _mark(self) -> Mark | None:
        return self.decimal_mark or None


NO_MAP = ColumnMap(format="beamside-map/1")


def read_map(path: Path, fields: FieldCatalogue, further: tuple[str, ...]) -> ColumnMap:
    """Read a map.

    Parameters
    ----------
    further : what a column may stand for beside the fields.

    Raises
    ------
    RegistryError : it is none, or names a field, unit or code that does not exist.
    """
    name = path.name or str(path)
    try:
        text = read_whole(path, _LARGEST_BYTES).decode("utf-8-sig")
        raw, wrong = parsed(text, name)
        if wrong:
            raise RegistryError(*wrong)
        found = msgspec.convert(raw, ColumnMap)
    except UnicodeDecodeError:
        raise RegistryError(
            fault("{name}: the text of the map is not UTF-8. Save it again as UTF-8.", name=name)
        ) from None
    except (NotOrdinaryError, TooLargeError):
        raise RegistryError(fault("{name}: this is no map. Name the TOML file.", name=name)) from None
    except OSError as error:
        reason = reason_of(error, say("unknown reason"))
        raise RegistryError(
            fault("{name}: the map cannot be read ({reason}). Check the name.", name=name, reason=reason)
        ) from None
    except (RecursionError, ValueError, msgspec.ValidationError):
        raise RegistryError(fault("{name}: this is no map. Name the TOML file.", name=name)) from None
    problems = [in_row((own(name), problem), ": ") for problem in _problems(found, fields, further)]
    if problems:
        raise RegistryError(*problems)
    return found


def _problems(found: ColumnMap, fields: FieldCatalogue, further: tuple[str, ...]) -> Iterator[Said]:
    seen: set[str] = set(found.ignore)
    for one in found.column:
        if one.column in seen:
            yield fault("column “{column}” stands twice. Keep one of the two.", column=one.column)
        seen.add(one.column)
        if one.field in fields:
            yield from _problems_of_field(one, fields[one.field], fields)
        elif one.field not in further:
            near = nearest_name(one.field, (*further, *fields.by_id))
            meant = f"Did you mean “{near}”?" if near else "docs/case-fields.md lists the fields."
            yield fault(
                "column “{column}”: there is no field “{field}”. {meant}",
                column=one.column,
                field=one.field,
                meant=meant,
            )
        elif one.field == TIME:
            if one.unit and one.unit not in TIME_UNITS:
                yield fault(
                    "column “{column}”: {time} cannot be given in {unit}. Known: {time_units}.",
                    column=one.column,
                    time=TIME,
                    unit=one.unit,
                    time_units=", ".join(TIME_UNITS),
                )
        elif one.unit or one.accept_values:
            yield fault("column “{column}”: {field} has no unit. Leave it out.", column=one.column, field=one.field)


def _problems_of_field(one: MappedColumn, spec: FieldSpec, fields: FieldCatalogue) -> Iterator[Said]:
    units = fields.lesion_by_id["diameter_cm"].units if spec.kind == "lesions" else spec.units
    if one.unit and one.unit not in units:
        known = f"Known: {', '.join(units)}." if units else "It has none: leave it out."
        yield fault(
            "column “{column}”: {id} cannot be given in {unit}. {known}",
            column=one.column,
            id=spec.id,
            unit=one.unit,
            known=known,
        )
