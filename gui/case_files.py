"""Opening, saving and closing the case: what stands in the File menu."""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.case.atomic_file import WriteError, write_atomically
from engine.case.case_file import (
    Case,
    CaseFileError,
    CaseProblem,
    load_case,
    new_case,
    parse_case,
    read_case_bytes,
    save_case,
)
from engine.case.saved_findings import NOTHING_SAVED, SavedFindings
from engine.case.sealed_case import Seal, WrongPassphraseError, is_sealed, unseal_and_keep
from engine.evidence.library import Library
from gui.asking import CASE_SUFFIX, Ask
from gui.autosave import Autosave, Recovered, RecoveryError, SealedCopyError
from gui.case_document import CaseDocument
from gui.message_bar import Answer, Message, MessageBar
from gui.old_evidence import OldEvidence
from gui.recent_files import RecentFiles
from gui.slip_questions import slip_questions

_CHANGED_ON_DISK = "changed on disk"
_RECOVERY = "recovery"
_UNREADABLE = "unreadable"
_NO_COPIES = "no copies"


class CaseFiles(QObject):
    """The document's file: where it is, what it was like, and the flows that open, save and close it.

    Signals
    -------
    path_changed : the case has another file, or none.
    changes_requested : a person wants to read what changed in the evidence.
    look_requested : the id of a field that has to be looked at first.
    saved_in_the_open : the case was saved without a passphrase.
    """

    path_changed = Signal()
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
        self.path: Path | None = None
        self._seal: Seal | None = None
        self._on_disk = ""
        self._told_of = ""
        self._knows_of_no_copies = False
        self.old_evidence = OldEvidence(library, messages, self)
        self.old_evidence.changes_requested.connect(self.changes_requested)
        autosave.written.connect(self._on_copy_written)

    @property
    def name(self) -> str:
        """What to call the case: its file, else its name, else that it is new."""
        if self.path is not None:
            return self.path.name.removesuffix(CASE_SUFFIX)
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
            self._take_path(None)
            self.old_evidence.settled()

    def choose_and_open(self) -> None:
        """Ask for a file and open it."""
        path = self.ask.file_to_open(self.folder)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> bool:
        """Open a case file, or the case that a summary PDF carries; what is open stays where that fails."""
        try:
            opened = self._read(path)
        except CaseFileError as error:
            self.ask.tell(self.tr("The case cannot be opened"), "\n".join(str(problem) for problem in error.problems))
            return False
        if opened is None or not self.may_leave():
            return False
        case, digest, seal = opened
        self._show(case, path, digest, seal)
        return True

    def open_example(self, path: Path) -> None:
        """Open an example as a new case: the example itself stays as it is."""
        if self.may_leave():
            try:
                case = load_case(path, self._document.fields)
            except CaseFileError as error:
                self.ask.tell(self.tr("The example cannot be opened"), str(error))
                return
            self._document.replace_case(case)
            self._take_path(None)
            self.old_evidence.settled()

    def _read(self, path: Path) -> tuple[Case, str, Seal | None] | None:
        """Return the case, the hash of what it was read from (the file may change while a question waits), and its
        seal; None where nobody knew the passphrase."""
        if path.suffix.lower() == ".pdf":
            from engine.report.attachments import open_case_from_pdf

            return open_case_from_pdf(path, self._document.fields), "", None
        data = read_case_bytes(path)
        digest = hashlib.sha256(data).hexdigest()
        if not is_sealed(data):
            return parse_case(data, self._document.fields, path.name), digest, None
        wrong = False
        while (passphrase := self.ask.passphrase(path.name, wrong)) is not None:
            try:
                case, seal = unseal_and_keep(data, passphrase, self._document.fields, path.name)
                return case, digest, seal
            except WrongPassphraseError:
                wrong = True
        return None

    def _show(self, case: Case, path: Path, digest: str, seal: Seal | None) -> None:
        is_pdf = path.suffix.lower() == ".pdf"
        self._document.replace_case(case, modified=is_pdf)
        self._take_path(None if is_pdf else path, digest, seal)
        if not is_pdf:
            self._recent.add(path)
        self.old_evidence.opened(case)

    # ------------------------------------------------------------ save

    def save(self) -> bool:
        """Save under the same name; ask for one where there is none."""
        if self.path is None:
            return self.save_as()
        # Not `Path.exists`, which fails where the folder may no longer be looked into; the write then says so.
        if self._is_changed_on_disk() and os.path.exists(self.path):  # noqa: PTH110
            answer = self.ask.overwrite_changed(self.path.name)
            if answer == "cancel":
                return False
            if answer == "save_as":
                return self.save_as()
        return self._write(self.path)

    def save_as(self) -> bool:
        """Ask for a name and save."""
        folder = Path(self.folder) if self.folder else Path()
        path = self.ask.file_to_save(str(folder / f"{self.suggestion}{CASE_SUFFIX}"))
        return path is not None and self._write(path)

    def save_sealed(self) -> bool:
        """Ask for a passphrase and save under it; from then on every copy of this case is sealed."""
        passphrase = self.ask.new_passphrase()
        if passphrase is None:
            return False
        before = self._seal
        self._seal = self._autosave.seal = Seal.new(passphrase)
        saved = self.save() if self.path is not None else self.save_as()
        if not saved:
            self._seal = self._autosave.seal = before
        return saved

    def save_open(self) -> bool:
        """Save without a passphrase a case that was sealed."""
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
        CaseFileError : it cannot be written.
        """
        self._save_to(path)

    def _save_to(self, path: Path) -> Case:
        """Write the case, sealed where it is, and return it as it would be read again; raises CaseFileError."""
        case = self._document.case
        saved_with, shown = self._saved_with(case)
        if self._seal is None:
            save_case(case, path, saved_with, shown)
        else:
            try:
                write_atomically(path, self._seal.close(case, saved_with, shown))
            except WriteError as error:
                raise CaseFileError((CaseProblem(error.file, "", error.problem, error.remedy),)) from None
        return replace(case, saved_with=saved_with, saved_findings=shown)

    def _write(self, path: Path) -> bool:
        if not self._slips_are_answered():
            return False
        try:
            saved = self._save_to(path)
        except CaseFileError as error:
            self.ask.tell(self.tr("The case cannot be saved"), str(error))
            return False
        self._document.mark_saved(saved)
        self._take_path(path, _digest(path), self._seal)
        self._recent.add(path)
        self.old_evidence.settled()
        self._tell_of_unreadable()
        if self._seal is None:
            self.saved_in_the_open.emit()
        return True

    def _saved_with(self, case: Case) -> tuple[dict[str, str], SavedFindings]:
        """Return versions and what is shown now, for the file."""
        # Imported here: findings are loaded after the window's first paint.
        from engine.findings.since_saved import findings_to_save, versions_to_save

        shown = NOTHING_SAVED
        # Where the findings fail, which is told elsewhere, the case is saved all the same.
        with contextlib.suppress(Exception):
            shown = findings_to_save(case, self._library)
        return versions_to_save(case, self._library), shown

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

    # ------------------------------------------------------------ the file on the disk

    def look_at_disk(self) -> None:
        """Tell where the file was changed by somebody else; called when the window becomes the active one."""
        if self.path is None or not self._is_changed_on_disk():
            return
        found = _digest(self.path)
        if found == self._told_of:
            return
        # Told once; but until it is answered, saving asks before it overwrites what somebody else has written.
        self._told_of = found
        gone = not found
        words = (
            self.tr("The file “{name}” is no longer there. What is open here is kept; save it to have it back.")
            if gone
            else self.tr("The file “{name}” was changed by somebody else since it was opened here.")
        ).format(name=self.path.name)
        answers: tuple[Answer, ...] = ()
        if not gone:
            keep = Answer(self.tr("Keep what is open"), self._keep_open)
            answers = (Answer(self.tr("Read it again"), self._read_again), keep)
        self._messages.show_message(Message(_CHANGED_ON_DISK, words, "question", answers))
        self._document.undo_stack.resetClean()

    def _read_again(self) -> None:
        if self.path is not None:
            self.open(self.path)

    def _keep_open(self) -> None:
        self._on_disk = self._told_of

    def _is_changed_on_disk(self) -> bool:
        return self.path is not None and _digest(self.path) != self._on_disk

    def _take_path(self, path: Path | None, digest: str = "", seal: Seal | None = None) -> None:
        self.path = path
        self._seal = self._autosave.seal = seal
        self._on_disk = self._told_of = digest if path is not None else ""
        self._autosave.case_path = path
        self._autosave.case_digest = self._on_disk
        self._messages.take_back(_CHANGED_ON_DISK)
        self.path_changed.emit()

    # ------------------------------------------------------------ recovery

    def _on_copy_written(self, written: bool) -> None:
        if written:
            self._messages.take_back(_NO_COPIES)
        elif not self._knows_of_no_copies:
            self._knows_of_no_copies = True
            words = self.tr(
                "No copy of unsaved work can be kept: the program's own folder cannot be written. Save the case often."
            )
            self._messages.show_message(Message(_NO_COPIES, words, "problem"))

    def offer_recovery(self) -> None:
        """Offer the newest copy that a session left behind when it did not end in good order."""
        for path in self._autosave.orphans():
            try:
                found = self._autosave.recover(path)
            except SealedCopyError:
                self._offer(path, self.tr("The program ended before a sealed case was saved. The changes were kept."))
                return
            except RecoveryError as error:
                words = self.tr("A copy of unsaved work could not be read. It was put aside as {file}.")
                self._messages.show_message(Message(_RECOVERY, words.format(file=error.kept.name), "problem"))
                continue
            when = found.at.astimezone().strftime("%d-%b-%Y %H:%M")
            name = self.tr("“{name}”").format(name=found.path.name) if found.path is not None else self.tr("a new case")
            words = self.tr("The program ended on {when} before {name} was saved. The changes were kept.")
            self._offer(path, words.format(when=when, name=name))
            return

    def _offer(self, path: Path, words: str) -> None:
        restore = _Recovery(self, path)
        answers = (Answer(self.tr("Restore"), restore.restore), Answer(self.tr("Delete them"), restore.forget))
        self._messages.show_message(Message(_RECOVERY, words, "question", answers))

    def _recovered(self, path: Path) -> Recovered | None:
        """Read a recovery copy, with its passphrase where it is sealed; None where nobody knew it."""
        try:
            return self._autosave.recover(path)
        except SealedCopyError:
            wrong = False
            while (passphrase := self.ask.passphrase(self.tr("the unsaved work"), wrong)) is not None:
                try:
                    return self._autosave.recover(path, passphrase)
                except WrongPassphraseError:
                    wrong = True
            return None

    def restore(self, path: Path) -> None:
        """Open a recovery copy as unsaved work, at the file that it belonged to."""
        if not self.may_leave():
            self.offer_recovery()
            return
        try:
            found = self._recovered(path)
        except RecoveryError:
            # Another window has been asked the same and was quicker.
            words = self.tr("The copy of unsaved work is no longer there; another window may have restored it.")
            self._messages.show_message(Message(_RECOVERY, words, "problem"))
            return
        if found is None:
            self.offer_recovery()
            return
        self._document.replace_case(found.draft.case, found.draft.unreadable, modified=True)
        there = found.path is not None and found.path.is_file()
        self._take_path(found.path if there else None, found.digest, found.seal)
        self._autosave.write_now()
        self._autosave.wait()
        if not self._autosave.path.exists():
            # The only copy there is: it goes when there is another one, or the case is saved and the next start asks.
            return
        self._autosave.forget(path)
        self.offer_recovery()

    def forget(self, path: Path) -> None:
        """Give up a recovery copy."""
        self._autosave.forget(path)
        self.offer_recovery()


class _Recovery(QObject):
    """The two answers about one recovery copy."""

    def __init__(self, files: CaseFiles, path: Path) -> None:
        super().__init__(files)
        self._files = files
        self._path = path

    def restore(self) -> None:
        self._files.restore(self._path)

    def forget(self) -> None:
        self._files.forget(self._path)


def _digest(path: Path) -> str:
    """Return what tells one state of a file from another; empty where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
