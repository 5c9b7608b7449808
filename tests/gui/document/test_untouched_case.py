"""A case that is opened, walked through and left is what it was: no editor writes what it only shows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from engine.case.case import Case
from engine.case.decisions.decision import Decision
from engine.case.format.case_json import case_bytes
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from gui.form.lesions.lesion_table import LesionTable
from gui.window.main_window import MainWindow

#: digits that no form shows in full, and texts that Qt's editors would change
INPUTS = {
    "age_years": 66,
    "bilirubin_mg_dl": 0.701754385964912,
    "board_date": "2026-11-27",
    "total_dose_gy": 59.99999999,
    "fractions": 3,
    "lesions": (
        Lesion(diameter_cm=2.7182818284, segment="4a", near_gut=False, treatment="sbrt", vessel_distance_mm=3.14159),
        Lesion(disappeared=True, response="complete"),
    ),
}


@pytest.mark.slow
def test_that_walking_through_every_editor_changes_no_byte(qtbot: QtBot, window: MainWindow) -> None:
    document = window.document
    notes = " two\r\nlines\u00a0and\u2029one more \n"
    decision = Decision(date="2026-11-27", checked=("bilirubin_mg_dl", "lesions"))
    confirmed = ("bilirubin_mg_dl",)
    case = Case(
        Patient(document.fields, INPUTS), label="  Case\u00a0B ", notes=notes, confirmed=confirmed, decision=decision
    )
    document.replace_case(case)
    window.form.show_all_groups()
    before = case_bytes(document.case)
    QApplication.processEvents()
    walked = 0
    for kind in (QLineEdit, QPlainTextEdit, QComboBox):
        for editor in window.findChildren(kind):
            if editor.isVisibleTo(window) and editor.isEnabled():
                editor.setFocus(Qt.FocusReason.TabFocusReason)
                if kind is QLineEdit:
                    QTest.keyClick(editor, Qt.Key.Key_Return)
                walked += 1
    committed = 0
    table = window.findChild(LesionTable)
    assert isinstance(table, LesionTable)
    for row in range(2):
        for column in range(table.model().columnCount()):
            index = table.model().index(row, column)
            table.setCurrentIndex(index)
            table.edit(index)
            for opened in table.viewport().findChildren(QLineEdit):
                QTest.keyClick(opened, Qt.Key.Key_Return)
                committed += 1
            QApplication.processEvents()
    window.setFocus()
    assert walked > 40
    assert committed >= 2
    assert case_bytes(document.case) == before
    assert not document.is_modified
