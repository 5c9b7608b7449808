"""The summary on paper: export, preview of the very same pages, and the text for the board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from engine.case.atomic_file import WriteError
from engine.case.case_file import Case
from engine.case.fields import FieldCatalogue
from gui.asking import Ask
from gui.assessment_controller import AssessmentController
from gui.background import Background, WorkProblem
from gui.message_bar import Answer, Message, MessageBar

if TYPE_CHECKING:
    from engine.findings.assessment import Assessment
    from gui.page_preview import PagePreview

_EXPORT = "export"


def _write(path: Path, assessment: Assessment, case: Case, fields: FieldCatalogue, resources: Path) -> Path:
    # Imported here: typesetting is needed only now, and this is the worker's thread.
    from engine.report.pdf import ReportError, write_report

    today = dt.datetime.now().astimezone().date()
    try:
        write_report(path, assessment, case, fields, data_date=today, print_date=today, resources=resources)
    except (WriteError, ReportError) as error:
        raise WorkProblem(str(error)) from error
    return path


class Paper(QObject):
    """What goes out of the window.

    Signals
    -------
    busy_changed : whether a PDF is being written.
    """

    busy_changed = Signal(bool)

    def __init__(
        self,
        controller: AssessmentController,
        fields: FieldCatalogue,
        resources: Path,
        messages: MessageBar,
        ask: Ask,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._controller = controller
        self._fields = fields
        self._resources = resources
        self._messages = messages
        self.ask = ask
        self._window = window
        self.background = Background(self)
        self.background.done.connect(self._on_written)
        self.background.failed.connect(self._on_failed)
        self.background.busy_changed.connect(self.busy_changed)

    def export(self, suggestion: str) -> None:
        """Ask where, and write the PDF off the main thread."""
        found = self._newest()
        if found is None:
            return
        path = self.ask.file_to_export(suggestion)
        if path is not None:
            self.background.start(partial(_write, path, *found, self._fields, self._resources))

    def preview(self, export: Callable[[], None]) -> PagePreview | None:
        """Show the pages in a window of their own."""
        found = self._newest()
        if found is None:
            return None
        from gui.page_preview import PagePreview

        dialog = PagePreview(*found, self._fields, self._resources, self._window)
        dialog.export_requested.connect(export)
        dialog.show()
        return dialog

    def copy_board_text(self) -> None:
        """Put the summary as plain text on the clipboard."""
        found = self._newest()
        if found is None:
            return
        from engine.report.board_text import as_plain_text
        from engine.report.document import build_document

        today = dt.datetime.now().astimezone().date()
        document = build_document(*found, self._fields, long=False)
        QApplication.clipboard().setText(as_plain_text(document, data_date=today, print_date=today))
        self._messages.show_message(Message(_EXPORT, self.tr("The text for the board is on the clipboard.")))

    def finish(self) -> None:
        """Wait for a PDF that is being written."""
        self.background.finish()

    def _newest(self) -> tuple[Assessment, Case] | None:
        self._controller.assess_now()
        assessment, case = self._controller.assessment, self._controller.assessed_case
        return (assessment, case) if assessment is not None and case is not None else None

    def _on_written(self, path: object) -> None:
        name = Path(str(path)).name
        words = self.tr("“{name}” has been written. It carries the case: opened here, it gives it back.")
        self._messages.show_message(Message(_EXPORT, words.format(name=name)))

    def _on_failed(self, sentence: str) -> None:
        words = sentence or self.tr("The PDF could not be written.")
        self._messages.show_message(Message(_EXPORT, words, "problem", (Answer(self.tr("Close")),)))
