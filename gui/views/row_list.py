"""Lists of rows drawn by delegates: one focusable list in place of hundreds of widgets.

A view turns an assessment into rows; a delegate arranges and draws them; the list opens a row's record (Enter, a click
on its link, F1) or its field. Every row carries its whole content in words for assistive tools and the clipboard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.figures.drawing import LEFT, WRAP, Fonts, colour, fonts_of
from gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
#: arrangements kept before all are forgotten
_MOST_KEPT = 1000

ROW_ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of a list.

    Attributes
    ----------
    key : the same for the same thing in the next assessment, so that the current row stays current.
    spoken : all that the row shows, in words.
    record : id of the record behind it; empty where there is none.
    field : field of the form that it leads to; empty where there is none.
    heading : names the rows that follow, and cannot be chosen.
    checked : whether it is ticked; None where there is nothing to tick.
    """

    key: str
    spoken: str
    record: str = ""
    field: str = ""
    heading: bool = False
    checked: bool | None = None


@dataclass(slots=True)
class Block:
    """A piece of text in its place."""

    rect: QRectF
    text: str
    font: QFont
    role: str = "text"
    flags: int = LEFT | WRAP


@dataclass(slots=True)
class Arrangement:
    """Where everything of a row stands; `places` are rectangles for drawings, `links` open the row's record."""

    blocks: list[Block] = field(default_factory=list)
    places: dict[str, QRectF] = field(default_factory=dict)
    links: list[QRectF] = field(default_factory=list)
    height: float = 0.0

    def add(self, text: str, x: float, y: float, width: float, font: QFont, fonts: Fonts, role: str = "text") -> float:
        """Put wrapped text in its place and return where it ends below."""
        if not text:
            return y
        height = fonts.height(text, width, font)
        self.blocks.append(Block(QRectF(x, y, width, height), text, font, role))
        return y + height

    def add_link(self, text: str, x: float, y: float, width: float, fonts: Fonts) -> float:
        """Put a link in its place and return where it ends below."""
        if not text:
            return y
        font = QFont(fonts.small)
        below = self.add(text, x, y, width, font, fonts, "accent")
        wide = min(width, fonts.width(text, font) + fonts.em * 0.5)
        self.links.append(QRectF(x, y, wide, below - y))
        return below


class RowModel(QAbstractListModel):
    """The rows of a list; those that are the same as before are left alone."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> bool:
        """Show these rows; returns whether the list was built anew rather than changed in place."""
        # A row that says the same stays the same object: its arrangement is kept by identity.
        before = {row.key: row for row in self._rows}
        new = tuple(before[row.key] if before.get(row.key) == row else row for row in rows)
        if [row.key for row in new] == [row.key for row in self._rows]:
            changed = [number for number, row in enumerate(new) if row is not self._rows[number]]
            self._rows = new
            if changed:
                self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
            return False
        self.beginResetModel()
        self._rows = new
        self.endResetModel()
        return True

    def row_of(self, key: str) -> int:
        """Return the number of the row with this key, -1 where there is none."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == ROW_ROLE:
            return self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._rows[index.row()].spoken
        if role == Qt.ItemDataRole.CheckStateRole:
            checked = self._rows[index.row()].checked
            if checked is not None:
                return Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._rows[index.row()].heading:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


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

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        view = cast("RowList", option.widget)
        width = view.viewport().width()
        return QSize(width, round(self.arrangement(index.data(ROW_ROLE), width, view.fonts).height + 0.5))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW_ROLE)
        rect, state = option.rect, option.state
        fonts = cast("RowList", option.widget).fonts
        arrangement = self.arrangement(row, rect.width(), fonts)
        painter.save()
        chosen = bool(state & QStyle.StateFlag.State_Selected) and not row.heading
        if chosen:
            painter.fillRect(rect, colour(self.theme, "raised"))
            painter.fillRect(
                QRectF(rect.left(), rect.top(), fonts.em * 0.22, rect.height()), colour(self.theme, "accent")
            )
        if self.ruled:
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


class RowList(QListView):
    """A list of rows, used by mouse or keyboard alike.

    Signals
    -------
    record_opened : id of the record that the person opened.
    field_opened : id of the field that the person asked for.
    row_changed : key of the row that is now current; also after a change of the rows.
    row_toggled : key of the row that the person ticked or unticked.
    """

    record_opened = Signal(str)
    field_opened = Signal(str)
    row_changed = Signal(str)
    row_toggled = Signal(str)

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
        self._open_by_click = open_by_click
        self._rows = RowModel(self)
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

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the current one stays current where it is still there."""
        if tuple(rows) == self._rows.rows:
            return
        current = self.current_row
        top = self.verticalScrollBar().value()
        height = self._content_height(self.viewport().width()) if self._tall else 0
        if self._rows.show_rows(rows):
            if current is not None:
                self.choose(current.key)
            self.verticalScrollBar().setValue(top)
        if self._tall and height != self._content_height(self.viewport().width()):
            self.updateGeometry()

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

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._delegate.apply_theme(theme)
        self.viewport().update()

    def in_words(self) -> str:
        """Return all rows in words, one a line."""
        return "\n".join(row.spoken for row in self._rows.rows)

    def _content_height(self, width: int) -> int:
        fonts, arranged = self.fonts, self._delegate.arrangement
        return sum(round(arranged(row, width, fonts).height + 0.5) for row in self._rows.rows)

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        self._fonts = None
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
