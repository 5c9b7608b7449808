"""Files are opened beside the window: it stays alive, says what it does, and takes a no."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from engine.case.files.sealed_case import Hardness, Seal
from engine.case.format.case_json import case_bytes
from gui.files import case_on_disk
from gui.messages.reading_beside import NoLongerWantedError, ReadingBeside
from gui.window.main_window import MainWindow
from tests.gui.conftest import Answers
from tests.waiting import HANG_SECONDS

PASSPHRASE = "a passphrase for a test"
CHEAP = Hardness(iterations=1, lanes=1, memory_kib=64)


class Held:
    """Work that waits until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.thread: threading.Thread | None = None

    def __call__(self, *_arguments: object, **_named: object) -> str:
        self.thread = threading.current_thread()
        assert self.let_go.wait(HANG_SECONDS)
        return "done"


@pytest.fixture
def beside(window: MainWindow) -> ReadingBeside:
    """Return what the window opens its files with."""
    return window.files.beside


def when_asked_for_patience(do: Callable[[QDialog], None]) -> QTimer:
    """Do something once the dialog is there that waits for slow work."""
    timer = QTimer()
    timer.setInterval(5)

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QDialog):
            timer.stop()
            do(dialog)

    timer.timeout.connect(look)
    timer.start()
    return timer


def cancel(dialog: QDialog) -> None:
    """Press Cancel."""
    box = dialog.findChild(QDialogButtonBox)
    assert isinstance(box, QDialogButtonBox)
    box.button(QDialogButtonBox.StandardButton.Cancel).click()


def test_that_the_window_lives_while_slow_work_is_done_elsewhere(beside: ReadingBeside) -> None:
    held, seen = Held(), []

    def look(dialog: QDialog) -> None:
        seen.append((beside.is_busy, [label.text() for label in dialog.findChildren(QLabel)]))
        # The event loop turns: this very call is the proof.
        held.let_go.set()

    timer = when_asked_for_patience(look)
    assert beside.do(held, "Reading <b>one</b> …") == "done"
    assert seen == [(True, ["Reading <b>one</b> …"])]
    assert held.thread is not threading.main_thread()
    assert not beside.is_busy
    assert not timer.isActive()


def test_that_quick_work_shows_no_dialog(beside: ReadingBeside) -> None:
    shown: list[QDialog] = []
    timer = when_asked_for_patience(shown.append)
    assert [beside.do(lambda number=number: number, "Reading …") for number in range(20)] == list(range(20))
    timer.stop()
    assert shown == []


def test_that_what_fails_beside_fails_where_it_was_asked_for(beside: ReadingBeside) -> None:
    def fail() -> None:
        raise KeyError("planted")

    with pytest.raises(KeyError, match="planted"):
        beside.do(fail, "Reading …")
    assert beside.do(lambda: 1, "Reading …") == 1


def test_that_cancelled_work_is_not_waited_for_and_never_taken_for_later_work(beside: ReadingBeside) -> None:
    first, second = Held(), Held()
    timer = when_asked_for_patience(cancel)
    with pytest.raises(NoLongerWantedError):
        beside.do(first, "Reading the first …")
    assert not beside.is_busy

    def let_go_of_both(_dialog: QDialog) -> None:
        first.let_go.set()
        assert first.thread is not None
        first.thread.join(HANG_SECONDS)
        QTimer.singleShot(50, second.let_go.set)

    timer = when_asked_for_patience(let_go_of_both)
    assert beside.do(lambda: (second(), "second"), "Reading the second …") == ("done", "second")
    assert not timer.isActive()


def test_that_nothing_else_is_opened_or_closed_meanwhile(window: MainWindow, beside: ReadingBeside) -> None:
    held, refused = Held(), []

    def try_others(_dialog: QDialog) -> None:
        try:
            beside.do(lambda: 1, "Reading another …")
        except NoLongerWantedError:
            refused.append("work")
        if not window.close():
            refused.append("close")
        held.let_go.set()

    timer = when_asked_for_patience(try_others)
    beside.do(held, "Reading …")
    assert refused == ["work", "close"]
    assert window.isVisible()
    assert not timer.isActive()


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("kind", ["plain", "sealed", "pdf"])
def test_that_a_case_of_every_kind_is_read_off_the_main_thread_and_can_be_cancelled(
    window: MainWindow, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    case = window.document.case
    data = case_bytes(case) if kind != "sealed" else Seal.new(PASSPHRASE, CHEAP).close(case)
    path = tmp_path / ("case.pdf" if kind == "pdf" else "case.beamside.json")
    path.write_bytes(data)
    held = Held()
    if kind == "plain":
        monkeypatch.setattr(case_on_disk, "parse_case", held)
    elif kind == "sealed":
        monkeypatch.setattr(case_on_disk, "unseal_and_keep", held)
    else:
        monkeypatch.setattr("engine.report.writers.attachments.open_case_from_pdf", held)
    answers.passphrases = [PASSPHRASE]
    window.document.set_value("sex", "female")
    before = window.document.draft
    timer = when_asked_for_patience(cancel)
    assert not window.files.open(path)
    assert held.thread is not None
    assert held.thread is not threading.main_thread()
    assert window.document.draft is before
    assert window.files.path is None
    assert answers.told == []
    assert not timer.isActive()
    held.let_go.set()
    held.thread.join(HANG_SECONDS)


def test_that_sealing_makes_its_key_off_the_main_thread(
    qtbot: QtBot, window: MainWindow, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    new = Seal.new

    def noted(passphrase: str, hardness: Hardness | None = None) -> Seal:
        threads.append(threading.current_thread())
        return new(passphrase, hardness or CHEAP)

    monkeypatch.setattr(Seal, "new", noted)
    answers.chosen_passphrase, answers.save = PASSPHRASE, tmp_path / "case.beamside.json"
    assert window.files.save_sealed()
    assert window.files.is_sealed
    assert [thread is threading.main_thread() for thread in threads] == [False]


def test_that_cancelled_sealing_leaves_the_case_as_it_was(
    window: MainWindow, answers: Answers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    monkeypatch.setattr(Seal, "new", held)
    answers.chosen_passphrase, answers.save = PASSPHRASE, tmp_path / "case.beamside.json"
    timer = when_asked_for_patience(cancel)
    assert not window.files.save_sealed()
    assert not window.files.is_sealed
    assert not (tmp_path / "case.beamside.json").exists()
    assert not timer.isActive()
    held.let_go.set()
    assert held.thread is not None
    held.thread.join(HANG_SECONDS)
