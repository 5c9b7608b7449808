"""What would settle it: questions about the inputs, the missing items ranked, and inputs that nothing uses."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from engine.case.fields import FieldCatalogue
from engine.findings.assessment import Assessment, MissingFinding
from engine.findings.wording import lower_first
from gui.theme import Theme
from gui.views.missing_rows import MissingDelegate, MissingRow, missing_row, question_rows, words_row
from gui.views.parts import Heading, Sentence
from gui.views.row_list import RowList
from gui.views.stack import Stack


class SettlingCard(Stack):
    """A card that is changed in place.

    Questions stand above the missing items: they are few and seldom come or go, while the list below changes with
    almost every entry and pushes nothing away there.

    Signals
    -------
    field_requested : id of the field that the person wants to go to.
    """

    field_requested = Signal(str)

    def __init__(self, fields: FieldCatalogue, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = fields
        self._labels = {spec.id: spec.label for spec in fields}
        self._questions_title = Heading(self.tr("Questions about the inputs"), self)
        self._questions = self._list_of(theme, self.tr("Questions about the inputs"))
        self._missing_title = Heading(self.tr("What would settle it"), self)
        self._missing = self._list_of(theme, self.tr("Missing items, the most decisive first"))
        self._unused = Sentence(parent=self, muted=True)
        for part in (self._questions_title, self._questions, self._missing_title, self._missing, self._unused):
            self.add(part)
        for part in (self._questions_title, self._questions, self._unused):
            part.hide()

    @property
    def lists(self) -> tuple[RowList, ...]:
        """Its lists, from the top."""
        return self._questions, self._missing

    def show_assessment(self, assessment: Assessment) -> None:
        """Show what is asked and what is missing."""
        questions = question_rows(assessment.questions, self._fields)
        names = ", ".join(lower_first(self._labels[name]) for name in assessment.unused_inputs)
        unused = self.tr("Not used by any record of the library: {names}.").format(names=names) if names else ""
        changed = [
            self._questions.show_rows(questions),
            self._missing.show_rows(self._missing_rows(assessment.missing)),
        ]
        if any(changed) or unused != self._unused.text():
            self._questions_title.setHidden(not questions)
            self._questions.setHidden(not questions)
            self._unused.say(unused)
            self.measure_again()

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        for rows in self.lists:
            rows.apply_theme(theme)

    def in_words(self) -> list[str]:
        """Return the card in words, a paragraph for each part."""
        asked = [self._questions_title.text(), self._questions.in_words()] if self._questions.rows else []
        unused = [self._unused.text()] if self._unused.text() else []
        return [*asked, self._missing_title.text(), self._missing.in_words(), *unused]

    def _list_of(self, theme: Theme, name: str) -> RowList:
        rows = RowList(MissingDelegate(theme), name, self, as_tall_as_content=True, open_by_click=True)
        rows.field_opened.connect(self.field_requested)
        return rows

    def _missing_rows(self, missing: tuple[MissingFinding, ...]) -> list[MissingRow]:
        """Return what decides something, then, under a heading of their own, the items that decide nothing alone."""
        if not missing:
            return [words_row("nothing", self.tr("Nothing is missing that could change a verdict."), quiet=True)]
        rows = [missing_row(found) for found in missing if found.decides]
        others = [missing_row(found) for found in missing if not found.decides]
        if others:
            rows += [words_row("others", self.tr("Needed as well, but decides nothing alone")), *others]
        return rows
