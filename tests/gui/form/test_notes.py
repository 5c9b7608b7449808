"""Notes: whatever a file holds comes back as it was, and undo and redo go over it without a trace."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.case.case import Case
from engine.case.format.case_json import case_bytes
from engine.case.format.case_parsing import parse_case
from engine.case.limits import LONGEST_TEXT
from gui.form.editors.notes_text import HeldText, NotesText, common_ends
from gui.window.main_window import MainWindow

#: what Qt's editor writes in another way, and its neighbours
ODD = ("\u00a0", "\r", "\r\n", "\n\r", "\u2028", "\u2029", "\ufdd0", "\ufdd1", "\n", "\x00", "\t", "\x0b", "\x0c",
       "\x85", "\ufeff", "\u200f", "\u202e", "\ufffc", "😀", "é", "e\u0301")  # fmt: skip

texts = st.lists(st.sampled_from([*ODD, "a", "b ", " c"]), max_size=12).map("".join)


def show(window: MainWindow, nothing: Case, notes: str) -> NotesText:
    """Open a case with these notes and return their editor."""
    window.document.replace_case(replace(nothing, notes=notes))
    return window.form.notes.text


@pytest.mark.hazard("lost-work")
def test_that_opening_odd_notes_marks_nothing_changed(window: MainWindow, nothing: Case) -> None:
    for odd in ODD:
        for notes in (f"one{odd}two", odd, odd * 3, f"{odd}end", f"end{odd}"):
            editor = show(window, nothing, notes)
            assert not window.document.is_modified
            assert editor.notes == window.document.case.notes == notes


@pytest.mark.hazard("lost-work")
def test_that_undo_keeps_redo_where_notes_are_odd(window: MainWindow, nothing: Case) -> None:
    for odd in ODD:
        show(window, nothing, f"one{odd}two")
        window.document.set_value("sex", "female")
        window.document.set_notes(f"{odd}three{odd}{odd}")
        for _ in range(2):
            window.commands["undo"].trigger()
        assert not window.document.is_modified
        assert window.document.undo_stack.canRedo()
        for _ in range(2):
            window.commands["redo"].trigger()
        assert window.document.case.notes == f"{odd}three{odd}{odd}"


@pytest.mark.hazard("lost-work")
def test_that_typing_leaves_the_rest_of_odd_notes_as_it_was(window: MainWindow, nothing: Case) -> None:
    for odd in ODD:
        editor = show(window, nothing, f"one{odd}two{odd}")
        editor.moveCursor(QTextCursor.MoveOperation.Start)
        QTest.keyClicks(editor, "x")
        assert window.document.case.notes == f"xone{odd}two{odd}"
        editor.moveCursor(QTextCursor.MoveOperation.End)
        QTest.keyClicks(editor, "y")
        assert window.document.case.notes == f"xone{odd}two{odd}y"
        editor.selectAll()
        QTest.keyClick(editor, Qt.Key.Key_Delete)
        assert window.document.case.notes == ""


def test_that_a_line_break_that_is_typed_is_an_ordinary_one(window: MainWindow, nothing: Case) -> None:
    editor = show(window, nothing, "one\r\ntwo")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(editor, "three")
    assert window.document.case.notes == "one\r\ntwo\n\nthree"


def test_that_after_undo_the_cursor_stands_where_the_notes_changed(window: MainWindow, nothing: Case) -> None:
    editor = show(window, nothing, "one two three 😀 four")
    window.document.set_notes("one two 😀 and three 😀 four")
    assert editor.textCursor().position() == len("one two 😀 and ") + 1  # that sign takes two places
    window.commands["undo"].trigger()
    assert editor.textCursor().position() == len("one two ")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=texts, typed=texts, after=texts)
def test_that_any_edit_leaves_what_is_before_and_behind_it(before: str, typed: str, after: str) -> None:
    held = HeldText.of(f"{before}|{after}")
    behind = len(HeldText.of(f"|{after}").raw)
    edited = held.edited(HeldText.of(f"{before}|{typed}|{after}").raw, behind)
    assert edited.text.startswith(f"{before}|")
    assert edited.text.endswith(f"|{after}")
    back = edited.edited(held.raw, behind)
    assert back.text == held.text


def test_that_of_two_like_line_breaks_the_one_at_the_cursor_goes(window: MainWindow, nothing: Case) -> None:
    for keep, presses in (("\r\n", 1), ("\u2029", 2)):
        editor = show(window, nothing, "one\u2029\r\ntwo")
        cursor = editor.textCursor()
        cursor.setPosition(3 + presses)
        editor.setTextCursor(cursor)
        QTest.keyClick(editor, Qt.Key.Key_Backspace)
        assert window.document.case.notes == f"one{keep}two"


@given(texts, texts)
def test_that_the_ends_that_two_texts_share_are_found(one: str, other: str) -> None:
    start, end = common_ends(one, other)
    assert one[:start] == other[:start]
    assert one[len(one) - end :] == other[len(other) - end :]
    assert start + end <= min(len(one), len(other))
    if one != other and start < min(len(one), len(other)):
        assert one[start] != other[start]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(notes=texts, others=texts)
def test_that_the_editor_writes_what_its_model_says(window: MainWindow, nothing: Case, notes: str, others: str) -> None:
    editor = show(window, nothing, notes)
    assert editor.document().toRawText() == HeldText.of(notes).raw
    window.document.set_notes(others)
    assert editor.document().toRawText() == HeldText.of(others).raw
    window.commands["undo"].trigger()
    assert window.document.case.notes == editor.notes == notes
    assert not window.document.is_modified


def paste(editor: NotesText, text: str) -> None:
    """Paste a text as a person does."""
    QApplication.clipboard().setText(text)
    QTest.keyClick(editor, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("more", [0, 1, 5000])
def test_that_notes_take_what_a_case_can_hold_and_say_what_was_left_out(
    window: MainWindow, nothing: Case, more: int
) -> None:
    editor = show(window, nothing, "x\r\n" + "a" * (LONGEST_TEXT - 100) + "\u2029end")
    cursor = editor.textCursor()
    cursor.setPosition(2)
    editor.setTextCursor(cursor)
    room = LONGEST_TEXT - len(window.document.case.notes)
    paste(editor, "é" * (room + more))
    notes = window.document.case.notes
    assert len(notes) == LONGEST_TEXT
    assert notes.startswith("x\r\n" + "é" * room + "a")
    assert notes.endswith("a\u2029end")
    assert editor.document().toRawText() == HeldText.of(notes).raw
    assert not window.form.notes.room.isHidden()
    said = window.form.notes.room.text()
    assert (f"last {more} of these were left out" in said) == bool(more)
    QTest.keyClicks(editor, "z")
    assert window.document.case.notes == notes
    assert "last 1 of these" in window.form.notes.room.text()
    window.commands["undo"].trigger()
    assert window.form.notes.room.text() == f"Room for {room} more characters."
    again = parse_case(case_bytes(replace(window.document.case, notes=notes)), window.document.fields)
    assert again.notes == notes


def test_that_the_editor_lays_out_no_more_of_a_paste_than_a_case_can_hold(window: MainWindow, nothing: Case) -> None:
    """Of a megabyte in one line that takes minutes, in which the window stands still."""
    editor = show(window, nothing, "")
    added: list[int] = []
    editor.document().contentsChange.connect(lambda _place, _gone, new: added.append(new))
    paste(editor, "a" * (3 * LONGEST_TEXT))
    assert max(added) <= LONGEST_TEXT + 1
    assert window.document.case.notes == "a" * LONGEST_TEXT
    assert f"last {2 * LONGEST_TEXT} of these were left out" in window.form.notes.room.text().replace(",", "")


def test_that_half_a_character_becomes_its_stand_in(window: MainWindow, nothing: Case) -> None:
    show(window, nothing, "")
    window.document.set_notes("a\ud800b")
    window.document.set_label("\udfff")
    assert (window.document.case.notes, window.document.case.label) == ("a\ufffdb", "\ufffd")


@pytest.mark.hazard("lost-work")
def test_that_a_long_name_of_a_case_is_kept_and_a_new_one_is_not_cut_in_silence(
    window: MainWindow, nothing: Case
) -> None:
    line = window.form.header.line
    long = "😀" * 250 + "end"
    window.document.replace_case(replace(nothing, label=long))
    assert line.text() == long
    line.setCursorPosition(0)
    QTest.keyClick(line, Qt.Key.Key_Delete)
    assert window.document.case.label == long[1:]
    window.document.replace_case(nothing)
    for text, is_said in (("b" * 200, False), ("b" * 201, True)):
        line.selectAll()
        QApplication.clipboard().setText(text)
        QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        assert window.document.case.label == "b" * 200
        assert window.form.header._full.isHidden() is not is_said
