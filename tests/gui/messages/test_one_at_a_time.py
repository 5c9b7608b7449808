"""One message at a time: the newest in sight, the others behind it, and none lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from gui.messages.message_bar import Answer, Message, MessageBar


@pytest.fixture
def bar(qtbot: Any) -> Iterator[MessageBar]:
    """Yield a bar below something to type in."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    layout.addWidget(QLineEdit(window))
    found = MessageBar(window)
    layout.addWidget(found)
    window.resize(700, 200)
    window.show()
    window.activateWindow()
    # Nobody else holds the window.
    yield found  # noqa: PT022


def in_sight(bar: MessageBar) -> list[str]:
    return [line.message.key for line in bar._lines.values() if line.isVisible()]


def show(bar: MessageBar, *keys: str) -> None:
    for key in keys:
        bar.show_message(Message(key, f"Message {key}.", answers=(Answer("Do it"),)))


def test_that_the_newest_is_in_sight_and_the_others_wait(bar: MessageBar) -> None:
    show(bar, "a", "b", "c")
    assert in_sight(bar) == ["c"]
    assert bar.texts == ("Message a.", "Message b.", "Message c.")
    assert bar._lines["c"].more.text() == "3 of 3 ▸"


def test_that_one_that_goes_makes_room_for_the_one_before(bar: MessageBar) -> None:
    show(bar, "a", "b", "c")
    bar.take_back("c")
    assert in_sight(bar) == ["b"]
    bar.take_back("a")
    assert in_sight(bar) == ["b"]
    assert not bar._lines["b"].more.isVisible()
    bar.take_back("b")
    assert bar.texts == ()
    assert not bar.isVisible()


def test_that_a_button_leads_through_all_of_them(bar: MessageBar) -> None:
    show(bar, "a", "b", "c")
    seen = []
    for _ in range(4):
        (key,) = in_sight(bar)
        seen.append(key)
        bar._lines[key].more.click()
    assert seen == ["c", "a", "b", "c"]


def test_that_whoever_is_about_to_answer_is_shown_no_other(bar: MessageBar) -> None:
    show(bar, "a")
    bar.button("a", "Do it").setFocus()
    show(bar, "b")
    assert in_sight(bar) == ["a"]
    assert bar.button("a", "Do it").hasFocus()
    assert bar._lines["a"].more.text() == "1 of 2 ▸"


def test_that_escape_closes_one_after_the_other(bar: MessageBar) -> None:
    show(bar, "a", "b", "c")
    bar.button("c", "Do it").setFocus()
    for left in (["b"], ["a"], []):
        QTest.keyClick(bar.window().focusWidget(), Qt.Key.Key_Escape)
        assert in_sight(bar) == left
    assert bar.texts == ()


def test_that_a_message_said_again_is_the_newest(bar: MessageBar) -> None:
    show(bar, "a", "b", "a")
    assert in_sight(bar) == ["a"]
    assert bar.texts == ("Message b.", "Message a.")


def test_that_one_taken_back_from_behind_changes_the_count_alone(bar: MessageBar) -> None:
    show(bar, "a", "b", "c")
    bar.take_back("a")
    assert in_sight(bar) == ["c"]
    assert bar._lines["c"].more.text() == "2 of 2 ▸"
    bar.take_back("never shown")
    assert in_sight(bar) == ["c"]
