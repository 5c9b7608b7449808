"""What stands above the fields: the search, what matters alone, how much is known, and what has to be looked at."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from engine.findings.wording import MODALITY_SHORT, lower_first
from gui.form.editors.undo_keys import UndoKeysForTheWindow
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, tip


class SearchLine(QLineEdit):
    """Looks for a field; Esc empties it, Down and Enter go to the field that fits best."""

    left_downwards = Signal()

    # ------------------------------------------------------------ Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.textEdited.emit("")
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)


class FormTop(QWidget):
    """Two lines: search and filter, counts and what waits for an answer.

    Attributes
    ----------
    search, only_relevant, count, attention : the controls, for whoever listens to what a person does with them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.search = SearchLine(self)
        self.search.setPlaceholderText(self.tr("Find a field (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Find a field"))
        self.search.setClearButtonEnabled(True)
        self.search.installEventFilter(UndoKeysForTheWindow(self.search))
        self.only_relevant = QPushButton(self)
        self.only_relevant.setCheckable(True)
        self.only_relevant.setAutoDefault(True)
        self.only_relevant.setProperty("chip", "value")
        self.count = PlainLabel(parent=self)
        self.count.setProperty("role", "muted")
        self.attention = QPushButton(self)
        self.attention.setProperty("flat", True)
        self.attention.setProperty("role", "question")
        self.attention.setAutoDefault(True)
        # Its room stays: the form below must not jump by a few pixels when an entry becomes one to look at.
        policy = self.attention.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.attention.setSizePolicy(policy)
        self._lay_out()

    def _lay_out(self) -> None:
        gap = self.fontMetrics().height() // 2
        above, below = self._lines = QHBoxLayout(), QHBoxLayout()
        above.addWidget(self.search, 1)
        above.addWidget(self.only_relevant)
        below.addWidget(self.count, 1)
        below.addWidget(self.attention)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(gap // 2)
        for line in (above, below):
            line.setSpacing(gap)
            line.setContentsMargins(gap, 0, gap, 0)
            lines.addLayout(line)

    def _share_lines(self) -> None:
        """Put two parts below one another where they do not stand side by side; each is there to be read whole."""
        gap = self.fontMetrics().height()
        asked = self.fontMetrics().horizontalAdvance(self.search.placeholderText()) + 2 * gap
        pairs = ((asked, self.only_relevant), (self.count.sizeHint().width(), self.attention))
        for line, (needed, beside) in zip(self._lines, pairs, strict=True):
            is_narrow = needed + beside.sizeHint().width() + 2 * gap > self.width()
            direction = QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight
            if line.direction() != direction:
                line.setDirection(direction)

    def show_planned(self, planned: str | None) -> None:
        """Name the modality that the filter is about."""
        if planned is None:
            words, short = self.tr("Only what matters for the planned modality"), self.tr("Only what matters")
        else:
            name = MODALITY_SHORT[planned]  # type: ignore[index]
            in_words = in_use().of(lower_first(name))
            words = self.tr("Only what matters for {modality}").format(modality=in_use().of(name))
            short = self.tr("Only for {modality}").format(modality=in_words)
        self.only_relevant.setText(short)
        self.only_relevant.setAccessibleName(words)
        self.only_relevant.setToolTip(tip(words))
        self.only_relevant.setEnabled(planned is not None)
        self._share_lines()

    def show_counts(self, known: int, shown: int, hidden: int, waiting: int) -> None:
        """Say how many of the fields shown are known, how many are not shown, and how many wait for an answer."""
        if hidden:
            words = self.tr("{known} of {shown} known, {hidden} not shown")
        else:
            words = self.tr("{known} of {shown} known")
        words = words.format(known=known, shown=shown, hidden=hidden)
        if words != self.count.text():
            self.count.setText(words)
            self._share_lines()
        self.attention.setVisible(bool(waiting))
        if waiting:
            to_look_at = (
                self.tr("1 entry to look at (F7)") if waiting == 1 else self.tr("{number} entries to look at (F7)")
            )
            self.attention.setText(to_look_at.format(number=waiting))
            self._share_lines()

    # ------------------------------------------------------------ Qt

    def minimumSizeHint(self) -> QSize:
        # The same whether its parts stand side by side or not: else one arrangement would ask for the other.
        widest = max(part.minimumSizeHint().width() for part in (self.only_relevant, self.count, self.attention))
        return QSize(widest + self.fontMetrics().height(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_lines()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._share_lines()
