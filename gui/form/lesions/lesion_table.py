"""The table of liver lesions: typed, added, duplicated and deleted by keyboard."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from engine.case.entry import NotKnown, read_entry
from gui.form.editors.undo_keys import UndoKeysForTheWindow
from gui.form.editors.units_in_use import UnitsInUse
from gui.form.lesions.cell_choice import CellChoice, meant_by_key
from gui.form.lesions.lesion_model import PROBLEM_ROLE, LesionModel

Index = QModelIndex | QPersistentModelIndex

_MOST_ROWS_SHOWN = 12
#: characters of a column where the details stand beside the others, and there is no room to share
_NARROW, _WIDE = 12, 18


class _CellDelegate(QStyledItemDelegate):
    """Edits a cell: a line for the diameter, a list for the segment; results follow while typing.

    An editor tells the document what a person does in it when they do it, and nothing when it closes: it may close
    because the case has just become another one, and must not write into that.

    Attributes
    ----------
    open_editor : where a cell is being edited.
    """

    def __init__(self, model: LesionModel, units: UnitsInUse, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._units = units
        self.problem_colour = QColor()
        self.open_editor: QWidget | None = None

    def _cell_of(self, editor: QObject | None) -> QPersistentModelIndex | None:
        """Return the cell that an editor is open on; None where its row is gone or it has been closed."""
        if not isinstance(editor, QWidget) or editor is not self.open_editor:
            return None
        index = editor.property("cell")
        return index if isinstance(index, QPersistentModelIndex) and index.isValid() else None

    def _on_text_edited(self, text: str) -> None:
        index = self._cell_of(self.sender())
        if index is not None:
            self._model.type_text(index, text)

    def _on_activated(self) -> None:
        choice = self.sender()
        index = self._cell_of(choice)
        if isinstance(choice, CellChoice) and index is not None:
            self._model.choose(index, choice.currentData())
            # A key leaves the list where it is, so that Tab goes on to the next cell.
            if choice is self.open_editor and not choice.is_answering_a_key:
                self.closeEditor.emit(choice)

    # ------------------------------------------------------------ Qt

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        spec = self._model.spec(index)
        name = self._model.heading(index.column())
        words = self.tr("{heading}, lesion {row}").format(heading=name, row=index.row() + 1)
        editor: QWidget
        if spec.kind == "number":
            line = QLineEdit(parent)
            line.textEdited.connect(self._on_text_edited)
            line.installEventFilter(UndoKeysForTheWindow(line))
            editor = line
        else:
            choice = CellChoice(spec, parent)
            choice.activated.connect(self._on_activated)
            editor = choice
        editor.setProperty("cell", QPersistentModelIndex(cast("QModelIndex", index)))
        editor.setProperty("cellEditor", True)
        editor.setAccessibleName(words)
        editor.setAccessibleDescription(spec.help)
        self.open_editor = editor
        return editor

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        if editor is self.open_editor:
            self.open_editor = None
        super().destroyEditor(editor, index)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            shown, unit = self._model.edit_text(index), self._units.unit(self._model.spec(index))
            now, wanted = (read_entry(self._model.spec(index), text, unit) for text in (editor.text(), shown))
            if now != wanted or (isinstance(now, NotKnown) and editor.text() != shown):
                editor.setText(shown)
        elif isinstance(editor, CellChoice):
            editor.show_value(self._model.value(index))

    def setModelData(self, _editor: QWidget, _model: Any, _index: Index) -> None:
        """Nothing: Qt calls this whenever an editor closes, and what was done in it the document knows already."""

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        editor.setGeometry(option.rect)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        height = option.fontMetrics.height()
        return QSize(super().sizeHint(option, index).width() + height, height * 3 // 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if index.data(PROBLEM_ROLE):
            painter.save()
            painter.setPen(self.problem_colour)
            rect = option.rect
            painter.drawText(
                rect.adjusted(0, 0, -option.fontMetrics.averageCharWidth(), 0),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                "?",
            )
            painter.restore()


class LesionTable(QTableView):
    """The rows. Digits begin a diameter, Y and N set a flag, Delete makes a cell not known.

    Signals
    -------
    entered : the keyboard is here now.
    typing_ended : an editor has closed.
    cell_changed_place : another cell is the current one.
    """

    entered = Signal()
    typing_ended = Signal()
    cell_changed_place = Signal()

    def __init__(self, model: LesionModel, units: UnitsInUse, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lesions = model
        self.cells = _CellDelegate(model, units, self)
        self.setModel(model)
        self.setItemDelegate(self.cells)
        self.cells.closeEditor.connect(self._on_editor_closed)
        model.rows_about_to_change.connect(self._close_editor)
        self.setObjectName("field.lesions")
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.SelectedClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
        )
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        # Seven names stand side by side in a narrow form: none is to be cut off.
        header.setStyleSheet("QHeaderView::section { padding: 0.1em 0; font-size: 84%; }")
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap)
        self.verticalHeader().setHighlightSections(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.details_are_shown = True
        self.show_details(shown=False)

    def show_details(self, *, shown: bool) -> None:
        """Show every column, wide enough to be read and to be scrolled through; or the few that are typed most."""
        if shown == self.details_are_shown:
            return
        self.details_are_shown = shown
        header = self.horizontalHeader()
        here = self.currentIndex()
        if not shown and here.isValid() and self._lesions.specs[here.column()].detail:
            self.close_editor()
            self.setCurrentIndex(self._lesions.index(here.row(), 0))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed if shown else QHeaderView.ResizeMode.Stretch)
        for column, spec in enumerate(self._lesions.specs):
            self.setColumnHidden(column, spec.detail and not shown)
        self._fit_columns()
        self.fit_height()

    def _fit_columns(self) -> None:
        if not self.details_are_shown:
            return
        width = self.fontMetrics().averageCharWidth()
        for column, spec in enumerate(self._lesions.specs):
            longest = max((len(choice.label) for choice in spec.choices), default=0)
            self.setColumnWidth(column, width * min(max(longest + 2, _NARROW), _WIDE))

    def fit_height(self) -> None:
        """Be as high as the rows need, up to a dozen; more scroll."""
        row_height = self.fontMetrics().height() * 3 // 2
        if self.verticalHeader().defaultSectionSize() != row_height:
            self.verticalHeader().setMinimumSectionSize(row_height)
            self.verticalHeader().setDefaultSectionSize(row_height)
        rows = min(max(self._lesions.rowCount(), 1), _MOST_ROWS_SHOWN)
        header = self._heading_height()
        self.horizontalHeader().setFixedHeight(header)
        height = header + rows * row_height + 2 * self.frameWidth() + self._scroll_bar_height()
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)

    def _heading_height(self) -> int:
        """As many lines as the longest heading needs in its column: the columns are narrower than their names."""
        metrics = self.horizontalHeader().fontMetrics()
        columns = [place for place in range(self._lesions.columnCount()) if not self.isColumnHidden(place)]
        share = self.viewport().width() // max(len(columns), 1)
        wrap, edge = Qt.TextFlag.TextWordWrap, metrics.averageCharWidth() * 2
        lines = []
        for column in columns:
            room = (self.columnWidth(column) if self.details_are_shown else share) - edge
            lines.append(metrics.boundingRect(0, 0, max(room, 1), 0, wrap, self._lesions.heading(column)).height())
        return max(lines) + metrics.height() // 2

    def go_to(self, row: int, column: int, *, edit: bool = False) -> None:
        """Make a cell the current one; open its editor where `edit`."""
        index = self._lesions.index(row, column)
        editor = self.cells.open_editor
        if editor is not None and edit and editor.property("cell") == index:
            editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        # In a window that is not in front an editor is not closed by the focus that goes, and Qt opens no second one.
        self.close_editor()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        if edit:
            self.edit(index)

    def clear_cell(self) -> None:
        """A person says of the current cell: not known."""
        index = self.currentIndex()
        if index.isValid():
            self.close_editor()
            if self._lesions.spec(index).kind == "number":
                self._lesions.type_text(index, "")
            else:
                self._lesions.choose(index, None)

    def close_editor(self) -> None:
        """Close an open editor; what was typed is in the case already."""
        if self._close_editor():
            self._on_editor_closed()

    def _close_editor(self) -> bool:
        """Close an open editor without a word, and say whether there was one."""
        editor = self.cells.open_editor
        if editor is None:
            return False
        self.closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)
        return True

    def _scroll_bar_height(self) -> int:
        """The room of the bar that the columns need, whether Qt has shown it yet or not."""
        needed = self.details_are_shown and self.horizontalHeader().length() > self.viewport().width()
        return self.horizontalScrollBar().sizeHint().height() if needed else 0

    def _on_editor_closed(self) -> None:
        self.typing_ended.emit()

    def _chosen_by_key(self, index: QModelIndex, event: QKeyEvent) -> bool:
        spec = self._lesions.spec(index)
        meant = meant_by_key(spec, event.text())
        if meant is not None:
            self._lesions.choose(index, meant)
            return True
        if spec.kind == "flag" and event.key() == Qt.Key.Key_Space:
            following = {None: True, True: False, False: None}
            self._lesions.choose(index, following[self._lesions.value(index)])
            return True
        return False

    # ------------------------------------------------------------ Qt

    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        # Tab goes from cell to cell while one is being edited, and out of the table behind the last one.
        shown = [place for place in range(self._lesions.columnCount()) if not self.isColumnHidden(place)]
        last = (self._lesions.rowCount() - 1, shown[-1])
        ends = {
            QStyledItemDelegate.EndEditHint.EditNextItem: last,
            QStyledItemDelegate.EndEditHint.EditPreviousItem: (0, 0),
        }
        here = self.currentIndex()
        if ends.get(hint) != (here.row(), here.column()):
            super().closeEditor(editor, hint)
            return
        super().closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.focusNextPrevChild(hint == QStyledItemDelegate.EndEditHint.EditNextItem)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.cell_changed_place.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._lesions.rowCount():
            self.setCurrentIndex(self._lesions.index(0, 0))
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        # A key that has just closed an editor comes here as well and must not open it again.
        is_editing = self.state() == QAbstractItemView.State.EditingState
        if index.isValid() and plain and not is_editing and self._on_plain_key(index, event):
            event.accept()
            return
        super().keyPressEvent(event)

    def _on_plain_key(self, index: QModelIndex, event: QKeyEvent) -> bool:
        kind = self._lesions.spec(index).kind
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_cell()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(index)
            return True
        if kind in ("flag", "choice"):
            return self._chosen_by_key(index, event)
        text = event.text()
        if text and (text.isdigit() or text in ".,-"):
            self.edit(index)
            line = self.cells.open_editor
            if isinstance(line, QLineEdit):
                line.selectAll()
                line.insert(text)
                line.textEdited.emit(line.text())
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit_height()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit_columns()
            self.fit_height()
