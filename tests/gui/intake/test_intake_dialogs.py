"""From a record and from lines of a letter to the case: shown, ticked, taken as one step; nothing else changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from engine.case.format.case_json import case_as_json
from gui.document.case_document import CaseDocument
from gui.intake.letter_dialog import LetterDialog
from gui.intake.record_dialog import RecordDialog
from gui.look.theme import load_theme
from gui.shared.dropped_files import is_case, is_record
from tests.engine.intake.bundles import BOARD, SNOMED, bilirubin, bundle, condition, lesion, patient, size, write


@pytest.fixture
def record(tmp_path: Path) -> Path:
    resources = [patient(), bilirubin(0.8), condition(SNOMED, "363351006"), lesion(), size(22)]
    return write(tmp_path, bundle(*resources, bilirubin(9, status="preliminary", effectiveDateTime="2026-11-20")))


@pytest.fixture
def dialog(qtbot: QtBot, document: CaseDocument, resources: Path, record: Path) -> RecordDialog:
    return opened(qtbot, record, document, resources)


def opened(qtbot: QtBot, path: Path, document: CaseDocument, resources: Path) -> RecordDialog:
    made = RecordDialog(path, document, resources)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made, before_close_func=lambda widget: widget.done(0))
    made.board.setDate(QDate.fromString(BOARD, Qt.DateFormat.ISODate))
    made.show()
    qtbot.waitUntil(lambda: not made._rest.isActive() and not made._reading.is_busy)
    return made


def rows(dialog: RecordDialog | LetterDialog) -> list[list[str]]:
    table = dialog.offers
    return [[table.item(row, column).text() for column in range(5)] for row in range(table.rowCount())]


def row_of(dialog: RecordDialog | LetterDialog, label: str) -> int:
    return next(number for number, row in enumerate(rows(dialog)) if row[0] == label)


def test_that_every_value_stands_with_its_date_and_where_it_came_from(dialog: RecordDialog) -> None:
    found = {row[0]: row[1:] for row in rows(dialog)}
    assert set(found) == {"Age", "Sex", "Site of the primary", "Total bilirubin", "Liver lesions, one by one"}
    value, now, date, origin = found["Total bilirubin"]
    assert (value, now, date) == ("0.8 mg/dL", "–", "2026-11-12")
    assert origin == "FHIR Observation, LOINC 1975-2, entry 2"
    assert [dialog.asked.item(row).text() for row in range(dialog.asked.count())] == [
        "Total bilirubin: A result (2026-11-20) is preliminary. Ask for the final one; not taken."
    ]


def test_that_an_empty_list_of_questions_takes_no_room(
    qtbot: QtBot, document: CaseDocument, resources: Path, tmp_path: Path
) -> None:
    clean = opened(qtbot, write(tmp_path, bundle(patient(), bilirubin(0.8)), "clean.json"), document, resources)
    assert not clean.asked.isVisibleTo(clean)
    assert clean._asked_label.isVisibleTo(clean)
    assert clean.offers.height() > clean.height() // 2


def test_that_what_is_ticked_is_one_step_and_its_origin_stays(
    qtbot: QtBot, dialog: RecordDialog, document: CaseDocument
) -> None:
    dialog.values_agreed.connect(lambda offers: take(document, offers))
    dialog.offers.item(row_of(dialog, "Age"), 0).setCheckState(Qt.CheckState.Unchecked)
    before = case_as_json(document.case)
    qtbot.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    inputs = document.case.patient.inputs
    assert inputs["bilirubin_mg_dl"] == 0.8
    assert "age_years" not in inputs
    assert "LOINC 1975-2" in document.case.origins["bilirubin_mg_dl"].method
    assert "2026-11-12" in document.case.origins["bilirubin_mg_dl"].method
    document.undo_stack.undo()
    assert case_as_json(document.case) == before
    document.undo_stack.redo()
    document.set_value("bilirubin_mg_dl", 1.2)
    assert "bilirubin_mg_dl" not in document.case.origins


def take(document: CaseDocument, offers: tuple[object, ...]) -> None:
    document.set_read_values(tuple((one.field_id, one.value, one.origin) for one in offers), "values from a record")


def test_that_a_value_that_would_replace_another_is_not_ticked(
    qtbot: QtBot, document: CaseDocument, resources: Path, record: Path
) -> None:
    document.set_value("bilirubin_mg_dl", 2.0)
    dialog = opened(qtbot, record, document, resources)
    row = row_of(dialog, "Total bilirubin")
    assert dialog.offers.item(row, 0).checkState() is Qt.CheckState.Unchecked
    assert rows(dialog)[row][2] == "2 mg/dL"


def test_that_cancelling_changes_nothing(dialog: RecordDialog, document: CaseDocument) -> None:
    dialog.reject()
    assert not document.case.patient.inputs


def test_that_another_day_of_the_board_reads_the_record_again(qtbot: QtBot, dialog: RecordDialog) -> None:
    dialog.board.setDate(QDate(2026, 11, 1))
    qtbot.waitUntil(lambda: not dialog._rest.isActive() and not dialog._reading.is_busy)
    assert "Total bilirubin" not in {row[0] for row in rows(dialog)}


def test_that_a_file_that_is_no_record_is_said_and_nothing_can_be_taken(
    qtbot: QtBot, document: CaseDocument, resources: Path, tmp_path: Path
) -> None:
    dialog = opened(qtbot, write(tmp_path, {"a": 1}), document, resources)
    assert "no FHIR bundle" in dialog.state.text()
    assert not dialog.agree.isEnabled()


def test_that_space_ticks_the_row_of_the_cursor(qtbot: QtBot, dialog: RecordDialog) -> None:
    dialog.offers.setCurrentCell(0, 3)
    was = dialog.offers.item(0, 0).checkState()
    qtbot.keyClick(dialog.offers, Qt.Key.Key_Space)
    assert dialog.offers.item(0, 0).checkState() is not was


def test_that_a_record_is_told_from_a_case_by_its_contents(tmp_path: Path, record: Path) -> None:
    assert is_record(record)
    assert is_record(write(tmp_path, "", "record.ndjson"))
    case = write(tmp_path, {"format": "beamside-case/1", "inputs": {}}, "case.json")
    assert not is_record(case)
    assert is_case(case)
    assert not is_record(tmp_path / "gone.json")
    assert not is_record(write(tmp_path, {"notes": '"resourceType"'}, "case.beamside.json"))


def test_that_a_dropped_record_is_read_and_a_dropped_case_opened(qtbot: QtBot, window, record: Path) -> None:
    drop(window, record)
    assert window.intake.record is not None
    made = window.intake.record
    qtbot.waitUntil(lambda: not made._reading.is_busy)
    made.done(0)


def drop(window, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, keys))


@pytest.fixture
def letter(qtbot: QtBot, document: CaseDocument, resources: Path) -> LetterDialog:
    made = LetterDialog(document, resources, load_theme(resources, "light"))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_recognised_words_are_proposed_and_none_is_ticked(letter: LetterDialog, document: CaseDocument) -> None:
    letter.text.setPlainText("😀 Bilirubin 12 µmol/l, CEA 38, cT3 cN1b cM1a, ECOG 1, Frau Mustermann")
    letter.read()
    found = {row[0]: row[1] for row in rows(letter)}
    assert found["CEA"] == "38 ng/mL"
    assert found["Clinical T category"] == "cT3"
    assert found["Clinical N category"] == "cN1"
    assert found["ECOG performance status"] == "1"
    assert not letter.offers.ticked
    assert not letter.agree.isEnabled()
    assert letter.text.toPlainText().endswith("Frau Mustermann")
    marked = [mark.cursor.selectedText() for mark in letter.text.extraSelections()]
    assert marked[0] == "Bilirubin 12 µmol/l"
    assert "Mustermann" not in "".join(marked)


def test_that_of_two_values_for_one_field_one_is_taken(letter: LetterDialog) -> None:
    letter.text.setPlainText("CEA 38 ng/ml, CEA 12 ng/ml")
    letter.read()
    letter.offers.item(0, 0).setCheckState(Qt.CheckState.Checked)
    letter.offers.item(1, 0).setCheckState(Qt.CheckState.Checked)
    assert [offer.value for offer in letter.offers.ticked] == [12]


def test_that_words_of_a_letter_never_enter_the_case(
    qtbot: QtBot, letter: LetterDialog, document: CaseDocument
) -> None:
    letter.values_agreed.connect(lambda offers: take(document, offers))
    letter.text.setPlainText("Frau Mustermann, geb. 10.03.1955: Bilirubin 12 µmol/l, CEA 0,5")
    letter.read()
    letter.offers.item(0, 0).setCheckState(Qt.CheckState.Checked)
    qtbot.mouseClick(letter.agree, Qt.MouseButton.LeftButton)
    written = json.dumps(case_as_json(document.case), ensure_ascii=False)
    assert "12 µmol/L" in written
    assert "Mustermann" not in written
    assert "1955" not in written
    assert set(document.case.patient.inputs) == {"bilirubin_mg_dl"}


def test_that_what_is_recognised_but_no_value_says_why(letter: LetterDialog) -> None:
    letter.text.setPlainText("Bilirubin 12, pT3, CEA < 0,5 ng/ml")
    letter.read()
    said = " ".join(letter.problems.item(row).text() for row in range(letter.problems.count()))
    assert letter.problems.count() == 3
    assert "no unit is written" in said
    assert "not a clinical category" in said
    assert "a bound" in said
