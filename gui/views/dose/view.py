"""Dose: the planned course and the published ones on one scale, with the alpha/beta ratio and who uses it."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from engine.case.case import Case
from engine.case.entry import read_number_text
from engine.case.units import plain_text
from engine.findings.assessment import Assessment, FractionationScale
from engine.findings.comparability.published_bands import published_bands
from engine.findings.records.band_records import BandTable
from engine.findings.treatments.fractionation import scale_for
from engine.words.said import Number
from gui.figures.drawing import fonts_of
from gui.look.theme import Theme
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel
from gui.views.dose.band_tables import BandTables, lines_of
from gui.views.dose.course_rows import DoseTableModel
from gui.views.record_names import source_short
from gui.views.small_widgets import Heading, Panel, Sentence
from gui.views.view import AssessmentView, ViewContext

#: in place of the number of a published ratio
_OWN = -1


class _DoseTable(QTableView):
    """Enter, F1 or a double click opens the cohort behind a row."""

    def __init__(self, view: DoseView) -> None:
        super().__init__(view)
        self._view = view

    def share_width(self) -> None:
        """Let the numbers share what a course leaves, or take what their names need and scroll."""
        header = self.horizontalHeader()
        needed = sum(header.sectionSizeHint(column) for column in range(1, header.count()))
        has_room = needed + self.sizeHintForColumn(0) <= self.viewport().width()
        modes = QHeaderView.ResizeMode
        for column in range(1, header.count()):
            header.setSectionResizeMode(column, modes.Stretch if has_room else modes.ResizeToContents)

    # ------------------------------------------------------------ Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.share_width()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F1) and self.currentIndex().isValid():
            self._view.open_row(self.currentIndex())
            return
        super().keyPressEvent(event)


class DoseView(AssessmentView):
    """BED and EQD2 for a ratio that the sources use, or for one of the person's own."""

    title = QT_TRANSLATE_NOOP("DoseView", "Dose")

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._assessment: Assessment | None = None
        self._case: Case | None = None
        self._heading = Heading("", self)
        self._ratio = QComboBox(self)
        self._ratio.setObjectName("dose.ratio")
        self._ratio.setAccessibleName(self.tr("Alpha/beta ratio, Gy"))
        self._ratio.view().setAccessibleName(self._ratio.accessibleName())
        self._own = QLineEdit(self)
        self._own.setObjectName("dose.own_ratio")
        self._own.setAccessibleName(self.tr("Alpha/beta ratio of your own, Gy"))
        self._own.setMaximumWidth(self.fontMetrics().averageCharWidth() * 12)
        self._who = Sentence(parent=self, muted=True)
        self._note = Sentence(parent=self, muted=True)
        self._model = DoseTableModel(context.theme, self)
        self._table = self._build_table()
        self._pages = QTabBar(self)
        self._pages.setDrawBase(False)
        self._pages.setExpanding(False)
        self._pages.setAccessibleName(self.tr("Pages of this view"))
        self._pages.addTab(self.tr("Courses on one scale"))
        self._pages.addTab(self.tr("Control by dose and size"))
        self._stack = QStackedWidget(self)
        self._bands = BandTables(context.theme, self)
        self._bands.record_opened.connect(self.record_requested)
        self._lay_out()
        self._pages.currentChanged.connect(self._on_page)
        for number, record in enumerate(context.library.alpha_betas):
            of = in_use().of
            words = self.tr("{value} Gy, {tissue}").format(
                value=of(Number(plain_text(record.value_gy))), tissue=of(record.tissue)
            )
            self._ratio.addItem(words, number)
        self._ratio.addItem(self.tr("Your own"), _OWN)
        self._ratio.activated.connect(self._on_ratio)
        self._own.textEdited.connect(self._on_own)
        self._own.setEnabled(False)

    def _build_table(self) -> _DoseTable:
        table = _DoseTable(self)
        table.setModel(self._model)
        table.setAccessibleName(self.tr("Planned and published courses on one scale"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        table.verticalHeader().setVisible(False)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        # A course is never shortened; the numbers share what is left.
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        table.doubleClicked.connect(self.open_row)
        return table

    def _lay_out(self) -> None:
        em = round(fonts_of(self.font()).em)
        panel = Panel(self)
        row = QHBoxLayout()
        label = PlainLabel(self.tr("&Alpha/beta"), panel)
        label.setBuddy(self._ratio)
        for widget in (label, self._ratio, self._own, PlainLabel("Gy", panel)):
            row.addWidget(widget)
        row.addStretch(1)
        panel.rows.addLayout(row)
        panel.rows.addWidget(self._who)
        panel.rows.addWidget(self._table, 1)
        panel.rows.addWidget(self._note)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(em, em, em, em)
        whole.addWidget(self._heading)
        whole.addWidget(self._pages)
        whole.addWidget(self._stack, 1)
        self._stack.addWidget(panel)
        self._stack.addWidget(self._bands)

    # ------------------------------------------------------------ what is shown

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Show the planned course beside the published ones."""
        self._assessment, self._case = assessment, case
        found = assessment.fractionation
        if found is None:
            self._heading.setText(self.tr("Total dose and fractions of the planned course are not both known."))
        else:
            words = self.tr("{dose} Gy in {fractions}: {each} Gy each")
            self._heading.setText(
                words.format(
                    dose=in_use().number(plain_text(found.total_dose_gy)),
                    fractions=found.fractions,
                    each=in_use().number(plain_text(found.dose_per_fraction_gy)),
                )
            )
        self._note.say(in_use().of(found.note) if found is not None else "")
        self._show_scale()
        self._show_bands()

    def _show_bands(self) -> None:
        """Show the bands, which are found only while somebody looks at them."""
        if self._stack.currentWidget() is self._bands:
            self._bands.show_tables(self._found_bands())

    def _found_bands(self) -> tuple[BandTable, ...]:
        if self._case is None:
            return ()
        return published_bands(self._case.patient.value, self.context.fields, self.context.library)

    def _show_scale(self) -> None:
        found = self._assessment.fractionation if self._assessment is not None else None
        chosen = self._ratio.currentData()
        scale: FractionationScale | None = None
        who = ""
        if found is not None and chosen == _OWN:
            scale = self._own_scale()
            who = self.tr("Chosen by you; no source uses it.") if scale is not None else self._own_problem()
        elif found is not None:
            scale = found.scales[chosen]
            short = source_short(str(scale.source), self.context.library)
            who = self.tr("{source}: {text}").format(source=short, text=in_use().of(scale.text))
        self._who.say(who)
        planned = (found.total_dose_gy, found.fractions) if found is not None else None
        self._model.show_scale(scale, planned)
        self._table.share_width()
        self._table.setAccessibleDescription(self._courses_in_words())

    def _own_number(self) -> Decimal | None:
        number = read_number_text(self._own.text())
        return number if isinstance(number, Decimal) and number > 0 else None

    def _own_scale(self) -> FractionationScale | None:
        number = self._own_number()
        if number is None or self._case is None:
            return None
        return scale_for(float(number), self._case.patient.value, self.context.library)

    def _own_problem(self) -> str:
        if not self._own.text().strip():
            return self.tr("Type a ratio in Gy.")
        return self.tr("“{text}” is not a ratio above 0 Gy.").format(text=self._own.text())

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme; all but the rows follows the palette."""
        self._model.apply_theme(theme)
        self._bands.apply_theme(theme)

    def summary_text(self) -> str:
        """Return the view in words."""
        return "\n".join([self._courses_in_words(), *lines_of(self._found_bands())]).strip()

    def _courses_in_words(self) -> str:
        return "\n".join([self._heading.text(), self._who.text(), *self._model.lines(), self._note.text()]).strip()

    # ------------------------------------------------------------ what a person does

    def _on_page(self, page: int) -> None:
        self._stack.setCurrentIndex(page)
        self._show_bands()

    def _on_ratio(self, _index: int) -> None:
        self._own.setEnabled(self._ratio.currentData() == _OWN)
        if self._own.isEnabled():
            self._own.setFocus()
        self._show_scale()

    def _on_own(self, _text: str) -> None:
        self._show_scale()

    def open_row(self, index: QModelIndex) -> None:
        """Open the cohort behind a row."""
        record = self._model.record(index.row())
        if record:
            self.record_requested.emit(record)
