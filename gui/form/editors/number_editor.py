"""A number with its unit: a line in which it is typed, and the unit beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget

from engine.case.entry import Entry, NotKnown, read_entry
from engine.case.fields import FieldSpec
from gui.form.editors.field_editor import FieldEditor, Shown, means, text_in_unit
from gui.form.editors.units_in_use import UnitsInUse
from gui.shared.language import in_use


class NumberEditor(FieldEditor):
    """A number as it was typed, with its unit beside it."""

    def __init__(self, spec: FieldSpec, units: UnitsInUse, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self._units = units
        self._value: float | None = None
        self._typing = False
        self.line = QLineEdit(self)
        self.line.setObjectName(f"field.{spec.id}")
        self._fit_line()
        # Its own would undo what the document knows nothing of; the window has one for fields.
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.line.textEdited.connect(self._on_text_edited)
        self.line.editingFinished.connect(self._on_editing_finished)
        self.line.returnPressed.connect(self._on_settled)
        self._watch(self.line)
        self._unit = _UnitLabel(spec, units, self)
        self._row.addWidget(self.line, 1)
        self._row.addWidget(self._unit)
        self._row.addStretch(1)
        self._name_control()

    @property
    def control(self) -> QWidget:
        return self.line

    @property
    def is_typing(self) -> bool:
        return self._typing

    def show_value(self, shown: Shown) -> None:
        number = shown.value if isinstance(shown.value, (int, float)) else None
        unit = self._units.unit(self.spec)
        self._value = number
        if self.line.isReadOnly() != shown.calculated:
            self.line.setReadOnly(shown.calculated)
        if not means(self.spec, self.line.text(), unit, number, shown.unreadable):
            if shown.unreadable is not None:
                self.line.setText(shown.unreadable.text)
            else:
                self._show_text("" if number is None else text_in_unit(self.spec, number, unit))

    @property
    def line_of_text(self) -> QLineEdit:
        return self.line

    def on_unit_changed(self) -> None:
        """Write the same value in the unit that is now in use; text without a value is read anew."""
        unit = self._units.unit(self.spec)
        self._unit.show_unit(unit)
        self._name_control()
        if self._value is not None:
            self._show_text(text_in_unit(self.spec, self._value, unit))
        elif self.line.text().strip() and not self.line.isReadOnly():
            self._read(self.line.text())

    def _show_text(self, text: str) -> None:
        """Show a text that nobody has typed from its first digit on: converted, it may be longer than the line."""
        self.line.setText(text)
        if self.line.hasFocus():
            # All of it is marked, as when the field is entered; the cursor is in front.
            self.line.end(False)
            self.line.home(True)
        else:
            self.line.home(False)

    def _name_control(self) -> None:
        parts = (self.spec.label, in_use().of(self._units.unit(self.spec)), self.spec.unit_note)
        self.line.setAccessibleName(", ".join(part for part in parts if part))

    def clear_value(self) -> None:
        self._typing = False
        self.entry_edited.emit(self.spec.id, NotKnown())

    def _read(self, text: str) -> None:
        entry: Entry = read_entry(self.spec, text, self._units.unit(self.spec))
        self.entry_edited.emit(self.spec.id, entry)

    def _on_text_edited(self, text: str) -> None:
        self._typing = True
        self._read(text)

    def _on_editing_finished(self) -> None:
        self._typing = False
        self.typing_ended.emit(self.spec.id)


class _UnitLabel(QToolButton):
    """The unit beside a number; a menu where there are several. Reached by its own key rather than by Tab."""

    def __init__(self, spec: FieldSpec, units: UnitsInUse, parent: QWidget) -> None:
        super().__init__(parent)
        self._spec = spec
        self._units = units
        self.setProperty("flat", True)
        several = len(spec.units) > 1
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus if several else Qt.FocusPolicy.NoFocus)
        self.setEnabled(several)
        self.setProperty("unit", "switch" if several else "fixed")
        if several:
            self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            menu = QMenu(self)
            for unit in spec.units:
                menu.addAction(in_use().of(unit)).setData(unit)
            menu.triggered.connect(self._on_triggered)
            self.setMenu(menu)
            self.setToolTip(self.tr("Show and type in another unit (F4); the value stays the same"))
        self.show_unit(units.unit(spec))

    def show_unit(self, unit: str) -> None:
        """Show this unit."""
        words = in_use().of(unit)
        self.setText(words if unit != "ratio" else "")
        if not self.text():
            self.hide()
        elif self.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide):
            # Shown before its row is, it would be styled before anybody sees it.
            self.show()
        self.setAccessibleName(self.tr("Unit of {field}: {unit}").format(field=self._spec.label, unit=words))

    def _on_triggered(self, action: Any) -> None:
        self._units.choose(self._spec, action.data())
