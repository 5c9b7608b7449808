"""Numbers of one table: its decimal mark, and cells read by the one grammar, fast enough for long tables."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import Final

from engine.reading.number_text import Mark, Unread, decimal_mark, read_number
from engine.words.said import Said, say

_MISSING: Final = frozenset({"na", "n/a", "#n/a", "nan"})
#: numbers that can be read in one way only, whatever the file's decimal mark
_PLAIN = {
    ".": re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][+-]?[0-9]{1,3})?"),
    ",": re.compile(r"[+-]?(?:[0-9]{1,15}(?:,[0-9]{0,18})?|,[0-9]{1,18})(?:[eE][+-]?[0-9]{1,3})?"),
}
_WHOLE = r"[+-]?+[0-9]{1,15}+"
#: of two digits: none of these is beyond what a float holds
_EXPONENT = r"(?:[eE][+-]?+[0-9]{1,2}+)?+"
_ONE = {
    None: rf"{_WHOLE}{_EXPONENT}",
    ".": rf"{_WHOLE}(?:\.[0-9]{{0,18}}+)?+{_EXPONENT}",
    ",": rf"{_WHOLE}(?:,[0-9]{{0,18}}+)?+{_EXPONENT}",
}
#: columns of such numbers, one a line; without a proven mark only whole numbers are plain. Each can be read in one way
#: alone, so that nothing is kept to go back to: over a long column that would be a hundred thousand places.
_COLUMN: Final = {mark: re.compile(rf"{one}(?:\n{one})*+") for mark, one in _ONE.items()}


def are_plain(cells: Sequence[str]) -> bool:
    """Whether all cells are numbers with points or none, so that none of them has to be looked at by itself."""
    joined = "\n".join(cells)
    return bool(joined) and joined.isascii() and _COLUMN["."].fullmatch(joined) is not None


class NumberCells:
    """Reader of a table's cells, by the decimal mark that the table proves.

    mark: the proven decimal mark, None where none is proven. is_mixed: the cells use both marks, so that neither can
    be trusted to be the decimal one.
    """

    def __init__(self, cells: Iterable[str], mark: Mark | None = None) -> None:
        """mark: the decimal mark where something else than the cells themselves proves it."""
        texts = [cell for cell in cells if "." in cell or "," in cell]
        joined = "\n".join(texts)
        self.is_mixed = "." in joined and "," in joined
        # Only one mark occurs: the first number that proves it is enough.
        proofs = () if self.is_mixed else (decimal_mark([text]) for text in texts)
        self.mark: Mark | None = next((found for found in proofs if found is not None), None)
        if self.mark is None and not self.is_mixed:
            self.mark = mark
        self._plain = _PLAIN[self.mark] if self.mark else None

    def read(self, cell: str) -> float | None:
        """Return the number, NaN for a missing one (NA), None where the cell is none or could be two."""
        if cell.isdigit() and cell.isascii() and len(cell) <= 15:
            return float(cell)
        if self._plain is not None and self._plain.fullmatch(cell):
            return float(cell.replace(",", "."))
        found = read_number(cell, mark=self.mark, exponent=True)
        if isinstance(found, Unread):
            return math.nan if cell.casefold() in _MISSING else None
        return float(found)

    def read_all(self, cells: Sequence[str]) -> list[float] | None:
        """Return the numbers of a whole column, where each of its cells is one that `read` would take at once.

        None where one is not: then each is read by itself, so that the mistake is told by its line.
        """
        joined = "\n".join(cells)
        if not joined or not joined.isascii() or _COLUMN[self.mark].fullmatch(joined) is None:
            return None
        if self.mark == ",":
            joined = joined.replace(",", ".")
        return list(map(float, joined.split("\n")))

    def why_not(self, cell: str) -> Said:
        """Return the end of a sentence that says why a cell gives no number."""
        found = read_number(cell, mark=self.mark, exponent=True)
        if found is Unread.GROUPED:
            return say("can be read in more than one way")
        if found is Unread.LARGE:
            return say("is beyond every quantity")
        return say("is not a number")
