"""The window of a registry: choose a table, see how it is understood, judge it, look at what came out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QProgressBar,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.evidence.records.modalities import MODALITIES
from engine.findings.wording import MODALITY_SHORT, VERDICT_WORDS
from engine.registry.first_look import SeenRow
from engine.registry.runs.unfinished import unfinished_beside
from gui.look.screen import fit_screen
from gui.registry.registry_tables import ColumnTable, RowTable
from gui.registry.registry_work import Looked, ToldProgress, judging, looking
from gui.shared.background import Background
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, in_a_line

#: problems shown; the run writes all of them
_MOST_PROBLEMS = 200


class RegistryDialog(QDialog):
    """Looks at a table away from the window, judges it with progress and a way out, and opens a row as a case.

    Signals
    -------
    row_requested : a `SeenRow` that is to be opened as a case.
    """

    row_requested = Signal(object)

    # From the thread of the work to ours: rows done, rows there are.
    rows_told = Signal(int, int)

    def __init__(
        self,
        fields: FieldCatalogue,
        library: Library,
        resources: Path,
        parent: QWidget | None = None,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Registry"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fields, self._library, self._resources, self._today = fields, library, resources, today
        self._table: Path | None = None
        self._map: Path | None = None
        self._output: Path | None = None
        self._rows: tuple[SeenRow, ...] = ()
        self._progress: ToldProgress | None = None
        self._has_questions = False
        self._can_go_on = True
        # Tests put other answers in their place.
        self.ask_table: Callable[[], Path | None] = self._file_of_a_table
        self.ask_map: Callable[[], Path | None] = self._file_of_a_map
        self.ask_folder: Callable[[], Path | None] = self._folder_beside
        self._looking, self._judging = Background(self), Background(self)
        self._looking.done.connect(self._on_looked)
        self._looking.failed.connect(self._on_not_looked)
        self._judging.done.connect(self._on_judged)
        self._judging.failed.connect(self._on_not_judged)
        self.rows_told.connect(self._on_told)
        self._build()
        self._show_what_can_be_done()

    def _build(self) -> None:
        self.state = PlainLabel(self.tr("Choose a table: one row a patient, columns named as fields."), self)
        self.state.setObjectName("registry.state")
        self.state.setWordWrap(True)
        self.choose_table = QPushButton(self.tr("Choose a &table …"), self)
        self.choose_map = QPushButton(self.tr("Choose a &map …"), self)
        self.choose_map.setToolTip(self.tr("Which column is which field, in which unit"))
        self.columns = ColumnTable(self._fields, self)
        self.rows = RowTable(self._library, self)
        self.problems = QListWidget(self)
        self.problems.setObjectName("registry.problems")
        self.problems.setAccessibleName(self.tr("First problems"))
        self.problems.setWordWrap(True)
        self.summary = QListWidget(self)
        self.summary.setObjectName("registry.summary")
        self.summary.setAccessibleName(self.tr("Summary"))
        self.tabs = QTabWidget(self)
        self.tabs.setObjectName("registry.tabs")
        self.tabs.setAccessibleName(self.tr("What is known of the table"))
        self.tabs.addTab(self.columns.widget, self.tr("&Columns"))
        self.tabs.addTab(self.problems, self.tr("First &problems"))
        self.tabs.addTab(self.rows.widget, self.tr("First &rows"))
        self.tabs.addTab(self.summary, self.tr("&Summary"))
        self.words = QCheckBox(self.tr("Sen&tences as well"), self)
        self.run = QPushButton(self.tr("&Judge all rows …"), self)
        self.go_on = QPushButton(self.tr("&Go on"), self)
        self.go_on.hide()
        self.stop = QPushButton(self.tr("St&op"), self)
        self.close_button = QPushButton(self.tr("C&lose"), self)
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName(self.tr("Rows judged"))
        self.bar.hide()
        first, last = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self.state, 1)
        for button in (self.choose_table, self.choose_map):
            first.addWidget(button)
        last.addWidget(self.words)
        last.addWidget(self.bar, 1)
        last.addStretch(0)
        for button in (self.run, self.go_on, self.stop, self.close_button):
            button.setAutoDefault(False)
            last.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addLayout(first)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(last)
        fit_screen(self, 1000, 640)
        self.choose_table.clicked.connect(self._on_choose_table)
        self.choose_map.clicked.connect(self._on_choose_map)
        self.run.clicked.connect(self._on_run)
        self.go_on.clicked.connect(self._on_go_on)
        self.stop.clicked.connect(self._on_stop)
        self.close_button.clicked.connect(self.reject)
        self.words.toggled.connect(self._on_asked_otherwise)
        self.rows.widget.itemActivated.connect(self._on_row)

    # ------------------------------------------------------------ a first look

    def look_at(self, table: Path, map_file: Path | None = None) -> None:
        """Look at the first rows of a table."""
        self._table, self._map = table, map_file
        self.state.setText(self.tr("Looking at {name} …").format(name=in_a_line(table.name)))
        self._rows = ()
        # What was said of another table holds no longer.
        self.summary.clear()
        self.go_on.hide()
        self.rows.show((), {})
        self.columns.show(())
        self.problems.clear()
        self._looking.start(looking(table, map_file, self._fields, self._library))
        self._show_what_can_be_done()

    def _on_choose_table(self) -> None:
        table = self.ask_table()
        if table is not None:
            self.look_at(table)

    def _on_choose_map(self) -> None:
        map_file = self.ask_map()
        if map_file is not None and self._table is not None:
            self.look_at(self._table, map_file)

    def _on_looked(self, looked: Looked) -> None:
        look, name = looked.look, in_a_line(self._table.name if self._table is not None else "")
        self.columns.show(look.columns)
        self._rows = look.rows
        self.rows.show(look.rows, looked.verdicts)
        for question in look.questions:
            self.problems.addItem(in_a_line(in_use().of(question), 600))
        for one in look.problems[:_MOST_PROBLEMS]:
            field = in_use().of(self._fields[one.field].label, one.field) if one.field in self._fields else one.field
            where = self.tr("Row {row}").format(row=one.row)
            self.problems.addItem(
                in_a_line(": ".join(part for part in (where, field, in_use().of(one.problem)) if part), 600)
            )
        counted = self.tr("{name}: {columns} columns; of its first rows {rows} can be judged, {problems} problems.")
        words = counted.format(name=name, columns=len(look.columns), rows=len(look.rows), problems=len(look.problems))
        asked = self.tr(" A column looks as if it were in another unit: a map has to say so first.")
        self.state.setText(words + (asked if look.questions else ""))
        self.tabs.setCurrentWidget(self.problems if look.questions or look.problems else self.columns.widget)
        self._has_questions = bool(look.questions)
        self._show_what_can_be_done()

    def _on_not_looked(self, sentences: str) -> None:
        lines = sentences.splitlines() or [self.tr("The table cannot be read. This is our fault.")]
        self.state.setText(in_a_line(lines[0], 600))
        for line in lines:
            self.problems.addItem(in_a_line(line, 600))
        self.tabs.setCurrentWidget(self.problems)
        self._show_what_can_be_done()

    # ------------------------------------------------------------ the run

    def _on_run(self) -> None:
        folder = self.ask_folder()
        if folder is not None and self._table is not None:
            self._output = folder / f"{self._table.stem}-registry"
            self._judge(resume=False)

    def _on_go_on(self) -> None:
        self._judge(resume=True)

    def _on_asked_otherwise(self) -> None:
        """What was refused as it was asked may be gone on with as it is asked now."""
        self._can_go_on = True
        self._show_what_can_be_done()

    def _judge(self, *, resume: bool) -> None:
        if self._table is None or self._output is None:
            return
        self._progress = ToldProgress(self.rows_told.emit)
        self.bar.setRange(0, 0)
        self.bar.show()
        self.go_on.hide()
        self.state.setText(self.tr("Judging {name} …").format(name=in_a_line(self._table.name)))
        self._judging.start(
            judging(
                self._table,
                self._output,
                self._map,
                self._fields,
                self._library,
                self._resources,
                self._progress,
                words=self.words.isChecked(),
                resume=resume,
                day=self._today(),
            )
        )
        self._show_what_can_be_done()

    def _on_told(self, rows: int, of: int) -> None:
        self.bar.setRange(0, of)
        self.bar.setValue(rows)
        self.bar.setFormat(self.tr("{rows} of {all} rows").format(rows=_grouped(rows), all=_grouped(of)))

    def _on_stop(self) -> None:
        if self._progress is not None:
            self._progress.call_off()
            self.state.setText(self.tr("Stopping at the next whole part …"))

    def _on_judged(self, told: dict[str, Any]) -> None:
        self.bar.hide()
        rows = told["rows"]
        self.summary.clear()
        words = self.tr("{assessed} of {all} rows assessed, {bad} of them with a cell that could not be read")
        self.summary.addItem(
            words.format(assessed=rows["assessed"], all=rows["in_all"], bad=rows["assessed_with_problems"])
        )
        for name in MODALITIES:
            counts = told["options"][name]["verdicts"]
            of = in_use().of
            said = [f"{_grouped(count)} {of(VERDICT_WORDS[verdict])}" for verdict, count in counts.items() if count]
            self.summary.addItem(f"{of(MODALITY_SHORT[name])}: {'; '.join(said)}")
        for one in told["missing"][:5]:
            missing = self.tr("Missing most often: {label} ({count} headlines)")
            self.summary.addItem(missing.format(label=in_use().of(one["label"]), count=_grouped(one["open_items"])))
        self.tabs.setCurrentWidget(self.summary)
        where = in_a_line(self._output.name if self._output is not None else "")
        self.state.setText(
            self.tr("Done: verdicts, problems, summary and report.pdf are in {name}.").format(name=where)
        )
        self._show_what_can_be_done()

    def _on_not_judged(self, sentences: str) -> None:
        self.bar.hide()
        lines = sentences.splitlines() or [self.tr("The table cannot be judged. This is our fault.")]
        self.state.setText(in_a_line(" ".join(lines), 900))
        # A run that was begun at any time can be gone on with from here, but for one that was begun otherwise.
        self._can_go_on = self._progress is None or self._progress.can_go_on
        self.go_on.setVisible(self._output is not None and unfinished_beside(self._output).exists())
        self._show_what_can_be_done()

    # ------------------------------------------------------------ a row

    def _on_row(self) -> None:
        at = self.rows.widget.currentRow()
        if 0 <= at < len(self._rows):
            self.row_requested.emit(self._rows[at])

    # ------------------------------------------------------------ the rest

    def _show_what_can_be_done(self) -> None:
        looking_now, judging_now = self._looking.is_busy, self._judging.is_busy
        self.choose_table.setEnabled(not judging_now)
        self.choose_map.setEnabled(self._table is not None and not judging_now)
        self.run.setEnabled(bool(self._rows) and not self._has_questions and not looking_now and not judging_now)
        self.go_on.setEnabled(not judging_now and self._can_go_on)
        self.stop.setEnabled(judging_now)
        self.words.setEnabled(not judging_now)

    def _file_of_a_table(self) -> Path | None:
        kinds = self.tr("Tables (*.csv *.tsv *.parquet);;All files (*)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("A table of patients"), "", kinds)
        return Path(name) if name else None

    def _file_of_a_map(self) -> Path | None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("A map of columns"), "", self.tr("Maps (*.toml)"))
        return Path(name) if name else None

    def _folder_beside(self) -> Path | None:
        beside = str(self._table.parent) if self._table is not None else ""
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder in which the results are made"), beside)
        return Path(name) if name else None

    def _end(self) -> None:
        if self._progress is not None:
            self._progress.call_off()
        self._looking.finish()
        self._judging.finish()

    def done(self, result: int) -> None:
        self._end()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._end()
        super().closeEvent(event)


def _grouped(number: int) -> str:
    """A number of rows, in groups of three digits as the language of the window has them."""
    return f"{number:,}" if in_use().is_english else f"{number:,}".replace(",", "\u202f")
