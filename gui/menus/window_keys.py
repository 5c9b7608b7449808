"""The keys of the commands work in a text field too, where the system would give them to the text."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

#: keys that mean something else in a text than in the table of lesions: there the table has them, elsewhere the text
_OF_THE_TEXT = frozenset({"Ctrl+Del", "Ctrl+D"})


class WindowKeys(QObject):
    """Waives a text field's claim to the key of a command: on some systems Ctrl+E is the end of the line.

    It watches the one text field of the window where the keyboard is. Undo and redo are not its business: a field
    decides whether they are its own.
    """

    def __init__(self, commands: Iterable[QAction], window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        own = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
        left = {key.toString() for one in own for key in QKeySequence.keyBindings(one)}
        keys = {key.toString() for command in commands for key in command.shortcuts()}
        self._keys = keys - left - {"Ctrl+Shift+Z", "Ctrl+Y"}
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def _on_focus_changed(self, before: QWidget | None, now: QWidget | None) -> None:
        if isinstance(before, (QLineEdit, QPlainTextEdit, QTextEdit)):
            before.removeEventFilter(self)
        if isinstance(now, (QLineEdit, QPlainTextEdit, QTextEdit)) and now.window() is self._window:
            now.installEventFilter(self)

    # ------------------------------------------------------------ Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = QKeySequence(event.keyCombination()).toString()
        if key in _OF_THE_TEXT and not watched.property("cellEditor"):
            # Deleting a word of the notes must not delete a lesion.
            event.accept()
            return True
        is_waived = key in self._keys
        if is_waived:
            event.ignore()
        return is_waived or super().eventFilter(watched, event)
