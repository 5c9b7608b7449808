"""A slip of units over a whole column: seen by how its numbers are distributed, and asked about first of all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from statistics import median

from engine.case.fields import FieldCatalogue, FieldSpec, Slip
from engine.case.units import plain_text, to_field_unit
from engine.reading.number_text import Unread, read_number
from engine.registry.cells import CellRules
from engine.registry.layout import Layout
from engine.registry.table_files import TableFile, first_rows

#: rows looked at in each file; a column that changes its unit behind them still has every cell judged by its own
_MOST_ROWS = 10_000
#: fewer numbers have no distribution
_LEAST_NUMBERS = 10
#: of all numbers, as many that look like a slip are too many to be patients
_SLIPS_SHARE = 0.05


def unit_questions(files: Sequence[TableFile], layouts: Sequence[Layout], fields: FieldCatalogue) -> Iterator[str]:
    """Yield a question for each column whose numbers are distributed as if they were in another unit."""
    for file, layout in zip(files, layouts, strict=True):
        columns = {
            name: (place, rules)
            for name, (place, rules) in layout.fields.items()
            if fields[name].usual is not None and not rules.accepted
        }
        for name, numbers in _numbers(file, columns, fields).items():
            asked = _question(fields[name], numbers, columns[name][1])
            if asked:
                yield f"{file.name}: {file.header[columns[name][0]]}: {asked}"


def _numbers(
    file: TableFile, columns: Mapping[str, tuple[int, CellRules]], fields: FieldCatalogue
) -> dict[str, list[Decimal]]:
    """Return the numbers of each column in the field's own unit, within its range or not."""
    found: dict[str, list[Decimal]] = {name: [] for name in columns}
    if not columns:
        return found
    known: dict[str, dict[str, Decimal | None]] = {name: {} for name in columns}
    for cells in first_rows(file, _MOST_ROWS):
        for name, (place, rules) in columns.items():
            text, read = cells[place], known[name]
            if text not in read:
                read[text] = _number(text, rules, fields[name])
            if (number := read[text]) is not None:
                found[name].append(number)
    return found


def _number(text: str, rules: CellRules, spec: FieldSpec) -> Decimal | None:
    text = rules.codes.get(text, text)
    if not text or text in rules.missing:
        return None
    number = read_number(text, mark=rules.mark)
    return None if isinstance(number, Unread) else to_field_unit(spec, number, rules.unit or spec.unit or "")


def _question(spec: FieldSpec, numbers: list[Decimal], rules: CellRules) -> str:
    if len(numbers) < _LEAST_NUMBERS or spec.usual is None:
        return ""
    low, high = (Decimal(repr(end)) for end in spec.usual)
    middle = median(numbers)
    slips = [slip for slip in spec.slips if _looks_like(slip, numbers, low, high) >= _SLIPS_SHARE * len(numbers)]
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
