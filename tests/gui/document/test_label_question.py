"""A label that looks like a person is asked about once, and never changed without a person's word."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot


def typed(qtbot: QtBot, window, text: str) -> None:
    line = window.form.header.line
    line.clear()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)


def asked(window) -> list[str]:
    return [text for text in window.messages.texts if "looks like" in text]


def test_that_a_name_is_asked_about_once_and_stays(qtbot: QtBot, window) -> None:
    typed(qtbot, window, "Hans Mueller")
    assert asked(window) == ["The name of the case looks like a person's name. It is saved and printed. Is it meant?"]
    window.messages.button("label", "It is meant").click()
    typed(qtbot, window, "Hans Mueller")
    assert not asked(window)
    assert window.document.case.label == "Hans Mueller"


def test_that_emptying_it_is_one_step_that_can_be_undone(qtbot: QtBot, window) -> None:
    typed(qtbot, window, "4711081")
    window.messages.button("label", "Empty it").click()
    assert window.document.case.label == ""
    assert not asked(window)
    window.document.undo_stack.undo()
    assert window.document.case.label == "4711081"


def test_that_a_label_of_a_board_is_not_asked_about(qtbot: QtBot, window) -> None:
    typed(qtbot, window, "Board 12 March, case B")
    assert not asked(window)


def test_that_a_label_that_was_opened_is_asked_about_before_it_goes_on_paper(window) -> None:
    window.document.replace_case(replace(window.document.case, label="Hans Mueller"))
    assert not asked(window)
    window.commands["export"].trigger()
    assert len(asked(window)) == 1
    window.messages.button("label", "It is meant").click()
    window.commands["minutes"].trigger()
    assert not asked(window)
