"""Parts of a registry: some rows with their place; cut by one process, judged by any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from engine.registry.tables.csv_records import Record, cut_records
from engine.registry.tables.layout import Layout
from engine.registry.tables.scan import Scanned
from engine.registry.tables.table_files import TableFile

#: rows of a part: enough that handing it over costs nothing, few enough that it is soon whole
USUAL_ROWS = 4_000
#: the same where sentences are written of each
ROWS_WITH_WORDS = 500


class Part(NamedTuple):
    """Some rows of one file, one after the other.

    Attributes
    ----------
    layout : place of the file among the layouts.
    first_row : row of the first of them in its file, the header being 1.
    rows : records, blank lines included.
    data : their lines.
    repeated : of rows whose id came before: place in the part to where the first stands.
    unusable : of rows that cannot be cut into cells: place in the part to why. Of a line that is too long `data` holds
        the beginning alone, which might pass for a row.
    """

    layout: int
    first_row: int
    rows: int
    data: bytes
    repeated: Mapping[int, str]
    unusable: Mapping[int, str]


def cut_parts(
    files: Sequence[TableFile], layouts: Sequence[Layout], scanned: Scanned, *, done: int = 0, size: int = USUAL_ROWS
) -> Iterator[Part]:
    """Yield the parts in order.

    Parameters
    ----------
    done : rows, counted over all files, that are done already.
    size : rows of a part; results do not depend on it.
    """
    before = 0
    for place, (file, layout) in enumerate(zip(files, layouts, strict=True)):
        row = 0
        records = cut_records(file.lines(), layout.separator)
        while some := list(islice(records, min(size, done - before - row) if before + row < done else size)):
            if before + row >= done:
                yield part_of(place, row, some, before + row, scanned.repeated)
            row += len(some)
        before += row


def part_of(layout: int, row: int, records: list[Record], start: int, repeated: Mapping[int, str]) -> Part:
    """Return records as a part.

    Parameters
    ----------
    row : of the first of them, counted from 0 below the header of its file.
    start : the same, counted over all files.
    """
    own = {at: repeated[start + at] for at in range(len(records)) if start + at in repeated} if repeated else {}
    data = b"".join(one.line if one.line.endswith(b"\n") else one.line + b"\n" for one in records)
    unusable = {at: one.problem for at, one in enumerate(records) if one.problem}
    return Part(layout, row + 2, len(records), data, own, unusable)
