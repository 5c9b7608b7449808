"""After a session that did not end in good order: its unsaved work is offered, restored or given up."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject

from engine.case.files.recovery_copy import NewerRecoveryCopyError
from engine.case.files.sealed_case import Seal, WrongPassphraseError
from gui.document.autosave import Autosave, Recovered, RecoveryError, SealedCopyError
from gui.document.case_document import CaseDocument
from gui.messages.message_bar import Answer, Message, MessageBar
from gui.messages.questions import Ask
from gui.messages.reading_beside import NoLongerWantedError, ReadingBeside

_RECOVERY = "recovery"
_NO_COPIES = "no copies"


class OpenFile(Protocol):
    """What restoring needs of the file that is open."""

    ask: Ask
    beside: ReadingBeside

    def may_leave(self) -> bool:
        """Whether the open case may go."""

    def belongs_to(self, path: Path | None, digest: str = "", seal: Seal | None = None) -> None:
        """The document has this file from now on."""


class RecoveryOffer(QObject):
    """Offers copies of unsaved work, one after the other; tells where none can be kept."""

    def __init__(
        self, document: CaseDocument, autosave: Autosave, messages: MessageBar, file: OpenFile, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._autosave = autosave
        self._messages = messages
        self._file = file
        self._knows_of_no_copies = False
        autosave.written.connect(self._on_copy_written)

    def offer(self) -> None:
        """Offer the newest copy that a session left behind when it did not end in good order."""
        for path in self._autosave.orphans():
            try:
                found = self._autosave.recover(path)
            except SealedCopyError:
                self._tell(path, self.tr("The program ended before a sealed case was saved. The changes were kept."))
                return
            except NewerRecoveryCopyError:
                words = self.tr("A newer version of this program has left unsaved work. It is kept, and offered there.")
                self._messages.show_message(Message(_RECOVERY, words, "problem"))
                continue
            except RecoveryError as error:
                words = self.tr("A copy of unsaved work could not be read. It was put aside as {file}.")
                self._messages.show_message(Message(_RECOVERY, words.format(file=error.kept.name), "problem"))
                continue
            when = found.at.astimezone().strftime("%d-%b-%Y %H:%M")
            name = self.tr("“{name}”").format(name=found.path.name) if found.path is not None else self.tr("a new case")
            words = self.tr("The program ended on {when} before {name} was saved. The changes were kept.")
            self._tell(path, words.format(when=when, name=name))
            return

    def restore(self, path: Path) -> None:
        """Open a recovery copy as unsaved work, at the file that it belonged to."""
        if not self._file.may_leave():
            self.offer()
            return
        try:
            found = self._recovered(path)
        except NoLongerWantedError:
            self.offer()
            return
        except NewerRecoveryCopyError:
            self.offer()
            return
        except RecoveryError:
            # Another window has been asked the same and was quicker.
            words = self.tr("The copy of unsaved work is no longer there; another window may have restored it.")
            self._messages.show_message(Message(_RECOVERY, words, "problem"))
            return
        if found is None:
            self.offer()
            return
        self._document.replace_case(found.draft.case, found.draft.unreadable, modified=True)
        there = found.path is not None and found.path.is_file()
        self._file.belongs_to(found.path if there else None, found.digest, found.seal)
        self._autosave.write_now()
        self._autosave.wait()
        if not self._autosave.path.exists():
            # The only copy there is: it goes when there is another one, or the case is saved and the next start asks.
            return
        self._autosave.forget(path)
        self.offer()

    def forget(self, path: Path) -> None:
        """Give up a recovery copy."""
        self._autosave.forget(path)
        self.offer()

    def _tell(self, path: Path, words: str) -> None:
        answer = _AboutOneCopy(self, path)
        answers = (Answer(self.tr("Restore"), answer.restore), Answer(self.tr("Delete them"), answer.forget))
        self._messages.show_message(Message(_RECOVERY, words, "question", answers))

    def _recovered(self, path: Path) -> Recovered | None:
        """Read a recovery copy, with its passphrase where it is sealed; None where nobody knew it."""
        try:
            return self._autosave.recover(path)
        except SealedCopyError:
            wrong = False
            while (passphrase := self._file.ask.passphrase(self.tr("the unsaved work"), wrong)) is not None:
                try:
                    words = self.tr("Opening the unsaved work with its passphrase …")
                    return self._file.beside.do(partial(self._autosave.recover, path, passphrase), words)
                except WrongPassphraseError:
                    wrong = True
            return None

    def _on_copy_written(self, written: bool) -> None:
        if written:
            self._messages.take_back(_NO_COPIES)
        elif not self._knows_of_no_copies:
            self._knows_of_no_copies = True
            words = self.tr(
                "No copy of unsaved work can be kept: the program's own folder cannot be written. Save the case often."
            )
            self._messages.show_message(Message(_NO_COPIES, words, "problem"))


class _AboutOneCopy(QObject):
    """The two answers about one recovery copy."""

    def __init__(self, offer: RecoveryOffer, path: Path) -> None:
        super().__init__(offer)
        self._offer = offer
        self._path = path

    def restore(self) -> None:
        self._offer.restore(self._path)

    def forget(self) -> None:
        self._offer.forget(self._path)
