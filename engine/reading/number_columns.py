"""Numbers of one table: its decimal mark, and cells read by the one grammar, fast enough for long tables."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import Final

from engine.reading.number_text import Mark, Unread, decimal_mark, read_number

_MISSING: Final = frozenset({"na", "n/a", "#n/a", "nan"})
#: numbers that can be read in one way only, whatever the file's decimal mark
_PLAIN = {
    ".": re.compile(r"[+-]?(?:[0-9]{1,15}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:[eE][+-]?[0-9]{1,3})?"),
    ",": re.compile(r"[+-]?(?:[0-9]{1,15}(?:,[0-9]{0,18})?|,[0-9]{1,18})(?:[eE][+-]?[0-9]{1,3})?"),
}


class NumberCells:
    """Reader of a table's cells, by the decimal mark that the table proves.

    mark: the proven decimal mark, None where none is proven. is_mixed: the cells use both marks, so that neither can
    be trusted to be the decimal one.
    """

    def __init__(self, cells: Iterable[str], mark: Mark | None = None) -> None:
        """mark: the decimal mark where something else than the cells themselves proves it."""
        texts = [cell for cell in cells if "." in cell or "," in cell]
        self.is_mixed = any("." in text for text in texts) and any("," in text for text in texts)
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

    def why_not(self, cell: str) -> str:
        """Return the end of a sentence that says why a cell gives no number."""
        found = read_number(cell, mark=self.mark, exponent=True)
        if found is Unread.GROUPED:
            return "can be read in more than one way"
        if found is Unread.LARGE:
            return "is beyond every quantity"
        return "is not a number"
