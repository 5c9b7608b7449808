"""The decision in the window: shown as the case holds it, kept as one step, and nothing changed without agreement."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from engine.case.case import Case
from engine.case.decisions.decision import Decision, Dissent, LesionDecision
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from gui.document.case_document import CaseDocument
from gui.minutes.decision_dialog import DecisionDialog

DECISION = Decision(
    date="2026-11-27",
    participants=("surgeon", "surgeon", "radiologist"),
    recommendation="",
    words="Combined local treatment.",
    lesions=(
        LesionDecision(lesion=1, recommendation="resection", note="with lesion 2"),
        LesionDecision(lesion=2, recommendation="observation"),
    ),
    dissents=(Dissent(role="surgeon", reason="Would wait."), Dissent(role="nurse", reason="Too far to travel.")),
    needed=("MRI of the liver", "Volumetry"),
    patient_wish="Home in February.",
    checked=("bilirubin_mg_dl",),
)


@pytest.fixture
def decided(document: CaseDocument) -> CaseDocument:
    inputs = {"bilirubin_mg_dl": 0.8, "lesions": (Lesion(diameter_cm=3.4), Lesion(diameter_cm=1.8, treatment="sbrt"))}
    document.replace_case(Case(Patient(document.fields, inputs)))
    return document


def dialog_of(qtbot: QtBot, document: CaseDocument) -> DecisionDialog:
    dialog = DecisionDialog(document)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.decided.connect(document.set_decision)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_that_a_decision_is_shown_and_given_back_as_it_is(qtbot: QtBot, decided: CaseDocument) -> None:
    decided.set_decision(DECISION)
    dialog = dialog_of(qtbot, decided)
    assert dialog.decision == DECISION


def test_that_a_decision_is_one_step_that_can_be_undone(qtbot: QtBot, decided: CaseDocument) -> None:
    dialog = dialog_of(qtbot, decided)
    dialog.words.setPlainText("Wait for the volumetry.")
    dialog.needed.setPlainText("Volumetry\n\n  MRI  ")
    qtbot.mouseClick(dialog.agree, Qt.MouseButton.LeftButton)
    kept = decided.case.decision
    assert kept is not None
    assert kept.words == "Wait for the volumetry."
    assert kept.needed == ("Volumetry", "MRI")
    assert [(row.lesion, row.recommendation) for row in kept.lesions] == [(2, "sbrt")]
    assert decided.is_modified
    decided.undo_stack.undo()
    assert decided.case.decision is None


def test_that_cancelling_keeps_what_was(qtbot: QtBot, decided: CaseDocument) -> None:
    dialog = dialog_of(qtbot, decided)
    dialog.words.setPlainText("Something")
    dialog.reject()
    assert decided.case.decision is None


def pressed_escape(qtbot: QtBot, dialog: DecisionDialog) -> None:
    qtbot.keyClick(dialog.words, Qt.Key.Key_Escape)


def closed(_: QtBot, dialog: DecisionDialog) -> None:
    dialog.close()


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize("left", [pressed_escape, closed])
def test_that_what_was_written_is_not_lost_to_one_escape(qtbot: QtBot, decided: CaseDocument, left) -> None:  # type: ignore[no-untyped-def]
    dialog = dialog_of(qtbot, decided)
    dialog.words.setPlainText("Written for five minutes.")
    left(qtbot, dialog)
    assert dialog.isVisible()
    assert "not kept yet" in dialog.problem.text()
    # More was written after it was said: it is said again.
    dialog.words.setPlainText("Written for ten minutes.")
    left(qtbot, dialog)
    assert dialog.isVisible()
    left(qtbot, dialog)
    assert not dialog.isVisible()
    assert decided.case.decision is None


@pytest.mark.parametrize("left", [pressed_escape, closed])
def test_that_an_untouched_decision_goes_at_once(qtbot: QtBot, decided: CaseDocument, left) -> None:  # type: ignore[no-untyped-def]
    decided.set_decision(DECISION)
    dialog = dialog_of(qtbot, decided)
    left(qtbot, dialog)
    assert not dialog.isVisible()
    assert decided.case.decision == DECISION
