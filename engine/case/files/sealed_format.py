"""Whether a file is a sealed case: told before anything of what opens one is loaded."""

from __future__ import annotations

import json
import re

from engine.case.limits import LARGEST_FILE_BYTES

#: what the format of every version begins with
FAMILY = "beamside-sealed-case/"
_FIRST = re.compile(rb'(?:\xef\xbb\xbf)?[ \t\r\n]{0,100}\{[ \t\r\n]{0,100}"format"[ \t\r\n]{0,100}:[ \t\r\n]{0,100}"'
                    + re.escape(FAMILY.encode()))  # fmt: skip


def is_sealed(data: bytes) -> bool:
    """Return whether the bytes are a sealed case, of whatever version and in whatever state.

    Told by the format that the file gives itself: the program writes it first, and it still stands there where the
    rest is damaged. That a text somewhere in a case says the same means nothing.
    """
    if _FIRST.match(data):
        return True
    if FAMILY.encode() not in data or len(data) > LARGEST_FILE_BYTES:
        return False
    try:
        contents = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(contents, dict) and str(contents.get("format", "")).startswith(FAMILY)
