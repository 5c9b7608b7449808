"""Dialogs opened by a test: kept until it ends, and chosen in as a person does."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox


def shown(qtbot: Any, dialog: Any) -> Any:
    """Show a dialog, and let it go when the test ends."""
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog, before_close_func=lambda widget: widget.done(0))
    dialog.show()
    return dialog


def pick(box: QComboBox, row: int) -> None:
    """Choose one row of a box."""
    box.setCurrentIndex(row)
    box.activated.emit(row)
