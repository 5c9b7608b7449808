"""Never two windows on one file unnoticed, and a second start finds the first, without a socket."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox

from gui.application import _Session
from gui.messages.questions import DialogAsk
from gui.start.crash_reporting import CrashReporter
from gui.start.open_windows import OpenWindows, mark_of
from gui.start.second_start import goes_elsewhere, question
from gui.window.main_window import MainWindow


@pytest.fixture
def place(qapp: QApplication, tmp_path: Path) -> Any:
    """Return what gives windows of one folder; all leave at the end."""
    made: list[OpenWindows] = []

    def another(*, enter: bool = True) -> OpenWindows:
        made.append(OpenWindows(tmp_path / "windows"))
        if enter:
            made[-1].enter()
        return made[-1]

    yield another
    for windows in made:
        windows.leave()
        windows.deleteLater()


Place = Callable[..., OpenWindows]


def test_that_a_window_sees_the_others_and_not_itself(place: Place) -> None:
    first = place()
    assert first.others() == ()
    second = place()
    assert (len(first.others()), len(second.others())) == (1, 1)
    assert len(place(enter=False).others()) == 2
    second.leave()
    assert first.others() == ()


@pytest.mark.parametrize(("hours", "seen"), [(23, 1), (25, 0)])
def test_that_a_window_of_another_machine_is_forgotten_after_a_day(
    place: Place, tmp_path: Path, hours: int, seen: int
) -> None:
    first, second = place(), place()
    for path in (tmp_path / "windows").iterdir():
        if path.stem == second._name:
            if path.suffix == ".lock":
                lines = path.read_text("utf-8").split("\n")
                path.write_text("\n".join([*lines[:3], "0" * 32, *lines[4:]]), "utf-8")
            then = path.stat().st_mtime - hours * 3600
            os.utime(path, (then, then))
    assert len(first.others()) == seen


def test_that_the_window_that_holds_a_file_is_found(place: Place, tmp_path: Path) -> None:
    first, second = place(), place()
    file = tmp_path / "b.beamside"
    file.touch()
    (tmp_path / "link.beamside").symlink_to(file)
    first.holds(file)
    assert second.holder_of(file) == second.others()[0]
    assert second.holder_of(tmp_path / "link.beamside") is not None
    assert second.holder_of(tmp_path / "c.beamside") is None
    assert first.holder_of(file) is None
    first.holds(None)
    assert second.holder_of(file) is None


def test_that_of_two_who_want_one_file_at_least_one_sees_the_other(place: Place, tmp_path: Path) -> None:
    first, second, file = place(), place(), tmp_path / "b.beamside"
    first.is_about_to_open(file)
    assert second.holder_of(file) is not None
    # What it had before is still its own.
    first.holds(tmp_path / "a.beamside")
    first.is_about_to_open(file)
    assert None not in (second.holder_of(file), second.holder_of(tmp_path / "a.beamside"))
    first.holds(tmp_path / "a.beamside")
    assert second.holder_of(file) is None


def test_that_no_name_of_a_file_is_kept(place: Place, tmp_path: Path) -> None:
    place().holds(tmp_path / "Mustermann.beamside")
    kept = b"".join(file.read_bytes() + file.name.encode() for file in (tmp_path / "windows").iterdir())
    assert mark_of(tmp_path / "Mustermann.beamside").encode() in kept
    assert b"Mustermann" not in kept


def test_that_a_request_reaches_its_window_once(place: Place, qtbot: Any, tmp_path: Path) -> None:
    first, second, third = place(), place(), place(enter=False)
    heard: list[Path | None] = []
    first.asked_for.connect(heard.append)
    wrong: list[object] = []
    second.asked_for.connect(wrong.append)
    first.holds(tmp_path / "b.beamside")
    name = third.holder_of(tmp_path / "b.beamside")
    assert name is not None
    assert third.ask(name, tmp_path / "c.beamside")
    qtbot.waitUntil(lambda: bool(heard))
    assert third.ask(name, None)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard == [tmp_path / "c.beamside", None]
    assert wrong == []


def test_that_a_window_that_was_killed_is_forgotten(place: Place, project: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from PySide6.QtCore import QCoreApplication\n"
        "from gui.start.open_windows import OpenWindows\n"
        "app = QCoreApplication([]); w = OpenWindows(Path(sys.argv[1])); w.enter()\n"
        "print('here', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "windows")],
        cwd=project,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdin is not None
    assert process.stdout.readline().strip() == b"here"
    here = place()
    assert len(here.others()) == 1
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert here.others() == ()
    assert len(list((tmp_path / "windows").glob("*.window"))) == 1


@pytest.mark.parametrize("content", ["", "[1]", "{", '{"open": 3}', "\x00"])
def test_that_a_spoilt_record_or_request_does_no_harm(place: Place, qtbot: Any, tmp_path: Path, content: str) -> None:
    first, second = place(), place()
    heard: list[object] = []
    first.asked_for.connect(heard.append)
    (record,) = (file for file in (tmp_path / "windows").glob("*.window") if file.stem in second.others())
    record.with_suffix(".request").write_text(content, "utf-8")
    qtbot.waitUntil(lambda: bool(heard))
    record.write_text(content, "utf-8")
    assert second.holder_of(tmp_path / "b.beamside") is None


@pytest.mark.skipif(os.name == "nt", reason="a file in the folder's place is enough on Linux and macOS")
def test_that_without_a_folder_every_window_is_alone(qapp: QApplication, tmp_path: Path) -> None:
    (tmp_path / "windows").write_text("in the way", "utf-8")
    windows = OpenWindows(tmp_path / "windows")
    windows.enter()
    windows.holds(tmp_path / "b.beamside")
    assert windows.others() == ()
    windows.leave()


@pytest.mark.parametrize(
    ("answer", "over", "asked"), [("show", True, True), ("another", False, False), ("cancel", True, False)]
)
@pytest.mark.parametrize("held", [True, False])
def test_that_a_second_start_does_what_a_person_chooses(
    place: Place, qtbot: Any, tmp_path: Path, answer: str, over: bool, asked: bool, held: bool
) -> None:
    path = tmp_path / "b.beamside"
    first = place()
    first.holds(path if held else None)
    heard: list[Path | None] = []
    first.asked_for.connect(heard.append)
    questions: list[tuple[Path, bool]] = []

    def ask(path: Path, *, held: bool) -> str:
        questions.append((path, held))
        return answer

    assert goes_elsewhere(place(enter=False), path, ask) is over
    assert questions == [(path, held)]
    if asked:
        qtbot.waitUntil(lambda: bool(heard))
        # The window that has it only comes forward; another one is to open it.
        assert heard == [None if held else path]


def test_that_the_first_start_is_asked_nothing(place: Place) -> None:
    assert goes_elsewhere(place(enter=False), None, lambda *_, **__: pytest.fail("asked")) is False


def test_that_the_question_names_the_file_and_what_may_be_lost() -> None:
    told = question(Path("a") / "b.beamside", held=True)
    assert told.startswith("“b” is open in another window.")
    assert question(None, held=False) == "Beamside is open already."


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize(("answer", "opened"), [("show", False), ("another", True), ("cancel", False)])
def test_that_a_file_of_another_window_is_not_opened_unnoticed(
    place: Place, window: MainWindow, answers: Any, tmp_path: Path, monkeypatch: Any, answer: str, opened: bool
) -> None:
    path = answers.save = tmp_path / "b.beamside"
    window.commands["save_as"].trigger()
    window.commands["new"].trigger()
    other, own = place(), place(enter=False)
    other.holds(path)
    told: list[bool] = []

    def ask(path: Path, *, held: bool, parent: object) -> str:
        told.append(held)
        return answer

    monkeypatch.setattr("gui.application.ask_person", ask)
    session = _Session(window, CrashReporter(tmp_path / "state", "1", window))
    session.among(own)
    assert window.files.open(path) is opened
    assert told == [True]
    assert (window.files.path == path) is opened
    # What this window has open is known to the others from then on.
    assert (other.holder_of(path) is not None) is opened


@pytest.mark.hazard("lost-work")
def test_that_what_was_agreed_at_the_start_is_not_asked_again(
    place: Place, window: MainWindow, answers: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    path = answers.save = tmp_path / "b.beamside"
    window.commands["save_as"].trigger()
    window.commands["new"].trigger()
    place().holds(path)
    told: list[Path] = []
    monkeypatch.setattr("gui.application.ask_person", lambda path, **_: told.append(path) or "another")
    session = _Session(window, CrashReporter(tmp_path / "state", "1", window))
    session.among(place(enter=False), agreed=path)
    assert window.files.open(path)
    assert told == []
    # The next time is another matter.
    assert window.files.open(path)
    assert told == [path]


def test_that_a_file_that_cannot_be_opened_is_nobody_s(
    place: Place, window: MainWindow, answers: Any, tmp_path: Path
) -> None:
    (tmp_path / "b.beamside").write_text("{", encoding="utf-8")
    other, own = place(), place(enter=False)
    _Session(window, CrashReporter(tmp_path / "state", "1", window)).among(own)
    assert not window.files.open(tmp_path / "b.beamside")
    assert other.holder_of(tmp_path / "b.beamside") is None


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("agreed", [True, False])
def test_that_a_file_of_another_window_is_not_replaced_unnoticed(
    place: Place, window: MainWindow, answers: Any, tmp_path: Path, monkeypatch: Any, agreed: bool
) -> None:
    path = answers.save = tmp_path / "b.beamside"
    place().holds(path)
    told: list[Path] = []
    monkeypatch.setattr("gui.application.ask_to_replace", lambda path, _: told.append(path) or agreed)
    _Session(window, CrashReporter(tmp_path / "state", "1", window)).among(place(enter=False))
    assert window.files.save_as() is agreed
    assert path.exists() is agreed
    assert told == [path]
    if agreed:
        # Its own file is saved without a question from then on.
        assert window.files.save_as()
        assert told == [path]


@pytest.mark.hazard("wrong-patient")
@pytest.mark.parametrize(
    ("command", "dialog"),
    [("save", "Are these values right?"), ("decision", "The board's decision")],
)
def test_that_a_file_handed_over_waits_for_an_open_question(
    place: Place, window: MainWindow, qtbot: Any, tmp_path: Path, command: str, dialog: str
) -> None:
    """The answer about one case must not be given for another that was put under the question."""
    own, other = tmp_path / "own.beamside", tmp_path / "other.beamside"
    for path in (own, other):
        inputs = {"bilirubin_mg_dl": 20 if path == own else 1}
        path.write_text(json.dumps({"format": "beamside-case/1", "label": path.stem, "inputs": inputs}), "utf-8")
    window.files.ask = DialogAsk(window)
    windows, second = place(enter=False), place()
    session = _Session(window, CrashReporter(tmp_path / "state", "1", window))
    session.among(windows)
    assert window.files.open(own)
    asked: list[str] = []

    def answer() -> None:
        shown = QApplication.activeModalWidget()
        asked.append(shown.windowTitle() if shown is not None else "nothing")
        if isinstance(shown, QMessageBox):
            shown.defaultButton().click()
        elif isinstance(shown, QDialog):
            shown.reject()

    (here,) = (name for name in second.others())
    QTimer.singleShot(100, window, lambda: second.ask(here, other))
    windows.asked_for.connect(lambda _: QTimer.singleShot(500, window, answer))
    window.commands[command].trigger()
    qtbot.waitUntil(lambda: bool(asked))
    assert asked == [dialog]
    assert json.loads(own.read_bytes())["label"] == "own"
    qtbot.waitUntil(lambda: window.files.path == other)
    assert window.document.case.label == "other"
