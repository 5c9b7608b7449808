"""The first minute by keyboard in the real window: how many keys lead from an empty case to settled headlines."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from engine.findings.assessment import Assessment, OptionFinding
from gui.views.board.view import BoardView
from gui.window.main_window import MainWindow
from tests.gui.conftest import *  # noqa: F403 - the fixtures of the window
from tests.shipped import shipped_fields

MOST_FOR_SBRT, MOST_FOR_ALL = 10, 20
#: what a clinician answers to each question as it comes; "?" is: not known
ANSWERS = {
    "modality": "1",
    "ecog": "1",
    "liver_tumour": "m",
    "lesions": "2\r",
    "near_gut": "n",
    "extrahepatic_sites": "n",
    "metastases_resectable": "n",
    "hepatic_function_adequate": "y",
    "primary_site": "r",
    "metastasis_timing": "m",
    "primary_resected": "y",
    "braf_status": "v",
    "near_major_vessel": "n",
    "child_pugh": "a",
    "liver_pain_0_to_10": "0\r",
    "inr": "1\r",
}


class Typist:
    """Presses keys at whatever has the keyboard, and counts them."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.keys = 0

    def type(self, text: str) -> None:
        """Press these keys one by one; a carriage return is Enter. Nothing is waited for between two of them."""
        for letter in text:
            focus = QApplication.focusWidget()
            assert focus is not None
            if letter == "\r":
                QTest.keyClick(focus, Qt.Key.Key_Return)
            else:
                QTest.keyClicks(focus, letter)
            self.keys += 1
            assert self.keys <= 2 * MOST_FOR_ALL, f"the keyboard stays at {self.field}"

    @property
    def field(self) -> str:
        """Return the field where the keyboard is."""
        return str(self.window.form.current_field)

    @property
    def found(self) -> Assessment:
        """Return what follows from what is typed."""
        QApplication.processEvents()
        assert self.window.controller.assessment is not None
        return self.window.controller.assessment


def is_settled(option: OptionFinding) -> bool:
    """Whether a headline is decided, or open only for items of the plan."""
    items = [item.fields for item in option.criteria if item.status == "unknown"]
    items += [item.fields for item in option.concerns if item.holds is None and item.asks]
    fields = shipped_fields()
    open_ones = [names for names in items if not any(fields[name].group == "plan" for name in names)]
    return option.verdict != "undetermined" or not open_ones


@pytest.fixture
def typist(make_window: Any, qtbot: Any) -> Typist:
    """Return somebody before the window of an empty case."""
    window = make_window((BoardView,))
    window.activateWindow()
    qtbot.waitUntil(lambda: window.controller.state == "up to date")
    return Typist(window)


def test_that_ten_keys_leave_only_the_plan_open_for_sbrt(typist: Typist) -> None:
    assert typist.field == "modality"
    assert not is_settled(typist.found.option("liver_palliation"))
    while not (typist.found.planned_modality and is_settled(typist.found.option("sbrt"))):
        typist.type(ANSWERS[typist.field])
    assert typist.keys <= MOST_FOR_SBRT
    # Only what was typed is known, and what follows from it.
    patient = typist.window.document.case.patient
    assert {name for name in patient.inputs if name not in patient.derived} <= set(ANSWERS)
    while not all(is_settled(option) for option in typist.found.options):
        typist.type(ANSWERS[typist.field])
    assert typist.keys <= MOST_FOR_ALL


def test_that_what_is_not_known_stays_so_and_is_not_asked_twice(typist: Typist) -> None:
    typist.type("1")
    seen = []
    while typist.field not in seen:
        seen.append(typist.field)
        typist.type("\r" if typist.field == "lesions" else "?")
        if typist.field == "lesions":
            typist.type("2\r")
    assert len(seen) == len(set(seen))
    patient = typist.window.document.case.patient
    assert {name for name in patient.inputs if name not in patient.derived} == {"modality", "lesions"}


def test_that_a_held_key_answers_one_question(typist: Typist) -> None:
    typist.type("11m")
    typist.window.form.ask_for("near_gut")
    for is_held in (False, True, True, True):
        held = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_N, Qt.KeyboardModifier.NoModifier, "n", is_held)
        QApplication.sendEvent(QApplication.focusWidget(), held)
    inputs = typist.window.document.case.patient.inputs
    assert [name for name in inputs if name not in ("modality", "ecog", "liver_tumour")] == ["near_gut"]


def test_that_an_answer_that_is_put_right_leaves_the_keyboard_where_it_is(typist: Typist) -> None:
    for _ in range(2):
        typist.type("1")
    typist.window.form.go_to_field("ecog")
    typist.type("2")
    assert typist.field == "ecog"
    typist.window.commands["moving_on"].trigger()
    typist.window.form.go_to_field("near_gut")
    typist.type("n")
    assert typist.field == "near_gut"
    assert typist.window.settings.moves_on is False
