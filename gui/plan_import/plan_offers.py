"""The values of a plan that a case has a field for: each is taken or left, beside what the case holds now."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from engine.case.case import Case, Origin
from engine.case.fields import FieldCatalogue
from engine.case.patient import Value
from engine.findings.wording import value_in_words
from gui.shared.language import in_use
from gui.shared.plain_text import in_a_line, tip

if TYPE_CHECKING:
    from engine.dose import PlanValue, PlanValues

_TAKE, _VALUE, _NOW, _FROM = range(4)
#: fewer are never in sight; more, as far as the window has room
_LEAST_ROWS_IN_SIGHT = 4


@dataclass(frozen=True, slots=True)
class ReadValue:
    """One value to be written into the case, with where it came from."""

    field_id: str
    value: Value
    origin: Origin


def named(sentence: str, sources: Mapping[str, str]) -> str:
    """Return a sentence with the names of sources in the place of their ids."""
    return re.sub(r"[a-z]+[0-9]{4}[a-z]?", lambda found: sources.get(found[0], found[0]), sentence)


class PlanOffers(QTableWidget):
    """Take or leave: one row for each value of the plan.

    What carries a caution, and what would replace something typed, is ticked by nobody but the user.

    Signals
    -------
    choice_changed : a tick was set or taken away.
    """

    choice_changed = Signal()

    def __init__(
        self,
        fields: FieldCatalogue,
        case: Case | None,
        sources: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(0, 4, parent)
        self._sources = dict(sources or {})
        self._fields = fields
        self._case = case
        self._offered: list[PlanValue] = []
        self._hashes: tuple[str, ...] = ()
        self.setObjectName("plan.offers")
        self.setAccessibleName(self.tr("Values of the plan to take or to leave"))
        self.setHorizontalHeaderLabels(
            [self.tr("Take"), self.tr("Value"), self.tr("In the case now"), self.tr("Structures")]
        )
        self.verticalHeader().hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        header = self.horizontalHeader()
        for column in (_TAKE, _VALUE, _NOW):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_FROM, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.itemChanged.connect(self._on_item_changed)

    def clear_values(self) -> None:
        """Offer nothing."""
        self._offered = []
        self.setRowCount(0)
        self.setVisible(False)

    def show_values(self, values: PlanValues) -> None:
        """Offer the values that a case has a field for."""
        self.blockSignals(True)
        self._offered = [value for value in values.values if value.field]
        self._hashes = tuple(file.sha256 for file in values.file_hashes)
        self.setRowCount(len(self._offered))
        for row, value in enumerate(self._offered):
            self._show_row(row, value)
        self.blockSignals(False)
        self.setVisible(bool(self._offered))
        self.resizeRowsToContents()
        rest = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        heights = [self.rowHeight(row) for row in range(len(self._offered))]
        self.setMinimumHeight(sum(heights[:_LEAST_ROWS_IN_SIGHT]) + rest)
        self.setMaximumHeight(sum(heights) + rest)
        if self._offered:
            self.setCurrentCell(0, _TAKE)
        self.choice_changed.emit()

    def _show_row(self, row: int, value: PlanValue) -> None:
        spec = self._fields[value.field]
        now = None if self._case is None else self._case.patient.inputs.get(value.field)
        same = now is not None and now == value.value
        take = QTableWidgetItem(in_a_line(spec.label))
        take.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        wanted = not value.caution and (same or not self._is_typed(value.field))
        take.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        self.setItem(row, _TAKE, take)
        of = in_use().of
        shown_now = self.tr("the same") if same else of(value_in_words(spec, now)) if now is not None else "–"
        said = filter(None, [of(value.caution), named(of(value.printed), self._sources)])
        origin = " · ".join([", ".join(value.structures) or self.tr("the plan"), *said])
        for column, text in ((_VALUE, of(value_in_words(spec, value.value))), (_NOW, shown_now), (_FROM, origin)):
            item = QTableWidgetItem(in_a_line(text, 400))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setToolTip(tip(text))
            self.setItem(row, column, item)

    def _is_typed(self, field_id: str) -> bool:
        """Whether the case holds a value of this field that no plan or record gave."""
        case = self._case
        return case is not None and field_id in case.patient.inputs and field_id not in case.origins

    @property
    def ticked(self) -> tuple[ReadValue, ...]:
        """The values that are to be taken, each with where it came from."""
        return tuple(
            ReadValue(value.field, value.value, Origin(value.method, self._hashes, value.structures))
            for row, value in enumerate(self._offered)
            if self._is_ticked(row)
        )

    def row_of(self, field_id: str) -> int:
        """Return the row of a field; -1 where it is not offered."""
        return next((row for row, value in enumerate(self._offered) if value.field == field_id), -1)

    def tick(self, field_id: str, *, on: bool) -> None:
        """Take a value, or leave it."""
        item = self.item(self.row_of(field_id), _TAKE)
        if item is not None:
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks the row that the cursor is in, whichever of its cells has it."""
        row = self.currentRow()
        if event.key() == Qt.Key.Key_Space and row >= 0:
            self.tick(self._offered[row].field, on=not self._is_ticked(row))
            return
        super().keyPressEvent(event)

    def _is_ticked(self, row: int) -> bool:
        item = self.item(row, _TAKE)
        return item is not None and item.checkState() is Qt.CheckState.Checked

    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() == _TAKE:
            self.choice_changed.emit()
