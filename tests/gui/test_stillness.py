"""Nothing slides under the pointer: rows keep their places while one types, the form whatever is told."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.messages.message_bar import Message
from gui.views.board.view import BoardView
from gui.views.lists.row_list import RowList
from gui.window.main_window import MainWindow
from tests.gui.conftest import RecordView


@pytest.fixture
def whole(make_window: Any, resources: Path) -> MainWindow:
    """Return a window with the board page on an example."""
    window: MainWindow = make_window((BoardView, RecordView))
    window.resize(1300, 760)
    window.files.open_example(resources / "examples" / "borderline.beamside.json")
    QApplication.processEvents()
    return window


def place(window: MainWindow, widget: QWidget) -> QPoint:
    return widget.mapTo(window, QPoint(0, 0))


def places_of_rows(window: MainWindow) -> dict[tuple[str, str], int]:
    """Return where each row of the board page's lists begins, by list and key."""
    QApplication.processEvents()
    board = window.views.board
    assert board is not None
    found = {}
    for rows in board.findChildren(RowList):
        if rows.isVisibleTo(board):
            top = place(window, rows.viewport()).y()
            for number, row in enumerate(rows.rows):
                found[rows.accessibleName(), row.key] = top + rows.visualRect(rows.model().index(number, 0)).top()
    return found


@pytest.mark.parametrize(("field", "text"), [("largest_lesion_cm", "12.34"), ("tumour_height_cm", "10.5")])
def test_that_rows_keep_their_places_while_one_number_is_typed(whole: MainWindow, field: str, text: str) -> None:
    whole.document.set_value("lesions", None)
    whole.document.set_value(field, None)
    QApplication.processEvents()
    line: Any = whole.form.rows[field].editor.line  # type: ignore[union-attr]
    seen = []
    for letter in text:
        QTest.keyClicks(line, letter)
        seen.append(places_of_rows(whole))
    for _ in text[1:]:
        QTest.keyClick(line, Qt.Key.Key_Backspace)
        seen.append(places_of_rows(whole))
    still = [key for key in seen[0] if "each with its headline" in key[0] and all(key in one for one in seen)]
    assert len(still) > 5
    # A row that needs more room than ever before grows, once; what stands below never comes back up.
    for earlier, later in pairwise(seen):
        assert [key for key in still if later[key] < earlier[key]] == []
    # Missing items that are still missing keep their order; an item that is settled goes.
    for earlier, later in pairwise(seen):
        kept = [key for key in earlier if "turn a headline" in key[0] and key in later]
        assert sorted(kept, key=lambda key: later[key]) == sorted(kept, key=lambda key: earlier[key])
    # On the way back every row has the room that it ever needed, and nothing moves.
    for one in seen[len(text) :]:
        assert {key: one[key] for key in still} == {key: seen[-1][key] for key in still}


def test_that_the_title_follows_the_name_of_the_case_letter_by_letter(whole: MainWindow) -> None:
    for text in ("B", "Bo", "Board"):
        whole.document.set_label(text)
        assert whole.windowTitle().startswith(f"{text}[")
    assert whole.isWindowModified()


def test_that_a_message_moves_neither_form_nor_page(whole: MainWindow) -> None:
    board = whole.views.board
    assert board is not None
    parts = (whole.form.search, whole.form.rows["age_years"], board)
    before = [place(whole, part) for part in parts]
    for number in range(3):
        whole.messages.show_message(Message(str(number), "Something that is told in a sentence."))
        QApplication.processEvents()
        assert [place(whole, part) for part in parts] == before
    assert whole.messages.isVisible()
