"""Local control by band of dose and of size: one small table a source, the patient's own place marked in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from engine.findings.records.band_records import Band, BandTable
from engine.wording.bands import (
    BANDS_NOTE,
    BANDS_TITLE,
    absent_words,
    band_words,
    place_words,
    table_title,
)
from gui.figures.drawing import fonts_of
from gui.look.theme import Theme
from gui.shared.language import in_use
from gui.shared.plain_text import shown, tip
from gui.views.lists.cell_table import OPENING_KEYS
from gui.views.lists.row_model import Index
from gui.views.small_widgets import Heading, Panel, Sentence

_COLUMNS = 6


class BandModel(QAbstractTableModel):
    """One row a band: whose number, its ends, what is printed, and whether the patient's place is in it."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._rows: list[tuple[str, ...]] = []
        self._bands: tuple[Band, ...] = ()

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        self.layoutChanged.emit()

    def show_table(self, table: BandTable) -> None:
        """Show the bands of a source."""
        if table.bands == self._bands:
            return
        self.beginResetModel()
        self._bands = table.bands
        self._rows = [self._row(table, band) for band in table.bands]
        self.endResetModel()

    def _row(self, table: BandTable, band: Band) -> tuple[str, ...]:
        return tuple(in_use().of(one) for one in (band.figure.label, *band_words(table, band)))

    def record(self, row: int) -> str:
        """Return the id of the figure in a row."""
        return self._bands[row].figure.id

    def lines(self) -> list[str]:
        """Return the rows as sentences."""
        heads = [self._head(section) for section in range(1, _COLUMNS - 1)]
        return [
            "; ".join((row[0], *(f"{head}: {words}" for head, words in zip(heads, row[1:-1], strict=True)), row[-1]))
            for row in self._rows
        ]

    def _head(self, section: int) -> str:
        return (
            self.tr("As published"),
            self.tr("Band"),
            self.tr("Value"),
            self.tr("Interval"),
            self.tr("Of how many"),
            self.tr("Here"),
        )[section]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else _COLUMNS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return shown(self._rows[index.row()][index.column()])
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._bands[index.row()].figure.printed)
        if role == Qt.ItemDataRole.FontRole and index.column() > 0 and self._bands[index.row()].holds:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self._theme.accent if index.column() == 0 else self._theme.text)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._head(section)
        return None


class BandTableView(QTableView):
    """The bands of one source, as tall as its rows; Enter, F1 or a double click opens the figure.

    Signals
    -------
    record_opened : the id of the figure that a person opened.
    """

    record_opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bands = BandModel(theme, self)
        self.setModel(self.bands)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(True)
        # Columns as wide as their numbers would touch one another.
        self.setStyleSheet("QTableView::item { padding: 0 0.35em; }")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.verticalHeader().setVisible(False)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        # What is published is a sentence, and takes what the numbers leave.
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.bands.modelReset.connect(self._fit)
        self.doubleClicked.connect(self._open)

    def show_table(self, table: BandTable) -> None:
        """Show the bands of a source."""
        self.bands.show_table(table)

    def _open(self, index: QModelIndex) -> None:
        self.record_opened.emit(self.bands.record(index.row()))

    def _fit(self) -> None:
        self.resizeRowsToContents()
        rows = sum(self.rowHeight(row) for row in range(self.bands.rowCount()))
        bar = self.horizontalScrollBar()
        below = bar.sizeHint().height() if bar.maximum() > 0 else 0
        self.setFixedHeight(rows + self.horizontalHeader().sizeHint().height() + below + 2 * self.frameWidth())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in OPENING_KEYS and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)


class BandTables(QScrollArea):
    """The tables of all sources below one another.

    Signals
    -------
    record_opened : the id of the figure that a person opened.
    """

    record_opened = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._parts: list[tuple[Heading, Sentence, BandTableView, Sentence]] = []
        self._panel = Panel(self)
        for label in (
            Heading(in_use().of(BANDS_TITLE), self._panel, factor=1.05),
            Sentence(in_use().of(BANDS_NOTE), self._panel, muted=True),
        ):
            self._panel.rows.addWidget(label)
            _as_tall_as_it_wraps(label)
        inside = QWidget(self)
        whole = QVBoxLayout(inside)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._panel)
        whole.addStretch(1)
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Its tables are stops of the Tab key; the area around them is none.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_tables(self, tables: Sequence[BandTable]) -> None:
        """Show the bands of these sources."""
        while len(self._parts) < len(tables):
            self._parts.append(self._part())
        for number, part in enumerate(self._parts):
            for widget in part:
                widget.setVisible(number < len(tables))
        of = in_use().of
        for table, (title, place, view, absent) in zip(tables, self._parts, strict=False):
            title.say(of(table_title(table)))
            place.say(of(place_words(table)))
            view.show_table(table)
            view.setAccessibleName(title.text())
            view.setAccessibleDescription("\n".join((place.text(), *view.bands.lines())))
            absent.say(of(absent_words(table)))

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme; all but the rows follows the palette."""
        self._theme = theme
        for _, _, view, _ in self._parts:
            view.bands.apply_theme(theme)

    def _part(self) -> tuple[Heading, Sentence, BandTableView, Sentence]:
        title = Heading("", self._panel, factor=1.0)
        place, absent = Sentence(parent=self._panel), Sentence(parent=self._panel, muted=True)
        view = BandTableView(self._theme, self._panel)
        view.record_opened.connect(self.record_opened)
        self._panel.rows.addSpacing(round(fonts_of(self.font()).em * 0.6))
        for widget in (title, place, view, absent):
            self._panel.rows.addWidget(widget)
        for label in (title, place, absent):
            _as_tall_as_it_wraps(label)
        return title, place, view, absent


def _as_tall_as_it_wraps(label: QWidget) -> None:
    """Ask for no more than the lines it has.

    By itself a label asks for those of a narrow column, and the area would scroll over nothing.
    """
    label.setMinimumHeight(1)


def lines_of(tables: Sequence[BandTable]) -> list[str]:
    """Return the tables in words, found or not on screen."""
    of = in_use().of
    lines = [of(BANDS_TITLE), of(BANDS_NOTE)] if tables else []
    for table in tables:
        lines += [of(table_title(table)), of(place_words(table))]
        for band in table.bands:
            lines.append("; ".join(map(of, (band.figure.label, *band_words(table, band)))))
        if absent := absent_words(table):
            lines.append(of(absent))
    return lines
