"""The lesion table: typed, added, copied and deleted by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit

from engine.case.case import Case
from engine.case.format.case_json import case_bytes
from engine.case.format.case_parsing import parse_case
from engine.case.lesions import Lesion
from engine.case.limits import MOST_LESIONS
from gui.form.lesions.lesion_editor import LesionEditor
from gui.window.main_window import MainWindow


@pytest.fixture
def lesions(window: MainWindow) -> LesionEditor:
    """Return the editor of a window."""
    return window.form.lesions


def cell_line(lesions: LesionEditor) -> QLineEdit:
    """Return the line that is open in the table."""
    return next(line for line in lesions.table.viewport().findChildren(QLineEdit) if line.property("cellEditor"))


def close_with_enter(lesions: LesionEditor) -> None:
    """Press Enter; Qt closes the editor at the next turn of the event loop."""
    QTest.keyClick(cell_line(lesions), Qt.Key.Key_Return)
    QApplication.processEvents()


def cell(lesions: LesionEditor, row: int, column: int) -> str:
    """Return what a cell shows."""
    return str(lesions.model.index(row, column).data(Qt.ItemDataRole.DisplayRole))


def column(lesions: LesionEditor, field_id: str) -> int:
    """Return the column of a field."""
    return [spec.id for spec in lesions.model.specs].index(field_id)


def test_that_rows_are_added_and_typed_and_the_results_follow(window: MainWindow, lesions: LesionEditor) -> None:
    window.commands["add_lesion"].trigger()
    QTest.keyClicks(cell_line(lesions), "5,5")
    assert window.document.draft.lesions == (Lesion(diameter_cm=5.5),)
    assert window.document.case.patient.number("largest_lesion_cm") == 5.5
    assert cell_line(lesions).text() == "5,5"
    close_with_enter(lesions)
    window.commands["add_lesion"].trigger()
    QTest.keyClicks(cell_line(lesions), "2")
    assert window.document.case.patient.value("liver_lesion_count") == 2


def test_that_a_digit_begins_a_diameter_and_is_not_lost(window: MainWindow, lesions: LesionEditor) -> None:
    window.document.insert_lesion(0, Lesion(diameter_cm=9.0))
    lesions.table.go_to(0, 0)
    QTest.keyClick(lesions.table, Qt.Key.Key_4)
    assert cell_line(lesions).text() == "4"
    assert window.document.draft.lesions == (Lesion(diameter_cm=4.0),)


def test_that_flags_and_segments_take_one_key(window: MainWindow, lesions: LesionEditor) -> None:
    window.document.insert_lesion(0)
    lesions.table.go_to(0, column(lesions, "near_gut"))
    for key, value in ((Qt.Key.Key_Y, True), (Qt.Key.Key_N, False), (Qt.Key.Key_Space, None), (Qt.Key.Key_Space, True)):
        QTest.keyClick(lesions.table, key)
        assert window.document.draft.lesions is not None
        assert window.document.draft.lesions[0].near_gut is value
    QTest.keyClick(lesions.table, Qt.Key.Key_Delete)
    assert window.document.draft.lesions[0].near_gut is None
    lesions.table.go_to(0, column(lesions, "segment"))
    QTest.keyClick(lesions.table, Qt.Key.Key_6)
    assert window.document.draft.lesions[0].segment == "6"
    assert cell(lesions, 0, column(lesions, "segment")) == "VI"


def test_that_rows_are_copied_and_deleted(window: MainWindow, lesions: LesionEditor) -> None:
    window.document.insert_lesion(0, Lesion(diameter_cm=1.0, segment="2"))
    window.document.insert_lesion(1, Lesion(diameter_cm=3.0))
    lesions.table.go_to(0, 0)
    window.commands["duplicate_lesion"].trigger()
    assert [lesion.diameter_cm for lesion in window.document.draft.lesions or ()] == [1.0, 1.0, 3.0]
    assert lesions.table.currentIndex().row() == 1
    window.commands["delete_lesion"].trigger()
    window.commands["delete_lesion"].trigger()
    assert [lesion.diameter_cm for lesion in window.document.draft.lesions or ()] == [1.0]
    window.commands["delete_lesion"].trigger()
    assert window.document.draft.lesions is None
    for _ in range(3):
        window.commands["undo"].trigger()
    assert [lesion.diameter_cm for lesion in window.document.draft.lesions or ()] == [1.0, 1.0, 3.0]


@pytest.mark.hazard("unknown-as-no")
def test_that_none_and_not_known_are_two_answers(window: MainWindow, lesions: LesionEditor) -> None:
    rows, none, unknown = lesions.state.buttons
    assert unknown.isChecked()
    none.click()
    assert window.document.draft.lesions == ()
    assert window.document.case.patient.value("liver_lesion_count") == 0
    assert none.isChecked()
    unknown.click()
    assert window.document.draft.lesions is None
    rows.click()
    assert window.document.draft.lesions == (Lesion(),)


def test_that_unreadable_text_stays_in_the_cell_and_is_told_when_editing_ends(
    window: MainWindow, lesions: LesionEditor
) -> None:
    window.commands["add_lesion"].trigger()
    line = cell_line(lesions)
    QTest.keyClicks(line, "abc")
    assert not lesions._remark.isVisible()
    close_with_enter(lesions)
    assert window.document.draft.lesions == (Lesion(),)
    assert cell(lesions, 0, 0) == "abc"
    assert "Lesion 1" in lesions._remark.text()
    assert lesions._remark.isVisible()
    assert "abc" in str(lesions.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_that_an_unusual_diameter_is_asked_about_once(window: MainWindow, lesions: LesionEditor) -> None:
    window.document.insert_lesion(0, Lesion(diameter_cm=30.0))
    assert lesions.has_something_to_say
    assert lesions._confirm.isVisible()
    lesions._confirm.click()
    assert window.document.case.confirmed == ("lesions",)
    assert not lesions._confirm.isVisible()


def test_that_the_diameters_change_their_unit_and_not_their_value(window: MainWindow, lesions: LesionEditor) -> None:
    window.document.insert_lesion(0, Lesion(diameter_cm=5.5))
    window.form.go_to_field("lesions")
    window.commands["change_unit"].trigger()
    assert cell(lesions, 0, 0) == "55"
    assert "mm" in lesions.model.heading(0)
    lesions.table.go_to(0, 0, edit=True)
    QTest.keyClick(cell_line(lesions), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(cell_line(lesions), "60")
    assert window.document.draft.lesions == (Lesion(diameter_cm=6.0),)


def test_that_a_cell_says_what_it_is_to_assistive_tools(window: MainWindow, lesions: LesionEditor) -> None:
    window.document.insert_lesion(0, Lesion(diameter_cm=5.5))
    words = [
        str(lesions.model.index(0, place).data(Qt.ItemDataRole.AccessibleTextRole))
        for place in range(lesions.model.columnCount())
    ]
    assert words[0] == "Diameter, cm, lesion 1: 5.5"
    assert all("not known" in word for word in words[1:])


def test_that_the_table_is_as_high_as_its_rows_up_to_a_dozen(window: MainWindow, lesions: LesionEditor) -> None:
    heights = []
    for number in range(14):
        window.document.insert_lesion(number)
        heights.append(lesions.table.height())
    assert heights[:12] == sorted(set(heights[:12]))
    assert heights[12] == heights[13]


def test_that_a_heading_is_spoken_on_one_line_and_the_unit_list_is_named_by_a_label(lesions: LesionEditor) -> None:
    heading = lesions.model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
    assert heading == "Diameter, cm"
    labels = {label.buddy(): label.text() for label in lesions.findChildren(QLabel) if label.buddy() is not None}
    unit = next(box for box in lesions.findChildren(QComboBox) if box.accessibleName() == "Unit of the diameters")
    assert labels[unit] == "Unit"


def test_that_large_text_leaves_room_for_the_lesions_beside_the_findings(lesions: LesionEditor) -> None:
    # At twice the size half of a window of 1300 pixels is about 18 lines wide, with the margins and the scroll bar.
    assert lesions.minimumSizeHint().width() <= 16 * lesions.fontMetrics().height()


def press(key: Qt.Key | str) -> None:
    """Press a key where the keyboard is, as a person does; the event loop turns once."""
    widget = QApplication.focusWidget()
    assert widget is not None
    if isinstance(key, str):
        QTest.keyClicks(widget, key)
    else:
        QTest.keyClick(widget, key)
    QApplication.processEvents()


def test_that_a_row_is_typed_from_cell_to_cell_with_tab(window: MainWindow, lesions: LesionEditor) -> None:
    window.activateWindow()
    window.commands["add_lesion"].trigger()
    flags = [spec.id for spec in lesions.model.specs if spec.kind == "flag"]
    press("4,5")
    press(Qt.Key.Key_Tab)
    press("8")
    for letter in "yn"[: len(flags)]:
        press(Qt.Key.Key_Tab)
        press(letter)
    assert window.document.draft.lesions is not None
    row = window.document.draft.lesions[0]
    assert (row.diameter_cm, row.segment) == (4.5, "8")
    assert [getattr(row, flag) for flag in flags[:2]] == [True, False][: len(flags)]


def test_that_a_key_changes_its_mind_and_delete_forgets_in_an_open_cell(
    window: MainWindow, lesions: LesionEditor
) -> None:
    window.activateWindow()
    window.document.insert_lesion(0)
    lesions.table.go_to(0, column(lesions, "segment"), edit=True)
    for key, segment in (("3", "3"), ("9", "3"), ("8", "8"), (Qt.Key.Key_Delete, None)):
        press(key)
        assert window.document.draft.lesions is not None
        assert window.document.draft.lesions[0].segment == segment


def test_that_tab_leaves_the_table_behind_its_last_cell_and_before_its_first(
    window: MainWindow, lesions: LesionEditor
) -> None:
    window.activateWindow()
    window.document.insert_lesion(0)
    lesions.table.go_to(0, lesions.model.columnCount() - 1, edit=True)
    press(Qt.Key.Key_Tab)
    after = QApplication.focusWidget()
    assert after is not None
    assert after is not lesions.table
    assert not lesions.table.isAncestorOf(after)
    lesions.table.go_to(0, 0, edit=True)
    press(Qt.Key.Key_Backtab)
    before = QApplication.focusWidget()
    assert before not in (None, after, lesions.table)
    assert not lesions.table.isAncestorOf(before)


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("field_id", ["diameter_cm", "segment", "near_gut", "disappeared"])
def test_that_undo_closes_an_open_cell_whose_row_goes(window: MainWindow, lesions: LesionEditor, field_id: str) -> None:
    window.activateWindow()
    window.document.insert_lesion(0, Lesion(diameter_cm=2.0, segment="6", near_gut=True))
    lesions.table.go_to(0, 0)
    window.commands["duplicate_lesion"].trigger()
    before = window.document.draft
    lesions.table.go_to(1, column(lesions, field_id), edit=True)
    window.commands["undo"].trigger()
    assert lesions.table.cells.open_editor is None
    assert lesions.model.rowCount() == 1
    window.commands["redo"].trigger()
    assert window.document.draft == before
    assert window.document.undo_stack.count() == 2


@pytest.mark.hazard("lost-work")
def test_that_an_open_cell_writes_nothing_into_the_case_that_is_opened_next(
    window: MainWindow, lesions: LesionEditor, nothing: Case
) -> None:
    window.activateWindow()
    window.document.insert_lesion(0, Lesion(segment="6"))
    lesions.table.go_to(0, column(lesions, "segment"), edit=True)
    other = replace(nothing, patient=nothing.patient.with_value("lesions", (Lesion(segment="2"),)))
    window.document.replace_case(other)
    QApplication.processEvents()
    assert lesions.table.cells.open_editor is None
    assert window.document.case == other
    assert not window.document.is_modified


def test_that_closing_a_cell_changes_no_value_that_the_cell_does_not_show(
    window: MainWindow, lesions: LesionEditor
) -> None:
    window.document.insert_lesion(0, Lesion(segment="6"))
    lesions.table.go_to(0, column(lesions, "segment"), edit=True)
    steps = window.document.undo_stack.count()
    # Turned through by its keys without a choice, as a list does that nobody has agreed to.
    choice = lesions.table.cells.open_editor
    assert isinstance(choice, QComboBox)
    choice.setCurrentIndex(0)
    lesions.table.close_editor()
    assert window.document.draft.lesions == (Lesion(segment="6"),)
    assert window.document.undo_stack.count() == steps


@pytest.mark.hazard("lost-work")
def test_that_the_table_takes_as_many_rows_as_a_case_can_hold_and_says_so(
    window: MainWindow, lesions: LesionEditor, nothing: Case
) -> None:
    rows = tuple(Lesion(diameter_cm=1.0) for _ in range(MOST_LESIONS - 1))
    window.document.replace_case(replace(nothing, patient=nothing.patient.with_value("lesions", rows)))
    assert lesions._full.isHidden()
    lesions.table.go_to(0, 0)
    window.commands["duplicate_lesion"].trigger()
    assert lesions.model.rowCount() == MOST_LESIONS
    assert not lesions._full.isHidden()
    assert not lesions.add_button.isEnabled()
    assert not lesions.duplicate_button.isEnabled()
    steps = window.document.undo_stack.count()
    for command in ("duplicate_lesion", "add_lesion"):
        window.commands[command].trigger()
    window.document.insert_lesion(3)
    assert (lesions.model.rowCount(), window.document.undo_stack.count()) == (MOST_LESIONS, steps)
    assert parse_case(case_bytes(window.document.case), window.document.fields) == window.document.case
    window.commands["delete_lesion"].trigger()
    assert lesions._full.isHidden()
    assert lesions.add_button.isEnabled()


def shown_columns(lesions: LesionEditor) -> list[str]:
    """Return the fields whose columns are in sight or can be scrolled to."""
    return [spec.id for place, spec in enumerate(lesions.model.specs) if not lesions.table.isColumnHidden(place)]


def test_that_seven_columns_are_shown_until_all_are_asked_for(window: MainWindow, lesions: LesionEditor) -> None:
    window.document.insert_lesion(0, Lesion(diameter_cm=2.0))
    details = [spec.id for spec in lesions.model.specs if spec.detail]
    assert len(details) == 8
    assert not set(shown_columns(lesions)) & set(details)
    lesions.details_button.click()
    assert shown_columns(lesions) == [spec.id for spec in lesions.model.specs]
    lesions.table.go_to(0, column(lesions, "vessel_distance_mm"))
    QTest.keyClick(lesions.table, Qt.Key.Key_4)
    assert window.document.draft.lesions == (Lesion(diameter_cm=2.0, vessel_distance_mm=4.0),)
    lesions.details_button.click()
    assert not set(shown_columns(lesions)) & set(details)
    assert lesions.table.cells.open_editor is None
    assert window.document.draft.lesions == (Lesion(diameter_cm=2.0, vessel_distance_mm=4.0),)


@pytest.mark.hazard("stale-result")
def test_that_what_a_row_holds_is_shown_without_being_asked_for(
    window: MainWindow, lesions: LesionEditor, nothing: Case
) -> None:
    rows = (Lesion(diameter_cm=2.0), Lesion(resectable=False))
    window.document.replace_case(replace(nothing, patient=nothing.patient.with_value("lesions", rows)))
    assert "resectable" in shown_columns(lesions)
    assert cell(lesions, 1, column(lesions, "resectable")) == "No"


def test_that_tab_leaves_the_table_behind_its_last_shown_cell(window: MainWindow, lesions: LesionEditor) -> None:
    window.activateWindow()
    window.document.insert_lesion(0)
    for shows_all in (False, True):
        lesions.details_button.setChecked(shows_all)
        seen = []
        lesions.table.go_to(0, 0, edit=True)
        for _ in range(len(shown_columns(lesions))):
            seen.append(lesions.model.specs[lesions.table.currentIndex().column()].id)
            press(Qt.Key.Key_Tab)
        assert seen == shown_columns(lesions)
        assert QApplication.focusWidget() is not lesions.table
        assert not lesions.table.isAncestorOf(QApplication.focusWidget())


def test_that_a_changed_distance_asks_again_and_a_changed_answer_does_not(
    window: MainWindow, lesions: LesionEditor
) -> None:
    window.document.insert_lesion(0, Lesion(vessel_distance_mm=200.0))
    lesions._confirm.click()
    assert window.document.case.confirmed == ("lesions",)
    window.document.set_lesion_value(0, "ablatable", True)
    assert window.document.case.confirmed == ("lesions",)
    lesions.table.go_to(0, column(lesions, "vessel_distance_mm"))
    lesions.model.type_text(lesions.table.currentIndex(), "210")
    assert window.document.case.confirmed == ()
    assert lesions.has_something_to_say


def test_that_no_row_is_hidden_behind_the_bar_of_all_columns(window: MainWindow, lesions: LesionEditor) -> None:
    for number in range(4):
        window.document.insert_lesion(number, Lesion(diameter_cm=1.0 + number))
    lesions.details_button.click()
    QApplication.processEvents()
    last = lesions.table.visualRect(lesions.model.index(3, 0))
    assert lesions.table.horizontalScrollBar().isVisible()
    assert last.bottom() <= lesions.table.viewport().height()
    assert not lesions.table.verticalScrollBar().isVisible()


@pytest.mark.parametrize("typed", ["2.1 VII, 3.4 VIII", "2,1 VII; 3,4 VIII", "VII 2,1 und VIII 3,4"])
def test_that_a_dictated_line_becomes_its_lesions(window: MainWindow, lesions: LesionEditor, typed: str) -> None:
    QTest.keyClicks(lesions.line, typed)
    QTest.keyClick(lesions.line, Qt.Key.Key_Return)
    expected = (Lesion(diameter_cm=2.1, segment="7"), Lesion(diameter_cm=3.4, segment="8"))
    assert window.document.draft.lesions == expected
    assert lesions.line.text() == ""
    assert window.document.case.patient.value("liver_lesion_count") == 2


@pytest.mark.parametrize("typed", ["7 2.1", "VII 2.1, 7 3.4", "2.1 3.4", "VII, 2.1", "VII 2.1, IX 3"])
def test_that_a_doubtful_line_adds_nothing_and_stays(window: MainWindow, lesions: LesionEditor, typed: str) -> None:
    before = window.document.draft.lesions
    QTest.keyClicks(lesions.line, typed)
    QTest.keyClick(lesions.line, Qt.Key.Key_Return)
    assert window.document.draft.lesions == before
    assert lesions.line.text() == typed
    remark = next(label for label in lesions.findChildren(QLabel) if "nothing was added" in label.text())
    assert not remark.isHidden()


def test_that_a_cell_asked_for_twice_stays_open_with_its_text(window: MainWindow, lesions: LesionEditor) -> None:
    window.document.insert_lesion(0, Lesion(diameter_cm=9.0))
    lesions.table.go_to(0, 0, edit=True)
    line = cell_line(lesions)
    QTest.keyClicks(line, "4,2")
    lesions.table.go_to(0, 0, edit=True)
    assert cell_line(lesions) is line
    assert line.text() == "4,2"


@pytest.mark.parametrize("row", [0, 1])
def test_that_behind_another_window_a_second_cell_opens_as_well(
    window: MainWindow, lesions: LesionEditor, row: int
) -> None:
    for place in range(2):
        window.document.insert_lesion(place)
    window.commands["keyboard"].trigger()
    (in_front,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
    in_front.activateWindow()
    QApplication.processEvents()
    for asked in (0, row):
        lesions.table.go_to(asked, 0, edit=True)
        assert lesions.table.cells.open_editor is not None
        assert lesions.table.cells.open_editor.property("cell").row() == asked
    in_front.close()
