"""A table that leaves something open is asked about, not refused; what was answered is remembered for its layout."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from gui.look.theme import load_theme
from gui.plan_import.column_preview import is_answer
from gui.plan_import.plan_dialog import PlanDialog
from gui.shared.settings_store import SettingsStore
from tests.shipped import shipped_fields

RESOURCES = Path(__file__).parents[3] / "resources"
FOREIGN = "Sugar;Maj\n" + "".join(f"{100 * dose};{1000 - 20 * dose}\n" for dose in range(51))


@pytest.fixture
def settings(tmp_path: Path) -> SettingsStore:
    return SettingsStore(tmp_path / "settings" / "window.ini")


def dialog_for(qtbot: QtBot, path: Path, text: str, settings: SettingsStore | None = None) -> PlanDialog:
    path.write_text(text, encoding="utf-8")
    theme = load_theme(RESOURCES, "light")
    dialog = PlanDialog((path,), shipped_fields(), theme, RESOURCES, 700.0, settings=settings)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog, before_close_func=lambda widget: widget.reading.finish())
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)
    return dialog


def answer(qtbot: QtBot, dialog: PlanDialog, box: QComboBox, value: str) -> None:
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: not dialog.reading.is_busy)


def answer_all(qtbot: QtBot, dialog: PlanDialog) -> None:
    preview = dialog.preview
    for box, value in (
        (preview.dose_column, "1"),
        (preview.volume_column, "2"),
        (preview.dose_unit, "cgy"),
        (preview.volume_unit, "ml"),
    ):
        answer(qtbot, dialog, box, value)


@pytest.mark.hazard("wrong-unit")
def test_that_a_table_nobody_can_read_is_shown_and_asked_about(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_for(qtbot, tmp_path / "dvh.csv", FOREIGN)
    assert dialog.preview.isVisible()
    assert dialog.preview.table.columnCount() == 2
    assert "no label that names a dose" in dialog.state.text()
    assert "--" not in dialog.state.text()
    assert not dialog.agree.isEnabled()
    answer_all(qtbot, dialog)
    qtbot.waitUntil(dialog.agree.isEnabled)
    heads = [dialog.preview.table.horizontalHeaderItem(at).text() for at in (0, 1)]
    assert heads == ["Sugar\ndose, cGy", "Maj\nvolume, mL"]
    # The figure is drawn at once: nobody has to choose the one curve there is.
    assert [(v.field_id, v.value) for v in dialog.offers.ticked] == [("normal_liver_below_15gy_ml", 300.0)]


def test_that_one_column_alone_is_not_read(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_for(qtbot, tmp_path / "dvh.csv", FOREIGN)
    with qtbot.assertNotEmitted(dialog.preview.answered):
        box = dialog.preview.dose_column
        box.setCurrentIndex(1)
        box.activated.emit(1)
        same = dialog.preview.volume_column
        same.setCurrentIndex(1)
        same.activated.emit(1)


def test_that_answers_are_remembered_for_the_layout(qtbot: QtBot, tmp_path: Path, settings: SettingsStore) -> None:
    answer_all(qtbot, dialog_for(qtbot, tmp_path / "a.csv", FOREIGN, settings))
    again = dialog_for(qtbot, tmp_path / "b.csv", FOREIGN.replace("1000", "1000.0"), settings)
    assert "named for this layout before" in again.state.text()
    assert again.liver.count() == 2
    # Nothing is computed before somebody has looked.
    assert not again.agree.isEnabled()
    other = dialog_for(qtbot, tmp_path / "c.csv", FOREIGN.replace("Maj", "Lep"), settings)
    assert "no label that names a dose" in other.state.text()
    written = (tmp_path / "settings" / "window.ini").read_text() if settings.write() is None else ""
    assert "Sugar" not in written


def test_that_a_missing_unit_is_asked_with_every_structure_kept(qtbot: QtBot, tmp_path: Path) -> None:
    text = FOREIGN.replace("Sugar;Maj", "Dose;Liver (cc)")
    dialog = dialog_for(qtbot, tmp_path / "dvh.csv", text)
    assert "does not say Gy or cGy" in dialog.state.text()
    answer(qtbot, dialog, dialog.preview.dose_unit, "cgy")
    qtbot.waitUntil(dialog.agree.isEnabled)
    assert dialog.liver.currentText() == "Liver"


def test_that_a_readable_table_can_be_read_otherwise(qtbot: QtBot, tmp_path: Path) -> None:
    text = FOREIGN.replace("Sugar;Maj", "Dose (cGy);Liver (cc)")
    dialog = dialog_for(qtbot, tmp_path / "dvh.csv", text)
    assert not dialog.preview.isVisible()
    dialog.columns.click()
    assert dialog.preview.isVisible()
    heads = [dialog.preview.table.horizontalHeaderItem(at).text() for at in (0, 1)]
    assert heads == ["Dose (cGy)\ndose, cGy", "Liver (cc)\nvolume, cc"]
    answer(qtbot, dialog, dialog.preview.dose_unit, "gy")
    assert "suggests that its dose is in cGy" in dialog.state.text()
    assert not dialog.agree.isEnabled()


def test_that_what_stands_in_the_settings_is_an_answer_or_nothing(settings: SettingsStore) -> None:
    settings.table_answers = {"a": ("gy", "ml", "1", "2")}
    assert settings.table_answers == {"a": ("gy", "ml", "1", "2")}
    assert is_answer(("gy", "", "", ""))
    for said in (("gy", "ml", "1"), ("mgy", "ml", "1", "2"), ("gy", "ml", "1", ""), ("gy", "ml", "x", "2")):
        assert not is_answer(said)


def test_that_the_oldest_layouts_are_forgotten_first(settings: SettingsStore) -> None:
    settings.table_answers = {str(n): ("gy", "", "", "") for n in range(50)}
    kept = settings.table_answers
    assert len(kept) == 40
    assert "49" in kept
    assert "9" not in kept


def test_that_every_control_of_the_preview_has_an_accessible_name(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = dialog_for(qtbot, tmp_path / "dvh.csv", FOREIGN)
    preview = dialog.preview
    boxes = (preview.dose_column, preview.dose_unit, preview.volume_column, preview.volume_unit, preview.table)
    assert all(control.accessibleName() for control in boxes)
