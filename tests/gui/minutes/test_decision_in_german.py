"""The dialog of the decision in a German window says roles, treatments and values in German, and keeps codes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.case.case import Case
from engine.case.decisions.decision import Decision, Dissent, LesionDecision
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.words.language import ENGLISH, load_language
from gui.document.case_document import CaseDocument
from gui.minutes.decision_dialog import DecisionDialog
from gui.minutes.decision_parts import CheckedPart, list_of_treatments
from gui.shared.language import speak

pytestmark = pytest.mark.slow

DECISION = Decision(
    date="2026-11-27",
    participants=("surgeon", "surgeon"),
    lesions=(LesionDecision(lesion=1, recommendation="observation"),),
    dissents=(Dissent(role="nurse", reason="Zu weit."),),
    checked=("bilirubin_mg_dl",),
)


@pytest.fixture
def german(qapp: QApplication, resources: Path) -> Iterator[None]:
    """Let what is built speak German."""
    speak(load_language(resources, "de"), qapp)
    yield
    speak(ENGLISH, qapp)


def test_that_values_roles_and_treatments_are_german(german: None, qtbot: QtBot, document: CaseDocument) -> None:
    inputs = {"bilirubin_mg_dl": 0.8, "lesions": (Lesion(diameter_cm=3.4),), "metastasis_timing": "synchronous"}
    document.replace_case(Case(Patient(document.fields, inputs)))
    document.set_decision(DECISION)
    dialog = DecisionDialog(document)
    qtbot.addWidget(dialog)
    checked = dialog.findChild(CheckedPart)
    assert isinstance(checked, CheckedPart)
    texts = [checked.item(row).text() for row in range(checked.count())]
    assert "Gesamtbilirubin: 0,8 mg/dL" in texts
    assert "Zeitpunkt der Metastasen: Synchron" in texts
    treatments = list_of_treatments(document.fields, "", "noch offen", dialog)
    names = [treatments.itemText(row) for row in range(treatments.count())]
    assert "Stereotaktische Strahlentherapie (SBRT)" in names
    assert treatments.findData("sbrt") == names.index("Stereotaktische Strahlentherapie (SBRT)")
    # What is kept is told apart by codes, in every language alike.
    assert dialog.decision == DECISION
