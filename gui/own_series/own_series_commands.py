"""The command of this room: the window of a department's own series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from gui.look.appearance import Appearance

if TYPE_CHECKING:
    from gui.own_series.own_series_dialog import OwnSeriesDialog


class OwnSeriesCommands(QObject):
    """Opens the window."""

    def __init__(self, fields: FieldCatalogue, library: Library, appearance: Appearance, window: QWidget) -> None:
        super().__init__(window)
        self._fields = fields
        self._library = library
        self._appearance = appearance
        self._window = window
        self.dialog: OwnSeriesDialog | None = None

    def open(self) -> None:
        """Open the window."""
        # Imported here: it draws with a library that takes long to load.
        from gui.own_series.own_series_dialog import OwnSeriesDialog

        self.dialog = OwnSeriesDialog(self._fields, self._library, self._appearance.theme, self._window)
        self.dialog.show()
