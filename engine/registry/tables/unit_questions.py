"""A slip of units over a whole column: seen by how its numbers are distributed, and asked about first of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from statistics import median

from engine.case.fields import FieldCatalogue, FieldSpec, Slip
from engine.case.units import plain_text, to_field_unit
from engine.reading.number_text import Unread, read_number
from engine.registry.tables.cells import CellRules
from engine.registry.tables.further_columns import TIME, TIME_UNITS, to_months
from engine.registry.tables.layout import Layout
from engine.registry.tables.table_files import TableFile, first_rows
from engine.words.said import Said, fault

#: rows looked at in each file; a column that changes its unit behind them still has every cell judged by its own
_MOST_ROWS = 10_000
_AT_ONCE = 1_000
#: fewer numbers have no distribution
_LEAST_NUMBERS = 10
#: of all numbers, as many that look like a slip are too many to be patients
_SLIPS_SHARE = 0.05
#: half of a department's patients are not followed for twenty years
_LONGEST_MIDDLE_MONTHS = 240


def unit_questions(files: Sequence[TableFile], layouts: Sequence[Layout], fields: FieldCatalogue) -> Iterator[Said]:
    """Yield a question for each column whose numbers are distributed as if they were in another unit."""
    for file, layout in zip(files, layouts, strict=True):
        columns = {
            name: (place, rules)
            for name, (place, rules) in (*layout.fields.items(), *layout.further.items())
            if not rules.accepted and (name == TIME or (name in fields and _measured(name, fields).usual is not None))
        }
        for name, numbers in _numbers(file, columns, fields).items():
            rules = columns[name][1]
            asked = _of_time(numbers) if name == TIME else _question(_measured(name, fields), numbers, rules)
            if asked:
                yield fault(
                    "{file}: {header}: {asked}", file=file.name, header=file.header[columns[name][0]], asked=asked
                )


def _measured(name: str, fields: FieldCatalogue) -> FieldSpec:
    """Return the field of which a column holds numbers: of lesions, their diameter."""
    return fields.lesion_by_id["diameter_cm"] if name == "lesions" else fields[name]


def _numbers(
    file: TableFile, columns: Mapping[str, tuple[int, CellRules]], fields: FieldCatalogue
) -> dict[str, list[Decimal]]:
    """Return the numbers of each column in the field's own unit, within its range or not."""
    texts: dict[str, Counter[str]] = {name: Counter() for name in columns}
    rows = first_rows(file, _MOST_ROWS) if columns else iter(())
    while some := list(islice(rows, _AT_ONCE)):
        by_column = list(zip(*some, strict=True))
        for name, (place, _) in columns.items():
            texts[name].update(by_column[place])
    found: dict[str, list[Decimal]] = {}
    for name, (_, rules) in columns.items():
        own = found[name] = []
        for text, times in texts[name].items():
            for number in _read(name, rules.codes.get(text, text), rules, fields):
                own += [number] * times
    return found


def _read(name: str, text: str, rules: CellRules, fields: FieldCatalogue) -> Iterator[Decimal]:
    """Yield the numbers of a cell: one, or a diameter of each lesion that is written as 2.5@6."""
    parts = [item.partition("@")[0] for item in text.split(";")] if name == "lesions" else [text]
    for part in parts:
        if not part or part in rules.missing:
            continue
        number = read_number(part, mark=rules.mark)
        if isinstance(number, Unread):
            continue
        if name == TIME:
            yield to_months(number, rules.unit)
        else:
            spec = _measured(name, fields)
            yield to_field_unit(spec, number, rules.unit or spec.unit or "")


def _of_time(numbers: list[Decimal]) -> str:
    """Return the question about a follow-up that nobody has."""
    if len(numbers) < _LEAST_NUMBERS:
        return ""
    middle = median(numbers)
    if middle <= _LONGEST_MIDDLE_MONTHS:
        return ""
    given = f"{plain_text(round(middle, 1))} months"
    units = ", ".join(TIME_UNITS)
    return (
        f"the middle of {len(numbers):,} values is {given} of follow-up. Are they days? Say so in a map with "
        f'unit = "days", or accept_values = true where they are right. Its units: {units}.'
    )


def _question(spec: FieldSpec, numbers: list[Decimal], rules: CellRules) -> str:
    if len(numbers) < _LEAST_NUMBERS or spec.usual is None:
        return ""
    low, high = (Decimal(repr(end)) for end in spec.usual)
    middle = median(numbers)
    # A map can only say units of the field: an amount of which it holds the share is refused cell by cell.
    known = [slip for slip in spec.slips if slip.unit in spec.units]
    slips = [slip for slip in known if _looks_like(slip, numbers, low, high) >= _SLIPS_SHARE * len(numbers)]
    if low <= middle <= high and not slips:
        return ""
    unit = spec.unit or ""
    said = f"the middle of {len(numbers):,} values is {plain_text(round(middle, 3))} {unit}"
    accept = "accept_values = true where they are right"
    if slips and not rules.unit:
        slip = slips[0]
        meant = plain_text(round(middle / Decimal(repr(slip.factor)), 3))
        return (
            f"{said}, and many look as if they were in {slip.unit}, where that is {meant} {unit}. Are they? "
            f'Say so in a map with unit = "{slip.unit}", or {accept}.'
        )
    others = f" Its units: {', '.join(spec.units)}." if len(spec.units) > 1 else ""
    return f"{said}, which is unusual. Is the unit right? Say in a map which it is, or {accept}.{others}"


def _looks_like(slip: Slip, numbers: list[Decimal], low: Decimal, high: Decimal) -> int:
    factor = Decimal(repr(slip.factor))
    return sum(not low <= number <= high and low <= number / factor <= high for number in numbers)
