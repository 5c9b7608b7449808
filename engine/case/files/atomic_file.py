"""Files written wholly or not at all: a new file beside the old one takes its place when complete."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from engine.reading.disk.os_reasons import reason_of
from engine.reading.mistakes import Problem, UserMistake
from engine.words.said import Said, fault, say

_ABANDONED_SECONDS = 3600.0
_MODE_OF_NEW = 0o640
_MODE_WHILE_WRITTEN = 0o600


class WriteError(UserMistake):
    """The file cannot be written; what was there is as it was."""

    def __init__(self, file: str, problem: Said, remedy: Said) -> None:
        super().__init__(Problem(file, "", problem, remedy))


class WriteCancelled(Exception):  # noqa: N818 - nothing went wrong
    """Nobody wants the file any more; what was there is as it was."""


def write_atomically(path: Path, data: bytes, wanted: Callable[[], bool] | None = None) -> None:
    """Replace the file's contents in one step; the new ones are on disk before the old ones are gone.

    Parameters
    ----------
    wanted : asked once, at the last moment at which the old contents are still there.

    Raises
    ------
    WriteError : the place is not writable or full; what was there is as it was.
    WriteCancelled : it is not wanted any more.
    """
    write_all_atomically({path: data}, wanted)


def write_all_atomically(files: Mapping[Path, bytes], wanted: Callable[[], bool] | None = None) -> None:
    """Replace several files, none of them before all the new ones are on disk; otherwise as `write_atomically`."""
    ready: list[tuple[Path, Path, Path]] = []
    try:
        for path, data in files.items():
            with _told_of(path):
                target = _target(path)
                descriptor, temporary = _make_beside(target)
                # Noted before anything stands in it: whatever comes in between, nothing of it is left.
                ready.append((path, target, temporary))
                _fill(descriptor, temporary, target, data)
        if wanted is not None and not wanted():
            raise WriteCancelled
        while ready:
            path, target, temporary = ready[0]
            with _told_of(path):
                written_at = temporary.stat().st_mtime
                temporary.replace(target)
            ready.pop(0)
            _sweep(target, written_at)
            _sync_folder(target.parent)
    finally:
        for _, _, temporary in ready:
            with contextlib.suppress(OSError):
                temporary.unlink()


@contextlib.contextmanager
def _told_of(path: Path) -> Iterator[None]:
    """Turn what the system says into a sentence about this file."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        # A link that leads to itself is a RuntimeError up to Python 3.12, and an OSError of `_target` after it.
        reason = reason_of(error, say("the place cannot be found"))
        raise WriteError(
            path.name or str(path),
            fault("the file cannot be written ({reason}).", reason=reason),
            say("Choose another place; what was there is as it was."),
        ) from None


def _target(path: Path) -> Path:
    """Return the file that is meant, behind a link."""
    name = path.name or str(path)
    if path.is_dir():
        raise WriteError(name, say("this is a folder."), say("Choose a file name."))
    if path.exists() and not path.is_file():
        # A device or a pipe would be replaced by a file of its name, for everybody on this system.
        raise WriteError(name, say("this is a device or a pipe, not a regular file."), say("Choose a file name."))
    target = path.resolve() if path.is_symlink() else path
    if target.is_symlink():
        # A link that leads to itself: from Python 3.13 on its resolving says nothing, and the link would be replaced.
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if target.exists() and not target.stat().st_mode & 0o222:
        # The folder would allow it, and so would the superuser; whoever protects a file means the file.
        raise WriteError(name, say("the file is read-only."), say("Choose another name, or allow it to be written."))
    return target


def _make_beside(target: Path) -> tuple[int, Path]:
    """Return an empty file beside the target, open to be written, and readable for nobody whom the target is not for.

    A new file is for its owner and their group, less what the user takes off (umask) and with what the folder adds
    (its default access list): the system sees to both where the mode is given as the file is made.
    """
    mode = _MODE_WHILE_WRITTEN if target.exists() else _MODE_OF_NEW
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    while True:
        beside = target.parent / f"{_prefix(target.name)}{os.urandom(4).hex()}.part"
        with contextlib.suppress(FileExistsError):
            return os.open(beside, flags | getattr(os, "O_CLOEXEC", 0), mode), beside


def _fill(descriptor: int, temporary: Path, target: Path, data: bytes) -> None:
    """Write the file beside the target; its contents are on disk when this returns."""
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    if target.exists():
        _keep_standing(temporary, target)


def _keep_standing(temporary: Path, target: Path) -> None:
    """Give the new file the owner, group, mode and access list of the old one, as far as this user may.

    Where the group cannot be kept, the new file's group is another one: it gets no more than everybody had.
    """
    old = target.stat()
    mode = stat.S_IMODE(old.st_mode) & 0o777
    group_is_kept = _keep_owners(temporary, old)
    if not group_is_kept:
        mode = mode & 0o707 | (mode & (mode << 3) & 0o070)
    temporary.chmod(mode)
    if group_is_kept:
        _copy_attributes(temporary, target)


def _keep_owners(temporary: Path, old: os.stat_result) -> bool:
    """Set group and owner; whether the group is the old one."""
    if not hasattr(os, "chown"):
        return True
    with contextlib.suppress(OSError):
        os.chown(temporary, -1, old.st_gid)
    with contextlib.suppress(OSError):
        # Only the superuser may; for anybody else it is their own file, or a shared one that they have written anew.
        os.chown(temporary, old.st_uid, -1)
    return temporary.stat().st_gid == old.st_gid


def _copy_attributes(temporary: Path, target: Path) -> None:
    """Copy access lists and other attributes of the file system, where there are any and this user may."""
    if not hasattr(os, "listxattr"):
        return
    with contextlib.suppress(OSError):
        for name in os.listxattr(target):
            with contextlib.suppress(OSError):
                os.setxattr(temporary, name, os.getxattr(target, name))


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
