"""One run at a time on one folder of results: a lock that the system lets go of when the process ends."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO


def held(path: Path) -> BinaryIO | None:
    """Return the open file of a lock, to be closed when all is written; None where another process holds it.

    Raises
    ------
    OSError : the file cannot be made.
    """
    stream = path.open("ab")
    try:
        _lock(stream)
    except BlockingIOError:
        stream.close()
        return None
    except OSError:
        # A file system that knows no locks: then nobody is kept out.
        pass
    return stream


if sys.platform == "win32":
    import msvcrt

    def _lock(stream: BinaryIO) -> None:
        stream.seek(0)
        try:
            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError from error
else:
    import fcntl

    def _lock(stream: BinaryIO) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
