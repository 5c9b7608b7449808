"""Survival: published curves with their bands and points, each study by itself unless asked otherwise."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.case.case import Case
from engine.findings.assessment import Assessment
from engine.findings.published.leading import (
    apart_by_figures,
    by_study,
    first_shown,
    has_several_figures,
    in_leading_order,
)
from engine.findings.records.curve_records import CurveFinding
from engine.report.survival.figure_in_language import figure_in
from engine.report.survival.forest_figure import ForestFigure, forest_figure
from engine.report.survival.published_lines import as_published
from engine.report.survival.survival_figure import endpoint_title, survival_figure
from engine.report.survival.survival_records import SurvivalFigure
from gui.figures.drawing import fonts_of
from gui.look.theme import Theme
from gui.messages.speech import announce
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.flow_row import FlowRow
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel
from gui.views.lists.row_list import RowList
from gui.views.small_widgets import ModalityChooser, Sentence
from gui.views.survival.cohort_rows import CohortDelegate, cohort_row
from gui.views.survival.forest_panel import ForestPanel
from gui.views.survival.survival_panel import SurvivalPanel
from gui.views.survival.survival_table import SurvivalTable
from gui.views.view import AssessmentView, ViewContext

#: Narrower than so many letters, the list of cohorts stands below the figures.
_NARROW_EMS = 36
#: Lower than so many lines, what the cursor reads stands among the figures.
_LOW_LINES = 28
#: The cursor has come to rest: what it reads is said.
_REST_MS = 300


class SurvivalView(AssessmentView):
    """The curves of one modality and one endpoint."""

    title = QT_TRANSLATE_NOOP("SurvivalView", "Survival")
    _is_laid_out = False

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._theme = context.theme
        self._assessment: Assessment | None = None
        self._shorts = {source.id: in_use().of(source.short) for source in context.library.sources.values()}
        self._endpoints: list[str] = []
        self._shown: dict[str, set[str]] = {}
        self._panels: list[SurvivalPanel] = []
        self._places: dict[str, int] = {}
        self._figures: list[SurvivalFigure] = []
        self._beside: ForestFigure | None = None
        self._drawn: tuple[object, ...] = ()
        self._months: float | None = None
        self._chooser = ModalityChooser(context.theme, self)
        self._chooser.modality_chosen.connect(self._choose)
        self._endpoint = QComboBox(self)
        self._endpoint.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._endpoint.setAccessibleName(self.tr("Endpoint"))
        self._endpoint.view().setAccessibleName(self.tr("Endpoints"))
        self._endpoint.activated.connect(self._choose)
        self._overlay = QCheckBox(self.tr("&Overlay different studies"), self)
        self._overlay.clicked.connect(self._choose)
        self._assumed = QCheckBox(self.tr("Assumed &shapes"), self)
        self._assumed.setToolTip(
            self.tr("Draw the line that a model puts through the published figures; it was not published itself")
        )
        self._assumed.clicked.connect(self._choose)
        self._as_table = QCheckBox(self.tr("As a &table"), self)
        self._as_table.clicked.connect(self._choose)
        self._none = Sentence(parent=self)
        self._reading = Sentence(parent=self)
        self._telling = QTimer(self)
        self._telling.setObjectName("tell the reading")
        self._telling.setSingleShot(True)
        self._telling.setInterval(_REST_MS)
        self._telling.timeout.connect(self._tell_reading)
        self._cohorts = RowList(
            CohortDelegate(context.theme), self.tr("Published cohorts, in the order in which they lead"), self
        )
        self._cohorts.row_toggled.connect(self._toggle)
        self._cohorts.record_opened.connect(self._open_source)
        self._table = SurvivalTable(self)
        self._table.point_opened.connect(self._open_point)
        self._lay_out()

    def _lay_out(self) -> None:
        em = round(fonts_of(self.font()).em)
        label = PlainLabel(self.tr("&Endpoint"), self)
        label.setBuddy(self._endpoint)
        # Where there is little room they wrap.
        controls = FlowRow(self, em)
        for part in (label, self._endpoint, self._overlay, self._assumed, self._as_table):
            controls.add(part)
        self._page = QWidget(self)
        self._column = QVBoxLayout(self._page)
        self._column.setContentsMargins(0, 0, round(em * 0.3), 0)
        self._column.setSpacing(round(em * 0.7))
        self._forest = ForestPanel(self._theme, self._page)
        self._forest.record_opened.connect(self.record_requested)
        self._forest.show_figure(None)
        self._column.addWidget(self._forest)
        scroll = QScrollArea(self)
        scroll.setWidget(self._page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(scroll)
        self._stack.addWidget(self._table)
        left = QWidget(self)
        self._below = QVBoxLayout(left)
        self._below.setContentsMargins(0, 0, 0, 0)
        self._below.setSpacing(round(em * 0.6))
        self._below.addWidget(self._none)
        self._below.addWidget(self._stack, 1)
        self._below.addWidget(self._reading)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.addWidget(left)
        self._split.addWidget(self._cohorts)
        self._split.setStretchFactor(0, 2)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([em * 40, em * 22])
        self._split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(em, round(em * 0.5), em, em)
        whole.setSpacing(round(em * 0.6))
        whole.addWidget(self._chooser)
        whole.addWidget(controls)
        whole.addWidget(self._split, 1)
        self._is_laid_out = True

    # ------------------------------------------------------------------ showing

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Show the curves of the chosen modality; where only the match changed, only the list changes."""
        self._assessment = assessment
        self._chooser.show_assessment(assessment)
        self._show()

    def choose_modality(self, modality: str) -> None:
        """Look at this modality, as if a person had chosen it here."""
        self._chooser.choose(modality)
        self._show()

    def _choose(self, _choice: object = None) -> None:
        self._show()

    def _toggle(self, key: str) -> None:
        chosen = self._shown.setdefault(self._place, set())
        chosen.symmetric_difference_update({key})
        self._show()

    def _open_point(self, series: str, number: int) -> None:
        """Open the record behind a published point: every axis is long enough for all of them."""
        if self._assessment is None:
            return
        curves = self._assessment.option(self._chooser.modality).curves
        curve = next(curve for curve in curves if curve.id == series)
        self.record_requested.emit(curve.published[number].figure)

    def _open_source(self, cohort: str) -> None:
        self.record_requested.emit(self.context.library.source_of[cohort])

    @property
    def _place(self) -> str:
        return f"{self._chooser.modality}:{self._current_endpoint}"

    @property
    def _current_endpoint(self) -> str:
        number = self._endpoint.currentIndex()
        return self._endpoints[number] if 0 <= number < len(self._endpoints) else ""

    def _show(self) -> None:
        if self._assessment is None:
            return
        option = self._assessment.option(self._chooser.modality)
        self._show_endpoints(list(dict.fromkeys(curve.endpoint for curve in option.curves)))
        curves = in_leading_order(curve for curve in option.curves if curve.endpoint == self._current_endpoint)
        self._none.say("" if curves else self.tr("No survival figures are published for this modality in the library."))
        for part in (self._stack, self._reading, self._cohorts):
            part.setHidden(not curves)
        if not curves:
            self._drawn = ()
            self._figures, self._beside = [], None
            return
        shown = self._shown.setdefault(self._place, set(first_shown(curves)))
        rows = [cohort_row(curve, self.context.library, curve.id in shown, self._how(curve)) for curve in curves]
        self._cohorts.show_rows(rows)
        self._draw([curve for curve in curves if curve.id in shown])

    def _how(self, curve: CurveFinding) -> str:
        if not has_several_figures(curve):
            return self.tr("One published figure: it is set beside others at its time.")
        return "" if curve.time_months else self.tr("Points only: no curve can be drawn from what is published.")

    def _show_endpoints(self, endpoints: list[str]) -> None:
        if endpoints == self._endpoints:
            return
        before = self._current_endpoint
        self._endpoints = endpoints
        self._endpoint.clear()
        self._endpoint.addItems([in_use().of(endpoint_title(name)) for name in endpoints])
        self._endpoint.setCurrentIndex(endpoints.index(before) if before in endpoints else 0)
        self._endpoint.setEnabled(len(endpoints) > 1)

    def _draw(self, curves: list[CurveFinding]) -> None:
        """Draw the panels anew only where what is drawn has changed; the match is not part of the drawing."""
        overlay, as_table = self._overlay.isChecked(), self._as_table.isChecked()
        assumed = self._assumed.isChecked()
        shown = tuple((curve.id, curve.patients, curve.badges) for curve in curves)
        wanted = (self._place, overlay, as_table, assumed, shown)
        if wanted == self._drawn:
            return
        self._drawn = wanted
        drawn, single = self._apart(curves)
        groups = [drawn] if overlay and drawn else by_study(drawn)
        # One letter means one cohort on the whole page, whichever panel it stands in.
        places = {one.cohort: place for place, one in enumerate([*drawn, *single])}
        self._places = places if len(places) == len(curves) else {}
        end = max((self._figure(group).axes.max_months for group in groups), default=12.0)
        self._figures = [self._figure(group, end) for group in groups]
        self._beside = self._forest_of(single, drawn)
        if self._months is None or self._months > end:
            self._months = min(24.0, end / 2)
        self._stack.setCurrentIndex(1 if as_table else 0)
        self._reading.setHidden(as_table or not drawn)
        if as_table:
            self._table.show_figures(
                [*self._figures, *([figure_in(in_use(), self._beside.described)] if self._beside else [])]
            )
        else:
            self._show_panels(groups)
        self._move_cursor(self._months)

    def _apart(self, curves: list[CurveFinding]) -> tuple[list[CurveFinding], list[CurveFinding]]:
        """Return what is drawn over time, and what has one figure; an assumed shape is drawn over time as well."""
        drawn, single = apart_by_figures(curves)
        if not self._assumed.isChecked():
            return drawn, single
        return [*drawn, *(one for one in single if one.time_months)], [one for one in single if not one.time_months]

    def _forest_of(self, single: list[CurveFinding], drawn: list[CurveFinding]) -> ForestFigure | None:
        if not single:
            return None
        above = [curve for curve in drawn if has_several_figures(curve)]
        return forest_figure(single, self._shorts, places=self._places, beside=above)

    def _figure(self, curves: list[CurveFinding], end: float | None = None) -> SurvivalFigure:
        shown = curves if self._assumed.isChecked() else [as_published(curve) for curve in curves]
        return figure_in(in_use(), survival_figure(shown, self._shorts, max_months=end, places=self._places))

    def _show_panels(self, groups: list[list[CurveFinding]]) -> None:
        while len(self._panels) < len(self._figures):
            panel = SurvivalPanel(self._theme, self._page)
            panel.cursor_moved.connect(self._on_cursor_moved)
            panel.point_opened.connect(self._open_point)
            self._column.insertWidget(len(self._panels), panel)
            self._panels.append(panel)
        for number, panel in enumerate(self._panels):
            panel.setHidden(number >= len(self._figures))
            if number < len(self._figures):
                panel.show_figure(self._figures[number], self._title_of(groups[number]), self._months or 0.0)
        self._forest.show_figure(self._beside)

    def _title_of(self, curves: list[CurveFinding]) -> str:
        names = dict.fromkeys(self._shorts.get(curve.source, curve.source) for curve in curves)
        return ", ".join(names)

    def _on_cursor_moved(self, months: float) -> None:
        self._move_cursor(months)
        self._telling.start()

    def _tell_reading(self) -> None:
        announce(self._reading, self._reading.text())

    def _move_cursor(self, months: float) -> None:
        self._months = months
        for panel in self._panels:
            panel.show_cursor(months)
        of = in_use().of
        self._reading.say("\n".join(of(sentence) for figure in self._figures for sentence in figure.read_at(months)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self._is_laid_out:
            self._arrange()

    def _arrange(self) -> None:
        """Put list and reading where there is room for them."""
        fonts = fonts_of(self.font())
        # Where the view is low, what the cursor reads scrolls with the figures instead of taking their room.
        is_low = self.height() < fonts.line * _LOW_LINES
        if is_low != (self._column.indexOf(self._reading) >= 0):
            if is_low:
                self._column.insertWidget(self._column.indexOf(self._forest), self._reading)
            else:
                self._below.addWidget(self._reading)
        # Beside the figures the list needs room for its words.
        is_narrow = self.width() < fonts.em * _NARROW_EMS
        wanted = Qt.Orientation.Vertical if is_narrow else Qt.Orientation.Horizontal
        if self._split.orientation() != wanted:
            self._split.setOrientation(wanted)
            self._split.setSizes([2, 1])

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        self._chooser.apply_theme(theme)
        self._cohorts.apply_theme(theme)
        self._forest.apply_theme(theme)
        for panel in self._panels:
            panel.apply_theme(theme)

    def summary_text(self) -> str:
        """Return the view in words."""
        if self._assessment is None:
            return ""
        if not self._figures and self._beside is None:
            return self._none.text() or self.tr("No cohort is shown.")
        words = [figure.alt for figure in self._figures]
        words += [in_use().of(self._beside.alt)] if self._beside is not None else []
        return "\n".join([*words, self._reading.text(), self._cohorts.in_words()])
