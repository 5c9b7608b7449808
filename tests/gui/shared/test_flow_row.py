"""Controls that wrap like words: places, what is hidden, what changes, and that nothing of Qt's is held."""

from __future__ import annotations

import gc

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.shared.flow_row import FlowRow

GAP = 5


def shown_row(qtbot: QtBot, words: tuple[str, ...], width: int) -> tuple[QWidget, FlowRow, list[QPushButton]]:
    page = QWidget()
    qtbot.addWidget(page)
    row = FlowRow(page, GAP)
    buttons = [QPushButton(word) for word in words]
    for button in buttons:
        row.add(button)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(row)
    layout.addStretch(1)
    page.resize(width, 400)
    page.show()
    qtbot.waitExposed(page)
    return page, row, buttons


def lines_of(buttons: list[QPushButton]) -> list[int]:
    return [button.y() for button in buttons if not button.isHidden()]


def test_that_what_fits_stands_in_one_line(qtbot: QtBot) -> None:
    _, row, buttons = shown_row(qtbot, ("One", "Two", "Three"), 900)
    assert len(set(lines_of(buttons))) == 1
    assert [button.x() for button in buttons[1:]] == [
        buttons[0].width() + GAP,
        buttons[0].width() + buttons[1].width() + 2 * GAP,
    ]
    assert row.heightForWidth(900) == buttons[0].height()


def test_that_what_does_not_fit_goes_to_the_next_line(qtbot: QtBot) -> None:
    page, row, buttons = shown_row(qtbot, ("One", "Two", "Three"), 900)
    page.resize(buttons[0].width() + buttons[1].width() + GAP, 400)
    high = buttons[0].height()
    qtbot.waitUntil(lambda: lines_of(buttons) == [0, 0, high + GAP])
    assert row.height() == 2 * high + GAP
    assert row.minimumSizeHint().width() == max(button.sizeHint().width() for button in buttons)


def test_that_the_row_closes_up_over_what_is_hidden(qtbot: QtBot) -> None:
    page, _, buttons = shown_row(qtbot, ("One", "Two", "Three"), 900)
    buttons[0].hide()
    qtbot.waitUntil(lambda: buttons[1].x() == 0)
    buttons[0].show()
    qtbot.waitUntil(lambda: buttons[1].x() == buttons[0].width() + GAP)
    assert page.isVisible()


def test_that_a_longer_text_gets_its_room(qtbot: QtBot) -> None:
    page, _, buttons = shown_row(qtbot, ("One", "Two"), 900)
    buttons[0].setText("One and something more")
    qtbot.waitUntil(lambda: buttons[0].width() == buttons[0].sizeHint().width())
    assert buttons[1].x() == buttons[0].width() + GAP
    assert page.isVisible()


def test_that_what_changed_while_hidden_is_measured_when_shown(qtbot: QtBot) -> None:
    page, row, buttons = shown_row(qtbot, ("One", "Two"), 900)
    page.hide()
    buttons[0].setText("One and something more")
    assert row.sizeHint().width() == sum(button.sizeHint().width() for button in buttons) + GAP
    page.show()
    qtbot.waitUntil(lambda: buttons[1].x() == buttons[0].sizeHint().width() + GAP)


def test_that_a_row_holds_nothing_that_belongs_to_qt(qtbot: QtBot) -> None:
    # Items of a layout, held in Python, were taken for deleted in a journey of 3,800 steps.
    page, row, buttons = shown_row(qtbot, ("One", "Two"), 900)
    assert row.layout() is None
    gc.collect()
    page.resize(300, 400)
    qtbot.waitUntil(lambda: row.width() == 300)
    assert lines_of(buttons) == [0, 0]


def test_that_no_class_lays_out_items_that_it_holds(project) -> None:
    held = [
        str(path.relative_to(project))
        for path in sorted((project / "gui").rglob("*.py"))
        if "(QLayout)" in path.read_text(encoding="utf-8")
    ]
    assert held == []
