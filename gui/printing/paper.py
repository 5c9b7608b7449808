"""The summary on paper: export, preview of the very same pages, and the text for the board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QMimeData, QObject, QPoint, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files.atomic_file import WriteCancelled, WriteError, write_all_atomically
from engine.findings.wording import join_words
from gui.document.assessment_controller import AssessmentController
from gui.messages.message_bar import Answer, Message
from gui.printing.desk import Desk
from gui.shared.background import Background, Wanted, WorkProblem
from gui.shared.language import in_use
from gui.shared.settings_store import PaperSize

if TYPE_CHECKING:
    from engine.findings.assessment import Assessment
    from engine.report.tree.document_records import Document
    from gui.printing.page_preview import PagePreview

_EXPORT = "export"
_SLOW_MS = 400


def _write(
    path: Path, wanted: Wanted, assessment: Assessment, case: Case, desk: Desk, size: PaperSize, *, sealed: bool = False
) -> Written | None:
    # Imported here: typesetting is needed only now, and this is the worker's thread.
    from engine.report.writers.pdf import write_report

    write = partial(write_report, sealed=sealed)
    is_written = _typeset(write, path, wanted, assessment, case, desk, size)
    return Written(path.parent, name=path.name, is_open_copy=sealed) if is_written else None


def _write_patient_sheet(
    path: Path, wanted: Wanted, assessment: Assessment, case: Case, desk: Desk, size: PaperSize
) -> Written | None:
    from engine.report.writers.pdf import write_patient_sheet

    is_written = _typeset(write_patient_sheet, path, wanted, assessment, case, desk, size)
    return Written(path.parent, name=path.name, for_patient=True) if is_written else None


def _typeset(
    write: Callable[..., None],
    path: Path,
    wanted: Wanted,
    assessment: Assessment,
    case: Case,
    desk: Desk,
    size: PaperSize,
) -> bool:
    """Write the pages of a case, of today; False where they are not wanted any more.

    Raises
    ------
    WorkProblem : they cannot be made or written, in one sentence.
    """
    from engine.report.summary.patient_sheet import NothingPlannedError
    from engine.report.writers.pdf import ReportError

    today = dt.datetime.now().astimezone().date()
    try:
        write(
            path,
            assessment,
            case,
            desk.fields,
            paper=size,
            data_date=today,
            print_date=today,
            resources=desk.resources,
            wanted=wanted.take,
            language=in_use(),
        )
    except WriteCancelled:
        return False
    except (WriteError, ReportError, NothingPlannedError) as error:
        raise WorkProblem(*error.problems) from error
    return True


def _write_tables(
    folder: Path, wanted: Wanted, assessment: Assessment, case: Case, fields: FieldCatalogue
) -> Written | None:
    from engine.report.summary.document import build_document
    from engine.report.writers.board_text import tables_as_csv

    tables = tables_as_csv(build_document(assessment, case, fields, long=False))
    files = {
        folder / (name if name.endswith(".csv") else f"{name}.csv"): text.encode("utf-8-sig")
        for name, text in tables.items()
    }
    try:
        write_all_atomically(files, wanted.take)
    except WriteCancelled:
        return None
    except WriteError as error:
        raise WorkProblem(*error.problems) from error
    return Written(folder, tables=len(files))


@dataclass(frozen=True, slots=True)
class Written:
    """What has been written: the summary by this name, so many tables, a figure, or the files of the minutes.

    `is_open_copy`: the case inside the summary is not sealed, though its own file is. `cases` are those of a meeting
    whose pages are in the file, and those that could not be read.
    """

    folder: Path
    name: str = ""
    is_open_copy: bool = False
    tables: int = 0
    figure: str = ""
    minutes: tuple[str, ...] = ()
    for_patient: bool = False
    cases: tuple[int, int] | None = None

    @property
    def in_words(self) -> str:
        """A sentence that says so."""
        if self.tables:
            return _words("{number} tables have been written as CSV.").format(number=self.tables)
        if self.figure:
            return _words("The figure has been written as “{name}”.").format(name=self.figure)
        if self.minutes:
            words = _words("The minutes have been written: {names}.").format(names=join_words(self.minutes))
            sealed = _words("The case inside the PDF is not sealed: whoever has it can open it.")
            return f"{words} {sealed}" if self.is_open_copy else words
        if self.cases is not None:
            return _cases_in_words(self.name, *self.cases)
        words = _words("“{name}” has been written. It carries the case: opened here, it gives it back.")
        if self.for_patient:
            words = _words(
                "“{name}” has been written. It is to be explained by a clinician; the case is not inside it."
            )
        if self.is_open_copy:
            words = _words("“{name}” has been written. The case inside it is not sealed: whoever has it can open it.")
        return words.format(name=self.name)


def _cases_in_words(name: str, printed: int, missing: int) -> str:
    words = _words("“{name}” has been written, with the pages of {printed} cases.")
    if printed == 1:
        words = _words("“{name}” has been written, with the pages of 1 case.")
    if missing:
        words += _words(" {missing} could not be read: the list on its first page says why.")
    return words.format(name=name, printed=printed, missing=missing)


def _words(text: str) -> str:
    return QCoreApplication.translate("Paper", text)


def words_of_paper(text: str) -> str:
    """Return a sentence of this room in the language of the window."""
    return _words(text)


def _figure_of(view: QWidget | None) -> QWidget | None:
    """Return the figure that the keyboard is in, else the uppermost that is seen."""
    if view is None:
        return None
    figures = [part for part in view.findChildren(QWidget) if part.property("figure") and part.isVisible()]
    focus = QApplication.focusWidget()
    inside = [part for part in figures if focus is part or (focus is not None and part.isAncestorOf(focus))]
    return min(inside or figures, key=lambda part: part.mapTo(view, QPoint()).y(), default=None)


class Paper(QObject):
    """What goes out of the window.

    Signals
    -------
    busy_changed : whether something is being written.
    """

    busy_changed = Signal(bool)

    def __init__(self, controller: AssessmentController, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._controller = controller
        self._desk = desk
        self._fields = desk.fields
        self._resources = desk.resources
        self._messages = desk.messages
        self.ask = desk.ask
        #: whether the open case is saved under a passphrase, which what is written here is not
        self.is_sealed: Callable[[], bool] = lambda: False
        self._settings = desk.settings
        self._window = window
        self._wanted: Wanted | None = None
        self._what = ""
        # What takes no longer than this is not worth a message that comes and goes.
        self._slow = QTimer(self)
        self._slow.setObjectName("slow export")
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(self._tell_of_progress)
        self.background = Background(self)
        self.background.done.connect(self._on_written)
        self.background.failed.connect(self._on_failed)
        self.background.busy_changed.connect(self.busy_changed)

    def export(self, suggestion: str) -> None:
        """Ask where, and write the PDF off the main thread."""
        found = self._may_begin()
        if found is None:
            return
        path = self.ask.file_to_export(suggestion)
        if path is not None:
            wanted = self._begin(path.name)
            size, sealed = self._settings.paper, self.is_sealed()
            self.background.start(partial(_write, path, wanted, *found, self._desk, size, sealed=sealed))

    def write(self, what: str, work: Callable[[Wanted, Assessment, Case, PaperSize], Written | None]) -> None:
        """Do other work that writes files, off the main thread and told of like an export."""
        found = self._may_begin()
        if found is not None:
            self.background.start(partial(work, self._begin(what), *found, self._settings.paper))

    def write_of_meeting(self, path: Path, work: Callable[[Wanted, PaperSize], Written | None]) -> None:
        """Write the papers of a meeting, whatever case is open, off the main thread and told of like an export."""
        if self.background.is_busy:
            self._tell_of_progress()
        else:
            self.background.start(partial(work, self._begin(path.name), self._settings.paper))

    def export_for_patient(self, suggestion: str) -> None:
        """Ask where, and write the sheet for the patient's talk off the main thread."""
        found = self._may_begin()
        if found is None:
            return
        if found[0].planned_modality is None:
            words = self.tr(
                "The sheet for the patient speaks of the planned treatment: enter the planned modality first."
            )
            self._messages.show_message(Message(_EXPORT, words, "problem", (Answer(self.tr("Close")),)))
            return
        path = self.ask.file_to_export(suggestion)
        if path is not None:
            wanted = self._begin(path.name)
            self.background.start(partial(_write_patient_sheet, path, wanted, *found, self._desk, self._settings.paper))

    def cancel(self) -> None:
        """Stop what is being written: what was at its place stays, unless the new file is there already."""
        if self._wanted is not None and self._wanted.call_off():
            self.background.cancel()
            self._end()
            words = self.tr("“{name}” has not been written: it was cancelled.").format(name=self._what)
            self._messages.show_message(Message(_EXPORT, words))

    def _may_begin(self) -> tuple[Assessment, Case] | None:
        if self.background.is_busy:
            self._tell_of_progress()
            return None
        return self.newest()

    def _begin(self, what: str) -> Wanted:
        self._what = what
        self._wanted = Wanted()
        self._messages.take_back(_EXPORT)
        self._slow.start()
        return self._wanted

    def _end(self) -> None:
        self._wanted = None
        self._slow.stop()
        self._messages.take_back(_EXPORT)

    def _tell_of_progress(self) -> None:
        words = self.tr("Writing “{name}” …").format(name=self._what)
        answers = (Answer(self.tr("Cancel"), self.cancel),)
        self._messages.show_message(Message(_EXPORT, words, answers=answers, in_progress=True))

    def preview(self, export: Callable[[], None], on_paper: Callable[[], None]) -> PagePreview | None:
        """Show the pages in a window of their own, from which they can be exported or printed."""
        found = self.newest()
        if found is None:
            return None
        from gui.printing.page_preview import PagePreview

        dialog = PagePreview(*found, self._fields, self._resources, self._settings.paper, self._window)
        dialog.export_requested.connect(export)
        dialog.print_requested.connect(on_paper)
        dialog.show()
        return dialog

    def copy_board_text(self) -> None:
        """Put the summary on the clipboard as plain text, and as Markdown for programs that take it."""
        document = self._document()
        if document is None:
            return
        from engine.report.writers.board_text import as_markdown, as_plain_text

        today = dt.datetime.now().astimezone().date()
        both = QMimeData()
        both.setText(as_plain_text(document, data_date=today, print_date=today, language=in_use()))
        markdown = as_markdown(document, data_date=today, print_date=today, language=in_use())
        both.setData("text/markdown", markdown.encode())
        QApplication.clipboard().setMimeData(both)
        self._messages.show_message(Message(_EXPORT, self.tr("The text for the board is on the clipboard.")))

    def copy_board_markdown(self) -> None:
        """Put the summary on the clipboard as Markdown."""
        document = self._document()
        if document is None:
            return
        from engine.report.writers.board_text import as_markdown

        today = dt.datetime.now().astimezone().date()
        markdown = as_markdown(document, data_date=today, print_date=today, language=in_use())
        QApplication.clipboard().setText(markdown)
        self._messages.show_message(Message(_EXPORT, self.tr("The Markdown for the board is on the clipboard.")))

    def export_tables(self, folder: Path) -> None:
        """Write the tables of the summary as CSV files into a folder: all of them or none."""
        found = self._may_begin()
        if found is not None:
            wanted = self._begin(folder.name)
            self.background.start(partial(_write_tables, folder, wanted, *found, self._fields))

    def save_figure(self, view: QWidget | None, folder: Path) -> None:
        """Save the figure of a view that the keyboard is in, else its first, as a picture."""
        figure = _figure_of(view)
        if figure is None:
            words = self.tr("This view holds no figure that can be saved; Survival does.")
            self._messages.show_message(Message(_EXPORT, words))
            return
        path = self.ask.file_for_figure(str(folder / f"{figure.property('figure')}.png"))
        if path is None:
            return
        from gui.printing.figure_saving import save_figure

        try:
            save_figure(figure, path)
        except WriteError as error:
            self._on_failed(in_use().of(error.said))
        else:
            self._on_written(Written(path.parent, figure=path.name))

    def _document(self) -> Document | None:
        found = self.newest()
        if found is None:
            return None
        from engine.report.summary.document import build_document

        return build_document(*found, self._fields, long=False, language=in_use())

    def finish(self) -> None:
        """Wait for a PDF that is being written."""
        self.background.finish()

    def newest(self) -> tuple[Assessment, Case] | None:
        """Return the case as it is now with its assessment; None where there is none."""
        self._controller.assess_now()
        assessment, case = self._controller.assessment, self._controller.assessed_case
        return (assessment, case) if assessment is not None and case is not None else None

    def _on_written(self, written: Written | None) -> None:
        self._end()
        if written is None:
            return
        show = _OpenFolder(written.folder, self)
        answers = (Answer(self.tr("Open the folder"), show.open),)
        self._messages.show_message(Message(_EXPORT, written.in_words, answers=answers))

    def _on_failed(self, sentence: str) -> None:
        self._end()
        words = sentence or self.tr("The file could not be written.")
        self._messages.show_message(Message(_EXPORT, words, "problem", (Answer(self.tr("Close")),)))


class _OpenFolder(QObject):
    """The answer that shows the folder of what was written, in the system's own file manager."""

    def __init__(self, folder: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._folder = folder

    def open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))
