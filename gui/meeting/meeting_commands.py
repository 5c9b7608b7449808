"""The commands of the meeting: begin, next, previous, list, all on paper, end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from engine.case.files.atomic_file import WriteCancelled, WriteError
from engine.case.files.meeting_list import with_meeting_ending
from gui.look.theme import Theme
from gui.meeting.entries import Reader
from gui.meeting.meeting import Meeting, suggested_list
from gui.meeting.meeting_bar import MeetingBar
from gui.meeting.meeting_panel import MeetingPanel
from gui.printing.desk import Desk
from gui.printing.paper import Paper, Written
from gui.printing.printer import PIXELS_PER_INCH, Printing
from gui.shared.background import Wanted, WorkProblem
from gui.shared.language import in_use
from gui.shared.settings_store import PaperSize

if TYPE_CHECKING:
    from engine.report.writers.meeting import MeetingCase

_OF_A_MEETING = ("meeting_previous", "meeting_next", "meeting_list", "meeting_export", "meeting_print", "meeting_end")
#: from this many figures of width on, the list stands beside the form from the beginning
_WIDE_FIGURES = 235


def _write(
    path: Path,
    name: str,
    desk: Desk,
    papers: tuple[Sequence[Path], dict[str, MeetingCase], Reader],
    wanted: Wanted,
    size: PaperSize,
) -> Written | None:
    # Imported here: typesetting is needed only now, and this is the worker's thread.
    from engine.report.writers.meeting import write_meeting_report
    from engine.report.writers.pdf import ReportError

    files, at_hand, reader = papers
    cases = reader.papers(files, at_hand)
    today = dt.datetime.now().astimezone().date()
    try:
        write_meeting_report(
            path,
            cases,
            name,
            desk.fields,
            paper=size,
            print_date=today,
            resources=desk.resources,
            wanted=wanted.take,
            language=in_use(),
        )
    except WriteCancelled:
        return None
    except (WriteError, ReportError) as error:
        raise WorkProblem(*error.problems) from error
    missing = sum(one.found is None for one in cases)
    return Written(path.parent, name=path.name, cases=(len(cases) - missing, missing))


def _pages(
    name: str, desk: Desk, papers: tuple[Sequence[Path], dict[str, MeetingCase], Reader], size: PaperSize
) -> tuple[bytes, ...]:
    from engine.report.writers.meeting import meeting_sheets
    from engine.report.writers.pdf import ReportError, render_pages_of_sheets

    files, at_hand, reader = papers
    today = dt.datetime.now().astimezone().date()
    sheets = meeting_sheets(reader.papers(files, at_hand), name, desk.fields, today, in_use())
    try:
        return render_pages_of_sheets(
            sheets,
            paper=size,
            print_date=today,
            resources=desk.resources,
            pixels_per_inch=PIXELS_PER_INCH,
            language=in_use(),
        )
    except ReportError as error:
        raise WorkProblem(*error.problems) from error


class MeetingCommands(QObject):
    """Puts bar and list into the window, and does what is chosen there.

    Attributes
    ----------
    bar, panel : one line above the form, and the list beside it.
    """

    def __init__(
        self,
        meeting: Meeting,
        commands: Mapping[str, QAction],
        paper: Paper,
        printing: Printing,
        desk: Desk,
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._meeting = meeting
        self._commands = commands
        self._paper = paper
        self._printing = printing
        self._desk = desk
        self._window = window
        self.folder: Callable[[], str] = str
        self.bar = MeetingBar(meeting, commands, window)
        self.panel = MeetingPanel(meeting, theme, window)
        self.panel.add_requested.connect(self._on_add)
        self.panel.save_requested.connect(self._on_save_list)
        meeting.changed.connect(self._on_changed)
        self._on_changed()

    def slots(self) -> dict[str, Callable[..., object]]:
        """Return what is done, by command."""
        return {
            "meeting": self._on_begin,
            "meeting_folder": self._on_begin_with_folder,
            "meeting_next": self._on_next,
            "meeting_previous": self._on_previous,
            "meeting_list": self._on_list,
            "meeting_export": self._on_export,
            "meeting_print": self._on_print,
            "meeting_end": self._meeting.end,
        }

    def begin(self, places: Sequence[Path]) -> None:
        """Begin a meeting with these files, once the list that is open has been seen to."""
        if (self._meeting.is_on and not self._meeting.end()) or not self._meeting.begin(places):
            return
        figure = self._window.fontMetrics().horizontalAdvance("0")
        self._commands["meeting_list"].setChecked(self._window.width() >= figure * _WIDE_FIGURES)
        self.panel.setVisible(self._commands["meeting_list"].isChecked())

    def begin_with_list(self, path: Path) -> bool:
        """Begin the meeting of a list that was opened like a case; returns whether it is on."""
        self.begin([path])
        return self._meeting.list_path == path

    def _on_begin(self) -> None:
        files = self._desk.ask.meeting_files(self.folder())
        if files:
            self.begin(files)

    def _on_begin_with_folder(self) -> None:
        folder = self._desk.ask.meeting_folder(self.folder())
        if folder is not None:
            self.begin([folder])

    def _on_next(self) -> None:
        self._meeting.go(1)

    def _on_previous(self) -> None:
        self._meeting.go(-1)

    def _on_list(self, shown: bool) -> None:
        self.panel.setVisible(shown)

    def _on_add(self) -> None:
        self._meeting.add(self._desk.ask.meeting_files(self.folder()))

    def _on_save_list(self) -> None:
        suggestion = suggested_list(self._meeting, Path(self.folder()) if self.folder() else Path())
        path = self._desk.ask.meeting_list_file(str(suggestion))
        if path is not None:
            self._meeting.save(with_meeting_ending(path))

    def _on_export(self) -> None:
        folder = Path(self.folder()) if self.folder() else Path()
        path = self._desk.ask.file_to_export(str(folder / f"{self._meeting.name or 'meeting'}.pdf"))
        if path is not None:
            papers = self._meeting.papers()
            self._paper.write_of_meeting(path, partial(_write, path, self._meeting.name, self._desk, papers))

    def _on_print(self) -> None:
        self._printing.print_pages(partial(_pages, self._meeting.name, self._desk, self._meeting.papers()))

    def _on_changed(self) -> None:
        is_on = self._meeting.is_on
        for name in _OF_A_MEETING:
            self._commands[name].setEnabled(is_on)
        self._commands["meeting_next"].setEnabled(is_on and self._meeting.can_go(1))
        self._commands["meeting_previous"].setEnabled(is_on and self._meeting.can_go(-1))
        if not is_on:
            self.panel.hide()
            self._commands["meeting_list"].setChecked(False)
