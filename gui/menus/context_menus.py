"""Context menus: what can be done with what lies under the pointer, or with what the keyboard is in.

A widget that has no menu of its own lets the event rise; here it arrives, for form and views alike. A menu is made when
it is wanted and gone when it is closed, so that it costs nothing at other times. Every entry stands elsewhere too: in
the menu bar, or as a key that the entry names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLineEdit, QMenu, QTableView, QWidget

from gui.form.field_row import FieldRow
from gui.form.lesions.lesion_editor import LesionEditor
from gui.form.patient_form import PatientForm


class WorkArea(QWidget):
    """The middle of the window, where the context menus of all that lies inside are made."""

    _form: PatientForm
    _commands: Mapping[str, QAction]

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._target: QWidget | None = None

    def serve(self, form: PatientForm, commands: Mapping[str, QAction]) -> None:
        """Open menus from now on: form and views are made inside, and the commands after them."""
        self._form = form
        self._commands = commands
        commands["context_menu"].triggered.connect(self.open_menu)

    def open_menu(self) -> None:
        """Open the menu of what the keyboard is in, as the menu key does."""
        focus = QApplication.focusWidget()
        if focus is not None:
            where = _place_of_cursor(focus)
            reason = QContextMenuEvent.Reason.Keyboard
            QApplication.sendEvent(focus, QContextMenuEvent(reason, where, focus.mapToGlobal(where)))

    # ------------------------------------------------------------ which menu

    def _menu_for(self, widget: QWidget, place: QPoint, *, by_key: bool) -> QMenu | None:
        """Return the menu of a widget, filled; `place` is where on the screen."""
        parts = list(_upwards(widget, self))
        for part in parts:
            if isinstance(part, LesionEditor):
                return self._of_lesions(part)
            if isinstance(part, FieldRow):
                return self._of_field(part)
        for part in parts:
            if part.property("figure"):
                return self._of_figure(part)
            if isinstance(part, QAbstractItemView):
                return self._of_rows(part, place, by_key=by_key)
        return None

    def _of_field(self, row: FieldRow) -> QMenu:
        if self._form.current_field != row.spec.id:
            row.editor.control.setFocus(Qt.FocusReason.OtherFocusReason)
        menu = self._menu(row)
        menu.addActions([self._commands["undo"], self._commands["redo"]])
        menu.addSeparator()
        if row.editor.line_of_text is not None:
            self._add_clipboard(menu, row.editor.line_of_text)
        menu.addAction(self._commands["copy_field"])
        menu.addSeparator()
        # Its command does nothing where the value follows from others.
        menu.addAction(self._commands["not_known"])
        if len(row.spec.units) > 1:
            menu.addAction(self._commands["change_unit"])
        menu.addSeparator()
        menu.addAction(self._commands["field_help"])
        return menu

    def _add_clipboard(self, menu: QMenu, line: QLineEdit) -> None:
        self._target = line
        keys = QKeySequence.StandardKey
        marked, writable = line.hasSelectedText(), not line.isReadOnly()
        self._add(menu, self.tr("Cu&t"), keys.Cut, self._on_cut).setEnabled(marked and writable)
        self._add(menu, self.tr("&Copy"), keys.Copy, self._on_copy).setEnabled(marked)
        can_paste = writable and bool(QApplication.clipboard().text())
        self._add(menu, self.tr("&Paste"), keys.Paste, self._on_paste).setEnabled(can_paste)

    def _of_lesions(self, editor: LesionEditor) -> QMenu:
        if self._form.current_field != editor.spec.id:
            editor.control.setFocus(Qt.FocusReason.OtherFocusReason)
        menu = self._menu(editor)
        menu.addActions([self._commands["undo"], self._commands["redo"]])
        menu.addSeparator()
        menu.addAction(self._commands["add_lesion"])
        if editor.model.rowCount():
            menu.addActions([self._commands["duplicate_lesion"], self._commands["delete_lesion"]])
        menu.addSeparator()
        for name in ("not_known", "change_unit", "copy_field", "field_help"):
            menu.addAction(self._commands[name])
        return menu

    def _of_rows(self, view: QAbstractItemView, place: QPoint, *, by_key: bool) -> QMenu | None:
        index = view.currentIndex() if by_key else view.indexAt(view.viewport().mapFromGlobal(place))
        if not index.isValid() or not index.flags() & Qt.ItemFlag.ItemIsSelectable:
            return None
        view.setCurrentIndex(index)
        menu = self._menu(view)
        if _leads_somewhere(view, index):
            menu.setDefaultAction(self._add(menu, self.tr("&Open"), Qt.Key.Key_Return, self._on_open))
        if index.data(Qt.ItemDataRole.CheckStateRole) is not None:
            self._add(menu, self.tr("&Show or leave out"), Qt.Key.Key_Space, self._on_tick)
        self._add(menu, self.tr("&Copy with its source"), QKeySequence.StandardKey.Copy, self._on_copy_row)
        menu.addSeparator()
        menu.addAction(self._commands["copy_view"])
        if any(part.property("figure") for part in _upwards(view, self)):
            menu.addAction(self._commands["save_figure"])
        return menu

    def _of_figure(self, figure: QWidget) -> QMenu:
        focus = QApplication.focusWidget()
        if focus is None or not figure.isAncestorOf(focus):
            # What is saved is the figure that the keyboard is in.
            figure.setFocus(Qt.FocusReason.OtherFocusReason)
        menu = self._menu(figure)
        menu.addActions([self._commands["copy_view"], self._commands["save_figure"]])
        return menu

    # ------------------------------------------------------------ how it is made

    def _menu(self, target: QWidget) -> QMenu:
        self._target = target
        menu = QMenu(self)
        menu.setObjectName("context menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _add(
        self, menu: QMenu, words: str, key: QKeySequence.StandardKey | Qt.Key, slot: Callable[[], None]
    ) -> QAction:
        action = menu.addAction(words)
        # The key is only named: the widget itself answers to it.
        action.setText(f"{words}\t{QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)}")
        action.triggered.connect(slot)
        return action

    # ------------------------------------------------------------ what the entries do

    def _on_cut(self) -> None:
        if isinstance(self._target, QLineEdit):
            self._target.cut()

    def _on_copy(self) -> None:
        if isinstance(self._target, QLineEdit):
            self._target.copy()

    def _on_paste(self) -> None:
        if isinstance(self._target, QLineEdit):
            self._target.paste()

    def _on_open(self) -> None:
        self._press(Qt.Key.Key_Return)

    def _on_tick(self) -> None:
        self._press(Qt.Key.Key_Space)

    def _press(self, key: Qt.Key) -> None:
        """Do what the key does, whatever the view makes of it."""
        if self._target is not None:
            QCoreApplication.sendEvent(self._target, QKeyEvent(QEvent.Type.KeyPress, key, _NO_MODIFIER))

    def _on_copy_row(self) -> None:
        if isinstance(self._target, QAbstractItemView):
            QApplication.clipboard().setText(row_in_words(self._target))

    # ------------------------------------------------------------ Qt

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        widget = QApplication.focusWidget() if by_key else QApplication.widgetAt(event.globalPos())
        menu = self._menu_for(widget, event.globalPos(), by_key=by_key) if widget is not None else None
        if menu is None:
            event.ignore()
            return
        event.accept()
        menu.popup(event.globalPos())


_NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def row_in_words(view: QAbstractItemView) -> str:
    """Return what stands in the current row or cell, with the source where the row names one."""
    index = view.currentIndex()
    if isinstance(view, QTableView):
        if view.selectionBehavior() == QAbstractItemView.SelectionBehavior.SelectRows:
            cells = (index.siblingAtColumn(column) for column in range(index.model().columnCount()))
            return "; ".join(text for cell in cells if (text := _words(cell)))
        headers = (
            index.model().headerData(index.row(), Qt.Orientation.Vertical),
            index.model().headerData(index.column(), Qt.Orientation.Horizontal),
        )
        return ": ".join([*(str(header) for header in headers if header), _words(index)])
    return _words(index)


def _words(index: QModelIndex) -> str:
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole) or index.data(Qt.ItemDataRole.DisplayRole)
    return str(spoken or "").replace("\n", ", ")


def _leads_somewhere(view: QAbstractItemView, index: QModelIndex) -> bool:
    """Whether Enter opens something: of a list its rows know it, a table opens every cell that holds a number."""
    from gui.views.lists.row_model import ROW_ROLE

    row = index.data(ROW_ROLE)
    if isinstance(view, QTableView):
        return True
    return bool(getattr(row, "record", "") or getattr(row, "field", ""))


def _upwards(widget: QWidget | None, end: QWidget) -> Iterator[QWidget]:
    while widget is not None and widget is not end:
        yield widget
        widget = widget.parentWidget()


def _place_of_cursor(widget: QWidget) -> QPoint:
    """Return where the menu of a key belongs: below the cursor, or at the current row."""
    if isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid():
        return widget.visualRect(widget.currentIndex()).center()
    return widget.rect().center()
