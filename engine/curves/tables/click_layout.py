"""The columns of a block of clicks with what their labels say, and curves that stand below one another in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.curves.tables.click_columns import Column
from engine.curves.tables.click_headers import Role, role_of
from engine.curves.tables.click_text import Block, unit_in
from engine.reading.number_columns import NumberCells
from engine.reading.table_text import Row


def columns_of(block: Block, numbers: NumberCells) -> list[Column]:
    """Return the columns of a block, each with its label, its role by that label, and its numbers."""
    columns = []
    titles = _titles(block)
    # Where not all titles say what is drawn, they are names of arms: "SBRT" and "Control".
    titles_say_it = all(role_of(title) in (Role.SURVIVAL, Role.FAILURE) for title in titles.values())
    for at in range(block.width):
        _, cells = unit_in(block.header, at)
        role = Role.UNKNOWN
        for cell in cells:
            found = role_of(cell, is_first=at == 0)
            if found in (Role.UNKNOWN, Role.VALUE) and role is not Role.UNKNOWN:
                continue
            if role in (Role.UNKNOWN, Role.VALUE) or (role is Role.TIME and len(cells) == 1):
                role = found if found is not Role.UNKNOWN else role
        if not cells and block.header and at == 0 and block.width > 2:
            role = Role.INDEX
        title = titles.get(at, "")
        if role is Role.VALUE and title and titles_say_it:
            role = role_of(title)
        values = np.array(_values(numbers, block.rows, at))
        label = " ".join(reversed(cells)) if cells and cells[-1] != title else " ".join(reversed(cells[:-1]))
        columns.append(Column(at, label or title, role, values, title))
    return columns


def _titles(block: Block) -> dict[int, str]:
    """Names of curves above several columns each: a row of a header with gaps, or with every name twice."""
    if len(block.header) < 2:
        return {}
    top = block.header[0].cells
    below = [role_of(cell) for cell in block.header[-1].cells]
    if below.count(Role.TIME) < 2 and (Role.TIME not in below or (len(top) > 1 and top[1])):
        return {}
    titles: dict[int, str] = {}
    name = ""
    for at in range(block.width):
        if at < len(top) and top[at]:
            name = top[at]
        titles[at] = name
    return titles


def _values(numbers: NumberCells, rows: Sequence[Row], at: int) -> list[float]:
    """Return a column's numbers, NaN where a cell is empty or no number."""
    cells = [row.cells[at] if at < len(row.cells) else "" for row in rows]
    plain = numbers.read_all(cells)
    return plain if plain is not None else [_value(numbers, row.cells, at) for row in rows]


def _value(numbers: NumberCells, cells: Sequence[str], at: int) -> float:
    if at >= len(cells):
        return np.nan
    found = numbers.read(cells[at].rstrip("% "))
    return np.nan if found is None else found


def groups_of(block: Block, columns: list[Column]) -> list[tuple[str, tuple[Row, ...]]]:
    """Curves below one another, told by a column of names: the one named so, or the one column of words."""
    named = [c for c in columns if c.role is Role.GROUP]
    words = [c for c in columns if c.role in (Role.GROUP, Role.UNKNOWN, Role.INDEX) and not np.isfinite(c.values).any()]
    for column in [*named, *words]:
        rows_of: dict[str, list[Row]] = {}
        for row in block.rows:
            rows_of.setdefault(row.cells[column.at] if column.at < len(row.cells) else "", []).append(row)
        if 1 < len(rows_of) <= max(2, len(block.rows) // 3) and "" not in rows_of:
            return [(name, tuple(rows)) for name, rows in rows_of.items()]
    return [("", block.rows)]
