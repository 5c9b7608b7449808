"""Copies of unsaved work: there when they are needed, gone when they are not."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from engine.case.case import Case
from engine.case.entry import Entered, Unreadable
from engine.case.fields import FieldCatalogue
from gui.document.autosave import Autosave, RecoveryError, read_recovery, recovery_bytes
from gui.document.case_document import CaseDocument, Draft, same_content
from gui.window.main_window import MainWindow

WHEN = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def autosave(document: CaseDocument, tmp_path: Path) -> Iterator[Autosave]:
    """Return an autosave that writes into a folder of the test's own."""
    saver = Autosave(document, tmp_path / "recovery")
    yield saver
    saver.close()


def left_behind(document: CaseDocument, folder: Path, name: str = "other") -> Path:
    """Leave what a session leaves that was killed."""
    path = folder / f"{name}.recovery.json"
    path.write_bytes(recovery_bytes(document.draft, None, WHEN))
    return path


def test_that_a_copy_holds_everything_that_the_window_holds(fields: FieldCatalogue, everything: Case) -> None:
    draft = Draft(everything, {"age_years": Unreadable("about 60", "no number")})
    found = read_recovery(recovery_bytes(draft, Path("b.beamside.json"), WHEN), fields)
    assert same_content(found.draft, draft)
    assert found.path == Path("b.beamside.json")
    assert found.at == WHEN


def test_that_a_slip_that_nobody_has_answered_is_read_back_unconfirmed(document: CaseDocument) -> None:
    document.set_entry("bilirubin_mg_dl", Entered(15.0))
    found = read_recovery(recovery_bytes(document.draft, None, WHEN), document.fields)
    assert found.draft.case.patient.number("bilirubin_mg_dl") == 15
    assert found.draft.case.confirmed == ()


def test_that_a_change_is_written_and_a_save_removes_the_copy(document: CaseDocument, autosave: Autosave) -> None:
    document.set_value("sex", "male")
    autosave.write_now()
    autosave.wait()
    assert autosave.path.exists()
    assert autosave.path.stat().st_mode & 0o077 == 0
    document.mark_saved()
    assert not autosave.path.exists()


def test_that_nothing_is_written_where_nothing_is_unsaved(autosave: Autosave) -> None:
    autosave.write_now()
    autosave.wait()
    assert not autosave.path.exists()


def test_that_typing_starts_the_clock_once(document: CaseDocument, autosave: Autosave) -> None:
    document.set_value("sex", "male")
    first = autosave._timer.remainingTime()
    document.set_value("sex", "female")
    assert 0 < autosave._timer.remainingTime() <= first


def test_that_a_copy_of_a_running_session_is_not_offered(
    qapp: QApplication, fields: FieldCatalogue, document: CaseDocument, autosave: Autosave, tmp_path: Path
) -> None:
    document.set_value("sex", "male")
    autosave.write_now()
    autosave.wait()
    second = Autosave(CaseDocument(fields), tmp_path / "recovery")
    assert second.orphans() == ()
    second.close()


def test_that_a_copy_whose_session_has_gone_is_offered(
    document: CaseDocument, autosave: Autosave, tmp_path: Path
) -> None:
    document.set_value("sex", "male")
    path = left_behind(document, tmp_path / "recovery")
    assert autosave.orphans() == (path,)
    assert autosave.recover(path).draft.case.patient.value("sex") == "male"
    autosave.forget(path)
    assert autosave.orphans() == ()


def test_that_the_locks_of_ended_sessions_are_taken_away_and_those_of_running_ones_stay(
    document: CaseDocument, autosave: Autosave, tmp_path: Path
) -> None:
    folder = autosave.path.parent
    program = (
        "import os, sys; from PySide6.QtCore import QLockFile; lock = QLockFile(sys.argv[1]); "
        "lock.setStaleLockTime(0); assert lock.tryLock(0); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program, str(folder / "ended.lock")], check=True)
    assert (folder / "ended.lock").exists()
    second = Autosave(document, folder)
    assert autosave.orphans() == ()
    own = {f"{session.path.name.split('.')[0]}.lock" for session in (autosave, second)}
    assert {path.name for path in folder.glob("*.lock")} == own
    second.close()
    assert len(list(folder.glob("*.lock"))) == 1


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"format": "beamside-recovery/1"}', b'{"format": "x"}'])
def test_that_a_damaged_copy_is_put_aside_and_not_deleted(autosave: Autosave, tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "recovery" / "bad.recovery.json"
    path.write_bytes(data)
    with pytest.raises(RecoveryError) as caught:
        autosave.recover(path)
    assert caught.value.kept.read_bytes() == data
    assert autosave.orphans() == ()


@pytest.mark.hazard("lost-work")
def test_that_a_copy_of_a_newer_program_stays_where_it_is(make_window: object, tmp_path: Path) -> None:
    (tmp_path / "recovery").mkdir()
    path = tmp_path / "recovery" / "newer.recovery.json"
    path.write_bytes(b'{"format": "beamside-recovery/2", "and": "more"}')
    window: MainWindow = make_window()  # type: ignore[operator]
    assert any("newer version" in text for text in window.messages.texts)
    assert path.exists()
    assert not (tmp_path / "recovery" / "unreadable").exists()


@pytest.mark.hazard("lost-work")
def test_that_the_window_offers_unsaved_work_and_restores_it(
    make_window: object, document: CaseDocument, tmp_path: Path
) -> None:
    (tmp_path / "recovery").mkdir()
    document.set_value("sex", "male")
    document.set_entry("age_years", Unreadable("6o", "no number"))
    path = left_behind(document, tmp_path / "recovery")
    window: MainWindow = make_window()  # type: ignore[operator]
    assert any("before a new case was saved" in text for text in window.messages.texts)
    window.messages.button("recovery", "Restore").click()
    assert window.document.case.patient.value("sex") == "male"
    assert window.document.draft.unreadable["age_years"].text == "6o"
    assert window.document.is_modified
    assert not path.exists()
    assert window.autosave.path.exists()
    assert window.messages.texts == ()


def test_that_unsaved_work_that_is_not_wanted_is_deleted(
    make_window: object, document: CaseDocument, tmp_path: Path
) -> None:
    (tmp_path / "recovery").mkdir()
    document.set_value("sex", "male")
    paths = [left_behind(document, tmp_path / "recovery", name) for name in ("one", "two")]
    window: MainWindow = make_window()  # type: ignore[operator]
    for _ in paths:
        window.messages.button("recovery", "Delete them").click()
    assert not any(path.exists() for path in paths)
    assert window.messages.texts == ()
    assert not window.document.is_modified


def test_that_a_damaged_copy_is_told(make_window: object, tmp_path: Path) -> None:
    (tmp_path / "recovery").mkdir()
    (tmp_path / "recovery" / "bad.recovery.json").write_bytes(b"{")
    window: MainWindow = make_window()  # type: ignore[operator]
    assert any("put aside" in text for text in window.messages.texts)


def test_that_closing_leaves_no_copy(window: MainWindow, tmp_path: Path) -> None:
    window.document.set_value("sex", "male")
    window.autosave.write_now()
    assert window.close()
    assert list((tmp_path / "recovery").glob("*")) == []


HERE = 3


def held_elsewhere(autosave: Autosave, folder: Path, document: CaseDocument, machine: str | None) -> Path:
    """Leave a copy with a lock of a process that lives, on another machine; None: a lock that is empty."""
    copy = left_behind(document, folder)
    lines = autosave.path.with_name(f"{autosave.path.name.split('.')[0]}.lock").read_text("utf-8").split("\n")
    lines[HERE] = lines[HERE] if machine == "here" else machine or ""
    (folder / "other.lock").write_text("" if machine is None else "\n".join(lines), "utf-8")
    return copy


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize(
    ("machine", "hours", "offered"),
    [
        ("0" * 32, 23, False),
        ("0" * 32, 25, True),
        (None, 23, False),
        (None, 25, True),
        # The process lives, and on this machine: however long it has been silent.
        ("here", 25, False),
    ],
)
def test_that_a_copy_of_another_machine_is_offered_after_a_day(
    autosave: Autosave, document: CaseDocument, tmp_path: Path, machine: str | None, hours: int, offered: bool
) -> None:
    copy = held_elsewhere(autosave, tmp_path / "recovery", document, machine)
    lock = copy.with_name("other.lock")
    for path in (copy, lock):
        then = path.stat().st_mtime - hours * 3600
        os.utime(path, (then, then))
    assert autosave.orphans() == ((copy,) if offered else ())
    assert lock.exists() is not offered


def test_that_what_is_still_written_elsewhere_is_left_alone(
    autosave: Autosave, document: CaseDocument, tmp_path: Path
) -> None:
    copy = held_elsewhere(autosave, tmp_path / "recovery", document, "0" * 32)
    lock = copy.with_name("other.lock")
    then = lock.stat().st_mtime - 48 * 3600
    os.utime(lock, (then, then))
    assert autosave.orphans() == ()
