"""Tells assistive tools, politely and not at every keystroke, when a verdict changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from engine.case.case import Case
from engine.findings.wording import MODALITY_SHORT, VERDICT_WORDS
from gui.messages.speech import announce

if TYPE_CHECKING:
    from engine.findings.assessment import Assessment

#: Typing has come to rest.
_PAUSE_MS = 900


class Announcer(QObject):
    """Compares verdicts once typing has come to rest.

    Signals
    -------
    announced : what was said.
    """

    announced = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._said: dict[str, str] | None = None
        self._newest: dict[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setObjectName("announce")
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._announce_changes)

    def take(self, assessment: Assessment, _case: Case) -> None:
        """Take a new assessment; what changed is said a little later."""
        self._newest = {option.modality: option.verdict for option in assessment.options}
        if self._said is None:
            self._said = self._newest
        elif self._newest != self._said:
            self._timer.start()
        else:
            self._timer.stop()

    def begin_anew(self) -> None:
        """Another case is open: its verdicts are no news."""
        self._said = None
        self._timer.stop()

    def say(self, text: str) -> None:
        """Say something at once, politely."""
        announce(self._window, text)
        self.announced.emit(text)

    def stop(self) -> None:
        """Say nothing more."""
        self._timer.stop()

    def _announce_changes(self) -> None:
        before, self._said = self._said or {}, self._newest
        changed = [name for name, verdict in self._newest.items() if before.get(name) != verdict]
        if changed:
            parts = (
                f"{MODALITY_SHORT[name]}: {VERDICT_WORDS[self._newest[name]]}"  # type: ignore[index]
                for name in changed
            )
            self.say(f"{'; '.join(parts)}.")
