"""The matrix of published populations: a row for each cohort, a column for each item, a symbol in each cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Population
from engine.findings.records.curve_records import MatchItem
from gui.figures.drawing import LEFT, colour, draw_status, fonts_of
from gui.look.theme import Theme
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.language import in_use
from gui.shared.plain_text import tip
from gui.views.lists.cell_table import CellDelegate, CellTable
from gui.views.lists.row_list import Index

STATUS_ROLE = Qt.ItemDataRole.UserRole
_WORDS = {
    "met": QT_TRANSLATE_NOOP("PopulationCells", "alike"),
    "not_met": QT_TRANSLATE_NOOP("PopulationCells", "not alike"),
    "unknown": QT_TRANSLATE_NOOP("PopulationCells", "not known"),
}
_FITS = {
    "met": QT_TRANSLATE_NOOP("PopulationCells", "fits"),
    "not_met": QT_TRANSLATE_NOOP("PopulationCells", "does not fit"),
    "unknown": QT_TRANSLATE_NOOP("PopulationCells", "not decided"),
}
_BASES = {
    "criterion": QT_TRANSLATE_NOOP("PopulationCells", "criterion"),
    "observed": QT_TRANSLATE_NOOP("PopulationCells", "observed"),
}
_RANK = {"not_met": 2, "unknown": 1, "met": 0}


@dataclass(frozen=True, slots=True)
class Cell:
    """One item of one population, or several that concern the same field."""

    status: str
    text: str
    spoken: str


def _tr(text: str) -> str:
    return QCoreApplication.translate("PopulationCells", text)


def _cell(items: Sequence[MatchItem]) -> Cell:
    worst = max((item.status for item in items), key=_RANK.__getitem__)
    of = in_use().of
    spoken = "; ".join(
        f"{of(item.label)}: {_tr(_WORDS[item.status])} "
        f"({_tr(_BASES[item.basis])}: {of(item.published)}; {item.locator})"
        for item in items
    )
    return Cell(worst, "; ".join(_short(of(item.label)) for item in items), spoken)


def _short(label: str) -> str:
    """Return what stands in brackets at the end of a label: the column already says the rest."""
    name, bracket, rest = label.partition(" (")
    return rest.removesuffix(")") if bracket and rest.endswith(")") and "(" not in rest else name + bracket + rest


class PopulationModel(QAbstractTableModel):
    """Rows are published populations; the first column says whether the patient fits, the others are items."""

    def __init__(self, fields: FieldCatalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fields = fields
        self._populations: tuple[Population, ...] = ()
        self._columns: list[str] = []
        self._cells: list[list[Cell | None]] = []

    def show_populations(self, populations: tuple[Population, ...]) -> None:
        """Show these populations; columns are the fields that any of them speaks of, in the form's order."""
        if populations == self._populations:
            return
        named = {item.fields[0] for population in populations for item in population.items}
        columns = [spec.id for spec in self._fields if spec.id in named]
        same = columns == self._columns and [p.cohort for p in populations] == [p.cohort for p in self._populations]
        if not same:
            self.beginResetModel()
        before = self._cells
        self._populations, self._columns = populations, columns
        self._cells = [self._row(population) for population in populations]
        if not same:
            self.endResetModel()
            return
        for row, cells in enumerate(self._cells):
            for column, cell in enumerate(cells):
                if cell != before[row][column]:
                    self.dataChanged.emit(self.index(row, column), self.index(row, column))

    def _row(self, population: Population) -> list[Cell | None]:
        words = _tr(_FITS[population.fits])
        row: list[Cell | None] = [Cell(population.fits, words, f"{in_use().of(population.label)}: {words}")]
        for name in self._columns:
            items = [item for item in population.items if item.fields[0] == name]
            row.append(_cell(items) if items else None)
        return row

    def _not_stated(self, index: Index) -> str:
        """Return what an empty cell means, for those who do not see that it is empty."""
        label = self._label(index.column())
        return self.tr("{label}: not stated").format(label=label)

    def _label(self, column: int) -> str:
        """Return the label of the field that a column speaks of."""
        name = self._columns[column - 1]
        return in_use().of(self._fields[name].label, name)

    def population(self, row: int) -> Population:
        """Return the population of a row."""
        return self._populations[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._populations)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self._populations else 1 + len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self._cells[index.row()][index.column()]
        if cell is None:
            spoken = {Qt.ItemDataRole.DisplayRole: "", Qt.ItemDataRole.AccessibleTextRole: self._not_stated(index)}
            return spoken.get(Qt.ItemDataRole(role))
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return cell.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(cell.spoken)
        return cell.status if role == STATUS_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Vertical:
            population = self._populations[section]
            if role == Qt.ItemDataRole.DisplayRole:
                size = f", n = {population.patients}" if population.patients is not None else ""
                return f"{population.label.split(':')[0]}{size}"
            return tip(in_use().of(population.label)) if role == Qt.ItemDataRole.ToolTipRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.tr("Fits") if section == 0 else self._label(section)
        return None


class StatusCellDelegate(CellDelegate):
    """A symbol and the words beside it."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        fonts = fonts_of(option.font)
        wide = fonts.width(index.data() or "", fonts.small) + fonts.line * 1.2 + fonts.em * 1.4
        return QSize(round(min(wide, fonts.em * 26)), round(fonts.line * 1.5))

    def draw_cell(self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index) -> None:
        fonts = self.fonts(option)
        status = index.data(STATUS_ROLE)
        if status is not None:
            side = fonts.line * 0.9
            place = QRectF(rect.left() + fonts.em * 0.5, rect.center().y() - side / 2, side, side)
            draw_status(painter, place, status, self.theme)
            painter.setFont(fonts.small)
            painter.setPen(colour(self.theme, "text"))
            left = place.right() + fonts.em * 0.4
            text = option.fontMetrics.elidedText(
                index.data(), Qt.TextElideMode.ElideRight, round((rect.right() - left) * 1.08)
            )
            top = rect.center().y() - fonts.small_line / 2
            painter.drawText(QRectF(left, top, rect.right() - left, fonts.small_line), LEFT, text)


class PopulationMatrix(CellTable):
    """The matrix as a table; Enter or F1 on a row opens the cohort's source.

    Signals
    -------
    source_opened : id of the source of the row.
    """

    source_opened = Signal(str)

    def __init__(self, fields: FieldCatalogue, theme: Theme, parent: QWidget | None = None) -> None:
        model = PopulationModel(fields)
        super().__init__(model, StatusCellDelegate(theme), parent)
        self._model = model
        self.setAccessibleName(self.tr("Published populations: which would have held this patient"))
        self.horizontalHeader().setStretchLastSection(True)

    def show_populations(self, populations: tuple[Population, ...]) -> None:
        """Show these populations."""
        self._model.show_populations(populations)

    def fit(self) -> None:
        """Rows and columns as large as their cells, and the table no higher than its rows."""
        super().fit()
        rows = sum(self.rowHeight(row) for row in range(self._model.rowCount()))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setMaximumHeight(self.horizontalHeader().sizeHint().height() + rows + bar + 2 * self.frameWidth())

    def open_cell(self, index: QModelIndex) -> bool:
        """Open the source of the row."""
        self.source_opened.emit(self._model.population(index.row()).source)
        return True
