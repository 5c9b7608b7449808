"""The lines of a letter as they were pasted: no more of them than are read, and what was recognised is marked."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from engine.intake.letter import LONGEST_LETTER

#: how strongly what was recognised is marked, of 255
_TONE = 60
#: the last character that Qt counts as one
_LAST_OF_ONE_UNIT = "\uffff"


class LetterText(QPlainTextEdit):
    """Text that is never rewritten.

    Signals
    -------
    was_cut : how many characters of a paste were left out.
    """

    was_cut = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)

    @property
    def read_part(self) -> str:
        """The text, as far as it is read."""
        return self.toPlainText()[:LONGEST_LETTER]

    def mark(self, stretches: Iterable[tuple[int, int, str]]) -> None:
        """Mark stretches of the text, each by its first character, the one behind its last, and a colour."""
        units = _units_before(self.read_part)
        document, marks = self.document(), []
        for start, end, colour in stretches:
            one, ground, tone = QTextEdit.ExtraSelection(), QTextCharFormat(), QColor(colour)
            tone.setAlpha(_TONE)
            ground.setBackground(tone)
            cursor = QTextCursor(document)
            cursor.setPosition(units[start])
            cursor.setPosition(units[end], QTextCursor.MoveMode.KeepAnchor)
            one.format, one.cursor = ground, cursor
            marks.append(one)
        self.setExtraSelections(marks)

    # ------------------------------------------------------------ Qt

    def insertFromMimeData(self, source: QMimeData) -> None:
        # What is not read would be laid out all the same: of a megabyte that takes ten seconds.
        text = source.text()
        room = max(LONGEST_LETTER - len(self.toPlainText()) + len(self.textCursor().selectedText()), 0)
        left_out = max(len(text) - room, 0)
        if left_out:
            source = QMimeData()
            source.setText(text[:room])
        super().insertFromMimeData(source)
        if left_out:
            self.was_cut.emit(left_out)


def _units_before(text: str) -> range | list[int]:
    """Return how many of Qt's units, halves of some characters, stand before each character and before the end."""
    if text.isascii() or max(text) <= _LAST_OF_ONE_UNIT:
        return range(len(text) + 1)
    return [0, *accumulate(1 + (character > _LAST_OF_ONE_UNIT) for character in text)]
