"""When the program itself fails: what happened is told, the case is kept, and no patient value is written anywhere."""

from __future__ import annotations

import contextlib
import faulthandler
import platform
import sys
import threading
import traceback
import uuid
from pathlib import Path
from types import TracebackType
from typing import IO

import PySide6
from PySide6.QtCore import QLockFile, QObject, Qt, Signal

from engine import VERSION

_PREFIX, _SUFFIX = "crash", ".txt"


def _lock_of(path: Path) -> QLockFile:
    """Return what tells whether the process that writes there is still running, however old its lock may be."""
    lock = QLockFile(str(path.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    return lock


def details_without_values(kind: type[BaseException], trace: TracebackType | None, evidence: str) -> str:
    """Return where the program failed: types, files and lines. Messages of exceptions may hold values and stay out."""
    lines = [
        f"Beamside {VERSION}, evidence {evidence}",
        f"Python {platform.python_version()}, Qt {PySide6.__version__}, {platform.system()} {platform.machine()}",
        f"{kind.__module__}.{kind.__qualname__}",
    ]
    for frame in traceback.extract_tb(trace):
        parts = Path(frame.filename).parts
        where = "/".join(parts[-3:]) if len(parts) > 3 else frame.filename
        lines.append(f"  {where}, line {frame.lineno}, in {frame.name}")
    return "\n".join(lines)


class CrashReporter(QObject):
    """Takes exceptions that nobody else took, from any thread, and tells of them on the main thread.

    Signals
    -------
    failed : the details.
    """

    failed = Signal(str)
    _failed_somewhere = Signal(str)

    def __init__(self, folder: Path, evidence: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._evidence = evidence
        self._folder = folder
        # Of this process alone: two windows may be open, and one of them may fail.
        self._path = folder / f"{_PREFIX}-{uuid.uuid4().hex}{_SUFFIX}"
        self._lock = _lock_of(self._path)
        self._stream: IO[str] | None = None
        self._previous_hook = sys.excepthook
        self._previous_thread_hook = threading.excepthook
        # Queued, since an exception may come from any thread and from the midst of painting.
        self._failed_somewhere.connect(self.failed, Qt.ConnectionType.QueuedConnection)

    def left_behind(self) -> str:
        """Return what sessions wrote that were killed by a fault, and forget it; those that still run keep theirs."""
        texts = []
        for path in sorted(self._folder.glob(f"{_PREFIX}*{_SUFFIX}")):
            lock = _lock_of(path)
            if path == self._path or not lock.tryLock(0):
                continue
            with contextlib.suppress(OSError, UnicodeDecodeError):
                # Empty where the process was killed from outside.
                texts.append(path.read_text(encoding="utf-8").strip())
            with contextlib.suppress(OSError):
                path.unlink()
            lock.unlock()
        return "\n".join(text for text in texts if text)

    def install(self) -> None:
        """Take over from now on; a fault in native code leaves a stack in a file for the next start."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.tryLock(0)
            self._stream = self._path.open("w", encoding="utf-8")
            faulthandler.enable(self._stream)
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception

    def uninstall(self) -> None:
        """Give back what was taken over; the session ended in good order."""
        sys.excepthook = self._previous_hook
        threading.excepthook = self._previous_thread_hook
        if self._stream is not None:
            faulthandler.disable()
            self._stream.close()
            self._stream = None
            with contextlib.suppress(OSError):
                self._path.unlink()
            self._lock.unlock()

    def _on_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous_hook(kind, error, trace)
            return
        details = details_without_values(kind, trace, self._evidence)
        with contextlib.suppress(Exception):
            sys.stderr.write(details + "\n")
        self._failed_somewhere.emit(details)

    def _on_thread_exception(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)
