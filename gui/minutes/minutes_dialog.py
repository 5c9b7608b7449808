"""Before the minutes are printed: which values a second person has checked, and in which forms they are handed over."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.case.decisions.decision import Decision
from engine.case.decisions.decision_edits import checked_as
from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.findings.wording import value_in_words
from engine.words.said import say_label
from gui.look.screen import fit_screen
from gui.messages.questions import Ask
from gui.minutes.minutes_writing import MinutesWanted
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, in_a_line


class MinutesDialog(QDialog):
    """Asks for the second person's check and for the forms; writes nothing itself.

    Signals
    -------
    agreed : a `MinutesWanted`.
    """

    agreed = Signal(object)

    def __init__(
        self,
        decision: Decision,
        patient: Patient,
        deciding: frozenset[str],
        fields: FieldCatalogue,
        ask: Ask,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Minutes of the board"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # What is compared with the source are the values as they stand here.
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._ask = ask
        self._before = decision.checked
        self._identity: Path | None = None
        self.count = PlainLabel(parent=self)
        self.count.setWordWrap(True)
        self.values = QListWidget(self)
        self.values.setAccessibleName(self.tr("Values that decide a headline, checked by a second person"))
        for name, value in patient.inputs.items():
            if name in deciding:
                label = in_use().of(say_label(fields[name].label, name))
                item = QListWidgetItem(in_a_line(f"{label}: {in_use().of(value_in_words(fields[name], value))}"))
                item.setData(Qt.ItemDataRole.UserRole, name)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                ticked = name in decision.checked
                item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
                self.values.addItem(item)
        self.all_checked = QPushButton(self.tr("&All of them were compared with the source"), self)
        self.all_checked.setAutoDefault(False)
        self.fhir = QCheckBox(self.tr("Also as a &FHIR CarePlan with the minutes inside"), self)
        self.dicom = QCheckBox(self.tr("Also as &DICOM Encapsulated PDF"), self)
        self.choose = QPushButton(self.tr("Who the patient &is …"), self)
        self.choose.setAutoDefault(False)
        self.identity = PlainLabel(parent=self)
        self.identity.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, Qt.Orientation.Horizontal, self)
        self.write = self.buttons.addButton(self.tr("&Write the minutes …"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._lay_out()
        self.values.itemChanged.connect(self._on_changed)
        self.all_checked.clicked.connect(self._on_all_checked)
        self.fhir.toggled.connect(self._on_changed)
        self.dicom.toggled.connect(self._on_changed)
        self.choose.clicked.connect(self._on_choose)
        self.buttons.accepted.connect(self._on_agreed)
        self.buttons.rejected.connect(self.reject)
        self._on_changed()
        fit_screen(self, 640, 620)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(self.count)
        layout.addWidget(self.values, 1)
        layout.addWidget(self.all_checked, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(self.fontMetrics().height() // 2)
        layout.addWidget(self.fhir)
        layout.addWidget(self.dicom)
        beside = QHBoxLayout()
        beside.addWidget(self.choose)
        beside.addWidget(self.identity, 1)
        layout.addLayout(beside)
        layout.addSpacing(self.fontMetrics().height() // 2)
        layout.addWidget(self.buttons)

    @property
    def wanted(self) -> MinutesWanted:
        """What the dialog holds now; a field that was checked and decides nothing today stays checked."""
        items = [self.values.item(row) for row in range(self.values.count())]
        unseen = set(self._before) - {item.data(Qt.ItemDataRole.UserRole) for item in items}
        ticked = [item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked]
        hands_over = self.fhir.isChecked() or self.dicom.isChecked()
        return MinutesWanted(
            checked=checked_as(self._before, (*unseen, *ticked)),
            fhir=self.fhir.isChecked(),
            dicom=self.dicom.isChecked(),
            identity=self._identity if hands_over else None,
        )

    def _on_changed(self) -> None:
        of_all = self.values.count()
        ticked = sum(self.values.item(row).checkState() is Qt.CheckState.Checked for row in range(of_all))
        words = self.tr(
            "{ticked} of {all} values that decide a headline were compared with the source by a second person. "
            "The minutes say of each whether it was."
        )
        none = self.tr("No value of the case decides a headline.")
        self.count.setText(words.format(ticked=ticked, all=of_all) if of_all else none)
        for part in (self.values, self.all_checked):
            part.setVisible(of_all > 0)
        self.all_checked.setEnabled(ticked < of_all)
        hands_over = self.fhir.isChecked() or self.dicom.isChecked()
        self.choose.setEnabled(hands_over)
        self.write.setEnabled(not hands_over or self._identity is not None)
        if not hands_over:
            said = self.tr("The PDF names nobody.")
        elif self._identity is None:
            said = self.tr("These two say whose minutes they are: choose the file with the patient's identity.")
        else:
            said = self.tr("{name}: read once, goes into these files alone, and is kept nowhere.")
            said = said.format(name=in_a_line(self._identity.name))
        self.identity.setText(said)

    def _on_all_checked(self) -> None:
        for row in range(self.values.count()):
            self.values.item(row).setCheckState(Qt.CheckState.Checked)

    def _on_choose(self) -> None:
        path = self._ask.identity_file()
        if path is not None:
            self._identity = path
            self._on_changed()

    def _on_agreed(self) -> None:
        wanted = self.wanted
        self.accept()
        self.agreed.emit(wanted)
