"""Locks that no process of this machine can have left: of another machine, or cut short as they were written."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QSysInfo

#: A session elsewhere that has written nothing for so long is taken to have ended, seconds.
LONGEST_SILENCE_SECONDS = 24 * 3600
#: a lock of Qt: process, program, host, machine, boot
_MACHINE_LINE = 3
_LONGEST_LOCK_BYTES = 4096


def is_abandoned(lock: Path, copy: Path) -> bool:
    """Return whether a lock that is held can be passed over: of another machine, and silent for a day.

    Of this machine the system says whether the process lives. Of another one, or of a desktop whose machine is made
    anew at each login, nobody can: its copy would be kept for ever and offered to nobody.
    """
    try:
        with lock.open("rb") as stream:
            lines = stream.read(_LONGEST_LOCK_BYTES).split(b"\n")
        written = max(path.stat().st_mtime for path in (lock, copy) if path.exists())
    except (OSError, ValueError):
        return False
    here = bytes(QSysInfo.machineUniqueId().data())
    if here and len(lines) > _MACHINE_LINE and lines[_MACHINE_LINE] == here:
        return False
    return time.time() - written > LONGEST_SILENCE_SECONDS
