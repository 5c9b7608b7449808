"""What a command is: its words, its key, its place in the menus."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes
    ----------
    menu : id of the menu where it stands, in the order of the table; "-" in front begins a new part.
    keys : standard keys of the system or texts such as "Ctrl+E"; the first is shown.
    tip : one sentence for the status bar.
    """

    id: str
    menu: str
    text: str
    keys: tuple[QKeySequence.StandardKey | str, ...] = ()
    tip: str = ""
    checkable: bool = False


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Mark a text for the translators; it is translated where it is shown."""
    return text
