"""A list that opens and that neither a passing wheel nor a held key changes."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from gui.form.editors.type_ahead import UNKNOWN_KEY, TypeAhead
from gui.shared.plain_text import tip


class CalmComboBox(QComboBox):
    """A combo box that a turn of the wheel changes only where the keyboard already is, and letters at once.

    Signals
    -------
    unknown_requested : a person has pressed Delete, Backspace or "?".
    not_understood : letters that mean no entry, or several.
    settled : letters have chosen an entry, or "?" said that there is none, and no further letter can change it.
    """

    unknown_requested = Signal()
    not_understood = Signal(str)
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._type_ahead: TypeAhead | None = None
        self.currentTextChanged.connect(self._on_text_changed)

    def _on_text_changed(self, text: str) -> None:
        self.setToolTip(tip(text))

    def _choose_by_letter(self, letter: str) -> None:
        if self._type_ahead is None:
            # The first entry is "not known".
            self._type_ahead = TypeAhead([self.itemText(place) for place in range(1, self.count())])
        by_place = self._type_ahead.by_place(letter)
        meant = self._type_ahead.take(letter) if by_place is None else by_place
        if meant is not None:
            self.setCurrentIndex(meant + 1)
            self.activated.emit(meant + 1)
            if by_place is not None or self._type_ahead.is_settled:
                self.settled.emit()
        elif not self._type_ahead.waits:
            self.not_understood.emit(letter)

    # ------------------------------------------------------------ Qt

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._type_ahead is not None and (left := self._type_ahead.forget()):
            self.not_understood.emit(left)

    def minimumSizeHint(self) -> QSize:
        # A long entry may be cut off in a narrow form; its tip and the list that opens show it whole.
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().averageCharWidth() * 14), hint.height())

    def showPopup(self) -> None:
        # As wide as its longest entry, however narrow the box is.
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + view.verticalScrollBar().sizeHint().width())
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        others = ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) or letter == UNKNOWN_KEY:
            self.unknown_requested.emit()
            if letter == UNKNOWN_KEY:
                self.settled.emit()
        elif letter.strip() and event.isAutoRepeat():
            # A key that is held answers one question, not those that follow as well.
            event.accept()
        elif letter.strip() and letter.isprintable() and not event.modifiers() & others:
            self._choose_by_letter(letter)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
