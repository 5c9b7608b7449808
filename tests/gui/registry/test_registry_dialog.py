"""The window of a registry: looked at, judged with progress and a way out, and a row opened as a case."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from gui.registry.registry_dialog import RegistryDialog
from gui.registry.registry_work import CalledOff, ToldProgress

HEADER = "patient_id,karnofsky,liver_lesion_count,extrahepatic_sites"
GOOD = [f"p{at},90,2,none" for at in range(12)]


@pytest.fixture
def dialog(qtbot: QtBot, fields: FieldCatalogue, library: Library, resources: Path) -> RegistryDialog:
    made = RegistryDialog(fields, library, resources, today=lambda: dt.date(2026, 11, 27))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made, before_close_func=lambda widget: widget.done(0))
    made.show()
    return made


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "clinic.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def look_at(qtbot: QtBot, dialog: RegistryDialog, path: Path) -> None:
    dialog.ask_table = lambda: path
    qtbot.mouseClick(dialog.choose_table, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog._looking.is_busy)


def said(listed: QListWidget) -> list[str]:
    return [listed.item(at).text() for at in range(listed.count())]


def judge(qtbot: QtBot, dialog: RegistryDialog, folder: Path) -> None:
    dialog.ask_folder = lambda: folder
    qtbot.mouseClick(dialog.run, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog._judging.is_busy)


def test_that_nothing_can_be_judged_before_a_table_is_chosen(dialog: RegistryDialog) -> None:
    assert not dialog.run.isEnabled()
    assert not dialog.choose_map.isEnabled()
    assert not dialog.stop.isEnabled()


def test_that_the_columns_and_headlines_of_the_first_rows_are_seen(
    qtbot: QtBot, dialog: RegistryDialog, tmp_path: Path
) -> None:
    look_at(qtbot, dialog, table(tmp_path, *GOOD, "bad,30,4,brain"))
    columns, rows = dialog.columns.widget, dialog.rows.widget
    assert [columns.item(at, 1).text() for at in range(3)] == [
        "id of the patient",
        "Karnofsky performance status",
        "Number of liver lesions",
    ]
    assert rows.rowCount() == 13
    assert [rows.item(at, 1).text() for at in (0, 12)] == ["p0", "bad"]
    assert [rows.item(at, 2).text() for at in (0, 12)] == ["undetermined", "outside"]
    assert dialog.run.isEnabled()


def test_that_the_first_problems_are_named_with_row_and_field(
    qtbot: QtBot, dialog: RegistryDialog, tmp_path: Path
) -> None:
    look_at(qtbot, dialog, table(tmp_path, *GOOD, "x,95,2,none"))
    (problem,) = said(dialog.problems)
    assert problem.startswith("Row 14: Karnofsky performance status: ")
    assert dialog.tabs.currentWidget() is dialog.problems


def test_that_a_run_leaves_its_files_and_a_summary(qtbot: QtBot, dialog: RegistryDialog, tmp_path: Path) -> None:
    look_at(qtbot, dialog, table(tmp_path, *GOOD))
    judge(qtbot, dialog, tmp_path)
    made = tmp_path / "clinic-registry"
    names = {path.name for path in made.iterdir()}
    assert {"verdicts.csv", "problems.csv", "summary.json", "manifest.json", "report.pdf"} <= names
    assert json.loads((made / "summary.json").read_text())["rows"]["assessed"] == 12
    assert said(dialog.summary)[0].startswith("12 of 12 rows assessed")
    assert any(line.startswith("SBRT: 12 undetermined") for line in said(dialog.summary))
    assert dialog.tabs.currentWidget() is dialog.summary


def test_that_a_second_run_does_not_overwrite_the_first(qtbot: QtBot, dialog: RegistryDialog, tmp_path: Path) -> None:
    look_at(qtbot, dialog, table(tmp_path, *GOOD))
    judge(qtbot, dialog, tmp_path)
    before = (tmp_path / "clinic-registry" / "manifest.json").read_bytes()
    judge(qtbot, dialog, tmp_path)
    assert "clinic-registry" in dialog.state.text()
    assert not dialog.state.text().startswith("Done")
    assert (tmp_path / "clinic-registry" / "manifest.json").read_bytes() == before


def test_that_a_column_in_another_unit_has_to_be_answered_first(
    qtbot: QtBot, dialog: RegistryDialog, tmp_path: Path
) -> None:
    rows = [f"p{at},{12 + at % 7}" for at in range(40)]
    path = table(tmp_path, *rows, header="patient_id,bilirubin_mg_dl")
    look_at(qtbot, dialog, path)
    assert "another unit" in dialog.state.text()
    assert not dialog.run.isEnabled()
    answer = tmp_path / "map.toml"
    columns = '[[column]]\ncolumn = "bilirubin_mg_dl"\nfield = "bilirubin_mg_dl"\nunit = "µmol/L"\n'
    answer.write_text(f'format = "beamside-map/1"\n{columns}', encoding="utf-8")
    dialog.ask_map = lambda: answer
    qtbot.mouseClick(dialog.choose_map, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog._looking.is_busy)
    assert dialog.run.isEnabled(), dialog.state.text()


def test_that_a_file_that_is_no_table_is_one_sentence(qtbot: QtBot, dialog: RegistryDialog, tmp_path: Path) -> None:
    path = tmp_path / "clinic.csv"
    path.write_bytes(b"\xff\xfe\x00")
    look_at(qtbot, dialog, path)
    assert dialog.state.text().startswith("clinic.csv: ")
    assert not dialog.run.isEnabled()


def test_that_markup_of_a_table_is_shown_as_text(qtbot: QtBot, dialog: RegistryDialog, tmp_path: Path) -> None:
    look_at(qtbot, dialog, table(tmp_path, "<b>x</b>,90,2,none"))
    assert dialog.rows.widget.item(0, 1).text() == "<b>x</b>"
    assert dialog.state.textFormat() is Qt.TextFormat.PlainText


def test_that_a_row_is_handed_over_by_enter(qtbot: QtBot, dialog: RegistryDialog, tmp_path: Path) -> None:
    look_at(qtbot, dialog, table(tmp_path, *GOOD))
    taken: list[object] = []
    dialog.row_requested.connect(taken.append)
    dialog.tabs.setCurrentWidget(dialog.rows.widget)
    dialog.rows.widget.setCurrentCell(3, 0)
    dialog.rows.widget.setFocus()
    qtbot.keyClick(dialog.rows.widget, Qt.Key.Key_Return)
    assert [one.patient_id for one in taken] == ["p3"]


def test_that_a_run_is_called_off_between_parts() -> None:
    told: list[tuple[int, int]] = []
    progress = ToldProgress(lambda rows, of: told.append((rows, of)))
    progress.judged(4, 8)
    progress.call_off()
    with pytest.raises(CalledOff):
        progress.judged(8, 8)
    assert told == [(4, 8)]
    assert progress.is_called_off


def test_that_going_on_is_offered_only_where_it_may_be_answered(
    qtbot: QtBot, dialog: RegistryDialog, tmp_path: Path
) -> None:
    """A run that was begun with sentences is refused without them, and not offered again before they are asked for."""
    look_at(qtbot, dialog, table(tmp_path, *GOOD))
    dialog._output = tmp_path / "clinic-registry"
    dialog.words.setChecked(True)
    begin_and_call_off(qtbot, dialog)
    assert dialog.go_on.isVisible()
    assert dialog.go_on.isEnabled()
    dialog.words.setChecked(False)
    qtbot.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog._judging.is_busy)
    assert "begun with other options" in dialog.state.text()
    assert dialog.go_on.isVisible()
    assert not dialog.go_on.isEnabled()
    dialog.words.setChecked(True)
    assert dialog.go_on.isEnabled()
    qtbot.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog._judging.is_busy)
    assert dialog.state.text().startswith("Done")
    assert not dialog.go_on.isVisible()


def begin_and_call_off(qtbot: QtBot, dialog: RegistryDialog) -> None:
    """Begin a run whose first part is never judged."""
    telling = ToldProgress.judged

    def told(progress: ToldProgress, rows: int, of: int) -> None:
        progress.call_off()
        telling(progress, rows, of)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ToldProgress, "judged", told)
        dialog._judge(resume=False)
        qtbot.waitUntil(lambda: not dialog._judging.is_busy)
