"""Draws the rows of a list; how a kind of row is arranged is said by the delegates that are made of this one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol, cast

from PySide6.QtCore import QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.figures.drawing import Fonts, colour
from gui.look.theme import Theme
from gui.views.lists.row_model import ROW_ROLE, Index
from gui.views.lists.rows import Arrangement, Row

#: arrangements kept before all are forgotten
_MOST_KEPT = 1000


def row_height(arrangement: Arrangement) -> int:
    """Return the height of a row on screen."""
    return round(arrangement.height + 0.5)


class RowsWidget(Protocol):
    """What a delegate asks of the list that it draws for."""

    @property
    def fonts(self) -> Fonts: ...

    def viewport(self) -> QWidget: ...

    def height_of(self, row: Row, width: int) -> int: ...


class RowDelegate(QStyledItemDelegate):
    """Arranges and draws rows; how a row looks is said in `arrange` and `draw_figures`."""

    #: a line below each row
    ruled = True

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._kept: dict[tuple[int, int, int], tuple[Row, Fonts, Arrangement]] = {}

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self.theme = theme

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        """Return where everything of a row stands at this width."""
        raise NotImplementedError

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        """Draw what is not text."""

    def arrangement(self, row: Row, width: int, fonts: Fonts) -> Arrangement:
        """Return the arrangement of a row, kept with the row for as long as nothing changes."""
        key = (id(row), width, id(fonts))
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
            found = self._kept[key] = (row, fonts, self.arrange(row, float(width), fonts))
        return found[2]

    def forget_all_but(self, rows: Iterable[Row]) -> None:
        """Forget the arrangements of rows that are no longer shown."""
        shown = {id(row) for row in rows}
        self._kept = {key: kept for key, kept in self._kept.items() if key[0] in shown}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = cast("RowsWidget", option.widget)
        width = view.viewport().width()
        return QSize(width, view.height_of(index.data(ROW_ROLE), width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW_ROLE)
        rect, state = option.rect, option.state
        fonts = cast("RowsWidget", option.widget).fonts
        arrangement = self.arrangement(row, rect.width(), fonts)
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected) and not row.heading
        if chosen:
            painter.fillRect(rect, colour(self.theme, "raised"))
            painter.fillRect(
                QRectF(rect.left(), rect.top(), fonts.em * 0.22, rect.height()), colour(self.theme, "accent")
            )
        if self.ruled and arrangement.ruled:
            painter.setPen(QPen(colour(self.theme, "line"), 1))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.translate(rect.topLeft())
        for block in arrangement.blocks:
            painter.setFont(block.font)
            painter.setPen(colour(self.theme, block.role))
            painter.drawText(block.rect, block.flags, block.text)
        self.draw_figures(painter, row, arrangement.places, fonts)
        painter.restore()
        if chosen and state & QStyle.StateFlag.State_HasFocus:
            painter.save()
            painter.setPen(QPen(colour(self.theme, "focus"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
            painter.restore()
