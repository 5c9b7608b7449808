"""Eligibility: every criterion of a modality with its margin, and the populations that were published."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from engine.case.case import Case
from engine.findings.assessment import Assessment
from engine.findings.headline_text.concern_briefs import ids_of_points, look_of
from gui.figures.drawing import Fonts, fonts_of
from gui.figures.status_symbol import StatusLabel
from gui.look.theme import Theme
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.language import in_use
from gui.views.caution_rows import CautionRow, arrange_caution, caution_heading, caution_row, concern_row, draw_caution
from gui.views.eligibility.criteria_rows import CriterionDelegate, criterion_row
from gui.views.eligibility.population_matrix import PopulationMatrix
from gui.views.lists.row_list import RowList
from gui.views.lists.rows import Arrangement, Row
from gui.views.small_widgets import Heading, ModalityChooser, Sentence
from gui.views.view import AssessmentView, ViewContext


class EligibilityDelegate(CriterionDelegate):
    """Criteria, and below them the sentences that must be read with them."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        if isinstance(row, CautionRow):
            return arrange_caution(row, width, fonts)
        return super().arrange(row, width, fonts)

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        if isinstance(row, CautionRow):
            draw_caution(painter, row, places, fonts, self)
        else:
            super().draw_figures(painter, row, places, fonts)


class EligibilityView(AssessmentView):
    """One modality at a time: its criteria above, its published populations below."""

    title = QT_TRANSLATE_NOOP("EligibilityView", "Eligibility")

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._assessment: Assessment | None = None
        theme = context.theme
        self._chooser = ModalityChooser(theme, self)
        self._chooser.modality_chosen.connect(self._show_modality)
        self._verdict = StatusLabel(theme, self, factor=1.08)
        self._criteria = RowList(EligibilityDelegate(theme), self.tr("Criteria"), self)
        self._criteria.record_opened.connect(self.record_requested)
        self._populations_title = Heading(self.tr("Published populations"), self)
        self._populations_sentence = Sentence(parent=self)
        self._matrix = PopulationMatrix(context.fields, theme, self)
        self._matrix.source_opened.connect(self.record_requested)
        self._lay_out()

    def _lay_out(self) -> None:
        em = round(fonts_of(self.font()).em)
        below = QWidget(self)
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, round(em * 0.6), 0, 0)
        lower.addWidget(self._populations_title)
        lower.addWidget(self._populations_sentence)
        lower.addWidget(self._matrix, 100)
        # A short matrix stays together with its heading.
        lower.addStretch(1)
        self._below = below
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(self._criteria)
        split.addWidget(below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([em * 36, em * 22])
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(em, round(em * 0.5), em, em)
        whole.setSpacing(round(em * 0.7))
        whole.addWidget(self._chooser)
        whole.addWidget(self._verdict)
        whole.addWidget(split, 1)

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Show the criteria of the chosen modality, at first the planned one."""
        self._assessment = assessment
        self._chooser.show_assessment(assessment)
        self._show_modality(self._chooser.modality)

    def choose_modality(self, modality: str) -> None:
        """Look at this modality, as if a person had chosen it here."""
        self._chooser.choose(modality)
        self._show_modality(modality)

    def _show_modality(self, modality: str) -> None:
        if self._assessment is None:
            return
        option = self._assessment.option(modality)
        of = in_use().of
        self._verdict.show_status(look_of(option), of(option.verdict_in_words))
        library, fields = self.context.library, self.context.fields
        shown = [found for found in option.concerns if found.holds or (found.asks and found.holds is None)]
        rows: list[Row] = [caution_heading(self.tr("What speaks against it"))] if shown else []
        rows += [concern_row(found, ids_of_points(option.concerns), library) for found in shown]
        rows += [caution_heading(self.tr("Criteria"))] if shown and option.criteria else []
        rows += [criterion_row(found, library, fields) for found in option.criteria]
        if option.cautions:
            rows.append(caution_heading(self.tr("To be read with it")))
            rows += [caution_row(found, library) for found in option.cautions]
        self._criteria.show_rows(rows)
        self._criteria.setAccessibleName(self.tr("Criteria and cautions, {modality}").format(modality=of(option.label)))
        self._populations_sentence.say(of(option.populations_in_words))
        self._matrix.show_populations(option.populations)
        self._below.setHidden(not option.populations)
        self._leave_room_to_the_criteria()

    def _leave_room_to_the_criteria(self) -> None:
        """The matrix takes no more height than its rows."""
        words = (self._populations_title, self._populations_sentence)
        wide = max(self._criteria.width(), 1)
        above = sum(part.heightForWidth(wide) for part in words) + 3 * fonts_of(self.font()).line
        self._below.setMaximumHeight(round(self._matrix.maximumHeight() + above))

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._chooser.apply_theme(theme)
        self._verdict.apply_theme(theme)
        self._criteria.apply_theme(theme)
        self._matrix.apply_theme(theme)

    def summary_text(self) -> str:
        """Return the view in words."""
        if self._assessment is None:
            return ""
        option = self._assessment.option(self._chooser.modality)
        of = in_use().of
        head = f"{of(option.label)}. {of(option.verdict_in_words)}"
        parts = [head, self._criteria.in_words(), of(option.populations_in_words)]
        return "\n".join(part for part in parts if part)
