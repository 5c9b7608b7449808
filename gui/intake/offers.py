"""Values that can be taken: a table in which each is ticked or left, with where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from engine.case.case import Case, Origin
from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.patient import Value
from engine.findings.wording import value_in_words
from engine.words.said import say
from gui.shared.language import in_use
from gui.shared.plain_text import in_a_line, tip

_TAKE, _VALUE, _NOW, _DATE, _ORIGIN = range(5)


@dataclass(frozen=True, slots=True)
class Offer:
    """One value for one field.

    Attributes
    ----------
    words : the value as the form shows it.
    date, from_where : when it was found, and where it stands.
    """

    field_id: str
    value: Value
    words: str
    date: str
    from_where: str
    origin: Origin


def offered_words(spec: FieldSpec, value: Value, given: str) -> str:
    """Return a value as it is shown before it is taken: as recorded first, where it was converted."""
    if not given or not isinstance(value, float):
        return value_in_words(spec, value)
    return say("{given} = {value}", given=given, value=value_in_words(spec, float(f"{value:.4g}")))


class OfferTable(QTableWidget):
    """Take or leave: one row for each value, ticked by whoever looks at it.

    Signals
    -------
    choice_changed : how many are ticked.
    """

    choice_changed = Signal(int)

    def __init__(self, fields: FieldCatalogue, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self._fields = fields
        self._offers: tuple[Offer, ...] = ()
        self.setObjectName("intake.offers")
        self.setAccessibleName(self.tr("Values to take or to leave"))
        self.setHorizontalHeaderLabels(
            [self.tr("Take"), self.tr("Value"), self.tr("In the case now"), self.tr("Date"), self.tr("From")]
        )
        self.verticalHeader().hide()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        header = self.horizontalHeader()
        for column in (_TAKE, _VALUE, _NOW, _DATE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_ORIGIN, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.itemChanged.connect(self._on_item_changed)

    @property
    def ticked(self) -> tuple[Offer, ...]:
        """The values that are to be taken."""
        return tuple(offer for row, offer in enumerate(self._offers) if self._is_ticked(row))

    def show_offers(self, offers: Sequence[Offer], case: Case, *, ticked: bool) -> None:
        """Show these values; `ticked` ticks those that replace nothing else in the case."""
        self.blockSignals(True)
        self._offers = tuple(offers)
        self.setRowCount(len(offers))
        for row, offer in enumerate(offers):
            spec = self._fields[offer.field_id]
            now = case.patient.inputs.get(offer.field_id)
            take = QTableWidgetItem(in_a_line(spec.label))
            take.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            wanted = ticked and now is None
            take.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
            self.setItem(row, _TAKE, take)
            same = now is not None and now == offer.value
            shown_now = (
                self.tr("the same") if same else in_use().of(value_in_words(spec, now)) if now is not None else "–"
            )
            for column, text in (
                (_VALUE, in_use().of(offer.words)),
                (_NOW, shown_now),
                (_DATE, offer.date or self.tr("not dated")),
                (_ORIGIN, in_use().of(offer.from_where)),
            ):
                item = QTableWidgetItem(in_a_line(text, 400))
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                item.setToolTip(tip(text))
                self.setItem(row, column, item)
        self.blockSignals(False)
        self.resizeRowsToContents()
        if offers:
            self.setCurrentCell(0, _TAKE)
        self.choice_changed.emit(len(self.ticked))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks the row that the cursor is in, whichever of its cells has it."""
        row = self.currentRow()
        if event.key() == Qt.Key.Key_Space and row >= 0:
            item = self.item(row, _TAKE)
            if item is not None:
                on = item.checkState() is Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
            return
        super().keyPressEvent(event)

    def _is_ticked(self, row: int) -> bool:
        item = self.item(row, _TAKE)
        return item is not None and item.checkState() is Qt.CheckState.Checked

    def _on_item_changed(self, item: QTableWidgetItem) -> None:
        if item.column() != _TAKE:
            return
        if item.checkState() is Qt.CheckState.Checked:
            self._leave_others(item.row())
        self.choice_changed.emit(len(self.ticked))

    def _leave_others(self, row: int) -> None:
        """Two values for one field cannot both be taken."""
        for other, offer in enumerate(self._offers):
            item = self.item(other, _TAKE)
            if other != row and offer.field_id == self._offers[row].field_id and item is not None:
                item.setCheckState(Qt.CheckState.Unchecked)
