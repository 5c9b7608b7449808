"""What the tables of the views share: how they scroll, how a cell is framed, and that Enter and F1 open it."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from gui.figures.drawing import Fonts, colour, fonts_of
from gui.look.theme import Theme
from gui.views.lists.row_list import Index

_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value
OPENING_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F1)


class CellDelegate(QStyledItemDelegate):
    """Draws a cell on its ground, with the frame of the current one above it."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def draw_cell(self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw what stands in the cell."""
        raise NotImplementedError

    def fonts(self, option: QStyleOptionViewItem) -> Fonts:
        """Return the fonts of the table."""
        return fonts_of(option.font)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        # A table paints a hundred cells for one key press: the flags are looked at as numbers, once.
        rect, state = QRectF(option.rect), option.state.value
        if state & _SELECTED:
            painter.fillRect(rect, colour(self.theme, "raised"))
        painter.save()
        self.draw_cell(painter, rect, option, index)
        painter.restore()
        if state & _FOCUSED:
            painter.setPen(QPen(colour(self.theme, "focus"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(rect.adjusted(0.5, 0.5, -1, -1))


class CellTable(QTableView):
    """A table of cells that a delegate draws; as large as its contents, used by keyboard alone."""

    def __init__(
        self,
        model: QAbstractTableModel,
        cells: CellDelegate,
        parent: QWidget | None = None,
        *,
        headers: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignVCenter,
        open_by_click: bool = False,
    ) -> None:
        super().__init__(parent)
        model.setParent(self)
        cells.setParent(self)
        self._cells = cells
        self.setModel(model)
        self.setItemDelegate(cells)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setStyleSheet("QTableCornerButton::section { background: palette(alternate-base); border: none; }")
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | headers)
        model.modelReset.connect(self.fit)
        self._open_by_click = open_by_click
        self.setMouseTracking(open_by_click)
        (self.clicked if open_by_click else self.doubleClicked).connect(self.open_cell)

    def fit(self) -> None:
        """Make rows and columns as large as what stands in them."""
        self.resizeColumnsToContents()
        self.resizeRowsToContents()

    def leads_somewhere(self, index: QModelIndex) -> bool:
        """Whether a click on this cell opens something."""
        return False

    def open_cell(self, index: QModelIndex) -> bool:
        """Open what a cell leads to; false where a cell of this table leads nowhere."""
        return False

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._cells.theme = theme
        self.viewport().update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # The first come before there is anything to be fitted.
        is_another = event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if is_another and self.model() is not None and self.model().rowCount():
            self.fit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if self._open_by_click:
            index = self.indexAt(event.position().toPoint())
            hand = index.isValid() and self.leads_somewhere(index)
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        current = self.currentIndex()
        if event.key() in OPENING_KEYS and current.isValid() and self.open_cell(current):
            return
        super().keyPressEvent(event)
