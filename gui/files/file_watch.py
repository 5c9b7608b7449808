"""The file of the open case, as it is on the disk now: changed by somebody else, gone, or as it was."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.case.files.case_file import digest_of_file
from gui.document.case_document import CaseDocument
from gui.messages.message_bar import Answer, Message, MessageBar

_KEY = "changed on disk"


class FileWatch(QObject):
    """Knows what the file was like when it was last read or written here, and tells where it no longer is.

    Attributes
    ----------
    path : of the file; None for a case without one.
    known : the file as it was here.
    told_of : the state that a person was last told of.

    Signals
    -------
    read_again_requested : a person wants what is in the file now.
    """

    read_again_requested = Signal()

    def __init__(self, document: CaseDocument, messages: MessageBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._messages = messages
        self.path: Path | None = None
        self.known = ""
        self.told_of = ""

    def follow(self, path: Path | None, digest: str) -> None:
        """From now on this is the file, and this its state."""
        self.path = path
        self.known = self.told_of = digest if path is not None else ""
        self._messages.take_back(_KEY)

    def is_changed(self) -> bool:
        """Whether the file is no longer as it was here."""
        return self.path is not None and digest_of_file(self.path) != self.known

    def look(self) -> None:
        """Tell where the file was changed by somebody else; called when the window becomes the active one."""
        if self.path is None or not self.is_changed():
            return
        found = digest_of_file(self.path)
        if found == self.told_of:
            return
        # Told once; but until it is answered, saving asks before it overwrites what somebody else has written.
        self.told_of = found
        gone = not found
        words = (
            self.tr("The file “{name}” is no longer there. What is open here is kept; save it to have it back.")
            if gone
            else self.tr("The file “{name}” was changed by somebody else since it was opened here.")
        ).format(name=self.path.name)
        answers: tuple[Answer, ...] = ()
        if not gone:
            keep = Answer(self.tr("Keep what is open"), self._keep)
            answers = (Answer(self.tr("Read it again"), self.read_again_requested.emit), keep)
        self._messages.show_message(Message(_KEY, words, "question", answers))
        self._document.undo_stack.resetClean()

    def _keep(self) -> None:
        self.known = self.told_of
