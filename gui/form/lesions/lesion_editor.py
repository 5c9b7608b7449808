"""Lesions on the form: the table, the buttons that change its rows, and what there is to say about a cell."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.case.checks.consistency import inconsistencies
from engine.case.fields import FieldSpec
from engine.case.lesion_line import read_lesion_line
from engine.case.limits import MOST_LESIONS
from gui.document.case_document import CaseDocument, Draft
from gui.form.editors.chip_row import Chip, ChipRow
from gui.form.editors.units_in_use import UnitsInUse
from gui.form.lesions.lesion_line_edit import LesionLineEdit
from gui.form.lesions.lesion_model import LesionModel
from gui.form.lesions.lesion_table import LesionTable
from gui.messages.speech import announce
from gui.shared.flow_row import FlowRow
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, in_a_line, tip

_NOT_KNOWN, _NONE, _ROWS = "not known", "none", "rows"


class LesionEditor(QWidget):
    """Not known, none, or rows; rows are changed in the table.

    Signals
    -------
    entered : the keyboard is here now; the field's id.
    answered : lesions have been typed on the line; the field's id.
    """

    entered = Signal(str)
    answered = Signal(str)

    def __init__(
        self, spec: FieldSpec, document: CaseDocument, units: UnitsInUse, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.spec = spec
        self._document = document
        self._units = units
        self._needs_answer = False
        self._told = ""
        self.model = LesionModel(document, units, self)
        self._diameter = next(field for field in self.model.specs if field.kind == "number")
        self.label = PlainLabel(spec.label, self)
        self.label.setWordWrap(True)
        self.label.setToolTip(tip(spec.help))
        self.state = ChipRow(
            (
                Chip(_ROWS, self.tr("In rows")),
                Chip(_NONE, self.tr("None")),
                Chip(_NOT_KNOWN, self.tr("Not known"), True),
            ),
            spec.label,
            exclusive=False,
            parent=self,
        )
        self.state.setObjectName("field.lesions.state")
        self.state.setAccessibleName(spec.label)
        self.state.describe(spec.help)
        self.label.setBuddy(self.state)
        self.line = LesionLineEdit(self)
        self.line.setPlaceholderText(self.tr("VII 2.1, VIII 3.4"))
        self.line.setAccessibleName(self.tr("Lesions on one line"))
        words = self.tr(
            "Lesions parted by commas: of each its size, and its segment where it is known; Enter adds them"
        )
        self.line.setAccessibleDescription(words)
        self.line.setToolTip(tip(words))
        self.table = LesionTable(self.model, units, self)
        self.table.setAccessibleName(spec.label)
        self.table.setAccessibleDescription(
            self.tr(
                "Digits type a diameter, Y and N answer, 1 to 8 choose a segment, Delete makes a cell not known. "
                "Ins adds a lesion, Ctrl+D duplicates it, Ctrl+Del deletes it."
            )
        )
        self._unit = QComboBox(self)
        self._unit.addItems(list(self._diameter.units))
        self._unit.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._unit.setAccessibleName(self.tr("Unit of the diameters"))
        # On some systems a list speaks by its choice, and is named by the label before it.
        self._unit_label = PlainLabel(self.tr("Unit"), self)
        self._unit_label.setBuddy(self._unit)
        self._unit.activated.connect(self._on_unit_activated)
        self.add_button = self._button(self.tr("Add"), self.tr("Add a lesion (Ins)"), self.add)
        self.duplicate_button = self._button(
            self.tr("Duplicate"), self.tr("Duplicate this lesion (Ctrl+D)"), self.duplicate
        )
        self.delete_button = self._button(self.tr("Delete"), self.tr("Delete this lesion (Ctrl+Del)"), self.delete)
        self.details_button = self._button(
            self.tr("All columns"), self.tr("Show distances, the board's judgement and response of each lesion"), None
        )
        self.details_button.setCheckable(True)
        self.details_button.toggled.connect(self._on_details_toggled)
        self._line_remark = PlainLabel(parent=self)
        self._line_remark.setWordWrap(True)
        self._line_remark.setProperty("role", "problem")
        self._line_remark.hide()
        self._remark = PlainLabel(parent=self)
        self._remark.setWordWrap(True)
        words = self.tr("These are as many rows as a case can hold ({most}). More lesions are entered as their number.")
        self._full = PlainLabel(words.format(most=MOST_LESIONS), self)
        self._full.setWordWrap(True)
        self._full.setProperty("role", "problem")
        self._full.hide()
        self._confirm = self._button(self.tr("Yes, the numbers are right"), "", self._on_confirm)
        self._lay_out()
        self.state.chosen.connect(self._on_state_chosen)
        self.state.unknown_requested.connect(self._on_unknown)
        for button in self.state.buttons:
            button.clicked.connect(self._on_entered)
        self.line.entered.connect(self._on_entered)
        self.line.taken.connect(self._on_line)
        self.line.textEdited.connect(self._on_line_edited)
        self.table.entered.connect(self._on_entered)
        self.table.typing_ended.connect(self._on_typing_ended)
        self.table.cell_changed_place.connect(self._on_cell_changed_place)

    def _lay_out(self) -> None:
        gap = self.fontMetrics().height() // 3
        # They wrap: in a narrow form with large text they do not stand side by side.
        buttons = FlowRow(self, gap)
        for button in (self.add_button, self.duplicate_button, self.delete_button, self.details_button):
            buttons.add(button)
        # Above, not beside the buttons: large text leaves no room there.
        top = QHBoxLayout()
        top.setSpacing(gap)
        top.addWidget(self.label, 1)
        top.addWidget(self._unit_label)
        top.addWidget(self._unit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(gap)
        layout.addLayout(top)
        layout.addWidget(self.state)
        layout.addWidget(self.line)
        layout.addWidget(self._line_remark)
        layout.addWidget(self.table)
        layout.addWidget(buttons)
        layout.addWidget(self._full)
        layout.addWidget(self._remark)
        layout.addWidget(self._confirm, 0, Qt.AlignmentFlag.AlignLeft)

    def _button(self, words: str, hint: str, slot: object | None) -> QPushButton:
        button = QPushButton(words, self)
        # Enter presses it, and not the space bar alone.
        button.setAutoDefault(True)
        button.setToolTip(tip(hint))
        button.setAccessibleName(hint or words)
        if slot is not None:
            button.clicked.connect(slot)
        return button

    # ------------------------------------------------------------ what is shown

    @property
    def control(self) -> QWidget:
        """The widget that takes the keyboard."""
        return self.table if self.model.rowCount() else self.state

    @property
    def has_something_to_say(self) -> bool:
        """Whether a cell has a problem or a question, or the rows contradict something."""
        return self._needs_answer

    def show_draft(self, draft: Draft) -> None:
        """Show these rows. Never emits."""
        self.model.show_draft(draft)
        rows = draft.lesions
        self.state.show_chosen([_NOT_KNOWN if rows is None else _ROWS if rows else _NONE])
        has_rows = bool(rows)
        row_parts = (self.table, self.duplicate_button, self.delete_button, self.details_button, self._unit_label)
        for widget in (*row_parts, self._unit):
            widget.setVisible(has_rows)
        # What a row holds is never out of sight because nobody asked for it.
        if self.model.has_details:
            self.details_button.setChecked(True)
        is_full = self.model.rowCount() >= MOST_LESIONS
        self._full.setVisible(is_full)
        self.add_button.setEnabled(not is_full)
        self.duplicate_button.setEnabled(not is_full)
        self.table.fit_height()
        self._show_remark()

    def on_unit_changed(self) -> None:
        """The diameters are in another unit now."""
        unit = self._units.unit(self._diameter)
        if self._unit.currentText() != unit:
            self._unit.setCurrentIndex(self._diameter.units.index(unit))
        self.model.on_unit_changed()
        self._show_remark()

    def _problems(self) -> list[tuple[int, str]]:
        found = []
        for row in range(self.model.rowCount()):
            for column in range(self.model.columnCount()):
                problem = self.model.problem(self.model.index(row, column))
                if problem:
                    found.append((row, problem))
        return found

    def _contradictions(self) -> list[str]:
        """Return what is asked of the rows beside what else is known, until a person says that both are right."""
        case = self._document.case
        if self.spec.id in case.confirmed:
            return []
        many = inconsistencies(case.patient, touching=frozenset((self.spec.id,)))
        return [in_use().of(text) for name, text in many if name == self.spec.id]

    def _on_cell_changed_place(self) -> None:
        self._show_remark()

    def _show_remark(self, *, ended: bool = False) -> None:
        problems = self._problems()
        contradictions = self._contradictions()
        self._needs_answer = bool(problems or contradictions)
        # The table still counts as editing while it tells that an editor closes.
        is_typing = not ended and self.table.state() == LesionTable.State.EditingState
        is_problem = any(place.startswith("lesions[") for place in self._document.draft.unreadable)
        words = "\n".join(
            (
                *(self.tr("Lesion {row}: {problem}").format(row=row + 1, problem=problem) for row, problem in problems),
                *contradictions,
            )
        )
        self._confirm.setText(self.tr("Yes, the numbers are right") if problems else self.tr("Yes, both are right"))
        is_shown = bool(words) and not is_typing
        self._remark.setText(words)
        self._remark.setProperty("role", "problem" if is_problem else "question")
        self._remark.style().unpolish(self._remark)
        self._remark.style().polish(self._remark)
        self._remark.setVisible(is_shown)
        self._confirm.setVisible(is_shown and not is_problem)

    # ------------------------------------------------------------ what a person does

    def add(self) -> None:
        """Add a row after the last one and begin its diameter."""
        row = self.model.rowCount()
        if self._is_full():
            return
        self._document.insert_lesion(row)
        self.table.go_to(row, 0, edit=True)

    def duplicate(self) -> None:
        """Add a copy of the current row below it."""
        rows = self._document.draft.lesions
        row = self.table.currentIndex().row()
        if rows and row >= 0 and not self._is_full():
            self.table.close_editor()
            self._document.insert_lesion(row + 1, rows[row])
            self.table.go_to(row + 1, 0)

    def _is_full(self) -> bool:
        """Whether a case can hold no more rows; then it is said."""
        is_full = self.model.rowCount() >= MOST_LESIONS
        if is_full:
            announce(self.table, self._full.text())
        return is_full

    def delete(self) -> None:
        """Take the current row away."""
        row = self.table.currentIndex().row()
        if 0 <= row < self.model.rowCount():
            self.table.close_editor()
            self._document.remove_lesion(row)
            if self.model.rowCount():
                self.table.go_to(min(row, self.model.rowCount() - 1), 0)
            else:
                self.state.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_value(self) -> None:
        """A person says "not known": of the current cell, or of the lesions as a whole."""
        if self.table.isAncestorOf(self.focusWidget()) or self.table.hasFocus():
            self.table.clear_cell()
        else:
            self._document.set_value(self.spec.id, None)

    def _on_line(self, text: str) -> None:
        """Add what was dictated as rows; half a line adds nothing, and stays to be put right."""
        unit = self._units.unit(self._diameter)
        read = read_lesion_line(text, self.model.specs, unit)
        rows = (*(self._document.draft.lesions or ()), *read.lesions)
        if read.problem:
            self._say_of_line(in_a_line(in_use().of(read.problem), 300))
        elif len(rows) > MOST_LESIONS:
            self._say_of_line(self._full.text())
        elif read.lesions:
            self._document.set_value(self.spec.id, rows)
            self.line.clear()
            self.answered.emit(self.spec.id)

    def _on_line_edited(self) -> None:
        self._say_of_line("")

    def _say_of_line(self, words: str) -> None:
        self._line_remark.setText(words)
        self._line_remark.setVisible(bool(words))
        if words:
            announce(self.line, words)

    def _on_details_toggled(self, shown: bool) -> None:
        self.table.show_details(shown=shown)

    def _on_state_chosen(self, state: object) -> None:
        if state == _ROWS:
            if self.model.rowCount():
                self.table.go_to(0, 0)
            else:
                self.add()
        else:
            self._document.set_value(self.spec.id, () if state == _NONE else None)

    def _on_unknown(self) -> None:
        self._document.set_value(self.spec.id, None)

    def _on_unit_activated(self) -> None:
        self._units.choose(self._diameter, self._unit.currentText())

    def _on_typing_ended(self) -> None:
        self._document.end_typing()
        self._show_remark(ended=True)
        words = self._remark.text()
        if words and words != self._told:
            announce(self.table, words)
        self._told = words

    def _on_confirm(self) -> None:
        self._document.confirm(self.spec.id)

    def _on_entered(self) -> None:
        self.entered.emit(self.spec.id)
