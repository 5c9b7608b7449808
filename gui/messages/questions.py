"""Questions that must be answered before work goes on. Tests put other answers in their place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPageSize
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton, QWidget

from engine.case.files.case_names import with_case_ending
from gui.messages.passphrase_dialog import NewPassphraseDialog, PassphraseDialog
from gui.shared.plain_text import PlainMessageBox

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from gui.shared.settings_store import PaperSize

SaveAnswer = Literal["save", "discard", "cancel"]
SlipAnswer = Literal["confirm", "look", "cancel"]
OverwriteAnswer = Literal["overwrite", "save_as", "cancel"]


class Ask(Protocol):
    """What has to be asked."""

    def file_to_open(self, folder: str) -> Path | None:
        """Which case, or which PDF that carries one?"""

    def file_to_save(self, suggestion: str) -> Path | None:
        """Where is the case to be saved?"""

    def file_to_export(self, suggestion: str) -> Path | None:
        """Where is the PDF to be written?"""

    def file_for_figure(self, suggestion: str) -> Path | None:
        """Where is the figure to be saved, and as what?"""

    def folder_for_tables(self, folder: str) -> Path | None:
        """Into which folder are the tables to be written?"""

    def meeting_files(self, folder: str) -> tuple[Path, ...]:
        """Which cases, or which list of them, make up the meeting?"""

    def meeting_folder(self, folder: str) -> Path | None:
        """Which folder holds the cases of the meeting?"""

    def meeting_list_file(self, suggestion: str) -> Path | None:
        """Where is the list of the meeting to be saved?"""

    def printer(self, paper: PaperSize) -> QPrinter | None:
        """On which printer?"""

    def plan_files(self) -> tuple[Path, ...]:
        """Which files make up the treatment plan?"""

    def record_file(self) -> Path | None:
        """Which file holds the record?"""

    def identity_file(self) -> Path | None:
        """Which file says who the patient is?"""

    def evidence_pack(self) -> Path | None:
        """Which file is the evidence pack?"""

    def save_changes(self, name: str) -> SaveAnswer:
        """Are unsaved changes to be kept?"""

    def slips(self, questions: Sequence[str]) -> SlipAnswer:
        """Are these unusual values right? Saved unanswered they could not be opened again."""

    def overwrite_changed(self, name: str) -> OverwriteAnswer:
        """The file is no longer what was opened: is it to be overwritten?"""

    def passphrase(self, name: str, wrong: bool) -> str | None:
        """Which passphrase opens this sealed case? `wrong` after one that did not."""

    def new_passphrase(self) -> str | None:
        """Under which passphrase is the case to be sealed? Long enough, and typed twice alike."""

    def tell(self, title: str, text: str) -> None:
        """Something could not be done."""


def _words(text: str) -> str:
    return QCoreApplication.translate("Asking", text)


class DialogAsk:
    """Asks with dialogs over the window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def file_to_open(self, folder: str) -> Path | None:
        """Which case, or which PDF that carries one?"""
        kinds = _words("Cases and summaries (*.beamside *.beamside.json *.json *.pdf);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self._window, _words("Open a case"), folder, kinds)
        return Path(name) if name else None

    def file_to_save(self, suggestion: str) -> Path | None:
        """Where is the case to be saved?"""
        kinds = _words("Cases (*.beamside *.beamside.json)")
        name, _ = QFileDialog.getSaveFileName(self._window, _words("Save the case as"), suggestion, kinds)
        return with_case_ending(Path(name)) if name else None

    def file_to_export(self, suggestion: str) -> Path | None:
        """Where is the PDF to be written?"""
        name, _ = QFileDialog.getSaveFileName(self._window, _words("Export as PDF"), suggestion, _words("PDF (*.pdf)"))
        return Path(name if name.lower().endswith(".pdf") else f"{name}.pdf") if name else None

    def file_for_figure(self, suggestion: str) -> Path | None:
        """Where is the figure to be saved, and as what?"""
        kinds = _words("Picture (*.png);;PDF (*.pdf)")
        name, kind = QFileDialog.getSaveFileName(self._window, _words("Save the figure"), suggestion, kinds)
        if not name:
            return None
        ending = ".pdf" if "*.pdf" in kind else ".png"
        return Path(name if name.lower().endswith((".png", ".pdf")) else f"{name}{ending}")

    def folder_for_tables(self, folder: str) -> Path | None:
        """Into which folder are the tables to be written?"""
        name = QFileDialog.getExistingDirectory(self._window, _words("Folder for the tables"), folder)
        return Path(name) if name else None

    def meeting_files(self, folder: str) -> tuple[Path, ...]:
        """Which cases, or which list of them, make up the meeting?"""
        kinds = _words("Cases and lists of a meeting (*.beamside *.beamside.json *.beamside-meeting.json *.json)")
        names, _ = QFileDialog.getOpenFileNames(
            self._window, _words("Cases of the meeting, in their order"), folder, kinds
        )
        return tuple(Path(name) for name in names)

    def meeting_folder(self, folder: str) -> Path | None:
        """Which folder holds the cases of the meeting?"""
        name = QFileDialog.getExistingDirectory(self._window, _words("Folder with the cases of the meeting"), folder)
        return Path(name) if name else None

    def meeting_list_file(self, suggestion: str) -> Path | None:
        """Where is the list of the meeting to be saved?"""
        kinds = _words("Lists of a meeting (*.beamside-meeting.json)")
        name, _ = QFileDialog.getSaveFileName(self._window, _words("Keep the list of the meeting"), suggestion, kinds)
        return Path(name) if name else None

    def printer(self, paper: PaperSize) -> QPrinter | None:
        """On which printer?"""
        # Imported here: the system's printers are asked for only now.
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageSize(QPageSize(QPageSize.PageSizeId.Letter if paper == "letter" else QPageSize.PageSizeId.A4))
        printer.setDocName(_words("Beamside summary"))
        dialog = QPrintDialog(printer, self._window)
        dialog.setWindowTitle(_words("Print the summary"))
        taken = dialog.exec() == QPrintDialog.DialogCode.Accepted
        dialog.deleteLater()
        return printer if taken else None

    def plan_files(self) -> tuple[Path, ...]:
        """Which files make up the treatment plan?"""
        names, _ = QFileDialog.getOpenFileNames(
            self._window, _words("Structures, dose and plan; or a dose-volume histogram"), "", _words("All files (*)")
        )
        return tuple(Path(name) for name in names)

    def record_file(self) -> Path | None:
        """Which file holds the record?"""
        kinds = _words("FHIR records (*.json *.ndjson);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self._window, _words("Import a record"), "", kinds)
        return Path(name) if name else None

    def identity_file(self) -> Path | None:
        """Which file says who the patient is?"""
        kinds = _words("Identity (*.json);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self._window, _words("Who the patient is"), "", kinds)
        return Path(name) if name else None

    def evidence_pack(self) -> Path | None:
        """Which file is the evidence pack?"""
        kinds = _words("Evidence packs (*.beamside-evidence);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self._window, _words("Look at an evidence pack"), "", kinds)
        return Path(name) if name else None

    def save_changes(self, name: str) -> SaveAnswer:
        """Are unsaved changes to be kept?"""
        box = self._box(_words("Save changes?"), _words("“{name}” has changes that are not saved.").format(name=name))
        save = self._button(box, _words("&Save"), QMessageBox.ButtonRole.AcceptRole)
        discard = self._button(box, _words("&Do not save"), QMessageBox.ButtonRole.DestructiveRole)
        return "save" if self._pressed(box) is save else "discard" if box.clickedButton() is discard else "cancel"

    def slips(self, questions: Sequence[str]) -> SlipAnswer:
        """Are these unusual values right? Saved unanswered they could not be opened again."""
        box = self._box(_words("Are these values right?"), "\n\n".join(questions))
        confirm = self._button(box, _words("&Yes, save them"), QMessageBox.ButtonRole.AcceptRole)
        look = self._button(box, _words("&Look at them"), QMessageBox.ButtonRole.ActionRole)
        return "confirm" if self._pressed(box) is confirm else "look" if box.clickedButton() is look else "cancel"

    def overwrite_changed(self, name: str) -> OverwriteAnswer:
        """The file is no longer what was opened: is it to be overwritten?"""
        text = _words("“{name}” was changed by somebody else since it was opened here.").format(name=name)
        box = self._box(_words("Overwrite the file?"), text)
        other = self._button(box, _words("Save under &another name"), QMessageBox.ButtonRole.AcceptRole)
        overwrite = self._button(box, _words("&Overwrite"), QMessageBox.ButtonRole.DestructiveRole)
        return (
            "save_as" if self._pressed(box) is other else "overwrite" if box.clickedButton() is overwrite else "cancel"
        )

    def passphrase(self, name: str, wrong: bool) -> str | None:
        """Which passphrase opens this sealed case? `wrong` after one that did not."""
        dialog = PassphraseDialog(name, wrong=wrong, parent=self._window)
        dialog.exec()
        text = dialog.passphrase
        dialog.deleteLater()
        return text

    def new_passphrase(self) -> str | None:
        """Under which passphrase is the case to be sealed? Long enough, and typed twice alike."""
        dialog = NewPassphraseDialog(self._window)
        dialog.exec()
        text = dialog.passphrase
        dialog.deleteLater()
        return text

    def tell(self, title: str, text: str) -> None:
        """Something could not be done."""
        box = PlainMessageBox(title, text, self._window)
        box.setStandardButtons(QMessageBox.StandardButton.Ok)
        box.exec()
        box.deleteLater()

    def _box(self, title: str, text: str) -> QMessageBox:
        box = PlainMessageBox(title, text, self._window)
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        return box

    def _button(self, box: QMessageBox, words: str, role: QMessageBox.ButtonRole) -> QPushButton:
        button = box.addButton(words, role)
        if role == QMessageBox.ButtonRole.AcceptRole:
            box.setDefaultButton(button)
        return button

    def _pressed(self, box: QMessageBox) -> object:
        box.exec()
        box.deleteLater()
        return box.clickedButton()
