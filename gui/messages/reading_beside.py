"""Work that somebody waits for, done beside the window: it stays alive, says what it is doing, and takes a no.

Opening a sealed case derives a key, a summary may hold much to unpack, and a share may not answer at all. What is
quick shows nothing. For what is not, a dialog says so and can be cancelled; the window behind it takes no keys, so that
nothing can change meanwhile, and keeps painting.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from gui.shared.background import Wanted
from gui.shared.plain_text import PlainLabel, in_a_line

Result = TypeVar("Result")

#: What takes less long shows no dialog.
_QUICK_MS = 300


class NoLongerWantedError(Exception):
    """A person has cancelled what was being done."""


class _Waiting(QDialog):
    """Says what is being done, and lets a person cancel it."""

    def __init__(self, words: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("One moment"))
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        label = PlainLabel(in_a_line(words, 300), self)
        label.setWordWrap(True)
        progress = QProgressBar(self)
        progress.setRange(0, 0)
        progress.setTextVisible(False)
        progress.setAccessibleName(label.text())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addWidget(progress)
        layout.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)


class ReadingBeside(QObject):
    """Does one piece of work after the other on a thread of its own while the caller waits.

    Signals
    -------
    ended : from the worker's thread: the work with this number has a result, or has failed.
    """

    ended = Signal(int)

    def __init__(self, window: QWidget | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window = window
        self._loop: QEventLoop | None = None
        self._dialog: _Waiting | None = None
        self._has_ended = False
        self._number = 0
        self.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """Whether somebody waits here."""
        return self._loop is not None

    def do(self, work: Callable[[], Result], words: str) -> Result:
        """Return the result of the work, which may touch nothing that changes; `words` say what is being done.

        Raises
        ------
        NoLongerWantedError : a person has cancelled it; what it does is thrown away when it has ended.
        """
        if self.is_busy:
            raise NoLongerWantedError
        found: list[Result] = []
        failed: list[BaseException] = []
        wanted = Wanted()
        self._number = number = self._number + 1

        def run() -> None:
            try:
                found.append(work())
            except BaseException as error:  # noqa: BLE001 - raised again where it was asked for
                failed.append(error)
            if wanted.take():
                # The window may have gone meanwhile, and whoever waited with it.
                with contextlib.suppress(RuntimeError):
                    self.ended.emit(number)

        # A daemon: a share that never answers must not keep the program from ending.
        worker = threading.Thread(target=run, name="reading", daemon=True)
        self._wait(worker, words, wanted)
        if failed:
            raise failed[0]
        return found[0]

    def _wait(self, worker: threading.Thread, words: str, wanted: Wanted) -> None:
        self._loop, self._has_ended = QEventLoop(), False
        quick = QTimer()
        quick.setSingleShot(True)
        quick.timeout.connect(self._loop.quit)
        quick.start(_QUICK_MS)
        try:
            worker.start()
            # Keys and clicks wait until it is over.
            self._loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
            quick.stop()
            if not self._has_ended:
                self._ask_for_patience(words, wanted)
            worker.join()
        finally:
            quick.stop()
            self._loop = None

    def _ask_for_patience(self, words: str, wanted: Wanted) -> None:
        self._dialog = dialog = _Waiting(words, self._window)
        try:
            dialog.exec()
        finally:
            self._dialog = None
            dialog.deleteLater()
        if not self._has_ended and wanted.call_off():
            raise NoLongerWantedError

    def _on_ended(self, number: int) -> None:
        if number != self._number:
            return
        self._has_ended = True
        if self._dialog is not None:
            self._dialog.accept()
        if self._loop is not None:
            self._loop.quit()
