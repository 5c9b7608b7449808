"""The meeting: from case to case, nothing lost, nothing of a patient kept, what cannot be read stays in the list."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.case.case import Case
from engine.case.files.case_file import load_case, save_case
from engine.case.files.sealed_case import Hardness, Seal
from gui.meeting.meeting_list import CaseRow
from gui.window.main_window import MainWindow

EXAMPLES = ("sbrt-candidate", "borderline", "first-line-chemoradiation")
Files = list[Path]
MakeWindow = Callable[..., MainWindow]


@pytest.fixture
def cases(tmp_path: Path, resources: Path) -> Files:
    """Return three cases in a folder of their own."""
    folder = tmp_path / "12 March"
    folder.mkdir()
    made = []
    for number, name in enumerate(EXAMPLES, start=1):
        path = folder / f"case {number}.beamside"
        path.write_bytes((resources / "examples" / f"{name}.beamside.json").read_bytes())
        made.append(path)
    return made


@pytest.fixture
def begun(window: MainWindow, answers: Any, cases: Files, qtbot: QtBot) -> MainWindow:
    """Return a window in a meeting of these cases, all of them read."""
    answers.meeting = tuple(cases)
    window.commands["meeting"].trigger()
    qtbot.waitUntil(lambda: all(entry.line is not None or entry.problem for entry in window.meeting.entries))
    return window


def open_file(window: MainWindow) -> str:
    """Return the name of the file that is open."""
    return window.files.path.name if window.files.path is not None else ""


def rows(window: MainWindow) -> list[CaseRow]:
    """Return the rows of the list."""
    return [row for row in window.meetings.panel.list.rows if isinstance(row, CaseRow)]


def kept_list(cases: Files, *numbers: int) -> Path:
    """Return a list of these cases beside them."""
    path = cases[0].parent / "march.beamside-meeting.json"
    content = {"format": "beamside-meeting/1", "cases": [cases[number].name for number in numbers]}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_that_a_meeting_opens_its_first_case_and_tells_every_headline(begun: MainWindow) -> None:
    assert open_file(begun) == "case 1.beamside"
    assert begun.meetings.bar.isVisible()
    assert begun.meetings.bar.words.startswith("1 of 3: ")
    assert [row.planned for row in rows(begun)] == ["SBRT", "SBRT", "Chemoradiotherapy"]
    assert rows(begun)[0].headline == "published criteria met"
    assert [row.is_open for row in rows(begun)] == [True, False, False]


def test_that_commands_lead_to_the_next_case_and_back(begun: MainWindow) -> None:
    begun.commands["meeting_next"].trigger()
    assert open_file(begun) == "case 2.beamside"
    begun.commands["meeting_next"].trigger()
    assert not begun.commands["meeting_next"].isEnabled()
    begun.commands["meeting_previous"].trigger()
    assert open_file(begun) == "case 2.beamside"
    assert begun.meetings.bar.words.startswith("2 of 3: ")


def test_that_the_keys_work_while_somebody_types(begun: MainWindow, qtbot: QtBot) -> None:
    begun.activateWindow()
    qtbot.waitUntil(begun.isActiveWindow)
    begun.form.header.line.setFocus()
    QTest.keyClick(begun.form.header.line, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert open_file(begun) == "case 2.beamside"


@pytest.mark.hazard("wrong-patient")
def test_that_who_stays_keeps_the_case_and_its_changes(begun: MainWindow, answers: Any) -> None:
    begun.document.set_value("sex", "female")
    answers.changes = "cancel"
    begun.commands["meeting_next"].trigger()
    assert open_file(begun) == "case 1.beamside"
    assert begun.meeting.current == 0
    assert begun.document.case.patient.value("sex") == "female"


def test_that_changes_are_saved_where_that_is_wanted(begun: MainWindow, answers: Any, cases: Files) -> None:
    begun.document.set_value("modality", "resection")
    answers.changes = "save"
    begun.commands["meeting_next"].trigger()
    assert open_file(begun) == "case 2.beamside"
    assert load_case(cases[0], begun.document.fields).patient.value("modality") == "resection"


def test_that_changes_that_are_given_up_are_not_told_in_the_list(
    begun: MainWindow, answers: Any, cases: Files, qtbot: QtBot
) -> None:
    begun.document.set_value("modality", "resection")
    begun.controller.assess_now()
    assert rows(begun)[0].planned == "Resection"
    answers.changes = "discard"
    begun.commands["meeting_next"].trigger()
    qtbot.waitUntil(lambda: rows(begun)[0].planned == "SBRT")
    assert load_case(cases[0], begun.document.fields).patient.value("modality") == "sbrt"


def test_that_what_cannot_be_read_is_passed_over_and_stays_with_its_sentence(
    begun: MainWindow, answers: Any, cases: Files
) -> None:
    cases[1].write_text("{", encoding="utf-8")
    begun.commands["meeting_next"].trigger()
    assert open_file(begun) == "case 3.beamside"
    assert "case 2.beamside" in rows(begun)[1].problem
    assert "tell" not in answers.asked
    assert any("Passed over" in text for text in begun.messages.texts)
    begun.meeting.go_to(1)
    assert open_file(begun) == "case 3.beamside"


def test_that_a_list_of_broken_files_alone_opens_none(
    window: MainWindow, answers: Any, tmp_path: Path, qtbot: QtBot
) -> None:
    broken = [tmp_path / f"{number}.beamside" for number in range(3)]
    for path in broken[:2]:
        path.write_text("{", encoding="utf-8")
    answers.meeting = tuple(broken)
    window.commands["meeting"].trigger()
    qtbot.waitUntil(lambda: all(entry.problem for entry in window.meeting.entries))
    assert window.meeting.current is None
    assert "no such file" in rows(window)[2].problem


def test_that_a_sealed_case_of_the_list_asks_for_its_passphrase(
    begun: MainWindow, answers: Any, cases: Files, everything: Case
) -> None:
    cases[1].write_bytes(Seal("a passphrase", b"12345678", Hardness(1, 1, 64)).close(everything))
    answers.passphrases = [None]
    begun.commands["meeting_next"].trigger()
    assert open_file(begun) == "case 1.beamside"
    answers.passphrases = ["a passphrase"]
    begun.commands["meeting_next"].trigger()
    assert open_file(begun) == "case 2.beamside"
    begun.controller.assess_now()
    assert rows(begun)[1].name == everything.label


def test_that_the_order_is_changed_and_kept_and_holds_names_alone(
    begun: MainWindow, answers: Any, cases: Files
) -> None:
    panel = begun.meetings.panel
    begun.commands["meeting_list"].trigger()
    assert panel.isVisible()
    panel.list.choose(str(cases[0]))
    QTest.keyClick(panel.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [row.place for row in rows(begun) if row.is_open] == [1]
    assert begun.meetings.bar.words.startswith("2 of 3: ")
    answers.meeting_list = cases[0].parent / "march"
    panel.save.click()
    kept = json.loads((cases[0].parent / "march.beamside-meeting.json").read_text(encoding="utf-8"))
    assert kept == {"format": "beamside-meeting/1", "cases": [cases[n].name for n in (1, 0, 2)]}
    assert answers.asked[-1] == "meeting list 12 March.beamside-meeting.json"
    assert not begun.meeting.is_modified


def test_that_a_kept_list_opens_like_a_case_and_is_asked_about_when_changed(
    window: MainWindow, answers: Any, cases: Files
) -> None:
    path = kept_list(cases, 2, 0)
    assert window.files.open(path)
    assert open_file(window) == "case 3.beamside"
    window.meeting.move(0, 1)
    answers.changes = "cancel"
    window.commands["meeting_end"].trigger()
    assert window.meeting.is_on
    answers.changes = "save"
    window.commands["meeting_end"].trigger()
    assert not window.meeting.is_on
    assert open_file(window) == "case 3.beamside"
    assert json.loads(path.read_text(encoding="utf-8"))["cases"] == ["case 1.beamside", "case 3.beamside"]
    assert not window.meetings.bar.isVisible()


def test_that_a_folder_makes_a_meeting(window: MainWindow, answers: Any, cases: Files) -> None:
    answers.meeting = (cases[0].parent,)
    window.commands["meeting_folder"].trigger()
    assert [entry.path for entry in window.meeting.entries] == cases
    assert window.meeting.name == "12 March"


def test_that_a_list_that_is_none_is_told_and_the_case_stays(window: MainWindow, answers: Any, tmp_path: Path) -> None:
    path = tmp_path / "x.beamside-meeting.json"
    path.write_text("{}", encoding="utf-8")
    assert not window.files.open(path)
    assert "no list of cases" in answers.told[-1]
    assert not window.meeting.is_on


def test_that_cases_are_added_once_and_taken_out(
    begun: MainWindow, answers: Any, cases: Files, everything: Case
) -> None:
    another = cases[0].with_name("another.beamside")
    save_case(everything, another)
    answers.meeting = (cases[1], another)
    begun.meetings.panel.add.click()
    assert [entry.path for entry in begun.meeting.entries] == [*cases, another]
    begun.meeting.remove(0)
    assert begun.meeting.current is None
    assert "not a case of the meeting" in begun.meetings.bar.words
    begun.commands["meeting_next"].trigger()
    assert open_file(begun) == "case 2.beamside"


def test_that_files_of_a_meeting_do_not_push_out_those_opened_lately(begun: MainWindow, cases: Files) -> None:
    begun.commands["meeting_next"].trigger()
    assert not set(begun.recent.paths) & set(cases)


def test_that_a_file_of_another_window_is_not_opened_here(begun: MainWindow, cases: Files) -> None:
    asked: list[Path] = []

    def is_held(path: Path) -> bool:
        asked.append(path)
        return False

    begun.files.may_open = is_held
    begun.commands["meeting_next"].trigger()
    assert asked == [cases[1]]
    assert open_file(begun) == "case 1.beamside"


def test_that_unsaved_work_of_a_case_of_the_meeting_is_recovered_as_its_own(begun: MainWindow, cases: Files) -> None:
    begun.commands["meeting_next"].trigger()
    assert begun.autosave.case_path == cases[1]


def test_that_all_cases_are_written_as_one_file_with_what_is_on_the_screen(
    begun: MainWindow, answers: Any, cases: Files, tmp_path: Path, qtbot: QtBot
) -> None:
    from pypdf import PdfReader

    begun.document.set_label("Typed just now")
    cases[1].write_text("{", encoding="utf-8")
    answers.export = tmp_path / "all.pdf"
    with qtbot.waitSignal(begun.paper.background.done):
        begun.commands["meeting_export"].trigger()
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(answers.export).pages]
    assert len(pages) == 5
    assert "Typed just now" in pages[0]
    assert "case 3 of 3" in pages[3]
    assert any("pages of 2 cases. 1 could not be read" in text for text in begun.messages.texts)


def test_that_without_a_printer_nothing_is_typeset(begun: MainWindow, answers: Any) -> None:
    begun.commands["meeting_print"].trigger()
    assert answers.asked[-1] == "printer a4"
    assert not begun.printing.background.is_busy


def test_that_closing_asks_about_a_list_that_was_changed(make_window: MakeWindow, answers: Any, cases: Files) -> None:
    window = make_window()
    path = kept_list(cases, 0, 1, 2)
    window.files.open(path)
    window.meeting.move(0, 1)
    answers.changes = "cancel"
    assert not window.close()
    answers.changes = "discard"
    assert window.close()
    assert json.loads(path.read_text(encoding="utf-8"))["cases"][0] == "case 1.beamside"
