"""Spread: where a tumour of this height sends metastases, and what is known of radiation and metastasis."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QScrollArea, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from engine.case.case import Case
from engine.findings.assessment import Assessment, FigureFinding, SpreadFinding
from engine.wording.figures import figure_value, value_detail
from gui.figures.drawing import fonts_of
from gui.figures.rectum_drawing import RectumDrawing
from gui.look.theme import Theme
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.language import in_use
from gui.views.caution_rows import CautionDelegate, caution_row
from gui.views.lists.row_list import RowList
from gui.views.record_names import source_short
from gui.views.small_widgets import Heading, Panel, Sentence
from gui.views.spread.mechanism_table import MechanismTable, StatementDelegate, statement_row
from gui.views.toxicity.toxicity_rows import AxisHeader, HarmDelegate, HarmRow
from gui.views.view import AssessmentView, ViewContext


class SpreadView(AssessmentView):
    """Two pages: by tumour height, and the map of radiation and metastasis."""

    title = QT_TRANSLATE_NOOP("SpreadView", "Spread")

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._spread: SpreadFinding | None = None
        theme = context.theme
        self._pages = QTabBar(self)
        self._pages.setDrawBase(False)
        self._pages.setExpanding(False)
        self._pages.setAccessibleName(self.tr("Pages of this view"))
        self._pages.addTab(self.tr("By tumour height"))
        self._pages.addTab(self.tr("Radiation and metastasis"))
        self._stack = QStackedWidget(self)
        self._pages.currentChanged.connect(self._stack.setCurrentIndex)
        self._stack.addWidget(self._height_page(theme))
        self._stack.addWidget(self._map_page(theme))
        em = round(fonts_of(self.font()).em)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(em, round(em * 0.5), em, em)
        whole.setSpacing(round(em * 0.6))
        whole.addWidget(self._pages)
        whole.addWidget(self._stack, 1)

    def _height_page(self, theme: Theme) -> QWidget:
        em = round(fonts_of(self.font()).em)
        page = QWidget(self)
        self._words = Heading("", page, factor=1.05)
        whole = QWidget(page)
        picture = Panel(whole)
        self._drawing = RectumDrawing(self.context.library.spread, theme, picture)
        picture.rows.addWidget(self._drawing)
        side = QWidget(whole)
        self._statement = Sentence(parent=picture)
        picture.rows.addWidget(self._statement)
        self._sites_title = Heading(self.tr("Counts, with what they are counted of"), side)
        self._sites = RowList(HarmDelegate(theme), self.tr("Sites of metastasis"), side, as_tall_as_content=True)
        self._axis = AxisHeader(theme, side, names=(self.tr("Site"), self.tr("Count and 95 % interval")))
        self._cautions_title = Heading(self.tr("To be read with it"), side)
        self._cautions = RowList(CautionDelegate(theme), self.tr("Cautions"), side, as_tall_as_content=True)
        for part in (self._sites, self._cautions):
            part.record_opened.connect(self.record_requested)
        column = QVBoxLayout(side)
        column.setContentsMargins(em, 0, round(em * 0.5), 0)
        column.setSpacing(round(em * 0.6))
        for widget in (
            self._sites_title,
            self._axis,
            self._sites,
            self._cautions_title,
            self._cautions,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea(page)
        scroll.setWidget(whole)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight, whole)
        self._beside.setContentsMargins(0, 0, 0, 0)
        self._beside.addWidget(picture, 4, Qt.AlignmentFlag.AlignTop)
        self._beside.addWidget(side, 5)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(round(em * 0.6))
        layout.addWidget(self._words)
        layout.addWidget(scroll, 1)
        return page

    def _map_page(self, theme: Theme) -> QWidget:
        em = round(fonts_of(self.font()).em)
        page = QWidget(self)
        note = Sentence(
            self.tr(
                "What the sources say of mechanisms, by direction and level of evidence. "
                "No cell is a rate in colorectal cancer."
            ),
            page,
            muted=True,
        )
        self._map = MechanismTable(theme, page)
        self._map.cell_changed.connect(self._show_cell)
        below = QWidget(page)
        self._cell_title = Heading("", below, factor=1.05)
        self._statements = RowList(StatementDelegate(theme), self.tr("Statements of the chosen cell"), below)
        self._statements.record_opened.connect(self.record_requested)
        column = QVBoxLayout(below)
        column.setContentsMargins(0, round(em * 0.5), 0, 0)
        column.addWidget(self._cell_title)
        column.addWidget(self._statements, 1)
        split = QSplitter(Qt.Orientation.Vertical, page)
        split.addWidget(self._map)
        split.addWidget(below)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 1)
        split.setSizes([em * 36, em * 14])
        split.setChildrenCollapsible(False)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(round(em * 0.6))
        layout.addWidget(note)
        layout.addWidget(split, 1)
        return page

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Show what is said of this tumour's height."""
        spread = assessment.spread
        if spread == self._spread:
            return
        self._spread = spread
        of = in_use().of
        self._words.setText(of(spread.in_words))
        self._drawing.show_height(spread.level, spread.height_cm, of(spread.in_words))
        self._statement.say(
            "\n\n".join(f"{of(one.text)} ({self._source(one.source)}, {one.locator})" for one in spread.findings)
        )
        sites = [self._site_row(found) for one in spread.findings for found in one.figures]
        self._sites.show_rows(sites)
        self._cautions.show_rows([caution_row(found, self.context.library) for found in spread.cautions])
        for part in (self._sites_title, self._axis, self._sites):
            part.setHidden(not sites)
        for part in (self._cautions_title, self._cautions):
            part.setHidden(not spread.cautions)
        self._map.show_mechanisms(spread.mechanisms)
        self._map.choose_first()

    def _source(self, source: str) -> str:
        return source_short(source, self.context.library)

    def _site_row(self, found: FigureFinding) -> HarmRow:
        counted = found.events is not None and bool(found.patients)
        rate = (found.events or 0) / (found.patients or 1) if counted else None
        of = in_use().of
        value, label = of(figure_value(found)), of(found.label)
        detail = of(value_detail(found)) if counted else ""
        source = self._source(found.source)
        cohort = of(found.cohort_label or "")
        return HarmRow(
            key=found.id,
            spoken=f"{label}: {value}{f', {detail}' if detail else ''}. {cohort} {source}.",
            record=found.id,
            label=label,
            cohort=cohort,
            value=value,
            interval_text=detail,
            source=source,
            rate=rate,
            interval=found.interval if counted else None,
        )

    def _show_cell(self) -> None:
        found = self._map.current_statements
        self._cell_title.setText(self._map.current_words)
        self._statements.show_rows([statement_row(one, self.context.library) for one in found])

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        for part in (self._drawing, self._axis, self._sites, self._cautions, self._map, self._statements):
            part.apply_theme(theme)

    def summary_text(self) -> str:
        """Return the view in words."""
        if self._spread is None:
            return ""
        parts = [self._words.text(), self._statement.text(), self._sites.in_words(), self._cautions.in_words()]
        if self._stack.currentIndex() == 1:
            parts = [self._map.current_words, self._statements.in_words()]
        return "\n".join(part for part in parts if part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < fonts_of(self.font()).em * 72
        below, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._beside.setDirection(below if narrow else right)
