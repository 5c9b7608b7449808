"""A DVH table as it would be read: its columns, what each is taken for, and its first rows, to be put right."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.dose.dicom.dicom_file import check_is_file
from engine.dose.dvh.dialects.dvh_mirada import looks_like_mirada
from engine.dose.dvh.dialects.dvh_mobius import looks_like_mobius, series_of
from engine.dose.dvh.dvh_columns import is_unit_alone, read_column
from engine.dose.dvh.dvh_rows import is_row_per_structure
from engine.dose.dvh.dvh_text import decode, read_bytes
from engine.reading.table_text import Row, UnclosedQuotationError, count_numbers, split_table
from engine.words.said import say

ROWS_SHOWN: Final = 8
MOST_COLUMNS: Final = 60
_FEWEST_ROWS: Final = 2


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """One column: its label (or number, where there is none) and what it is taken for.

    kind: ``dose``, ``volume``, ``name``, or empty where the reader does not use it. unit: as read, empty where unread.
    """

    label: str
    kind: str
    unit: str


@dataclass(frozen=True, slots=True)
class DvhPreview:
    """Columns and first rows of a table; layout: a hash of its labels, the same for every file of that layout.

    asks_columns: whether the user may name the columns; of a dialect without labels for them only the unit of dose.
    """

    columns: tuple[PreviewColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    layout: str
    asks_columns: bool = True


def preview_dvh(path: Path) -> DvhPreview | None:
    """Return a table's columns and first rows; None where the file is no table that leaves anything open.

    Raises
    ------
    DoseFileError
        Where the file cannot be read at all.
    """
    check_is_file(path, say("give a DVH export as text"))
    text = decode(path, read_bytes(path))
    if looks_like_mobius(text):
        return _of_a_chart(series_of(path, text))
    try:
        rows = split_table(text, ("#",)).rows
    except UnclosedQuotationError:
        return None
    if not rows or is_row_per_structure(rows[0].cells):
        return None
    first = _first_of_numbers(rows)
    if first is None:
        return None
    labels = _labels(rows, first)
    if len(labels) > MOST_COLUMNS:
        return None
    is_mirada = looks_like_mirada(text)
    columns = tuple(PreviewColumn(label, *(("", "") if is_mirada else _taken_for(label))) for label in labels)
    shown = tuple(tuple(row.cells) for row in rows[first : first + ROWS_SHOWN])
    layout = hashlib.sha256("\x1f".join(labels).encode()).hexdigest()
    return DvhPreview(columns, shown, layout, not is_mirada)


def _of_a_chart(series: list[tuple[str, list[tuple[float, float]]]]) -> DvhPreview:
    """The first series of a chart, which has no labels and two units that nobody says."""
    _, points = series[0]
    rows = tuple((f"{dose:g}", f"{volume:g}") for dose, volume in points[:ROWS_SHOWN])
    layout = hashlib.sha256(b"chart of Mobius3D").hexdigest()
    return DvhPreview((PreviewColumn("Dose", "dose", ""), PreviewColumn("Volume", "volume", "")), rows, layout, False)


def _first_of_numbers(rows: tuple[Row, ...]) -> int | None:
    """Place of the first of some rows of two numbers or more that follow one another."""
    for at in range(len(rows) - _FEWEST_ROWS + 1):
        if all(count_numbers(row.cells) >= _FEWEST_ROWS for row in rows[at : at + _FEWEST_ROWS]):
            return at
    return None


def _labels(rows: tuple[Row, ...], first: int) -> list[str]:
    """Labels above the numbers, with the units of a row below them; numbers of the columns where there are none."""
    width = max(len(row.cells) for row in rows[first : first + ROWS_SHOWN])
    head = rows[first - 1].cells if first else []
    if first > 1 and head and all(is_unit_alone(cell) for cell in head if cell):
        above = rows[first - 2].cells
        head = [f"{a} ({b.strip('[]() ')})" if b else a for a, b in zip(above, head, strict=False)]
    if len([cell for cell in head if cell]) < _FEWEST_ROWS:
        return [f"column {at}" for at in range(1, width + 1)]
    return [*head, *(f"column {at}" for at in range(len(head) + 1, width + 1))]


def _taken_for(label: str) -> tuple[str, str]:
    column = read_column(label)
    kind = column.kind if column.kind in ("dose", "volume", "name") else ""
    return kind, column.unit
