"""What a case may hold at most: said once, for the editor that takes it, the writer and the reader."""

from __future__ import annotations

from typing import Final

#: characters of the label and of the notes, each; a character is a code point
LONGEST_TEXT: Final = 20_000
#: rows of the lesion table; more are entered as their number
MOST_LESIONS: Final = 500
#: characters of a key, a version or a hash
LONGEST_KEY: Final = 200
#: sentences about one file; more would not be read, and a damaged file can hold thousands
MOST_PROBLEMS: Final = 50
#: of a case file, plain or sealed; a case of everything at its limit has less than a tenth
LARGEST_FILE_BYTES: Final = 4_000_000
#: a recovery copy holds a case and the texts that could not be read
LARGEST_RECOVERY_BYTES: Final = 3 * LARGEST_FILE_BYTES
#: what stands for half a character, which can be held in memory and in no file
REPLACEMENT: Final = "\ufffd"


def fitting_text(text: str) -> str:
    """Return the text as a case can hold it: cut at the limit, half characters replaced.

    For the editor, which tells where it has cut; the reader and the writer refuse instead.
    """
    return "".join(REPLACEMENT if is_half(sign) else sign for sign in text[:LONGEST_TEXT])


def is_half(sign: str) -> bool:
    """Return whether this is one half of a surrogate pair: it can be written in JSON, and in no file."""
    return "\ud800" <= sign <= "\udfff"


def is_whole_text(text: str) -> bool:
    """Return whether the text has no half characters."""
    return not any(map(is_half, text))
