"""Every control says what it is to those who do not see it; labels belong to controls; Tab goes in reading order."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QPushButton,
    QTabBar,
    QTableView,
    QTabWidget,
    QWidget,
)

from engine.case.case import Case
from engine.case.entry import Entered
from gui.form.field_row import FieldRow
from gui.messages.message_bar import Answer, Message
from gui.views import all_views
from gui.views.eligibility.population_matrix import PopulationMatrix
from gui.views.small_widgets import Sentence
from gui.window.main_window import MainWindow


def reachable(widget: QWidget, window: MainWindow) -> bool:
    """Whether the keyboard can get to a widget that is there to be used."""
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisibleTo(window) and widget.isEnabled()


def nameless(window: MainWindow) -> list[str]:
    """Return the reachable controls that do not say what they are."""
    found = []
    for widget in window.findChildren(QWidget):
        if not reachable(widget, window) or isinstance(widget, QTabWidget) or widget.focusProxy() is not None:
            continue
        says = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
        if not says.strip():
            found.append(f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parent()).__name__}")
    return found


@pytest.mark.parametrize("filled", [False, True])
def test_that_every_control_of_the_window_has_a_name(
    make_window: Any, everything: Case, nothing: Case, filled: bool
) -> None:
    window: MainWindow = make_window(None)
    window.document.replace_case(everything if filled else nothing)
    window.document.set_entry("bilirubin_mg_dl", Entered(15.0))
    for place in range(window.views.count()):
        window.views.setCurrentIndex(place)
        window.controller.assess_now()
        assert nameless(window) == [], window.views.tabText(place)


def test_that_every_field_has_a_name_with_its_unit_a_description_and_a_label(window: MainWindow) -> None:
    for name, row in window.form.rows.items():
        spec = window.document.fields[name]
        if not isinstance(row, FieldRow):
            continue
        control = row.editor.control
        assert spec.label in control.accessibleName()
        if spec.unit:
            assert spec.unit in control.accessibleName(), name
        assert spec.help in control.accessibleDescription()
        assert row.label.buddy() is control
        assert row.label.text().startswith(spec.label)


def test_that_the_name_follows_the_unit(window: MainWindow) -> None:
    window.units.choose(window.document.fields["albumin_g_dl"], "g/L")
    row = window.form.rows["albumin_g_dl"]
    assert isinstance(row, FieldRow)
    assert "g/L" in row.editor.control.accessibleName()


def test_that_a_question_is_part_of_the_description(window: MainWindow) -> None:
    window.document.set_entry("bilirubin_mg_dl", Entered(15.0))
    row = window.form.rows["bilirubin_mg_dl"]
    assert isinstance(row, FieldRow)
    assert "Did you mean" in row.editor.control.accessibleDescription()


def test_that_tab_goes_through_the_form_in_reading_order(window: MainWindow, everything: Case) -> None:
    window.document.replace_case(everything)
    window.document.set_entry("bilirubin_mg_dl", Entered(15.0))
    # The question is the first stop of the form.
    start = window.form._scroll.question.chips.buttons[-1]
    places: list[int] = []
    widget = start.nextInFocusChain()
    while widget is not None and widget is not start:
        inside = window.form._scroll.content.isAncestorOf(widget)
        if inside and reachable(widget, window) and not isinstance(widget, QAbstractScrollArea):
            places.append(widget.mapTo(window.form._scroll.content, QPoint(0, 0)).y())
        widget = widget.nextInFocusChain()
    assert len(places) > 60
    # Controls of one row may stand a little apart; a later row never comes first.
    tolerance = window.fontMetrics().height() * 2
    assert all(later > earlier - tolerance for earlier, later in itertools.pairwise(places))


def test_that_labels_of_text_stand_for_controls_or_for_themselves(window: MainWindow) -> None:
    for label in window.form.findChildren(QLabel):
        if label.buddy() is not None:
            assert label.text()
            assert window.form.isAncestorOf(label.buddy())


def test_that_tabs_are_named_after_their_views(make_window: Any) -> None:
    window: MainWindow = make_window(None)
    titles = [window.views.tabText(place) for place in range(window.views.count())]
    assert titles == [kind.title for kind in all_views()]
    assert (titles[0], titles[-1]) == ("Board", "Evidence")
    assert isinstance(window.views.tabBar(), QTabBar)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_that_enter_presses_a_button_as_the_space_bar_does(window: MainWindow, key: Qt.Key) -> None:
    window.activateWindow()
    pressed: list[str] = []
    window.messages.show_message(Message("a", "Words.", answers=(Answer("Do it", lambda: pressed.append("message")),)))
    QTest.keyClick(window.messages.button("a", "Do it"), key)
    assert pressed == ["message"]
    window.document.set_entry("bilirubin_mg_dl", Entered(15.0))
    window.form.go_to_field("albumin_g_dl")
    answers = [button for button in window.form.findChildren(QPushButton) if button.text() == "Yes, 15 mg/dL"]
    QTest.keyClick(answers[0], key)
    assert window.document.case.confirmed == ("bilirubin_mg_dl",)
    QTest.keyClick(window.form.lesions.add_button, key)
    assert len(window.document.draft.lesions or ()) == 1


def spoken_name(widget: QWidget) -> str:
    """Return the name by which assistive tools know a widget."""
    return str(QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name))


def test_that_the_state_of_the_results_is_the_name_of_the_words_that_show_it(window: MainWindow) -> None:
    for state, name in (
        ("up to date", "Results: up to date"),
        ("computing", "Results: computing"),
        ("cannot compute", "Results: cannot be computed"),
    ):
        window.status.show_state(state)
        assert spoken_name(window.status._state) == name


def test_that_a_sentence_of_several_lines_is_spoken_as_one(window: MainWindow) -> None:
    sentence = Sentence("A line\nAnother one.\nThe last", window)
    assert spoken_name(sentence) == "A line. Another one. The last"
    sentence.say("One line")
    assert spoken_name(sentence) == "One line"
    sentence.say("Two,\nlines")
    assert spoken_name(sentence) == "Two, lines"


def test_that_a_question_is_said_once_when_typing_ends(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def hear(_source: QWidget, words: str) -> None:
        said.append(words)

    monkeypatch.setattr("gui.form.field_row.announce", hear)
    window.activateWindow()
    window.form.go_to_field("bilirubin_mg_dl")
    row = window.form.rows["bilirubin_mg_dl"]
    assert isinstance(row, FieldRow)
    QTest.keyClicks(row.editor.control, "15")
    assert said == []
    QTest.keyClick(row.editor.control, Qt.Key.Key_Tab)
    assert len(said) == 1
    assert said[0].startswith("Total bilirubin: 15 mg/dL is unusual")
    window.form.go_to_field("bilirubin_mg_dl")
    QTest.keyClick(row.editor.control, Qt.Key.Key_Tab)
    assert len(said) == 1


def test_that_a_diameter_that_cannot_be_read_is_said(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def hear(_source: QWidget, words: str) -> None:
        said.append(words)

    monkeypatch.setattr("gui.form.lesions.lesion_editor.announce", hear)
    window.activateWindow()
    window.commands["add_lesion"].trigger()
    line = window.focusWidget()
    assert line is not None
    QTest.keyClicks(line, "abc")
    assert said == []
    QTest.keyClick(line, Qt.Key.Key_Tab)
    assert len(said) == 1
    assert said[0].startswith("Lesion 1: ")


def test_that_findings_that_cannot_be_computed_are_said(window: MainWindow) -> None:
    heard = QSignalSpy(window.announcer.announced)
    window.controller.state_changed.emit("up to date")
    assert heard.count() == 0
    window.controller.state_changed.emit("cannot compute")
    assert [heard.at(place) for place in range(heard.count())] == [["Results: cannot be computed"]]


def test_that_nothing_that_takes_the_focus_is_nameless_not_even_by_mouse(make_window: Any, everything: Case) -> None:
    window: MainWindow = make_window(None)
    window.document.replace_case(everything)
    for place in range(window.views.count()):
        window.views.setCurrentIndex(place)
        window.controller.assess_now()
        nameless_ones = [
            type(widget).__name__
            for widget in window.findChildren(QWidget)
            if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
            and widget.isVisibleTo(window)
            and not spoken_name(widget).strip()
        ]
        assert nameless_ones == [], window.views.tabText(place)


def test_that_every_cell_and_heading_of_a_table_is_spoken_on_one_line(make_window: Any, everything: Case) -> None:
    window: MainWindow = make_window(None)
    window.document.replace_case(everything)
    role = Qt.ItemDataRole.AccessibleTextRole
    for place in range(window.views.count()):
        window.views.setCurrentIndex(place)
        window.controller.assess_now()
        for table in window.views.currentWidget().findChildren(QTableView):
            model = table.model()
            rows, columns = range(model.rowCount()), range(model.columnCount())
            cells = [str(model.index(row, column).data(role) or "") for row in rows for column in columns]
            heads = [str(model.headerData(row, Qt.Orientation.Vertical, role) or "") for row in rows]
            assert not [words for words in [*cells, *heads] if "\n" in words], window.views.tabText(place)


def test_that_an_empty_cell_of_the_published_populations_says_what_that_means(
    make_window: Any, everything: Case
) -> None:
    window: MainWindow = make_window(None)
    window.document.replace_case(everything)
    window.views.go_to("Eligibility")
    window.controller.assess_now()
    model = window.views.currentWidget().findChild(PopulationMatrix).model()
    indexes = [model.index(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())]
    empty = [index for index in indexes if not index.data()]
    assert empty
    assert all(str(index.data(Qt.ItemDataRole.AccessibleTextRole)).endswith(": not stated") for index in empty)


def test_that_tabs_lead_through_the_message_in_sight(window: MainWindow) -> None:
    window.activateWindow()
    for key in ("first", "second"):
        window.messages.show_message(Message(key, f"The {key} message.", answers=(Answer("Do it"),)))
        # What is made between two messages must not come between them.
        QPushButton("another control", window.form).show()
    QApplication.processEvents()
    window.form.find_field()
    window.commands["previous_pane"].trigger()
    reached = []
    for _ in range(3):
        focus = window.focusWidget()
        assert focus is not None
        reached.append(focus.accessibleName())
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert reached == ["Do it", "Message 2 of 2", "Close this message"]


def test_that_a_message_is_one_text_of_bounded_length(window: MainWindow) -> None:
    window.messages.show_message(Message("short", "Two\nlines."))
    window.messages.show_message(Message("long", "word " * 3000))
    short, long = window.messages.texts
    assert short == "Two lines."
    assert len(long) <= 600
    assert long.endswith("word…")
