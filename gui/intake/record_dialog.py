"""The dialog between a record and the case: what was found, with date and origin; take or leave; what to look at."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QVBoxLayout, QWidget

from engine.case.fields import FieldCatalogue
from engine.intake import (
    CodeTables,
    Intake,
    IntakeError,
    asked_text,
    load_code_tables,
    origin_of,
    read_record,
)
from engine.intake.facts import Taken
from engine.intake.into_case import value_of
from engine.intake.wording import source_text
from gui.document.case_document import CaseDocument
from gui.intake.offers import Offer, offered_words
from gui.intake.taking_dialog import TakingDialog
from gui.look.screen import fit_screen
from gui.shared.background import Background, WorkProblem
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, in_a_line

#: The day is typed digit by digit: the record is read again when the typing rests.
_REST_MS = 400
#: Qt's own largest size of a widget.
_ANY_HEIGHT = 16777215


class RecordDialog(TakingDialog):
    """Reads a record away from the window, shows what it gives, and hands over what was ticked."""

    def __init__(self, path: Path, document: CaseDocument, resources: Path, parent: QWidget | None = None) -> None:
        super().__init__(document, self.tr("From the record"), self.tr("&Take what is ticked"), _REST_MS, parent)
        self._path = path
        self._resources = resources
        self._reading = Background(self)
        self._reading.done.connect(self._on_read)
        self._reading.failed.connect(self._on_failed)
        self._build()
        self.read()

    def _build(self) -> None:
        self.state.setObjectName("intake.state")
        given = QDate.fromString(self._document.case.patient.text("board_date") or "", Qt.DateFormat.ISODate)
        self.board = QDateEdit(given if given.isValid() else QDate.currentDate(), self)
        self.board.setObjectName("intake.board")
        self.board.setDisplayFormat("yyyy-MM-dd")
        self.board.setAccessibleName(self.tr("Day of the board"))
        label = PlainLabel(self.tr("&Day of the board"), self)
        label.setBuddy(self.board)
        first = QHBoxLayout()
        first.addWidget(self.state, 1)
        first.addWidget(label)
        first.addWidget(self.board)
        self.asked = self._list("intake.asked", self.tr("To look at"))
        self._asked_label = PlainLabel(parent=self)
        self._asked_label.setBuddy(self.asked)
        self._lower = QWidget(self)
        below = QVBoxLayout(self._lower)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self._asked_label)
        below.addWidget(self.asked, 1)
        halves = self._halves(self.offers, self._lower)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        self.agree.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.addLayout(first)
        layout.addWidget(halves, 1)
        layout.addWidget(self.buttons)
        fit_screen(self, 1000, 700)
        self.board.dateChanged.connect(self._on_day)

    def _on_day(self) -> None:
        self._rest.start()

    def read(self) -> None:
        """Read the record for the day of the board that stands there."""
        self.state.setText(self.tr("Reading {name} …").format(name=in_a_line(self._path.name)))
        self.agree.setEnabled(False)
        day = self.board.date()
        board = dt.date(day.year(), day.month(), day.day())
        path, fields, resources = self._path, self._document.fields, self._resources

        def work() -> Intake:
            try:
                return read_record(path, fields, _tables(resources), board)
            except IntakeError as error:
                raise WorkProblem(*error.problems) from None

        self._reading.start(work)

    def _on_read(self, intake: Intake) -> None:
        fields, shown = self._document.fields, self._document.shown_fields
        offers = [_offer(one, intake, fields) for one in intake.taken]
        self.offers.show_offers(offers, self._document.case, ticked=True)
        self.asked.clear()
        self._show_asked(shown=bool(intake.asked))
        for one in intake.asked:
            label = shown[one.field].label if one.field in shown else one.field
            self.asked.addItem(in_a_line(f"{label}: {in_use().of(asked_text(one))}", 600))
        self._asked_label.setText(
            self.tr("&To look at: {count}").format(count=len(intake.asked))
            if intake.asked
            else self.tr("Nothing else to look at")
        )
        self.state.setText(
            self.tr("{name}: {count} values. Nothing enters the case that is not ticked.").format(
                name=in_a_line(self._path.name), count=len(offers)
            )
            if offers
            else self.tr("{name} gives no value for the case.").format(name=in_a_line(self._path.name))
        )
        self.offers.setFocus()

    def _show_asked(self, *, shown: bool) -> None:
        """Give the list its half of the dialog, or leave that to what was found where there is nothing to look at."""
        self.asked.setVisible(shown)
        self._lower.setMaximumHeight(_ANY_HEIGHT if shown else self._asked_label.sizeHint().height())

    def _on_failed(self, sentence: str) -> None:
        self.offers.show_offers((), self._document.case, ticked=False)
        self.asked.clear()
        self._show_asked(shown=False)
        self._asked_label.setText("")
        self.state.setText(in_a_line(sentence, 600) or self.tr("The record cannot be read. This is our fault."))

    def may_agree(self) -> bool:
        return not self._reading.is_busy

    def done(self, result: int) -> None:
        self._reading.finish()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._rest.stop()
        self._reading.finish()
        super().closeEvent(event)


def _offer(taken: Taken, intake: Intake, fields: FieldCatalogue) -> Offer:
    value = value_of(taken, fields)
    assert value is not None
    words = offered_words(fields[taken.field], value, taken.given)
    when = taken.source.when
    date = when.text if when is not None else ""
    return Offer(taken.field, value, words, date, source_text(taken.source), origin_of(taken, intake.sha256))


_TABLES: dict[Path, CodeTables] = {}


def _tables(resources: Path) -> CodeTables:
    """The tables are read once: the day of the board may be changed several times."""
    if resources not in _TABLES:
        _TABLES[resources] = load_code_tables(resources)
    return _TABLES[resources]
