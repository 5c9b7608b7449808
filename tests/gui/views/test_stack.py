"""Cards in columns: as tall as their content, nothing cut off, and nothing jumps while one field is typed in."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from bench.material.full_case import full_case
from engine.case.case import Case
from engine.case.patient import Patient
from engine.findings.assess import assess
from gui.figures.drawing import scaled
from gui.views.board.view import BoardView
from gui.views.card_columns import ColumnPage, Stack
from gui.views.lists.row_list import RowList
from gui.views.small_widgets import Heading, Sentence

pytestmark = pytest.mark.slow

LONG = "one two three four five six seven eight nine ten " * 12


@pytest.fixture
def stack(qtbot: Any) -> Stack:
    """Return a stack of two sentences on screen."""
    found = Stack()
    qtbot.addWidget(found)
    for number in range(2):
        found.add(Sentence(f"Sentence {number}.", found))
    found.resize(300, 200)
    found.show()
    return found


def sentences(stack: Stack) -> list[Sentence]:
    """Return its two sentences from the top."""
    return sorted(stack.findChildren(Sentence), key=lambda sentence: sentence.y())


def test_that_a_part_is_as_tall_as_its_words_need(stack: Stack) -> None:
    first, second = sentences(stack)
    before = stack.height_at(300)
    first.say(LONG)
    QApplication.processEvents()
    assert first.height() == first.heightForWidth(first.width()) > first.fontMetrics().height() * 3
    assert second.y() > first.geometry().bottom()
    assert stack.height_at(300) > before


def test_that_room_once_taken_is_kept_until_it_is_released(stack: Stack) -> None:
    first, second = sentences(stack)
    low = second.y()
    first.say(LONG)
    QApplication.processEvents()
    high = second.y()
    first.say("Short.")
    QApplication.processEvents()
    assert second.y() == high > low
    stack.release()
    stack.arrange()
    assert second.y() == low


def test_that_a_hidden_part_takes_no_room_but_what_it_kept(stack: Stack) -> None:
    first, second = sentences(stack)
    place = second.y()
    first.say("")
    QApplication.processEvents()
    assert second.y() == place
    stack.release()
    stack.arrange()
    assert second.y() < place


def test_that_another_width_measures_anew(stack: Stack) -> None:
    first, second = sentences(stack)
    first.say(LONG)
    stack.resize(200, 200)
    QApplication.processEvents()
    narrow = second.y()
    stack.resize(900, 200)
    QApplication.processEvents()
    assert second.y() < narrow
    assert first.height() == first.heightForWidth(first.width())


def board(qtbot: Any, context: Any, width: int = 1100) -> BoardView:
    """Return the board page on screen."""
    view = BoardView(context)
    qtbot.addWidget(view)
    view.resize(width, 800)
    view.show()
    return view


def show(view: BoardView, case: Case, library: Any) -> None:
    """Show a case and let the view come to rest."""
    view.show_assessment(assess(case, library), case)
    for _ in range(3):
        QApplication.processEvents()


@pytest.mark.parametrize("width", [500, 900, 1100, 1600])
def test_that_nothing_is_cut_off_whatever_was_shown_before(
    width: int, qtbot: Any, context: Any, cases: Any, library: Any
) -> None:
    view = board(qtbot, context, width)
    page = view.findChild(ColumnPage)
    for name in ("everything", "nothing", "borderline", "nothing", "everything"):
        show(view, cases[name], library)
        parts = [part for part in (*view.findChildren(RowList), *view.findChildren(QLabel)) if part.isVisible()]
        low = [part for part in parts if part.height() < part.heightForWidth(part.width())]
        assert low == []
        # What is put away, as the tables of an empty case are, has no height until it is shown.
        stacks = [stack for stack in view.findChildren(Stack) if stack.isVisible()]
        assert [name for one in stacks if one.childrenRect().bottom() >= one.height()] == []
        bottom = max(stack.geometry().bottom() for stack in stacks)
        assert page.page.height() <= max(
            bottom + view.fontMetrics().horizontalAdvance("m") + 2, page.viewport().height()
        )


def test_that_another_case_takes_the_room_that_it_needs_and_no_more(
    qtbot: Any, context: Any, cases: Any, library: Any
) -> None:
    view = board(qtbot, context)
    show(view, cases["everything"], library)
    before = [stack.geometry() for stack in view.findChildren(Stack)]
    show(view, cases["nothing"], library)
    assert [stack.geometry() for stack in view.findChildren(Stack)] != before
    show(view, cases["everything"], library)
    assert [stack.geometry() for stack in view.findChildren(Stack)] == before


def test_that_the_keys_of_one_field_move_nothing_back_and_forth(
    qtbot: Any, context: Any, fields: Any, library: Any
) -> None:
    view = board(qtbot, context)
    known = dict(full_case(fields).patient.inputs)
    unreadable = {name: value for name, value in known.items() if name != "age_years"}
    show(view, Case(Patient(fields, known)), library)
    asked = {**known, "age_years": 3.0}
    places = []
    for inputs in (unreadable, asked, known, unreadable, known, asked, known):
        show(view, Case(Patient(fields, inputs)), library)
        places.append([(part.y(), part.height()) for part in view.findChildren(Stack) if part.isVisible()])
    # Each of the three was seen by the third: what they need is taken by then, and kept.
    assert places[2:] == places[2:3] * 5


def test_that_the_first_key_of_another_field_gives_the_room_back(
    qtbot: Any, context: Any, fields: Any, library: Any
) -> None:
    view = board(qtbot, context, 500)
    known = dict(full_case(fields).patient.inputs)
    show(view, Case(Patient(fields, known)), library)
    height = view.findChild(ColumnPage).page.height()
    # Which field's loss needs more room depends on the evidence: any of them that does will do.
    for left_out in ("prior_chemotherapy", *known):
        few = {name: value for name, value in known.items() if name != left_out}
        show(view, Case(Patient(fields, few)), library)
        show(view, Case(Patient(fields, known)), library)
        if view.findChild(ColumnPage).page.height() > height:
            break
    assert view.findChild(ColumnPage).page.height() > height
    show(view, Case(Patient(fields, {**known, "age_years": 38.0})), library)
    assert view.findChild(ColumnPage).page.height() == height


def test_that_a_row_reached_by_keyboard_is_scrolled_into_sight(
    qtbot: Any, context: Any, cases: Any, library: Any
) -> None:
    view = board(qtbot, context, 500)
    show(view, cases["borderline"], library)
    page = view.findChild(ColumnPage)
    rows = next(found for found in view.findChildren(RowList) if found.accessibleName().startswith("Cautions"))
    rows.setFocus()
    qtbot.keyClick(rows, Qt.Key.Key_End)
    place = rows.visualRect(rows.currentIndex())
    top = rows.viewport().mapTo(page.viewport(), place.topLeft()).y()
    assert 0 <= top <= page.viewport().height() - place.height()


def test_that_headings_and_cards_follow_the_text_size(
    qtbot: Any, qapp: QApplication, context: Any, cases: Any, library: Any
) -> None:
    view = board(qtbot, context)
    show(view, cases["borderline"], library)
    before = qapp.font()
    heading = view.findChild(Heading)
    size, tall = heading.font().pointSizeF(), view.findChild(ColumnPage).page.height()
    try:
        qapp.setFont(scaled(before, 2.0))
        for _ in range(5):
            QApplication.processEvents()
        assert heading.font().pointSizeF() == pytest.approx(2 * size, rel=0.05)
        assert view.findChild(ColumnPage).page.height() > tall
        for part in view.findChildren(QLabel):
            if part.isVisible():
                assert part.height() >= part.heightForWidth(part.width())
    finally:
        qapp.setFont(before)
