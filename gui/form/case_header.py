"""The name of the case above the fields, and notes below them: text about the case, part of no criterion."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from engine.case.limits import LONGEST_TEXT, fitting_text
from gui.document.case_document import CaseDocument, Draft
from gui.form.editors.notes_text import NotesText, common_ends, places
from gui.form.editors.undo_keys import UndoKeysForTheWindow, is_for_the_window
from gui.messages.speech import announce
from gui.shared.plain_text import PlainLabel, tip

#: What a name needs at most; a file may hold a longer one, which stays as it is.
_LONGEST_LABEL = 200
#: Half characters, which Qt counts in; more than any case holds.
_NO_LIMIT = 1_000_000
#: From here on it is said how many characters are left.
_NEARLY_FULL = LONGEST_TEXT * 9 // 10


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
        # Qt would cut in silence, and what a file holds; here it is cut with a word.
        self.line.setMaxLength(_NO_LIMIT)
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
        self._full = _remark(self, layout)
        self.line.textEdited.connect(self._on_text_edited)
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
            self._full.hide()

    def _on_text_edited(self, text: str) -> None:
        before = self._document.case.label
        most = max(_LONGEST_LABEL, len(before))
        start, end = common_ends(before, text)
        new = text[start : len(text) - end]
        room = max(len(new) - max(len(text) - most, 0), 0)
        fitting = fitting_text(new)[:room]
        if fitting != new:
            self.line.setText(text[:start] + fitting + text[len(text) - end :])
            self.line.setCursorPosition(places(text[:start] + fitting))
        self._full.setVisible(len(fitting) < len(new))
        if len(fitting) < len(new):
            words = self.tr("A name has at most {most} characters; the last {number} of these were left out.")
            self._full.setText(words.format(most=most, number=len(new) - len(fitting)))
            announce(self.line, self._full.text())
        self._document.set_label(self.line.text())


def _remark(parent: QWidget, layout: QVBoxLayout) -> PlainLabel:
    """Return a line below an editor that says what there was no room for, hidden as long as there is."""
    label = PlainLabel(parent=parent)
    label.setWordWrap(True)
    label.setProperty("role", "problem")
    label.hide()
    layout.addWidget(label)
    return label


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
        self.room = _remark(self, layout)
        self.text.edited.connect(document.set_notes)
        self.text.left_out.connect(self._on_left_out)
        self.text.installEventFilter(self)

    @property
    def control(self) -> QWidget:
        """The widget that takes the keyboard."""
        return self.text

    def show_draft(self, draft: Draft) -> None:
        """Show the notes. Never emits."""
        if self.text.show_text(draft.case.notes):
            self._on_left_out(0)

    def _on_left_out(self, number: int) -> None:
        """Say how much room is left where it is little, and what there was no room for."""
        length = self.text.length
        if number:
            words = self.tr("Notes have at most {most} characters; the last {number} of these were left out.")
            self.room.setText(words.format(most=LONGEST_TEXT, number=number))
            announce(self.text, self.room.text())
        else:
            words = self.tr("Room for {number} more characters.")
            self.room.setText(words.format(number=LONGEST_TEXT - length))
        self.room.setProperty("role", "problem" if number else "muted")
        self.room.style().unpolish(self.room)
        self.room.style().polish(self.room)
        self.room.setVisible(bool(number) or length >= _NEARLY_FULL)

    # ------------------------------------------------------------ Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._document.end_typing()
        return is_for_the_window(event) or super().eventFilter(watched, event)
