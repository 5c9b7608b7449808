"""Messages in the window itself, above what they concern: they wait, they block nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.shared.plain_text import PlainLabel, in_a_line
from gui.shared.tab_order import controls_in_order, order_tabs

Tone = Literal["note", "question", "problem"]

#: A message is one line that wraps; what a file says of itself may be of any length.
_MOST_CHARACTERS = 600

_MARKS = {"note": "", "question": "?", "problem": "✕"}


@dataclass(frozen=True, slots=True)
class Answer:
    """A button of a message: its words and what it does; the message goes when it is pressed, unless it `stays`."""

    words: str
    do: Callable[[], None] | None = None
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Message:
    """What is said. A message replaces an earlier one with the same key.

    One that tells of work `in_progress` shows that it moves, and cannot be closed: Esc is its first answer.
    """

    key: str
    text: str
    tone: Tone = "note"
    answers: Sequence[Answer] = ()
    in_progress: bool = False


def in_one_line(text: str, most: int = _MOST_CHARACTERS) -> str:
    """Return a text without line breaks, and cut where it is longer than a message may be."""
    return in_a_line(text, most)


class MessageBar(QWidget):
    """The messages that wait, one of them in sight: the newest, unless the keyboard is in another one.

    Signals
    -------
    message_shown : the words of a message, for assistive tools.
    """

    message_shown = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: dict[str, _MessageLine] = {}
        self._in_sight: _MessageLine | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    def show_message(self, message: Message) -> None:
        """Show a message until it is answered or closed; those that wait stand behind it."""
        message = replace(message, text=in_one_line(message.text))
        self.take_back(message.key)
        line = _MessageLine(message, self)
        line.hide()
        line.done.connect(self.take_back)
        line.next_wanted.connect(self._on_next)
        self._lines[message.key] = line
        self._layout.addWidget(line)
        first, *others = self._lines.values()
        # From the buttons of one message to those of the next: a new one would come behind the whole window.
        order_tabs(controls_in_order(first)[-1], others)
        # Whoever is about to answer one is not shown another.
        self._bring(self._in_sight if self._in_sight is not None and self._in_sight.has_keyboard() else line)
        self.show()
        self.message_shown.emit(message.text)

    def take_back(self, key: str) -> None:
        """Remove a message, where it still waits; the one that came last before it is shown."""
        line = self._lines.pop(key, None)
        if line is None:
            return
        had_keyboard = line.has_keyboard()
        self._layout.removeWidget(line)
        if self._lines:
            is_other = self._in_sight is not None and self._in_sight is not line
            self._bring(self._in_sight if is_other else list(self._lines.values())[-1])
            if had_keyboard and self._in_sight is not None:
                controls_in_order(self._in_sight)[0].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._in_sight = None
        line.hide()
        line.deleteLater()
        self.setVisible(bool(self._lines))

    def _bring(self, shown: _MessageLine | None) -> None:
        self._in_sight = shown
        for place, line in enumerate(self._lines.values(), start=1):
            line.tell_place(place, len(self._lines))
            line.setVisible(line is shown)

    def _on_next(self) -> None:
        lines = list(self._lines.values())
        if self._in_sight in lines:
            self._bring(lines[(lines.index(self._in_sight) + 1) % len(lines)])
            if self._in_sight is not None:
                self._in_sight.more.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def texts(self) -> tuple[str, ...]:
        """The words of all messages that wait, the newest last."""
        return tuple(line.message.text for line in self._lines.values())

    def button(self, key: str, words: str) -> QPushButton:
        """Return the button of a message."""
        return next(button for button in self._lines[key].buttons if button.text() == words)


class _MessageLine(QFrame):
    done = Signal(str)
    next_wanted = Signal()

    def __init__(self, message: Message, parent: QWidget) -> None:
        super().__init__(parent)
        self.message = message
        self.setProperty("role", "message")
        self.setProperty("tone", message.tone)
        mark = _MARKS[message.tone]
        text = PlainLabel(f"{mark}  {message.text}".strip(), self)
        text.setWordWrap(True)
        # As high as the words need at this width, and no higher.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        text.setSizePolicy(policy)
        policy.setVerticalPolicy(QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        # Selecting by mouse would make it a stop of the Tab key before the buttons.
        text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QHBoxLayout(self)
        gap = self.fontMetrics().height() // 2
        layout.setContentsMargins(gap * 3 // 2, gap // 2, gap, gap // 2)
        layout.setSpacing(gap)
        layout.addWidget(text, 1)
        if message.in_progress:
            layout.addWidget(self._progress(message.text))
        self.buttons = [self._button(answer, message.text) for answer in message.answers]
        for button in self.buttons:
            layout.addWidget(button)
        self.more = self._flat_button()
        self.more.setToolTip(self.tr("Show the next message that waits"))
        self.more.clicked.connect(self.next_wanted)
        layout.addWidget(self.more)
        if not message.in_progress:
            close = self._flat_button()
            close.setToolTip(self.tr("Close this message (Esc)"))
            close.setText("✕")
            close.setAccessibleName(self.tr("Close this message"))
            close.clicked.connect(self._on_closed)
            layout.addWidget(close)

    def tell_place(self, place: int, count: int) -> None:
        """Say which of several messages it is; nothing where it is the only one."""
        self.more.setVisible(count > 1)
        self.more.setText(self.tr("{place} of {count} ▸").format(place=place, count=count))
        self.more.setAccessibleName(self.tr("Message {place} of {count}").format(place=place, count=count))

    def has_keyboard(self) -> bool:
        """Whether one of its buttons would be pressed by the space bar."""
        focus = self.window().focusWidget()
        return focus is not None and self.isVisible() and self.isAncestorOf(focus)

    def _progress(self, words: str) -> QProgressBar:
        progress = QProgressBar(self)
        progress.setRange(0, 0)
        progress.setTextVisible(False)
        progress.setFixedSize(self.fontMetrics().averageCharWidth() * 16, self.fontMetrics().height())
        progress.setAccessibleName(words)
        return progress

    def _flat_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setProperty("flat", True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _button(self, answer: Answer, text: str) -> QPushButton:
        button = QPushButton(answer.words, self)
        # Enter presses it, and not the space bar alone.
        button.setAutoDefault(True)
        button.setAccessibleName(answer.words)
        button.setAccessibleDescription(text)
        button.clicked.connect(self._on_answered)
        return button

    def _on_answered(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            answer = self.message.answers[self.buttons.index(button)]
            if not answer.stays:
                self.done.emit(self.message.key)
            if answer.do is not None:
                answer.do()

    def _on_closed(self) -> None:
        self.done.emit(self.message.key)

    # ------------------------------------------------------------ Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.message.in_progress:
            self.buttons[0].click()
        elif event.key() == Qt.Key.Key_Escape:
            self.done.emit(self.message.key)
        else:
            super().keyPressEvent(event)
