"""The list in a cell of the lesion table, and the keys that choose in it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QWidget

from engine.case.fields import FieldSpec


def meant_by_key(spec: FieldSpec, text: str) -> Any:
    """Return the value that a key chooses in a cell: Y or N, a segment's number; None where it chooses nothing."""
    if spec.kind == "flag":
        answers = {_yes()[:1].casefold(): True, _no()[:1].casefold(): False}
        return answers.get(text.casefold())
    return next((choice.value for choice in spec.choices if str(choice.value) == text), None)


def _yes() -> str:
    return QCoreApplication.translate("CellChoice", "Yes")


def _no() -> str:
    return QCoreApplication.translate("CellChoice", "No")


class CellChoice(QComboBox):
    """Takes the same keys as the cell below it, and stays open for Tab.

    Attributes
    ----------
    is_answering_a_key : `activated` comes from a key, not from the list.
    """

    def __init__(self, spec: FieldSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self._spec = spec
        self.is_answering_a_key = False
        self.addItem(self.tr("Not known"))
        if spec.kind == "flag":
            self.addItem(_yes(), True)
            self.addItem(_no(), False)
        for choice in spec.choices:
            self.addItem(choice.label, choice.value)

    def show_value(self, value: Any) -> None:
        """Show this value; None is "not known"."""
        self.setCurrentIndex(max(self.findData(value), 0) if value is not None else 0)

    def _choose(self, place: int) -> None:
        self.setCurrentIndex(place)
        self.activated.emit(place)

    # ------------------------------------------------------------ Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.is_answering_a_key = True
        meant = meant_by_key(self._spec, event.text())
        if meant is not None:
            self._choose(self.findData(meant))
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._choose(0)
        else:
            super().keyPressEvent(event)
        self.is_answering_a_key = False
