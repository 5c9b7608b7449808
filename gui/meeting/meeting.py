"""The meeting that is on: which cases, in which order, which one is open, and the way to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.case.case import Case
from engine.case.files.case_names import without_ending
from engine.case.files.meeting_list import MEETING_ENDING, MOST_CASES, gathered, is_meeting, write_meeting
from engine.case.problems import CaseFileError
from engine.evidence.library import Library
from gui.document.assessment_controller import AssessmentController
from gui.document.case_document import CaseDocument
from gui.files.case_files import CaseFiles
from gui.meeting.entries import Entry, Reader, place_of
from gui.messages.message_bar import Message, MessageBar
from gui.shared.background import Background
from gui.shared.language import in_use

if TYPE_CHECKING:
    from engine.findings.assessment import Assessment
    from engine.report.writers.meeting import MeetingCase

_KEY = "meeting"


class Meeting(QObject):
    """The cases of the meeting; the window holds one of them at a time, or one that is not of the meeting.

    Attributes
    ----------
    entries : the cases in their order.
    list_path : the file of the list; None where it has not been saved.
    is_modified : whether the order, or what is in it, is no longer that of the file.

    Signals
    -------
    changed : an entry, the order, or which one is open.
    """

    changed = Signal()

    def __init__(
        self,
        document: CaseDocument,
        controller: AssessmentController,
        files: CaseFiles,
        library: Library,
        messages: MessageBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._controller = controller
        self._files = files
        self._library = library
        self._messages = messages
        self.entries: tuple[Entry, ...] = ()
        self.list_path: Path | None = None
        self.is_modified = False
        self._name = ""
        self._held: Path | None = None
        self._gap = -1
        self._to_read: list[Path] = []
        self._is_wanted = True
        self.background = Background(self)
        self.background.done.connect(self._on_read)
        files.path_changed.connect(self._on_path_changed)
        controller.assessed.connect(self._on_assessed)

    # ------------------------------------------------------------ what it is

    @property
    def is_on(self) -> bool:
        """Whether there is a meeting."""
        return bool(self.entries)

    @property
    def name(self) -> str:
        """What the meeting is called: its list, else its folder."""
        if self.list_path is not None:
            return self.list_path.name[: -len(MEETING_ENDING)] or self.list_path.name
        return self._name

    @property
    def current(self) -> int | None:
        """The place of the case that is open; None where that is not of the meeting."""
        if self._files.path is None:
            return None
        open_file = place_of(self._files.path)
        return next((place for place, one in enumerate(self.entries) if place_of(one.path) == open_file), None)

    @property
    def open_name(self) -> str:
        """What the case in the window is called."""
        place = self.current
        return self._files.name if place is None else self.entries[place].name

    # ------------------------------------------------------------ begin and end

    def begin(self, places: Sequence[Path]) -> bool:
        """Begin with these cases, folders or lists, and open the first; returns whether there is a meeting now."""
        try:
            paths = gathered(places)
        except CaseFileError as error:
            self._files.ask.tell(self.tr("The meeting cannot begin"), in_use().of(error.said))
            return False
        if not paths:
            self._files.ask.tell(self.tr("The meeting cannot begin"), self.tr("The list names no case."))
            return False
        only = places[0] if len(places) == 1 else None
        self.list_path = only if only is not None and is_meeting(only) else None
        self._name = (only if only is not None and only.is_dir() else paths[0].absolute().parent).name
        self.is_modified = False
        self.entries = tuple(Entry(path) for path in paths)
        self._read(paths)
        self.changed.emit()
        self._held, self._gap = None, -1
        if self.current is None:
            self.go(1)
        return True

    def end(self) -> bool:
        """Put the list away, once it is saved or that is not wanted; the case that is open stays."""
        if self.is_modified and self.list_path is not None:
            answer = self._files.ask.save_changes(self.list_path.name)
            if answer == "cancel" or (answer == "save" and not self.save(self.list_path)):
                return False
        self.stop()
        self.entries, self.list_path, self.is_modified = (), None, False
        self._messages.take_back(_KEY)
        self.changed.emit()
        return True

    def stop(self) -> None:
        """Read nothing more: the window closes."""
        self._is_wanted = False
        self._to_read = []
        self.background.finish()

    # ------------------------------------------------------------ from case to case

    def go(self, steps: int) -> bool:
        """Open the next case, or the previous one; one that cannot be read is told and passed over."""
        self._messages.take_back(_KEY)
        place = self._here + steps
        while 0 <= place < len(self.entries):
            opened, unreadable = self._open(place)
            if opened or not unreadable:
                return opened
            place += steps
        return False

    def go_to(self, place: int) -> bool:
        """Open this case; what is open stays where that fails or is not wanted."""
        self._messages.take_back(_KEY)
        return place == self.current or self._open(place)[0]

    def can_go(self, steps: int) -> bool:
        """Whether there is a case in this direction."""
        return 0 <= self._here + steps < len(self.entries)

    @property
    def _here(self) -> int:
        """The place of the case of the meeting that is open, or was last."""
        place = self.current
        return place if place is not None else self._place_of_held()

    def _place_of_held(self) -> int:
        held = place_of(self._held) if self._held is not None else ""
        return next((place for place, one in enumerate(self.entries) if place_of(one.path) == held), self._gap)

    def _open(self, place: int) -> tuple[bool, bool]:
        """Return whether the case is open now, and whether its file cannot be used."""
        told: list[str] = []
        opened = self._files.open(self.entries[place].path, remembered=False, tell=told.append)
        if told:
            problem = told[0].splitlines()[0]
            self._put(place, Entry(self.entries[place].path, problem=problem))
            words = self.tr("Passed over, and still in the list: {problem}").format(problem=problem)
            self._messages.show_message(Message(_KEY, words, "problem"))
        return opened, bool(told)

    # ------------------------------------------------------------ the list itself

    def move(self, place: int, steps: int) -> None:
        """Change the order: this case goes so many places down, or up."""
        other = place + steps
        if 0 <= place < len(self.entries) and 0 <= other < len(self.entries):
            entries = list(self.entries)
            entries.insert(other, entries.pop(place))
            self._take(entries)

    def add(self, places: Sequence[Path]) -> None:
        """Put further cases at the end; those that are in the list stay where they are."""
        try:
            wanted = gathered(places)
        except CaseFileError as error:
            self._files.ask.tell(self.tr("The cases cannot be added"), in_use().of(error.said))
            return
        known = {place_of(one.path) for one in self.entries}
        paths = [path for path in wanted if place_of(path) not in known]
        if len(self.entries) + len(paths) > MOST_CASES:
            words = self.tr("A meeting has at most {most} cases.").format(most=MOST_CASES)
            self._files.ask.tell(self.tr("The cases cannot be added"), words)
        elif paths:
            self._take([*self.entries, *(Entry(path) for path in paths)])
            self._read(paths)

    def remove(self, place: int) -> None:
        """Take a case out of the list; its file stays as it is."""
        if 0 <= place < len(self.entries) and len(self.entries) > 1:
            if place == self._here:
                # The next case is the one that stands in its place now.
                self._gap = place - 1
            self._take([*self.entries[:place], *self.entries[place + 1 :]])

    def save(self, path: Path) -> bool:
        """Write the list; it holds the names of the files alone."""
        try:
            write_meeting(path, [one.path for one in self.entries])
        except CaseFileError as error:
            self._files.ask.tell(self.tr("The list cannot be saved"), in_use().of(error.said))
            return False
        self.list_path, self.is_modified = path, False
        self.changed.emit()
        return True

    def papers(self) -> tuple[Sequence[Path], dict[str, MeetingCase], Reader]:
        """Return what is to be printed: the files, what of them the window holds, and who reads the rest."""
        from engine.report.writers.meeting import MeetingCase

        at_hand = {}
        place = self.current
        if place is not None:
            self._controller.assess_now()
            case, assessment = self._controller.assessed_case, self._controller.assessment
            if case is not None and assessment is not None:
                path = self.entries[place].path
                at_hand[place_of(path)] = MeetingCase(path.name, (case, assessment))
        return [one.path for one in self.entries], at_hand, self._reader()

    # ------------------------------------------------------------ how it is done

    def _take(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self.is_modified = True
        self.changed.emit()

    def _put(self, place: int, entry: Entry) -> None:
        if self.entries[place] != entry:
            self.entries = (*self.entries[:place], entry, *self.entries[place + 1 :])
            self.changed.emit()

    def _reader(self) -> Reader:
        sealed = self.tr("Sealed: it is read when it is opened with its passphrase.")
        failed = self.tr("It cannot be assessed: a fault of the program. Opening it says more.")
        return Reader(self._document.fields, self._library, self._controller.curves, sealed, failed)

    def _read(self, paths: Sequence[Path]) -> None:
        self._to_read += paths
        self._is_wanted = True
        if not self.background.is_busy:
            self._read_next()

    def _read_next(self) -> None:
        paths, self._to_read = tuple(self._to_read), []
        if paths:
            self.background.start(partial(self._reader().entries, paths, lambda: self._is_wanted))

    def _on_read(self, found: tuple[Entry, ...]) -> None:
        read = {place_of(one.path): one for one in found}
        here = self.current
        self.entries = tuple(
            one if place == here and one.line is not None else read.get(place_of(one.path), one)
            for place, one in enumerate(self.entries)
        )
        self.changed.emit()
        self._read_next()

    def _on_path_changed(self) -> None:
        if not self.is_on:
            return
        place, before = self.current, self._place_of_held()
        if place != before and 0 <= before < len(self.entries) and self.entries[before].path == self._held:
            # What was typed in the case that has been left may have been given up: its file tells.
            self._read([self.entries[before].path])
        if place is not None:
            self._held = self.entries[place].path
        self.changed.emit()

    def _on_assessed(self, assessment: Assessment, _case: Case) -> None:
        place = self.current if self.is_on else None
        if place is None:
            return
        from engine.wording.board.meeting import meeting_line

        self._put(place, replace(self.entries[place], line=meeting_line(assessment), problem=""))


def suggested_list(meeting: Meeting, folder: Path) -> Path:
    """Return where the list would be saved: in its place, else beside its cases."""
    if meeting.list_path is not None:
        return meeting.list_path
    return folder / f"{without_ending(meeting.name) or 'meeting'}{MEETING_ENDING}"
