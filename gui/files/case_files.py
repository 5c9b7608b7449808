"""Opening, saving and closing the case: what stands in the File menu."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from engine.case.case import new_case
from engine.case.files.case_file import load_case
from engine.case.files.case_names import CASE_ENDING, ending_of, without_ending
from engine.case.files.meeting_list import is_meeting
from engine.case.files.sealed_case import Seal
from engine.case.problems import CaseFileError, one_problem
from engine.evidence.library import Library
from engine.words.said import say
from gui.document.autosave import Autosave
from gui.document.case_document import CaseDocument
from gui.document.slip_questions import slip_questions
from gui.files.case_on_disk import OpenedCase, is_pdf, open_case, write_case
from gui.files.file_watch import FileWatch
from gui.files.old_evidence import OldEvidence
from gui.files.recent_files import RecentFiles
from gui.files.recovery_offer import RecoveryOffer
from gui.messages.message_bar import Message, MessageBar
from gui.messages.questions import Ask
from gui.messages.reading_beside import NoLongerWantedError, ReadingBeside
from gui.shared.language import in_use

_UNREADABLE = "unreadable"


class CaseFiles(QObject):
    """The document's file, and the flows that open, save and close it.

    Attributes
    ----------
    beside : reads and opens files while the window stays alive.
    watch, recovery, old_evidence : the file on the disk, unsaved work left behind, and what has changed since.

    Signals
    -------
    path_changed : the case has another file, or none.
    open_ended : a file that was to be opened is open, or is not: an attempt is over.
    changes_requested : a person wants to read what changed in the evidence.
    look_requested : the id of a field that has to be looked at first.
    saved_in_the_open : the case was saved without a passphrase.
    """

    path_changed = Signal()
    open_ended = Signal()
    changes_requested = Signal()
    look_requested = Signal(str)
    saved_in_the_open = Signal()

    def __init__(
        self,
        document: CaseDocument,
        library: Library,
        autosave: Autosave,
        recent: RecentFiles,
        messages: MessageBar,
        ask: Ask,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._library = library
        self._autosave = autosave
        self._recent = recent
        self._messages = messages
        self.ask = ask
        self._seal: Seal | None = None
        self.beside = ReadingBeside(parent if isinstance(parent, QWidget) else None, self)
        #: whether cases are saved under a passphrase only
        self.requires_seal = False
        #: begins the meeting of a list of cases
        self.open_list: Callable[[Path], bool] = _never
        #: says whether a file may be opened here: another window may have it
        self.may_open: Callable[[Path], bool] = _always
        #: says whether a case may be saved under another name: another window may have that file open
        self.may_save: Callable[[Path], bool] = _always
        self.watch = FileWatch(document, messages, self)
        self.watch.read_again_requested.connect(self._read_again)
        self.recovery = RecoveryOffer(document, autosave, messages, self, self)
        self.old_evidence = OldEvidence(library, messages, self)
        self.old_evidence.changes_requested.connect(self.changes_requested)

    @property
    def path(self) -> Path | None:
        """Where the case is saved; None where it is not yet."""
        return self.watch.path

    @property
    def name(self) -> str:
        """What to call the case: its file, else its name, else that it is new."""
        if self.path is not None:
            return without_ending(self.path.name)
        return self._document.case.label.strip() or self.tr("New case")

    @property
    def suggestion(self) -> str:
        """A file name without ending for this case."""
        words = self.name if self.path is not None or self._document.case.label.strip() else self.tr("case")
        plain = "".join(letter if letter.isalnum() or letter in " -_.," else " " for letter in words)
        return " ".join(plain.split())[:80] or self.tr("case")

    @property
    def folder(self) -> str:
        """Where to look for files first."""
        return str(self.path.parent) if self.path is not None else self._recent.folder

    # ------------------------------------------------------------ new and open

    def start_new(self) -> None:
        """Begin an empty case, once unsaved changes are seen to."""
        if self.may_leave():
            self._document.replace_case(new_case(self._document.fields))
            self.belongs_to(None)

    def choose_and_open(self) -> None:
        """Ask for a file and open it."""
        path = self.ask.file_to_open(self.folder)
        if path is not None:
            self.open(path)

    def open(self, path: Path, *, remembered: bool = True, tell: Callable[[str], object] | None = None) -> bool:
        """Open a case file, or the case that a summary PDF carries; what is open stays where that fails.

        Parameters
        ----------
        remembered : it stands among the files that were opened lately.
        tell : gets the sentences of a file that cannot be used, in place of a dialog.
        """
        if is_meeting(path):
            return self.open_list(path)
        try:
            return self.may_open(path) and self._open(path, remembered, tell)
        finally:
            self.open_ended.emit()

    def _open(self, path: Path, remembered: bool, tell: Callable[[str], object] | None) -> bool:
        # What is about to be saved into this very file has to stand there before it is read.
        is_left = self._is_here(path)
        if is_left and not self.may_leave():
            return False
        try:
            opened = open_case(path, self._document.fields, self.ask, self.beside)
        except NoLongerWantedError:
            return False
        except CaseFileError as error:
            words = in_use().of(error.said)
            if tell is not None:
                tell(words)
            else:
                self.ask.tell(self.tr("The case cannot be opened"), words)
            return False
        if opened is None or not (is_left or self.may_leave()):
            return False
        if is_left or not self._is_here(path):
            self._show(opened, path, remembered=remembered)
        # Else the case has just been saved in its place: it is open already.
        return True

    def _is_here(self, path: Path) -> bool:
        """Whether this is the file of the open case, by whichever name."""
        with contextlib.suppress(OSError):
            return self.path is not None and path.samefile(self.path)
        return False

    def open_example(self, path: Path) -> None:
        """Open an example as a new case: the example itself stays as it is."""
        if self.may_leave():
            try:
                case = load_case(path, self._document.fields)
            except CaseFileError as error:
                self.ask.tell(self.tr("The example cannot be opened"), in_use().of(error.said))
                return
            self._document.replace_case(case)
            self.belongs_to(None)

    def _show(self, opened: OpenedCase, path: Path, *, remembered: bool) -> None:
        self._document.replace_case(opened.case, modified=is_pdf(path))
        self.belongs_to(None if is_pdf(path) else path, opened.digest, opened.seal)
        if remembered and not is_pdf(path):
            self._recent.add(path)
        self.old_evidence.opened(opened.case)

    def belongs_to(self, path: Path | None, digest: str = "", seal: Seal | None = None) -> None:
        """The document has this file from now on, in this state; its copies are sealed as the file is."""
        self._seal = self._autosave.seal = seal
        self.watch.follow(path, digest)
        self._autosave.case_path = path
        self._autosave.case_digest = self.watch.known
        # What was told of another case, or of this one before it was saved anew, holds no longer.
        self.old_evidence.settled()
        self.path_changed.emit()

    def _read_again(self) -> None:
        if self.path is not None:
            self.open(self.path)

    # ------------------------------------------------------------ save

    def save(self) -> bool:
        """Save under the same name; ask for one where there is none."""
        if self.path is None:
            return self.save_as()
        # Not `Path.exists`, which fails where the folder may no longer be looked into; the write then says so.
        if self.watch.is_changed() and os.path.exists(self.path):  # noqa: PTH110
            answer = self.ask.overwrite_changed(self.path.name)
            if answer == "cancel":
                return False
            if answer == "save_as":
                return self.save_as()
        return self._write(self.path)

    def save_as(self) -> bool:
        """Ask for a name and save."""
        folder = Path(self.folder) if self.folder else Path()
        ending = (ending_of(self.path.name) if self.path is not None else "") or CASE_ENDING
        path = self.ask.file_to_save(str(folder / f"{self.suggestion}{ending}"))
        return path is not None and (path == self.path or self.may_save(path)) and self._write(path)

    def save_sealed(self) -> bool:
        """Ask for a passphrase and save under it; from then on every copy of this case is sealed."""
        passphrase = self.ask.new_passphrase()
        if passphrase is None:
            return False
        before = self._seal
        try:
            seal = self.beside.do(partial(Seal.new, passphrase), self.tr("Making the key of the passphrase …"))
        except NoLongerWantedError:
            return False
        self._seal = self._autosave.seal = seal
        saved = self.save() if self.path is not None else self.save_as()
        if not saved:
            self._seal = self._autosave.seal = before
        return saved

    def _seal_anew(self) -> bool:
        """Ask for a passphrase, since on this machine no case is saved without one."""
        passphrase = self.ask.new_passphrase()
        if passphrase is None:
            return False
        self._seal = self._autosave.seal = Seal.new(passphrase)
        return True

    def save_open(self) -> bool:
        """Save without a passphrase a case that was sealed."""
        if self.requires_seal:
            self.ask.tell(
                self.tr("The case cannot be saved without a passphrase"),
                self.tr("The hospital's IT has set that cases are saved under a passphrase only."),
            )
            return False
        before = self._seal
        self._seal = self._autosave.seal = None
        saved = self.save() if self.path is not None else self.save_as()
        if not saved:
            self._seal = self._autosave.seal = before
        return saved

    @property
    def is_sealed(self) -> bool:
        """Whether the case is saved under a passphrase."""
        return self._seal is not None

    def save_copy_before_the_end(self, path: Path) -> None:
        """Save what is there without asking anything: the program has failed.

        Raises
        ------
        CaseFileError : it cannot be written, or may not be without a passphrase, which nobody can be asked for now.
        """
        if self.requires_seal and self._seal is None:
            problem = say("on this machine cases are saved under a passphrase only.")
            raise one_problem(path.name, "", problem, say("Unsaved work is offered again at the next start."))
        write_case(self._document.case, path, self._seal, self._library, questions_later=True)

    def _write(self, path: Path) -> bool:
        if self.requires_seal and self._seal is None and not self._seal_anew():
            return False
        if not self._slips_are_answered():
            return False
        try:
            saved, digest = write_case(self._document.case, path, self._seal, self._library)
        except CaseFileError as error:
            self.ask.tell(self.tr("The case cannot be saved"), in_use().of(error.said))
            return False
        self._document.mark_saved(saved)
        self.belongs_to(path, digest, self._seal)
        self._recent.add(path)
        self._tell_of_unreadable()
        if self._seal is None:
            self.saved_in_the_open.emit()
        return True

    def _slips_are_answered(self) -> bool:
        open_questions = slip_questions(self._document.case)
        if not open_questions:
            return True
        answer = self.ask.slips([text for _, text in open_questions])
        if answer == "confirm":
            for field_id, _ in open_questions:
                self._document.confirm(field_id)
            return True
        if answer == "look":
            self.look_requested.emit(open_questions[0][0])
        return False

    def _tell_of_unreadable(self) -> None:
        number = len(self._document.draft.unreadable)
        if not number:
            self._messages.take_back(_UNREADABLE)
            return
        words = (
            self.tr("One entry cannot be read; in the file it is not known.")
            if number == 1
            else self.tr("{number} entries cannot be read; in the file they are not known.").format(number=number)
        )
        self._messages.show_message(Message(_UNREADABLE, words, "problem"))

    # ------------------------------------------------------------ leave

    def may_leave(self) -> bool:
        """Whether the open case may go: saved, given up on purpose, or unchanged."""
        if not self._document.is_modified:
            return True
        answer = self.ask.save_changes(self.name)
        if answer == "save":
            return self.save()
        return answer == "discard"


def _never(_: Path) -> bool:
    return False


def _always(_: Path) -> bool:
    return True
