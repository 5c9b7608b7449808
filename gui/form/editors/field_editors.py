"""One editor for each kind of field: the only place where a field's description becomes a control.

Editors listen to what a person does and to nothing else. `show_value` never emits and never rewrites text that
already means the value it is asked to show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMenu, QToolButton, QWidget

from engine.case.entry import Entered, Entry, NotKnown, Unreadable, entry_text, read_entry
from engine.case.fields import FieldSpec
from engine.case.patient import Value
from engine.case.units import from_field_unit, to_decimal
from gui.form.editors.chip_row import Chip, ChipRow
from gui.form.editors.type_ahead import UNKNOWN_KEY, TypeAhead
from gui.form.editors.undo_keys import is_for_the_window
from gui.form.editors.units_in_use import UnitsInUse
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, tip

#: A list that opens is as wide as its longest entry, up to this many letters.
_LONGEST_LIST_ENTRY = 28
#: figures of a line in which a number or a day is typed
_LINE_FIGURES = 16

# A list's own two answers besides its items; no item of a list is called like this.
_NONE = "\0none"
_UNKNOWN = "\0unknown"


def _words(text: str) -> str:
    return QCoreApplication.translate("FieldEditor", text)


def text_in_unit(spec: FieldSpec, value: float, unit: str) -> str:
    """Return the text that means exactly this value, given in the field's own unit, in `unit`."""
    return in_use().number(entry_text(from_field_unit(spec, to_decimal(value), unit)))


def means(spec: FieldSpec, text: str, unit: str, value: float | None, unreadable: Unreadable | None) -> bool:
    """Whether this text already says what is to be shown."""
    if unreadable is not None:
        return text == unreadable.text
    entry = read_entry(spec, text, unit)
    if value is None:
        return isinstance(entry, NotKnown)
    return isinstance(entry, Entered) and entry.value == value


@dataclass(frozen=True, slots=True)
class Shown:
    """What an editor is to show; a `calculated` value follows from others and cannot be edited."""

    value: Value | None
    unreadable: Unreadable | None = None
    calculated: bool = False


class FieldEditor(QWidget):
    """Base of the editors.

    Signals
    -------
    entry_edited : field id and Entry; a person has typed.
    value_chosen : field id and value (None: not known); a person has chosen.
    typing_ended : a person has left the field or pressed Enter; the field's id.
    entered : the keyboard is here now; the field's id.
    not_understood : the field's id and letters that mean no answer, or several.
    answered : a person has answered by keyboard, and nothing more can be meant; the field's id.
    """

    entry_edited = Signal(str, object)
    value_chosen = Signal(str, object)
    typing_ended = Signal(str)
    entered = Signal(str)
    not_understood = Signal(str, str)
    answered = Signal(str)

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._calculated: PlainLabel | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)

    @property
    def control(self) -> QWidget:
        """The widget that takes the keyboard."""
        raise NotImplementedError

    @property
    def is_typing(self) -> bool:
        """Whether a person is in the middle of typing here."""
        return False

    def show_value(self, shown: Shown) -> None:
        """Show what the case holds for this field. Never emits."""
        raise NotImplementedError

    @property
    def line_of_text(self) -> QLineEdit | None:
        """The line in which text is typed; None where nothing is typed."""
        return None

    def show_problem(self, *, is_problem: bool) -> None:
        """Mark the line where its text cannot be read."""
        line = self.line_of_text
        if line is not None and bool(line.property("problem")) != is_problem:
            line.setProperty("problem", is_problem)
            line.style().unpolish(line)
            line.style().polish(line)

    def describe(self, text: str) -> None:
        """Give assistive tools this description."""
        self.control.setAccessibleDescription(text)

    def show_calculated(self, text: str) -> None:
        """Say by a word that the value follows from others; `text` says from which, nothing where it was typed."""
        if self._calculated is None:
            if not text:
                return
            self._calculated = PlainLabel(_words("calculated"), self)
            self._calculated.setProperty("role", "muted")
            self._row.addWidget(self._calculated)
        self._calculated.setVisible(bool(text))
        self._calculated.setToolTip(tip(text))

    def _fit_line(self) -> None:
        """Give the line room for sixteen figures of this font."""
        if (line := self.line_of_text) is not None:
            line.setMaximumWidth(self.fontMetrics().horizontalAdvance("0") * _LINE_FIGURES)

    def clear_value(self) -> None:
        """A person says: not known."""
        self.value_chosen.emit(self.spec.id, None)

    def _on_not_understood(self, letter: str) -> None:
        self.not_understood.emit(self.spec.id, letter)

    def _on_settled(self) -> None:
        self.answered.emit(self.spec.id)

    def _on_came(self) -> None:
        self.entered.emit(self.spec.id)

    def _watch(self, control: QWidget) -> None:
        control.installEventFilter(self)

    # ------------------------------------------------------------ Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            self.entered.emit(self.spec.id)
        return is_for_the_window(event) or super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # The first may come before anything is set up.
        is_another = event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if is_another and (layout := self.layout()) is not None and layout.count():
            self._fit_line()


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


class CalmComboBox(QComboBox):
    """A combo box that a turn of the wheel changes only where the keyboard already is, and letters at once.

    Signals
    -------
    unknown_requested : a person has pressed Delete, Backspace or "?".
    not_understood : letters that mean no entry, or several.
    settled : letters have chosen an entry, or "?" said that there is none, and no further letter can change it.
    """

    unknown_requested = Signal()
    not_understood = Signal(str)
    settled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._type_ahead: TypeAhead | None = None
        self.currentTextChanged.connect(self._on_text_changed)

    def _on_text_changed(self, text: str) -> None:
        self.setToolTip(tip(text))

    def _choose_by_letter(self, letter: str) -> None:
        if self._type_ahead is None:
            # The first entry is "not known".
            self._type_ahead = TypeAhead([self.itemText(place) for place in range(1, self.count())])
        by_place = self._type_ahead.by_place(letter)
        meant = self._type_ahead.take(letter) if by_place is None else by_place
        if meant is not None:
            self.setCurrentIndex(meant + 1)
            self.activated.emit(meant + 1)
            if by_place is not None or self._type_ahead.is_settled:
                self.settled.emit()
        elif not self._type_ahead.waits:
            self.not_understood.emit(letter)

    # ------------------------------------------------------------ Qt

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self._type_ahead is not None and (left := self._type_ahead.forget()):
            self.not_understood.emit(left)

    def minimumSizeHint(self) -> QSize:
        # A long entry may be cut off in a narrow form; its tip and the list that opens show it whole.
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self.fontMetrics().averageCharWidth() * 14), hint.height())

    def showPopup(self) -> None:
        # As wide as its longest entry, however narrow the box is.
        view = self.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + view.verticalScrollBar().sizeHint().width())
        super().showPopup()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        others = ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) or letter == UNKNOWN_KEY:
            self.unknown_requested.emit()
            if letter == UNKNOWN_KEY:
                self.settled.emit()
        elif letter.strip() and event.isAutoRepeat():
            # A key that is held answers one question, not those that follow as well.
            event.accept()
        elif letter.strip() and letter.isprintable() and not event.modifiers() & others:
            self._choose_by_letter(letter)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ListedChoiceEditor(FieldEditor):
    """One of many choices, in a list that opens; the first entry is "not known"."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.combo = CalmComboBox(self)
        self.combo.setObjectName(f"field.{spec.id}")
        self.combo.addItem(self.tr("Not known"))
        for choice in spec.choices:
            label = f"{choice.label} {spec.unit}" if spec.unit else choice.label
            self.combo.addItem(label, choice.value)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        longest = max(len(self.combo.itemText(place)) for place in range(self.combo.count()))
        self.combo.setMinimumContentsLength(min(_LONGEST_LIST_ENTRY, longest))
        self.combo.setAccessibleName(", ".join(part for part in (spec.label, spec.unit) if part))
        self.combo.activated.connect(self._on_activated)
        self.combo.unknown_requested.connect(self.clear_value)
        self.combo.not_understood.connect(self._on_not_understood)
        self.combo.settled.connect(self._on_settled)
        self._watch(self.combo)
        self._row.addWidget(self.combo)
        self._row.addStretch(1)

    @property
    def control(self) -> QWidget:
        return self.combo

    def show_value(self, shown: Shown) -> None:
        values: list[object] = [choice.value for choice in self.spec.choices]
        place = values.index(shown.value) + 1 if shown.value in values else 0
        if self.combo.currentIndex() != place:
            self.combo.setCurrentIndex(place)
        self.combo.setEnabled(not shown.calculated)

    def _on_activated(self, place: int) -> None:
        self.value_chosen.emit(self.spec.id, self.combo.itemData(place))


class ChipEditor(FieldEditor):
    """Base of the editors whose answers all stand side by side."""

    def __init__(self, spec: FieldSpec, chips: tuple[Chip, ...], *, exclusive: bool, parent: QWidget | None) -> None:
        super().__init__(spec, parent)
        self.chips = ChipRow(chips, spec.label, exclusive=exclusive, parent=self)
        self.chips.setObjectName(f"field.{spec.id}")
        self.chips.setAccessibleName(spec.label)
        self.chips.chosen.connect(self._on_chosen)
        self.chips.unknown_requested.connect(self.clear_value)
        self.chips.not_understood.connect(self._on_not_understood)
        self.chips.settled.connect(self._on_settled)
        self.chips.entered.connect(self._on_came)
        self._row.addWidget(self.chips, 1)

    @property
    def control(self) -> QWidget:
        return self.chips

    def describe(self, text: str) -> None:
        self.chips.setAccessibleDescription(text)
        self.chips.describe(text)

    def _on_chosen(self, value: Any) -> None:
        raise NotImplementedError


class ChipChoiceEditor(ChipEditor):
    """One of a few choices, or yes and no; and "not known"."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        unknown = Chip(None, _words("Not known"), is_unknown=True)
        if spec.kind == "flag":
            chips: tuple[Chip, ...] = (Chip(True, _words("Yes")), Chip(False, _words("No")), unknown)
        else:
            chips = (*(Chip(choice.value, choice.label) for choice in spec.choices), unknown)
        super().__init__(spec, chips, exclusive=True, parent=parent)

    def show_value(self, shown: Shown) -> None:
        self.chips.show_chosen([shown.value])
        self.chips.setEnabled(not shown.calculated)

    def _on_chosen(self, value: Any) -> None:
        self.value_chosen.emit(self.spec.id, value)


class ListEditor(ChipEditor):
    """Any of several items; "none" is an answer of its own, and so is "not known"."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        chips = (
            *(Chip(choice.value, choice.label) for choice in spec.choices),
            Chip(_NONE, _words("None")),
            Chip(_UNKNOWN, _words("Not known"), is_unknown=True),
        )
        self._items: tuple[str, ...] | None = None
        super().__init__(spec, chips, exclusive=False, parent=parent)

    def _on_settled(self) -> None:
        # Of several items more may follow; "none" and "not known" end the list.
        if not self._items:
            super()._on_settled()

    def show_value(self, shown: Shown) -> None:
        self._items = tuple(str(item) for item in shown.value) if isinstance(shown.value, tuple) else None
        self.chips.show_chosen([_UNKNOWN] if self._items is None else list(self._items) or [_NONE])
        self.chips.setEnabled(not shown.calculated)

    def _on_chosen(self, value: Any) -> None:
        if value == _UNKNOWN:
            chosen: tuple[str, ...] | None = None
        elif value == _NONE:
            chosen = ()
        else:
            now = set(self._items or ()) ^ {value}
            # The last item taken away does not mean that there are none: nobody has said so.
            chosen = tuple(str(choice.value) for choice in self.spec.choices if choice.value in now) or None
        self.value_chosen.emit(self.spec.id, chosen)
