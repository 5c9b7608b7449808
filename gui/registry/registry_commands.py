"""The command of this room: the window of a registry, and a row of it opened as a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from engine.evidence.library import Library
from gui.document.case_document import CaseDocument
from gui.files.case_files import CaseFiles

if TYPE_CHECKING:
    from engine.registry.first_look import SeenRow
    from gui.registry.registry_dialog import RegistryDialog


class RegistryCommands(QObject):
    """Opens the window of a registry; a row becomes a new case, once unsaved changes are seen to."""

    def __init__(
        self, document: CaseDocument, library: Library, resources: Path, files: CaseFiles, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document = document
        self._library = library
        self._resources = resources
        self._files = files
        self._window = window
        self.dialog: RegistryDialog | None = None

    def open(self) -> None:
        """Open the window."""
        # Imported here: most sittings look at one patient after the other.
        from gui.registry.registry_dialog import RegistryDialog

        dialog = RegistryDialog(self._document.fields, self._library, self._resources, self._window)
        dialog.row_requested.connect(self._on_row)
        self.dialog = dialog
        dialog.show()

    def _on_row(self, row: SeenRow) -> None:
        # The id stays in the registry: a case names nobody.
        if self._files.may_leave():
            self._document.replace_case(row.case, modified=True)
            self._files.belongs_to(None)
            self._window.activateWindow()
