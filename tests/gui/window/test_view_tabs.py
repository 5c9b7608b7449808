"""Views are built when they are needed and shown an assessment only while they are visible."""

from __future__ import annotations

import gc
import linecache
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.case.case import Case
from gui.shared.memory_use import leave_out_of_collections
from gui.window.main_window import MainWindow


def test_that_only_the_visible_view_is_built_at_first(make_window: Any) -> None:
    # Made here: between a fixture and its test the loop runs, and on a busy machine for longer than the pause.
    pages = make_window().views._pages
    assert pages[0].view is not None
    assert pages[1].view is None


def test_that_the_others_are_built_in_peace(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.views._pages[1].view is not None)
    assert not window.views._later.isActive()


def test_that_a_hidden_view_is_shown_nothing_until_it_is_looked_at(window: MainWindow) -> None:
    hidden: Any = window.views.view(1)
    window.document.set_value("sex", "male")
    QApplication.processEvents()
    assert hidden.shown == 0
    window.views.setCurrentIndex(1)
    assert hidden.shown == 1
    window.views.setCurrentIndex(0)
    window.views.setCurrentIndex(1)
    assert hidden.shown == 1


def test_that_a_record_opens_in_the_last_view(window: MainWindow) -> None:
    first: Any = window.views.view(0)
    first.record_requested.emit("sbrt.spared_liver")
    last: Any = window.views.current_view
    assert last.record == "sbrt.spared_liver"
    assert window.views.currentIndex() == 1


def test_that_a_view_built_after_a_change_of_theme_has_the_new_theme(window: MainWindow) -> None:
    window.appearance.choose_theme("dark")
    late: Any = window.views.view(1)
    assert late.theme.name == "dark"


@pytest.mark.hazard("stale-result")
def test_that_nothing_is_shown_of_a_case_that_cannot_be_assessed(window: MainWindow, everything: Case) -> None:
    window.views.forget_assessment()
    view = window.views.current_view
    assert view is not None
    assert view.isHidden()
    window.document.replace_case(everything)
    QApplication.processEvents()
    assert not view.isHidden()


class EventCounter(QObject):
    """Counts the events of one kind that a widget gets."""

    def __init__(self, widget: QWidget, kind: QEvent.Type) -> None:
        super().__init__(widget)
        self.kind = kind
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == self.kind
        return False


def test_that_words_which_change_in_a_view_leave_the_tabs_alone(window: MainWindow) -> None:
    view: Any = window.views.current_view
    for _ in range(5):
        QApplication.processEvents()
    layouts = EventCounter(window.views, QEvent.Type.LayoutRequest)
    paints = EventCounter(window.views.tabBar(), QEvent.Type.Paint)
    shown = EventCounter(view.words, QEvent.Type.Paint)
    view.words.setText("a longer text\nof two lines" * 3)
    for _ in range(5):
        QApplication.processEvents()
    assert shown.count > 0
    assert (layouts.count, paints.count) == (0, 0)


def test_that_a_view_is_as_large_as_its_page(window: MainWindow) -> None:
    view = window.views.current_view
    assert view is not None
    for size in ((1500, 900), (1100, 700)):
        window.resize(*size)
        QApplication.processEvents()
        assert view.size() == window.views.currentWidget().size()
        assert window.views.currentWidget().minimumSizeHint() == view.minimumSizeHint()


def test_that_what_stays_is_left_out_of_collections_until_the_window_closes(
    qtbot: QtBot, make_window: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As the program has it, behind the fixture that has windows of tests do without.
    monkeypatch.setattr("gui.window.main_window.leave_out_of_collections", leave_out_of_collections)
    window = make_window()
    qtbot.waitUntil(lambda: gc.get_freeze_count() > 0)
    assert not linecache.cache
    window.document.mark_saved()
    window.close()
    assert gc.get_freeze_count() == 0
