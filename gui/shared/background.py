"""Work that takes longer than a keystroke, done off the main thread with frozen inputs and a frozen result."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from engine.reading.mistakes import UserMistake
from gui.shared.language import in_use


class WorkProblem(UserMistake):
    """The work could not be done for a reason that a person can understand."""


class Wanted:
    """Whether what is being made is still wanted: called off, or taken as done, whichever comes first and not both."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._called_off = False
        self._taken = False

    def call_off(self) -> bool:
        """A person no longer wants it; returns False where it is too late."""
        with self._lock:
            self._called_off = not self._taken
            return self._called_off

    def take(self) -> bool:
        """The worker is about to put it in its place; returns False where it was called off."""
        with self._lock:
            self._taken = not self._called_off
            return self._taken


class _Work(QRunnable):
    def __init__(self, number: int, work: Callable[[], Any], background: Background) -> None:
        super().__init__()
        self._number = number
        self._work = work
        self._background = background

    @Slot()
    def run(self) -> None:
        try:
            result = self._work()
        except UserMistake as error:
            self._background.work_failed.emit(self._number, in_use().of(error.said))
        except BaseException:
            self._background.work_failed.emit(self._number, "")
            raise
        else:
            self._background.work_done.emit(self._number, result)


class Background(QObject):
    """One piece of work at a time; a newer one makes the older one's result unwanted.

    Signals
    -------
    done : the result.
    failed : one sentence; empty where the program itself is at fault.
    busy_changed : whether work is being done.
    """

    done = Signal(object)
    failed = Signal(str)
    busy_changed = Signal(bool)

    # From the worker's thread to ours, with the number that tells whether the result is still wanted.
    work_done = Signal(int, object)
    work_failed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._number = 0
        self._busy = False
        self.work_done.connect(self._on_done)
        self.work_failed.connect(self._on_failed)

    @property
    def is_busy(self) -> bool:
        """Whether a result is awaited."""
        return self._busy

    def start(self, work: Callable[[], Any]) -> None:
        """Do this off the main thread; `work` may touch nothing that changes."""
        self._number += 1
        self._set_busy(busy=True)
        self._pool.start(_Work(self._number, work, self))

    def cancel(self) -> None:
        """The result is no longer wanted."""
        self._number += 1
        self._set_busy(busy=False)

    def finish(self) -> None:
        """Wait for what is being done: the window closes."""
        self.cancel()
        self._pool.waitForDone()

    def _on_done(self, number: int, result: object) -> None:
        if number == self._number:
            self._set_busy(busy=False)
            self.done.emit(result)

    def _on_failed(self, number: int, sentence: str) -> None:
        if number == self._number:
            self._set_busy(busy=False)
            self.failed.emit(sentence)

    def _set_busy(self, *, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
