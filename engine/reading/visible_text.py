"""Text from outside as it may be shown: nothing in it acts on the screen, and nothing in it is unseen.

Control characters (a terminal obeys them), marks that turn the reading direction and other invisible ones stand as
their code point, `[U+202E]`, as they do on paper. Letters of every script stay as they are.
"""

from __future__ import annotations

import re
from typing import Final

#: line breaks stay, as does the tabulator where it divides; blanks of other widths are only blanks
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufdd0-\ufdef\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff]"
)
#: in JSON the same are escaped, and so is every character that is not printed: what is read stays what it was
_UNPRINTED: Final = re.compile(
    "[\x7f-\xa0\u00ad\u0600-\u0605\u061c\u06dd\u070f\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufdd0-\ufdef"
    "\ufeff\ufff0-\ufffb\ufffe\uffff\U000e0000-\U0010ffff]"
)


#: characters looked at together
_TOGETHER: Final = 30_000
#: bytes that stand for themselves and are printed, or divide
_PLAIN: Final = bytes(range(0x7F))


def visible(text: str) -> str:
    """Return the text with invisible characters named; carriage returns before line feeds go."""
    if text.isprintable():
        return text
    return _INVISIBLE.sub(_named, text.replace("\r\n", "\n"))


def visible_json(data: bytes) -> bytes:
    r"""Return the same JSON with invisible characters escaped (\u202e), so that it may be looked at anywhere."""
    if not _has_unprinted(data):
        return data
    text = data.decode("utf-8")
    parts = (text[at : at + _TOGETHER] for at in range(0, len(text), _TOGETHER))
    shown = (_UNPRINTED.sub(_escaped, part) if _has_unprinted(part.encode("utf-8")) else part for part in parts)
    return "".join(shown).encode("utf-8")


def _has_unprinted(data: bytes) -> bool:
    """Tell whether a character is not printed: of two megabytes all but a few thousand bytes are plain."""
    return _UNPRINTED.search(data.translate(None, _PLAIN).decode("utf-8")) is not None


def _named(found: re.Match[str]) -> str:
    return f"[U+{ord(found[0]):04X}]"


def _escaped(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
