"""Pinning in the window: by command, of this case or of one in a file, without touching what is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from gui.views.board.view import BoardView
from gui.window.main_window import MainWindow
from tests.gui.conftest import RecordView


@pytest.fixture
def whole(make_window: Any, resources: Path) -> MainWindow:
    """Return a window with the board page and another view, on an example."""
    window = make_window((BoardView, RecordView))
    window.files.open_example(resources / "examples" / "sbrt-candidate.beamside.json")
    QApplication.processEvents()
    return window


def words(window: MainWindow) -> str:
    board = window.views.board
    assert board is not None
    return board.summary_text()


def test_that_pinning_changes_nothing_of_the_case(whole: MainWindow) -> None:
    before, steps = whole.document.case, whole.document.undo_stack.count()
    whole.views.setCurrentIndex(1)
    whole.commands["pin"].trigger()
    assert whole.views.currentIndex() == 0
    assert "This state is pinned" in words(whole)
    assert whole.document.case is before
    assert whole.document.undo_stack.count() == steps
    whole.document.set_value("extrahepatic_sites", ("bone",))
    QApplication.processEvents()
    assert "Headlines that turned: SBRT" in words(whole)
    whole.commands["undo"].trigger()
    QApplication.processEvents()
    assert "This state is pinned" in words(whole)
    whole.commands["unpin"].trigger()
    assert "pin" not in words(whole).split("\n")[1]


def test_that_a_case_in_a_file_is_pinned_beside_the_open_one(whole: MainWindow, answers: Any, resources: Path) -> None:
    answers.open = resources / "examples" / "borderline.beamside.json"
    before = whole.document.case
    whole.commands["pin_other"].trigger()
    assert "Held against the pinned case" in words(whole)
    assert whole.document.case is before
    assert not whole.document.is_modified


def test_that_a_file_that_cannot_be_read_is_told_and_pins_nothing(
    whole: MainWindow, answers: Any, tmp_path: Path
) -> None:
    answers.open = tmp_path / "no.beamside.json"
    answers.open.write_text("{", encoding="utf-8")
    whole.commands["pin_other"].trigger()
    assert len(answers.told) == 1
    assert "pinned" not in words(whole)


@pytest.mark.hazard("stale-result")
def test_that_another_patient_is_not_held_against_the_one_before(whole: MainWindow, resources: Path) -> None:
    whole.commands["pin"].trigger()
    whole.document.mark_saved()
    whole.files.open_example(resources / "examples" / "borderline.beamside.json")
    QApplication.processEvents()
    assert "pinned" not in words(whole)
    assert "Since the pin" not in words(whole)
