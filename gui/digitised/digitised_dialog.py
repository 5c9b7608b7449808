"""The window of a digitised curve: choose a file of clicks, see its columns as understood, put them right, see it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from engine.case.files.atomic_file import WriteError, write_atomically
from engine.curves.patients.digitised import NumbersAtRisk, RebuiltArm, digitised_as_json
from engine.report.survival.digitised_curve import digitised_finding
from engine.report.survival.figure_in_language import figure_in
from engine.report.survival.survival_figure import survival_figure
from gui.digitised.click_columns import ClickColumns
from gui.digitised.click_reading import ClickAnswers, Opened, Question, open_clicks
from gui.look.screen import fit_screen
from gui.look.theme import Theme
from gui.shared.background import Background
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, in_a_line
from gui.shared.settings_store import SettingsStore
from gui.views.survival.survival_panel import SurvivalPanel

_NAMES_AT_MOST = 60
_MOST_DIGITS = 9
_MOST_OF_THE_ROOM = 100
#: numbers at risk that have room below a figure
_MOST_AT_RISK = 11


class DigitisedDialog(QDialog):
    """Asks instead of refusing: the columns of a file of clicks stand there to be put right, and the curve below them.

    What was said of a layout is remembered and said again; the file itself, and what is in it, is not kept.
    """

    def __init__(self, theme: Theme, settings: SettingsStore | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Digitised curve"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings = settings
        self._path: Path | None = None
        self._risk_path: Path | None = None
        self._answers: ClickAnswers | None = None
        self._opened: Opened | None = None
        # Tests put other answers in their place.
        self.ask_clicks: Callable[[], Path | None] = lambda: self._file(self.tr("Clicks on a printed curve"))
        self.ask_at_risk: Callable[[], Path | None] = lambda: self._file(self.tr("Numbers at risk"))
        self.ask_target: Callable[[], Path | None] = self._file_to_write
        self.reading = Background(self)
        self.reading.done.connect(self._on_read)
        self.reading.failed.connect(self._on_failed)
        self.choose_clicks = QPushButton(self.tr("Choose a file of &clicks …"), self)
        self.choose_at_risk = QPushButton(self.tr("&Numbers at risk …"), self)
        self.series = QComboBox(self)
        self.series.setObjectName("clicks.series")
        self.series.setAccessibleName(self.tr("Curve of the file"))
        self.series.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.patients = QLineEdit(self)
        self.patients.setObjectName("clicks.patients")
        self.patients.setAccessibleName(self.tr("Number of patients"))
        self.patients.setPlaceholderText(self.tr("n, if printed"))
        self.patients.setMaximumWidth(self.fontMetrics().averageCharWidth() * 18)
        self._series_label = PlainLabel(self.tr("Dat&a set"), self)
        self._series_label.setBuddy(self.series)
        self.state = PlainLabel(
            self.tr("Choose a file with a time and a survival on each line, as digitising tools write it."), self
        )
        self.state.setObjectName("clicks.state")
        self.state.setWordWrap(True)
        self.columns = ClickColumns(self)
        self.panel = SurvivalPanel(theme, self)
        self.save = QPushButton(self.tr("&Save the curve …"), self)
        self.save.setAutoDefault(False)
        close = QPushButton(self.tr("C&lose"), self)
        close.setAutoDefault(False)
        first, last = QHBoxLayout(), QHBoxLayout()
        for part in (self.choose_clicks, self.choose_at_risk, self.patients, self._series_label, self.series):
            first.addWidget(part)
        first.addStretch(1)
        last.addStretch(1)
        last.addWidget(self.save)
        last.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addLayout(first)
        layout.addWidget(self.state)
        layout.addWidget(self.columns)
        layout.addWidget(self.panel, _MOST_OF_THE_ROOM)
        layout.addStretch(1)
        layout.addLayout(last)
        fit_screen(self, 900, 760)
        self._show(None)
        self.choose_clicks.clicked.connect(self._on_choose)
        self.choose_at_risk.clicked.connect(self._on_choose_at_risk)
        self.series.activated.connect(self._read_again)
        self.patients.editingFinished.connect(self._read_again)
        self.columns.answered.connect(self._on_answered)
        self.save.clicked.connect(self._on_save)
        close.clicked.connect(self.reject)

    # ------------------------------------------------------------ reading

    def read(self, path: Path) -> None:
        """Read a file of clicks; what was said of its layout before counts."""
        self._path, self._risk_path, self._answers = path, None, None
        self._show_series((), "")
        self._start()

    def _start(self) -> None:
        if self._path is None:
            return
        self.state.setText(self.tr("Reading {name} …").format(name=in_a_line(self._path.name)))
        typed = self.patients.text().strip()
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) <= _MOST_DIGITS):
            self.reading.cancel()
            self._show(None)
            words = self.tr("“{typed}” is not a number of patients. Write a whole number, or leave it open.")
            self.state.setText(in_a_line(words.format(typed=typed), 300))
            return
        patients = int(typed) if typed else None
        series = str(self.series.currentData() or "")
        question = Question(self._path, self._risk_path, series, patients, self._answers)
        known = dict(self._settings.click_answers) if self._settings is not None else {}
        self.reading.start(lambda: open_clicks(question, known))

    def _on_choose(self) -> None:
        path = self.ask_clicks()
        if path is not None:
            self.read(path)

    def _on_choose_at_risk(self) -> None:
        path = self.ask_at_risk()
        if path is not None:
            self._risk_path = path
            self._start()

    def _read_again(self) -> None:
        if self._path is not None:
            self._answers = self.columns.answers
            self._start()

    def _on_answered(self, answers: ClickAnswers) -> None:
        if self._answers is not None and answers.at_risk and answers.at_risk != self._answers.at_risk:
            self._risk_path = None
        self._answers = answers
        self._start()

    def _on_read(self, opened: Opened) -> None:
        self._show(opened)
        if self._answers is not None and opened.preview is not None and opened.clicks is not None:
            self._remember(opened.preview.layout, self._answers)
        if opened.preview is not None and opened.clicks is None:
            self.columns.time_column.setFocus()

    def _remember(self, layout: str, answers: ClickAnswers) -> None:
        if self._settings is not None:
            kept = {key: said for key, said in self._settings.click_answers.items() if key != layout}
            self._settings.click_answers = {**kept, layout: answers} if any(answers) else kept

    def _on_failed(self, sentence: str) -> None:
        self._show(None)
        self.state.setText(in_a_line(sentence, 600) or self.tr("The file cannot be read. This is our fault."))

    # ------------------------------------------------------------ showing

    def _show(self, opened: Opened | None) -> None:
        self._opened = opened
        has_curve = opened is not None and opened.result is not None
        self.columns.setVisible(opened is not None and opened.preview is not None)
        self.panel.setVisible(has_curve)
        self.save.setEnabled(has_curve)
        for part in (self.choose_at_risk, self.patients):
            part.setEnabled(self._path is not None)
        if opened is None:
            self._show_series((), "")
            return
        understood = None if opened.clicks is None else opened.clicks.understood
        if opened.preview is not None:
            self.columns.show_preview(opened.preview, opened.answers, understood)
        if opened.clicks is not None:
            # Of a data set that cannot be read the others stay, to go back to.
            self._show_series(opened.clicks.all_series, opened.clicks.series)
        self.state.setText(self._told(opened))
        if opened.result is not None and opened.clicks is not None:
            arm = in_a_line(opened.clicks.series or self.tr("digitised curve"), _NAMES_AT_MOST)
            curve = digitised_finding(opened.result, "digitised", arm)
            n = "" if curve.patients is None else f", n = {curve.patients}"
            table = opened.result.at_risk if isinstance(opened.result, RebuiltArm) else None
            at_risk = {} if table is None else {curve.id: _with_room(table)}
            figure = survival_figure([curve], {}, labels={curve.id: f"{arm}{n}"}, at_risk=at_risk)
            self.panel.show_figure(figure_in(in_use(), figure), self.tr("Survival as digitised"), 0.0)

    def _show_series(self, names: tuple[str, ...], chosen: str) -> None:
        is_one_of_several = len(names) > 1
        self.series.clear()
        for at, name in enumerate(names, start=1):
            self.series.addItem(in_a_line(name or str(at), _NAMES_AT_MOST), str(at))
        if is_one_of_several and chosen in names:
            self.series.setCurrentIndex(names.index(chosen))
        self.series.setVisible(is_one_of_several)
        self._series_label.setVisible(is_one_of_several)

    def _told(self, opened: Opened) -> str:
        if opened.result is None:
            if opened.preview is None:
                return in_a_line(f"{in_use().of(opened.problem)}.", 600)
            words = self.tr("This file needs a word from you: {problem}")
            end = "" if opened.problem.endswith("?") else "."
            return in_a_line(words.format(problem=in_use().of(opened.problem)) + end, 600)
        result = opened.result
        median = result.estimate().median_months if isinstance(result, RebuiltArm) else result.median_months
        parts = [
            self.tr("The curve does not come down to one half.")
            if median is None
            else self.tr("Median {months} months.").format(months=in_use().number(f"{median:.1f}"))
        ]
        if opened.was_remembered:
            parts.append(self.tr("Columns and units are those that you named for this layout before."))
        return in_a_line(" ".join([*parts, *map(in_use().of, opened.notes)]), 900)

    # ------------------------------------------------------------ the rest

    def _on_save(self) -> None:
        opened = self._opened
        path = self.ask_target() if opened is not None and opened.result is not None else None
        if path is None or opened is None or opened.result is None or opened.clicks is None:
            return
        if path in (self._path, self._risk_path):
            self.state.setText(self.tr("That is the file that was read. Choose another name."))
            return
        found = digitised_as_json(opened.result)
        found["understood"] = opened.clicks.understood.as_json()
        found["notes"] = list(opened.notes)
        try:
            write_atomically(path, json.dumps(found, indent=1, allow_nan=False).encode() + b"\n")
        except WriteError as error:
            self.state.setText(in_a_line(in_use().of(error.said), 600))
        else:
            self.state.setText(self.tr("Saved as {name}.").format(name=in_a_line(path.name)))

    def _file(self, title: str) -> Path | None:
        kinds = self.tr("Tables (*.csv *.tsv *.txt *.dat);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        return Path(name) if name else None

    def _file_to_write(self) -> Path | None:
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Save the curve"), "curve.json", self.tr("Curve (*.json)"))
        return Path(name) if name else None

    def done(self, result: int) -> None:
        self.reading.finish()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.reading.finish()
        super().closeEvent(event)


def _with_room(table: NumbersAtRisk) -> tuple[tuple[float, int], ...]:
    """Return numbers at risk (months, patients) that have room beside one another: of many, each so-manieth."""
    pairs = tuple(zip(table.time_months, table.patients, strict=True))
    return pairs[:: 1 + (len(pairs) - 1) // _MOST_AT_RISK] if len(pairs) > _MOST_AT_RISK else pairs
