"""The summary on paper: export, preview of the very same pages, and the text for the board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget

from engine.case.atomic_file import WriteError, write_atomically
from engine.case.case_file import Case
from engine.case.fields import FieldCatalogue
from gui.asking import Ask
from gui.assessment_controller import AssessmentController
from gui.background import Background, WorkProblem
from gui.message_bar import Answer, Message, MessageBar
from gui.settings_store import PaperSize, SettingsStore

if TYPE_CHECKING:
    from engine.findings.assessment import Assessment
    from engine.report.document_records import Document
    from gui.page_preview import PagePreview

_EXPORT = "export"


def _write(
    path: Path, assessment: Assessment, case: Case, fields: FieldCatalogue, resources: Path, size: PaperSize
) -> Path:
    # Imported here: typesetting is needed only now, and this is the worker's thread.
    from engine.report.pdf import ReportError, write_report

    today = dt.datetime.now().astimezone().date()
    try:
        write_report(path, assessment, case, fields, paper=size, data_date=today, print_date=today, resources=resources)
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
        settings: SettingsStore,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._controller = controller
        self._fields = fields
        self._resources = resources
        self._messages = messages
        self.ask = ask
        self._settings = settings
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
            self.background.start(partial(_write, path, *found, self._fields, self._resources, self._settings.paper))

    def preview(self, export: Callable[[], None]) -> PagePreview | None:
        """Show the pages in a window of their own."""
        found = self._newest()
        if found is None:
            return None
        from gui.page_preview import PagePreview

        dialog = PagePreview(*found, self._fields, self._resources, self._settings.paper, self._window)
        dialog.export_requested.connect(export)
        dialog.show()
        return dialog

    def copy_board_text(self) -> None:
        """Put the summary on the clipboard as plain text, and as Markdown for programs that take it."""
        document = self._document()
        if document is None:
            return
        from engine.report.board_text import as_markdown, as_plain_text

        today = dt.datetime.now().astimezone().date()
        both = QMimeData()
        both.setText(as_plain_text(document, data_date=today, print_date=today))
        both.setData("text/markdown", as_markdown(document, data_date=today, print_date=today).encode())
        QApplication.clipboard().setMimeData(both)
        self._messages.show_message(Message(_EXPORT, self.tr("The text for the board is on the clipboard.")))

    def copy_board_markdown(self) -> None:
        """Put the summary on the clipboard as Markdown."""
        document = self._document()
        if document is None:
            return
        from engine.report.board_text import as_markdown

        today = dt.datetime.now().astimezone().date()
        QApplication.clipboard().setText(as_markdown(document, data_date=today, print_date=today))
        self._messages.show_message(Message(_EXPORT, self.tr("The Markdown for the board is on the clipboard.")))

    def export_tables(self, folder: Path) -> None:
        """Write the tables of the summary as CSV files into a folder."""
        document = self._document()
        if document is None:
            return
        from engine.report.board_text import tables_as_csv

        tables = tables_as_csv(document)
        try:
            for name, text in tables.items():
                write_atomically(folder / (name if name.endswith(".csv") else f"{name}.csv"), text.encode("utf-8-sig"))
        except WriteError as error:
            self._messages.show_message(Message(_EXPORT, str(error), "problem"))
            return
        words = self.tr("{number} tables have been written as CSV.").format(number=len(tables))
        self._messages.show_message(Message(_EXPORT, words))

    def _document(self) -> Document | None:
        found = self._newest()
        if found is None:
            return None
        from engine.report.document import build_document

        return build_document(*found, self._fields, long=False)

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
        show = _OpenFolder(Path(str(path)).parent, self)
        answers = (Answer(self.tr("Open the folder"), show.open),)
        self._messages.show_message(Message(_EXPORT, words.format(name=name), answers=answers))

    def _on_failed(self, sentence: str) -> None:
        words = sentence or self.tr("The PDF could not be written.")
        self._messages.show_message(Message(_EXPORT, words, "problem", (Answer(self.tr("Close")),)))


class _OpenFolder(QObject):
    """The answer that shows the folder of what was written, in the system's own file manager."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder

    def open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
