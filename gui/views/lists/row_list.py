"""Lists of rows drawn by delegates: one focusable list in place of hundreds of widgets.

A view turns an assessment into rows; a delegate arranges and draws them; the list opens a row's record (Enter, a click
on its link, F1) or its field. Every row carries its whole content in words for assistive tools and the clipboard.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy, QWidget

from gui.figures.drawing import Fonts, fonts_of
from gui.look.theme import Theme
from gui.views.lists.row_delegate import RowDelegate, row_height
from gui.views.lists.row_model import Index, RowModel
from gui.views.lists.rows import Arrangement, Row

#: what most modules that show a list need
__all__ = ["Arrangement", "Index", "Row", "RowDelegate", "RowList"]


class RowList(QListView):
    """A list of rows, used by mouse or keyboard alike.

    Signals
    -------
    record_opened : id of the record that the person opened.
    field_opened : id of the field that the person asked for.
    row_changed : key of the row that is now current; also after a change of the rows.
    row_toggled : key of the row that the person ticked or unticked.
    row_reached : the list, when a person has gone to it, or to another of its rows, by keyboard.
    """

    record_opened = Signal(str)
    field_opened = Signal(str)
    row_changed = Signal(str)
    row_toggled = Signal(str)
    row_reached = Signal(object)

    def __init__(
        self,
        delegate: RowDelegate,
        name: str,
        parent: QWidget | None = None,
        *,
        as_tall_as_content: bool = False,
        open_by_click: bool = False,
    ) -> None:
        super().__init__(parent)
        self._tall = as_tall_as_content
        self._fonts: Fonts | None = None
        self._held: dict[str, int] | None = None
        self._open_by_click = open_by_click
        self._rows = RowModel(self)
        self._before: dict[str, Row] = {}
        self._delegate = delegate
        delegate.setParent(self)
        self.setModel(self._rows)
        self.setItemDelegate(delegate)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        if as_tall_as_content:
            self.setFrameShape(QFrame.Shape.NoFrame)
            self.setStyleSheet("QListView { border: none; background: transparent; }")
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    @property
    def fonts(self) -> Fonts:
        """The fonts of the rows, measured once."""
        if self._fonts is None:
            self._fonts = fonts_of(self.font())
        return self._fonts

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._rows.rows

    @property
    def current_row(self) -> Row | None:
        """The row that is current, or None."""
        index = self.currentIndex()
        return self._rows.rows[index.row()] if index.isValid() else None

    def show_rows(self, rows: Sequence[Row]) -> bool:
        """Show these rows; the current one stays current where it is still there. Returns whether any has changed."""
        if tuple(rows) == self._rows.rows:
            return False
        current = self.current_row
        top = self.verticalScrollBar().value()
        height = self._content_height(self.viewport().width()) if self._tall else 0
        self._before = {row.key: row for row in self._rows.rows}
        self._rows.show_rows(rows)
        if current is not None:
            now = self.current_row
            if (now is None or now.key != current.key) and not self.choose(current.key):
                self.setCurrentIndex(self._rows.index(-1))
        self.verticalScrollBar().setValue(top)
        if self._tall and height != self._content_height(self.viewport().width()):
            self.updateGeometry()
        self._before = {}
        self._delegate.forget_all_but(self._rows.rows)
        return True

    def choose(self, key: str) -> bool:
        """Make the row with this key current; returns whether there is one."""
        number = self._rows.row_of(key)
        if number < 0:
            return False
        self.setCurrentIndex(self._rows.index(number))
        return True

    def choose_first(self) -> None:
        """Make the first row that can be chosen current."""
        for row in self._rows.rows:
            if not row.heading:
                self.choose(row.key)
                return

    def be_as_tall_as(self, most_lines: int) -> None:
        """Take the height of the content, but scroll where it has more than so many lines."""
        wanted = self._content_height(self.viewport().width()) + 2 * self.frameWidth()
        self.setFixedHeight(min(wanted, round(most_lines * self.fonts.line)))

    def hold_heights(self) -> None:
        """Let a row that has once been tall stay so until `release_heights`: those below keep their places."""
        self._held = {}

    def release_heights(self) -> None:
        """Give back what rows have kept beyond what they need."""
        if self._held:
            self._held = {}
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()

    def height_of(self, row: Row, width: int) -> int:
        """Return the height of a row at this width, with what it has kept."""
        needed = row_height(self._delegate.arrangement(row, width, self.fonts))
        if self._held is None:
            return needed
        self._held[row.key] = max(needed, self._held.get(row.key, 0))
        return self._held[row.key]

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._delegate.apply_theme(theme)
        self.viewport().update()

    def in_words(self) -> str:
        """Return all rows in words, one a line."""
        return "\n".join(row.spoken for row in self._rows.rows)

    def _content_height(self, width: int) -> int:
        return sum(self.height_of(row, width) for row in self._rows.rows)

    def _is_as_tall(self, row: Row) -> bool:
        """Return whether a row that has changed needs the height that it had."""
        before, width = self._before.get(row.key), self.viewport().width()
        return before is not None and self.height_of(before, width) == self.height_of(row, width)

    def _open(self, row: Row | None) -> None:
        if row is None or row.heading:
            return
        if row.field:
            self.field_opened.emit(row.field)
        elif row.record:
            self.record_opened.emit(row.record)

    def _link_at(self, event: QMouseEvent) -> Row | None:
        """Return the row whose link lies under the pointer."""
        index = self.indexAt(event.position().toPoint())
        if not index.isValid():
            return None
        row = self._rows.rows[index.row()]
        if row.heading or not (row.record or row.field):
            return None
        if self._open_by_click:
            return row
        rect = self.visualRect(index)
        inside = event.position() - rect.topLeft().toPointF()
        links = self._delegate.arrangement(row, rect.width(), self.fonts).links
        return row if any(link.contains(inside) for link in links) else None

    def _tick_at(self, event: QMouseEvent) -> Row | None:
        """Return the row whose box lies under the pointer."""
        index = self.indexAt(event.position().toPoint())
        row = self._rows.rows[index.row()] if index.isValid() else None
        if row is None or row.checked is None:
            return None
        rect = self.visualRect(index)
        inside = event.position() - rect.topLeft().toPointF()
        box = self._delegate.arrangement(row, rect.width(), self.fonts).places.get("check")
        # The whole margin beside the text is easier to hit than the box alone.
        return row if box is not None and inside.x() <= box.right() + box.width() * 0.5 else None

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        # Qt lays out the whole list anew and repaints it; rows that are as tall as before need only be repainted.
        changed = range(first.row(), last.row() + 1)
        if QAccessible.isActive() or not all(self._is_as_tall(self._rows.rows[number]) for number in changed):
            super().dataChanged(first, last, list(roles))
            return
        for number in changed:
            self.update(self._rows.index(number))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        row = self.current_row
        self.row_changed.emit(row.key if row is not None else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row is not None:
            self._open(row)
            return
        if event.key() == Qt.Key.Key_Space and row is not None and row.checked is not None:
            self.row_toggled.emit(row.key)
            return
        if event.key() == Qt.Key.Key_F1 and row is not None and row.record:
            self.record_opened.emit(row.record)
            return
        super().keyPressEvent(event)
        if self.current_row is not row:
            self.row_reached.emit(self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() != Qt.MouseButton.LeftButton:
            return
        ticked = self._tick_at(event)
        if ticked is not None:
            self.row_toggled.emit(ticked.key)
            return
        self._open(self._link_at(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self._link_at(event) is None:
            self._open(self.current_row)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        over_link = self._link_at(event) is not None
        shape = Qt.CursorShape.PointingHandCursor if over_link else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        if self.current_row is None:
            self.choose_first()
        # The page below scrolls to where the keyboard is.
        self.row_reached.emit(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.release_heights()
            self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        self._fonts = None
        if self._held:
            self._held = {}
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.scheduleDelayedItemsLayout()
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        if not self._tall:
            return super().sizeHint()
        width = max(self.viewport().width(), 1)
        return QSize(width, self._content_height(width))

    def minimumSizeHint(self) -> QSize:
        if not self._tall:
            return super().minimumSizeHint()
        return QSize(round(fonts_of(self.font()).em * 8), 0)

    def hasHeightForWidth(self) -> bool:
        return self._tall

    def heightForWidth(self, width: int) -> int:
        return self._content_height(width) if self._tall else super().heightForWidth(width)
