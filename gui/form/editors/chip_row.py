"""A row of buttons of which one, or some, are chosen; one stop for the Tab key, arrows inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from gui.form.editors.type_ahead import UNKNOWN_KEY, TypeAhead
from gui.look.accessible_roles import is_a
from gui.shared.flow_row import FlowRow


@dataclass(frozen=True, slots=True)
class Chip:
    """One button: what it stands for, its words, and whether it is the one for "not known"."""

    value: Any
    label: str
    is_unknown: bool = False


class _ChipButton(QPushButton):
    """A button that tells its row of keys and of the keyboard's coming and going.

    A filter of events would be asked at each of the hundreds of events that a button gets while it is laid out. Its
    words stand on several lines where the row is narrower than they are.
    """

    def __init__(self, text: str, row: ChipRow) -> None:
        super().__init__(text, row)
        self._row = row
        # A button of Qt is never narrower than its words on one line.
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _frame(self) -> QSize:
        """Return how much larger the button is than its words on one line."""
        return self.sizeHint() - self.fontMetrics().size(0, self.text())

    def _lines(self, width: int) -> list[str]:
        """Return the words in as many lines as this width asks for."""
        metrics, most = self.fontMetrics(), width - self._frame().width()
        lines: list[str] = []
        for word in self.text().split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and metrics.horizontalAdvance(longer) <= most:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    # ------------------------------------------------------------ Qt

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        longest = max(self.fontMetrics().horizontalAdvance(word) for word in self.text().split(" "))
        return QSize(min(longest + self._frame().width(), hint.width()), hint.height())

    def heightForWidth(self, width: int) -> int:
        hint = self.sizeHint()
        if width >= hint.width():
            return hint.height()
        return hint.height() + (len(self._lines(width)) - 1) * self.fontMetrics().lineSpacing()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.width() >= self.sizeHint().width():
            super().paintEvent(event)
            return
        painter, option = QStylePainter(self), QStyleOptionButton()
        self.initStyleOption(option)
        option.text = "\n".join(self._lines(self.width()))
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._row.entered.emit()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._row.leave()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._row.take_key(self, event):
            super().keyPressEvent(event)


class ChipRow(FlowRow):
    """The buttons. Arrows move, Space and Enter choose, letters choose as soon as they mean one answer.

    Signals
    -------
    chosen : a person has clicked a chip or pressed its key; its value.
    unknown_requested : a person has pressed Delete, Backspace or "?".
    not_understood : letters that mean no answer, or several.
    settled : letters have chosen an answer, or "?" said that there is none, and no further letter can change it.
    entered : the keyboard has come to one of the buttons.
    """

    chosen = Signal(object)
    unknown_requested = Signal()
    not_understood = Signal(str)
    settled = Signal()
    entered = Signal()

    def __init__(self, chips: Sequence[Chip], name: str, *, exclusive: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap = max(2, self.fontMetrics().height() // 5)
        self._chips = tuple(chips)
        self._exclusive = exclusive
        self._description = ""
        self._answers = [place for place, chip in enumerate(self._chips) if not chip.is_unknown]
        self._type_ahead = TypeAhead([self._chips[place].label for place in self._answers])
        self._buttons = [self._button(chip, name) for chip in self._chips]
        self._enter_at(0)

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """The buttons, in the order of the chips."""
        return tuple(self._buttons)

    def show_chosen(self, values: Sequence[Any]) -> None:
        """Show which chips are chosen. Never emits."""
        first, is_another = None, False
        for place, (chip, button) in enumerate(zip(self._chips, self._buttons, strict=True)):
            is_chosen = any(chip.value == value and type(chip.value) is type(value) for value in values)
            if button.isChecked() != is_chosen:
                button.setChecked(is_chosen)
                is_another = True
            if is_chosen and first is None:
                first = place
        is_here = any(button.hasFocus() for button in self._buttons)
        if first is not None and not is_here:
            self._enter_at(first)
        elif first is not None and self._exclusive and is_another and not self._buttons[first].hasFocus():
            # Where only one can be chosen the keyboard goes along, whatever has chosen it.
            self._enter_at(first)
            self._buttons[first].setFocus(Qt.FocusReason.OtherFocusReason)

    def describe(self, text: str) -> None:
        """Give assistive tools this description."""
        if text == self._description:
            return
        self._description = text
        for button in self._buttons:
            button.setAccessibleDescription(text)

    def take_key(self, button: QPushButton, event: QKeyEvent) -> bool:
        """Do what a key means on this button; returns whether it means anything."""
        return self._on_key(self._buttons.index(button), event)

    def leave(self) -> None:
        """The keyboard goes: letters that were waiting for others mean nothing."""
        if left := self._type_ahead.forget():
            self.not_understood.emit(left)

    def _button(self, chip: Chip, name: str) -> QPushButton:
        button = _ChipButton(chip.label, self)
        button.setCheckable(True)
        # "Not known" is one of the answers where several can be chosen, too: it takes all others away.
        is_a(button, "radio" if self._exclusive or chip.is_unknown else "check")
        button.setAutoDefault(False)
        button.setProperty("chip", "unknown" if chip.is_unknown else "value")
        button.setAccessibleName(f"{name}: {chip.label}")
        button.clicked.connect(self._on_clicked)
        self.add(button)
        return button

    def _enter_at(self, place: int) -> None:
        """Make one button the stop for the Tab key."""
        for index, button in enumerate(self._buttons):
            policy = Qt.FocusPolicy.StrongFocus if index == place else Qt.FocusPolicy.ClickFocus
            if button.focusPolicy() != policy:
                button.setFocusPolicy(policy)
        self.setFocusProxy(self._buttons[place])

    def _on_clicked(self) -> None:
        button = self.sender()
        place = self._buttons.index(button) if isinstance(button, QPushButton) else -1
        if place >= 0:
            # What is checked follows from the case, not from the click.
            self._buttons[place].setChecked(not self._buttons[place].isChecked())
            self.chosen.emit(self._chips[place].value)

    def _on_key(self, place: int, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            other = (place + steps[key]) % len(self._buttons)
            self._enter_at(other)
            self._buttons[other].setFocus(Qt.FocusReason.TabFocusReason)
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.unknown_requested.emit()
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._buttons[place].click()
            return True
        return self._choose_by_letter(event)

    def _choose_by_letter(self, event: QKeyEvent) -> bool:
        letter = event.text()
        others = ~(Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier)
        if not letter.strip() or not letter.isprintable() or event.modifiers() & others:
            return False
        if event.isAutoRepeat():
            # A key that is held answers one question, not those that follow as well.
            return True
        if letter == UNKNOWN_KEY:
            self.unknown_requested.emit()
            self.settled.emit()
            return True
        meant = self._type_ahead.take(letter)
        if meant is not None:
            self._buttons[self._answers[meant]].click()
            if self._type_ahead.is_settled:
                self.settled.emit()
        elif not self._type_ahead.waits:
            self.not_understood.emit(letter)
        return True
