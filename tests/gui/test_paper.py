"""The summary leaves the window: off the main thread, wholly or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.case.case_file import Case
from engine.report.attachments import open_case_from_pdf
from gui.background import Background, WorkProblem
from gui.main_window import MainWindow
from gui.page_preview import PagePreview


def test_that_the_pdf_is_written_in_the_background_and_carries_the_case(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path, everything: Case
) -> None:
    window.document.replace_case(everything)
    answers.export = tmp_path / "b.pdf"
    busy: list[bool] = []
    window.paper.busy_changed.connect(busy.append)
    with qtbot.waitSignal(window.paper.background.done, timeout=30000):
        window.commands["export"].trigger()
        assert not answers.export.exists() or busy == [True]
    assert busy == [True, False]
    assert open_case_from_pdf(answers.export, window.document.fields).patient == everything.patient
    assert any("has been written" in text for text in window.messages.texts)
    assert answers.asked[-1] == "export Everything known.pdf"


def test_that_a_pdf_that_cannot_be_written_is_told(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path
) -> None:
    answers.export = tmp_path / "no such folder" / "b.pdf"
    with qtbot.waitSignal(window.paper.background.failed, timeout=30000):
        window.commands["export"].trigger()
    assert any("cannot be written" in text for text in window.messages.texts)


def test_that_no_pdf_is_written_where_no_place_is_named(window: MainWindow) -> None:
    window.commands["export"].trigger()
    assert not window.paper.background.is_busy


def test_that_the_preview_shows_the_pages(qtbot: QtBot, window: MainWindow, everything: Case) -> None:
    window.document.replace_case(everything)
    window.commands["preview"].trigger()
    dialog = window.findChild(PagePreview)
    assert isinstance(dialog, PagePreview)
    qtbot.waitUntil(lambda: bool(dialog.pages), timeout=30000)
    for page in dialog.pages:
        assert page.pixmap().width() > 100
        assert "of" in page.accessibleName()
    dialog.resize(dialog.width() // 2, dialog.height())
    QApplication.processEvents()
    assert dialog.pages[0].pixmap().deviceIndependentSize().width() <= dialog.width()
    dialog.close()


def test_that_a_preview_closed_early_leaves_nothing_running(window: MainWindow) -> None:
    window.commands["preview"].trigger()
    dialog = window.findChild(PagePreview)
    assert isinstance(dialog, PagePreview)
    dialog.reject()
    assert not dialog.background.is_busy


def test_that_the_text_for_the_board_is_on_the_clipboard(window: MainWindow, everything: Case) -> None:
    window.document.replace_case(everything)
    window.commands["copy_board_text"].trigger()
    text = QApplication.clipboard().text()
    assert "Everything known" in text
    assert "SBRT" in text


def test_that_the_clipboard_holds_markdown_beside_the_text_and_alone_where_asked(
    window: MainWindow, everything: Case
) -> None:
    window.document.replace_case(everything)
    window.commands["copy_board_text"].trigger()
    both = QApplication.clipboard().mimeData()
    markdown = bytes(both.data("text/markdown").data()).decode()
    assert markdown.startswith("# ")
    assert not both.text().startswith("# ")
    window.commands["copy_board_markdown"].trigger()
    assert QApplication.clipboard().text() == markdown


def test_that_the_tables_are_written_as_csv(window: MainWindow, everything: Case, answers: Any, tmp_path: Path) -> None:
    window.document.replace_case(everything)
    answers.tables = tmp_path / "tables"
    answers.tables.mkdir()
    window.commands["export_tables"].trigger()
    files = sorted(answers.tables.iterdir())
    assert len(files) > 3
    assert all(path.suffix == ".csv" and path.read_text(encoding="utf-8-sig").count("\n") > 1 for path in files)


def test_that_tables_that_cannot_be_written_are_told(window: MainWindow, answers: Any, tmp_path: Path) -> None:
    answers.tables = tmp_path / "nowhere"
    window.commands["export_tables"].trigger()
    assert any("cannot be written" in text for text in window.messages.texts)


def test_that_the_size_of_the_pages_is_remembered(window: MainWindow) -> None:
    assert window.settings.paper == "a4"
    window.commands["letter_paper"].trigger()
    assert window.settings.paper == "letter"
    window.commands["letter_paper"].trigger()
    assert window.settings.paper == "a4"


def test_that_work_that_is_no_longer_wanted_is_not_told(qtbot: QtBot, qapp: QApplication) -> None:
    background = Background()
    results: list[object] = []
    background.done.connect(results.append)
    background.start(lambda: "old")
    background.start(lambda: "new")
    qtbot.waitUntil(lambda: bool(results))
    background.finish()
    qapp.processEvents()
    assert results == ["new"]


def test_that_a_problem_comes_back_as_a_sentence(qtbot: QtBot, qapp: QApplication) -> None:
    def fail() -> None:
        raise WorkProblem("The disk is full.")

    background = Background()
    with qtbot.waitSignal(background.failed) as caught:
        background.start(fail)
    assert caught.args == ["The disk is full."]
    background.finish()


def test_that_a_cancelled_piece_of_work_tells_nothing(qtbot: QtBot, qapp: QApplication) -> None:
    background = Background()
    results: list[object] = []
    background.done.connect(results.append)
    background.start(lambda: "unwanted")
    background.finish()
    qapp.processEvents()
    assert results == []
    assert not background.is_busy


@pytest.mark.hazard("stale-result")
@pytest.mark.parametrize("name", ["export", "preview", "copy_board_text"])
def test_that_nothing_leaves_the_window_while_nothing_can_be_computed(
    window: MainWindow, answers: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(window.controller, "assess_now", lambda: None)
    window.controller.assessment = None
    window.commands[name].trigger()
    assert answers.asked == []
    assert window.findChild(PagePreview) is None
