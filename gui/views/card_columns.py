"""Cards in columns: parts one below the other, each as tall as its content at this width.

Qt's own layouts ask every part of a page again when one of them changes, and keep heights that were measured at a
width that no longer holds. Here a card is measured only when something in it has changed, the page is laid out once
for each assessment and before it is painted, and what did not move is not painted again.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from gui.figures.drawing import fonts_of
from gui.views.small_widgets import Heading, Surface


class Stack(Surface):
    """A framed surface with parts one below the other.

    A part that has once taken room keeps it, shown or hidden, until `release`: while somebody types in one field,
    what stands below does not jump with every key.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: list[QWidget] = []
        self._least_lines: dict[QWidget, int] = {}
        self._needed: dict[QWidget, int] | None = None
        self._room: dict[QWidget, int] = {}
        self._room_width = 0
        self._arranged: tuple[object, ...] = ()

    def add(self, part: QWidget, *, least_lines: int = 0) -> None:
        """Add a part at the end; it has room for so many lines of text even where it has less to say."""
        self._parts.append(part)
        self._least_lines[part] = least_lines

    def measure_again(self) -> None:
        """Something in it has changed."""
        self._needed = None

    def release(self) -> None:
        """Give back the room that parts have kept beyond what they need."""
        self._room = {}

    def height_at(self, width: int) -> int:
        """Return the height that everything takes at this width."""
        heights = [height for height in self._heights(width).values() if height]
        return sum(heights) + self._gap() * max(len(heights) - 1, 0) + 2 * self._margin()[1]

    def arrange(self) -> None:
        """Put every part in its place."""
        heights = self._heights(self.width())
        arranged = (self.width(), tuple(heights.values()), tuple(part.isHidden() for part in self._parts))
        if arranged == self._arranged:
            return
        self._arranged = arranged
        across, y = self._margin()
        inner = self.width() - 2 * across
        for part, height in heights.items():
            if not part.isHidden():
                part.setGeometry(across, y, inner, height)
            y += height + self._gap() if height else 0

    def _heights(self, width: int) -> dict[QWidget, int]:
        """Return the height of each part; 0 where it is hidden and has kept no room."""
        if width != self._room_width:
            self._room, self._room_width, self._needed = {}, width, None
        if self._needed is None or not self._room:
            if self._needed is None:
                inner = max(width - 2 * self._margin()[0], 1)
                self._needed = {part: self._height_of(part, inner) for part in self._parts}
            self._room = {part: max(self._room.get(part, 0), needed) for part, needed in self._needed.items()}
        return self._room

    def _height_of(self, part: QWidget, width: int) -> int:
        if isinstance(part, Heading):
            part.follow(self.font())
        if part.isHidden():
            return 0
        needed = part.heightForWidth(width) if part.hasHeightForWidth() else part.sizeHint().height()
        return max(needed, part.fontMetrics().lineSpacing() * self._least_lines[part])

    def _em(self) -> int:
        return round(fonts_of(self.font()).em)

    def _margin(self) -> tuple[int, int]:
        return self._em(), round(self._em() * 0.8)

    def _gap(self) -> int:
        return round(self._em() * 0.5)

    def sizeHint(self) -> QSize:
        width = max(self.width(), self._em() * 20)
        return QSize(width, self.height_at(width))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.height_at(width)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            before, self._needed = self._room, None
            self.arrange()
            if self._room != before:
                self.updateGeometry()
        elif event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._room, self._needed, self._arranged = {}, None, ()
            self.updateGeometry()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()


class _Columns(QWidget):
    """The page below a `ColumnPage`."""

    def __init__(self, page: ColumnPage) -> None:
        super().__init__(page)
        self._page = page
        # What stood there before it grew stands there still.
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._page.arrange()
        return super().event(event)


class ColumnPage(QScrollArea):
    """Stacks in columns of equal width, scrolled where they are taller than the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: list[list[Stack]] = []
        self.page = _Columns(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self.page)

    def deal(self, columns: Sequence[Sequence[Stack]]) -> None:
        """Show these stacks in these columns, and nothing else."""
        self._columns = [list(column) for column in columns]
        self.arrange()

    def arrange(self) -> None:
        """Put every stack in its place, and make the page as tall as its tallest column."""
        if not self._columns:
            return
        em = round(fonts_of(self.font()).em)
        number = len(self._columns)
        room = self.viewport().width() - em * (number + 1)
        bottom, left = 0, em
        for place, column in enumerate(self._columns):
            width = max(room * (place + 1) // number - room * place // number, 1)
            y = em
            for stack in column:
                if stack.isHidden():
                    continue
                height = stack.height_at(width)
                stack.setGeometry(left, y, width, height)
                stack.arrange()
                y += height + em
            bottom = max(bottom, y)
            left += width + em
        self.page.resize(self.viewport().width(), max(bottom, self.viewport().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
