"""Text from outside, shown as text: in labels, message boxes, tips, menus and titles, and never as markup.

Qt guesses: a label, a message box or a tip whose text looks like HTML is drawn as HTML, and loads the pictures that it
names, from any place. Names of files, keys of a damaged case, structures of a plan and records of a department come
from outside. So every label of the window is a `PlainLabel`, every message box a `PlainMessageBox`, and every tip goes
through `tip`; `tests/architecture/test_text_is_text.py` looks for others.
"""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as QtText
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from engine.reading.visible_text import visible

_LONGEST_TITLE = 120


def shown(text: str) -> str:
    """Return a text as it may be shown: what steers a screen instead of standing on it is named, as on paper."""
    return visible(text)


def in_a_line(text: str, most: int = _LONGEST_TITLE) -> str:
    """Return a text from outside on one line, cut where it is longer than a line may be."""
    line = " ".join(shown(text[: most * 4]).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def in_a_title(text: str) -> str:
    """Return a text from outside for a window's title, where Qt puts its own mark for "[*]"."""
    return in_a_line(text).replace("[*]", "[*][*]")


def in_a_menu(text: str) -> str:
    """Return a text from outside for a menu or a button, where "&" would mark a key."""
    return in_a_line(text).replace("&", "&&")


def tip(text: str) -> str:
    """Return a text for a tool tip, which has no plain format: what Qt would take for markup is escaped."""
    plain = shown(text)
    if not QtText.mightBeRichText(plain):
        return plain
    escaped = escape(plain).replace("\n", "<br>")
    return f"<qt>{escaped}</qt>"


class PlainLabel(QLabel):
    """A label that shows what it is given, letter by letter."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)

    # ------------------------------------------------------------ Qt

    def setText(self, text: str) -> None:
        super().setText(shown(text))


class MarkedUpLabel(QLabel):
    """A label for words that the window has marked up itself; what comes from outside is escaped by whoever does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)


class PlainMessageBox(QMessageBox):
    """A question or a statement, whose words may hold anything.

    Parameters
    ----------
    heading : what it is about, in the program's words; also the title.
    text : the rest.
    """

    def __init__(self, heading: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWindowTitle(in_a_title(heading))
        self.setText(shown(heading))
        self.setInformativeText(shown(text))
        # The second label is made with the words, and guesses until it is told.
        for label in self.findChildren(QLabel):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
