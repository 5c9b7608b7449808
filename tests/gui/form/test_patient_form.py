"""The form as a whole: typed, asked, calculated, found, filtered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from engine.case.case import Case
from engine.case.catalogue.board_fields import HOW_FAR, WHO_AND_WHERE
from engine.case.entry import Entered
from engine.case.lesions import Lesion
from gui.form.editors.units_in_use import UnitsInUse
from gui.form.field_hint import FieldHint
from gui.form.field_row import FieldRow
from gui.window.main_window import MainWindow


def row(window: MainWindow, field_id: str) -> FieldRow:
    """Return the row of a field."""
    found = window.form.rows[field_id]
    assert isinstance(found, FieldRow)
    return found


def line(window: MainWindow, field_id: str) -> QLineEdit:
    """Go to a number field and return its line."""
    window.form.go_to_field(field_id)
    found = row(window, field_id).editor.control
    assert isinstance(found, QLineEdit)
    return found


def said(window: MainWindow, field_id: str) -> str:
    """Return everything that is said below an editor."""
    below = [label for label in row(window, field_id).findChildren(QLabel) if label is not row(window, field_id).label]
    return " ".join(label.text() for label in below if label.isVisibleTo(window))


def answer(window: MainWindow, field_id: str, words: str) -> QPushButton:
    """Return the button that answers a question."""
    buttons = row(window, field_id).findChildren(QPushButton)
    return next(button for button in buttons if button.text() == words and button.isVisibleTo(window))


def leave(control: QWidget) -> None:
    """End editing, as the Enter key does."""
    QTest.keyClick(control, Qt.Key.Key_Return)


def test_that_the_form_holds_every_field_once(window: MainWindow) -> None:
    fields = window.document.fields
    first = (*WHO_AND_WHERE, *HOW_FAR)
    rest = [spec.id for group in fields.groups for spec in fields.in_group(group.id) if spec.id not in first]
    assert list(window.form.rows) == [*first, *rest]
    assert set(window.form.rows) == set(fields.by_id)


@pytest.mark.hazard("stale-result")
def test_that_what_is_typed_is_in_the_case_and_what_is_undone_is_not(window: MainWindow) -> None:
    age = line(window, "age_years")
    QTest.keyClicks(age, "66")
    assert window.document.case.patient.number("age_years") == 66
    window.commands["undo"].trigger()
    assert age.text() == ""
    assert window.document.case.patient.number("age_years") is None
    window.commands["redo"].trigger()
    assert age.text() == "66"


def test_that_a_problem_is_said_when_editing_has_ended_and_not_before(window: MainWindow) -> None:
    age = line(window, "age_years")
    QTest.keyClicks(age, "6x")
    assert said(window, "age_years") == ""
    leave(age)
    assert "not a number" in said(window, "age_years")
    assert age.text() == "6x"
    assert window.document.case.patient.number("age_years") is None
    assert "not a number" in age.accessibleDescription()
    QTest.keyClick(age, Qt.Key.Key_Backspace)
    assert said(window, "age_years") == ""
    assert window.document.case.patient.number("age_years") == 6


@pytest.mark.hazard("wrong-unit")
def test_that_a_slip_of_units_is_asked_about_and_can_be_confirmed(window: MainWindow) -> None:
    bilirubin = line(window, "bilirubin_mg_dl")
    QTest.keyClicks(bilirubin, "15")
    leave(bilirubin)
    assert "µmol/L" in said(window, "bilirubin_mg_dl")
    answer(window, "bilirubin_mg_dl", "Yes, 15 mg/dL").click()
    assert window.document.case.confirmed == ("bilirubin_mg_dl",)
    assert said(window, "bilirubin_mg_dl") == ""
    window.commands["undo"].trigger()
    assert "µmol/L" in said(window, "bilirubin_mg_dl")


def test_that_a_slip_of_units_can_be_mended_with_one_button(window: MainWindow) -> None:
    bilirubin = line(window, "bilirubin_mg_dl")
    QTest.keyClicks(bilirubin, "15")
    leave(bilirubin)
    answer(window, "bilirubin_mg_dl", "15 µmol/L was meant").click()
    value = window.document.case.patient.number("bilirubin_mg_dl")
    assert value is not None
    assert round(value, 3) == 0.877
    assert bilirubin.text() == "15"
    assert "µmol/L" in bilirubin.accessibleName()
    assert said(window, "bilirubin_mg_dl") == ""


def test_that_a_refused_value_offers_the_unit_in_which_it_would_be_usual(window: MainWindow) -> None:
    size = line(window, "largest_lesion_cm")
    QTest.keyClicks(size, "55")
    leave(size)
    assert window.document.case.patient.number("largest_lesion_cm") is None
    answer(window, "largest_lesion_cm", "55 mm was meant").click()
    assert window.document.case.patient.number("largest_lesion_cm") == 5.5


def test_that_a_value_in_another_unit_keeps_its_limits(window: MainWindow) -> None:
    line(window, "bilirubin_mg_dl")
    window.commands["change_unit"].trigger()
    hint = window.form.hint.words(window.document.fields["bilirubin_mg_dl"])
    assert "1026 µmol/L" in hint
    window.commands["change_unit"].trigger()
    assert "60 mg/dL" in window.form.hint.words(window.document.fields["bilirubin_mg_dl"])


def test_that_a_calculated_value_says_what_it_follows_from(window: MainWindow) -> None:
    window.document.set_entry("liver_lesion_count", Entered(5))
    window.document.insert_lesion(0, Lesion(diameter_cm=3.0))
    count = line(window, "liver_lesion_count")
    assert count.text() == "1"
    assert count.isReadOnly()
    assert "Calculated from: Liver lesions" in said(window, "liver_lesion_count")
    assert "5 lesions" in said(window, "liver_lesion_count")
    assert "The graver of the two counts until this is settled." in said(window, "liver_lesion_count")
    answer(window, "liver_lesion_count", "Remove the typed value").click()
    assert "liver_lesion_count" not in window.document.case.patient.inputs
    # By itself it takes one word beside the editor: six such sentences in a row would not be read.
    assert said(window, "liver_lesion_count").split()[-1] == "calculated"
    assert "Calculated from: Liver lesions" in count.accessibleDescription()
    assert "5 lesions" not in said(window, "liver_lesion_count")
    window.document.remove_lesion(0)
    assert not count.isReadOnly()


def test_that_one_key_makes_the_current_field_not_known_and_undo_brings_it_back(window: MainWindow) -> None:
    for field_id, value in (("age_years", 66.0), ("sex", "male"), ("karnofsky", 80), ("comorbidities", ())):
        window.document.set_value(field_id, value)
        window.form.go_to_field(field_id)
        window.form._on_entered(field_id)
        window.commands["not_known"].trigger()
        assert window.document.case.patient.value(field_id) is None
        window.commands["undo"].trigger()
        assert window.document.case.patient.value(field_id) == value


def test_that_a_converted_number_is_shown_from_its_first_digit(window: MainWindow) -> None:
    window.activateWindow()
    window.form.go_to_field("bilirubin_mg_dl")
    control = line(window, "bilirubin_mg_dl")
    window.units.choose(window.document.fields["bilirubin_mg_dl"], "µmol/L")
    QTest.keyClicks(control, "15")
    window.commands["change_unit"].trigger()
    assert control.text().startswith("0.87719")
    # The text is longer than the line: the cursor stands in front, and what is typed now takes the place of it all.
    assert control.cursorPosition() == 0
    window.form.go_to_field("age_years")
    window.form.go_to_field("bilirubin_mg_dl")
    QTest.keyClicks(control, "2")
    assert window.document.case.patient.value("bilirubin_mg_dl") == 2
    window.form.go_to_field("age_years")
    window.commands["undo"].trigger()
    assert control.text().startswith("0.87719")
    assert control.cursorPosition() == 0


def test_that_the_keyboard_goes_along_with_an_answer(window: MainWindow) -> None:
    # Within the field; where it goes on to the next one tests/scenario/test_few_keystrokes.py looks.
    window.settings.moves_on = False
    window.activateWindow()
    window.form.go_to_field("metastases_resectable")
    chips = row(window, "metastases_resectable").editor.chips
    yes, no, unknown = chips.buttons
    assert unknown.hasFocus()
    QTest.keyClick(unknown, Qt.Key.Key_N)
    assert no.hasFocus()
    window.commands["not_known"].trigger()
    assert unknown.hasFocus()
    window.commands["undo"].trigger()
    assert no.hasFocus()
    QTest.keyClick(no, Qt.Key.Key_Left)
    assert yes.hasFocus()
    assert window.document.case.patient.value("metastases_resectable") is False


def test_that_no_key_changes_a_field_that_somebody_has_left(window: MainWindow) -> None:
    window.activateWindow()
    window.document.set_value("age_years", 66.0)
    unit = window.units.unit(window.document.fields["albumin_g_dl"])
    for left, elsewhere in (
        ("age_years", window.form.search),
        ("albumin_g_dl", window.form.header.line),
        ("age_years", window.form.notes.text),
        ("age_years", window.views.tabBar()),
    ):
        window.form.go_to_field(left)
        elsewhere.setFocus()
        assert elsewhere.hasFocus()
        window.commands["not_known"].trigger()
        window.commands["change_unit"].trigger()
        assert window.document.case.patient.value("age_years") == 66
        assert window.units.unit(window.document.fields["albumin_g_dl"]) == unit


def test_that_who_is_at_an_answer_is_in_its_field(window: MainWindow) -> None:
    window.activateWindow()
    window.document.set_value("albumin_g_dl", 4.0)
    window.form.go_to_field("bilirubin_mg_dl")
    QTest.keyClicks(line(window, "bilirubin_mg_dl"), "15")
    window.form.go_to_field("albumin_g_dl")
    button = answer(window, "bilirubin_mg_dl", "15 µmol/L was meant")
    button.setFocus()
    assert window.form.current_field == "bilirubin_mg_dl"
    window.commands["not_known"].trigger()
    assert window.document.case.patient.value("albumin_g_dl") == 4
    assert window.document.case.patient.value("bilirubin_mg_dl") is None


def test_that_a_calculated_field_cannot_be_made_not_known(window: MainWindow) -> None:
    window.document.insert_lesion(0, Lesion(diameter_cm=3.0))
    window.form.go_to_field("liver_lesion_count")
    window.commands["not_known"].trigger()
    assert window.document.case.patient.value("liver_lesion_count") == 1


def test_that_the_next_question_is_one_key_away(window: MainWindow) -> None:
    window.document.set_entry("bilirubin_mg_dl", Entered(15.0))
    window.document.set_entry("albumin_g_dl", Entered(7.0))
    assert "2 entries" in window.form.attention.text()
    for expected in ("bilirubin_mg_dl", "albumin_g_dl", "bilirubin_mg_dl"):
        window.commands["next_question"].trigger()
        assert row(window, expected).editor.control.hasFocus()
        window.form._on_entered(expected)


def test_that_a_field_is_found_by_a_word_and_esc_shows_all_again(window: MainWindow) -> None:
    window.commands["find"].trigger()
    search = window.form.search
    assert search.hasFocus()
    QTest.keyClicks(search, "albumin")
    shown = {name for name, each in window.form.rows.items() if not each.isHidden()}
    assert "albumin_g_dl" in shown
    assert "age_years" not in shown
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""
    assert not window.form.rows["age_years"].isHidden()


def test_that_enter_goes_from_the_search_to_the_first_field_found(window: MainWindow) -> None:
    window.commands["find"].trigger()
    QTest.keyClicks(window.form.search, "spinal")
    QTest.keyClick(window.form.search, Qt.Key.Key_Return)
    focus = window.focusWidget()
    assert focus is not None
    assert focus.objectName() == "field.cord_max_gy"
    assert not window.form.rows["age_years"].isHidden()


def test_that_going_to_a_hidden_field_shows_it(window: MainWindow) -> None:
    assert window.form.rows["iort_cone_cm"].isHidden()
    window.form.go_to_field("iort_cone_cm")
    assert not window.form.rows["iort_cone_cm"].isHidden()
    window.form.go_to_field("no such field")


def test_that_only_what_matters_is_shown_for_the_planned_modality(window: MainWindow) -> None:
    window.document.set_value("modality", "sbrt")
    window.document.set_value("sex", "male")
    window.commands["only_relevant"].trigger()
    assert window.form.rows["tumour_height_cm"].isHidden()
    assert not window.form.rows["largest_lesion_cm"].isHidden()
    assert not window.form.rows["sex"].isHidden()
    assert "SBRT" in window.form.only_relevant.text()
    assert "not shown" in window.form.count.text()
    window.document.set_value("modality", "chemoradiotherapy")
    assert not window.form.rows["tumour_height_cm"].isHidden()
    window.form.only_relevant.click()
    assert not window.commands["only_relevant"].isChecked()
    assert not window.form.rows["ecog"].isHidden()


def test_that_what_is_known_is_counted(window: MainWindow) -> None:
    assert window.form.count.text().startswith("0 of ")
    window.document.set_value("sex", "male")
    assert window.form.count.text().startswith("1 of ")


def test_that_the_hint_speaks_of_the_field_where_the_keyboard_is(window: MainWindow) -> None:
    line(window, "normal_liver_below_15gy_ml")
    window.form._on_entered("normal_liver_below_15gy_ml")
    words = window.form.hint.words(window.document.fields["normal_liver_below_15gy_ml"])
    assert "700 mL" in words
    assert "SBRT" in words


def test_that_the_label_and_notes_are_part_of_the_case(qtbot: QtBot, window: MainWindow) -> None:
    QTest.keyClicks(window.form.header.line, "Board B")
    QTest.keyClicks(window.form.notes.text, "Line")
    assert (window.document.case.label, window.document.case.notes) == ("Board B", "Line")
    assert window.document.undo_stack.count() == 2
    window.commands["undo"].trigger()
    window.commands["undo"].trigger()
    assert window.form.header.line.text() == ""
    assert window.form.notes.text.toPlainText() == ""


def test_that_a_case_with_everything_and_one_with_nothing_are_shown(
    window: MainWindow, everything: Case, nothing: Case
) -> None:
    window.document.replace_case(everything)
    assert "not shown" not in window.form.count.text()
    assert line(window, "age_years").text() != ""
    window.document.replace_case(nothing)
    assert line(window, "age_years").text() == ""
    assert window.form.count.text().startswith("0 of ")
    assert not window.document.is_modified


def test_that_showing_a_case_changes_nothing(window: MainWindow, everything: Case) -> None:
    window.document.replace_case(everything)
    QApplication.processEvents()
    assert window.document.case == everything
    assert window.document.undo_stack.count() == 0


def test_that_undo_belongs_to_the_case_and_not_to_the_line(qtbot: QtBot, window: MainWindow) -> None:
    age = line(window, "age_years")
    QTest.keyClicks(age, "66")
    leave(age)
    QTest.keyClicks(age, "6")
    QTest.keyClick(age, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert age.text() == "66"
    assert window.document.case.patient.number("age_years") == 66
    assert window.document.undo_stack.canRedo()


@pytest.mark.parametrize(
    ("query", "name"), [("name of the c", "case.label"), ("notes", "case.notes"), ("printed criterion", "case.notes")]
)
def test_that_the_name_of_the_case_and_the_notes_are_found_by_a_search(
    window: MainWindow, query: str, name: str
) -> None:
    window.activateWindow()
    window.form.find_field()
    QTest.keyClicks(window.form.search, query)
    part = window.form.header if name == "case.label" else window.form.notes
    assert not part.isHidden()
    QTest.keyClick(window.form.search, Qt.Key.Key_Return)
    QApplication.processEvents()
    focus = window.focusWidget()
    assert focus is not None
    assert focus.objectName() == name
    assert window.form.search.text() == ""
    assert not focus.visibleRegion().isEmpty()


def test_that_name_and_notes_make_way_for_a_search_for_something_else(window: MainWindow) -> None:
    window.form.find_field()
    QTest.keyClicks(window.form.search, "bilirubin")
    assert window.form.header.isHidden()
    assert window.form.notes.isHidden()


def test_that_values_that_contradict_one_another_are_asked_about_where_they_stand(window: MainWindow) -> None:
    document = window.document
    document.set_value("ecog", 4)
    document.set_value("karnofsky", 90)
    assert "ECOG 4 and Karnofsky 90 %" in said(window, "ecog")
    answer(window, "ecog", "Yes, both are right").click()
    assert document.case.confirmed == ("ecog",)
    assert said(window, "ecog") == ""
    window.commands["undo"].trigger()
    assert "ECOG 4 and Karnofsky 90 %" in said(window, "ecog")
    # The other field settles it as well.
    document.set_value("karnofsky", 30)
    assert said(window, "ecog") == ""
    document.set_value("karnofsky", 90)
    assert said(window, "ecog") != ""
    document.set_value("karnofsky", None)
    assert said(window, "ecog") == ""


def test_that_an_interval_beside_synchronous_metastases_is_asked_about_while_the_number_is_fine(
    window: MainWindow,
) -> None:
    window.document.set_value("metastasis_timing", "synchronous")
    window.document.set_value("disease_free_interval_months", 30.0)
    assert "synchronous" in said(window, "disease_free_interval_months")
    window.document.set_value("metastasis_timing", "metachronous")
    assert said(window, "disease_free_interval_months") == ""


def test_that_a_field_that_no_record_uses_says_so(fields, library, qtbot: QtBot) -> None:
    hint = FieldHint(fields, library, UnitsInUse())
    qtbot.addWidget(hint)
    assert "Used by no record of the library yet." in hint.words(fields["her2_status"])
    for used in ("lesions", "bilirubin_mg_dl", "primary_site"):
        assert "Used by no record" not in hint.words(fields[used])


def test_that_albi_is_said_with_its_score_or_with_what_it_waits_for(window: MainWindow) -> None:
    window.document.set_value("bilirubin_mg_dl", 1.0)
    window.form.go_to_field("albi_grade")
    assert "Not worked out: albumin is not known." in said(window, "albi_grade")
    window.document.set_value("albumin_g_dl", 4.0)
    assert "Calculated from: Total bilirubin, Albumin; score −2.59" in said(window, "albi_grade")
    window.document.set_value("bilirubin_mg_dl", None)
    assert "Not worked out: total bilirubin is not known." in said(window, "albi_grade")
