"""The windows of this user that are open now: which file each holds, and a word from one to another.

Every window has a lock and a small record in one folder, and watches that folder for requests. There is no socket:
a file that appears is the message. A record holds no name, only the hash of the file's place; a window that has gone,
however it ended, has no lock any more, and what it left is taken away.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, QTimer, Signal

from gui.document.foreign_locks import is_abandoned

_LOCK, _RECORD, _REQUEST = ".lock", ".window", ".request"


def mark_of(path: Path) -> str:
    """Return what stands for a file's place in a record; links to one place give one mark."""
    try:
        place = path.resolve()
    except (OSError, RuntimeError):
        place = path.absolute()
    return hashlib.sha256(os.path.normcase(place).encode("utf-8", "surrogateescape")).hexdigest()


def _write(file: Path, content: dict[str, str]) -> None:
    part = file.with_name(f"{file.name}.part")
    part.write_text(json.dumps(content), encoding="utf-8")
    part.replace(file)


def _read(file: Path) -> dict[str, str]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}


class OpenWindows(QObject):
    """This window among the others.

    Parameters
    ----------
    folder : the user's own; where it cannot be written every window is alone, as before.

    Signals
    -------
    asked_for : another start asks this window to come forward, with a Path to open or None.
    """

    asked_for = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._name = uuid.uuid4().hex
        self._file_mark = self._next = ""
        self._lock: QLockFile | None = None
        self._watcher: QFileSystemWatcher | None = None

    def others(self) -> tuple[str, ...]:
        """Return the names of the other windows that are open; what ended ones have left is taken away."""
        return tuple(sorted(self._living()))

    def holder_of(self, path: Path) -> str | None:
        """Return the name of another window that has this file open or is about to open it, or None."""
        mark = mark_of(path)
        return next((name for name in self.others() if mark in _read(self._file(name, _RECORD)).values()), None)

    def ask(self, name: str, path: Path | None) -> bool:
        """Ask another window to come forward, and to open a file where one is given; False where it cannot be asked."""
        try:
            _write(self._file(name, _REQUEST), {"open": str(path.absolute()) if path is not None else ""})
        except OSError:
            return False
        return True

    def enter(self) -> None:
        """This window is open from now on."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = QLockFile(str(self._file(self._name, _LOCK)))
            # Stale only when its process has gone, never because it is old: a window may stand open for weeks.
            lock.setStaleLockTime(0)
            if not lock.tryLock(0):
                return
            self._lock = lock
            self._record()
        except OSError:
            return
        self._watcher = QFileSystemWatcher([str(self._folder)], self)
        self._watcher.directoryChanged.connect(self._look)

    def is_about_to_open(self, path: Path) -> None:
        """This window opens a file next, unless another has it.

        Said before the others are looked at: of two windows that want one file at the same moment, at least one sees
        the other. It holds until `holds` says what has become of it.
        """
        self._next = mark_of(path)
        self._tell()

    def holds(self, path: Path | None) -> None:
        """This window has another file open from now on, or none, and is about to open none."""
        self._file_mark, self._next = mark_of(path) if path is not None else "", ""
        self._tell()

    def leave(self) -> None:
        """This window is closed."""
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        self._take_away(self._name)
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _tell(self) -> None:
        if self._lock is not None:
            with contextlib.suppress(OSError):
                self._record()

    def _record(self) -> None:
        _write(self._file(self._name, _RECORD), {"file": self._file_mark, "next": self._next})

    def _look(self) -> None:
        request = self._file(self._name, _REQUEST)
        if self._lock is None or not request.exists():
            return
        wanted = _read(request).get("open", "")
        with contextlib.suppress(OSError):
            request.unlink()
        # Not from within the watcher: opening may have to ask a person first.
        QTimer.singleShot(0, self, lambda: self.asked_for.emit(Path(wanted) if wanted else None))

    def _living(self) -> Iterator[str]:
        try:
            names = {file.stem for file in self._folder.glob(f"*{_RECORD}")} - {self._name}
        except OSError:
            return
        for name in names:
            lock = QLockFile(str(self._file(name, _LOCK)))
            lock.setStaleLockTime(0)
            if lock.tryLock(0):
                self._take_away(name)
                lock.unlock()
            elif is_abandoned(self._file(name, _LOCK), self._file(name, _RECORD)):
                self._take_away(name)
                with contextlib.suppress(OSError):
                    self._file(name, _LOCK).unlink(missing_ok=True)
            else:
                yield name

    def _take_away(self, name: str) -> None:
        for ending in (_RECORD, _REQUEST):
            with contextlib.suppress(OSError):
                self._file(name, ending).unlink(missing_ok=True)

    def _file(self, name: str, ending: str) -> Path:
        return self._folder / f"{name}{ending}"
