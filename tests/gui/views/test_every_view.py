"""What holds for every view: it takes any case, names everything, follows the theme, and shows without emitting."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QWidget

from gui.views import all_views
from gui.views.lists.row_list import RowList
from gui.views.view import AssessmentView

pytestmark = pytest.mark.slow

CASES = ("nothing", "everything", "borderline", "sbrt-candidate", "first-line-chemoradiation")
TITLES = ["Board", "Eligibility", "Toxicity", "Survival", "Dose", "Spread", "Evidence"]


def shown(kind: type[AssessmentView], qtbot: Any, context: Any, width: int = 1000, height: int = 800) -> AssessmentView:
    """Return a view on screen."""
    view = kind(context)
    qtbot.addWidget(view)
    view.resize(width, height)
    view.show()
    return view


def test_that_the_views_stand_in_the_order_of_their_tabs() -> None:
    assert [view.title for view in all_views()] == TITLES


@pytest.mark.parametrize("kind", all_views(), ids=TITLES)
@pytest.mark.parametrize("case", CASES)
def test_that_a_view_takes_any_case_and_says_it_in_words(
    kind: type[AssessmentView], case: str, qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(kind, qtbot, context)
    view.show_assessment(assessments[case], cases[case])
    assert not view.grab().isNull()
    assert len(view.summary_text()) > 20


@pytest.mark.parametrize("kind", all_views(), ids=TITLES)
def test_that_showing_emits_nothing(
    kind: type[AssessmentView], qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(kind, qtbot, context)
    heard: list[str] = []
    view.field_requested.connect(heard.append)
    view.record_requested.connect(heard.append)
    for case in CASES:
        view.show_assessment(assessments[case], cases[case])
    assert heard == []


@pytest.mark.parametrize("kind", all_views(), ids=TITLES)
def test_that_showing_the_same_again_changes_no_word(
    kind: type[AssessmentView], qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(kind, qtbot, context)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    before = view.summary_text()
    view.show_assessment(assessments["nothing"], cases["nothing"])
    view.show_assessment(assessments["borderline"], cases["borderline"])
    assert view.summary_text() == before


@pytest.mark.parametrize("kind", all_views(), ids=TITLES)
def test_that_a_view_takes_on_another_theme(
    kind: type[AssessmentView], qtbot: Any, context: Any, cases: Any, assessments: Any, themes: Any
) -> None:
    view = shown(kind, qtbot, context)
    view.show_assessment(assessments["borderline"], cases["borderline"])
    before, words = view.grab().toImage(), view.summary_text()
    view.apply_theme(themes["dark"])
    assert view.grab().toImage() != before
    assert view.summary_text() == words


def can_be_reached(widget: QWidget) -> bool:
    """Return whether the Tab key stops at a widget that a person uses."""
    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit)
    return isinstance(widget, kinds) and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


@pytest.mark.parametrize("kind", all_views(), ids=TITLES)
def test_that_everything_that_can_be_used_has_a_name(
    kind: type[AssessmentView], qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(kind, qtbot, context)
    view.show_assessment(assessments["everything"], cases["everything"])
    buddies = {label.buddy() for label in view.findChildren(QWidget) if hasattr(label, "buddy")}
    used = [widget for widget in view.findChildren(QWidget) if can_be_reached(widget)]
    nameless = [
        type(widget).__name__
        for widget in used
        if not (
            widget.accessibleName()
            or widget in buddies
            or (isinstance(widget, QAbstractButton) and widget.text())
            # The parts of a combo box or a table speak through their owner.
            or isinstance(widget.parent(), (QComboBox, QAbstractItemView))
            or type(widget).__name__ in ("QHeaderView", "QComboBoxListView", "QTableCornerButton")
        )
    ]
    assert used
    assert nameless == []


@pytest.mark.parametrize("kind", all_views(), ids=TITLES)
def test_that_nothing_is_wider_than_a_narrow_view_with_a_large_font(
    kind: type[AssessmentView], qtbot: Any, qapp: Any, context: Any, cases: Any, assessments: Any
) -> None:
    before = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(before.pointSizeF() * 1.8)
    qapp.setFont(larger)
    try:
        view = shown(kind, qtbot, context, 900, 700)
        view.show_assessment(assessments["everything"], cases["everything"])
        view.grab()
        assert view.minimumSizeHint().width() <= 900
        assert view.minimumSizeHint().height() <= 700
        for rows in view.findChildren(RowList):
            if rows.isVisible() and rows.rows:
                assert rows.horizontalScrollBar().maximum() == 0
                assert rows.viewport().width() > 0
    finally:
        qapp.setFont(before)
