"""Files written wholly or not at all: a new file beside the old one takes its place when complete."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from pathlib import Path

_ABANDONED_SECONDS = 3600.0


class WriteError(Exception):
    """The file cannot be written; what was there is as it was."""

    def __init__(self, file: str, problem: str, remedy: str) -> None:
        super().__init__(f"{file}: {problem} {remedy}")
        self.file = file
        self.problem = problem
        self.remedy = remedy


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file's contents in one step; the new ones are on disk before the old ones are gone.

    Raises
    ------
    WriteError : the place is not writable or full; what was there is as it was.
    """
    name = path.name or str(path)
    try:
        if path.is_dir():
            raise WriteError(name, "this is a folder.", "Choose a file name.")
        target = path.resolve() if path.is_symlink() else path
        if target.exists() and not target.stat().st_mode & 0o222:
            # The folder would allow it, and so would the superuser; whoever protects a file means the file.
            raise WriteError(name, "the file is read-only.", "Choose another name, or allow it to be written.")
        _replace(target, data)
    except (OSError, RuntimeError) as error:
        # A link that leads to itself is a RuntimeError up to Python 3.12, and an OSError after it.
        reason = (getattr(error, "strerror", None) or "the place cannot be found").lower()
        raise WriteError(
            name,
            f"the file cannot be written ({reason}).",
            "Choose another place; what was there is as it was.",
        ) from None
    _sync_folder(target.parent)


def _replace(target: Path, data: bytes) -> None:
    """Write a file beside the target and put it in its place; whatever goes wrong, nothing of it is left."""
    descriptor, made = tempfile.mkstemp(prefix=_prefix(target.name), suffix=".part", dir=target.parent)
    temporary = Path(made)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(target.stat().st_mode & 0o777 if target.exists() else 0o640)
        written_at = temporary.stat().st_mtime
        temporary.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sweep(target, written_at)


def _sweep(target: Path, now: float) -> None:
    """Remove what a process left that was killed while it wrote this very file; it may hold patient data.

    Nobody takes an hour to write a file. The time is that of the place itself, so that no clock set wrong counts.
    """
    left = re.compile(re.escape(_prefix(target.name)) + r"[a-z0-9_]{8}\.part")
    with contextlib.suppress(OSError):
        for path in target.parent.iterdir():
            if left.fullmatch(path.name) and now - path.stat().st_mtime > _ABANDONED_SECONDS:
                path.unlink()


def _prefix(name: str) -> str:
    """Keep the name beside the target short enough where the target's own name only just fits (255 bytes)."""
    return f".{name[:40]}."


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system can."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
