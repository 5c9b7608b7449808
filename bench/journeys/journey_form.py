"""The steps of a random journey on the form: fields, notes, lesions with open cells, undo and redo."""

# What the parts hold is looked at, which is not what they are asked for.

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from bench.journeys.journey_steps import (
    CTRL,
    DATES,
    KEYS,
    NONE,
    NOT_PRESSED,
    NUMBERS,
    SEARCHES,
    SHIFT,
    TEXTS,
    JourneySteps,
    any_number,
    counted,
)
from gui.form.editors.choice_editors import ChipEditor, ListedChoiceEditor
from gui.form.editors.date_editor import DateEditor
from gui.form.editors.number_editor import NumberEditor


class FormRules(JourneySteps):
    """What a person does on the form."""

    # ------------------------------------------------------------ rules: the form

    @initialize(place=any_number)
    @counted
    def begin(self, place: int) -> None:
        """Begin with a case of the pool, or with none."""
        self.prepare(place)
        if place % 3:
            self.window.files.open(self.path(place))

    @rule(place=any_number, text=st.sampled_from(NUMBERS), anew=st.booleans())
    @counted
    def type_number(self, place: int, text: str, anew: bool) -> None:
        row = self.row(place, NumberEditor)
        line = row.editor.control
        assert isinstance(line, QLineEdit)
        if anew:
            line.selectAll()
        self.keys(text, line if line.hasFocus() else None)

    @rule(
        key=st.sampled_from(KEYS),
        held=st.sampled_from((NONE, NONE, NONE, CTRL, SHIFT, CTRL | SHIFT)),
        pick=any_number,
    )
    @counted
    def press_key(self, key: str, held: Qt.KeyboardModifier, pick: int) -> None:
        if (key, held) in NOT_PRESSED:
            return
        self.prepare(pick)
        which = getattr(Qt.Key, f"Key_{key}")
        self.with_menus(lambda: QTest.keyClick(self.watched.target(), which, held), pick)

    @rule(place=any_number, text=st.sampled_from(DATES), anew=st.booleans())
    @counted
    def type_date(self, place: int, text: str, anew: bool) -> None:
        line = self.row(place, DateEditor).editor.control
        assert isinstance(line, QLineEdit)
        if anew:
            line.selectAll()
        self.keys(text, line)

    @rule(place=any_number, chip=any_number)
    @counted
    def click_chip(self, place: int, chip: int) -> None:
        buttons = self.row(place, ChipEditor).editor.chips.buttons  # type: ignore[attr-defined]
        QTest.mouseClick(buttons[chip % len(buttons)], Qt.MouseButton.LeftButton)

    @rule(
        place=any_number,
        keys=st.lists(st.sampled_from(("Down", "Up", "Home", "End", "Delete", "9", "T", "Return")), max_size=4),
    )
    @counted
    def choose_in_list(self, place: int, keys: list[str]) -> None:
        control = self.row(place, ListedChoiceEditor).editor.control
        for key in keys:
            QTest.keyClick(QApplication.activePopupWidget() or control, getattr(Qt.Key, f"Key_{key}"))

    @rule(place=any_number)
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

    @rule(text=st.sampled_from(SEARCHES), leave=st.booleans())
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

    @rule(text=st.sampled_from(TEXTS))
    @counted
    def type_notes(self, text: str) -> None:
        notes = self.window.form.notes.text
        notes.setFocus()
        self.keys(text, notes)

    @rule(text=st.sampled_from((*TEXTS, "x" * 25_000)))
    @counted
    def paste_notes(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        notes = self.window.form.notes.text
        notes.setFocus()
        QTest.keyClick(notes, Qt.Key.Key_V, CTRL)

    @rule(
        keys=st.lists(st.sampled_from(("A", "X", "Delete", "Backspace", "Home", "End", "Left", "Return")), max_size=5)
    )
    @counted
    def edit_notes(self, keys: list[str]) -> None:
        notes = self.window.form.notes.text
        notes.setFocus()
        for key in keys:
            QTest.keyClick(notes, getattr(Qt.Key, f"Key_{key}"), CTRL if key in "AX" else NONE)

    @rule(text=st.sampled_from(TEXTS), anew=st.booleans())
    @counted
    def type_name(self, text: str, anew: bool) -> None:
        line = self.window.form.header.line
        line.setFocus()
        if anew:
            line.selectAll()
        QApplication.clipboard().setText(text)
        QTest.keyClick(line, Qt.Key.Key_V, CTRL)

    # ------------------------------------------------------------ rules: lesions

    @rule(which=st.sampled_from(("add", "duplicate", "delete")), by_key=st.booleans())
    @counted
    def change_lesions(self, which: str, by_key: bool) -> None:
        lesions = self.window.form.lesions
        if by_key:
            self.window.commands[f"{which}_lesion"].trigger()
        else:
            QTest.mouseClick(getattr(lesions, f"{which}_button"), Qt.MouseButton.LeftButton)

    @rule(row=any_number, column=any_number, how=st.sampled_from(("Return", "F2", "4", "Y", "double", "go")))
    @counted
    def open_cell(self, row: int, column: int, how: str) -> None:
        lesions = self.window.form.lesions
        if not lesions.model.rowCount():
            self.window.commands["add_lesion"].trigger()
        if row % 3 == 0:
            # The newest step is then a row that goes when it is undone, with a cell of it open.
            lesions.table.go_to(lesions.model.rowCount() - 1, 0)
            self.window.commands["duplicate_lesion"].trigger()
            row = lesions.model.rowCount() - 1
        row, column = row % lesions.model.rowCount(), column % lesions.model.columnCount()
        lesions.table.go_to(row, column, edit=how == "go")
        if how == "double":
            place = lesions.table.visualRect(lesions.model.index(row, column)).center()
            QTest.mouseClick(lesions.table.viewport(), Qt.MouseButton.LeftButton, NONE, place)
            QTest.mouseDClick(lesions.table.viewport(), Qt.MouseButton.LeftButton, NONE, place)
        elif how != "go":
            QTest.keyClick(lesions.table, getattr(Qt.Key, f"Key_{how}"))

    @rule(text=st.sampled_from(NUMBERS), key=st.sampled_from(("", "Tab", "Backtab", "Return", "Escape", "Down")))
    @counted
    def type_in_cell(self, text: str, key: str) -> None:
        table = self.window.form.lesions.table
        if table.cells.open_editor is None and self.window.form.lesions.model.rowCount():
            table.go_to(0, 0, edit=True)
        editor = table.cells.open_editor
        if editor is None:
            return
        if isinstance(editor, QLineEdit):
            self.keys(text, editor)
        if key and self.window.form.lesions.table.cells.open_editor is editor:
            QTest.keyClick(editor, getattr(Qt.Key, f"Key_{key}"))

    @rule(state=any_number)
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
                QTest.keyClick(self.watched.target(), Qt.Key.Key_Z, CTRL)
            else:
                self.window.commands["undo"].trigger()

    @rule(by_key=st.booleans(), times=st.integers(1, 4))
    @counted
    def redo(self, by_key: bool, times: int) -> None:
        for _ in range(times):
            if by_key:
                QTest.keyClick(self.watched.target(), Qt.Key.Key_Z, CTRL | SHIFT)
            else:
                self.window.commands["redo"].trigger()

    @rule()
    @counted
    def walk_through_all_steps(self) -> None:
        self.watched.settle()
        self.watched.check_walk()
