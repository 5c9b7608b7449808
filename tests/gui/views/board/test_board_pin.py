"""The board page held against a pinned state: what flipped stands above the options and beside each of them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from engine.findings.assess import assess
from gui.views.board.option_rows import DetailRow, OptionRow
from gui.views.board.view import BoardView


def shown(qtbot: Any, context: Any, assessments: Any, cases: Any, name: str = "borderline") -> BoardView:
    view = BoardView(context)
    qtbot.addWidget(view)
    view.resize(900, 640)
    view.show()
    view.show_assessment(assessments[name], cases[name])
    return view


def show_changed(view: BoardView, case: Any, library: Any, **inputs: Any) -> None:
    patient = case.patient
    for name, value in inputs.items():
        patient = patient.with_value(name, value)
    changed = case.with_patient(patient)
    view.show_assessment(assess(changed, library), changed)


def option_row(view: BoardView, modality: str) -> OptionRow:
    return next(row for row in view.options.rows if isinstance(row, OptionRow) and row.key == modality)


def test_that_what_flipped_stands_above_and_beside_the_option(
    qtbot: Any, context: Any, cases: Any, assessments: Any, library: Any
) -> None:
    view = shown(qtbot, context, assessments, cases)
    view.pin(assessments["borderline"], cases["borderline"])
    assert "nothing has been changed since" in view.summary_text()
    assert option_row(view, "sbrt").flip is None
    show_changed(view, cases["borderline"], library, hepatic_function_adequate=False)
    said = view.summary_text()
    assert "Changed since the pin: liver function adequate." in said
    assert "SBRT (undetermined → outside the published criteria)" in said
    row = option_row(view, "sbrt")
    assert row.flip is not None
    assert (row.flip.before, row.flip.after) == ("undetermined", "outside")
    assert "Since the pin: undetermined before" in row.spoken
    view.unpin()
    assert "Since the pin" not in view.summary_text()
    assert option_row(view, "sbrt").flip is None


def test_that_abbreviations_keep_their_capitals(
    qtbot: Any, context: Any, cases: Any, assessments: Any, library: Any
) -> None:
    view = shown(qtbot, context, assessments, cases)
    view.pin(assessments["borderline"], cases["borderline"])
    show_changed(view, cases["borderline"], library, ecog=2, cea_ng_ml=300.0)
    assert "ECOG performance status" in view.summary_text()
    assert "CEA" in view.summary_text()


def test_that_an_opened_row_names_each_flip_with_its_record(
    qtbot: Any, context: Any, cases: Any, assessments: Any, library: Any
) -> None:
    view = shown(qtbot, context, assessments, cases)
    view.pin(assessments["borderline"], cases["borderline"])
    show_changed(view, cases["borderline"], library, hepatic_function_adequate=False)
    view.options.choose("sbrt")
    qtbot.keyClick(view.options, Qt.Key.Key_Right)
    flips = [row for row in view.options.rows if isinstance(row, DetailRow) and ":flip:" in row.key]
    criterion = next(row for row in flips if row.record == "sbrt.hepatic_function")
    assert criterion.before != criterion.status == "not_met"
    view.options.choose(criterion.key)
    with qtbot.waitSignal(view.record_requested) as heard:
        qtbot.keyClick(view.options, Qt.Key.Key_Return)
    assert heard.args == ["sbrt.hepatic_function"]
    assert not view.grab().isNull()


def test_that_another_case_is_named(qtbot: Any, context: Any, cases: Any, assessments: Any) -> None:
    view = shown(qtbot, context, assessments, cases)
    view.pin(assessments["sbrt-candidate"], cases["sbrt-candidate"], "Case of March")
    assert "Held against the pinned case “Case of March”. Different: " in view.summary_text()


@pytest.mark.parametrize("name", ["nothing", "everything", "sbrt-candidate", "first-line-chemoradiation"])
def test_that_any_case_is_held_against_any_other(
    name: str, qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments, cases, name)
    for other in cases:
        view.pin(assessments[other], cases[other], other)
        assert not view.grab().isNull()


def test_that_the_buttons_ask_for_the_commands_of_the_window(
    qtbot: Any, context: Any, cases: Any, assessments: Any
) -> None:
    view = shown(qtbot, context, assessments, cases)
    heard: list[str] = []
    view.command_requested.connect(heard.append)
    buttons = {str(one.property("command")): one for one in view.findChildren(QPushButton) if one.property("command")}
    assert set(buttons) == {"pin", "pin_other", "unpin"}
    assert not buttons["unpin"].isEnabled()
    view.pin(assessments["borderline"], cases["borderline"])
    for button in buttons.values():
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
    assert heard == list(buttons)
