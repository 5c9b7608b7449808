"""A layout that sets its items side by side and wraps them like words."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items in reading order, as many in a line as fit; `spacing` between items and between lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        # Asked for at every layout of the form: measured once until something inside changes.
        self._sizes: list[tuple[QSize, QSize]] | None = None
        self._heights: dict[int, int] = {}
        self.setContentsMargins(QMargins())

    def _arrange(self, rect: QRect, *, move: bool) -> int:
        """Return the height needed at this width; place the items where `move`."""
        gap = max(self.spacing(), 0)
        x, y, line_height = rect.x(), rect.y(), 0
        tallest = max((size.height() for size, _ in self._measured()), default=0)
        for item, (size, smallest) in zip(self._items, self._measured(), strict=True):
            widget = item.widget()
            if widget is not None and widget.isHidden():
                continue
            width = min(size.width(), max(rect.width(), smallest.width()))
            high = size.height()
            if width < size.width() and item.hasHeightForWidth():
                high = item.heightForWidth(width)
            if x > rect.x() and x + width > rect.x() + rect.width():
                x, y, line_height = rect.x(), y + line_height + gap, 0
            if move:
                # What is lower than the rest stands in the middle of its line.
                item.setGeometry(QRect(QPoint(x, y + max(tallest - high, 0) // 2), QSize(width, high)))
            x += width + gap
            line_height = max(line_height, tallest, high)
        return y + line_height - rect.y()

    def _measured(self) -> list[tuple[QSize, QSize]]:
        if self._sizes is None:
            self._sizes = [(item.sizeHint(), item.minimumSize()) for item in self._items]
        return self._sizes

    # ------------------------------------------------------------ Qt

    def invalidate(self) -> None:
        self._sizes = None
        self._heights.clear()
        super().invalidate()

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)
        self._sizes = None

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        self._sizes = None
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._arrange(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._arrange(rect, move=True)

    def sizeHint(self) -> QSize:
        sizes = [size for size, _ in self._measured()]
        gaps = max(self.spacing(), 0) * max(len(sizes) - 1, 0)
        return QSize(sum(size.width() for size in sizes) + gaps, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        size = QSize()
        for _, smallest in self._measured():
            size = size.expandedTo(smallest)
        return size
