"""What the board page is held against: a state of this case, or another case, kept while the form is changed."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment
from engine.findings.wording import lower_first
from engine.wording.board.board_records import BoardPage
from engine.words.said import say_label
from gui.shared.language import in_use
from gui.shared.plain_text import tip

#: fields that are named before the rest is counted
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Pinned:
    """A page as it was.

    Attributes
    ----------
    name : of the other case; empty where it is this case as it was.
    """

    assessment: Assessment
    page: BoardPage
    name: str = ""

    def changed_fields(self, now: Assessment, fields: FieldCatalogue) -> str:
        """Return the names of the fields that are not as they were; empty where all are."""
        names = [
            in_use().of(lower_first(say_label(spec.label, spec.id)))
            for spec in fields
            if self.assessment.inputs.get(spec.id) != now.inputs.get(spec.id)
        ]
        more = len(names) - _MOST_NAMED
        named = ", ".join(names[:_MOST_NAMED])
        if more <= 0:
            return named
        words = QCoreApplication.translate("PinButtons", "{fields} and {number} more")
        return words.format(fields=named, number=more)


class PinButtons(QWidget):
    """Three buttons below the options; what they ask for is done by the window's commands of the same name.

    Signals
    -------
    asked : "pin", "pin_other" or "unpin".
    """

    asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        self._buttons: dict[str, QPushButton] = {}
        for name, words, help_text in (
            ("pin", self.tr("P&in this state"), self.tr("Keep the page as it is, change the form, and see what flips")),
            ("pin_other", self.tr("Pin &another case …"), self.tr("See what differs from a case in a file")),
            ("unpin", self.tr("Let the pin &go"), self.tr("Compare no more")),
        ):
            button = QPushButton(words, self)
            button.setProperty("command", name)
            button.setAutoDefault(True)
            button.setToolTip(tip(help_text))
            button.setAccessibleDescription(help_text)
            button.clicked.connect(self._on_clicked)
            line.addWidget(button)
            self._buttons[name] = button
        line.addStretch(1)
        self.show_pinned(pinned=False)

    def show_pinned(self, *, pinned: bool) -> None:
        """Show whether there is something to let go."""
        self._buttons["unpin"].setEnabled(pinned)

    def _on_clicked(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            self.asked.emit(str(button.property("command")))
