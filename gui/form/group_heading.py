"""The name of a group of fields, and how much of it is known."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gui.shared.plain_text import PlainLabel


class GroupHeading(QWidget):
    """The name on the left, the count on the right, a line below; a mark before it where the group can be folded.

    Signals
    -------
    toggled : a person wants to see the group's fields (true), or to fold them away.
    """

    toggled = Signal(bool)

    def __init__(self, label: str, parent: QWidget, *, folds: bool = False) -> None:
        super().__init__(parent)
        self._name = label
        self._label = PlainLabel(label, self)
        self._label.setProperty("role", "heading")
        self._label.setWordWrap(True)
        self.fold: QPushButton | None = None
        self._is_folded = False
        self._count = PlainLabel(parent=self)
        self._count.setProperty("role", "muted")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setProperty("role", "group")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(self)
        gap = self.fontMetrics().height() // 4
        layout.setContentsMargins(0, gap * 3, 0, gap)
        if folds:
            self.fold = QPushButton(self)
            self.fold.setProperty("flat", True)
            self.fold.setProperty("fold", True)
            self.fold.setAutoDefault(True)
            self.fold.setFixedWidth(gap * 5)
            self.fold.clicked.connect(self._on_clicked)
            layout.addWidget(self.fold)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.show_folded(folded=False)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._count)

    def show_count(self, known: int, shown: int) -> None:
        """Show how many of the group's fields are known."""
        words = self.tr("{known} of {shown}").format(known=known, shown=shown)
        if words != self._count.text():
            self._count.setText(words)
            self._make_room()

    def show_folded(self, *, folded: bool) -> None:
        """Show whether the group's fields are folded away. Never emits."""
        if self.fold is None:
            return
        self._is_folded = folded
        self.fold.setText("▸" if folded else "▾")
        words = self.tr("{group}: folded, show its fields") if folded else self.tr("{group}: shown, fold its fields")
        self.fold.setAccessibleName(words.format(group=self._name))

    def _on_clicked(self) -> None:
        self.toggled.emit(self._is_folded)

    def _make_room(self) -> None:
        """Give the count a fixed size, so that another count is not a reason to lay out the whole form again."""
        widest = self.tr("{known} of {shown}").format(known="00", shown="00")
        metrics = self._count.fontMetrics()
        self._count.setFixedSize(metrics.horizontalAdvance(widest), metrics.height())

    # ------------------------------------------------------------ Qt

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self.fold is not None and event.button() == Qt.MouseButton.LeftButton:
            self.fold.click()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_room()
