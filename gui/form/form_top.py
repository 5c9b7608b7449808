"""What stands above the fields: the search, what matters alone, how much is known, and what has to be looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

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
        above = QHBoxLayout()
        above.addWidget(self.search, 1)
        above.addWidget(self.only_relevant)
        below = QHBoxLayout()
        below.addWidget(self.count, 1)
        below.addWidget(self.attention)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(gap // 2)
        for line in (above, below):
            line.setSpacing(gap)
            line.setContentsMargins(gap, 0, gap, 0)
            lines.addLayout(line)

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

    def show_counts(self, known: int, shown: int, hidden: int, waiting: int) -> None:
        """Say how many of the fields shown are known, how many are not shown, and how many wait for an answer."""
        words = self.tr("{known} of {shown} known").format(known=known, shown=shown)
        if hidden:
            words += self.tr(", {hidden} not shown").format(hidden=hidden)
        if words != self.count.text():
            self.count.setText(words)
        self.attention.setVisible(bool(waiting))
        if waiting:
            to_look_at = (
                self.tr("1 entry to look at (F7)") if waiting == 1 else self.tr("{number} entries to look at (F7)")
            )
            self.attention.setText(to_look_at.format(number=waiting))
