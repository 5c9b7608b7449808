"""The notes as text on the screen: what Qt's editor cannot hold is kept beside it, and given back as it was.

Qt's editor knows one kind of line break. A file may hold others (a carriage return of an old system, U+2028, U+2029,
U+FDD0), and its own way of handing out its text makes ordinary spaces of no-break ones. Read back, such notes would
be other notes that nobody has written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, QSignalBlocker, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from engine.case.limits import LONGEST_TEXT, fitting_text
from gui.shared.dropped_files import dropped_paths

_LINES = 4
#: How the editor's document writes a line break, and the one that Shift and Enter put there.
_BREAK, _SOFT_BREAK = "\u2029", "\u2028"
#: What becomes a line break in the editor, besides CR LF together.
_BREAKS = "\n\r\u2029\ufdd0\ufdd1\u2028"
_ANY_BREAK = re.compile(f"(\r\n|[{_BREAKS}])")
_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class HeldText:
    """A text, and how the editor's document writes it.

    Attributes
    ----------
    text : as in the case.
    raw : as in the editor; every line break is one character there.
    breaks : the line breaks of `text`, in order: as many as `raw` has.
    mark : a byte order mark before the first character, which is lost on the way into Qt.
    """

    text: str
    raw: str
    breaks: tuple[str, ...]
    mark: str = ""

    @classmethod
    def of(cls, text: str) -> HeldText:
        """Hold a text that comes from the case."""
        mark = text[: len(_MARK)] if text.startswith(_MARK) else ""
        # Between any two breaks stands what is none, an empty text too.
        parts = _ANY_BREAK.split(text[len(mark) :])
        breaks = tuple(parts[1::2])
        parts[1::2] = [_SOFT_BREAK if sign == _SOFT_BREAK else _BREAK for sign in breaks]
        return cls(text, "".join(parts), breaks, mark)

    def edited(self, raw: str, behind: int | None = None) -> HeldText:
        """Return what is held when a person has made this of the editor's text: the rest stays as it was.

        `behind` is the number of characters behind the cursor, where an edit ends: of two like line breaks it tells
        which one is new.
        """
        start, end = common_ends(self.raw, raw, behind)
        new = raw[start : len(raw) - end]
        before, after = (_breaks_in(part) for part in (raw[:start], raw[len(raw) - end :]))
        kept_behind = self.breaks[len(self.breaks) - after :] if after else ()
        breaks = (*self.breaks[:before], *["\n"] * _breaks_in(new), *kept_behind)
        mark = self.mark if raw else ""
        return HeldText(mark + _written(raw, breaks), raw, breaks, mark)


def common_ends(before: str, after: str, behind: int | None = None) -> tuple[int, int]:
    """Return how many characters two texts share at their start, and at their end behind those.

    Where they share `behind` characters at their end, those are the end.
    """
    most = min(len(before), len(after))
    if behind is not None and behind <= most and before.endswith(after[len(after) - behind :]):
        return _longest(most - behind, lambda number: before[:number] == after[:number]), behind
    start = _longest(most, lambda number: before[:number] == after[:number])
    end = _longest(most - start, lambda number: before[len(before) - number :] == after[len(after) - number :])
    return start, end


def _longest(most: int, is_shared: Callable[[int], bool]) -> int:
    """Return the largest number up to `most` that is shared; where one is, every smaller one is."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if is_shared(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _breaks_in(raw: str) -> int:
    return raw.count(_BREAK) + raw.count(_SOFT_BREAK)


def _written(raw: str, breaks: tuple[str, ...]) -> str:
    following = iter(breaks)
    return "".join(next(following) if sign in (_BREAK, _SOFT_BREAK) else sign for sign in raw)


class NotesText(QPlainTextEdit):
    """Text that tells of what a person does to it, and of nothing else.

    Signals
    -------
    edited : the whole text as it is now, because a person has changed it.
    left_out : how many characters of what was typed or pasted a case had no room for; 0 when all of it was taken.
    """

    edited = Signal(str)
    left_out = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._held = HeldText.of("")
        self._cut = 0
        # The document has the one undo of the window.
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.fit()
        self.textChanged.connect(self._on_text_changed)

    @property
    def notes(self) -> str:
        """The text as it is saved; Qt's own `toPlainText` may be another."""
        return self._held.text

    @property
    def length(self) -> int:
        """The number of its characters."""
        return len(self._held.text)

    def show_text(self, text: str) -> bool:
        """Show a text of the case and return whether it is another; what is shown is not written again. Never emits."""
        if text == self._held.text:
            return False
        before, self._held = self._held, HeldText.of(text)
        if before.raw == self._held.raw:
            return True
        blocked = QSignalBlocker(self)
        self.setPlainText(text)
        # The cursor behind what is another now, as after typing it.
        _, end = common_ends(before.raw, self._held.raw)
        cursor = self.textCursor()
        cursor.setPosition(places(self._held.raw[: len(self._held.raw) - end]))
        self.setTextCursor(cursor)
        blocked.unblock()
        return True

    def fit(self) -> None:
        """Be some lines high, whatever the font."""
        self.setFixedHeight(self.fontMetrics().lineSpacing() * _LINES + self.fontMetrics().height())

    def _on_text_changed(self) -> None:
        raw = self.document().toRawText()
        if raw == self._held.raw:
            return
        behind = len(raw) - len(_up_to(raw, self.textCursor().position()))
        edited = self._held.edited(raw, behind)
        fitting = self._fitting(raw, behind, len(edited.text) - LONGEST_TEXT)
        left_out = len(raw) - len(fitting)
        if fitting != raw:
            edited = self._held.edited(fitting, behind)
        is_another = edited.text != self._held.text
        self._held = edited
        self.left_out.emit(left_out + self._cut)
        if is_another:
            self.edited.emit(edited.text)

    def _fitting(self, raw: str, behind: int, too_many: int) -> str:
        """Return the editor's text without what a case cannot hold, and make it the editor's."""
        start, end = common_ends(self._held.raw, raw, behind)
        new = raw[start : len(raw) - end]
        fitting = fitting_text(new)[: len(new) - max(too_many, 0)]
        if fitting == new:
            return raw
        blocked = QSignalBlocker(self)
        cursor = self.textCursor()
        cursor.setPosition(places(raw[:start]))
        cursor.setPosition(places(raw[: len(raw) - end]), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(fitting)
        self.setTextCursor(cursor)
        blocked.unblock()
        return raw[:start] + fitting + raw[len(raw) - end :]

    # ------------------------------------------------------------ Qt

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        # A file that is dropped here would be typed as its name; the window opens it.
        return not dropped_paths(source) and super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        # What no case can hold would be laid out first, and only then be taken out: of a megabyte that takes minutes.
        text = source.text()
        self._cut = max(len(text) - LONGEST_TEXT, 0)
        if self._cut:
            source = QMimeData()
            source.setText(text[:LONGEST_TEXT])
        super().insertFromMimeData(source)
        self._cut = 0

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.fit()


def places(text: str) -> int:
    """Return how many places a text takes in Qt, which counts in half characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _up_to(text: str, place: int) -> str:
    """Return the text before a place of Qt's."""
    return text.encode("utf-16-le", "surrogatepass")[: place * 2].decode("utf-16-le", "surrogatepass")
