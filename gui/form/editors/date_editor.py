"""A date as it was typed: year-month-day, or day.month.year."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from engine.case.entry import Entered, Entry, NotKnown, Unreadable, read_date_entry
from engine.case.fields import FieldSpec
from gui.form.editors.field_editor import FieldEditor, Shown


class DateEditor(FieldEditor):
    """One line for a day; what is typed stays as it was typed."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._typing = False
        self.line = QLineEdit(self)
        self.line.setObjectName(f"field.{spec.id}")
        self._fit_line()
        self.line.setPlaceholderText(self.tr("2026-03-12"))
        # Its own would undo what the document knows nothing of; the window has one for fields.
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.line.setAccessibleName(self.tr("{field}, year-month-day").format(field=spec.label))
        self.line.textEdited.connect(self._on_text_edited)
        self.line.editingFinished.connect(self._on_editing_finished)
        self._watch(self.line)
        self._row.addWidget(self.line, 1)
        self._row.addStretch(1)

    @property
    def control(self) -> QWidget:
        return self.line

    @property
    def is_typing(self) -> bool:
        return self._typing

    def show_value(self, shown: Shown) -> None:
        if self.line.isReadOnly() != shown.calculated:
            self.line.setReadOnly(shown.calculated)
        if shown.unreadable is not None:
            wanted = shown.unreadable.text
            if self.line.text() != wanted:
                self.line.setText(wanted)
        elif not _means(self.line.text(), shown.value):
            self.line.setText("" if shown.value is None else str(shown.value))

    @property
    def line_of_text(self) -> QLineEdit:
        return self.line

    def clear_value(self) -> None:
        self._typing = False
        self.entry_edited.emit(self.spec.id, NotKnown())

    def _on_text_edited(self, text: str) -> None:
        self._typing = True
        entry: Entry = read_date_entry(text)
        self.entry_edited.emit(self.spec.id, entry)

    def _on_editing_finished(self) -> None:
        self._typing = False
        self.typing_ended.emit(self.spec.id)


def _means(text: str, value: object) -> bool:
    """Whether this text already says what is to be shown."""
    entry = read_date_entry(text)
    if isinstance(entry, Unreadable):
        return False
    return entry.value == value if isinstance(entry, Entered) else value is None
