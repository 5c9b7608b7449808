"""The first thing of a case: what is the board asked about? It chooses fields, and says nothing of the patient."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.form.editors.chip_row import Chip, ChipRow
from gui.shared.plain_text import PlainLabel, tip

Question = Literal["liver", "rectum", "everything"]


class QuestionRow(QWidget):
    """Three answers, of which one is chosen; everything, until somebody says otherwise.

    Signals
    -------
    asked : the answer that a person has chosen.
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        label = PlainLabel(self.tr("What is the board asked about?"), self)
        label.setWordWrap(True)
        chips = (
            Chip("liver", self.tr("Liver")),
            Chip("rectum", self.tr("Rectum")),
            Chip("everything", self.tr("Everything")),
        )
        self.chips = ChipRow(chips, label.text(), exclusive=True, parent=self)
        help_text = self.tr("Fields that only the other organ needs are left out; nothing that is entered is hidden.")
        self.chips.describe(help_text)
        self.setToolTip(tip(help_text))
        self.chips.chosen.connect(self._on_chosen)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self.fontMetrics().height() // 5)
        layout.addWidget(label)
        layout.addWidget(self.chips)
        self.show_question("everything")

    def show_question(self, question: Question) -> None:
        """Show which answer holds. Never emits."""
        self.chips.show_chosen([question])

    def _on_chosen(self, question: Question) -> None:
        self.show_question(question)
        self.asked.emit(question)
