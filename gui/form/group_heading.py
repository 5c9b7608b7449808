"""The name of a group of fields, and how much of it is known."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.plain_text import PlainLabel


class GroupHeading(QWidget):
    """The name on the left, the count on the right, a line below."""

    def __init__(self, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = PlainLabel(label, self)
        self._label.setProperty("role", "heading")
        self._count = PlainLabel(parent=self)
        self._count.setProperty("role", "muted")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setProperty("role", "group")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(self)
        gap = self.fontMetrics().height() // 4
        layout.setContentsMargins(0, gap * 3, 0, gap)
        layout.addWidget(self._label)
        layout.addStretch(1)
        layout.addWidget(self._count)

    def show_count(self, known: int, shown: int) -> None:
        """Show how many of the group's fields are known."""
        words = self.tr("{known} of {shown}").format(known=known, shown=shown)
        if words != self._count.text():
            self._count.setText(words)
            self._make_room()

    def _make_room(self) -> None:
        """Give the count a fixed size, so that another count is not a reason to lay out the whole form again."""
        widest = self.tr("{known} of {shown}").format(known="00", shown="00")
        metrics = self._count.fontMetrics()
        self._count.setFixedSize(metrics.horizontalAdvance(widest), metrics.height())

    # ------------------------------------------------------------ Qt

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_room()
