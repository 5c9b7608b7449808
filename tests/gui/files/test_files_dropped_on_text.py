"""A file that is dropped on a line of text is opened, and not typed into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from engine.case.format.case_json import case_bytes
from engine.case.lesions import Lesion
from gui.window.main_window import MainWindow


def number(window: MainWindow) -> QWidget:
    return window.form.rows["age_years"].editor.control  # type: ignore[union-attr]


def name(window: MainWindow) -> QWidget:
    return window.form.header.line


def notes(window: MainWindow) -> QWidget:
    return window.form.notes.text.viewport()


def search(window: MainWindow) -> QWidget:
    return window.form.search


def cell(window: MainWindow) -> QWidget:
    window.document.insert_lesion(0, Lesion(diameter_cm=2.0))
    window.form.lesions.table.go_to(0, 0, edit=True)
    editor = window.form.lesions.table.cells.open_editor
    assert editor is not None
    return editor


def drop(widget: QWidget, mime: QMimeData) -> None:
    """Drag something onto a widget and let it go there."""
    for event in (
        QDragEnterEvent(
            QPoint(3, 3), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        ),
        QDropEvent(
            QPointF(3, 3), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        ),
    ):
        QApplication.sendEvent(widget, event)


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("named", [False, True], ids=["list", "list and name"])
@pytest.mark.parametrize("where", [number, name, notes, search, cell], ids=lambda where: where.__name__)
def test_that_a_file_dropped_on_text_is_opened_and_not_typed(
    window: MainWindow, tmp_path: Path, where: Callable[[MainWindow], QWidget], named: bool
) -> None:
    path = tmp_path / "other.beamside.json"
    path.write_bytes(case_bytes(window.document.case))
    widget = where(window)
    window.document.set_label("before")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    if named:
        # Some systems put the name beside the list.
        mime.setText(str(path))
    drop(widget, mime)
    assert window.files.path == path
    assert (window.document.case.label, window.document.case.notes) == ("", "")
    assert not window.document.is_modified
    assert window.form.search.text() == ""


def test_that_text_dropped_on_the_notes_is_taken(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setText("a sentence")
    drop(notes(window), mime)
    assert window.document.case.notes == "a sentence"
