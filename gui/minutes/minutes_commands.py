"""The command of this room: write down what the board decided, as one step that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from engine.case.decision import Decision
from gui.case_document import CaseDocument

if TYPE_CHECKING:
    from gui.minutes.decision_dialog import DecisionDialog


class MinutesCommands(QObject):
    """Opens the dialog of the decision."""

    def __init__(self, document: CaseDocument, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._window = window
        self.dialog: DecisionDialog | None = None

    def open(self) -> None:
        """Write down the decision, or change it."""
        # Imported here: the board decides at the end.
        from gui.minutes.decision_dialog import DecisionDialog

        dialog = DecisionDialog(self._document, self._window)
        dialog.decided.connect(self._on_decided)
        self.dialog = dialog
        dialog.show()

    def _on_decided(self, decision: Decision) -> None:
        self._document.set_decision(decision)
