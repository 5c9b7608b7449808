"""Random journeys through the real window: keys, clicks, menus, open editors, files and dialogs in any order.

`python -m bench.journey --steps 5000 --seed 3` walks so many steps in this process and prints how often each rule was
taken; `bench.soak` starts one such process after another, so that one that dies is told from one that finds a fault.
After every step the laws of `journey_window` are looked at.
"""

# What the parts hold is looked at, which is not what they are asked for.
# ruff: noqa: SLF001

from __future__ import annotations

import argparse
import faulthandler
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QContextMenuEvent, QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QPlainTextEdit, QWidget

from bench.journey_files import CHEAP, ODD_NOTES, PASSPHRASE, write_pool
from bench.journey_window import Parts, WatchedWindow
from engine.case import sealed_case
from gui.form.field_editors import ChipEditor, ListedChoiceEditor, NumberEditor
from gui.form.field_row import FieldRow

Step = TypeVar("Step", bound=Callable[..., None])

#: how often each rule was taken in this process
TAKEN: Counter[str] = Counter()
#: the last steps, for whoever finds the process dead
_LOG: list[str] = []
_CTRL, _SHIFT, _ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
_NONE = Qt.KeyboardModifier.NoModifier
_KEYS = (
    *("Tab", "Backtab", "Return", "Enter", "Escape", "Space", "Delete", "Backspace", "Insert", "Home", "End"),
    *("Up", "Down", "Left", "Right", "PageUp", "PageDown", "F1", "F2", "F4", "F6", "F8", "Menu"),
    *("A", "C", "D", "F", "N", "V", "X", "Y", "Z", "0", "1", "5", "9", "Comma", "Period", "Minus"),
)
#: What would end the journey, or typeset for seconds.
_NOT_PRESSED = {("Q", _CTRL), ("P", _CTRL), ("E", _CTRL), ("W", _CTRL)}
_NUMBERS = (
    *("5", "5,5", "0.075", "1,234", "1.234,5", "abc", "-3", "1e3", " 12 ", "٣", "", "999999", "12 mm", "5..", "∞", "½"),
    *("+7", "0x10", "1_0", "1 000", "0", "66", "3", "700", "820", "17.1", "<b>", "2\u00a0", "\u202e5"),
)
_TEXTS = ("", "a", "line\ntwo", ODD_NOTES, "<b>bold</b>", "x" * 300, "é😀", "\r\n", "\u2028", " ", "[*]&", "\x1b[31m")
_SEARCHES = ("", "age", "liver", "zzzz", "notes", "name of the c", "<b>", "lesion", "gy", "%")
_COMMANDS = (
    *("undo", "redo", "not_known", "copy_field", "change_unit", "add_lesion", "duplicate_lesion", "delete_lesion"),
    *("find", "next_question", "next_pane", "previous_pane", "only_relevant", "letter_paper", "copy_view"),
    *("copy_board_text", "copy_board_markdown", "field_help", "context_menu", "save_figure", "export_tables"),
)
_HELP = ("tour", "keyboard", "intended_use", "evidence_changes", "about", "field_help")
_any = st.integers(0, 10_000)


def counted(step: Step) -> Step:
    """Count a rule, and note it with what it was given."""

    @wraps(step)
    def noted(self: Journey, **given: Any) -> None:
        TAKEN[step.__name__] += 1
        _LOG.append(f"{step.__name__} {given}")
        if self.log is not None:
            self.log.write(f"{_LOG[-1]}\n".encode("utf-8", "backslashreplace"))
            self.log.flush()
        step(self, **given)

    return noted  # type: ignore[return-value]


class Journey(RuleBasedStateMachine):
    """One session with the window."""

    log: Any = None

    def __init__(self) -> None:
        super().__init__()
        app = QApplication.instance() or QApplication(["beamside"])
        assert isinstance(app, QApplication)
        self._place = tempfile.TemporaryDirectory(prefix="beamside-journey-")
        self.folder = Path(self._place.name)
        self.pool = write_pool(self.folder / "files", Parts.made().fields)
        # A journey may write over its files, and somebody else puts the first ones back.
        self.contents = [path.read_bytes() for path in self.pool[:9]]
        self.watched = WatchedWindow(app, self.folder)
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
            elif isinstance(target, QLineEdit):
                target.insert(sign)
                target.textEdited.emit(target.text())
            elif isinstance(target, QPlainTextEdit):
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
                entries = [entry for entry in popup.actions() if self.may_be_chosen(entry.text()) and entry.isEnabled()]
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

    def may_be_chosen(self, words: str) -> bool:
        """Whether an entry of a menu neither ends the journey nor typesets for seconds."""
        plain = words.replace("&", "")
        return bool(plain) and not plain.startswith(("Quit", "Preview", "Export PDF", "Self-test"))

    def path(self, place: int) -> Path:
        """Return a file of the pool, or a folder, or one that is not there."""
        return self.pool[place % len(self.pool)]

    def prepare(self, place: int) -> None:
        """Decide what the next questions are answered."""
        answers = self.answers
        answers.changes = ("save", "discard", "cancel", "discard")[place % 4]  # type: ignore[assignment]
        answers.slip = ("confirm", "look", "cancel")[place % 3]  # type: ignore[assignment]
        answers.overwrite = ("overwrite", "save_as", "cancel")[place % 3]  # type: ignore[assignment]
        answers.passphrases = [["wrong passphrase", PASSPHRASE], [PASSPHRASE], []][place % 3]
        answers.chosen = (PASSPHRASE, None)[place % 5 == 0]
        answers.save = None if place % 7 == 0 else self.folder / "files" / f"saved {place % 4}.beamside.json"
        answers.open = self.path(place)

    def drop(self, paths: list[Path]) -> None:
        """Drop files onto the window."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        event = QDropEvent(QPointF(20, 20), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, _NONE)
        self.window.dropEvent(event)

    # ------------------------------------------------------------ rules: the form

    @initialize(place=_any)
    @counted
    def begin(self, place: int) -> None:
        """Begin with a case of the pool, or with none."""
        self.prepare(place)
        if place % 3:
            self.window.files.open(self.path(place))

    @rule(place=_any, text=st.sampled_from(_NUMBERS), anew=st.booleans())
    @counted
    def type_number(self, place: int, text: str, anew: bool) -> None:
        row = self.row(place, NumberEditor)
        line = row.editor.control
        assert isinstance(line, QLineEdit)
        if anew:
            line.selectAll()
        self.keys(text, line if line.hasFocus() else None)

    @rule(
        key=st.sampled_from(_KEYS),
        held=st.sampled_from((_NONE, _NONE, _NONE, _CTRL, _SHIFT, _CTRL | _SHIFT)),
        pick=_any,
    )
    @counted
    def press_key(self, key: str, held: Qt.KeyboardModifier, pick: int) -> None:
        if (key, held) in _NOT_PRESSED:
            return
        self.prepare(pick)
        which = getattr(Qt.Key, f"Key_{key}")
        self.with_menus(lambda: QTest.keyClick(self.watched.target(), which, held), pick)

    @rule(place=_any, chip=_any)
    @counted
    def click_chip(self, place: int, chip: int) -> None:
        buttons = self.row(place, ChipEditor).editor.chips.buttons  # type: ignore[attr-defined]
        QTest.mouseClick(buttons[chip % len(buttons)], Qt.MouseButton.LeftButton)

    @rule(
        place=_any,
        keys=st.lists(st.sampled_from(("Down", "Up", "Home", "End", "Delete", "9", "T", "Return")), max_size=4),
    )
    @counted
    def choose_in_list(self, place: int, keys: list[str]) -> None:
        control = self.row(place, ListedChoiceEditor).editor.control
        for key in keys:
            QTest.keyClick(QApplication.activePopupWidget() or control, getattr(Qt.Key, f"Key_{key}"))

    @rule(place=_any)
    @counted
    def answer_below_a_field(self, place: int) -> None:
        buttons = [
            button
            for row in self.window.form.rows.values()
            for button in row.findChildren(QWidget)
            if button.property("answer") and button.isVisible()
        ]
        if buttons:
            buttons[place % len(buttons)].click()  # type: ignore[attr-defined]

    @rule(text=st.sampled_from(_SEARCHES), leave=st.booleans())
    @counted
    def search(self, text: str, leave: bool) -> None:
        self.window.commands["find"].trigger()
        self.keys(text, self.window.form.search)
        if leave:
            QTest.keyClick(self.window.form.search, Qt.Key.Key_Return)

    @rule()
    @counted
    def only_what_matters(self) -> None:
        self.window.form.only_relevant.click()

    @rule()
    @counted
    def next_question(self) -> None:
        self.window.form.attention.click() if self.window.form.attention.isVisible() else None

    @rule(text=st.sampled_from(_TEXTS))
    @counted
    def type_notes(self, text: str) -> None:
        notes = self.window.form.notes.text
        notes.setFocus()
        self.keys(text, notes)

    @rule(text=st.sampled_from((*_TEXTS, "x" * 25_000)))
    @counted
    def paste_notes(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        notes = self.window.form.notes.text
        notes.setFocus()
        QTest.keyClick(notes, Qt.Key.Key_V, _CTRL)

    @rule(
        keys=st.lists(st.sampled_from(("A", "X", "Delete", "Backspace", "Home", "End", "Left", "Return")), max_size=5)
    )
    @counted
    def edit_notes(self, keys: list[str]) -> None:
        notes = self.window.form.notes.text
        notes.setFocus()
        for key in keys:
            QTest.keyClick(notes, getattr(Qt.Key, f"Key_{key}"), _CTRL if key in "AX" else _NONE)

    @rule(text=st.sampled_from(_TEXTS), anew=st.booleans())
    @counted
    def type_name(self, text: str, anew: bool) -> None:
        line = self.window.form.header.line
        line.setFocus()
        if anew:
            line.selectAll()
        QApplication.clipboard().setText(text)
        QTest.keyClick(line, Qt.Key.Key_V, _CTRL)

    # ------------------------------------------------------------ rules: lesions

    @rule(which=st.sampled_from(("add", "duplicate", "delete")), by_key=st.booleans())
    @counted
    def change_lesions(self, which: str, by_key: bool) -> None:
        lesions = self.window.form.lesions
        if by_key:
            self.window.commands[f"{which}_lesion"].trigger()
        else:
            QTest.mouseClick(getattr(lesions, f"{which}_button"), Qt.MouseButton.LeftButton)

    @rule(row=_any, column=_any, how=st.sampled_from(("Return", "F2", "4", "Y", "double", "go")))
    @counted
    def open_cell(self, row: int, column: int, how: str) -> None:
        lesions = self.window.form.lesions
        if not lesions.model.rowCount():
            return
        row, column = row % lesions.model.rowCount(), column % lesions.model.columnCount()
        lesions.table.go_to(row, column, edit=how == "go")
        if how == "double":
            place = lesions.table.visualRect(lesions.model.index(row, column)).center()
            QTest.mouseClick(lesions.table.viewport(), Qt.MouseButton.LeftButton, _NONE, place)
            QTest.mouseDClick(lesions.table.viewport(), Qt.MouseButton.LeftButton, _NONE, place)
        elif how != "go":
            QTest.keyClick(lesions.table, getattr(Qt.Key, f"Key_{how}"))

    @rule(text=st.sampled_from(_NUMBERS), key=st.sampled_from(("", "Tab", "Backtab", "Return", "Escape", "Down")))
    @counted
    def type_in_cell(self, text: str, key: str) -> None:
        editor = self.window.form.lesions.table.cells.open_editor
        if editor is None:
            return
        if isinstance(editor, QLineEdit):
            self.keys(text, editor)
        if key and self.window.form.lesions.table.cells.open_editor is editor:
            QTest.keyClick(editor, getattr(Qt.Key, f"Key_{key}"))

    @rule(state=_any)
    @counted
    def say_of_lesions(self, state: int) -> None:
        buttons = self.window.form.lesions.state.buttons
        QTest.mouseClick(buttons[state % len(buttons)], Qt.MouseButton.LeftButton)

    # ------------------------------------------------------------ rules: undo and redo

    @rule(by_key=st.booleans(), times=st.integers(1, 4))
    @counted
    def undo(self, by_key: bool, times: int) -> None:
        for _ in range(times):
            if by_key:
                QTest.keyClick(self.watched.target(), Qt.Key.Key_Z, _CTRL)
            else:
                self.window.commands["undo"].trigger()

    @rule(by_key=st.booleans(), times=st.integers(1, 4))
    @counted
    def redo(self, by_key: bool, times: int) -> None:
        for _ in range(times):
            if by_key:
                QTest.keyClick(self.watched.target(), Qt.Key.Key_Z, _CTRL | _SHIFT)
            else:
                self.window.commands["redo"].trigger()

    @rule()
    @counted
    def walk_through_all_steps(self) -> None:
        self.watched.settle()
        self.watched.check_walk()

    # ------------------------------------------------------------ rules: files

    @rule(place=_any)
    @counted
    def new_case(self, place: int) -> None:
        self.prepare(place)
        self.window.commands["new"].trigger()

    @rule(place=_any, which=st.sampled_from(("save", "save_as", "save", "save_open")))
    @counted
    def save(self, place: int, which: str) -> None:
        self.prepare(place)
        self.window.commands[which].trigger()

    @rule(place=_any)
    @counted
    def save_sealed(self, place: int) -> None:
        self.prepare(place)
        self.window.commands["save_sealed"].trigger()

    @rule(place=_any, answer=_any)
    @counted
    def open_file(self, place: int, answer: int) -> None:
        self.prepare(answer)
        self.answers.open = self.path(place)
        self.window.commands["open"].trigger()
        self.wait_for_files()

    @rule(places=st.lists(_any, min_size=1, max_size=3), answer=_any)
    @counted
    def drop_files(self, places: list[int], answer: int) -> None:
        self.prepare(answer)
        self.drop([self.path(place) for place in places])
        self.wait_for_files()

    @rule(place=_any, answer=_any)
    @counted
    def open_recent(self, place: int, answer: int) -> None:
        self.prepare(answer)
        self.window.menus.recent.fill()
        entries = [entry for entry in self.window.menus.recent.actions() if entry.data()]
        if entries:
            entries[place % len(entries)].trigger()
        self.wait_for_files()

    @rule(place=_any, answer=_any)
    @counted
    def open_example(self, place: int, answer: int) -> None:
        self.prepare(answer)
        entries = [entry for entry in self.window.menus.examples.actions() if entry.isEnabled()]
        entries[place % len(entries)].trigger()

    @rule(place=_any)
    @counted
    def changed_by_somebody_else(self, place: int) -> None:
        path = self.window.files.path
        if path is not None and path.is_relative_to(self.folder) and path.is_file():
            if place % 3 == 0:
                path.unlink()
            else:
                path.write_bytes(self.contents[place % len(self.contents)])
            self.window.files.watch.look()

    @rule(pick=_any)
    @counted
    def answer_a_message(self, pick: int) -> None:
        self.prepare(pick)
        lines = list(self.window.messages._lines.values())
        if lines:
            line = lines[pick % len(lines)]
            if line.buttons and pick % 4:
                line.buttons[pick % len(line.buttons)].click()
            else:
                QTest.keyClick(line, Qt.Key.Key_Escape)
        self.wait_for_files()

    @rule(restore=st.booleans(), answer=_any)
    @counted
    def find_work_left_behind(self, restore: bool, answer: int) -> None:
        """A copy of this work as a session leaves it that was killed."""
        self.prepare(answer)
        autosave = self.window.autosave
        if not self.document.is_modified:
            return
        autosave.write_now()
        autosave.wait()
        copy = autosave.path.with_name(f"{'f' * 32}.recovery.json")
        if autosave.path.is_file():
            copy.write_bytes(autosave.path.read_bytes())
        self.window.files.recovery.offer()
        if "recovery" in self.window.messages._lines:
            line = self.window.messages._lines["recovery"]
            if line.buttons:
                line.buttons[0 if restore else -1].click()
        self.wait_for_files()
        copy.unlink(missing_ok=True)

    @rule(place=_any)
    @counted
    def try_to_close(self, place: int) -> None:
        if self.document.is_modified:
            self.prepare(place)
            self.answers.changes = "cancel"
            self.window.commands["close"].trigger()
            assert self.window.isVisible()

    # ------------------------------------------------------------ rules: a plan

    @rule(place=_any, answer=st.sampled_from(("agree", "cancel", "stay")))
    @counted
    def read_a_plan(self, place: int, answer: str) -> None:
        self.answers.plan = tuple(path for path in self.pool if path.suffix == ".txt")[place % 2 :][:1]
        self.window.commands["read_plan"].trigger()
        dialog = self.window.plan.dialog
        assert dialog is not None
        self.wait(lambda: not dialog.reading.is_busy)
        if dialog.liver.count() > 1:
            dialog.liver.setCurrentIndex(1)
            dialog.liver.activated.emit(1)
            self.wait(lambda: not dialog.reading.is_busy)
        if answer == "agree" and dialog.agree.isEnabled():
            dialog.agree.click()
        elif answer != "stay":
            dialog.reject()
        self.watched.make_room()

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
        self.wait(lambda: not getattr(self.window.files, "is_busy", False))

    # ------------------------------------------------------------ rules: the window

    @rule(tab=_any, by_key=st.booleans())
    @counted
    def look_at_a_view(self, tab: int, by_key: bool) -> None:
        tab %= self.window.views.count()
        if by_key:
            QTest.keyClick(self.watched.target(), Qt.Key(Qt.Key.Key_1 + tab), _CTRL)
        else:
            bar = self.window.views.tabBar()
            QTest.mouseClick(bar, Qt.MouseButton.LeftButton, _NONE, bar.tabRect(tab).center())

    @rule(x=st.floats(0, 1), y=st.floats(0, 1), double=st.booleans(), pick=_any)
    @counted
    def click_somewhere(self, x: float, y: float, double: bool, pick: int) -> None:
        self.prepare(pick)
        place = QPoint(int(x * (self.window.width() - 1)), int(y * (self.window.height() - 1)))
        widget = self.window.childAt(place) or self.window
        click = QTest.mouseDClick if double else QTest.mouseClick
        where = widget.mapFrom(self.window, place)
        self.with_menus(lambda: click(widget, Qt.MouseButton.LeftButton, _NONE, where), pick)
        self.wait_for_files()
        self.watched.make_room()

    @rule(x=st.floats(0, 1), y=st.floats(0, 1), turn=st.sampled_from((-120, 120, 480, -480)))
    @counted
    def turn_the_wheel(self, x: float, y: float, turn: int) -> None:
        place = QPoint(int(x * (self.window.width() - 1)), int(y * (self.window.height() - 1)))
        widget = self.window.childAt(place) or self.window
        where = QPointF(widget.mapFrom(self.window, place))
        event = QWheelEvent(
            where, QPointF(widget.mapToGlobal(where.toPoint())), QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton,
            _NONE, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    @rule(x=st.floats(0, 1), y=st.floats(0, 1), pick=_any)
    @counted
    def open_a_context_menu(self, x: float, y: float, pick: int) -> None:
        self.prepare(pick)
        place = QPoint(int(x * (self.window.width() - 1)), int(y * (self.window.height() - 1)))
        widget = self.window.childAt(place) or self.window
        where = widget.mapFrom(self.window, place)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, where, widget.mapToGlobal(where))
        self.with_menus(lambda: QApplication.sendEvent(widget, event), pick)

    @rule(name=st.sampled_from(_COMMANDS), pick=_any)
    @counted
    def command(self, name: str, pick: int) -> None:
        self.prepare(pick)
        self.with_menus(self.window.commands[name].trigger, pick)
        self.watched.make_room()

    @rule(pick=st.integers(0, 7))
    @counted
    def change_a_habit(self, pick: int) -> None:
        appearance = self.window.appearance
        if pick < 3:
            appearance.choose_theme(("system", "light", "dark")[pick])  # type: ignore[arg-type]
        elif pick < 6:
            self.window.commands[("larger_text", "smaller_text", "normal_text")[pick - 3]].trigger()
        else:
            self.window.recent.remember(remember=pick == 6)

    @rule(place=_any)
    @counted
    def change_a_unit(self, place: int) -> None:
        self.row(place, NumberEditor)
        self.window.commands["change_unit"].trigger()

    @rule(name=st.sampled_from(_HELP))
    @counted
    def open_help(self, name: str) -> None:
        self.window.commands[name].trigger()
        self.watched.make_room()

    @rule(pick=_any)
    @counted
    def close_a_dialog(self, pick: int) -> None:
        dialogs: list[QDialog] = self.watched.dialogs()
        if dialogs:
            dialog = dialogs[pick % len(dialogs)]
            QTest.keyClick(dialog, Qt.Key.Key_Escape) if pick % 2 else dialog.close()

    @rule(width=st.integers(400, 1800), height=st.integers(300, 1200))
    @counted
    def resize_the_window(self, width: int, height: int) -> None:
        self.window.resize(width, height)

    @rule()
    @counted
    def come_and_go(self) -> None:
        self.window.clearFocus()
        self.window.activateWindow()
        self.window.files.watch.look()

    # ------------------------------------------------------------ laws

    @invariant()
    def everything_holds(self) -> None:
        """After every step; every fourth walks to the first step of the case and back."""
        self.number += 1
        self.watched.check(walk=self.number % 4 == 0)

    def teardown(self) -> None:
        try:
            self.watched.close()
        finally:
            self._place.cleanup()


@contextmanager
def _cheap_seals() -> Iterator[None]:
    """What it costs to derive a key is measured elsewhere; here it would be most of the time."""
    new = sealed_case.Seal.new
    sealed_case.Seal.new = lambda passphrase, hardness=None: new(passphrase, hardness or CHEAP)  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        sealed_case.Seal.new = new  # type: ignore[method-assign]


def walk(sessions: int, steps: int, seeded: int, *, shrink: bool = False) -> None:
    """Go on so many journeys of so many steps; whatever does not hold is raised, with the steps that led there."""
    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    with _cheap_seals():
        run_state_machine_as_test(
            seed(seeded)(Journey),
            settings=settings(
                max_examples=sessions,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                derandomize=False,
                phases=phases,
                suppress_health_check=list(HealthCheck),
                print_blob=False,
                report_multiple_bugs=False,
            ),
        )


def main() -> int:
    """Walk, and print how often each rule was taken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--each", type=int, default=60, help="steps of one journey")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--log", type=Path, help="where the steps are noted, for whoever finds the process dead")
    parser.add_argument("--shrink", action="store_true", help="look for the shortest journey that fails")
    arguments = parser.parse_args()
    faulthandler.enable()
    with open(arguments.log or tempfile.mkstemp()[1], "wb") as log:  # noqa: PTH123
        Journey.log = log
        walk(max(arguments.steps // arguments.each, 1), arguments.each, arguments.seed, shrink=arguments.shrink)
    print(json.dumps({"seed": arguments.seed, "taken": dict(TAKEN)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
