"""Undo and redo belong to the case, not to the single line of text where the keyboard happens to be."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence


class UndoKeysForTheWindow(QObject):
    """An event filter for text controls: their own undo would differ from what the menu says."""

    # ------------------------------------------------------------ Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return is_undo_key(event) or super().eventFilter(watched, event)


def is_undo_key(event: QEvent) -> bool:
    """Whether a text control is about to claim undo or redo; then the claim is waived."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
    if not any(event.matches(key) for key in keys):
        return False
    event.ignore()
    return True
