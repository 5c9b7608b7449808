"""Editors: they listen to people only, and never rewrite text that already means the value."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from engine.case.entry import Entered, NotKnown, Unreadable, read_entry
from engine.case.fields import FieldCatalogue
from gui.form.editors.chip_row import ChipRow
from gui.form.editors.choice_editors import ChipChoiceEditor, ListedChoiceEditor, ListEditor
from gui.form.editors.editor_of_field import make_editor
from gui.form.editors.field_editor import Shown, means, text_in_unit
from gui.form.editors.number_editor import NumberEditor
from gui.form.editors.units_in_use import UnitsInUse


def number_editor(
    qtbot: QtBot, fields: FieldCatalogue, name: str
) -> tuple[NumberEditor, QLineEdit, list[Any], UnitsInUse]:
    """Return an editor, its line, what it tells, and the units."""
    units = UnitsInUse()
    editor = NumberEditor(fields[name], units)
    qtbot.addWidget(editor)
    heard: list[Any] = []
    editor.entry_edited.connect(lambda _, entry: heard.append(entry))
    return editor, editor.line, heard, units


def test_that_every_field_but_lesions_has_an_editor_with_a_name(qtbot: QtBot, fields: FieldCatalogue) -> None:
    units = UnitsInUse()
    for spec in fields:
        if spec.kind == "lesions":
            continue
        editor = make_editor(spec, units)
        qtbot.addWidget(editor)
        assert spec.label in editor.control.accessibleName()
        if spec.unit:
            assert spec.unit in editor.control.accessibleName()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("age_years", NumberEditor),
        ("sex", ChipChoiceEditor),
        ("fit_for_surgery", ChipChoiceEditor),
        ("karnofsky", ListedChoiceEditor),
        ("clinical_t", ListedChoiceEditor),
        ("clinical_n", ChipChoiceEditor),
        ("comorbidities", ListEditor),
    ],
)
def test_that_few_choices_stand_side_by_side_and_many_in_a_list(
    qtbot: QtBot, fields: FieldCatalogue, name: str, kind: type
) -> None:
    editor = make_editor(fields[name], UnitsInUse())
    qtbot.addWidget(editor)
    assert isinstance(editor, kind)


def test_that_showing_a_value_tells_nobody(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, line, heard, _ = number_editor(qtbot, fields, "age_years")
    editor.show_value(Shown(66.0))
    assert line.text() == "66"
    editor.show_value(Shown(None))
    assert line.text() == ""
    assert heard == []


def test_that_text_is_read_key_by_key(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, line, heard, _ = number_editor(qtbot, fields, "largest_lesion_cm")
    QTest.keyClicks(line, "5,")
    QTest.keyClicks(line, "5")
    assert heard[0] == Entered(5.0)
    assert heard[-1] == Entered(5.5)
    assert editor.is_typing


@pytest.mark.parametrize("text", ["0.075", "0,075", "5.50", "5.", " 7 ", "7 cm"])
def test_that_text_that_means_the_value_is_left_as_it_was_typed(
    qtbot: QtBot, fields: FieldCatalogue, text: str
) -> None:
    editor, line, heard, _ = number_editor(qtbot, fields, "largest_lesion_cm")
    for letter in text:
        QTest.keyClick(line, letter)
        entry = heard[-1]
        value = entry.value if isinstance(entry, Entered) else None
        editor.show_value(Shown(value, entry if isinstance(entry, Unreadable) else None))
    assert line.text() == text


def test_that_the_text_shows_every_digit_that_is_used(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, line, _, _ = number_editor(qtbot, fields, "largest_lesion_cm")
    editor.show_value(Shown(5.123456))
    assert line.text() == "5.123456"


def test_that_unreadable_text_comes_back_as_it_was(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, line, heard, _ = number_editor(qtbot, fields, "age_years")
    editor.show_value(Shown(None, Unreadable("about 60", "no number")))
    assert line.text() == "about 60"
    assert heard == []


def test_that_another_unit_shows_the_same_value_and_tells_nobody(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, line, heard, units = number_editor(qtbot, fields, "bilirubin_mg_dl")
    editor.show_value(Shown(2.0))
    units.choose(fields["bilirubin_mg_dl"], "µmol/L")
    editor.on_unit_changed()
    assert line.text() == "34.2"
    assert "µmol/L" in line.accessibleName()
    assert heard == []


def test_that_text_without_a_value_is_read_anew_in_the_other_unit(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, line, heard, units = number_editor(qtbot, fields, "bilirubin_mg_dl")
    QTest.keyClicks(line, "120")
    assert isinstance(heard[-1], Unreadable)
    editor.show_value(Shown(None, heard[-1]))
    units.choose(fields["bilirubin_mg_dl"], "µmol/L")
    editor.on_unit_changed()
    assert line.text() == "120"
    assert isinstance(heard[-1], Entered)


def test_that_a_calculated_number_cannot_be_typed_over(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, line, heard, _ = number_editor(qtbot, fields, "liver_lesion_count")
    editor.show_value(Shown(4, calculated=True))
    QTest.keyClicks(line, "9")
    assert line.text() == "4"
    assert heard == []


def test_that_not_known_empties_a_number(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, _, heard, _ = number_editor(qtbot, fields, "age_years")
    editor.clear_value()
    assert heard == [NotKnown()]


def wheel(over: QComboBox) -> QWheelEvent:
    """Return one turn of the wheel away from the person."""
    return QWheelEvent(
        QPointF(3, 3),
        QPointF(over.mapToGlobal(QPoint(3, 3))),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def test_that_the_wheel_changes_a_choice_only_where_the_keyboard_is(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor = make_editor(fields["karnofsky"], UnitsInUse())
    qtbot.addWidget(editor)
    editor.show()
    combo = editor.control
    assert isinstance(combo, QComboBox)
    editor.show_value(Shown(80))
    combo.clearFocus()
    QApplication.sendEvent(combo, wheel(combo))
    assert combo.currentData() == 80
    qtbot.waitExposed(editor)
    editor.activateWindow()
    combo.setFocus()
    qtbot.waitUntil(combo.hasFocus)
    QApplication.sendEvent(combo, wheel(combo))
    assert combo.currentData() == 70


def test_that_the_first_entry_of_a_list_and_the_delete_key_mean_not_known(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor = make_editor(fields["karnofsky"], UnitsInUse())
    qtbot.addWidget(editor)
    heard: list[Any] = []
    editor.value_chosen.connect(lambda _, value: heard.append(value))
    combo = editor.control
    assert isinstance(combo, QComboBox)
    editor.show_value(Shown(80))
    combo.activated.emit(0)
    QTest.keyClick(combo, Qt.Key.Key_Delete)
    assert heard == [None, None]


def chips(qtbot: QtBot, fields: FieldCatalogue, name: str) -> tuple[Any, ChipRow, list[Any]]:
    """Return an editor made of chips, the chips, and what it tells."""
    editor = make_editor(fields[name], UnitsInUse())
    qtbot.addWidget(editor)
    heard: list[Any] = []
    editor.value_chosen.connect(lambda _, value: heard.append(value))
    assert isinstance(editor.control, ChipRow)
    return editor, editor.control, heard


def labels(row: ChipRow) -> list[str]:
    """Return the words of the chips that are chosen."""
    return [button.text() for button in row.buttons if button.isChecked()]


@pytest.mark.hazard("unknown-as-no")
def test_that_a_flag_has_three_states(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, row, heard = chips(qtbot, fields, "fit_for_surgery")
    for value, words in ((None, "Not known"), (True, "Yes"), (False, "No")):
        editor.show_value(Shown(value))
        assert labels(row) == [words]
    assert heard == []
    for button in row.buttons:
        button.click()
    assert heard == [True, False, None]


@pytest.mark.parametrize(
    ("key", "value"), [("y", True), ("N", False), (Qt.Key.Key_Delete, None), (Qt.Key.Key_Backspace, None)]
)
def test_that_a_flag_is_answered_with_one_key(qtbot: QtBot, fields: FieldCatalogue, key: Any, value: Any) -> None:
    editor, row, heard = chips(qtbot, fields, "fit_for_surgery")
    QTest.keyClick(row.buttons[2], key)
    assert heard == [value]
    assert editor.control is row


def test_that_arrows_move_without_choosing(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, row, heard = chips(qtbot, fields, "fit_for_surgery")
    editor.show()
    editor.activateWindow()
    row.buttons[0].setFocus()
    qtbot.waitUntil(row.buttons[0].hasFocus)
    QTest.keyClick(row.buttons[0], Qt.Key.Key_Right)
    assert row.buttons[1].hasFocus()
    assert heard == []
    assert [bool(button.focusPolicy() & Qt.FocusPolicy.TabFocus) for button in row.buttons] == [False, True, False]
    QTest.keyClick(row.buttons[1], Qt.Key.Key_Space)
    assert heard == [False]


def test_that_a_choice_of_numbers_is_not_mistaken_for_a_flag(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, row, _ = chips(qtbot, fields, "fit_for_surgery")
    editor.show_value(Shown(1))
    assert labels(row) == []


@pytest.mark.hazard("unknown-as-no")
def test_that_none_of_a_list_and_not_known_are_two_answers(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, row, heard = chips(qtbot, fields, "local_symptoms")
    editor.show_value(Shown(None))
    assert labels(row) == ["Not known"]
    editor.show_value(Shown(()))
    assert labels(row) == ["None"]
    row.buttons[1].click()
    row.buttons[3].click()
    row.buttons[4].click()
    assert heard == [("bleeding",), (), None]


def test_that_items_of_a_list_come_and_go_in_the_order_of_the_field(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, row, heard = chips(qtbot, fields, "local_symptoms")
    editor.show_value(Shown(("bleeding",)))
    row.buttons[0].click()
    assert heard[-1] == ("pain", "bleeding")
    editor.show_value(Shown(("bleeding",)))
    row.buttons[1].click()
    assert heard[-1] is None


def test_that_calculated_chips_cannot_be_chosen(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor, row, heard = chips(qtbot, fields, "near_gut")
    editor.show_value(Shown(True, calculated=True))
    row.buttons[1].click()
    assert heard == []
    assert labels(row) == ["Yes"]


@given(number=st.floats(0.1, 10, allow_nan=False), unit=st.sampled_from(["mg/dL", "µmol/L"]))
def test_that_the_text_of_a_value_reads_as_that_value(fields: FieldCatalogue, number: float, unit: str) -> None:
    spec = fields["bilirubin_mg_dl"]
    value = read_entry(spec, f"{number:.4f}0", "mg/dL")
    assert isinstance(value, Entered)
    text = text_in_unit(spec, value.value, unit)
    back = read_entry(spec, text, unit)
    assert isinstance(back, Entered)
    assert back.value == pytest.approx(value.value, rel=1e-11)
    assert means(spec, text, unit, back.value, None)
