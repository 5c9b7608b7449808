"""The comparison as a table that wraps its cells and is used by keyboard alone."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from engine.evidence.library import Library
from engine.findings.assessment import Assessment
from gui.figures.drawing import LEFT, WRAP, Fonts, colour, draw_status, fonts_of, status_role
from gui.theme import Theme
from gui.views.compare_model import CELL_ROLE, CompareCell, CompareModel, column_names, rows_of
from gui.views.row_list import Index


class CompareCellDelegate(QStyledItemDelegate):
    """The fact, and below it in small print what it is of and who printed it."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def column_width(self, fonts: Fonts) -> float:
        """Return the width of every column."""
        return fonts.em * 17

    def _inner(self, cell: CompareCell, fonts: Fonts) -> tuple[float, float]:
        """Return left edge and width of the text."""
        left = fonts.em * 0.6 + (fonts.line * 1.25 if cell.status else 0.0)
        return left, self.column_width(fonts) - left - fonts.em * 0.6

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        cell: CompareCell = index.data(CELL_ROLE)
        fonts = fonts_of(option.font)
        if not cell.text:
            return QSize(round(self.column_width(fonts)), round(fonts.line))
        _, width = self._inner(cell, fonts)
        height = fonts.height(cell.text, width, fonts.strong if cell.strong else fonts.body)
        if cell.detail:
            height += fonts.height(cell.detail, width, fonts.small)
        return QSize(round(self.column_width(fonts)), round(height + fonts.line * 0.6))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        cell: CompareCell = index.data(CELL_ROLE)
        rect, state = QRectF(option.rect), option.state
        fonts = fonts_of(option.font)
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour(self.theme, "raised"))
        left, width = self._inner(cell, fonts)
        top = rect.top() + fonts.line * 0.3
        if cell.status:
            side = fonts.line * 0.95
            draw_status(painter, QRectF(rect.left() + fonts.em * 0.6, top, side, side), cell.status, self.theme)
        font = fonts.strong if cell.strong else fonts.body
        painter.setFont(font)
        painter.setPen(colour(self.theme, status_role(cell.status) if cell.status else "text"))
        height = fonts.height(cell.text, width, font) if cell.text else 0.0
        painter.drawText(QRectF(rect.left() + left, top, width, height), LEFT | WRAP, cell.text)
        if cell.detail:
            painter.setFont(fonts.small)
            painter.setPen(colour(self.theme, "muted"))
            place = QRectF(rect.left() + left, top + height, width, rect.bottom() - top - height)
            painter.drawText(place, LEFT | WRAP, cell.detail)
        painter.setPen(QPen(colour(self.theme, "line"), 1))
        painter.drawLine(rect.topRight(), rect.bottomRight())
        model, following = index.model(), index.row() + 1
        if following == model.rowCount() or model.headerData(following, Qt.Orientation.Vertical):
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(colour(self.theme, "focus"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(rect.adjusted(0.5, 0.5, -1, -1))
        painter.restore()


class CompareTable(QTableView):
    """Modalities side by side.

    Signals
    -------
    record_opened : id of the record that the person opened.
    """

    record_opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = CompareModel(self)
        self._cells = CompareCellDelegate(theme, self)
        self.setModel(self._model)
        self.setItemDelegate(self._cells)
        self.setAccessibleName(self.tr("Modalities side by side"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setStyleSheet("QTableCornerButton::section { background: palette(alternate-base); border: none; }")
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            header.setHighlightSections(False)
        self._model.modelReset.connect(self._fit)
        self.doubleClicked.connect(self._open)

    def show_assessment(self, assessment: Assessment, library: Library) -> None:
        """Show the options side by side."""
        for number in self._model.show_rows(column_names(assessment), rows_of(assessment, library)):
            self.resizeRowToContents(number)

    def in_words(self) -> str:
        """Return the table in words, a paragraph for each modality."""
        words = []
        for column in range(self._model.columnCount()):
            name = self._model.headerData(column, Qt.Orientation.Horizontal)
            facts = [self._model.data(self._model.index(row, column)) for row in range(self._model.rowCount())]
            words.append(f"{name}: " + "; ".join(fact.replace("\n", ", ") for fact in facts if fact))
        return "\n".join(words)

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._cells.theme = theme
        self.viewport().update()

    def _fit(self) -> None:
        self.resizeColumnsToContents()
        self.resizeRowsToContents()

    def _open(self, index: QModelIndex) -> None:
        record = self._model.cell(index).record
        if record:
            self.record_opened.emit(record)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F1)
        if event.key() in keys and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)
