"""One cell of the comparison: a fact, what it is of, the record behind it, and the printed words."""

from __future__ import annotations

from dataclasses import dataclass

from engine.evidence.library import Library
from gui.views.record_names import source_short


@dataclass(frozen=True, slots=True)
class CompareCell:
    """One fact of one modality.

    Attributes
    ----------
    status : verdict or status whose symbol stands before the text; empty for none.
    record : opened by Enter, F1 or a click; empty where there is none.
    opens : the aspect whose other facts are shown, or put away again, by the same keys; empty where there is none.
    tip : shown while the pointer rests on the cell: the printed words and their place.
    """

    text: str
    detail: str = ""
    status: str = ""
    record: str = ""
    strong: bool = False
    tip: str = ""
    opens: str = ""


def detail_of(*parts: str) -> str:
    """Return the parts that say something as one line."""
    return " · ".join(part for part in parts if part)


def tip_of(printed: str, source: str, locator: str, library: Library) -> str:
    """Return the printed words with their source and place."""
    return f"“{printed}”\n{source_short(source, library)}, {locator}"
