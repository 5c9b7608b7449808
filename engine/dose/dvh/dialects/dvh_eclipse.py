"""DVH text of Eclipse: blocks of ``key: value`` lines and a table under labels with units in brackets.

Labels are translated in localised systems, so a table is known by its bracketed units, a structure by the first line
of the paragraph above its table, and quantities by units and by the words of some languages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from engine.dose.dvh.dvh_records import RawCurve
from engine.dose.dvh.dvh_text import gy_per, is_volume_unit, number, number_cells, split_unit, weighting
from engine.dose.errors import DoseFileError
from engine.dose.records import DoseWarning
from engine.reading.number_columns import NumberCells
from engine.words.said import Number, fault, say

_LIKE_A_ROW = re.compile(r"(?:\s*+[+-]?(?=[.,]*+[0-9])[0-9.,]++(?:[eE][+-]?[0-9]++)?(?=\s|$))++\s*+")
#: structures of one file, uncertainty scenarios among them
MOST_TABLES: Final = 2_000
#: lines that are no rows of a table: two thousand structures have fewer
MOST_SAID: Final = 50_000
#: rows whose numbers are read together
_AT_ONCE: Final = 500
#: a unit is short; without an end each opening bracket would look through the whole line for its own
_BRACKET = re.compile(r"\[([^\]]{0,200})\]")
_STRUCTURE = re.compile(
    r"(structure|struktur|estructura|struttura|structuur|estrutura|struktura|rakenne)( id| name)?", re.IGNORECASE
)
_PARTED = re.compile(r"\]\s*[;,\t|]")
_UNCERTAIN = re.compile(r"uncertain|unsicher|incert|onzeker|osäker", re.IGNORECASE)
_COURSE = re.compile(r"^(course|kurs|curso|corso|kuur|cours|kur)( id)?$", re.IGNORECASE)
_PLAN = re.compile(r"^(plan|somma|suma|summe)", re.IGNORECASE)
_MEAN = re.compile(
    r"\b(mean|average|media|média|mittel\w*|mittlere|moyenne|gemiddelde?|średnia|medel\w*|middel\w*)\b", re.IGNORECASE
)
_DOSE_WORD = re.compile(r"dos", re.IGNORECASE)
_COVER = re.compile(r"cover|cobert|abdeck|couvert|copert|dekking", re.IGNORECASE)


@dataclass(slots=True)
class _Block:
    """What stands above one table, and the table: the columns' units and the rows."""

    header: list[tuple[str, str]]
    units: list[str]
    rows: list[list[float]] = field(default_factory=list)
    weighting: str = ""


@dataclass(slots=True)
class _Reading:
    blocks: list[_Block] = field(default_factory=list)
    file_header: list[tuple[str, str]] = field(default_factory=list)
    cells: NumberCells = field(default_factory=lambda: NumberCells(()))


def looks_like_eclipse(text: str) -> bool:
    """Whether a text has ``key: value`` lines and, later, a table head with two units in brackets."""
    lines = text.splitlines()
    return any(_is_head(line) for line in lines) and any(
        not _is_head(line) and (_STRUCTURE.match(line.strip()) or ":" in line) for line in lines
    )


def read_eclipse(path: Path, text: str) -> list[RawCurve]:
    """Read all curves; those of uncertainty scenarios are left out and said.

    Raises
    ------
    DoseFileError
        Where a row does not fit its table or a column cannot be told.
    """
    reading = _parse(path, text)
    doses = _prescriptions(reading.file_header, reading.cells)
    curves: list[RawCurve] = []
    scenarios: dict[str, int] = {}
    for block in reading.blocks:
        first_key, first_value = block.header[0] if block.header else ("", "")
        if _UNCERTAIN.search(first_key):
            if curves:
                scenarios[curves[-1].name] = scenarios.get(curves[-1].name, 0) + 1
            continue
        named = [value for key, value in block.header if _STRUCTURE.fullmatch(key)]
        name = named[-1] if named else first_value
        curves.append(_curve(path, name or "unnamed structure", block, doses, reading.cells))
    for curve in curves:
        if curve.name in scenarios:
            curve.notes.append(
                DoseWarning(
                    "uncertainty_curves",
                    say(
                        "{scenarios} curves of uncertainty scenarios were left out.",
                        scenarios=str(scenarios[curve.name]),
                    ),
                )
            )
    return curves


def _is_head(line: str) -> bool:
    """Whether a line is a table's head: Eclipse parts its columns by blanks, other tables by signs behind a unit."""
    if "[" not in line:
        return False
    return ":" not in line and len(_BRACKET.findall(line)) >= 2 and _PARTED.search(line) is None


def _parse(path: Path, text: str) -> _Reading:
    reading = _Reading()
    lines = text.splitlines()
    rows = {count: line.split() for count, line in enumerate(lines, start=1) if _LIKE_A_ROW.fullmatch(line)}
    cells = number_cells(path, (cell for row in rows.values() for cell in row))
    reading.cells = cells
    plain = _plain_rows(rows, cells)
    paragraph: list[tuple[str, str]] = []
    blank = False
    said = 0
    block: _Block | None = None
    for count, line in enumerate(lines, start=1):
        numbers = plain.get(count)
        if numbers is not None and block is not None and len(numbers) == len(block.units):
            block.rows.append(numbers)  # nearly all lines
            blank = False
            continue
        if not line.strip():
            blank = True
            continue
        if _is_head(line):
            block = _Block(paragraph, [unit.strip() for unit in _BRACKET.findall(line)], weighting=weighting(line))
            reading.blocks.append(block)
            if len(reading.blocks) > MOST_TABLES:
                problem = fault("has more than {most_tables} tables", most_tables=Number(f"{MOST_TABLES:,}"))
                raise DoseFileError(path, "file", problem, say("export fewer structures at a time"))
            paragraph = []
        elif count in rows or (block is not None and block.rows and not blank and ":" not in line):
            values = [number(cell, cells) for cell in line.split()]
            if block is None or None in values:
                raise DoseFileError(
                    path,
                    f"line {count}",
                    say("is no row of numbers below a table's head"),
                    say("export again, and write numbers without grouping"),
                )
            if len(values) != len(block.units):
                raise DoseFileError(
                    path,
                    f"line {count}",
                    fault(
                        "has {number} values under {number2} labels",
                        number=len(values),
                        number2=len(block.units),
                    ),
                    say("export again"),
                )
            block.rows.append([value for value in values if value is not None])
        else:
            block = None
            key, _, value = line.partition(":")
            if blank:
                reading.file_header += paragraph
                paragraph = []
            paragraph.append((key.strip(), value.strip()))
            said += 1
            if said > MOST_SAID:
                problem = fault("has more than {most_said} lines beside its tables", most_said=Number(f"{MOST_SAID:,}"))
                raise DoseFileError(path, "file", problem, say("export fewer structures at a time"))
        blank = False
    return reading


def _plain_rows(rows: Mapping[int, Sequence[str]], cells: NumberCells) -> dict[int, list[float]]:
    """Return the numbers of the rows that can be read many at a time: one odd cell leaves its neighbours to be read."""
    found: dict[int, list[float]] = {}
    lines = list(rows)
    for first in range(0, len(lines), _AT_ONCE):
        part = lines[first : first + _AT_ONCE]
        numbers = cells.read_all([cell for line in part for cell in rows[line]])
        if numbers is None:
            continue
        at = 0
        for line in part:
            found[line] = numbers[at : at + len(rows[line])]
            at += len(rows[line])
    return found


def _prescriptions(header: Sequence[tuple[str, str]], cells: NumberCells) -> dict[tuple[str, str], float]:
    """Dose in Gy that is called 100 %, by plan and course."""
    doses: dict[tuple[str, str], float] = {}
    plan, course, dose = "", "", None
    for key, value in header:
        label, unit = split_unit(key)
        if _PLAN.match(label) and not unit:
            plan, course, dose = value, "", None
        elif _COURSE.match(label):
            course = value
        scale = gy_per(unit)
        amount = number(value, cells)
        if scale is not None and _DOSE_WORD.search(label) and amount is not None:
            dose = amount * scale
        if label.startswith("%") and dose is not None and amount:
            dose = dose / (amount / 100.0)
        if dose is not None:
            doses[(plan, course)] = dose
    return doses


def _full_dose(doses: dict[tuple[str, str], float], plan: str, course: str) -> float | None:
    """Dose called 100 % of a plan; where the plan is not named there, the one that all plans share."""
    if (plan, course) in doses:
        return doses[(plan, course)]
    of_plan = {dose for (name, _), dose in doses.items() if name == plan}
    shared = of_plan or set(doses.values())
    return shared.pop() if len(shared) == 1 else None


def _curve(path: Path, name: str, block: _Block, doses: dict[tuple[str, str], float], cells: NumberCells) -> RawCurve:
    field_name = f"structure {name!r}"
    plan = next((value for key, value in block.header if _PLAN.match(key)), "")
    course = next((value for key, value in block.header if _COURSE.match(key)), "")
    full_dose = _full_dose(doses, plan, course)
    volume_column = len(block.units) - 1
    absolute = next((i for i, unit in enumerate(block.units[:-1]) if gy_per(unit) is not None), None)
    relative = next((i for i, unit in enumerate(block.units[:-1]) if unit == "%"), None)
    if absolute is None and relative is None:
        raise DoseFileError(
            path, field_name, say("has no dose column in Gy, cGy or percent"), say("export the DVH again")
        )
    if not block.rows:
        raw = RawCurve(name, [], [], True, 1.0, plan, course=course)
        raw.problem = say("has a table without values")
        return raw
    unit, _, divisor = (part.strip() for part in block.units[volume_column].partition("/"))
    if unit != "%" and not is_volume_unit(unit):
        raise DoseFileError(
            path,
            field_name,
            fault("has a volume in unknown units ({unit})", unit=unit[:20]),
            say("export cm³ or percent"),
        )
    dose = [row[absolute if absolute is not None else relative or 0] for row in block.rows]
    scale = gy_per(block.units[absolute]) if absolute is not None else None
    relative_to = ""
    if scale is None and full_dose is not None:
        scale = full_dose / 100.0
        relative_to = f"{name}: doses in percent were taken of the {full_dose:g} Gy that the file states as prescribed."
    volume = [row[volume_column] for row in block.rows]
    raw = RawCurve(name, dose, volume, unit == "%", scale, plan, course=course, weighting=block.weighting)
    raw.told += [relative_to] if relative_to else []
    if divisor:
        raw.differential = "per_gy"
        per_gy = gy_per(divisor)
        if per_gy is None and relative is not None and scale is not None and block.rows[-1][relative] > 0:
            per_gy = dose[-1] * scale / block.rows[-1][relative]  # Gy per percent
        if per_gy is None:
            raw.problem = say("gives volume per percent of dose without a prescribed dose")
        else:
            raw.volume = [value / per_gy for value in volume]
    _read_header(raw, block.header, full_dose, cells)
    return raw


def _read_header(raw: RawCurve, header: Sequence[tuple[str, str]], full_dose: float | None, cells: NumberCells) -> None:
    """Take volume, mean dose and dose cover from a block's lines."""
    for key, value in header:
        label, unit = split_unit(key)
        amount = number(value, cells)
        if amount is None:
            continue
        if is_volume_unit(unit) and raw.volume_ml is None and amount > 0:
            raw.volume_ml = amount
        elif _COVER.search(label) and _DOSE_WORD.search(label) and unit == "%":
            raw.outside_percent = min(max(100.0 - amount, 0.0), 100.0)
        elif _MEAN.search(label) and _DOSE_WORD.search(label) and raw.mean_gy is None:
            scale = gy_per(unit)
            if scale is None and unit == "%" and full_dose is not None:
                scale = full_dose / 100.0
            raw.mean_gy = None if scale is None else amount * scale
