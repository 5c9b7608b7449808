"""Controls that stand side by side and wrap like words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

# What else than a control of its own changes how large the controls are.
_CHANGES = frozenset({QEvent.Type.LayoutRequest, QEvent.Type.Show, QEvent.Type.FontChange, QEvent.Type.StyleChange})


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
        self._sizes: list[tuple[QSize, QSize]] | None = None
        self._heights: dict[int, int] = {}
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
        self._sizes = None
        self._heights.clear()
        self.updateGeometry()

    def _measured(self) -> list[tuple[QSize, QSize]]:
        """Return what each control wants, and the least that it needs."""
        # Nobody tells a row that is not shown that something in it changes.
        if self._sizes is None or not self.isVisible():
            self._heights.clear()
            self._sizes = [(_wanted(control), _least(control)) for control in self._controls]
        return self._sizes

    def _arrange(self, width: int, *, move: bool) -> int:
        """Return the height needed at this width; place the controls where `move`."""
        x = y = line_height = 0
        sizes = self._measured()
        tallest = max((size.height() for size, _ in sizes), default=0)
        for control, (size, smallest) in zip(self._controls, sizes, strict=True):
            if control.isHidden():
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
        if width not in self._heights or not self.isVisible():
            self._heights[width] = self._arrange(width, move=False)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        sizes = [size for size, _ in self._measured()]
        gaps = self._gap * max(len(sizes) - 1, 0)
        return QSize(sum(size.width() for size in sizes) + gaps, max((size.height() for size in sizes), default=0))

    def minimumSizeHint(self) -> QSize:
        least = QSize(0, 0)
        for _, smallest in self._measured():
            least = least.expandedTo(smallest)
        return least

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(self.width(), move=True)

    def event(self, event: QEvent) -> bool:
        taken = super().event(event)
        if event.type() in _CHANGES:
            self._measure_anew()
            self._arrange(self.width(), move=True)
        return taken


def _wanted(control: QWidget) -> QSize:
    """Return the size that a layout would give a control where there is room."""
    size = control.sizeHint().expandedTo(control.minimumSizeHint())
    return size.boundedTo(control.maximumSize()).expandedTo(control.minimumSize())


def _least(control: QWidget) -> QSize:
    """Return the smallest size that a layout would give it."""
    policy, wanted, smallest = control.sizePolicy(), _wanted(control), control.minimumSizeHint()
    shrinks = QSizePolicy.PolicyFlag.ShrinkFlag.value
    width = smallest.width() if policy.horizontalPolicy().value & shrinks else wanted.width()
    height = smallest.height() if policy.verticalPolicy().value & shrinks else wanted.height()
    return QSize(width, height).boundedTo(control.maximumSize()).expandedTo(control.minimumSize())
