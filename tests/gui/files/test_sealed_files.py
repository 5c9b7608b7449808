"""Cases under a passphrase in the window: saved, opened, kept sealed, recovered; plain stays the default."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import engine.case.files.sealed_case as sealed_case
from engine.case.files.sealed_case import Hardness, is_sealed, unseal
from gui.messages.passphrase_dialog import NewPassphraseDialog
from gui.window.main_window import MainWindow

SECRET = "blue tall window"
MakeWindow = Callable[..., MainWindow]


@pytest.fixture(autouse=True)
def cheap_derivation(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes 0.2 s on purpose takes none here."""
    monkeypatch.setattr(sealed_case.Hardness, "__init__", _cheap)


def _cheap(self: Hardness, iterations: int = 1, lanes: int = 1, memory_kib: int = 64) -> None:
    for name, value in (("iterations", iterations), ("lanes", lanes), ("memory_kib", memory_kib)):
        object.__setattr__(self, name, value)


def sealed_at(window: MainWindow, answers: Any, path: Path) -> None:
    window.document.set_value("age_years", 66.0)
    answers.save, answers.chosen_passphrase = path, SECRET
    assert window.files.save_sealed()


def test_that_a_case_is_saved_and_opened_under_its_passphrase(
    make_window: MakeWindow, answers: Any, tmp_path: Path
) -> None:
    window = make_window()
    path = tmp_path / "a.beamside.json"
    sealed_at(window, answers, path)
    assert is_sealed(path.read_bytes())
    assert "(sealed)" in window.windowTitle()
    window.files.start_new()
    assert "(sealed)" not in window.windowTitle()
    answers.passphrases = ["not this one", SECRET]
    assert window.files.open(path)
    assert window.document.case.patient.value("age_years") == 66.0
    assert answers.asked[-2:] == ["passphrase", "wrong passphrase"]


def test_that_who_does_not_know_the_passphrase_keeps_what_is_open(
    make_window: MakeWindow, answers: Any, tmp_path: Path
) -> None:
    window = make_window()
    sealed_at(window, answers, tmp_path / "a.beamside.json")
    window.files.start_new()
    window.document.set_value("age_years", 40.0)
    answers.passphrases = [None]
    assert not window.files.open(tmp_path / "a.beamside.json")
    assert window.document.case.patient.value("age_years") == 40.0


@pytest.mark.hazard("privacy")
def test_that_a_sealed_case_stays_sealed_when_saved_again_and_opens_again_when_asked(
    make_window: MakeWindow, answers: Any, tmp_path: Path
) -> None:
    window = make_window()
    path = tmp_path / "a.beamside.json"
    sealed_at(window, answers, path)
    window.document.set_value("age_years", 67.0)
    assert window.files.save()
    assert unseal(path.read_bytes(), SECRET, window.document.fields).patient.value("age_years") == 67.0
    assert window.files.save_open()
    assert not is_sealed(path.read_bytes())


@pytest.mark.hazard("privacy")
def test_that_no_copy_of_a_sealed_case_can_be_read(make_window: MakeWindow, answers: Any, tmp_path: Path) -> None:
    window = make_window()
    sealed_at(window, answers, tmp_path / "a.beamside.json")
    window.document.set_label("PLANTEDNAME")
    window.autosave.write_now()
    window.autosave.wait()
    copy = window.autosave.path.read_bytes()
    assert is_sealed(copy)
    assert b"PLANTEDNAME" not in copy
    assert window.autosave.recover(window.autosave.path, SECRET).draft.case.label == "PLANTEDNAME"


def test_that_a_passphrase_not_given_leaves_the_file_as_it_was(
    make_window: MakeWindow, answers: Any, tmp_path: Path
) -> None:
    window = make_window()
    answers.chosen_passphrase = None
    assert not window.files.save_sealed()
    assert not window.files.is_sealed
    answers.chosen_passphrase, answers.save = SECRET, None
    assert not window.files.save_sealed()
    assert not window.files.is_sealed


def test_that_saving_in_the_open_is_said_once(make_window: MakeWindow, answers: Any, tmp_path: Path) -> None:
    window = make_window()
    window.settings.open_saving_was_told = False
    answers.save = tmp_path / "a.beamside.json"
    assert window.files.save()
    assert window.settings.open_saving_was_told
    assert any("in the open" in text for text in window.messages.texts)


def test_that_a_new_passphrase_is_long_enough_and_typed_twice_alike(qtbot: Any) -> None:
    dialog = NewPassphraseDialog()
    qtbot.addWidget(dialog)
    for one, two, agreed in (("short", "short", False), (SECRET, "other one", False), (SECRET, SECRET, True)):
        dialog._one.setText(one)
        dialog._two.setText(two)
        dialog._look()
        assert dialog._agree.isEnabled() is agreed
    dialog._agree.click()
    assert dialog.passphrase == SECRET
