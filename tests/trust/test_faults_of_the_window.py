"""The window when the world around it fails: the work is kept, nothing is half written, one sentence says it."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import engine.case.files.atomic_file
from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files.case_file import load_case, save_case
from gui.application import build_window
from gui.document.autosave import Autosave, read_recovery
from gui.document.case_document import CaseDocument
from gui.messages.questions import OverwriteAnswer
from gui.shared.settings_store import SettingsStore
from gui.window.main_window import MainWindow
from tests.trust.conftest import Answers, MakeWindow

pytestmark = pytest.mark.skipif(os.name == "nt", reason="faults are made with the calls of POSIX")


def full(_descriptor: int) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Return what fills the disk from now on."""
    return lambda: monkeypatch.setattr(os, "fsync", full)


def opened(window: MainWindow, path: Path) -> MainWindow:
    """Return the window with a case open."""
    assert window.files.open(path)
    return window


# ---------------------------------------------------------------------- disk full, places read-only


@pytest.mark.hazard("lost-work")
def test_that_a_save_on_a_full_disk_keeps_file_case_and_copy(
    window: MainWindow, answers: Answers, example: Path, full_disk: Callable[[], None]
) -> None:
    before = example.read_bytes()
    opened(window, example).document.set_notes("typed since")
    window.autosave.write_now()
    window.autosave.wait()
    full_disk()
    window.commands["save"].trigger()
    assert answers.told == [
        (
            "case.beamside.json: the file cannot be written (no space left on device). "
            "Choose another place; what was there is as it was."
        )
    ]
    assert example.read_bytes() == before
    assert window.document.is_modified
    assert window.document.case.notes == "typed since"
    assert read_recovery(window.autosave.path.read_bytes(), window.document.fields).draft.case.notes == "typed since"


@pytest.mark.hazard("lost-work")
def test_that_a_copy_that_cannot_be_written_is_told_once_and_the_one_before_stays(
    window: MainWindow, example: Path, full_disk: Callable[[], None], qtbot: QtBot
) -> None:
    opened(window, example).document.set_notes("one")
    window.autosave.write_now()
    window.autosave.wait()
    full_disk()
    for words in ("two", "three"):
        window.document.set_notes(words)
        with qtbot.waitSignal(window.autosave.written) as told:
            window.autosave.write_now()
        assert told.args == [False]
    assert [text for text in window.messages.texts if "copy" in text] == [
        "No copy of unsaved work can be kept: the program's own folder cannot be written. Save the case often."
    ]
    assert read_recovery(window.autosave.path.read_bytes(), window.document.fields).draft.case.notes == "one"


@pytest.mark.hazard("lost-work")
def test_that_an_export_on_a_full_disk_says_so_and_the_previous_pdf_stays(
    window: MainWindow, answers: Answers, example: Path, tmp_path: Path, full_disk: Callable[[], None], qtbot: QtBot
) -> None:
    answers.export = tmp_path / "summary.pdf"
    answers.export.write_bytes(b"%PDF the previous one")
    opened(window, example)
    full_disk()
    with qtbot.waitSignal(window.paper.background.failed):
        window.commands["export"].trigger()
    assert any("summary.pdf: the file cannot be written (no space left" in text for text in window.messages.texts)
    assert answers.export.read_bytes() == b"%PDF the previous one"
    assert not list(tmp_path.glob(".summary*"))


@pytest.mark.hazard("lost-work")
def test_that_a_case_in_a_read_only_folder_is_opened_and_saved_elsewhere(
    window: MainWindow,
    answers: Answers,
    example: Path,
    tmp_path: Path,
    make_read_only: Callable[[Path], None],
) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir()
    path = folder / "case.beamside.json"
    path.write_bytes(example.read_bytes())
    make_read_only(folder)
    opened(window, path).document.set_notes("typed since")
    window.commands["save"].trigger()
    assert len(answers.told) == 1
    assert "the file cannot be written" in answers.told[0]
    assert window.document.is_modified
    answers.save = tmp_path / "elsewhere.beamside.json"
    window.commands["save_as"].trigger()
    assert load_case(answers.save, window.document.fields).notes == "typed since"
    assert path.read_bytes() == example.read_bytes()


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("home", ["missing", "read-only", "a file"])
def test_that_a_home_that_cannot_be_written_stops_no_work(
    home: str,
    qapp: QApplication,
    resources: Path,
    window: MainWindow,
    answers: Answers,
    example: Path,
    tmp_path: Path,
    make_read_only: Callable[[Path], None],
    qtbot: QtBot,
) -> None:
    place = tmp_path / "home"
    if home == "read-only":
        place.mkdir()
        make_read_only(place)
    else:
        # A file where a folder belongs cannot be mended by making one; nor can a place below it.
        place.write_bytes(b"")
    below = place / "beamside" if home == "missing" else place
    other = build_window(
        qapp,
        resources,
        fields=window.document.fields,
        library=window.controller._library,
        curves=window.controller._curves,
        views=(),
        settings=SettingsStore(below / "config" / "window.ini"),
        recovery=below / "recovery",
        ask=answers,
    )
    try:
        other.begin()
        opened(other, example).document.set_notes("typed since")
        with qtbot.waitSignal(other.autosave.written) as told:
            other.autosave.write_now()
        assert told.args == [False]
        assert any("Save the case often" in text for text in other.messages.texts)
        other.commands["save"].trigger()
        assert answers.told == []
        assert load_case(example, other.document.fields).notes == "typed since"
    finally:
        assert other.close()
        other.deleteLater()


# ---------------------------------------------------------------------- another program, another window


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("noticed", [False, True], ids=["unnoticed", "after it was told"])
@pytest.mark.parametrize("answer", ["cancel", "save_as", "overwrite"])
def test_that_a_file_changed_elsewhere_is_overwritten_only_by_the_answer(
    noticed: bool, answer: OverwriteAnswer, window: MainWindow, answers: Answers, example: Path, tmp_path: Path
) -> None:
    opened(window, example).document.set_notes("mine")
    theirs = load_case(example, window.document.fields)
    save_case(Case(theirs.patient, label="theirs"), example)
    written = example.read_bytes()
    if noticed:
        window.files.watch.look()
        window.files.watch.look()
        assert sum("changed by somebody else" in text for text in window.messages.texts) == 1
    answers.overwrite, answers.save = answer, tmp_path / "mine.beamside.json"
    window.commands["save"].trigger()
    assert answers.asked.count("overwrite") == 1
    assert (example.read_bytes() == written) is (answer != "overwrite")
    assert window.document.is_modified is (answer == "cancel")
    if answer == "save_as":
        assert load_case(answers.save, window.document.fields).notes == "mine"


@pytest.mark.hazard("lost-work")
def test_that_keeping_what_is_open_is_an_answer_and_not_asked_again(
    window: MainWindow, answers: Answers, example: Path
) -> None:
    opened(window, example).document.set_notes("mine")
    example.write_bytes(example.read_bytes() + b"\n")
    window.files.watch.look()
    window.messages.button("changed on disk", "Keep what is open").click()
    window.commands["save"].trigger()
    assert "overwrite" not in answers.asked
    assert load_case(example, window.document.fields).notes == "mine"


@pytest.mark.hazard("lost-work")
def test_that_a_file_changed_while_a_question_waited_is_noticed(
    window: MainWindow, answers: Answers, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.document.set_value("sex", "male")

    def discard_slowly(_name: str) -> str:
        example.write_bytes(example.read_bytes() + b"\n")
        return "discard"

    monkeypatch.setattr(answers, "save_changes", discard_slowly)
    opened(window, example).document.set_notes("mine")
    window.commands["save"].trigger()
    assert answers.asked[-1] == "overwrite"


@pytest.mark.hazard("lost-work")
@pytest.mark.hazard("wrong-patient")
def test_that_of_two_windows_on_one_file_the_second_to_save_is_asked(
    make_window: MakeWindow, answers: Answers, example: Path
) -> None:
    first, second = opened(make_window(), example), opened(make_window(), example)
    first.document.set_notes("first")
    second.document.set_notes("second")
    first.commands["save"].trigger()
    second.commands["save"].trigger()
    assert answers.asked == ["overwrite"]
    assert load_case(example, first.document.fields).notes == "first"
    assert second.document.case.notes == "second"
    second.autosave.write_now()
    second.autosave.wait()
    # The copies of the two are two files, and neither is offered while the other runs.
    assert first.autosave.orphans() == ()


@pytest.mark.hazard("lost-work")
def test_that_a_copy_restored_by_another_window_is_no_fault(
    make_window: MakeWindow, fields: FieldCatalogue, tmp_path: Path
) -> None:
    folder = tmp_path / "recovery"
    left = left_behind(fields, folder, None)
    first, second = make_window(), make_window()
    first.messages.button("recovery", "Restore").click()
    assert first.document.case.notes == "unsaved"
    second.messages.button("recovery", "Restore").click()
    assert any("another window may have restored it" in text for text in second.messages.texts)
    assert second.document.case.notes == ""
    assert not left.exists()


# ---------------------------------------------------------------------- recovery


def left_behind(fields: FieldCatalogue, folder: Path, path: Path | None, digest: str = "") -> Path:
    """Leave a copy as a session does that was killed."""
    document = CaseDocument(fields)
    autosave = Autosave(document, folder)
    autosave.case_path, autosave.case_digest = path, digest
    document.set_notes("unsaved")
    autosave.write_now()
    autosave.wait()
    data = autosave.path.read_bytes()
    autosave.close()
    left = folder / f"{'0' * 32}.recovery.json"
    left.write_bytes(data)
    return left


@pytest.mark.hazard("lost-work")
def test_that_the_only_copy_stays_where_no_other_can_be_written(
    make_window: MakeWindow, fields: FieldCatalogue, tmp_path: Path, full_disk: Callable[[], None], qtbot: QtBot
) -> None:
    left = left_behind(fields, tmp_path / "recovery", None)
    window = make_window()
    full_disk()
    with qtbot.waitSignal(window.autosave.written):
        window.messages.button("recovery", "Restore").click()
    assert window.document.case.notes == "unsaved"
    assert left.exists()


@pytest.mark.hazard("lost-work")
def test_that_a_restored_case_does_not_overwrite_what_was_saved_since_unasked(
    make_window: MakeWindow, fields: FieldCatalogue, example: Path, answers: Answers, tmp_path: Path
) -> None:
    import hashlib

    digest = hashlib.sha256(example.read_bytes()).hexdigest()
    left_behind(fields, tmp_path / "recovery", example, digest)
    example.write_bytes(example.read_bytes() + b"\n")
    window = make_window()
    window.messages.button("recovery", "Restore").click()
    assert window.files.path == example
    window.commands["save"].trigger()
    assert answers.asked == ["overwrite"]


def test_that_a_restored_case_whose_file_is_unchanged_is_saved_without_a_question(
    make_window: MakeWindow, fields: FieldCatalogue, example: Path, answers: Answers, tmp_path: Path
) -> None:
    import hashlib

    left_behind(fields, tmp_path / "recovery", example, hashlib.sha256(example.read_bytes()).hexdigest())
    window = make_window()
    window.messages.button("recovery", "Restore").click()
    window.commands["save"].trigger()
    assert answers.asked == []
    assert load_case(example, fields).notes == "unsaved"


@pytest.mark.hazard("privacy")
def test_that_half_a_copy_of_a_killed_session_is_removed_and_that_of_a_running_one_is_not(
    make_window: MakeWindow, fields: FieldCatalogue, tmp_path: Path
) -> None:
    running = Autosave(CaseDocument(fields), tmp_path / "recovery")
    folder = tmp_path / "recovery"
    killed = folder / f".{'0' * 32}.recove.abcd1234.part"
    writing = folder / f".{running.path.name[:40]}.abcd1234.part"
    for part in (killed, writing):
        part.write_bytes(b"half a case")
    make_window()
    assert not killed.exists()
    assert writing.exists()
    running.close()


@pytest.mark.hazard("lost-work")
def test_that_a_clock_set_back_loses_no_copy(
    make_window: MakeWindow, fields: FieldCatalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = left_behind(fields, tmp_path / "recovery", None)
    # Written in a year that, by the clock of this session, has not come.
    text = left.read_text(encoding="ascii")
    year = text[text.index('"at": "') + 7 :][:4]
    left.write_text(text.replace(f'"at": "{year}', '"at": "2999'), encoding="ascii")
    os.utime(left, (32_472_144_000, 32_472_144_000))
    window = make_window()
    assert any("The program ended on" in text and "2999" in text for text in window.messages.texts)
    window.document.set_value("sex", "male")
    window.messages.button("recovery", "Restore").click()
    assert window.document.case.notes == "unsaved"
    window.document.set_notes("later, and earlier by the clock")
    window.autosave.write_now()
    window.autosave.wait()
    kept = read_recovery(window.autosave.path.read_bytes(), fields)
    assert kept.draft.case.notes == "later, and earlier by the clock"


@pytest.mark.hazard("bad-input")
@pytest.mark.parametrize("cut", range(0, 100, 7))
def test_that_a_recovery_copy_cut_anywhere_is_put_aside_with_a_sentence(
    cut: int, make_window: MakeWindow, fields: FieldCatalogue, tmp_path: Path
) -> None:
    left = left_behind(fields, tmp_path / "recovery", None)
    data = left.read_bytes()
    left.write_bytes(data[: len(data) * cut // 100])
    window = make_window()
    assert window.messages.texts == (f"A copy of unsaved work could not be read. It was put aside as {left.name}.",)
    assert (tmp_path / "recovery" / "unreadable" / left.name).read_bytes() == data[: len(data) * cut // 100]


# ---------------------------------------------------------------------- settings


@pytest.mark.hazard("bad-input")
# Qt says itself what it thinks of such a value; it gives back none.
@pytest.mark.qt_log_ignore("QVariant::load", extend=True)
@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"\x00" * 500,
        b"\xff\xfe\x00[General",
        b"[appearance]\ntheme=@Variant(\\0\\0\\0\\x7f)\ntext_size_percent=@Invalid()\n",
        b"[window]\ngeometry=@ByteArray(garbage)\nsplitter=@ByteArray(\\xff\\xff)\n",
        b'[form]\nunits=[1, 2]\nonly_relevant=maybe\n[recent]\nfiles={"a": 1}\nremember=7\n',
        b'[form]\nunits={"bilirubin_mg_dl": "furlong", "no_field": "cm"}\n',
    ],
)
def test_that_damaged_settings_are_settings_of_nobody(
    damage: bytes, qapp: QApplication, make_window: MakeWindow, settings: SettingsStore, tmp_path: Path, example: Path
) -> None:
    path = tmp_path / "settings" / "window.ini"
    path.write_bytes(damage)
    settings._settings.sync()
    window = opened(make_window(), example)
    assert window.controller.state == "up to date"
    assert window.document.case == load_case(example, window.document.fields)


def test_that_the_disk_is_asked_to_keep_what_is_written() -> None:
    # The tests above fill the disk there; were the call gone, they would prove nothing.
    assert "os.fsync(stream.fileno())" in Path(engine.case.files.atomic_file.__file__).read_text(encoding="utf-8")


FORGED: dict[str, dict[str, object]] = {
    "the first moment of the calendar": {"at": "0001-01-01T00:00:00+14:00"},
    "its last moment": {"at": "9999-12-31T23:59:59-14:00"},
    "no time": {"at": "yesterday"},
    "a name that is none": {"path": ["a"]},
    "other confirmations": {"confirmed": [[1]]},
    "texts of another shape": {"unreadable": {"age_years": ["a", "b", "c"]}},
    "a case of another shape": {"case": "W10="},
}


@pytest.mark.hazard("bad-input")
@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("forged", FORGED)
def test_that_a_copy_that_is_no_copy_neither_stops_the_window_nor_is_lost(
    forged: str, make_window: MakeWindow, fields: FieldCatalogue, tmp_path: Path
) -> None:
    left = left_behind(fields, tmp_path / "recovery", None)
    left.write_text(json.dumps({**json.loads(left.read_bytes()), **FORGED[forged]}), encoding="ascii")
    data = left.read_bytes()
    window = make_window()
    assert window.messages.texts == (f"A copy of unsaved work could not be read. It was put aside as {left.name}.",)
    assert (tmp_path / "recovery" / "unreadable" / left.name).read_bytes() == data
    # What comes after in starting the window has come.
    assert window.controller.state == "up to date"


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("name", ["x" * 5000, "a\0b", ""], ids=["without end", "no name", "empty"])
def test_that_a_copy_whose_file_cannot_be_looked_for_is_restored_as_a_new_case(
    name: str, make_window: MakeWindow, fields: FieldCatalogue, tmp_path: Path
) -> None:
    left = left_behind(fields, tmp_path / "recovery", None)
    left.write_text(json.dumps({**json.loads(left.read_bytes()), "path": name}), encoding="ascii")
    window = make_window()
    window.messages.button("recovery", "Restore").click()
    assert window.document.case.notes == "unsaved"
    assert window.files.path is None


@pytest.mark.hazard("bad-input")
def test_that_any_bent_copy_is_read_or_refused_in_one_way(fields: FieldCatalogue, tmp_path: Path) -> None:
    import numpy as np

    from bench.material.fuzzing import bent

    whole = left_behind(fields, tmp_path / "recovery", None).read_bytes()
    generator = np.random.default_rng(20261121)
    read = 0
    for data in (*(bent(whole, generator) for _ in range(3000)), b"[" * 100_000, b'{"a":' * 50_000):
        try:
            read_recovery(data, fields)
        except ValueError:
            continue
        read += 1
    assert read < 1500


@pytest.mark.hazard("lost-work")
def test_that_a_folder_that_may_no_longer_be_looked_into_is_a_sentence(
    window: MainWindow, answers: Answers, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(window, example).document.set_notes("typed since")
    before = example.read_bytes()
    stat, open_ = Path.stat, os.open

    def refused(path: Path) -> None:
        if path.parent == example.parent and path.suffix in (".json", ".part"):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "stat", lambda path, **named: refused(path) or stat(path, **named))
    monkeypatch.setattr(os, "open", lambda path, *given, **named: refused(Path(path)) or open_(path, *given, **named))
    assert window.recent.paths == ()
    window.menus.recent.fill()
    window.files.watch.look()
    answers.overwrite = "overwrite"
    window.commands["save"].trigger()
    monkeypatch.undo()
    assert answers.told == [
        (
            "case.beamside.json: the file cannot be written (permission denied). "
            "Choose another place; what was there is as it was."
        )
    ]
    assert example.read_bytes() == before
    assert window.document.is_modified
