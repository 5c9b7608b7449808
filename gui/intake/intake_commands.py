"""The commands of this room: import a record, read values from text; one step to undo each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gui.document.case_dialogs import close_with_case
from gui.document.case_document import CaseDocument
from gui.look.appearance import Appearance
from gui.messages.questions import Ask

if TYPE_CHECKING:
    from gui.intake.letter_dialog import LetterDialog
    from gui.intake.offers import Offer
    from gui.intake.record_dialog import RecordDialog


class IntakeCommands(QObject):
    """Opens the dialogs and writes into the document what a person has agreed to."""

    def __init__(
        self, document: CaseDocument, resources: Path, appearance: Appearance, ask: Ask, window: QWidget
    ) -> None:
        super().__init__(window)
        self._document = document
        self._resources = resources
        self._appearance = appearance
        self._ask = ask
        self._window = window
        self.record: RecordDialog | None = None
        self.letter: LetterDialog | None = None

    def choose_and_import(self) -> None:
        """Ask for the file of a record and read it."""
        path = self._ask.record_file()
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Read this record in a dialog beside the work."""
        # Imported here: most cases are typed.
        from gui.intake.record_dialog import RecordDialog

        dialog = RecordDialog(path, self._document, self._resources, self._window)
        dialog.values_agreed.connect(self._on_record)
        close_with_case(dialog, self._document)
        self.record = dialog
        dialog.show()

    def open_letter(self) -> None:
        """Open the box for lines of a letter."""
        from gui.intake.letter_dialog import LetterDialog

        dialog = LetterDialog(self._document, self._resources, self._appearance.theme, self._window)
        dialog.values_agreed.connect(self._on_letter)
        close_with_case(dialog, self._document)
        self.letter = dialog
        dialog.show()

    def _on_record(self, offers: tuple[Offer, ...]) -> None:
        self._take(offers, self.tr("values from a record"))

    def _on_letter(self, offers: tuple[Offer, ...]) -> None:
        self._take(offers, self.tr("values from text"))

    def _take(self, offers: tuple[Offer, ...], words: str) -> None:
        values = tuple((offer.field_id, offer.value, offer.origin) for offer in offers)
        self._document.set_read_values(values, words)
