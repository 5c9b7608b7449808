"""The summary leaves the window: off the main thread, wholly or not at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QProgressBar
from pytestqt.qtbot import QtBot

from engine.case.case import Case
from engine.case.files.sealed_case import Hardness, Seal
from engine.report.writers.attachments import open_case_from_pdf
from gui.printing.page_preview import PagePreview
from gui.shared.background import Background, Wanted, WorkProblem
from gui.window.main_window import MainWindow
from tests.waiting import HANG_SECONDS


def test_that_the_pdf_is_written_in_the_background_and_carries_the_case(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path, everything: Case
) -> None:
    window.document.replace_case(everything)
    answers.export = tmp_path / "b.pdf"
    busy: list[bool] = []
    window.paper.busy_changed.connect(busy.append)
    with qtbot.waitSignal(window.paper.background.done):
        window.commands["export"].trigger()
        assert not answers.export.exists() or busy == [True]
    assert busy == [True, False]
    assert open_case_from_pdf(answers.export, window.document.fields).patient == everything.patient
    assert any("has been written" in text for text in window.messages.texts)
    assert answers.asked[-1] == "export Everything known.pdf"


@pytest.mark.hazard("privacy")
def test_that_the_pdf_of_a_sealed_case_is_said_to_be_open(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path, everything: Case
) -> None:
    window.document.replace_case(everything)
    window.files.belongs_to(tmp_path / "s.beamside.json", "", Seal("a passphrase", b"12345678", Hardness(1, 1, 64)))
    answers.export = tmp_path / "b.pdf"
    with qtbot.waitSignal(window.paper.background.done):
        window.commands["export"].trigger()
    assert any("is not sealed" in text for text in window.messages.texts)


def test_that_a_pdf_that_cannot_be_written_is_told(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path
) -> None:
    answers.export = tmp_path / "no such folder" / "b.pdf"
    with qtbot.waitSignal(window.paper.background.failed):
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
    qtbot.waitUntil(lambda: bool(dialog.pages))
    for page in dialog.pages:
        assert page.pixmap().width() > 100
        assert "of" in page.accessibleName()
    dialog.resize(dialog.width() // 2, dialog.height())
    QApplication.processEvents()
    assert dialog.pages[0].pixmap().deviceIndependentSize().width() <= dialog.width()
    dialog.close()


def test_that_the_preview_fits_on_the_screen_at_every_text_size(window: MainWindow) -> None:
    window.appearance.choose_text_size(200)
    window.commands["preview"].trigger()
    dialog = window.findChild(PagePreview)
    assert isinstance(dialog, PagePreview)
    room = dialog.screen().availableGeometry()
    assert dialog.height() < room.height()
    assert dialog.width() < room.width()
    wanted = dialog.fontMetrics().height() * 48
    assert wanted > room.height()
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


def test_that_the_tables_are_written_as_csv(
    qtbot: QtBot, window: MainWindow, everything: Case, answers: Any, tmp_path: Path
) -> None:
    window.document.replace_case(everything)
    answers.tables = tmp_path / "tables"
    answers.tables.mkdir()
    with qtbot.waitSignal(window.paper.background.done):
        window.commands["export_tables"].trigger()
    assert any("tables have been written" in text for text in window.messages.texts)
    files = sorted(answers.tables.iterdir())
    assert len(files) > 3
    assert all(path.suffix == ".csv" and path.read_text(encoding="utf-8-sig").count("\n") > 1 for path in files)


def test_that_tables_that_cannot_be_written_are_told(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path
) -> None:
    answers.tables = tmp_path / "nowhere"
    with qtbot.waitSignal(window.paper.background.failed):
        window.commands["export_tables"].trigger()
    assert any("cannot be written" in text for text in window.messages.texts)


class Slow:
    """Stands for typesetting, and for the making of tables: it ends when the test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        monkeypatch.setattr("engine.report.writers.pdf.render_pdf", self.pdf)
        monkeypatch.setattr("engine.report.writers.board_text.tables_as_csv", self.tables)

    def wait(self) -> None:
        self.begun.set()
        assert self.go_on.wait(HANG_SECONDS)

    def pdf(self, *ignored: object, **more: object) -> bytes:
        self.wait()
        return b"new"

    def tables(self, *ignored: object) -> dict[str, str]:
        self.wait()
        return {"a": "new", "b": "new"}


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    """Return typesetting that waits; it is let go at the end, whatever happens."""
    found = Slow(monkeypatch)
    yield found
    found.go_on.set()


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("what", ["export", "export_tables"])
def test_that_an_export_shows_that_it_moves_and_can_be_cancelled(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path, slow: Slow, what: str
) -> None:
    answers.tables, answers.export = tmp_path, tmp_path / "b.pdf"
    before = dict.fromkeys(("b.pdf", "a.csv", "b.csv"), b"as it was")
    for name, data in before.items():
        (tmp_path / name).write_bytes(data)
    folders = {path.name for path in tmp_path.iterdir() if path.is_dir()}
    window.commands[what].trigger()
    assert slow.begun.wait(HANG_SECONDS)
    qtbot.waitUntil(lambda: any("Writing" in text for text in window.messages.texts))
    assert window.messages.findChild(QProgressBar) is not None
    cancel = window.messages.button("export", "Cancel")
    cancel.setFocus()
    qtbot.keyClick(cancel, Qt.Key.Key_Escape)
    assert any("was cancelled" in text for text in window.messages.texts)
    assert not window.paper.background.is_busy
    slow.go_on.set()
    window.paper.finish()
    QApplication.processEvents()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == folders
    assert not any("written." in text for text in window.messages.texts if "not been" not in text)


def test_that_a_second_export_does_not_begin_before_the_first_has_ended(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path, slow: Slow
) -> None:
    answers.export = tmp_path / "b.pdf"
    window.commands["export"].trigger()
    assert slow.begun.wait(HANG_SECONDS)
    window.commands["export"].trigger()
    assert [text for text in answers.asked if text.startswith("export")] == ["export case.pdf"]
    assert any("Writing “b.pdf”" in text for text in window.messages.texts)
    with qtbot.waitSignal(window.paper.background.done):
        slow.go_on.set()
    assert answers.export.read_bytes() == b"new"
    assert any("“b.pdf” has been written" in text for text in window.messages.texts)


def test_that_a_quick_export_shows_no_message_that_comes_and_goes(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path, slow: Slow
) -> None:
    said: list[str] = []
    window.messages.message_shown.connect(said.append)
    # Whether an export is quick is the machine's affair: this one ends before the moment at which it would be slow.
    window.paper._slow.setInterval(HANG_SECONDS * 1000)
    slow.go_on.set()
    answers.export = tmp_path / "b.pdf"
    with qtbot.waitSignal(window.paper.background.done):
        window.commands["export"].trigger()
    assert len(said) == 1
    assert not window.paper._slow.isActive()


def test_that_what_is_wanted_is_called_off_or_taken_and_never_both() -> None:
    late, early = Wanted(), Wanted()
    assert late.take()
    assert not late.call_off()
    assert early.call_off()
    assert not early.take()


@pytest.mark.hazard("lost-work")
def test_that_cancelling_too_late_tells_that_the_file_is_there(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path, slow: Slow
) -> None:
    answers.export = tmp_path / "b.pdf"
    window.commands["export"].trigger()
    assert slow.begun.wait(HANG_SECONDS)
    wanted = window.paper._wanted
    assert wanted is not None
    assert wanted.take()
    window.paper.cancel()
    with qtbot.waitSignal(window.paper.background.done):
        slow.go_on.set()
    assert any("has been written" in text for text in window.messages.texts)
    assert answers.export.read_bytes() == b"new"


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


def test_that_the_sheet_for_the_patient_is_written_without_the_case(
    qtbot: QtBot, window: MainWindow, answers: Any, tmp_path: Path, everything: Case
) -> None:
    from pypdf import PdfReader

    window.document.replace_case(everything)
    answers.export = tmp_path / "sheet.pdf"
    with qtbot.waitSignal(window.paper.background.done):
        window.commands["for_patient"].trigger()
    reader = PdfReader(answers.export)
    assert len(reader.pages) == 1
    assert not reader.attachments
    assert any("to be explained by a clinician" in text for text in window.messages.texts)
    assert answers.asked[-1] == "export Everything known for the patient.pdf"


def test_that_no_sheet_is_asked_for_where_nothing_is_planned(window: MainWindow, answers: Any) -> None:
    window.document.set_value("modality", None)
    window.commands["for_patient"].trigger()
    assert answers.asked == []
    assert any("enter the planned modality first" in text for text in window.messages.texts)
