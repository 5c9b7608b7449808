"""The window of a department's own series: choose a table, see its curves, set published cohorts beside them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.case.fields import FieldCatalogue
from engine.case.patient import Patient
from engine.curves.patients.kaplan_meier import KaplanMeier, kaplan_meier
from engine.curves.tables.click_text import ClickFileError
from engine.curves.tables.own_series import OwnSeries, columns_of_own_series, read_own_series
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.comparability.cohort_curves import curves_for
from engine.findings.published.published_curves import published_curves
from engine.findings.records.curve_records import CurveFinding
from engine.findings.wording import MODALITY_LABELS
from engine.report.survival.estimated_curves import at_risk_by_year, estimated_curve
from engine.report.survival.figure_in_language import figure_in
from engine.report.survival.published_lines import as_published
from engine.report.survival.survival_figure import survival_figure
from engine.words.said import fault
from gui.look.screen import fit_screen
from gui.look.theme import Theme
from gui.shared.background import Background, WorkProblem
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, in_a_line
from gui.views.survival.survival_panel import SurvivalPanel

#: a group of fewer patients is not shown: it says little, and may lead to a person
SMALLEST_GROUP = 10
_MOST_GROUPS, _MOST_PUBLISHED = 4, 3
_HERE = "own"
_NAMES_AT_MOST = 60


class _Read(NamedTuple):
    columns: tuple[str, ...]
    series: OwnSeries
    estimates: dict[str, KaplanMeier]
    too_small: tuple[str, ...]


class OwnSeriesDialog(QDialog):
    """Draws a table of patients (time, event, optional group) as Kaplan-Meier curves with numbers at risk."""

    def __init__(self, fields: FieldCatalogue, library: Library, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Own series"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fields, self._library = fields, library
        self._path: Path | None = None
        self._read: _Read | None = None
        # Tests put another answer in its place.
        self.ask_table: Callable[[], Path | None] = self._file_of_a_table
        self._reading = Background(self)
        self._reading.done.connect(self._on_read)
        self._reading.failed.connect(self._on_failed)
        self.state = PlainLabel(self.tr("Choose a table with the columns time_months and event."), self)
        self.state.setObjectName("own.state")
        self.state.setWordWrap(True)
        self.choose_table = QPushButton(self.tr("Choose a &table …"), self)
        self.group, group_label = self._combo(self.tr("&Groups"), "own.group")
        self.group.addItem(self.tr("All patients together"), None)
        self.option, option_label = self._combo(self.tr("&Published beside it"), "own.option")
        self.option.addItem(self.tr("None"), None)
        for name in MODALITIES:
            self.option.addItem(in_use().of(MODALITY_LABELS[name]), name)
        self.panel = SurvivalPanel(theme, self)
        self.panel.hide()
        close = QPushButton(self.tr("&Close"), self)
        close.setAutoDefault(False)
        first, last = QHBoxLayout(), QHBoxLayout()
        for part in (self.choose_table, group_label, self.group, option_label, self.option):
            first.addWidget(part)
        first.addStretch(1)
        last.addWidget(self.state, 1)
        last.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addLayout(first)
        layout.addWidget(self.panel, 1)
        layout.addLayout(last)
        fit_screen(self, 900, 640)
        self.choose_table.clicked.connect(self._on_choose)
        self.group.activated.connect(self._on_group)
        self.option.activated.connect(self._draw)
        close.clicked.connect(self.reject)

    def _combo(self, words: str, name: str) -> tuple[QComboBox, PlainLabel]:
        label, combo = PlainLabel(words, self), QComboBox(self)
        combo.setObjectName(name)
        combo.setAccessibleName(words.replace("&", ""))
        combo.setEnabled(False)
        label.setBuddy(combo)
        return combo, label

    # ------------------------------------------------------------ reading

    def read(self, path: Path, group: str | None = None) -> None:
        """Read a table away from the window."""
        self._path = path
        self.state.setText(self.tr("Reading {name} …").format(name=in_a_line(path.name)))

        def work() -> _Read:
            try:
                series = read_own_series(path, group)
                columns = columns_of_own_series(path)
            except ClickFileError as error:
                raise WorkProblem(
                    fault(
                        "{path}: {problem}; {remedy}.",
                        path=path.name,
                        problem=error.problem,
                        remedy=error.remedy,
                    )
                ) from None
            estimates = {
                one.name: kaplan_meier(one.time_months, one.event)
                for one in series.groups
                if one.time_months.size >= SMALLEST_GROUP
            }
            return _Read(columns, series, estimates, tuple(g.name for g in series.groups if g.name not in estimates))

        self._reading.start(work)

    def _on_choose(self) -> None:
        path = self.ask_table()
        if path is not None:
            self.group.setCurrentIndex(0)
            self.read(path)

    def _on_group(self) -> None:
        if self._path is not None:
            self.read(self._path, self.group.currentData())

    def _on_read(self, found: _Read) -> None:
        self._read = found
        chosen = self.group.currentData()
        while self.group.count() > 1:
            self.group.removeItem(1)
        for column in found.columns:
            self.group.addItem(in_a_line(column, _NAMES_AT_MOST), column)
        self.group.setCurrentIndex(max(self.group.findData(chosen), 0))
        for combo in (self.group, self.option):
            combo.setEnabled(True)
        self._draw()

    def _on_failed(self, sentence: str) -> None:
        self._read = None
        self.panel.hide()
        self.option.setEnabled(False)
        self.state.setText(in_a_line(sentence, 600) or self.tr("The table cannot be read. This is our fault."))

    # ------------------------------------------------------------ drawing

    def _draw(self) -> None:
        found = self._read
        if found is None:
            return
        self.state.setText(self._told(found))
        self.panel.setVisible(bool(found.estimates))
        if not found.estimates:
            return
        shown = list(found.estimates.items())[:_MOST_GROUPS]
        own = [
            estimated_curve(one, f"{_HERE}.{at}", f"{_HERE}.{at}", name, least_at_risk=SMALLEST_GROUP)
            for at, (name, one) in enumerate(shown)
        ]
        names = {source.id: in_use().of(source.short) for source in self._library.sources.values()}
        names |= {
            one.source: in_a_line(self.tr("Own: {group}").format(group=in_use().of(one.arm)), _NAMES_AT_MOST)
            for one in own
        }
        labels = {curve.id: in_a_line(f"{names[curve.source]}, n = {curve.patients}", _NAMES_AT_MOST) for curve in own}
        at_risk = {curve.id: at_risk_by_year(one) for curve, (_, one) in zip(own, shown, strict=True)}
        figure = survival_figure([*own, *self._published()], names, at_risk=at_risk, labels=labels)
        self.panel.show_figure(figure_in(in_use(), figure), self.tr("Overall survival of the own series"), 0.0)

    def _published(self) -> list[CurveFinding]:
        """Return the largest published cohorts of the chosen option, as their published points and no more."""
        option: Modality | None = self.option.currentData()
        if option is None:
            return []
        nobody = Patient(self._fields).value
        curves = curves_for(option, nobody, self._fields, self._library, published_curves(self._library))
        found = [one for one in curves if one.endpoint == "overall_survival" and one.subgroup_of is None]
        largest = sorted((one for one in found if one.published), key=lambda one: -(one.patients or 0))
        return [as_published(one) for one in largest[:_MOST_PUBLISHED]]

    def _told(self, found: _Read) -> str:
        parts = [in_use().of(note) for note in found.series.notes]
        if found.too_small:
            few = ", ".join(found.too_small)
            words = self.tr("Not shown, since fewer than {least} patients: {names}.")
            parts.append(words.format(least=SMALLEST_GROUP, names=few))
        if len(found.estimates) > _MOST_GROUPS:
            parts.append(self.tr("The first {count} groups are drawn.").format(count=_MOST_GROUPS))
        parts.append(
            self.tr("Patients chosen for their treatment: a difference may be who they were. Nothing is kept.")
        )
        return in_a_line(" ".join(parts), 900)

    # ------------------------------------------------------------ the rest

    def _file_of_a_table(self) -> Path | None:
        kinds = self.tr("Tables (*.csv *.tsv *.txt);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("A table of patients"), "", kinds)
        return Path(name) if name else None

    def done(self, result: int) -> None:
        self._reading.finish()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._reading.finish()
        super().closeEvent(event)
