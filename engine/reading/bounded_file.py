"""Files read whole: ordinary ones alone, and none larger than its reader can use."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from stat import S_ISDIR, S_ISREG

#: the writer of a pipe is not waited for; for an ordinary file it makes no difference
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)


_CHUNK_BYTES = 1_000_000


class NotOrdinaryError(OSError):
    """A pipe, which may never say anything, or a device, which may never end."""


class TooLargeError(OSError):
    """There is more in the file than its reader can use."""


def read_whole(path: Path, largest_bytes: int) -> bytes:
    """Return the contents of an ordinary file.

    Parameters
    ----------
    largest_bytes : more is refused; what a file says of its size is not relied on.

    Raises
    ------
    NotOrdinaryError : it is a pipe or a device; these are not even opened.
    TooLargeError : it holds more than that.
    OSError : there is none, it is a folder, or it cannot be read.
    """
    _refuse(path.stat(), largest_bytes)
    with os.fdopen(os.open(path, _FLAGS), "rb") as stream:
        # Looked at once more: what stands there may have been replaced since.
        found = os.fstat(stream.fileno())
        _refuse(found, largest_bytes)
        # As much as it says it has, for which there is room; then whatever it has more, which is not for all limits.
        data = stream.read(found.st_size + 1)
        while len(data) <= largest_bytes and (more := stream.read(_CHUNK_BYTES)):
            data += more
    if len(data) > largest_bytes:
        raise TooLargeError(errno.EFBIG, os.strerror(errno.EFBIG))
    return data


def _refuse(found: os.stat_result, largest_bytes: int) -> None:
    if S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not S_ISREG(found.st_mode):
        raise NotOrdinaryError(errno.EINVAL, "it is a device or a pipe")
    if found.st_size > largest_bytes:
        raise TooLargeError(errno.EFBIG, os.strerror(errno.EFBIG))
