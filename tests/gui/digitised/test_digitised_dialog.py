"""Clicks are asked about in the window, not refused: columns put right, remembered for the layout, drawn at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from gui.digitised.click_reading import ClickAnswers, Question, open_clicks, remembered
from gui.digitised.digitised_dialog import DigitisedDialog
from gui.look.theme import load_theme
from gui.shared.settings_store import SettingsStore
from tests.engine.curves.tables.click_samples import MONTHS, READ, RISK, SURVIVAL, failure, fixed, rows, written
from tests.gui.conftest import delete_plot_menus, top_level_menus

FOREIGN = "Honap;Halalozas\n" + rows(MONTHS, fixed(failure(SURVIVAL)), separator=";")
ANSWERS = ClickAnswers("1", "months", "2", "failure")


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings" / "window.ini")


@pytest.fixture
def dialog(qtbot: QtBot, resources: Path, settings: SettingsStore) -> Iterator[DigitisedDialog]:
    menus = set(top_level_menus())
    made = DigitisedDialog(load_theme(resources, "light"), settings)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made, before_close_func=lambda widget: widget.done(0))
    made.show()
    yield made
    delete_plot_menus(menus)


def choose(qtbot: QtBot, dialog: DigitisedDialog, path: Path) -> None:
    dialog.ask_clicks = lambda: path
    qtbot.mouseClick(dialog.choose_clicks, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)


def answer(qtbot: QtBot, dialog: DigitisedDialog, box: QComboBox, value: str) -> None:
    place = box.findData(value)
    assert place >= 0
    box.setCurrentIndex(place)
    box.activated.emit(place)
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)


def heads(dialog: DigitisedDialog) -> list[str]:
    table = dialog.columns.table
    return [table.horizontalHeaderItem(at).text() for at in range(table.columnCount())]


def test_that_a_file_is_drawn_at_once_with_its_columns_as_understood(
    qtbot: QtBot, dialog: DigitisedDialog, tmp_path: Path
) -> None:
    choose(qtbot, dialog, written(tmp_path, READ["index column"]))
    assert heads(dialog) == ["ID\nrow number, not used", "time\ntime, months, assumed", "survival\nsurvival, fractions"]
    assert dialog.state.text().startswith("Median 24.0 months.")
    assert dialog.panel.isVisible()
    assert dialog.panel.figure is not None
    # Clicks do not say of what.
    assert dialog.panel.figure.axes.survival_label == "Survival, %"


@pytest.mark.hazard("wrong-unit")
def test_that_a_header_nobody_reads_is_asked_about_and_remembered(
    qtbot: QtBot, dialog: DigitisedDialog, tmp_path: Path, settings: SettingsStore
) -> None:
    choose(qtbot, dialog, written(tmp_path, FOREIGN))
    assert "needs a word from you: clicks.csv, line 1: the header “Honap” is not understood" in dialog.state.text()
    assert "--" not in dialog.state.text()
    assert not dialog.panel.isVisible()
    assert not dialog.save.isEnabled()
    answer(qtbot, dialog, dialog.columns.time_column, "1")
    assert not dialog.panel.isVisible()
    answer(qtbot, dialog, dialog.columns.value_column, "2")
    assert dialog.state.text().endswith("is this 1 − survival?")
    assert heads(dialog) == ["Honap\ntime, as you say", "Halalozas\ncurve, as you say"]
    answer(qtbot, dialog, dialog.columns.values, "failure")
    answer(qtbot, dialog, dialog.columns.time_unit, "months")
    assert dialog.state.text().startswith("Median 24.0 months.")
    assert heads(dialog) == ["Honap\ntime, months", "Halalozas\nfailure, fractions"]
    assert list(settings.click_answers.values()) == [tuple(ANSWERS)]
    # Another file of the layout is read so, and that is said; nothing of the words is kept.
    choose(qtbot, dialog, written(tmp_path, FOREIGN.replace("0.50000", "0.50001"), "other.csv"))
    assert "named for this layout before" in dialog.state.text()
    assert dialog.panel.isVisible()
    choose(qtbot, dialog, written(tmp_path, FOREIGN.replace("Honap", "Ev"), "third.csv"))
    assert "the header “Ev” is not understood" in dialog.state.text()
    assert settings.write() is None
    assert "Honap" not in (tmp_path / "settings" / "window.ini").read_text()


def test_that_a_data_set_and_numbers_at_risk_can_be_chosen(
    qtbot: QtBot, dialog: DigitisedDialog, tmp_path: Path
) -> None:
    choose(qtbot, dialog, written(tmp_path, READ["WebPlotDigitizer all"]))
    assert [dialog.series.itemText(at) for at in range(dialog.series.count())] == ["SBRT", "RFA"]
    answer(qtbot, dialog, dialog.series, "2")
    assert dialog.state.text().startswith("Median 12.0 months.")
    assert dialog.series.currentText() == "RFA"
    answer(qtbot, dialog, dialog.series, "1")
    risk = written(tmp_path, "time,n\n" + rows(*zip(*RISK, strict=True)), "risk.csv")
    dialog.ask_at_risk = lambda: risk
    dialog.choose_at_risk.click()
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)
    assert dialog.panel.figure is not None
    assert dialog.panel.figure.series[0].label == "SBRT, n = 120"
    assert dialog.panel.figure.series[0].band


def test_that_impossible_numbers_at_risk_draw_no_curve(qtbot: QtBot, dialog: DigitisedDialog, tmp_path: Path) -> None:
    choose(qtbot, dialog, written(tmp_path, "time_months,survival\n0,1\n3,.8\n6,.6\n9,.45\n10,.4\n12,.4\n24,.4\n"))
    risk = written(tmp_path, "time,n\n0,60\n12,50\n24,20\n", "risk.csv")
    dialog.ask_at_risk = lambda: risk
    dialog.choose_at_risk.click()
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)
    assert "line 3: 50 patients are at risk at 12 months" in dialog.state.text()
    assert not dialog.save.isEnabled()


def test_that_numbers_at_risk_in_the_same_file_are_taken_when_said(
    qtbot: QtBot, dialog: DigitisedDialog, tmp_path: Path
) -> None:
    choose(qtbot, dialog, written(tmp_path, READ["R survfit"]))
    assert heads(dialog)[1] == "n.risk\nnumbers at risk, not used"
    answer(qtbot, dialog, dialog.columns.at_risk, "2")
    assert heads(dialog)[1] == "n.risk\nnumbers at risk"
    assert dialog.panel.figure is not None
    assert dialog.panel.figure.series[0].label == "surv, n = 120"
    assert len(dialog.panel.figure.series[0].at_risk.numbers) <= 11


def test_that_the_curve_can_be_saved_but_not_over_its_clicks(
    qtbot: QtBot, dialog: DigitisedDialog, tmp_path: Path
) -> None:
    path = written(tmp_path, READ["days"])
    choose(qtbot, dialog, path)
    dialog.ask_target = lambda: path
    dialog.save.click()
    assert "Choose another name" in dialog.state.text()
    assert path.read_text() == READ["days"]
    dialog.ask_target = lambda: tmp_path / "curve.json"
    dialog.save.click()
    found = json.loads((tmp_path / "curve.json").read_text())
    assert found["median_months"] == pytest.approx(24.0, abs=0.1)
    assert found["understood"]["time"] == {"column": 1, "label": "time_days", "unit": "days"}


@pytest.mark.hazard("bad-input")
def test_that_what_is_no_table_is_one_sentence(qtbot: QtBot, dialog: DigitisedDialog, tmp_path: Path) -> None:
    choose(qtbot, dialog, written(tmp_path, "nothing here\n"))
    assert dialog.state.text().startswith("clicks.csv: there are no numbers in it")
    assert not dialog.columns.isVisible()
    choose(qtbot, dialog, written(tmp_path, READ["days"]))
    dialog.patients.setText("many")
    dialog.patients.editingFinished.emit()
    assert "“many” is not a number of patients" in dialog.state.text()
    assert not dialog.panel.isVisible()


@pytest.mark.hazard("bad-input")
def test_that_what_stands_in_the_settings_is_an_answer_or_nothing() -> None:
    good = tuple(ANSWERS)
    assert remembered({"a": good}, "a") == ANSWERS
    for said in (
        good[:5],
        ("x", *good[1:]),
        ("1", "lustra", *good[2:]),
        ("1", "", "", "", "", ""),
        ("1", "", "1", *good[3:]),
    ):
        assert remembered({"a": said}, "a") == ClickAnswers()


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("name", sorted(READ))
def test_that_every_layout_has_its_columns_shown(name: str, tmp_path: Path) -> None:
    opened = open_clicks(Question(written(tmp_path, READ[name])), {})
    assert opened.preview is not None
    assert opened.problem == ""
    assert opened.clicks is not None
    taken = opened.clicks.understood
    assert {taken.time_column, taken.value_column} <= set(range(1, len(opened.preview.columns) + 1))
    # The same file with its columns named is the same curve.
    said = ClickAnswers(str(taken.time_column), "", str(taken.value_column))
    again = open_clicks(Question(tmp_path / "clicks.csv", answers=said), {})
    assert again.clicks is not None
    assert again.clicks.survival.tolist() == opened.clicks.survival.tolist()


def test_that_every_control_has_an_accessible_name(dialog: DigitisedDialog) -> None:
    columns = dialog.columns
    boxes = (*columns._boxes(), columns.table, dialog.series, dialog.patients)
    assert all(control.accessibleName() for control in boxes)


def test_that_the_menu_opens_the_window(make_window: Any) -> None:
    menus = set(top_level_menus())
    window = make_window()
    window.commands["digitised"].trigger()
    assert window.digitised.dialog is not None
    assert window.digitised.dialog.isVisible()
    assert not window.digitised.dialog.save.isEnabled()
    window.digitised.dialog.close()
    delete_plot_menus(menus)
