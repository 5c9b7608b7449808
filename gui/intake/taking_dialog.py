"""What the dialogs have in common that propose values: a table of offers, one button that takes what is ticked."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QSplitter, QWidget

from gui.document.case_document import CaseDocument
from gui.intake.offers import OfferTable
from gui.shared.plain_text import PlainLabel


class TakingDialog(QDialog):
    """Reads when the typing rests, shows offers, and hands over what was ticked.

    Signals
    -------
    values_agreed : tuple of `Offer`, when the person has agreed.
    """

    values_agreed = Signal(object)

    def __init__(self, document: CaseDocument, title: str, take: str, rest_ms: int, parent: QWidget | None) -> None:
        """take: the words of the button; rest_ms: how long the typing rests before it is read."""
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._document = document
        self.offers = OfferTable(document.shown_fields, self)
        self.state = PlainLabel(parent=self)
        self.state.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, Qt.Orientation.Horizontal, self)
        self.agree = self.buttons.addButton(take, QDialogButtonBox.ButtonRole.AcceptRole)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(rest_ms)
        self._rest.timeout.connect(self.read)
        self.offers.choice_changed.connect(self._on_choice)
        self.buttons.accepted.connect(self._on_agreed)
        self.buttons.rejected.connect(self.reject)

    def read(self) -> None:
        """Read what there is as it stands now."""
        raise NotImplementedError

    def may_agree(self) -> bool:
        """Whether what is ticked can be taken now."""
        return True

    def _halves(self, upper: QWidget, lower: QWidget) -> QSplitter:
        halves = QSplitter(Qt.Orientation.Vertical, self)
        halves.setChildrenCollapsible(False)
        halves.addWidget(upper)
        halves.addWidget(lower)
        return halves

    def _list(self, name: str, words: str) -> QListWidget:
        listed = QListWidget(self)
        listed.setObjectName(name)
        listed.setWordWrap(True)
        listed.setAccessibleName(words)
        return listed

    def _on_choice(self, count: int) -> None:
        self.agree.setEnabled(count > 0 and self.may_agree())

    def _on_agreed(self) -> None:
        ticked = self.offers.ticked
        self.accept()
        self.values_agreed.emit(ticked)

    def done(self, result: int) -> None:
        self._rest.stop()
        super().done(result)
