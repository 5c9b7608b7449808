"""Controls that stand side by side and wrap like words."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

# What else than a control of its own changes how large the controls are.
_CHANGES = frozenset({QEvent.Type.LayoutRequest, QEvent.Type.Show, QEvent.Type.FontChange, QEvent.Type.StyleChange})


_SHRINKS = QSizePolicy.PolicyFlag.ShrinkFlag.value


class _Sizes(NamedTuple):
    """Of one control: what it wants, the least that it needs, and whether it is hidden."""

    wanted: QSize
    least: QSize
    is_hidden: bool


class FlowRow(QWidget):
    """Controls in reading order, as many in a line as fit.

    A widget that sets its controls by itself, and no layout: the items of a layout belong to Qt, and what Python held
    of them was taken for deleted after hours of use, so that the controls lost their places.
    """

    def __init__(self, parent: QWidget | None = None, gap: int = 0) -> None:
        super().__init__(parent)
        self._gap = gap
        self._controls: list[QWidget] = []
        # Asked for at every layout of the form: measured once until something inside changes.
        self._sizes: list[_Sizes] | None = None
        self._heights: dict[int, int] = {}
        #: the sizes by which the controls stand where they are
        self._placed: list[_Sizes] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, control: QWidget) -> None:
        """Set a control behind the others; it belongs to the row from now on."""
        if control.parentWidget() is not self:
            control.setParent(self)
        self._controls.append(control)
        self._measure_anew()

    def _measure_anew(self) -> None:
        """Measure the controls, and tell the layout around where they differ from before."""
        now = [_sizes_of(control) for control in self._controls]
        if now == self._sizes:
            # A row that asked for its place each time would have the whole form laid out again.
            return
        self._sizes = now
        self._heights.clear()
        self.updateGeometry()

    def _measured(self) -> list[_Sizes]:
        """Return what each control wants, and the least that it needs."""
        # Nobody tells a row that is not shown that something in it changes.
        if self._sizes is None or not self.isVisible():
            now = [_sizes_of(control) for control in self._controls]
            if now != self._sizes:
                self._heights.clear()
                self._sizes = now
        return self._sizes

    def _arrange(self, width: int, *, move: bool) -> int:
        """Return the height needed at this width; place the controls where `move`."""
        x = y = line_height = 0
        sizes = self._measured()
        if move:
            self._placed = sizes
        tallest = max((size.wanted.height() for size in sizes), default=0)
        for control, (size, smallest, is_hidden) in zip(self._controls, sizes, strict=True):
            if is_hidden:
                continue
            wide, high = min(size.width(), max(width, smallest.width())), size.height()
            if wide < size.width() and control.hasHeightForWidth():
                high = control.heightForWidth(wide)
            if x > 0 and x + wide > width:
                x, y, line_height = 0, y + line_height + self._gap, 0
            if move:
                # What is lower than the rest stands in the middle of its line.
                control.setGeometry(QRect(QPoint(x, y + max(tallest - high, 0) // 2), QSize(wide, high)))
            x += wide + self._gap
            line_height = max(line_height, tallest, high)
        return y + line_height

    # ------------------------------------------------------------ Qt

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self._measured()
        if width not in self._heights:
            self._heights[width] = self._arrange(width, move=False)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        sizes = [size.wanted for size in self._measured()]
        gaps = self._gap * max(len(sizes) - 1, 0)
        return QSize(sum(size.width() for size in sizes) + gaps, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        least = QSize(0, 0)
        for size in self._measured():
            least = least.expandedTo(size.least)
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width(), move=True)

    def event(self, event: QEvent) -> bool:
        taken = super().event(event)
        if event.type() in _CHANGES:
            self._measure_anew()
            if self._placed != self._sizes:
                self._arrange(self.width(), move=True)
        return taken


def _sizes_of(control: QWidget) -> _Sizes:
    """Return the size that a layout would give a control where there is room, and the smallest."""
    policy, hint, smallest = control.sizePolicy(), control.sizeHint(), control.minimumSizeHint()
    most, least = control.maximumSize(), control.minimumSize()
    wanted = hint.expandedTo(smallest).boundedTo(most).expandedTo(least)
    width = smallest.width() if policy.horizontalPolicy().value & _SHRINKS else wanted.width()
    height = smallest.height() if policy.verticalPolicy().value & _SHRINKS else wanted.height()
    return _Sizes(wanted, QSize(width, height).boundedTo(most).expandedTo(least), control.isHidden())
