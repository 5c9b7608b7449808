"""Names of files and folders on the command line: what the system cannot use is refused before anything is read."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path

_SHOWN = 60


def as_path(text: str) -> Path:
    """Return the path that an argument names, as `type=` of an argument; whether anything is there does not matter.

    Raises
    ------
    ArgumentTypeError : the name is empty (which would mean the folder in which the program happens to be started), too
        long, leads round in a circle of links, or lies where nobody may look.
    """
    if not text.strip():
        raise ArgumentTypeError("the name is empty")
    try:
        Path(text).stat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except (OSError, ValueError) as error:
        reason = str(getattr(error, "strerror", None) or "no name of a file").lower()
        shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
        raise ArgumentTypeError(f"“{shown}” cannot be used ({reason})") from None
    return Path(text)
