"""The command of this room: the window of a digitised curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gui.look.appearance import Appearance
from gui.shared.settings_store import SettingsStore

if TYPE_CHECKING:
    from gui.digitised.digitised_dialog import DigitisedDialog


class DigitisedCommands(QObject):
    """Opens the window."""

    def __init__(self, appearance: Appearance, settings: SettingsStore, window: QWidget) -> None:
        super().__init__(window)
        self._appearance = appearance
        self._settings = settings
        self._window = window
        self.dialog: DigitisedDialog | None = None

    def open(self) -> None:
        """Open the window."""
        # Imported here: it draws with a library that takes long to load.
        from gui.digitised.digitised_dialog import DigitisedDialog

        self.dialog = DigitisedDialog(self._appearance.theme, self._settings, self._window)
        self.dialog.show()
