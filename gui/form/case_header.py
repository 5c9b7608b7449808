"""The name of the case above the fields, and notes below them: text about the case, part of no criterion."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gui.case_document import CaseDocument, Draft
from gui.form.notes_text import NotesText
from gui.form.undo_keys import UndoKeysForTheWindow, is_undo_key
from gui.plain_text import PlainLabel, tip

_LONGEST_LABEL = 200


class CaseHeader(QWidget):
    """What the case is called.

    Attributes
    ----------
    label, words : what it is called on the form, and everything that a search may find it by.
    """

    def __init__(self, document: CaseDocument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        label = PlainLabel(self.tr("Name of the case"), self)
        self.label = label.text()
        self.line = QLineEdit(self)
        self.line.setObjectName("case.label")
        self.line.setMaxLength(_LONGEST_LABEL)
        self.line.setAccessibleName(label.text())
        help_text = self.tr(
            "For example the board's date and a letter. It is printed and saved: not the patient's name."
        )
        self.words = f"{self.label} {help_text}"
        self.line.setAccessibleDescription(help_text)
        self.line.setToolTip(tip(help_text))
        self.line.setPlaceholderText(self.tr("Board 12 March, case B"))
        label.setBuddy(self.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self.fontMetrics().height() // 5)
        layout.addWidget(label)
        layout.addWidget(self.line)
        self.line.textEdited.connect(document.set_label)
        self.line.editingFinished.connect(document.end_typing)
        self.line.installEventFilter(UndoKeysForTheWindow(self))

    @property
    def control(self) -> QWidget:
        """The widget that takes the keyboard."""
        return self.line

    def show_draft(self, draft: Draft) -> None:
        """Show the name. Never emits."""
        if self.line.text() != draft.case.label:
            self.line.setText(draft.case.label)


class NotesEditor(QWidget):
    """Notes on the case.

    Attributes
    ----------
    label, words : what it is called on the form, and everything that a search may find it by.
    """

    def __init__(self, document: CaseDocument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        label = PlainLabel(self.tr("Notes"), self)
        self.label = label.text()
        label.setProperty("role", "heading")
        self.text = NotesText(self)
        self.text.setObjectName("case.notes")
        self.text.setAccessibleName(label.text())
        help_text = self.tr("Saved with the case and printed. No criterion reads them.")
        self.words = f"{self.label} {help_text}"
        self.text.setAccessibleDescription(help_text)
        self.text.setToolTip(tip(help_text))
        label.setBuddy(self.text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, self.fontMetrics().height() * 2 // 3, 0, 0)
        layout.setSpacing(self.fontMetrics().height() // 5)
        layout.addWidget(label)
        layout.addWidget(self.text)
        self.text.edited.connect(document.set_notes)
        self.text.installEventFilter(self)

    @property
    def control(self) -> QWidget:
        """The widget that takes the keyboard."""
        return self.text

    def show_draft(self, draft: Draft) -> None:
        """Show the notes. Never emits."""
        self.text.show_text(draft.case.notes)

    # ------------------------------------------------------------ Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._document.end_typing()
        return is_undo_key(event) or super().eventFilter(watched, event)
