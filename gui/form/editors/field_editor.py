"""What every editor of a field has in common, and what a text in its line means.

Editors listen to what a person does and to nothing else. `show_value` never emits and never rewrites text that
already means the value it is asked to show.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from engine.case.entry import Entered, NotKnown, Unreadable, entry_text, read_entry
from engine.case.fields import FieldSpec
from engine.case.patient import Value
from engine.case.units import from_field_unit, to_decimal
from gui.form.editors.undo_keys import is_for_the_window
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, tip

#: figures of a line in which a number or a day is typed
_LINE_FIGURES = 16


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
            self._calculated = PlainLabel(QCoreApplication.translate("FieldEditor", "calculated"), self)
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
