"""A first look at every row before anything is written: how many, of which encoding, and which ids come again."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from engine.reading.mistakes import Problem
from engine.registry.problems import RegistryError
from engine.registry.tables.csv_records import Stretch, count_and_cell, cut_stretches
from engine.registry.tables.layout import Layout
from engine.registry.tables.table_files import TableFile, sha256_of
from engine.words.said import say

#: told of the rows looked at so far
Told = Callable[[int], None]
_EVERY = 20_000
_LONGEST_ID = 200
#: what stands for an id where there is none
_NO_IDS = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none"})


class Scanned(NamedTuple):
    """What a first look found.

    Attributes
    ----------
    rows : records of all files, blank lines included, so that a row has one place.
    repeated : place of a row, counted from 0 over all files, to where the first row with its id stands.
    files : name, bytes and SHA-256 of each file.
    """

    rows: int
    repeated: Mapping[int, str]
    files: tuple[tuple[str, int, str], ...]


def scan(files: Sequence[TableFile], layouts: Sequence[Layout], told: Told = lambda _: None) -> Scanned:
    """Look at every row once; more than eight bytes a row are not kept.

    Raises
    ------
    RegistryError : a file cannot be read, or is not of its encoding.
    """
    hashes, usable, said = array("q"), bytearray(), 0
    for _, _, found in _ids(files, layouts):
        hashes.extend(map(hash, found))
        usable.extend([one is not None for one in found])
        if len(usable) - said >= _EVERY:
            said = len(usable)
            told(said)
    suspects = _with_equal_hashes(np.frombuffer(hashes, dtype=np.int64), np.frombuffer(usable, dtype=np.uint8))
    repeated = _repeated(files, layouts, suspects) if suspects else {}
    named = tuple((file.name, size, digest) for file in files for digest, size in [sha256_of(file.path)])
    return Scanned(len(usable), repeated, named)


def refuse_changed(files: Sequence[TableFile], looked_at: Sequence[tuple[str, int, str]]) -> None:
    """Look again at what was judged: rows of a table that changed meanwhile do not belong together.

    Raises
    ------
    RegistryError : a file is not, or no longer, what was looked at first.
    """
    for file, (name, size, digest) in zip(files, looked_at, strict=True):
        try:
            is_same = sha256_of(file.path) == (digest, size)
        except OSError:
            is_same = False
        if not is_same:
            problem = say("the table was changed while it was judged, so that its rows do not belong together.")
            remedy = say("Remove what was left beside the results, and judge the table once it stays as it is.")
            raise RegistryError(Problem(name, "", problem, remedy))


def usable_id(text: str) -> bool:
    """Whether a cell can be the id of a patient."""
    return len(text) <= _LONGEST_ID and text.casefold() not in _NO_IDS and text.isprintable()


def _ids(files: Sequence[TableFile], layouts: Sequence[Layout]) -> Iterator[tuple[str, int, list[str | None]]]:
    """Yield file, first row and the ids of rows in a row; None where one stands in problems.csv alone."""
    for file, layout in zip(files, layouts, strict=True):
        row = 2
        for stretch in cut_stretches(file.blocks(), file.separator):
            yield file.name, row, ids_in(stretch, layout)
            row += len(stretch.lines)


def ids_in(stretch: Stretch, layout: Layout) -> list[str | None]:
    """Return the id of every record; None where it has none that can be used, or not the shape of the header."""
    sign, place, more = layout.separator.encode(), layout.id_place, layout.width - 1
    if not stretch.is_plain or len(sign) != 1:
        return [_id_of(line, stretch.problems.get(at), layout) for at, line in enumerate(stretch.lines)]
    # Only so far as the id is a line cut, and only if it has the shape.
    cells = [
        line.split(sign, place + 1)[place].decode().strip() if line.count(sign) == more else ""
        for line in stretch.lines
    ]
    return [cell if usable_id(cell) else None for cell in cells]


def _id_of(line: bytes, problem: str | None, layout: Layout) -> str | None:
    if problem:
        return None
    found = count_and_cell(line, layout.separator, layout.id_place)
    if found is None or found[0] != layout.width or not usable_id(found[1]):
        return None
    return found[1]


def _with_equal_hashes(hashes: np.ndarray, usable: np.ndarray) -> frozenset[int]:
    """Return the places of rows whose id has the hash of another one's: equal ids, and seldom others."""
    places = np.flatnonzero(usable)
    own = hashes[places]
    order = np.argsort(own, kind="stable")
    equal = own[order][1:] == own[order][:-1]
    both = np.concatenate(([False], equal)) | np.concatenate((equal, [False]))
    return frozenset(places[order][both].tolist()) if len(own) else frozenset()


def _repeated(files: Sequence[TableFile], layouts: Sequence[Layout], suspects: frozenset[int]) -> dict[int, str]:
    first: dict[str, str] = {}
    repeated: dict[int, str] = {}
    place = 0
    for name, row, ids in _ids(files, layouts):
        for at, found in enumerate(ids):
            if place + at in suspects and found is not None:
                where = f"row {row + at} of {name}" if len(files) > 1 else f"row {row + at}"
                if found in first:
                    repeated[place + at] = first[found]
                else:
                    first[found] = where
        place += len(ids)
    return repeated
