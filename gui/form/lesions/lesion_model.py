"""The rows of the lesion table, read from the document and changed through it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from engine.case.entry import Entered, read_entry
from engine.case.fields import FieldSpec
from engine.case.lesions import Lesion
from engine.findings.wording import value_in_words
from gui.document.case_document import CaseDocument, Draft, lesion_place
from gui.form.editors.field_editor import text_in_unit
from gui.form.editors.units_in_use import UnitsInUse
from gui.shared.language import in_use
from gui.shared.plain_text import tip

Index = QModelIndex | QPersistentModelIndex

#: What a cell holds, for delegates: the text to edit, the field, whether the text cannot be read.
SPEC_ROLE = Qt.ItemDataRole.UserRole + 1
PROBLEM_ROLE = Qt.ItemDataRole.UserRole + 2


class LesionModel(QAbstractTableModel):
    """One row a lesion, one column for each field of a lesion.

    Signals
    -------
    rows_about_to_change : rows come or go; whoever edits a cell has to stop first, since its row may go, or hold
        another lesion afterwards.
    """

    rows_about_to_change = Signal()

    def __init__(self, document: CaseDocument, units: UnitsInUse, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._units = units
        self._rows: tuple[Lesion, ...] = ()
        self.specs: tuple[FieldSpec, ...] = document.shown_fields.lesion_fields
        document.about_to_be_replaced.connect(self.rows_about_to_change)

    def show_draft(self, draft: Draft) -> None:
        """Show these rows; the view keeps its place as far as it can."""
        rows = draft.lesions or ()
        before = len(self._rows)
        if len(rows) != before:
            self.rows_about_to_change.emit()
        if len(rows) > before:
            self.beginInsertRows(QModelIndex(), before, len(rows) - 1)
            self._rows = rows
            self.endInsertRows()
        elif len(rows) < before:
            self.beginRemoveRows(QModelIndex(), len(rows), before - 1)
            self._rows = rows
            self.endRemoveRows()
        self._rows = rows
        if rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(self.specs) - 1))

    @property
    def has_details(self) -> bool:
        """Whether something stands in a column that is shown on request."""
        names = [spec.id for spec in self.specs if spec.detail]
        held = any(getattr(row, name) is not None for row in self._rows for name in names)
        unread = self._document.draft.unreadable
        return held or any(lesion_place(row, name) in unread for row in range(len(self._rows)) for name in names)

    def spec(self, index: Index) -> FieldSpec:
        """Return the field of this cell."""
        return self.specs[index.column()]

    def value(self, index: Index) -> Any:
        """Return the value of this cell; None means not known."""
        return getattr(self._rows[index.row()], self.spec(index).id)

    def problem(self, index: Index) -> str | None:
        """Return what is wrong with the text of this cell, or what is to be asked about its value."""
        spec = self.spec(index)
        unreadable = self._document.draft.unreadable.get(lesion_place(index.row(), spec.id))
        if unreadable is not None:
            return in_use().of(unreadable.problem)
        value = self.value(index)
        if spec.kind == "number" and value is not None and "lesions" not in self._document.case.confirmed:
            unit = self._units.unit(spec)
            entry = read_entry(spec, text_in_unit(spec, value, unit), unit)
            asked = entry.question if isinstance(entry, Entered) else None
            return in_use().of(asked) if asked is not None else None
        return None

    def edit_text(self, index: Index) -> str:
        """Return the text that an editor of this number cell shows."""
        spec = self.spec(index)
        unreadable = self._document.draft.unreadable.get(lesion_place(index.row(), spec.id))
        if unreadable is not None:
            return unreadable.text
        value = self.value(index)
        return "" if value is None else text_in_unit(spec, value, self._units.unit(spec))

    def type_text(self, index: Index, text: str) -> None:
        """Take what a person types into a number cell."""
        spec = self.spec(index)
        entry = read_entry(spec, text, self._units.unit(spec))
        self._document.set_lesion_entry(index.row(), spec.id, entry)

    def choose(self, index: Index, value: Any) -> None:
        """Take a flag or choice; None means not known."""
        self._document.set_lesion_value(index.row(), self.spec(index).id, value)

    def on_unit_changed(self) -> None:
        """The diameter is shown in another unit now."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.specs) - 1)
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.specs) - 1))

    def heading(self, column: int) -> str:
        """Return the words above a column, with the unit in use."""
        spec = self.specs[column]
        return f"{spec.label}, {in_use().of(self._units.unit(spec))}" if spec.unit else spec.label

    # ------------------------------------------------------------ Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.specs)

    def flags(self, _index: Index) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Vertical:
                return str(section + 1)
            # In a narrow column the unit stands below the name.
            return self.heading(section).replace(", ", "\n")
        if role == Qt.ItemDataRole.AccessibleTextRole and orientation == Qt.Orientation.Horizontal:
            return self.heading(section)
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return tip(self.specs[section].help)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        spec = self.spec(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(index)
        if role == Qt.ItemDataRole.EditRole:
            return self.edit_text(index) if spec.kind == "number" else self.value(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self.problem(index) or spec.help)
        if role == PROBLEM_ROLE:
            return self.problem(index)
        if role == SPEC_ROLE:
            return spec
        if role == Qt.ItemDataRole.AccessibleTextRole:
            words = (
                self._shown(index)
                if self.edit_text_is_shown(index)
                else in_use().of(value_in_words(spec, self.value(index)))
            )
            lesion = self.tr("lesion {row}").format(row=index.row() + 1)
            return f"{self.heading(index.column())}, {lesion}: {words}"
        return None

    def edit_text_is_shown(self, index: Index) -> bool:
        """Whether the cell shows typed text rather than a value's words."""
        return self.spec(index).kind == "number" and bool(self.edit_text(index))

    def _shown(self, index: Index) -> str:
        spec = self.spec(index)
        value = self.value(index)
        if spec.kind == "number":
            return self.edit_text(index) or "–"
        if value is None:
            return "–"
        if spec.kind == "flag":
            return self.tr("Yes") if value else self.tr("No")
        return spec.choice_label(value)
