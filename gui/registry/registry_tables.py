"""The tables of the registry's window: columns and what they are taken for, first rows and their headlines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.wording import MODALITY_SHORT
from engine.registry.first_look import SeenColumn, SeenRow
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.language import in_use
from gui.shared.plain_text import in_a_line, tip


def _table(name: str, headers: Sequence[str], parent: QWidget) -> QTableWidget:
    table = QTableWidget(0, len(headers), parent)
    table.setObjectName(name)
    table.setHorizontalHeaderLabels(list(headers))
    table.verticalHeader().hide()
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    header = table.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setStretchLastSection(True)
    return table


def _fill(table: QTableWidget, rows: Sequence[Sequence[str]]) -> None:
    table.setRowCount(len(rows))
    for at, cells in enumerate(rows):
        for column, text in enumerate(cells):
            item = QTableWidgetItem(in_a_line(text, 200))
            item.setToolTip(tip(text))
            table.setItem(at, column, item)
    if rows:
        table.setCurrentCell(0, 0)


#: a headline in the first rows, in one word as the results name it
_VERDICTS = {
    "within": QT_TRANSLATE_NOOP("RowTable", "within"),
    "borderline": QT_TRANSLATE_NOOP("RowTable", "borderline"),
    "outside": QT_TRANSLATE_NOOP("RowTable", "outside"),
    "undetermined": QT_TRANSLATE_NOOP("RowTable", "undetermined"),
    "concern": QT_TRANSLATE_NOOP("RowTable", "concern"),
    "comparator": QT_TRANSLATE_NOOP("RowTable", "comparator"),
}


def _verdict(code: str) -> str:
    return QCoreApplication.translate("RowTable", _VERDICTS.get(code, code))


class ColumnTable:
    """What each column of the table is taken for."""

    def __init__(self, fields: FieldCatalogue, parent: QWidget) -> None:
        self._fields = fields
        headers = (parent.tr("Column"), parent.tr("Taken for"), parent.tr("Unit"))
        self.widget = _table("registry.columns", headers, parent)
        self.widget.setAccessibleName(parent.tr("Columns of the table"))
        self._left_out = parent.tr("left out")
        self._identity = parent.tr("id of the patient")

    def show(self, columns: Sequence[SeenColumn]) -> None:
        """Show these columns."""
        _fill(self.widget, [(one.name, self._meant(one.meant), self._unit(one)) for one in columns])

    def _meant(self, meant: str) -> str:
        if meant == "patient_id":
            return self._identity
        return (
            in_use().of(self._fields[meant].label, meant)
            if meant in self._fields
            else meant.replace("_", " ") or self._left_out
        )

    def _unit(self, column: SeenColumn) -> str:
        own = self._fields[column.meant].unit if column.meant in self._fields else None
        return in_use().of(column.unit or own or "")


class RowTable:
    """The first rows with the headline of every option that has criteria; a row opens as a case."""

    def __init__(self, library: Library, parent: QWidget) -> None:
        self._options = tuple(name for name in MODALITIES if library.criteria_for(name))
        headers = (
            parent.tr("Row"),
            parent.tr("Patient"),
            *(in_use().of(MODALITY_SHORT[name]) for name in self._options),
        )
        self.widget = _table("registry.rows", headers, parent)
        self.widget.setAccessibleName(parent.tr("First rows and their headlines; Enter opens a row as a case"))

    def show(self, rows: Sequence[SeenRow], verdicts: dict[str, tuple[str, ...]]) -> None:
        """Show these rows."""
        _fill(
            self.widget,
            [
                (str(row.row), row.patient_id, *(_verdict(verdicts[name][at]) for name in self._options))
                for at, row in enumerate(rows)
            ],
        )
