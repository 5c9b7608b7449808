"""Keys that mean one thing in a text and another in the table of lesions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from engine.case.lesions import Lesion
from gui.window.main_window import MainWindow


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_D])
def test_that_a_key_of_the_text_leaves_the_lesions_alone(window: MainWindow, key: Qt.Key) -> None:
    lesions = (Lesion(diameter_cm=2.0), Lesion(diameter_cm=3.0))
    window.document.set_value("lesions", lesions)
    window.activateWindow()
    window.form.build_rest()
    notes = next(part for part in window.form.findChildren(QPlainTextEdit) if part.isVisibleTo(window.form))
    notes.setFocus()
    QTest.keyClicks(notes, "two words")
    notes.moveCursor(notes.textCursor().MoveOperation.Start)
    QApplication.processEvents()
    QTest.keyClick(notes, key, Qt.KeyboardModifier.ControlModifier)
    assert window.document.case.patient.value("lesions") == lesions
    if key == Qt.Key.Key_Delete:
        assert "two" not in notes.toPlainText()


def test_that_the_same_key_deletes_the_lesion_where_the_keyboard_is(window: MainWindow) -> None:
    window.document.set_value("lesions", (Lesion(diameter_cm=2.0), Lesion(diameter_cm=3.0)))
    window.activateWindow()
    window.form.build_rest()
    window.form.lesions.table.go_to(1, 0)
    QApplication.processEvents()
    QTest.keyClick(window.form.lesions.table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    (left,) = window.document.case.patient.value("lesions")
    assert left.diameter_cm == 2.0
