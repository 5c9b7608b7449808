"""From a treatment plan to the case: choose files, agree to what was read, one step to undo."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from engine.evidence.library import Library
from gui.document.case_dialogs import close_with_case
from gui.document.case_document import CaseDocument
from gui.look.appearance import Appearance
from gui.messages.questions import Ask
from gui.shared.language import in_use
from gui.shared.settings_store import SettingsStore

if TYPE_CHECKING:
    from gui.plan_import.plan_dialog import PlanDialog, ReadValue


class PlanCommand(QObject):
    """Opens the plan's dialog and writes into the document what a person has agreed to."""

    def __init__(
        self,
        document: CaseDocument,
        library: Library,
        resources: Path,
        appearance: Appearance,
        ask: Ask,
        settings: SettingsStore,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._library = library
        self._resources = resources
        self._appearance = appearance
        self._ask = ask
        self._settings = settings
        self._window = window
        self.dialog: PlanDialog | None = None

    def choose_and_read(self) -> None:
        """Ask for the plan's files and read them."""
        paths = self._ask.plan_files()
        if paths:
            self.read(paths)

    def read(self, paths: Sequence[Path]) -> None:
        """Read these files in a dialog beside the work."""
        # Imported here: reading DICOM is needed only now.
        from gui.plan_import.plan_dialog import PlanDialog

        dialog = PlanDialog(
            tuple(paths),
            self._document.shown_fields,
            self._appearance.theme,
            self._resources,
            self._limit_ml(),
            self._document.case,
            self._settings,
            self._window,
            {source.id: in_use().of(source.short) for source in self._library.sources.values()},
        )
        dialog.values_agreed.connect(self._on_agreed)
        close_with_case(dialog, self._document)
        self.dialog = dialog
        dialog.show()

    def _limit_ml(self) -> float | None:
        """The published limit of spared liver, to be shown on the curve."""
        rules = (criterion.rule for criterion in self._library.criteria.values())
        return next((rule.limit for rule in rules if rule.kind == "spared_liver"), None)

    def _on_agreed(self, values: tuple[ReadValue, ...]) -> None:
        self._document.set_read_values(tuple((read.field_id, read.value, read.origin) for read in values))
