"""What the board decided: the day, who was there, what is recommended for each lesion, dissent, and what is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from engine.case.decisions.decision import (
    Decision,
    DecisionProblem,
    decision_as_json,
    read_decision,
)
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.words.said import capital, in_row
from gui.document.case_document import CaseDocument
from gui.look.screen import fit_screen
from gui.messages.speech import announce
from gui.minutes.decision_parts import (
    CheckedPart,
    DayPart,
    DissentPart,
    LesionsPart,
    NeededPart,
    PresentPart,
    TextPart,
    list_of_treatments,
)
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel


class DecisionDialog(QDialog):
    """Writes the decision into the case as one step, when the person has agreed.

    Signals
    -------
    decided : a `Decision`.
    """

    decided = Signal(object)

    def __init__(self, document: CaseDocument, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("The board's decision"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # Its rows and values are those of the case as it is now: that stands still while it is open.
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._patient = document.case.patient
        self._fields = document.fields
        self._known = document.case.decision
        self._build(self._known or Decision(date=""))
        self._at_first = self.decision
        self._asked_about: Decision | None = None
        fit_screen(self, 900, 860)

    def _build(self, known: Decision) -> None:
        self.date = DayPart(known.date or None, self._patient.text("board_date") or "", self)
        whole = self.tr("not decided as a whole")
        self.recommendation = list_of_treatments(self._fields, known.recommendation, whole, self)
        self.words = TextPart(known.words, "decision.words", self)
        rows = _rows(self._patient)
        self.lesions = LesionsPart(known.lesions, rows, self._fields, self, proposed=self._known is None)
        self.present = PresentPart(known.participants, self)
        self.dissent = DissentPart(known.dissents, self)
        self.needed = NeededPart(known.needed, "decision.needed", self)
        self.wish = TextPart(known.patient_wish, "decision.wish", self)
        self.checked = CheckedPart(known.checked, self._patient, self._fields, self)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        rows_of_form = (
            (self.tr("&Day of the board"), self.date),
            (self.tr("&Recommended"), self.recommendation),
            (self.tr("In &words"), self.words),
            (self.tr("For each &lesion"), self.lesions),
            (self.tr("&Present, by role"), self.present),
            (self.tr("Di&ssent"), self.dissent),
            (self.tr("Still &needed, one a line"), self.needed),
            (self.tr("The patient's w&ish"), self.wish),
            (self.tr("&Checked by a second person"), self.checked),
        )
        for words, widget in rows_of_form:
            label = PlainLabel(words, self)
            label.setBuddy(widget)
            widget.setAccessibleName(words.replace("&", ""))
            form.addRow(label, self._day_row() if widget is self.date else widget)
        self.problem = PlainLabel(parent=self)
        self.problem.setWordWrap(True)
        self.problem.setProperty("role", "problem")
        self.problem.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, Qt.Orientation.Horizontal, self)
        self.agree = self.buttons.addButton(self.tr("&Keep in the case"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._on_agreed)
        self.buttons.rejected.connect(self.reject)
        page, scrolled = QWidget(self), QScrollArea(self)
        page.setLayout(form)
        scrolled.setWidget(page)
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QScrollArea.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.addWidget(scrolled, 1)
        layout.addWidget(PlainLabel(self.tr("Nobody is named: participants and dissent are kept by role."), self))
        layout.addWidget(self.problem)
        layout.addWidget(self.buttons)

    def _day_row(self) -> QWidget:
        """The day, with what the case says where the calendar cannot show it."""
        if not self.date.is_another:
            return self.date
        both = QWidget(self)
        layout = QHBoxLayout(both)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.date)
        layout.addWidget(PlainLabel(self.tr("In the case: {day}").format(day=self.date.value), both), 1)
        return both

    @property
    def decision(self) -> Decision:
        """What the dialog holds now; what nobody has touched is as the case held it."""
        return Decision(
            date=self.date.value,
            participants=self.present.value,
            recommendation=self.recommendation.currentData(),
            words=self.words.value,
            lesions=self.lesions.value,
            dissents=self.dissent.value,
            needed=self.needed.items,
            patient_wish=self.wish.value,
            checked=self.checked.value,
        )

    def _problem_of(self, decision: Decision) -> str:
        """What keeps this from being a decision that a case file can hold; empty where nothing does."""
        if self.dissent.unfinished is not None:
            return self.tr("A dissent needs both: whose it is, by role, and why. Complete it, or empty its row.")
        if decision == self._known:
            return ""
        modalities = [str(choice.value) for choice in self._fields["modality"].choices]
        try:
            read_decision(decision_as_json(decision), self._fields.by_id, modalities)
        except DecisionProblem as error:
            return in_use().of(in_row((capital(error.problem), error.remedy)))
        return ""

    def _on_agreed(self) -> None:
        decision = self.decision
        problem = self._problem_of(decision)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        if problem:
            announce(self.problem, problem)
            return
        self.accept()
        self.decided.emit(decision)

    def _asks_first(self) -> bool:
        """Say that what was written is not kept, once until more is written; whether that was said now."""
        decision = self.decision
        written = decision != self._at_first or self.dissent.unfinished is not None
        if not written or decision == self._asked_about:
            return False
        self._asked_about = decision
        words = self.tr("What was written here is not kept yet. Escape once more gives it up.")
        self.problem.setText(words)
        self.problem.show()
        announce(self.problem, words)
        return True

    # ------------------------------------------------------------ Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A key that is meant for a list or a remark must not cost what took minutes to write.
        if not (event.key() == Qt.Key.Key_Escape and self._asks_first()):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.isVisible() and self._asks_first():
            event.ignore()
        else:
            super().closeEvent(event)


def _rows(patient: Patient) -> tuple[Lesion, ...]:
    rows = patient.inputs.get("lesions")
    return tuple(row for row in rows if isinstance(row, Lesion)) if isinstance(rows, tuple) else ()
