"""What the steps of a random journey share: keys, clicks, menus that open, files that are dropped, and a log."""

# What the parts hold is looked at, which is not what they are asked for.

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from PySide6.QtCore import QMimeData, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit, QWidget

from bench.journeys.journey_files import ODD_NOTES, PASSPHRASE, write_pool
from bench.journeys.journey_window import Parts, WatchedWindow
from gui.form.field_row import FieldRow

Step = TypeVar("Step", bound=Callable[..., None])

#: how often each rule was taken in this process
TAKEN: Counter[str] = Counter()
#: the last steps, for whoever finds the process dead
_LOG: list[str] = []
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
NONE = Qt.KeyboardModifier.NoModifier
KEYS = (
    *("Tab", "Backtab", "Return", "Enter", "Escape", "Space", "Delete", "Backspace", "Insert", "Home", "End"),
    *("Up", "Down", "Left", "Right", "PageUp", "PageDown", "F1", "F2", "F4", "F6", "F8", "Menu"),
    *("A", "C", "D", "F", "N", "V", "X", "Y", "Z", "0", "1", "5", "9", "Comma", "Period", "Minus"),
)
#: What would end the journey, or typeset for seconds.
NOT_PRESSED = {("Q", CTRL), ("P", CTRL), ("E", CTRL), ("W", CTRL)}
#: entries of menus that would do the same
NOT_CHOSEN = ("close", "preview", "export", "self_test")
NUMBERS = (
    *("5", "5,5", "0.075", "1,234", "1.234,5", "abc", "-3", "1e3", " 12 ", "٣", "", "999999", "12 mm", "5..", "∞", "½"),
    *("+7", "0x10", "1_0", "1 000", "0", "66", "3", "700", "820", "17.1", "<b>", "2\u00a0", "\u202e5"),
)
DATES = ("2026-03-12", "12.3.2026", "2026-13-01", "", "2026-02-29", "2026-3", "today", "0001-01-01", "9999-12-31", "٣")
TEXTS = ("", "a", "line\ntwo", ODD_NOTES, "<b>bold</b>", "x" * 300, "é😀", "\r\n", "\u2028", " ", "[*]&", "\x1b[31m")
SEARCHES = ("", "age", "liver", "zzzz", "notes", "name of the c", "<b>", "lesion", "gy", "%")
COMMANDS = (
    *("undo", "redo", "not_known", "copy_field", "change_unit", "add_lesion", "duplicate_lesion", "delete_lesion"),
    *("find", "next_question", "next_pane", "previous_pane", "only_relevant", "letter_paper", "copy_view"),
    *("copy_board_text", "copy_board_markdown", "field_help", "context_menu", "save_figure", "export_tables"),
)
HELP = ("tour", "keyboard", "intended_use", "evidence_changes", "about", "field_help")
any_number = st.integers(0, 10_000)


def counted(step: Step) -> Step:
    """Count a rule, and note it with what it was given."""

    @wraps(step)
    def noted(self: JourneySteps, **given: Any) -> None:
        TAKEN[step.__name__] += 1
        _LOG.append(f"{step.__name__} {given}")
        if self.log is not None:
            self.log.write(f"{_LOG[-1]}\n".encode("utf-8", "backslashreplace"))
            self.log.flush()
        step(self, **given)

    return noted  # type: ignore[return-value]


class JourneySteps(RuleBasedStateMachine):
    """A session with the window, without the rules of its steps."""

    log: Any = None
    #: what the window speaks
    language = "en"

    def __init__(self) -> None:
        super().__init__()
        app = QApplication.instance() or QApplication(["beamside"])
        assert isinstance(app, QApplication)
        self._place = tempfile.TemporaryDirectory(prefix="beamside-journey-")
        self.folder = Path(self._place.name)
        self.pool = write_pool(self.folder / "files", Parts.made().fields)
        # A journey may write over its files, and somebody else puts the first ones back.
        self.contents = [path.read_bytes() for path in self.pool[:9]]
        self.watched = WatchedWindow(app, self.folder, self.language)
        self.window, self.document, self.answers = self.watched.window, self.watched.document, self.watched.answers
        self.number = 0

    # ------------------------------------------------------------ what the rules share

    def row(self, place: int, kind: type | tuple[type, ...]) -> FieldRow:
        """Return a row of the form whose editor is of this kind, with the keyboard in it."""
        rows = [
            row for row in self.window.form.rows.values() if isinstance(row, FieldRow) and isinstance(row.editor, kind)
        ]
        row = rows[place % len(rows)]
        self.window.form.go_to_field(row.spec.id)
        return row

    def keys(self, text: str, widget: QWidget | None = None) -> None:
        """Type a text, character by character, where the keyboard is."""
        for sign in text:
            target = widget if widget is not None else self.watched.target()
            # QTest knows the letters of its own keyboard only; the others are put in as an input method does.
            if sign.isascii() and sign.isprintable():
                QTest.keyClicks(target, sign)
            elif isinstance(target, QLineEdit) and not target.isReadOnly():
                target.insert(sign)
                target.textEdited.emit(target.text())
            elif isinstance(target, QPlainTextEdit) and not target.isReadOnly():
                target.insertPlainText(sign)

    def with_menus(self, do: Callable[[], object], pick: int) -> None:
        """Do something that may open a menu and wait for it; an entry is chosen, or the menu is closed."""
        nanny = QTimer()
        nanny.setInterval(0)

        def look() -> None:
            popup = QApplication.activePopupWidget()
            if popup is None:
                return
            if isinstance(popup, QMenu) and pick % 2:
                entries = [entry for entry in popup.actions() if self.may_be_chosen(entry) and entry.isEnabled()]
                if entries:
                    popup.setActiveAction(entries[pick % len(entries)])
                    QTest.keyClick(popup, Qt.Key.Key_Return)
                    return
            popup.close()

        nanny.timeout.connect(look)
        nanny.start()
        try:
            do()
            for _ in range(3):
                QApplication.processEvents()
        finally:
            nanny.stop()

    def may_be_chosen(self, entry: QAction) -> bool:
        """Whether an entry of a menu neither ends the journey nor typesets for seconds."""
        kept_out = [self.window.commands[name] for name in NOT_CHOSEN]
        return bool(entry.text()) and entry not in kept_out

    def path(self, place: int) -> Path:
        """Return a file of the pool, or a folder, or one that is not there."""
        return self.pool[place % len(self.pool)]

    def prepare(self, place: int) -> None:
        """Decide what the next questions are answered."""
        answers = self.answers
        answers.changes = ("save", "discard", "cancel", "discard")[place % 4]
        answers.slip = ("confirm", "look", "cancel")[place % 3]
        answers.overwrite = ("overwrite", "save_as", "cancel")[place % 3]
        answers.passphrases = [["wrong passphrase", PASSPHRASE], [PASSPHRASE], []][place % 3]
        answers.chosen = (PASSPHRASE, None)[place % 5 == 0]
        answers.save = None if place % 7 == 0 else self.folder / "files" / f"saved {place % 4}.beamside.json"
        answers.open = self.path(place)

    def drop(self, paths: list[Path]) -> None:
        """Drop files onto the window."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        event = QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, NONE)
        self.window.dropEvent(event)

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait for work off the main thread."""
        for _ in range(3000):
            if condition():
                break
            QApplication.processEvents()
            QTest.qSleep(1)
        QApplication.processEvents()
        assert condition()

    def wait_for_files(self) -> None:
        """Wait until a file that is being opened is open, or refused."""
        self.wait(lambda: not self.window.files.beside.is_busy)
