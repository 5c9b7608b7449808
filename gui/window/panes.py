"""F6: from one part of the window to the next, each remembering where the keyboard was."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget


class Panes(QObject):
    """The parts of the window in reading order; hidden ones are passed over."""

    def __init__(self, panes: Sequence[QWidget], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._panes = tuple(panes)
        self._last: dict[QWidget, QWidget] = {}

    def go(self, steps: int) -> None:
        """Go so many parts on."""
        here = self._place(QApplication.focusWidget())
        order = range(1, len(self._panes) + 1)
        for step in order:
            place = (here + step * steps) % len(self._panes) if here >= 0 else (step - 1 if steps > 0 else -step)
            pane = self._panes[place]
            if pane.isVisible() and self._enter(pane):
                return

    def _place(self, focus: QWidget | None) -> int:
        for place, pane in enumerate(self._panes):
            if focus is not None and (pane is focus or pane.isAncestorOf(focus)):
                self._last[pane] = focus
                return place
        return -1

    def _enter(self, pane: QWidget) -> bool:
        target = self._last.get(pane)
        if target is None or not target.isVisible() or not target.isEnabled():
            target = _first_focusable(pane)
        if target is None:
            return False
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True


def _first_focusable(pane: QWidget) -> QWidget | None:
    """Return the first control in reading order that the Tab key would reach."""
    widget: QWidget | None = pane
    while widget is not None:
        is_inside = widget is pane or pane.isAncestorOf(widget)
        reachable = is_inside and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if reachable and widget.isVisibleTo(pane) and widget.isEnabled():
            return widget
        widget = widget.nextInFocusChain()
        if widget is pane:
            break
    return None
