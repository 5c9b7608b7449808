"""The editor of a day: what is typed stays, what cannot be read is said, a case comes back as it was saved."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtTest import QTest

from engine.case.entry import Entered, NotKnown, Unreadable
from engine.case.fields import FieldCatalogue
from gui.form.editors.date_editor import DateEditor
from gui.form.editors.field_editor import Shown


@pytest.fixture
def editor(qtbot: Any, fields: FieldCatalogue) -> DateEditor:
    made = DateEditor(fields["board_date"])
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(
    ("typed", "entry"),
    [("2026-03-12", Entered("2026-03-12")), ("12.3.2026", Entered("2026-03-12")), ("", NotKnown())],
)
def test_that_a_day_typed_is_told_as_a_day(editor: DateEditor, typed: str, entry: object) -> None:
    heard: list[Any] = []
    editor.entry_edited.connect(lambda _, found: heard.append(found))
    editor.line.setText("x")
    editor.line.selectAll()
    QTest.keyClicks(editor.line, typed) if typed else QTest.keyClick(editor.line, "\b")
    assert heard[-1] == entry


def test_that_what_is_typed_is_not_rewritten(editor: DateEditor) -> None:
    QTest.keyClicks(editor.line, "12.3.2026")
    editor.show_value(Shown("2026-03-12"))
    assert editor.line.text() == "12.3.2026"
    editor.show_value(Shown("2026-03-13"))
    assert editor.line.text() == "2026-03-13"


def test_that_an_unreadable_day_is_shown_as_it_was_typed(editor: DateEditor) -> None:
    editor.show_value(Shown(None, Unreadable("03/12/2026", "why")))
    assert editor.line.text() == "03/12/2026"
    editor.show_problem(is_problem=True)
    assert editor.line.property("problem") is True
