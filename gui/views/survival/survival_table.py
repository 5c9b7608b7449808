"""The table twin of the survival figures: every published point, and the curves read at the ticks of the axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from engine.report.survival.survival_records import SurvivalFigure, months_text, reading_at
from engine.words.said import say
from gui.shared.language import in_use
from gui.shared.plain_text import shown, tip
from gui.views.lists.row_model import Index

#: cohort, kind, words, place in the paper; then series and number of the point, -1 for a reading
_TableRow = tuple[str, str, str, str, str, int]


class SurvivalTableModel(QAbstractTableModel):
    """Rows of (cohort, what, words, place in the paper)."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_TableRow] = []

    def show_figures(self, figures: Sequence[SurvivalFigure]) -> None:
        """Show the numbers behind these figures."""
        rows = [row for figure in figures for row in self._of_figure(figure)]
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def point(self, row: int) -> tuple[str, int] | None:
        """Return series and number of the published point in a row; None for a reading."""
        series, number = self._rows[row][4:]
        return (series, number) if number >= 0 else None

    def _of_figure(self, figure: SurvivalFigure) -> Iterable[_TableRow]:
        of = in_use().of
        for series in figure.series:
            for place, anchor in enumerate(series.anchors):
                yield series.label, self.tr("published"), anchor.words, anchor.locator, series.id, place
            if series.values:
                for tick in figure.axes.time_ticks[1:]:
                    words = say(
                        "{time}: {reading}.", time=months_text(tick.value), reading=reading_at(series, tick.value)
                    )
                    yield series.label, self.tr("read from the curve"), of(words), "", series.id, -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        words = str(self._rows[index.row()][index.column()])
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return shown(words)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(words)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return (self.tr("Cohort"), self.tr("Kind"), self.tr("Value"), self.tr("Place in the source"))[section]
        return None


class SurvivalTable(QTableView):
    """The numbers of the figures as a table; Enter, F1 or a double click opens a published point.

    Signals
    -------
    point_opened : series and number of the published point that the person opened.
    """

    point_opened = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = SurvivalTableModel(self)
        self.setModel(self._model)
        self.setAccessibleName(self.tr("Survival figures as a table"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(True)
        self.verticalHeader().setVisible(False)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self._model.modelReset.connect(self._fit)
        self.doubleClicked.connect(self._open)

    def show_figures(self, figures: Sequence[SurvivalFigure]) -> None:
        """Show the numbers behind these figures."""
        self._model.show_figures(figures)

    def _open(self, index: QModelIndex) -> None:
        point = self._model.point(index.row())
        if point is not None:
            self.point_opened.emit(*point)

    def _fit(self) -> None:
        self.resizeColumnsToContents()
        last = self.horizontalHeader().sectionSizeHint(3)
        # The last column keeps room for its own heading.
        widest = max((self.viewport().width() - last) // 3, 1)
        for column in range(3):
            self.setColumnWidth(column, min(self.columnWidth(column), widest))
        self.resizeRowsToContents()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F1)
        if event.key() in keys and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)
