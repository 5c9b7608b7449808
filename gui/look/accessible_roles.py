"""What Qt cannot know of our widgets: figures are charts or graphics, one of several buttons is a radio button.

Qt makes of a bare widget a filler that assistive tools pass over, and of every button that stays down a toggle. A
widget says with `is_a` what it is; its interface is made when an assistive tool asks for it.
"""

from __future__ import annotations

from typing import Any, Literal

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleActionInterface
from PySide6.QtWidgets import QAbstractButton, QAccessibleWidget, QWidget

Kind = Literal["chart", "graphic", "status", "radio", "check", "entry"]

_KIND, _INVALID = "accessibleKind", "accessibleInvalid"
_ROLES = {
    "chart": QAccessible.Role.Chart,
    "graphic": QAccessible.Role.Graphic,
    "status": QAccessible.Role.StaticText,
    "radio": QAccessible.Role.RadioButton,
    "check": QAccessible.Role.CheckBox,
    "entry": QAccessible.Role.Grouping,
}
#: Qt keeps only the C++ half of an interface for as long as its widget lives; the Python half is kept here
_kept: list[QAccessibleWidget] = []
_is_installed = False


def is_a(widget: QWidget, kind: Kind) -> None:
    """Say what a widget is to assistive tools; before one of them has asked."""
    widget.setProperty(_KIND, kind)


def show_invalid(widget: QWidget, *, invalid: bool) -> None:
    """Say whether what was entered here cannot be used."""
    if bool(widget.property(_INVALID)) != invalid:
        widget.setProperty(_INVALID, invalid)


def install() -> None:
    """Answer assistive tools for widgets that have said what they are; once for the whole program."""
    global _is_installed  # noqa: PLW0603 - Qt keeps one list of factories for the program, too
    if not _is_installed:
        _is_installed = True
        QAccessible.installFactory(_interface_of)


class _Widget(QAccessibleWidget):
    """A widget in a role of ours, with what Qt knows of it otherwise."""

    def __init__(self, widget: QWidget, kind: str) -> None:
        super().__init__(widget, _ROLES[kind])
        self._kind = kind

    def state(self) -> QAccessible.State:
        found = super().state()
        widget = self.widget()
        if bool(widget.property(_INVALID)):
            found.invalid = 1
        return found


class _Choice(_Widget):
    """A button that is one of several: on or off, and pressed by a tool as by a person."""

    def state(self) -> QAccessible.State:
        found = super().state()
        button = self.widget()
        if isinstance(button, QAbstractButton):
            found.checkable = 1
            found.checked = int(button.isChecked())
        return found

    def actionNames(self) -> list[str]:
        return [QAccessibleActionInterface.pressAction(), *super().actionNames()]

    def doAction(self, name: str) -> None:
        button = self.widget()
        if name == QAccessibleActionInterface.pressAction() and isinstance(button, QAbstractButton):
            button.click()
        else:
            super().doAction(name)


def _interface_of(_class_name: str, thing: QObject | None) -> Any:
    if not isinstance(thing, QWidget):
        return None
    kind = thing.property(_KIND)
    if kind not in _ROLES:
        return None
    made = (_Choice if kind in ("radio", "check") else _Widget)(thing, kind)
    _kept.append(made)
    return made
