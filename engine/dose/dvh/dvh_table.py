"""DVH as a plain table, or several below one another.

Long (structure, dose, volume), wide (one dose, many volumes), pairs or triples of columns; one row for each structure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.dose.dvh.dvh_columns import Column, is_unit_alone, names_a_dose, read_column
from engine.dose.dvh.dvh_options import NO_ANSWERS, DvhOptions, answered
from engine.dose.dvh.dvh_records import UNNAMED, RawCurve
from engine.dose.dvh.dvh_rows import is_row_per_structure, read_row_per_structure
from engine.dose.dvh.dvh_text import gy_per, ml_per, not_a_dvh, number, number_cells, split_unit
from engine.dose.errors import DoseFileError
from engine.reading.number_columns import NumberCells, are_plain
from engine.reading.table_text import BLANKS, Row, UnclosedQuotationError, count_numbers, split_line, split_table
from engine.words.said import say

MOST_COLUMNS = 2000
#: rows that are looked at together
_AT_ONCE = 500
FULL = 100.0
#: rows of two numbers from which a text is a table, though its head is not understood
_FEWEST_ROWS, _FEWEST_NUMBERS = 5, 2
_STANDARD = re.compile(r"\s*\(standard\)\s*$", re.IGNORECASE)
_ABOUT = re.compile(
    r"^\W*(?P<key>structure(?: name)?|roi(?: ?name)?|organ|struktur|estructura|struttura|structuur|volumen?"
    r"|structure volume|roi ?volume|plan|course)"
    r"\s{0,40}(?P<unit>[\[(][^\])]*[\])])?\s{0,40}[:=;,\t]\s*(?P<value>[^;,\t]+)",
    re.IGNORECASE,
)
#: a line above a table that says a unit: "Dose unit: cGy", "Unit of volume = cc"
_UNIT_ABOVE = re.compile(
    r"^\W*(?:units? of )?(?P<of>dose|dosis|volumen?|volume)[ -]*+(?:units?|einheit(?:en)?)?\s*+[:=]\s*+"
    r"[\[(]?(?P<unit>[^\s\]\[(),;]+(?: ?\(?(?:rbe|eqd2|bed)\)?)?)[\])]?\s*$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Table:
    """One table: the lines above it, its labels and rows."""

    above: list[str]
    head: Row
    labels: list[str]
    rows: list[Row] = field(default_factory=list)


def read_table(path: Path, text: str, options: DvhOptions = NO_ANSWERS) -> list[RawCurve]:
    """Read all curves of a table; options: what the user says of its columns and units.

    Raises
    ------
    DoseFileError
        Where the text is no such table, a row cannot be read, or the dose's unit is not stated.
    """
    try:
        cut = split_table(text, ("#",))
    except UnclosedQuotationError as error:
        raise not_a_dvh(path) from error
    if cut.rows and is_row_per_structure(cut.rows[0].cells):
        return read_row_per_structure(path, cut.rows, options)
    rows = _with_head(cut.rows) if options.names_columns else cut.rows
    tables = _tables(path, rows, cut.separator, [comment for _, comment in cut.comments], options.names_columns)
    cells = number_cells(path, (cell for table in tables for row in table.rows for cell in row.cells))
    return [curve for table in tables for curve in _curves(path, table, cells, options)]


def _with_head(rows: Sequence[Row]) -> Sequence[Row]:
    """Give a table without words above its numbers a head of column numbers."""
    if not rows or not count_numbers(rows[0].cells):
        return rows
    return [Row(rows[0].line, [f"column {at}" for at in range(1, len(rows[0].cells) + 1)]), *rows]


def _tables(
    path: Path, rows: Sequence[Row], separator: str, comments: list[str], columns_are_named: bool
) -> list[_Table]:
    tables: list[_Table] = []
    above: list[str] = list(comments)
    stopped: Row | None = None
    for at, (row, numbers) in enumerate(zip(rows, _numbers_in(rows), strict=True)):
        if numbers == len(row.cells) and tables and tables[-1].rows and stopped is None:
            tables[-1].rows.append(row)  # nearly all rows of a long table
            continue
        labels = _labels(row.cells, separator)
        if tables and not tables[-1].rows and all(is_unit_alone(cell) for cell in row.cells if cell):
            units = [*row.cells, *[""] * len(tables[-1].labels)]
            tables[-1].labels = [
                f"{label} ({unit.strip('[]() ')})" if unit else label
                for label, unit in zip(tables[-1].labels, units, strict=False)
            ]
        elif _is_head(rows, at, labels, columns_are_named):
            if stopped is not None and not _announces(stopped):
                raise _unreadable(path, stopped)
            tables.append(_Table(above, row, labels))
            above, stopped = [], None
        elif tables and stopped is None and (numbers or not _announces(row)):
            if not numbers and row.after_gap:
                stopped = row
                above.append(separator.join(row.cells))
            else:
                tables[-1].rows.append(row)
        else:
            if tables and numbers >= 2:
                raise _unreadable(path, stopped or row)
            stopped = stopped or (row if tables else None)
            above.append(separator.join(row.cells))
    if not tables or all(not table.rows for table in tables):
        if sum(count_numbers(row.cells) >= _FEWEST_NUMBERS for row in rows) >= _FEWEST_ROWS:
            raise DoseFileError(
                path,
                "columns",
                say("have no label that names a dose"),
                say("give --dose-column and --volume-column with --dose-unit and --volume-unit"),
            )
        raise not_a_dvh(path)
    if stopped is not None and not _announces(stopped) and not stopped.after_gap:
        raise _unreadable(path, stopped)
    return tables


def _numbers_in(rows: Sequence[Row]) -> list[int]:
    """Return how many cells of each row look like numbers; where rows are alike, a column is looked at as one."""
    counts: list[int] = []
    for first in range(0, len(rows), _AT_ONCE):
        part = [row.cells for row in rows[first : first + _AT_ONCE]]
        if len(set(map(len, part))) > 1:
            counts += map(count_numbers, part)
            continue
        columns = list(zip(*part, strict=True))
        others = [column for column in columns if not are_plain(column)]
        plain = len(columns) - len(others)
        counts += [plain + count_numbers(cells) for cells in zip(*others, strict=True)] or [plain] * len(part)
    return counts


def _is_head(rows: Sequence[Row], at: int, labels: Sequence[str], columns_are_named: bool) -> bool:
    """Whether a row is a table's head; where the user names the columns, its words need not be understood."""
    is_made = columns_are_named and at == 0 and labels[:1] == ["column 1"]
    if (count_numbers(rows[at].cells) and not is_made) or len(labels) < 2 or len(labels) > MOST_COLUMNS:
        return False
    if not columns_are_named and not any(names_a_dose(label) for label in labels):
        return False
    below = next((row for row in rows[at + 1 : at + 3] if count_numbers(row.cells)), None)
    return below is not None and sum(map(bool, below.cells)) >= 2


def _announces(row: Row) -> bool:
    """Whether a line between tables says what comes next, and is no damaged row."""
    return any(":" in cell or "=" in cell for cell in row.cells[:1]) or _ABOUT.match(",".join(row.cells)) is not None


def _unreadable(path: Path, row: Row) -> DoseFileError:
    return DoseFileError(
        path,
        f"row {row.line}",
        say("holds a value that is no number"),
        say("write numbers without grouping, one per cell"),
    )


def _labels(cells: Sequence[str], separator: str) -> list[str]:
    """Labels of a head; where blanks separate, units in brackets and words are joined to the label before them."""
    if separator != BLANKS:
        return list(cells)
    joined = re.sub(r"\s+(?=[\[(])", "\x00", " ".join(cells))
    try:
        return [label.replace("\x00", " ") for label in split_line(joined, BLANKS)]
    except UnclosedQuotationError:
        return list(cells)


def _curves(path: Path, table: _Table, cells: NumberCells, options: DvhOptions) -> list[RawCurve]:
    columns = answered(path, [read_column(label) for label in _with_units_above(table)], options)
    doses = [column for column in columns if column.kind == "dose"]
    if any(column.gy_per_unit is not None for column in doses):
        # Relative dose beside dose in Gy is another scale of the same axis.
        columns = [
            Column("statistic", column.label) if column.kind == "dose" and column.gy_per_unit is None else column
            for column in columns
        ]
    elif doses:
        raise DoseFileError(
            path,
            f"column {doses[0].label!r}",
            say("does not say Gy or cGy"),
            say("write the unit into the column's head, e.g. Dose (Gy), or give --dose-unit"),
        )
    kinds = [column.kind for column in columns]
    if "dose" not in kinds or ("volume" not in kinds and "unknown" not in kinds):
        raise not_a_dvh(path)
    for row in table.rows:
        if any(row.cells[len(columns) :]):
            raise DoseFileError(
                path,
                f"row {row.line}",
                say("has more cells than the table's head has labels"),
                say("write decimal marks as points, or separate the columns by semicolons"),
            )
    _check_patients(path, table, columns)
    curves = _long(path, table, columns, cells) if "name" in kinds else _wide(path, table, columns, cells)
    _take_what_stands_above(table, curves, cells)
    return curves


def _with_units_above(table: _Table) -> list[str]:
    """Labels, with the unit that a line above the table says where a label says none."""
    said = {found["of"].casefold(): found["unit"] for line in table.above if (found := _UNIT_ABOVE.match(line))}
    dose = next((said[name] for name in ("dose", "dosis") if name in said), "")
    volume = next((said[name] for name in ("volume", "volumen") if name in said), "")
    labels = []
    for label in table.labels:
        column = read_column(label)
        if column.kind == "dose" and column.gy_per_unit is None and not column.unit and gy_per(dose) is not None:
            label = f"{label} ({dose})"
        elif column.kind == "unknown" and not column.unit and (volume == "%" or ml_per(volume) is not None):
            label = f"{label} ({volume})"
        labels.append(label)
    return labels


def _check_patients(path: Path, table: _Table, columns: Sequence[Column]) -> None:
    for at, column in enumerate(columns):
        if column.is_patient and len({_cell(row, at) for row in table.rows} - {""}) > 1:
            raise DoseFileError(
                path, f"column {at + 1}", say("holds several patients"), say("give the rows of one patient")
            )


def _cell(row: Row, at: int) -> str:
    return row.cells[at] if at < len(row.cells) else ""


def _raw(column: Column, name: str, dose: Column, plan: str = "", course: str = "") -> RawCurve:
    differential = "per_gy" if column.differential == "per_cgy" else column.differential
    raw = RawCurve(
        name, [], [], column.is_percent, dose.gy_per_unit, plan, differential, column.volume_ml, course=course
    )
    raw.weighting = dose.weighting
    raw.told.append(f"{name}: “{dose.label}” is the dose, “{column.label}” the volume.")
    if column.per_unit != 1.0:
        to = "percent" if column.is_percent else "mL"
        raw.told.append(f"{name}: volumes were converted from {column.unit} to {to} (× {column.per_unit:g}).")
    return raw


def _wide(path: Path, table: _Table, columns: Sequence[Column], cells: NumberCells) -> list[RawCurve]:
    """Each volume column with the nearest dose column to its left; where volumes come first, to its right."""
    dose_at = [at for at, column in enumerate(columns) if column.kind == "dose"]
    usable = [at for at, column in enumerate(columns) if column.kind == "volume"]
    unknown = [at for at, column in enumerate(columns) if column.kind == "unknown" and _has_numbers(table, at)]
    curves: list[RawCurve] = []
    turned = bool(usable) and usable[0] < dose_at[0] and len(usable) <= len(dose_at)
    for at in sorted(usable + unknown):
        column = columns[at]
        left, right = [d for d in dose_at if d < at], [d for d in dose_at if d > at]
        chosen = right[0] if (turned and right) or not left else left[-1]
        name = column.name if column.name != UNNAMED else _name_beside(table, columns, chosen)
        curve = _raw(column, name, columns[chosen])
        _fill(path, table, curve, (chosen, at), column, cells)
        if column.kind == "unknown":
            _settle_unknown_unit(curve, column)
        curves.append(curve)
    _drop_shares_of_known(curves)
    return curves


def _has_numbers(table: _Table, at: int) -> bool:
    return any(count_numbers([_cell(row, at)]) for row in table.rows[:50])


def _name_beside(table: _Table, columns: Sequence[Column], dose_at: int) -> str:
    """Name of a triple: the label to the left of its dose, over a column without numbers."""
    if dose_at and columns[dose_at - 1].kind in ("unknown", "volume") and not _has_numbers(table, dose_at - 1):
        return _STANDARD.sub("", columns[dose_at - 1].label).strip() or UNNAMED
    return UNNAMED


def _settle_unknown_unit(curve: RawCurve, column: Column) -> None:
    if curve.dose and curve.dose[0] == 0 and abs(curve.volume[0] - FULL) < 0.01:
        curve.is_percent = True
        curve.told.append(f"{curve.name}: “{column.label}” has no unit and starts at 100: read as percent.")
        return
    curve.problem = say("does not say its unit, in the column's head, e.g. (cc) or (%), or by --volume-unit")


def _drop_shares_of_known(curves: list[RawCurve]) -> None:
    """Of one structure in mL and in percent the one in mL is kept."""
    for curve in [c for c in curves if c.is_percent and not c.problem]:
        twin = next((c for c in curves if c.name == curve.name and not c.is_percent and c.dose == curve.dose), None)
        if twin is None:
            continue
        if len(set(twin.volume)) == 1 and twin.volume[0] > 0:
            curve.volume_ml = twin.volume[0]
            curves.remove(twin)
            curve.told.append(f"{curve.name}: the column in mL is the structure's volume.")
        else:
            curves.remove(curve)
            twin.told.append(f"{curve.name}: the column in percent was left out.")


def _fill(path: Path, table: _Table, curve: RawCurve, at: tuple[int, int], column: Column, cells: NumberCells) -> None:
    ended = 0
    plain = [cells.read_all([_cell(row, place) for row in table.rows]) for place in at]
    if plain[0] is not None and plain[1] is not None:
        curve.dose += plain[0]
        curve.volume += [volume * _factor(column) for volume in plain[1]]
        return
    for row in table.rows:
        dose, volume = _cell(row, at[0]), _cell(row, at[1])
        if not dose and not volume:
            continue
        if dose and not volume:
            ended = ended or row.line
            continue  # columns of unequal length
        if ended:
            raise DoseFileError(path, f"row {ended}", say("lacks a volume"), say("export the DVH again"))
        _append(path, curve, row.line, dose, volume, column, cells)


def _long(path: Path, table: _Table, columns: Sequence[Column], cells: NumberCells) -> list[RawCurve]:
    kinds = [column.kind for column in columns]
    volumes = [at for at, column in enumerate(columns) if column.kind == "volume"]
    if kinds.count("dose") != 1 or not 1 <= len(volumes) <= 2:
        raise DoseFileError(
            path,
            "columns",
            say("beside the structure's name are not one dose and one volume"),
            say("export one of each"),
        )
    at_name, at_dose = kinds.index("name"), kinds.index("dose")
    at_volume, at_whole = _volume_and_whole(table, columns, volumes, at_name)
    at_plan = kinds.index("plan") if "plan" in kinds else None
    at_course = kinds.index("course") if "course" in kinds else None
    curves: dict[tuple[str, str, str], RawCurve] = {}
    doses, amounts = (cells.read_all([_cell(row, at) for row in table.rows]) for at in (at_dose, at_volume))
    factor = _factor(columns[at_volume])
    for number_of_row, row in enumerate(table.rows):
        if len(row.cells) <= max(at_name, at_dose, at_volume):
            raise DoseFileError(path, f"row {row.line}", say("is incomplete"), say("export the DVH again"))
        plan = _cell(row, at_plan) if at_plan is not None else ""
        course = _cell(row, at_course) if at_course is not None else ""
        key = (row.cells[at_name], plan, course)
        if key not in curves:
            curve = _raw(columns[at_volume], row.cells[at_name] or UNNAMED, columns[at_dose], plan, course)
            if at_whole is not None:
                whole = number(_cell(row, at_whole), cells)
                curve.volume_ml = None if whole is None else whole * columns[at_whole].per_unit
            curves[key] = curve
        if doses is not None and amounts is not None:
            curves[key].dose.append(doses[number_of_row])
            curves[key].volume.append(amounts[number_of_row] * factor)
            continue
        _append(path, curves[key], row.line, row.cells[at_dose], row.cells[at_volume], columns[at_volume], cells)
    return list(curves.values())


def _volume_and_whole(
    table: _Table, columns: Sequence[Column], volumes: Sequence[int], at_name: int
) -> tuple[int, int | None]:
    """The column of the curve, and that of the structure's volume: the same for all rows of a structure."""
    if len(volumes) == 1:
        return volumes[0], None
    seen: dict[str, set[str]] = {}
    for row in table.rows:
        for at in volumes:
            seen.setdefault(f"{at} {_cell(row, at_name)}", set()).add(_cell(row, at))
    constant = [at for at in volumes if all(len(v) == 1 for k, v in seen.items() if k.startswith(f"{at} "))]
    absolute = [at for at in constant if not columns[at].is_percent]
    if absolute:
        return next(at for at in volumes if at != absolute[0]), absolute[0]
    return next((at for at in volumes if not columns[at].is_percent), volumes[0]), None


def _append(path: Path, curve: RawCurve, line: int, dose: str, volume: str, column: Column, cells: NumberCells) -> None:
    dose_value, volume_value = number(dose, cells), number(volume, cells)
    if dose_value is None or volume_value is None:
        raise DoseFileError(
            path,
            f"row {line}",
            say("holds a value that is no number"),
            say("write numbers without grouping, one per cell"),
        )
    curve.dose.append(dose_value)
    curve.volume.append(volume_value * _factor(column))


def _factor(column: Column) -> float:
    """What a volume of the column is multiplied by, to be mL or percent, per Gy where it is per dose."""
    return column.per_unit * (100.0 if column.differential == "per_cgy" else 1.0)


def _take_what_stands_above(table: _Table, curves: list[RawCurve], cells: NumberCells) -> None:
    """Structure, plan and volume that lines above the table state, for a table of one structure."""
    if len(curves) != 1:
        return
    curve = curves[0]
    for line in table.above:
        found = _ABOUT.match(line)
        if found is None:
            continue
        key, value = found["key"].casefold(), found["value"].strip()
        if "volume" in key:
            amount, _, unit = value.partition(" ")
            unit = unit.strip() or split_unit(found["unit"] or "")[1]
            stated, per = number(amount, cells), ml_per(unit)
            if stated is not None and per is not None and curve.volume_ml is None:
                curve.volume_ml = stated * per
        elif key == "plan":
            curve.plan = curve.plan or value
        elif key == "course":
            curve.course = curve.course or value
        elif curve.name == UNNAMED:
            curve.name = value
