"""Files that are dropped on the window: each kind to the part that reads it, and what was left is named."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from gui.files.case_files import CaseFiles
from gui.intake.intake_commands import IntakeCommands
from gui.meeting.meeting_commands import MeetingCommands
from gui.messages.message_bar import Message, MessageBar
from gui.plan_import.plan_command import PlanCommand
from gui.shared.dropped_files import dropped_paths, is_case, is_plan, is_record, sorted_drop
from gui.shared.plain_text import in_a_line

#: letters of the names of files in one message
_LONGEST_NAMES = 250


class Drops(QObject):
    """Takes what is dropped."""

    def __init__(
        self,
        files: CaseFiles,
        plan: PlanCommand,
        intake: IntakeCommands,
        meetings: MeetingCommands,
        messages: MessageBar,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._files = files
        self._plan = plan
        self._intake = intake
        self._meetings = meetings
        self._messages = messages

    def enter(self, event: QDragEnterEvent) -> None:
        """Say to whoever drags whether anything of it can be read here."""
        if any(is_case(path) or is_plan(path) or is_record(path) for path in dropped_paths(event.mimeData())):
            event.acceptProposedAction()

    def take(self, event: QDropEvent) -> None:
        """Give what was dropped to the part that reads it."""
        drop = sorted_drop(dropped_paths(event.mimeData()))
        event.acceptProposedAction()
        if drop is None:
            return
        if drop.kind == "meeting":
            self._meetings.begin(drop.taken)
        elif drop.kind == "record":
            self._intake.read(drop.taken[0])
        elif drop.kind == "case":
            self._files.open(drop.taken[0])
        else:
            self._plan.read(drop.taken)
        if drop.left:
            words = self.tr("Of what was dropped only {taken} was taken, and not: {names}. Drop the rest by itself.")
            taken, names = (
                in_a_line(", ".join(path.name for path in part), _LONGEST_NAMES) for part in (drop.taken, drop.left)
            )
            self._messages.show_message(Message("dropped", words.format(taken=taken, names=names), "problem"))
