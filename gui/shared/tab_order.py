"""The Tab key goes in reading order, whenever a control was made."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def controls_in_order(widget: QWidget) -> list[QWidget]:
    """Return the controls below a widget that can take the keyboard, in the order of their creation."""
    window = widget.window()
    return [
        child
        for child in widget.findChildren(QWidget)
        if child.focusPolicy() & Qt.FocusPolicy.ClickFocus and child.window() is window
    ]


def order_tabs(first: QWidget, parts: Iterable[QWidget]) -> None:
    """Let the Tab key go from `first` through all controls of these parts."""
    last = first
    for part in parts:
        for control in controls_in_order(part):
            QWidget.setTabOrder(last, control)
            last = control
