"""Letters choose answers: the whole label, the label without its prefix, a word of it; nothing is lost in silence."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from engine.case.fields import FieldCatalogue
from gui.form.editors.chip_row import ChipRow
from gui.form.editors.editor_of_field import make_editor
from gui.form.editors.type_ahead import TypeAhead
from gui.form.editors.units_in_use import UnitsInUse

T_STAGES = ("cT1", "cT2", "cT3", "cT4", "cT4a", "cT4b")


def typed(qtbot: QtBot, fields: FieldCatalogue, name: str, text: str) -> tuple[list[Any], list[str]]:
    """Return the values chosen and the letters not understood, when a text is typed at a field."""
    editor = make_editor(fields[name], UnitsInUse())
    qtbot.addWidget(editor)
    chosen: list[Any] = []
    dropped: list[str] = []
    editor.value_chosen.connect(lambda _, value: chosen.append(value))
    editor.not_understood.connect(lambda _, letter: dropped.append(letter))
    control = editor.control
    target = control.buttons[0] if isinstance(control, ChipRow) else control
    for letter in text:
        QTest.keyClicks(target, letter)
    return chosen, dropped


@pytest.mark.parametrize("text", ["cN1", "n1", "N1", "1"])
def test_that_a_node_stage_is_typed_with_or_without_its_prefix(qtbot: QtBot, fields: FieldCatalogue, text: str) -> None:
    chosen, dropped = typed(qtbot, fields, "clinical_n", text)
    assert chosen == ["N1"]
    assert dropped == []


@pytest.mark.parametrize(("text", "value"), [("T3", "T3"), ("3", "T3"), ("cT4", "T4"), ("T4a", "T4a"), ("4b", "T4b")])
def test_that_a_local_stage_is_typed_with_or_without_its_prefix(
    qtbot: QtBot, fields: FieldCatalogue, text: str, value: str
) -> None:
    chosen, dropped = typed(qtbot, fields, "clinical_t", text)
    assert chosen[-1] == value
    assert dropped == []


@pytest.mark.parametrize(("text", "value"), [("90", 90), ("100", 100), ("10", 10), ("0", 0)])
def test_that_a_karnofsky_status_is_typed_as_a_number(
    qtbot: QtBot, fields: FieldCatalogue, text: str, value: int
) -> None:
    assert typed(qtbot, fields, "karnofsky", text)[0][-1] == value


@pytest.mark.parametrize(
    ("text", "value"), [("sb", "sbrt"), ("sbrt", "sbrt"), ("th", "thermal_ablation"), ("io", "iort")]
)
def test_that_an_option_is_typed_by_a_word_of_its_name(
    qtbot: QtBot, fields: FieldCatalogue, text: str, value: str
) -> None:
    assert set(typed(qtbot, fields, "modality", text)[0]) == {value}


@pytest.mark.parametrize(("key", "value"), [("y", True), ("n", False), ("?", None)])
def test_that_yes_no_and_not_known_have_a_key_each(qtbot: QtBot, fields: FieldCatalogue, key: str, value: Any) -> None:
    assert typed(qtbot, fields, "metastases_resectable", key)[0] == [value]


def test_that_none_of_a_list_is_one_key_and_its_items_another(qtbot: QtBot, fields: FieldCatalogue) -> None:
    assert typed(qtbot, fields, "extrahepatic_sites", "n")[0] == [()]
    assert typed(qtbot, fields, "extrahepatic_sites", "l")[0] == [("lung",)]


@pytest.mark.parametrize("name", ["clinical_n", "clinical_t", "metastases_resectable"])
def test_that_a_letter_that_means_nothing_is_said_and_changes_nothing(
    qtbot: QtBot, fields: FieldCatalogue, name: str
) -> None:
    assert typed(qtbot, fields, name, "x") == ([], ["x"])


def test_that_a_second_answer_is_typed_after_the_first_without_waiting() -> None:
    keys = TypeAhead(("cN0", "cN1", "cN2"))
    assert [keys.take(letter) for letter in "n1n2"] == [None, 1, None, 2]


def test_that_what_fits_several_is_waited_with() -> None:
    keys = TypeAhead(("10 %", "100 %"))
    assert keys.take("1") is None
    assert keys.waits
    assert keys.forget() == "1"
    assert not keys.waits
    assert [keys.take(letter) for letter in "100"] == [None, 0, 1]
    assert keys.forget() == ""


@given(st.sampled_from(T_STAGES), st.integers(0, 2))
def test_that_every_label_is_meant_by_itself_and_by_its_ends(label: str, start: int) -> None:
    keys = TypeAhead(T_STAGES)
    found = None
    for letter in label[start:]:
        found = keys.take(letter)
    assert found == T_STAGES.index(label)


def test_that_a_list_still_opens_by_its_own_keys(qtbot: QtBot, fields: FieldCatalogue) -> None:
    editor = make_editor(fields["clinical_t"], UnitsInUse())
    qtbot.addWidget(editor)
    combo = editor.control
    assert isinstance(combo, QComboBox)
    chosen: list[Any] = []
    editor.value_chosen.connect(lambda _, value: chosen.append(value))
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert chosen == ["T1"]
