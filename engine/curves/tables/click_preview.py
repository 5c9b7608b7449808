"""A file of clicks as it would be read: columns, what each is taken for, and first rows, to be put right by a user."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from engine.curves.tables.click_alignment import aligned
from engine.curves.tables.click_headers import Role, scale_of
from engine.curves.tables.click_layout import columns_of
from engine.curves.tables.click_text import read_blocks, unit_in
from engine.words.said import say

ROWS_SHOWN: Final = 8
MOST_COLUMNS: Final = 60
_LINES_LOOKED_AT: Final = 400
KINDS: Final = {
    Role.TIME: "time",
    Role.SURVIVAL: "survival",
    Role.FAILURE: "failure",
    Role.AT_RISK: "at_risk",
    Role.INDEX: "index",
    Role.GROUP: "name",
}


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """One column: its label (or number, where it has none) and what its label says.

    kind: ``time``, ``survival``, ``failure``, ``at_risk``, ``index``, ``name``, or empty where it says none of these.
    unit: of time, or ``percent`` or ``fractions``; empty where it says none. has_numbers: whether it can be read.
    """

    label: str
    kind: str
    unit: str
    has_numbers: bool


@dataclass(frozen=True, slots=True)
class ClickPreview:
    """Columns and first rows of the first table of a file.

    layout: a hash of the labels, the same for every file of that layout.
    """

    columns: tuple[PreviewColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    layout: str


def preview_clicks(path: Path) -> ClickPreview | None:
    """Return a file's columns and first rows; None where it has too many columns to look at.

    Raises
    ------
    ClickFileError
        Where there are no rows of numbers at all.
    """
    table, blocks, numbers = read_blocks(path, say("survival"), looked_at=_LINES_LOOKED_AT)
    block = aligned(path, blocks[0], table.separator, columns_are_named=True)
    if block.width > MOST_COLUMNS:
        return None
    columns = []
    for column in columns_of(block, numbers):
        unit, cells = unit_in(block.header, column.at)
        scale = next((found for cell in cells if (found := scale_of(cell)) is not None), "")
        kind = KINDS.get(column.role, "")
        said = (unit or "") if kind == "time" else scale if kind in ("survival", "failure", "") else ""
        label = column.label or f"column {column.at + 1}"
        columns.append(PreviewColumn(label, kind, said, bool(np.isfinite(column.values).any())))
    shown = tuple(tuple(row.cells) for row in block.rows[:ROWS_SHOWN])
    labels = "\x1f".join([str(block.width), *(column.label for column in columns)])
    return ClickPreview(tuple(columns), shown, hashlib.sha256(labels.encode()).hexdigest())
