"""A pack in the window: what it changes is shown, then it is taken or left; and the way back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.commands.shared.command_context import CommandContext
from gui.evidence_packs.pack_dialog import PackDialog
from gui.window.main_window import MainWindow
from tests.engine.commands.packs import RESOURCES, new_signer, pack_of, small_library
from tests.gui.conftest import Answers
from tests.waiting import PatientQtBot as QtBot

SIGNER = new_signer()


@pytest.fixture
def around(tmp_path: Path) -> CommandContext:
    keys = tmp_path / "keys"
    keys.mkdir()
    SIGNER.write_public(keys / "tests.pem")
    return CommandContext(RESOURCES, tmp_path / "cache", packs_in=tmp_path / "packs", keys_in=keys)


@pytest.fixture
def pack(tmp_path: Path) -> Callable[[str], Path]:
    def write(version: str) -> Path:
        path = tmp_path / f"{version}.beamside-evidence"
        path.write_bytes(pack_of(small_library(version), SIGNER.key))
        return path

    return write


@pytest.fixture
def dialog(window: MainWindow, around: CommandContext) -> PackDialog:
    """Return the dialog as the menu opens it."""
    window.packs.command_context = around
    window.commands["evidence_packs"].trigger()
    found = window.packs.dialog
    assert found is not None
    return found


def listed(dialog: PackDialog) -> list[str]:
    return [dialog.versions.item(row).text() for row in range(dialog.versions.count())]


def looked_at(qtbot: QtBot, dialog: PackDialog, answers: Answers, path: Path) -> None:
    """Choose a file, and wait until it is read."""
    answers.pack = path
    dialog.install.click()
    qtbot.waitUntil(dialog.install.isEnabled)


def test_that_a_window_that_knows_no_place_for_packs_says_so(window: MainWindow) -> None:
    window.commands["evidence_packs"].trigger()
    assert window.packs.dialog is None
    assert "knows of no evidence packs" in window.messages.texts[-1]


def test_that_the_programs_own_version_is_there_and_in_use(dialog: PackDialog, window: MainWindow) -> None:
    (only,) = listed(dialog)
    assert only.startswith(window.packs._library.version)
    assert only.endswith("with the program, in use")
    assert not dialog.use.isEnabled()
    assert not dialog.take.isEnabled()


def test_that_a_pack_is_shown_then_taken_then_gone_back_from(
    qtbot: QtBot,
    dialog: PackDialog,
    answers: Answers,
    window: MainWindow,
    around: CommandContext,
    pack: Callable[[str], Path],
) -> None:
    own = window.packs._library.version
    looked_at(qtbot, dialog, answers, pack("2027.1"))
    shown = dialog.text.toPlainText()
    assert "This case: " in shown
    assert "Example “sbrt candidate”: " in shown
    assert "The limit of size is another." in shown
    assert dialog.state.text() == "Nothing is taken yet."
    assert around.installed.in_use() == own
    dialog.take.click()
    assert around.installed.in_use() == "2027.1"
    expected = f"Evidence 2027.1 is used from the next start; this window goes on with {own}."
    assert dialog.state.text() == expected
    assert expected in window.messages.texts
    assert not dialog.take.isEnabled()
    assert listed(dialog)[0].endswith("from a pack, in use")
    dialog.versions.setCurrentRow(1)
    dialog.use.click()
    assert around.installed.in_use() == own
    assert dialog.state.text() == f"Evidence {own} stays in use."
    assert expected not in window.messages.texts


def test_that_what_the_window_shows_is_what_the_command_line_shows(
    qtbot: QtBot, dialog: PackDialog, answers: Answers, around: CommandContext, pack: Callable[[str], Path]
) -> None:
    from engine.commands.pack_preview import open_pack, preview_of

    path = pack("2027.1")
    looked_at(qtbot, dialog, answers, path)
    found, library = open_pack(path, around)
    case = dialog._case()
    expected = "\n".join(preview_of(found, library, {"This case": case}, around).lines())
    assert dialog.text.toPlainText() == expected


def test_that_an_older_pack_is_called_going_back(
    qtbot: QtBot, dialog: PackDialog, answers: Answers, around: CommandContext, pack: Callable[[str], Path]
) -> None:
    looked_at(qtbot, dialog, answers, pack("2020.1"))
    assert "This is an older version than the one in use." in dialog.text.toPlainText()
    assert dialog.take.text() == "&Go back to it"
    dialog.take.click()
    assert around.installed.in_use() == "2020.1"


def test_that_a_pack_that_cannot_be_taken_is_told_in_a_sentence(
    qtbot: QtBot, dialog: PackDialog, answers: Answers, around: CommandContext, tmp_path: Path
) -> None:
    path = tmp_path / "x.beamside-evidence"
    path.write_bytes(pack_of(small_library("2027.1"), None))
    looked_at(qtbot, dialog, answers, path)
    assert "x.beamside-evidence: the pack is not signed." in dialog.state.text()
    assert (dialog.text.toPlainText(), dialog.take.isEnabled()) == ("", False)
    assert not around.packs_in or not around.packs_in.exists()


def test_that_nothing_happens_where_no_file_is_chosen(dialog: PackDialog, answers: Answers) -> None:
    answers.pack = None
    dialog.install.click()
    assert answers.asked[-1] == "evidence pack"
    assert (dialog.state.text(), dialog.install.isEnabled()) == ("", True)


def test_that_a_dialog_may_be_closed_while_it_reads(
    dialog: PackDialog, answers: Answers, pack: Callable[[str], Path]
) -> None:
    answers.pack = pack("2027.1")
    dialog.install.click()
    dialog.close()
