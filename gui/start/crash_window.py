"""What a person sees when the program itself has failed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from gui.look.screen import fit_screen
from gui.shared.plain_text import PlainLabel


class CrashWindow(QDialog):
    """Says what happened and that the case is kept; offers to save it, and details without patient values.

    Signals
    -------
    save_requested : the case is to be saved under another name.
    """

    save_requested = Signal()

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = PlainLabel(
            self.tr(
                "A fault in Beamside has interrupted it. What you typed is kept, and a copy lies in the program's own "
                "folder. What the window shows may no longer be complete: save the case and start Beamside again."
            ),
            self,
        )
        words.setWordWrap(True)
        self.details = QPlainTextEdit(details, self)
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setAccessibleName(self.tr("Details without patient values"))
        note = PlainLabel(self.tr("The details name places in the program only. They hold nothing of the case."), self)
        note.setProperty("role", "muted")
        note.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        save = buttons.addButton(self.tr("&Save the case as …"), QDialogButtonBox.ButtonRole.AcceptRole)
        copy = buttons.addButton(self.tr("&Copy details"), QDialogButtonBox.ButtonRole.ActionRole)
        save.clicked.connect(self.save_requested)
        copy.clicked.connect(self._on_copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (words, self.details, note, buttons):
            layout.addWidget(widget)
        fit_screen(self, self.fontMetrics().averageCharWidth() * 80, self.fontMetrics().height() * 20)

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.details.toPlainText())
