"""A department's own series in a window: drawn by group, beside published cohorts, and refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from gui.look.theme import load_theme
from gui.own_series.own_series_dialog import OwnSeriesDialog
from tests.gui.conftest import delete_plot_menus, top_level_menus


@pytest.fixture
def dialog(qtbot: QtBot, fields: FieldCatalogue, library: Library, resources: Path) -> Iterator[OwnSeriesDialog]:
    menus = set(top_level_menus())
    made = OwnSeriesDialog(fields, library, load_theme(resources, "light"))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made, before_close_func=lambda widget: widget.done(0))
    made.show()
    yield made
    delete_plot_menus(menus)


def table(folder: Path, text: str = "") -> Path:
    rows = [f"{3 + at},{at % 2},{'b' if at % 3 else 'a'}" for at in range(40)] + ["5,1,<i>few</i>"]
    path = folder / "own.csv"
    path.write_text(text or "\n".join(["time_months,event,arm", *rows]) + "\n", encoding="utf-8")
    return path


def choose(qtbot: QtBot, dialog: OwnSeriesDialog, path: Path) -> None:
    dialog.ask_table = lambda: path
    qtbot.mouseClick(dialog.choose_table, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog._reading.is_busy)


def pick(qtbot: QtBot, dialog: OwnSeriesDialog, name: str, wanted: str | None) -> None:
    combo = {"group": dialog.group, "option": dialog.option}[name]
    place = combo.findData(wanted)
    assert place >= 0
    combo.setCurrentIndex(place)
    combo.activated.emit(combo.currentIndex())
    qtbot.waitUntil(lambda: not dialog._reading.is_busy)


def labels(dialog: OwnSeriesDialog) -> list[str]:
    figure = dialog.panel.figure
    assert figure is not None
    return [series.label for series in figure.series]


def test_that_all_patients_are_one_curve_with_numbers_at_risk(
    qtbot: QtBot, dialog: OwnSeriesDialog, tmp_path: Path
) -> None:
    choose(qtbot, dialog, table(tmp_path))
    assert labels(dialog) == ["Own: all patients, n = 41"]
    assert dialog.panel.figure is not None
    assert dialog.panel.figure.series[0].at_risk
    assert "Times are taken from “time_months”" in dialog.state.text()


def test_that_groups_are_drawn_apart_and_few_are_not_shown(
    qtbot: QtBot, dialog: OwnSeriesDialog, tmp_path: Path
) -> None:
    choose(qtbot, dialog, table(tmp_path))
    pick(qtbot, dialog, "group", "arm")
    assert labels(dialog) == ["Own: a, n = 14", "Own: b, n = 26"]
    assert "Not shown, since fewer than 10 patients: <i>few</i>." in dialog.state.text()
    assert dialog.state.textFormat() is Qt.TextFormat.PlainText


def test_that_published_cohorts_stand_beside_the_own(qtbot: QtBot, dialog: OwnSeriesDialog, tmp_path: Path) -> None:
    choose(qtbot, dialog, table(tmp_path))
    pick(qtbot, dialog, "option", "sbrt")
    assert 1 < len(labels(dialog)) <= 4
    pick(qtbot, dialog, "option", None)
    assert len(labels(dialog)) == 1


def test_that_a_table_that_cannot_be_read_is_one_sentence(
    qtbot: QtBot, dialog: OwnSeriesDialog, tmp_path: Path
) -> None:
    choose(qtbot, dialog, table(tmp_path, "a,b\n1,1\n"))
    assert dialog.state.text().startswith("own.csv: its header names no column of times")
    assert not dialog.panel.isVisible()
    choose(qtbot, dialog, table(tmp_path))
    assert dialog.panel.isVisible()
