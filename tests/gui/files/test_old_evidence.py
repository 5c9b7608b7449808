"""Opening a case that was saved with other evidence: what of this case is no longer as it was, and the way to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.case.case import Case
from gui.files.evidence_comparison import ThenAndNow
from gui.views.eligibility.view import EligibilityView
from gui.views.evidence.view import EvidenceView
from gui.window.main_window import MainWindow

MakeWindow = Callable[..., MainWindow]
CANDIDATE = {"metastases_resectable": False, "liver_lesion_count": 2, "largest_lesion_cm": 4.0}


@pytest.fixture
def old_case(window: MainWindow, answers: Any, tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of files as other evidence would have saved them."""

    def make(*, edited: str = "", **statuses: str) -> Path:
        path = answers.save = tmp_path / "old.beamside.json"
        window.files.start_new()
        for name, value in CANDIDATE.items():
            window.document.set_value(name, value)
        assert window.files.save_as()
        contents = json.loads(path.read_text("utf-8"))
        if not edited:
            contents["saved_with"] |= {"evidence_version": "2025.1", "evidence_sha256": "0" * 64}
        else:
            contents["inputs"]["largest_lesion_cm"] = float(edited)
        contents["saved_with"]["findings"]["sbrt"]["criteria"] |= statuses
        path.write_text(json.dumps(contents), encoding="utf-8")
        window.files.start_new()
        return path

    return make


def message(window: MainWindow) -> str:
    window.controller.assess_now()
    return " ".join(window.messages.texts)


def then_and_now(window: MainWindow) -> ThenAndNow:
    dialog = window.files.old_evidence.show_then_and_now()
    assert dialog is not None
    return dialog


@pytest.mark.hazard("old-evidence")
def test_that_a_file_keeps_what_was_shown_when_it_was_saved(window: MainWindow, old_case: Callable[..., Path]) -> None:
    contents = json.loads(old_case().read_text("utf-8"))
    assessment = window.controller.assessment
    assert assessment is not None
    kept = contents["saved_with"]["findings"]
    assert list(kept) == [option.modality for option in assessment.options]
    assert kept["sbrt"]["criteria"]["sbrt.lesion_count"] == "met"
    assert len(contents["saved_with"]["case_sha256"]) == 64


@pytest.mark.hazard("old-evidence")
def test_that_a_criterion_that_is_no_longer_what_it_was_is_told(
    window: MainWindow, old_case: Callable[..., Path]
) -> None:
    assert window.files.open(old_case(**{"sbrt.lesion_count": "not_met"}))
    told = message(window)
    assert "saved with evidence 2025.1" in told
    assert "1 criterion of this case has changed." in told
    assert not window.document.is_modified
    dialog = then_and_now(window)
    assert "now met; when it was saved, not met" in dialog.in_words
    dialog.copy.click()
    assert QApplication.clipboard().text() == dialog.in_words
    dialog.close()


@pytest.mark.hazard("old-evidence")
def test_that_a_case_in_which_nothing_differs_says_that(window: MainWindow, old_case: Callable[..., Path]) -> None:
    assert window.files.open(old_case())
    told = message(window)
    assert "saved with evidence 2025.1" in told
    assert "Every verdict and every criterion of this case is what it was" in told
    with pytest.raises(StopIteration):
        window.messages.button("old evidence", "This case, then and now")


@pytest.mark.hazard("old-evidence")
def test_that_a_file_without_what_was_shown_says_so_in_words(window: MainWindow, old_case: Callable[..., Path]) -> None:
    path = old_case()
    contents = json.loads(path.read_text("utf-8"))
    del contents["saved_with"]["findings"]
    path.write_text(json.dumps(contents), encoding="utf-8")
    assert window.files.open(path)
    told = message(window)
    assert "saved with evidence 2025.1" in told
    assert "What was shown then is not in the file" in told
    assert window.messages.button("old evidence", "What changed")


def test_that_inputs_changed_by_another_hand_are_told_even_under_the_same_evidence(
    window: MainWindow, old_case: Callable[..., Path]
) -> None:
    assert window.files.open(old_case(edited="7.5"))
    told = message(window)
    assert "The inputs were changed outside this program" in told
    assert "saved with evidence" not in told


def test_that_typing_before_the_first_assessment_does_not_spoil_the_comparison(
    window: MainWindow, old_case: Callable[..., Path]
) -> None:
    assert window.files.open(old_case(**{"sbrt.lesion_count": "not_met"}))
    window.document.set_value("liver_lesion_count", 9)
    assert "1 criterion of" in message(window)


@pytest.mark.parametrize("leave", ["start_new", "save", "open another"])
def test_that_the_message_goes_with_the_case_and_when_it_is_saved_anew(
    window: MainWindow, old_case: Callable[..., Path], leave: str, resources: Path
) -> None:
    assert window.files.open(old_case(**{"sbrt.lesion_count": "not_met"}))
    assert message(window)
    if leave == "open another":
        window.files.open_example(min((resources / "examples").glob("*.beamside.json")))
    else:
        getattr(window.files, leave)()
    assert message(window) == ""
    assert window.files.old_evidence.show_then_and_now() is None


def test_that_the_message_stays_while_what_it_leads_to_is_read(
    window: MainWindow, old_case: Callable[..., Path]
) -> None:
    assert window.files.open(old_case(**{"sbrt.lesion_count": "not_met"}))
    told = message(window)
    window.messages.button("old evidence", "This case, then and now").click()
    dialog = window.findChild(ThenAndNow)
    assert isinstance(dialog, ThenAndNow)
    dialog.close()
    assert message(window) == told


@pytest.mark.hazard("wrong-patient")
def test_that_the_message_goes_when_other_unsaved_work_is_restored(
    make_window: MakeWindow, window: MainWindow, old_case: Callable[..., Path], tmp_path: Path
) -> None:
    path = old_case(**{"sbrt.lesion_count": "not_met"})
    window.document.set_value("sex", "male")
    window.autosave.write_now()
    window.autosave.wait()
    left_behind = tmp_path / "recovery" / "0123.recovery.json"
    left_behind.write_bytes(window.autosave.path.read_bytes())
    window.document.mark_saved()
    assert window.files.open(path)
    assert "saved with evidence" in message(window)
    window.files.recovery.restore(left_behind)
    assert window.document.case.patient.value("sex") == "male"
    assert "saved with evidence" not in message(window)


@pytest.mark.hazard("lost-work")
def test_that_a_case_is_saved_even_where_the_findings_fail(
    window: MainWindow, answers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*ignored: object) -> None:
        raise ZeroDivisionError

    window.document.set_value("sex", "male")
    monkeypatch.setattr("engine.findings.differences.changes_of_evidence.findings_to_save", fail)
    answers.save = tmp_path / "b.beamside.json"
    assert window.files.save_as()
    contents = json.loads(answers.save.read_text("utf-8"))
    assert contents["inputs"] == {"sex": "male"}
    assert "findings" not in contents["saved_with"]
    assert contents["saved_with"]["evidence_version"]


@pytest.mark.hazard("lost-work")
def test_that_a_copy_of_unsaved_work_keeps_it(
    make_window: MakeWindow, window: MainWindow, old_case: Callable[..., Path], tmp_path: Path
) -> None:
    assert window.files.open(old_case(**{"sbrt.lesion_count": "not_met"}))
    window.document.set_value("sex", "male")
    window.autosave.write_now()
    window.autosave.wait()
    recovered = window.autosave.recover(window.autosave.path).draft.case
    assert recovered.saved_findings == window.document.case.saved_findings
    assert recovered.saved_findings["sbrt"].criteria["sbrt.lesion_count"] == "not_met"
    assert recovered.saved_with["evidence_version"] == "2025.1"


def test_that_enter_leads_to_the_record_and_to_the_option(
    make_window: MakeWindow, old_case: Callable[..., Path]
) -> None:
    window = make_window((EligibilityView, EvidenceView))
    path = old_case(**{"sbrt.lesion_count": "not_met"})
    contents = json.loads(path.read_text("utf-8"))
    contents["saved_with"]["findings"]["sbrt"]["verdict"] = "outside"
    path.write_text(json.dumps(contents), encoding="utf-8")
    assert window.files.open(path)
    window.controller.assess_now()
    dialog = then_and_now(window)
    assert dialog.rows.choose("sbrt sbrt.lesion_count")
    QTest.keyClick(dialog.rows, Qt.Key.Key_Return)
    assert isinstance(window.views.current_view, EvidenceView)
    assert dialog.rows.choose("sbrt ")
    QTest.keyClick(dialog.rows, Qt.Key.Key_Return)
    view = window.views.current_view
    assert isinstance(view, EligibilityView)
    assert view.summary_text().startswith("Stereotactic body radiotherapy")
    dialog.close()


def test_that_a_summary_pdf_tells_what_was_shown_in_it(
    window: MainWindow, answers: Any, tmp_path: Path, everything: Case, qtbot: Any
) -> None:
    window.document.replace_case(everything)
    answers.export = tmp_path / "b.pdf"
    with qtbot.waitSignal(window.paper.background.done):
        window.commands["export"].trigger()
    assert window.files.open(answers.export)
    case = window.document.case
    assert set(case.saved_findings) == {option.modality for option in window.controller.assessment.options}
    assert case.saved_with["evidence_sha256"] == window.controller._library.sha256
    assert "old evidence" not in window.messages._lines


def test_that_a_message_is_as_high_as_its_words_and_no_higher(window: MainWindow, qtbot: Any) -> None:
    from gui.messages.message_bar import Message

    window.resize(1200, 800)
    window.messages.show_message(Message("a", "One line."))
    line = window.fontMetrics().height()
    qtbot.waitUntil(lambda: 0 < window.messages.height() < 4 * line)
    one = window.messages.height()
    window.messages.show_message(Message("a", "Many words that need more than one line. " * 20))
    qtbot.waitUntil(lambda: window.messages.height() > one + 2 * line)


@pytest.mark.hazard("old-evidence")
@pytest.mark.parametrize("version", [7, "one line\n" * 3000])
def test_that_what_cannot_be_read_of_the_last_saving_is_told_and_the_case_opens(
    version: object, window: MainWindow, old_case: Callable[..., Path]
) -> None:
    path = old_case()
    contents = json.loads(path.read_text("utf-8"))
    contents["saved_with"]["evidence_version"] = version
    path.write_text(json.dumps(contents), encoding="utf-8")
    assert window.files.open(path)
    assert window.document.case.patient.value("liver_lesion_count") == 2
    told = message(window)
    assert "old.beamside.json: saved_with.evidence_version: one short text is expected." in told
    assert "is set aside; results do not depend on it." in told
    assert not window.document.is_modified
    # Saved anew, the file holds what can be read, and there is nothing to tell.
    assert window.files.save_as()
    assert "is set aside" not in message(window)
    assert window.files.open(path)
    assert "is set aside" not in message(window)


@pytest.mark.hazard("old-evidence")
def test_that_a_version_of_thousands_of_lines_does_not_fill_the_window(
    window: MainWindow, old_case: Callable[..., Path]
) -> None:
    path = old_case(**{"sbrt.lesion_count": "not_met"})
    contents = json.loads(path.read_text("utf-8"))
    contents["saved_with"]["evidence_version"] = "2025.1\n" * 3000
    path.write_text(json.dumps(contents), encoding="utf-8")
    window.files.open(path)
    told = message(window)
    assert "evidence_version" in told
    assert len(told) < 600
    assert window.minimumSizeHint().height() < 900
