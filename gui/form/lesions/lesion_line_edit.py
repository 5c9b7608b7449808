"""The line above the lesions on which they are typed as they are dictated."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from gui.form.editors.undo_keys import UndoKeysForTheWindow


class LesionLineEdit(QLineEdit):
    """Sizes with their segments, taken by Enter.

    Signals
    -------
    entered : the keyboard is here now.
    taken : what stands on the line, when Enter is pressed.
    """

    entered = Signal()
    taken = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("field.lesions.line")
        self.setClearButtonEnabled(True)
        self.installEventFilter(UndoKeysForTheWindow(self))
        self.installEventFilter(self)
        self.returnPressed.connect(self._on_return)

    def _on_return(self) -> None:
        self.taken.emit(self.text())

    # ------------------------------------------------------------ Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn:
            self.entered.emit()
        return super().eventFilter(watched, event)
