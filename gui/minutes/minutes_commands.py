"""The commands of this room: write down what the board decided, and print it or hand it over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from engine.case.decisions.decision import Decision
from gui.document.assessment_controller import AssessmentController
from gui.document.case_dialogs import close_with_case
from gui.document.case_document import CaseDocument
from gui.messages.message_bar import Answer, Message, MessageBar
from gui.messages.questions import Ask
from gui.printing.paper import Paper

if TYPE_CHECKING:
    from gui.minutes.decision_dialog import DecisionDialog
    from gui.minutes.minutes_dialog import MinutesDialog
    from gui.minutes.minutes_writing import MinutesWanted

_KEY = "minutes"


@dataclass(frozen=True, slots=True)
class CommandContext:
    """What the commands of this room work with."""

    document: CaseDocument
    controller: AssessmentController
    paper: Paper
    messages: MessageBar
    ask: Ask
    resources: Path


class MinutesCommands(QObject):
    """Opens the dialogs of the decision and of its minutes.

    Attributes
    ----------
    suggestion : where minutes would be written, without their ending.
    """

    def __init__(self, around: CommandContext, window: QWidget) -> None:
        super().__init__(window)
        self._around = around
        self._window = window
        self.suggestion: Callable[[], str] = lambda: "minutes"
        self.dialog: DecisionDialog | None = None
        self.minutes: MinutesDialog | None = None

    def open(self) -> None:
        """Write down the decision, or change it."""
        # Imported here: the board decides at the end.
        from gui.minutes.decision_dialog import DecisionDialog

        self._around.messages.take_back(_KEY)
        dialog = DecisionDialog(self._around.document, self._window)
        dialog.decided.connect(self._on_decided)
        close_with_case(dialog, self._around.document)
        self.dialog = dialog
        dialog.show()

    def write(self) -> None:
        """Ask for the second person's check and the forms, and write the minutes."""
        around = self._around
        decision = around.document.case.decision
        if decision is None:
            words = self.tr("There are no minutes yet: the case holds no decision of the board.")
            around.messages.show_message(Message(_KEY, words, answers=(Answer(self.tr("Write it down"), self.open),)))
            return
        from engine.report.summary.minutes import deciding_fields
        from gui.minutes.minutes_dialog import MinutesDialog

        around.controller.assess_now()
        assessment, case = around.controller.assessment, around.controller.assessed_case
        if assessment is None or case is None:
            return
        deciding = deciding_fields(assessment, case.patient)
        dialog = MinutesDialog(decision, case.patient, deciding, around.document.fields, around.ask, self._window)
        dialog.agreed.connect(self._on_agreed)
        close_with_case(dialog, around.document)
        self.minutes = dialog
        dialog.show()

    def _on_decided(self, decision: Decision) -> None:
        self._around.document.set_decision(decision)

    def _on_agreed(self, asked: MinutesWanted) -> None:
        from gui.minutes.minutes_writing import write_minutes

        around = self._around
        decision = around.document.case.decision
        if decision is None:
            return
        if frozenset(decision.checked) != frozenset(asked.checked):
            around.document.set_decision(msgspec.structs.replace(decision, checked=asked.checked))
        path = around.ask.file_to_export(f"{self.suggestion()}.pdf")
        if path is not None:
            work = partial(
                write_minutes,
                path=path,
                asked=asked,
                fields=around.document.fields,
                resources=around.resources,
                sealed=around.paper.is_sealed(),
            )
            around.paper.write(path.name, work)
