"""Opening, saving, closing, recovering: nothing is lost, nothing is asked twice."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest

from engine.case.case import Case
from engine.case.entry import Entered, Unreadable
from engine.case.files.case_file import load_case
from engine.case.lesions import Lesion
from gui.document.slip_questions import slip_questions
from gui.files import case_on_disk
from gui.window.main_window import MainWindow


def saved(window: MainWindow, answers: Any, path: Path) -> None:
    """Save the open case at a place."""
    answers.save = path
    window.commands["save_as"].trigger()


def test_that_a_saved_case_is_opened_again_as_it_was(
    window: MainWindow, answers: Any, tmp_path: Path, everything: Case
) -> None:
    path = tmp_path / "b.beamside.json"
    window.document.replace_case(everything, modified=True)
    saved(window, answers, path)
    assert not window.document.is_modified
    window.commands["new"].trigger()
    assert not window.document.case.patient.inputs
    answers.open = path
    window.commands["open"].trigger()
    assert window.document.case.patient == everything.patient
    assert window.document.case.notes == everything.notes
    assert window.windowTitle() == "b[*] – Beamside"
    assert not window.isWindowModified()


@pytest.mark.hazard("stale-result")
@pytest.mark.parametrize("by_link", [False, True])
def test_that_what_is_saved_on_the_way_into_its_own_file_is_what_is_shown(
    window: MainWindow, answers: Any, tmp_path: Path, by_link: bool
) -> None:
    path, link = tmp_path / "b.beamside", tmp_path / "link.beamside"
    saved(window, answers, path)
    window.document.set_value("sex", "male")
    answers.changes = "save"
    answers.open = path
    if by_link:
        link.symlink_to(path)
        answers.open = link
    window.commands["open"].trigger()
    assert window.document.case.patient.value("sex") == "male"
    assert load_case(path, window.document.fields).patient.value("sex") == "male"
    assert not window.files.watch.is_changed()
    assert answers.asked.count("changes") == 1


@pytest.mark.hazard("stale-result")
def test_that_a_case_saved_in_the_place_of_the_file_to_open_is_what_is_shown(
    window: MainWindow, answers: Any, tmp_path: Path
) -> None:
    path = tmp_path / "b.beamside"
    saved(window, answers, path)
    window.commands["new"].trigger()
    window.document.set_value("sex", "male")
    answers.changes, answers.open, answers.save = "save", path, path
    window.commands["open"].trigger()
    assert window.document.case.patient.value("sex") == "male"
    assert window.files.path == path
    assert not window.files.watch.is_changed()


@pytest.mark.hazard("lost-work")
def test_that_a_write_of_somebody_else_right_after_saving_is_noticed(
    window: MainWindow, answers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.beamside.json"
    write = case_on_disk.save_case

    def and_somebody_else(case: Case, place: Path, *more: Any, **how: Any) -> str:
        digest = write(case, place, *more, **how)
        place.write_bytes(b"somebody else")
        return digest

    monkeypatch.setattr(case_on_disk, "save_case", and_somebody_else)
    window.document.set_value("sex", "male")
    saved(window, answers, path)
    assert window.files.watch.is_changed()
    window.files.watch.look()
    assert any("changed by somebody else" in text for text in window.messages.texts)


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
@pytest.mark.hazard("bad-input")
def test_that_a_pipe_in_place_of_the_open_case_is_no_reason_to_wait(
    window: MainWindow, answers: Any, tmp_path: Path
) -> None:
    path = tmp_path / "b.beamside.json"
    window.document.set_value("sex", "male")
    saved(window, answers, path)
    path.unlink()
    os.mkfifo(path)
    window.files.watch.look()
    assert any("no longer there" in text for text in window.messages.texts)


@pytest.mark.hazard("lost-work")
def test_that_a_copy_before_the_end_with_an_open_question_opens_and_asks(
    window: MainWindow, answers: Any, tmp_path: Path
) -> None:
    path = tmp_path / "crash.beamside.json"
    window.document.set_entry("bilirubin_mg_dl", Entered(15.0))
    window.files.save_copy_before_the_end(path)
    window.document.mark_saved()
    assert window.files.open(path)
    assert window.document.case.patient.number("bilirubin_mg_dl") == 15
    assert slip_questions(window.document.case)


@pytest.mark.hazard("old-evidence")
def test_that_a_saved_case_tells_which_evidence_it_was_saved_with(
    window: MainWindow, answers: Any, tmp_path: Path
) -> None:
    path = tmp_path / "b.beamside.json"
    window.document.set_value("sex", "male")
    saved(window, answers, path)
    contents = json.loads(path.read_text(encoding="utf-8"))
    assert contents["saved_with"]["evidence_version"] == window.controller._library.version
    assert len(contents["saved_with"]["evidence_sha256"]) == 64
    assert contents["saved_with"]["engine_version"]


@pytest.mark.hazard("old-evidence")
def test_that_a_case_of_other_evidence_says_so_and_offers_what_changed(
    window: MainWindow, answers: Any, tmp_path: Path
) -> None:
    path = tmp_path / "old.beamside.json"
    contents = {
        "format": "beamside-case/1",
        "label": "",
        "notes": "",
        "inputs": {"age_years": 66},
        "saved_with": {"evidence_version": "2025.1", "evidence_sha256": "0" * 64},
    }
    path.write_text(json.dumps(contents), encoding="utf-8")
    assert window.files.open(path)
    assert any("2025.1" in text for text in window.messages.texts)
    heard: list[bool] = []
    window.files.changes_requested.connect(lambda: heard.append(True))
    window.messages.button("old evidence", "What changed").click()
    assert heard == [True]
    for dialog in window.findChildren(type(window.help.show_keys())):
        dialog.close()


def test_that_a_case_of_the_same_evidence_says_nothing(window: MainWindow, answers: Any, tmp_path: Path) -> None:
    window.document.set_value("sex", "male")
    saved(window, answers, tmp_path / "b.beamside.json")
    assert window.files.open(tmp_path / "b.beamside.json")
    assert window.messages.texts == ()


def test_that_a_damaged_file_is_told_and_the_open_case_stays(window: MainWindow, answers: Any, tmp_path: Path) -> None:
    window.document.set_value("sex", "male")
    path = tmp_path / "x.beamside.json"
    path.write_text('{"format": "beamside-case/1", "inputs": {"age_year": 66}}', encoding="utf-8")
    assert not window.files.open(path)
    assert "age_years" in answers.told[0]
    assert "changes" not in answers.asked
    assert window.document.case.patient.value("sex") == "male"


@pytest.mark.hazard("wrong-patient")
@pytest.mark.parametrize(("answer", "may_leave"), [("save", True), ("discard", True), ("cancel", False)])
def test_that_closing_asks_once_where_there_are_changes(
    window: MainWindow, answers: Any, tmp_path: Path, answer: str, may_leave: bool
) -> None:
    window.document.set_value("sex", "male")
    answers.changes = answer
    answers.save = tmp_path / "kept.beamside.json"
    assert window.close() is may_leave
    assert answers.asked.count("changes") == 1
    assert answers.save.exists() is (answer == "save")
    assert window.isVisible() is not may_leave


def test_that_closing_asks_nothing_where_nothing_changed(window: MainWindow, answers: Any) -> None:
    assert window.close()
    assert answers.asked == []


def test_that_a_save_that_is_called_off_keeps_the_window_open(window: MainWindow, answers: Any) -> None:
    window.document.set_value("sex", "male")
    answers.changes = "save"
    assert not window.close()
    assert window.document.is_modified


def test_that_a_place_that_cannot_be_written_is_told(window: MainWindow, answers: Any, tmp_path: Path) -> None:
    window.document.set_value("sex", "male")
    saved(window, answers, tmp_path / "no such folder" / "b.beamside.json")
    assert "cannot be written" in answers.told[0]
    assert window.document.is_modified
    assert window.files.path is None


@pytest.mark.hazard("wrong-unit")
@pytest.mark.parametrize("answer", ["confirm", "look", "cancel"])
def test_that_a_slip_is_answered_before_it_is_saved(
    window: MainWindow, answers: Any, tmp_path: Path, answer: str
) -> None:
    path = tmp_path / "b.beamside.json"
    window.document.set_entry("bilirubin_mg_dl", Entered(15.0))
    window.document.insert_lesion(0, Lesion(diameter_cm=30.0))
    answers.slip = answer
    saved(window, answers, path)
    assert len(answers.told) == 2
    assert path.exists() is (answer == "confirm")
    if answer == "confirm":
        assert load_case(path, window.document.fields).patient.number("bilirubin_mg_dl") == 15


@pytest.mark.hazard("stale-result")
def test_that_entries_that_cannot_be_read_are_saved_as_not_known_and_told(
    window: MainWindow, answers: Any, tmp_path: Path
) -> None:
    window.document.set_entry("age_years", Unreadable("x", "no"))
    saved(window, answers, tmp_path / "b.beamside.json")
    assert any("cannot be read" in text for text in window.messages.texts)
    assert load_case(tmp_path / "b.beamside.json", window.document.fields).patient.inputs == {}


def test_that_a_file_changed_by_somebody_else_is_told_and_not_overwritten_unasked(
    window: MainWindow, answers: Any, tmp_path: Path
) -> None:
    path = tmp_path / "b.beamside.json"
    window.document.set_value("sex", "male")
    saved(window, answers, path)
    other = path.read_text(encoding="utf-8").replace('"male"', '"female"')
    path.write_text(other, encoding="utf-8")
    window.commands["save"].trigger()
    assert answers.asked[-1] == "overwrite"
    assert path.read_text(encoding="utf-8") == other
    window.files.watch.look()
    assert any("changed by somebody else" in text for text in window.messages.texts)
    window.messages.button("changed on disk", "Read it again").click()
    assert window.document.case.patient.value("sex") == "female"


def test_that_a_file_that_is_gone_can_be_saved_again(window: MainWindow, answers: Any, tmp_path: Path) -> None:
    path = tmp_path / "b.beamside.json"
    window.document.set_value("sex", "male")
    saved(window, answers, path)
    path.unlink()
    window.files.watch.look()
    assert any("no longer there" in text for text in window.messages.texts)
    assert window.document.is_modified
    window.commands["save"].trigger()
    assert path.exists()


def test_that_an_overwrite_that_was_asked_for_is_done(window: MainWindow, answers: Any, tmp_path: Path) -> None:
    path = tmp_path / "b.beamside.json"
    window.document.set_value("sex", "male")
    saved(window, answers, path)
    path.write_text("{}", encoding="utf-8")
    answers.overwrite = "overwrite"
    window.commands["save"].trigger()
    assert load_case(path, window.document.fields).patient.value("sex") == "male"


@pytest.mark.hazard("privacy")
def test_that_recent_files_are_kept_only_where_they_may_be(window: MainWindow, answers: Any, tmp_path: Path) -> None:
    window.document.set_value("sex", "male")
    saved(window, answers, tmp_path / "b.beamside.json")
    assert window.recent.paths == ((tmp_path / "b.beamside.json").resolve(),)
    window.menus.recent.fill()
    assert "b.beamside.json" in window.menus.recent.actions()[0].text()
    window.recent.remember(remember=False)
    assert window.recent.paths == ()
    saved(window, answers, tmp_path / "c.beamside.json")
    assert window.recent.paths == ()
    assert window.settings.last_folder == ""
    text = (tmp_path / "settings" / "window.ini").read_text(encoding="utf-8")
    assert "beamside.json" not in text


def test_that_a_file_that_is_gone_is_no_recent_file(window: MainWindow, answers: Any, tmp_path: Path) -> None:
    window.document.set_value("sex", "male")
    saved(window, answers, tmp_path / "b.beamside.json")
    (tmp_path / "b.beamside.json").unlink()
    assert window.recent.paths == ()


def test_that_an_example_is_opened_as_a_new_case(window: MainWindow, resources: Path) -> None:
    example = min((resources / "examples").glob("*.beamside.json"))
    window.menus.examples.actions()[0].trigger()
    assert window.document.case.patient == load_case(example, window.document.fields).patient
    assert window.files.path is None
    assert not window.document.is_modified


def test_that_a_summary_pdf_gives_the_case_back(
    window: MainWindow, tmp_path: Path, everything: Case, resources: Path
) -> None:
    from engine.report.writers.pdf import write_report

    window.document.replace_case(everything)
    window.controller.assess_now()
    day = dt.date(2026, 11, 21)
    path = tmp_path / "b.pdf"
    assert window.controller.assessment is not None
    write_report(
        path,
        window.controller.assessment,
        everything,
        window.document.fields,
        data_date=day,
        print_date=day,
        resources=resources,
    )
    window.commands["new"].trigger()
    assert window.files.open(path)
    assert window.document.case.patient == everything.patient
    assert window.document.is_modified
    assert window.files.path is None


def test_that_the_suggested_name_is_made_of_the_name_of_the_case(window: MainWindow, answers: Any) -> None:
    window.document.set_label("Board 12/3: case B")
    window.commands["save_as"].trigger()
    assert answers.asked[-1] == "save Board 12 3 case B.beamside"


@pytest.mark.parametrize("name", ["b.beamside", "b.beamside.json"])
def test_that_a_case_of_either_ending_keeps_it(window: MainWindow, answers: Any, tmp_path: Path, name: str) -> None:
    saved(window, answers, tmp_path / name)
    window.commands["new"].trigger()
    assert window.files.open(tmp_path / name)
    assert window.files.name == "b"
    window.commands["save_as"].trigger()
    assert answers.asked[-1] == f"save {name}"
