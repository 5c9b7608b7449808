"""Parts of a registry: some rows with their place; cut by one process, judged by any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.registry.tables.csv_records import Stretch, cut_stretches
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
        row, waiting = 0, Stretch([], {}, is_plain=True)
        for stretch in cut_stretches(file.blocks(), layout.separator):
            beyond = max(done - before - row - len(waiting.lines), 0)
            if beyond:
                row += min(beyond, len(stretch.lines))
                stretch = _from(stretch, beyond)
            waiting = _together(waiting, stretch)
            while len(waiting.lines) >= size:
                yield part_of(place, row, _until(waiting, size), before + row, scanned.repeated)
                waiting = _from(waiting, size)
                row += size
        if waiting.lines:
            yield part_of(place, row, waiting, before + row, scanned.repeated)
            row += len(waiting.lines)
        before += row


def part_of(layout: int, row: int, records: Stretch, start: int, repeated: Mapping[int, str]) -> Part:
    """Return records as a part.

    Parameters
    ----------
    row : of the first of them, counted from 0 below the header of its file.
    start : the same, counted over all files.
    """
    many = len(records.lines)
    own = {at: repeated[start + at] for at in range(many) if start + at in repeated} if repeated else {}
    data = b"".join(records.lines)
    if not data.endswith(b"\n"):
        # Of a file's last line alone.
        data += b"\n"
    return Part(layout, row + 2, many, data, own, records.problems)


def _together(one: Stretch, other: Stretch) -> Stretch:
    many = len(one.lines)
    problems = {**one.problems, **{many + at: why for at, why in other.problems.items()}}
    return Stretch([*one.lines, *other.lines], problems, is_plain=one.is_plain and other.is_plain)


def _until(stretch: Stretch, end: int) -> Stretch:
    return stretch._replace(lines=stretch.lines[:end], problems={a: b for a, b in stretch.problems.items() if a < end})


def _from(stretch: Stretch, start: int) -> Stretch:
    problems = {at - start: why for at, why in stretch.problems.items() if at >= start}
    return stretch._replace(lines=stretch.lines[start:], problems=problems)
