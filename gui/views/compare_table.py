"""The comparison as a table that wraps its cells and is used by keyboard alone."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from engine.evidence.library import Library
from engine.findings.assessment import Assessment
from gui.figures.drawing import LEFT, WRAP, Fonts, colour, draw_status, fonts_of, status_role
from gui.theme import Theme
from gui.views.cell_table import CellDelegate, CellTable
from gui.views.compare_cell import CompareCell
from gui.views.compare_model import CELL_ROLE, CompareModel, column_names, rows_of
from gui.views.row_list import Index

#: cells whose height is remembered
_MOST_HEIGHTS = 4000
#: all seven treatments stand side by side on a usual screen; narrower columns could not be read
_NARROWEST_EM, _WIDEST_EM = 12.5, 20.0


class CompareCellDelegate(CellDelegate):
    """The fact, and below it in small print what it is of and who printed it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        # Wrapped text is slow to measure, and nearly every cell is the one it was a key press ago.
        self._heights: dict[tuple[CompareCell, float, float], tuple[float, float]] = {}
        self._width = 0.0

    def column_width(self, fonts: Fonts) -> float:
        """Return the width of every column."""
        return self._width or fonts.em * _WIDEST_EM

    def share(self, room: float, columns: int, fonts: Fonts) -> bool:
        """Give every column its share of the room, as far as it can be read; return whether their width is another."""
        width = min(max(room / max(columns, 1), fonts.em * _NARROWEST_EM), fonts.em * _WIDEST_EM)
        changed = abs(width - self._width) >= 1.0
        if changed:
            self._width = float(int(width))
            self._heights.clear()
        return changed

    def _inner(self, cell: CompareCell, fonts: Fonts) -> tuple[float, float]:
        """Return left edge and width of the text."""
        left = fonts.em * 0.6 + (fonts.line * 1.25 if cell.status else 0.0)
        return left, self.column_width(fonts) - left - fonts.em * 0.6

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        fonts = fonts_of(option.font)
        _, height = self._measured(index.data(CELL_ROLE), fonts)
        return QSize(round(self.column_width(fonts)), round(height))

    def _measured(self, cell: CompareCell, fonts: Fonts) -> tuple[float, float]:
        """Return the height of the fact, and of the whole cell."""
        if not cell.text:
            return 0.0, fonts.line
        key = (cell, fonts.em, fonts.line)
        if key not in self._heights:
            if len(self._heights) >= _MOST_HEIGHTS:
                self._heights.clear()
            _, width = self._inner(cell, fonts)
            text = fonts.height(cell.text, width, fonts.strong if cell.strong else fonts.body)
            detail = fonts.height(cell.detail, width, fonts.small) if cell.detail else 0.0
            self._heights[key] = text, text + detail + fonts.line * 0.6
        return self._heights[key]

    def draw_cell(self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index) -> None:
        cell: CompareCell = index.data(CELL_ROLE)
        if not cell.text:
            return
        fonts = self.fonts(option)
        left, width = self._inner(cell, fonts)
        top = rect.top() + fonts.line * 0.3
        if cell.status:
            side = fonts.line * 0.95
            draw_status(painter, QRectF(rect.left() + fonts.em * 0.6, top, side, side), cell.status, self.theme)
        painter.setFont(fonts.strong if cell.strong else fonts.body)
        role = "accent" if cell.opens else status_role(cell.status) if cell.status else "text"
        painter.setPen(colour(self.theme, role))
        height, _ = self._measured(cell, fonts)
        painter.drawText(QRectF(rect.left() + left, top, width, height), LEFT | WRAP, cell.text)
        if cell.detail:
            painter.setFont(fonts.small)
            painter.setPen(colour(self.theme, "muted"))
            place = QRectF(rect.left() + left, top + height, width, rect.bottom() - top - height)
            painter.drawText(place, LEFT | WRAP, cell.detail)


class CompareTable(CellTable):
    """Modalities side by side.

    Signals
    -------
    record_opened : id of the record that the person opened.
    """

    record_opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        model = CompareModel()
        cells = CompareCellDelegate(theme)
        super().__init__(model, cells, parent, headers=Qt.AlignmentFlag.AlignTop, open_by_click=True)
        self._model = model
        self._cells_of_one_width = cells
        self._shown: tuple[Assessment, Library] | None = None
        self._opened: set[str] = set()
        self.setAccessibleName(self.tr("Modalities side by side"))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)

    def fit(self) -> None:
        """Give every column the one width of cells, or that of its name; rows are as high as their cells."""
        fonts = fonts_of(self.font())
        self._cells_of_one_width.share(self.viewport().width(), self._model.columnCount(), fonts)
        header, width = self.horizontalHeader(), round(self._cells_of_one_width.column_width(fonts))
        for column in range(self._model.columnCount()):
            self.setColumnWidth(column, max(width, header.sectionSizeHint(column)))
        self.resizeRowsToContents()

    def show_assessment(self, assessment: Assessment, library: Library) -> None:
        """Show the options side by side."""
        self._shown = assessment, library
        for number in self._model.show_rows(column_names(assessment), rows_of(assessment, library, self._opened)):
            self.resizeRowToContents(number)

    def in_words(self) -> str:
        """Return the table in words, a paragraph for each modality."""
        words = []
        for column in range(self._model.columnCount()):
            name = self._model.headerData(column, Qt.Orientation.Horizontal)
            facts = [self._model.data(self._model.index(row, column)) for row in range(self._model.rowCount())]
            words.append(f"{name}: " + "; ".join(fact.replace("\n", ", ") for fact in facts if fact))
        return "\n".join(words)

    def leads_somewhere(self, index: QModelIndex) -> bool:
        """Whether there is a record behind the cell."""
        cell = self._model.cell(index)
        return bool(cell.record or cell.opens)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns, fonts = self._model.columnCount(), fonts_of(self.font())
        if columns and self._cells_of_one_width.share(event.size().width(), columns, fonts):
            self.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(QPen(colour(self._cells.theme, "line"), 1))
        width, height = self.viewport().width(), self.viewport().height()
        last = self._model.columnCount() - 1
        right = self.columnViewportPosition(last) + self.columnWidth(last) - 1
        rows = self._model.rows
        for row in range(len(rows)):
            bottom = self.rowViewportPosition(row) + self.rowHeight(row) - 1
            if 0 <= bottom <= height and (row + 1 == len(rows) or rows[row + 1].aspect):
                painter.drawLine(0, bottom, min(right, width), bottom)
        for column in range(self._model.columnCount()):
            edge = self.columnViewportPosition(column) + self.columnWidth(column) - 1
            painter.drawLine(edge, 0, edge, min(height, self._end()))
        painter.end()

    def _end(self) -> int:
        """Return where the last row ends in the viewport."""
        last = self._model.rowCount() - 1
        return self.rowViewportPosition(last) + self.rowHeight(last) - 1 if last >= 0 else 0

    def open_cell(self, index: QModelIndex) -> bool:
        """Open the record of a cell, or show the rest of what stands above it; another cell leads nowhere."""
        cell = self._model.cell(index)
        if cell.record:
            self.record_opened.emit(cell.record)
        elif cell.opens and self._shown is not None:
            self._opened ^= {cell.opens}
            self.show_assessment(*self._shown)
            self.scrollTo(self.currentIndex())
        return True
