"""A decision that is loaded, shown and agreed to without a touch is saved byte for byte as it was; a touch changes
what was touched and nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from engine.case.case import Case
from engine.case.decisions.decision import (
    ROLE_WORDS,
    Decision,
    Dissent,
    LesionDecision,
    decision_as_json,
    read_decision,
)
from engine.case.fields import FieldCatalogue
from engine.case.format.case_json import case_bytes
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from gui.document.case_document import CaseDocument
from gui.minutes.decision_dialog import DecisionDialog
from gui.window.main_window import MainWindow

ODD = Decision(
    date="1950-01-01",
    participants=("surgeon",) * 23 + ("nurse", "surgeon"),
    words=" two\r\nlines\u00a0and\u2029one more \n",
    lesions=(
        LesionDecision(lesion=7, recommendation="sbrt", note="beyond the rows"),
        LesionDecision(lesion=1, recommendation="resection"),
        LesionDecision(lesion=1, recommendation="", note=""),
        LesionDecision(lesion=1, recommendation="sbrt", note="in the second place"),
    ),
    dissents=(Dissent(role="surgeon", reason=""), Dissent(role="nurse", reason=" too\nfar ")),
    needed=("MRI\nof the liver", "", "MRI of the liver"),
    patient_wish="\ufeffhome",
    checked=("inr", "sex", "inr"),
)

TEXT = st.text(
    st.sampled_from("ab é\n\r\t\u00a0\u2028\u2029\ufdd0\ufeff\x00\x0b<&\U0001f642"), max_size=12
) | st.sampled_from(("", "plain"))
DAY = st.dates(dt.date(1950, 1, 1), dt.date(2100, 12, 31)).map(
    lambda day: f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
)
ROLE = st.sampled_from(list(ROLE_WORDS))
TREATMENT = st.sampled_from(("", "sbrt", "resection", "observation", "systemic_therapy"))
DECISION = st.builds(
    Decision,
    date=DAY,
    participants=st.lists(ROLE, max_size=30).map(tuple),
    recommendation=TREATMENT,
    words=TEXT,
    lesions=st.lists(
        st.builds(LesionDecision, lesion=st.integers(1, 500), recommendation=TREATMENT, note=TEXT)
        | st.builds(LesionDecision, lesion=st.integers(1, 3), recommendation=TREATMENT, note=TEXT),
        max_size=5,
    ).map(tuple),
    dissents=st.lists(st.builds(Dissent, role=ROLE, reason=TEXT), max_size=3).map(tuple),
    needed=st.lists(TEXT, max_size=4).map(tuple),
    patient_wish=TEXT,
    checked=st.lists(st.sampled_from(("sex", "inr", "cea_ng_ml", "lesions")), max_size=4).map(tuple),
)
ROWS = (Lesion(diameter_cm=3.4, treatment="sbrt"), Lesion(diameter_cm=1.8), Lesion())


def document_of(fields: FieldCatalogue, decision: Decision | None, rows: tuple[Lesion, ...] = ROWS) -> CaseDocument:
    document = CaseDocument(fields)
    inputs: dict[str, Any] = {"sex": "male", "cea_ng_ml": 12.0}
    if rows:
        inputs["lesions"] = rows
    document.replace_case(Case(Patient(fields, inputs), decision=decision))
    return document


def opened(qtbot: QtBot, document: CaseDocument) -> DecisionDialog:
    dialog = DecisionDialog(document)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.decided.connect(document.set_decision)
    qtbot.addWidget(dialog)
    return dialog


def is_unchanged_by_agreeing(qtbot: QtBot, document: CaseDocument) -> bool:
    before = case_bytes(document.case)
    dialog = opened(qtbot, document)
    dialog.agree.click()
    return case_bytes(document.case) == before and not document.is_modified


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(decision=DECISION, rows=st.integers(0, 3))
def test_that_agreeing_untouched_changes_no_byte(
    qtbot: QtBot, fields: FieldCatalogue, decision: Decision, rows: int
) -> None:
    modalities = [str(choice.value) for choice in fields["modality"].choices]
    assert read_decision(decision_as_json(decision), fields.by_id, modalities) == decision
    assert is_unchanged_by_agreeing(qtbot, document_of(fields, decision, ROWS[:rows]))


def test_that_the_odd_one_stays_as_it_is(qtbot: QtBot, fields: FieldCatalogue) -> None:
    assert is_unchanged_by_agreeing(qtbot, document_of(fields, ODD))


def test_that_a_touch_changes_what_was_touched_and_nothing_else(qtbot: QtBot, fields: FieldCatalogue) -> None:
    document = document_of(fields, ODD)
    dialog = opened(qtbot, document)
    dialog.recommendation.setCurrentIndex(dialog.recommendation.findData("resection"))
    nurses = dialog.present.cellWidget(0, list(ROLE_WORDS).index("nurse"))
    assert isinstance(nurses, QSpinBox)
    nurses.setValue(0)
    dialog.needed.appendPlainText("Volumetry")
    dialog.agree.click()
    assert document.case.decision == msgspec.structs.replace(
        ODD,
        recommendation="resection",
        participants=("surgeon",) * 24,
        needed=("MRI\nof the liver", "", "MRI of the liver", "Volumetry"),
    )


def test_that_every_decision_about_a_lesion_is_in_sight(qtbot: QtBot, fields: FieldCatalogue) -> None:
    dialog = opened(qtbot, document_of(fields, ODD))
    table = dialog.lesions
    shown = [table.item(row, 0).text() for row in range(table.rowCount())]
    assert shown == [
        "1: 3.4 cm",
        "1: 3.4 cm",
        "1: 3.4 cm",
        "2: 1.8 cm",
        "3: size not known",
        "7: no such row in the case",
    ]


def test_that_a_decision_without_a_word_on_a_lesion_is_not_given_one(qtbot: QtBot, fields: FieldCatalogue) -> None:
    # Lesion 1 has a planned treatment; a decision of before that says nothing of it keeps saying nothing.
    assert is_unchanged_by_agreeing(qtbot, document_of(fields, Decision(date="2026-11-27", words="Wait.")))


@pytest.mark.parametrize(("role", "reason"), [("surgeon", " "), ("", "Would wait.")])
def test_that_half_a_dissent_is_asked_about(qtbot: QtBot, fields: FieldCatalogue, role: str, reason: str) -> None:
    document = document_of(fields, None)
    dialog = opened(qtbot, document)
    box = dialog.dissent.cellWidget(0, 0)
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(box.findData(role))
    dialog.dissent.item(0, 1).setText(reason)
    dialog.agree.click()
    assert document.case.decision is None
    assert dialog.problem.text().startswith("A dissent needs both")


def test_that_a_text_too_long_for_a_case_is_asked_about_and_not_cut(qtbot: QtBot, fields: FieldCatalogue) -> None:
    document = document_of(fields, None)
    dialog = opened(qtbot, document)
    dialog.words.setPlainText("x" * 2_001)
    dialog.agree.click()
    assert document.case.decision is None
    assert "2000 characters" in dialog.problem.text()
    dialog.words.setPlainText("x" * 2_000)
    dialog.agree.click()
    assert document.case.decision is not None


def test_that_the_wheel_over_a_part_without_the_keyboard_changes_nothing(
    qtbot: QtBot, qapp: QApplication, fields: FieldCatalogue
) -> None:
    document = document_of(fields, ODD)
    dialog = opened(qtbot, document)
    dialog.show()
    dialog.words.setFocus()
    parts = (dialog.recommendation, dialog.date, *dialog.findChildren(QComboBox), *dialog.findChildren(QSpinBox))
    for part in parts:
        point = QPointF(part.rect().center())
        no_buttons, no_keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        down = QPointF(0, -120).toPoint()
        turn = QWheelEvent(point, point, down, down, no_buttons, no_keys, Qt.ScrollPhase.NoScrollPhase, False)
        qapp.sendEvent(part, turn)
    assert dialog.decision == ODD


# ------------------------------------------------------------ a decision and the case it belongs to


def test_that_a_check_ends_with_the_value_that_was_checked(fields: FieldCatalogue) -> None:
    document = document_of(fields, Decision(date="2026-11-27", checked=("sex", "cea_ng_ml")))
    document.set_value("cea_ng_ml", 13.0)
    assert document.case.decision == Decision(date="2026-11-27", checked=("sex",))
    document.undo_stack.undo()
    assert document.case.decision == Decision(date="2026-11-27", checked=("sex", "cea_ng_ml"))


def test_that_a_decision_moves_and_goes_with_its_lesion(fields: FieldCatalogue) -> None:
    rows = tuple(LesionDecision(lesion=number, recommendation="sbrt") for number in (1, 2, 3, 9))
    document = document_of(fields, Decision(date="2026-11-27", lesions=rows))

    def numbers() -> list[int]:
        decision = document.case.decision
        assert decision is not None
        return [row.lesion for row in decision.lesions]

    document.insert_lesion(1)
    assert numbers() == [1, 3, 4, 10]
    document.remove_lesion(0)
    assert numbers() == [2, 3, 9]
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert numbers() == [1, 2, 3, 9]


def test_that_no_dialog_writes_into_a_case_opened_behind_it(window: MainWindow, tmp_path: Path, answers: Any) -> None:
    record = tmp_path / "record.json"
    record.write_text('{"resourceType": "Bundle", "type": "collection", "entry": []}')
    document = window.document
    document.replace_case(Case(Patient(document.fields, {"sex": "male"}), decision=ODD))
    window.decisions.open()
    window.decisions.write()
    window.intake.read(record)
    window.intake.open_letter()
    window.plan.read([record])
    dialogs = [window.decisions.dialog, window.decisions.minutes, window.intake.record, window.intake.letter]
    dialogs.append(window.plan.dialog)
    assert all(dialog is not None and dialog.isVisible() for dialog in dialogs)
    ended = []
    for dialog in dialogs:
        assert dialog is not None
        dialog.rejected.connect(lambda: ended.append(1))
    document.replace_case(Case(Patient(document.fields, {"sex": "female"})))
    assert len(ended) == len(dialogs)
    assert document.case.decision is None
