"""The command of this room: the versions of the evidence, in a dialog beside the work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from engine.case.case import Case
from engine.evidence.library import Library
from gui.document.case_document import CaseDocument
from gui.messages.message_bar import Message, MessageBar
from gui.messages.questions import Ask

if TYPE_CHECKING:
    from engine.commands.shared.command_context import CommandContext
    from gui.evidence_packs.pack_dialog import PackDialog


class PackCommands(QObject):
    """Opens the dialog; a window that was not told where packs are kept has none.

    Attributes
    ----------
    command_context : where packs are kept and keys are trusted; given by whoever starts the window.
    """

    def __init__(
        self, document: CaseDocument, library: Library, ask: Ask, messages: MessageBar, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document = document
        self._library = library
        self._ask = ask
        self._messages = messages
        self._window = window
        self.command_context: CommandContext | None = None
        self.dialog: PackDialog | None = None

    def open(self) -> None:
        """Show the versions of the evidence."""
        self.show_versions()

    def show_versions(self) -> PackDialog | None:
        """Open the dialog; None where nothing is known of packs."""
        if self.command_context is None:
            self._messages.show_message(Message("evidence", self.tr("This window knows of no evidence packs.")))
            return None
        # Imported here: most days nobody looks at packs.
        from gui.evidence_packs.pack_dialog import PackDialog

        dialog = PackDialog(
            self.command_context, self._case, self._ask.evidence_pack, self._library.version, self._window
        )
        dialog.version_chosen.connect(self._on_chosen)
        self.dialog = dialog
        dialog.show()
        return dialog

    def look_at(self, path: Path) -> None:
        """Show what a pack would change."""
        dialog = self.show_versions()
        if dialog is not None:
            dialog.look_at(path)

    def _case(self) -> Case:
        return self._document.case

    def _on_chosen(self, version: str) -> None:
        if version == self._library.version:
            self._messages.take_back("evidence")
            return
        words = self.tr("Evidence {version} is used from the next start; this window goes on with {shown}.")
        self._messages.show_message(Message("evidence", words.format(version=version, shown=self._library.version)))
