"""The minutes from the window: checked by a second person first, written whole, and naming nobody unless asked."""

from __future__ import annotations

import contextlib
import json
import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.case.case import Case
from engine.case.decisions.decision import Decision, LesionDecision
from engine.case.format.case_json import case_bytes
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.report.writers.attachments import open_case_from_pdf
from gui.minutes.minutes_dialog import MinutesDialog
from gui.window.main_window import MainWindow

IDENTITY = {"family": "Plantagenet", "given": "Gwendolyn", "patient_id": "MRN-0815", "birth_date": "1955-03-10"}
PLANTED = (b"Plantagenet", b"Gwendolyn", b"MRN-0815", b"1955-03-10", b"19550310")
DECISION = Decision(
    date="2026-11-27",
    words="Resection of lesion 1, then SBRT of lesion 2.",
    lesions=(LesionDecision(lesion=1, recommendation="resection"), LesionDecision(lesion=2, recommendation="sbrt")),
    checked=("sex",),
)


@pytest.fixture
def decided(window: MainWindow, answers: Any, tmp_path: Path) -> MainWindow:
    """Return a window on a case with a decision, with places to write and to read."""
    inputs = {
        "sex": "male",
        "bilirubin_mg_dl": 0.8,
        "lesions": (Lesion(diameter_cm=3.4), Lesion(diameter_cm=1.8)),
        "ras_status": "mutated",
    }
    window.document.replace_case(Case(Patient(window.document.fields, inputs), label="Case B", decision=DECISION))
    answers.export = tmp_path / "out" / "b.pdf"
    answers.export.parent.mkdir()
    answers.identity = tmp_path / "identity.json"
    answers.identity.write_text(json.dumps(IDENTITY))
    return window


def unpacked(data: bytes) -> bytes:
    """Return the bytes of a file, with every packed stream of a PDF unpacked behind them."""
    parts = [data]
    for found in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL):
        with contextlib.suppress(zlib.error):
            parts.append(zlib.decompressobj().decompress(found[1]))
    return b"\n".join(parts)


def opened(window: MainWindow) -> MinutesDialog:
    window.commands["minutes"].trigger()
    dialog = window.decisions.minutes
    assert isinstance(dialog, MinutesDialog)
    return dialog


def named(dialog: MinutesDialog) -> dict[str, Qt.CheckState]:
    items = [dialog.values.item(row) for row in range(dialog.values.count())]
    return {item.data(Qt.ItemDataRole.UserRole): item.checkState() for item in items}


def test_that_the_values_that_decide_a_headline_are_shown_and_no_others(decided: MainWindow) -> None:
    dialog = opened(decided)
    assert list(named(dialog)) == ["lesions", "bilirubin_mg_dl"]
    assert dialog.count.text().startswith("0 of 2 values")
    dialog.reject()


def test_that_a_check_is_kept_as_one_step_before_the_minutes_are_written(
    qtbot: QtBot, decided: MainWindow, answers: Any
) -> None:
    dialog = opened(decided)
    dialog.values.item(1).setCheckState(Qt.CheckState.Checked)
    assert dialog.count.text().startswith("1 of 2 values")
    steps = decided.document.undo_stack.count()
    with qtbot.waitSignal(decided.paper.background.done):
        qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    kept = decided.document.case.decision
    assert kept is not None
    assert kept.checked == ("sex", "bilirubin_mg_dl")
    assert decided.document.undo_stack.count() == steps + 1
    case = open_case_from_pdf(answers.export, decided.document.fields)
    assert case.decision == kept
    assert answers.asked[-1] == "export Case B minutes.pdf"
    assert [path.name for path in answers.export.parent.iterdir()] == ["b.pdf"]
    assert any("The minutes have been written: b.pdf." in text for text in decided.messages.texts)
    decided.document.undo_stack.undo()
    assert decided.document.case.decision == DECISION


@pytest.mark.hazard("privacy")
def test_that_the_identity_goes_into_the_hand_over_alone(
    qtbot: QtBot, decided: MainWindow, answers: Any, tmp_path: Path
) -> None:
    dialog = opened(decided)
    dialog.all_checked.click()
    dialog.fhir.setChecked(True)
    dialog.dicom.setChecked(True)
    assert not dialog.write.isEnabled()
    dialog.choose.click()
    assert dialog.write.isEnabled()
    with qtbot.waitSignal(decided.paper.background.done):
        qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    folder = answers.export.parent
    assert sorted(path.name for path in folder.iterdir()) == ["b.careplan.json", "b.dcm", "b.pdf"]
    pdf = answers.export.read_bytes()
    bundle = json.loads((folder / "b.careplan.json").read_text())
    assert [entry["resource"]["resourceType"] for entry in bundle["entry"]] == ["CarePlan", "DocumentReference"]
    assert b"MRN-0815" in (folder / "b.careplan.json").read_bytes()
    assert b"Plantagenet^Gwendolyn" in (folder / "b.dcm").read_bytes()
    told = " ".join(decided.messages.texts).encode()
    assert not [word for word in PLANTED if word in unpacked(pdf) + told]
    # What the program keeps for itself: the case, its recovery copy, the settings.
    decided.document.set_notes("More to be said.")
    decided.autosave.write_now()
    decided.autosave.wait()
    handed_over = {"b.careplan.json", "b.dcm", "identity.json"}
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and path.name not in handed_over]
    assert any(path.parent.name == "recovery" for path in kept)
    found = [(path.name, word) for path in kept for word in PLANTED if word in unpacked(path.read_bytes())]
    assert not found
    assert not [word for word in PLANTED if word in case_bytes(decided.document.case)]


def test_that_unticking_both_forms_needs_no_identity_and_drops_it(decided: MainWindow) -> None:
    dialog = opened(decided)
    dialog.fhir.setChecked(True)
    dialog.choose.click()
    dialog.fhir.setChecked(False)
    assert dialog.write.isEnabled()
    assert dialog.wanted.identity is None
    dialog.reject()


@pytest.mark.hazard("lost-work")
def test_that_a_file_beside_the_minutes_is_never_overwritten(qtbot: QtBot, decided: MainWindow, answers: Any) -> None:
    there = answers.export.with_name("b.dcm")
    there.write_text("mine")
    dialog = opened(decided)
    dialog.dicom.setChecked(True)
    dialog.choose.click()
    with qtbot.waitSignal(decided.paper.background.failed):
        qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    assert there.read_text() == "mine"
    assert not answers.export.exists()
    assert any("“b.dcm” is there already" in text for text in decided.messages.texts)


def test_that_a_wrong_identity_writes_nothing_and_is_not_repeated(
    qtbot: QtBot, decided: MainWindow, answers: Any
) -> None:
    answers.identity.write_text(json.dumps({**IDENTITY, "birth_date": "10.03.1955"}))
    dialog = opened(decided)
    dialog.fhir.setChecked(True)
    dialog.choose.click()
    with qtbot.waitSignal(decided.paper.background.failed):
        qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    assert not list(answers.export.parent.iterdir())
    assert any("no day" in text for text in decided.messages.texts)
    assert not any("Plantagenet" in text for text in decided.messages.texts)


def test_that_cancelling_or_naming_no_place_writes_nothing(decided: MainWindow, answers: Any) -> None:
    opened(decided).reject()
    assert decided.document.case.decision == DECISION
    answers.export = None
    opened(decided).write.click()
    assert not decided.paper.background.is_busy


def test_that_without_a_decision_the_way_to_it_is_shown(window: MainWindow) -> None:
    window.commands["minutes"].trigger()
    assert any("no decision of the board" in text for text in window.messages.texts)
    window.messages.button("minutes", "Write it down").click()
    assert window.decisions.dialog is not None
    window.decisions.dialog.reject()
