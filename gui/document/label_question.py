"""A name of the case that looks like a person's name, number or date of birth: asked about once, never changed."""

from __future__ import annotations

from PySide6.QtCore import QDate, QObject

from engine.case.pseudonym import looks_like
from gui.document.case_document import LABEL, CaseDocument
from gui.messages.message_bar import Answer, Message, MessageBar

_KEY = "label"


class LabelQuestion(QObject):
    """Watches the label of the case and asks, once for each label."""

    def __init__(self, document: CaseDocument, messages: MessageBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._messages = messages
        self._asked: set[str] = set()
        document.changed.connect(self._on_changed)

    def look(self) -> None:
        """Ask about the label as it is now, where nobody has been asked about it: the focus has left it."""
        label = self._document.case.label
        if label in self._asked:
            return
        likeness = looks_like(label, QDate.currentDate().year())
        if likeness is None:
            return
        self._asked.add(label)
        what = {
            "name": self.tr("a person's name"),
            "number": self.tr("a patient's number"),
            "birth_date": self.tr("a date of birth"),
        }[likeness]
        text = self.tr("The name of the case looks like {what}. It is saved and printed. Is it meant?")
        answers = (Answer(self.tr("It is meant")), Answer(self.tr("Empty it"), self._empty))
        self._messages.show_message(Message(_KEY, text.format(what=what), "question", answers))

    def _empty(self) -> None:
        self._document.set_label("")
        self._document.end_typing()

    def _on_changed(self, places: object) -> None:
        if isinstance(places, frozenset) and LABEL in places:
            self._messages.take_back(_KEY)
