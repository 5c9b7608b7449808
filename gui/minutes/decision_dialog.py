"""What the board decided: the day, who was there, what is recommended for each lesion, dissent, and what is missing."""

from __future__ import annotations

from typing import get_args

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.case.decision import OBSERVATION, ROLE_WORDS, Decision, Dissent, LesionDecision, Role
from engine.case.lesions import Lesion
from engine.case.patient import Patient
from engine.findings.wording import value_in_words, with_unit
from gui.case_document import CaseDocument
from gui.plain_text import PlainLabel, in_a_line
from gui.screen import fit_screen

_LONGEST = 2_000
_ROLES: tuple[Role, ...] = get_args(Role)


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
        self._patient = document.case.patient
        self._fields = document.fields
        known = document.case.decision
        self._build(known)
        fit_screen(self, 820, 760)

    def _build(self, known: Decision | None) -> None:
        given = known.date if known is not None else self._patient.text("board_date") or ""
        day = QDate.fromString(given, Qt.DateFormat.ISODate)
        self.date = QDateEdit(day if day.isValid() else QDate.currentDate(), self)
        self.date.setDisplayFormat("yyyy-MM-dd")
        self.recommendation = self._treatments(known.recommendation if known is not None else "")
        self.words = self._text(known.words if known is not None else "", "decision.words")
        self.lesions = self._lesions(known)
        self.present = self._present(known)
        self.dissent_role = QComboBox(self)
        self.dissent_role.addItem(self.tr("none"), "")
        for role in _ROLES:
            self.dissent_role.addItem(ROLE_WORDS[role], role)
        dissent = known.dissents[0] if known is not None and known.dissents else None
        self._further_dissents = known.dissents[1:] if known is not None else ()
        self.dissent_role.setCurrentIndex(self.dissent_role.findData(dissent.role if dissent else ""))
        self.dissent = QLineEdit(dissent.reason if dissent else "", self)
        self.dissent.setMaxLength(_LONGEST)
        self.needed = self._text("\n".join(known.needed) if known is not None else "", "decision.needed")
        self.wish = self._text(known.patient_wish if known is not None else "", "decision.wish")
        self.checked = self._checked(known)
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        rows = (
            (self.tr("&Day of the board"), self.date),
            (self.tr("&Recommended"), self.recommendation),
            (self.tr("In &words"), self.words),
            (self.tr("For each &lesion"), self.lesions),
            (self.tr("&Present, by role"), self.present),
            (self.tr("Di&ssent of"), self.dissent_role),
            (self.tr("Beca&use"), self.dissent),
            (self.tr("Still &needed, one a line"), self.needed),
            (self.tr("The patient's w&ish"), self.wish),
            (self.tr("&Checked by a second person"), self.checked),
        )
        for words, widget in rows:
            label = PlainLabel(words, self)
            label.setBuddy(widget)
            widget.setAccessibleName(words.replace("&", ""))
            form.addRow(label, widget)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, Qt.Orientation.Horizontal, self)
        self.agree = self.buttons.addButton(self.tr("&Keep in the case"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self._on_agreed)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form, 1)
        layout.addWidget(PlainLabel(self.tr("Nobody is named: participants and dissent are kept by role."), self))
        layout.addWidget(self.buttons)

    def _treatments(self, current: str) -> QComboBox:
        box = QComboBox(self)
        box.addItem(self.tr("not decided as a whole"), "")
        for choice in self._fields["modality"].choices:
            box.addItem(choice.label, str(choice.value))
        box.addItem(self.tr("Observation"), OBSERVATION)
        box.setCurrentIndex(max(box.findData(current), 0))
        return box

    def _text(self, text: str, name: str) -> QPlainTextEdit:
        edit = QPlainTextEdit(text, self)
        edit.setObjectName(name)
        edit.setTabChangesFocus(True)
        edit.setFixedHeight(self.fontMetrics().lineSpacing() * 3)
        return edit

    def _lesions(self, known: Decision | None) -> QTableWidget:
        rows = _rows(self._patient)
        decided = {row.lesion: row for row in known.lesions} if known is not None else {}
        table = QTableWidget(len(rows), 3, self)
        table.setHorizontalHeaderLabels([self.tr("Lesion"), self.tr("Recommended"), self.tr("Remark")])
        table.verticalHeader().hide()
        table.setTabKeyNavigation(False)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for number, row in enumerate(rows, 1):
            size = with_unit(row.diameter_cm, "cm") if row.diameter_cm is not None else self.tr("size not known")
            item = QTableWidgetItem(f"{number}: {size}")
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            table.setItem(number - 1, 0, item)
            before = decided.get(number)
            box = self._treatments(before.recommendation if before is not None else row.treatment or "")
            box.setItemText(0, self.tr("not decided"))
            box.setAccessibleName(self.tr("Lesion {number}, recommended").format(number=number))
            table.setCellWidget(number - 1, 1, box)
            table.setItem(number - 1, 2, QTableWidgetItem(before.note if before is not None else ""))
        return table

    def _present(self, known: Decision | None) -> QTableWidget:
        table = QTableWidget(1, len(_ROLES), self)
        table.setHorizontalHeaderLabels([ROLE_WORDS[role] for role in _ROLES])
        table.verticalHeader().hide()
        table.setTabKeyNavigation(False)
        for column, role in enumerate(_ROLES):
            count = QSpinBox(table)
            count.setRange(0, 20)
            count.setValue(known.participants.count(role) if known is not None else 0)
            count.setAccessibleName(ROLE_WORDS[role])
            table.setCellWidget(0, column, count)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.setFixedHeight(self.fontMetrics().lineSpacing() * 5)
        return table

    def _checked(self, known: Decision | None) -> QListWidget:
        ticked = known.checked if known is not None else ()
        names = QListWidget(self)
        for name, value in self._patient.inputs.items():
            spec = self._fields[name]
            item = QListWidgetItem(in_a_line(f"{spec.label}: {value_in_words(spec, value)}"))
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in ticked else Qt.CheckState.Unchecked)
            names.addItem(item)
        return names

    @property
    def decision(self) -> Decision:
        """What the dialog holds now."""
        role = self.dissent_role.currentData()
        reason = self.dissent.text().strip()
        dissents = (Dissent(role=role, reason=reason),) if role and reason else ()
        needed = [line.strip() for line in self.needed.toPlainText().splitlines()]
        items = [self.checked.item(row) for row in range(self.checked.count())]
        return Decision(
            date=self.date.date().toString(Qt.DateFormat.ISODate),
            participants=tuple(role for column, role in enumerate(_ROLES) for _ in range(self._count(column))),
            recommendation=self.recommendation.currentData(),
            words=self.words.toPlainText().strip()[:_LONGEST],
            lesions=tuple(self._decided_lesions()),
            dissents=(*dissents, *self._further_dissents),
            needed=tuple(line[:_LONGEST] for line in needed if line),
            patient_wish=self.wish.toPlainText().strip()[:_LONGEST],
            checked=tuple(
                item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked
            ),
        )

    def _count(self, column: int) -> int:
        widget = self.present.cellWidget(0, column)
        return widget.value() if isinstance(widget, QSpinBox) else 0

    def _decided_lesions(self) -> list[LesionDecision]:
        found = []
        for row in range(self.lesions.rowCount()):
            box, note = self.lesions.cellWidget(row, 1), self.lesions.item(row, 2)
            remark = note.text().strip()[:_LONGEST] if note is not None else ""
            treatment = box.currentData() if isinstance(box, QComboBox) else ""
            if treatment or remark:
                found.append(LesionDecision(lesion=row + 1, recommendation=treatment, note=remark))
        return found

    def _on_agreed(self) -> None:
        decision = self.decision
        self.accept()
        self.decided.emit(decision)


def _rows(patient: Patient) -> tuple[Lesion, ...]:
    rows = patient.inputs.get("lesions")
    return tuple(row for row in rows if isinstance(row, Lesion)) if isinstance(rows, tuple) else ()
