"""What belongs to the case and not to the single line of text where it happens: undo, redo, and files dropped there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QKeyEvent, QKeySequence

from gui.shared.dropped_files import dropped_paths


class UndoKeysForTheWindow(QObject):
    """An event filter for text controls: their own undo would differ from what the menu says.

    A file that is dropped on them would be typed as its name; the window opens it.
    """

    # ------------------------------------------------------------ Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return is_for_the_window(event) or super().eventFilter(watched, event)


def is_for_the_window(event: QEvent) -> bool:
    """Whether a text control is about to claim undo, redo or files; then the claim is waived."""
    return is_undo_key(event) or _brings_files(event)


def _brings_files(event: QEvent) -> bool:
    if not isinstance(event, QDragMoveEvent | QDropEvent) or not dropped_paths(event.mimeData()):
        return False
    event.ignore()
    return True


def is_undo_key(event: QEvent) -> bool:
    """Whether a text control is about to claim undo or redo; then the claim is waived."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    keys = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
    if not any(event.matches(key) for key in keys):
        return False
    event.ignore()
    return True
