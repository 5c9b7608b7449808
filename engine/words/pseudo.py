"""A language that nobody speaks: every text longer, accented and marked, to find what is cut off or glued together.

Made mechanically from the English, never offered to a user. A text that stands on the screen without its marks does
not go through the catalogue; one with marks inside it was put together from pieces.
"""

from __future__ import annotations

import re

from engine.words.language import Language

#: around every text: letters that are read from right to left, and stand at its other end where it is drawn wrongly
FIRST, LAST = "א", "ת"
_PLACE = re.compile(r"(\{[a-z0-9_]*\})")
_ACCENTED = str.maketrans("aeiouyAEIOUcnszSZ", "àéîöüÿÀÉÎÖÜçñšžŠŽ")
#: how much longer than English a text may become; German is by a third
_LONGER = 0.4


def pseudo(text: str) -> str:
    """Return a text in the language that nobody speaks; places and the mark of a key stay."""
    if not any(sign.isalpha() for sign in text):
        return text
    parts = [part if _PLACE.fullmatch(part) else part.translate(_ACCENTED) for part in _PLACE.split(text)]
    longer = "~" * max(1, round(len(_PLACE.sub("", text)) * _LONGER))
    # In words, so that a line can be broken where German would break it.
    filling = " ".join(longer[place : place + 6] for place in range(0, len(longer), 6))
    return f"{FIRST}{''.join(parts)} {filling}{LAST}"


class PseudoLanguage(Language):
    """Says everything that goes through a catalogue, and reads no file."""

    def __init__(self) -> None:
        super().__init__("pseudo")

    def find(self, text: str, context: str = "") -> str | None:
        """Return the text, changed."""
        return text if context in ("list", "sizes") else pseudo(text)

    def find_counted(self, one: str, _number: float, /) -> str | None:
        """Return the template for one, changed."""
        return pseudo(one)

    def of(self, text: str, context: str = "") -> str:
        """Return the text, changed: also a label, which a catalogue may lack."""
        said = super().of(text, context)
        return said if FIRST in said else pseudo(said)
