"""The map of radiation and metastasis as a table, and the statements behind a cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, get_args, get_type_hints

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from engine.evidence.library import Library
from engine.evidence.records.statements import Mechanism
from engine.findings.assessment import MechanismFinding
from gui.figures.direction_symbol import ROLES, draw_direction
from gui.figures.drawing import LEFT, WRAP, Fonts, colour, fonts_of
from gui.look.theme import Theme
from gui.shared.language import in_use
from gui.shared.plain_text import tip
from gui.views.lists.cell_table import CellDelegate, CellTable
from gui.views.lists.row_list import Arrangement, Index, Row, RowDelegate
from gui.views.record_names import humanised, identifier_words, source_short

CELL_ROLE = Qt.ItemDataRole.UserRole
_DIRECTIONS = tuple(ROLES)
#: headers are broken so that columns stay as narrow as their cells
_HEADER_LETTERS = 20
_LEVELS = ("clinical", "animal", "in_vitro", "theory")


def _values(name: str) -> tuple[str, ...]:
    """Return the values that a mechanism record may have, in their published order."""
    return get_args(get_type_hints(Mechanism)[name])


@dataclass(frozen=True, slots=True)
class MapLine:
    """One direction in a cell: how many statements at each level of evidence."""

    direction: str
    levels: str


def lines_of(found: tuple[MechanismFinding, ...]) -> tuple[MapLine, ...]:
    """Return the lines of a cell, one for each direction that occurs."""
    lines = []
    for direction in _DIRECTIONS:
        levels = Counter(one.level for one in found if one.direction == direction)
        named = [
            f"{identifier_words(level)} {levels[level]}" if levels[level] > 1 else identifier_words(level)
            for level in _LEVELS
            if levels[level]
        ]
        if named:
            lines.append(MapLine(direction, ", ".join(named)))
    return tuple(lines)


class MechanismModel(QAbstractTableModel):
    """Rows are kinds of radiation, columns are mechanisms; a cell holds its statements."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: tuple[MechanismFinding, ...] = ()
        self._rows: list[str] = []
        self._columns: list[str] = []
        self._cells: dict[tuple[int, int], tuple[MechanismFinding, ...]] = {}

    def show_mechanisms(self, found: tuple[MechanismFinding, ...]) -> None:
        """Show these statements; rows and columns without any are left out."""
        if found == self._found:
            return
        self.beginResetModel()
        self._found = found
        self._rows = [name for name in _values("radiation") if any(one.radiation == name for one in found)]
        self._columns = [name for name in _values("mechanism") if any(one.mechanism == name for one in found)]
        self._cells = {
            (row, column): tuple(one for one in found if one.radiation == radiation and one.mechanism == mechanism)
            for row, radiation in enumerate(self._rows)
            for column, mechanism in enumerate(self._columns)
        }
        self.endResetModel()

    def statements(self, index: Index) -> tuple[MechanismFinding, ...]:
        """Return the statements of a cell."""
        return self._cells.get((index.row(), index.column()), ())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == CELL_ROLE:
            return lines_of(self.statements(index))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            lines = lines_of(self.statements(index))
            words = "; ".join(f"{identifier_words(one.direction)}: {one.levels}" for one in lines)
            return words or self.tr("nothing found")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        name = humanised(self._columns[section] if orientation == Qt.Orientation.Horizontal else self._rows[section])
        if role == Qt.ItemDataRole.DisplayRole:
            return "\n".join(wrap(name, _HEADER_LETTERS))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(name)
        return name if role == Qt.ItemDataRole.AccessibleTextRole else None


class MapCellDelegate(CellDelegate):
    """Symbol and word of each direction, and below them the levels of evidence."""

    def cell_width(self, fonts: Fonts) -> float:
        """Return the width of every column."""
        return fonts.em * 13.5

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        fonts = fonts_of(option.font)
        height = fonts.line * 0.5
        for line in index.data(CELL_ROLE):
            levels = fonts.height(line.levels, self.cell_width(fonts) - fonts.line * 1.6, fonts.small)
            height += fonts.small_line + levels + fonts.line * 0.1
        return QSize(round(self.cell_width(fonts)), round(max(height, fonts.line * 1.5)))

    def draw_cell(self, painter: QPainter, rect: QRectF, option: QStyleOptionViewItem, index: Index) -> None:
        fonts = self.fonts(option)
        y = rect.top() + fonts.line * 0.25
        left = rect.left() + fonts.line * 1.25
        width = rect.width() - fonts.line * 1.6
        for line in index.data(CELL_ROLE):
            side = fonts.small_line * 0.8
            place = QRectF(rect.left() + fonts.em * 0.4, y + side * 0.1, side, side)
            draw_direction(painter, place, line.direction, self.theme)
            painter.setFont(fonts.small_strong)
            painter.setPen(colour(self.theme, ROLES[line.direction]))
            painter.drawText(QRectF(left, y, width, fonts.small_line), LEFT, identifier_words(line.direction))
            y += fonts.small_line
            painter.setFont(fonts.small)
            painter.setPen(colour(self.theme, "muted"))
            height = fonts.height(line.levels, width, fonts.small)
            painter.drawText(QRectF(left, y, width, height), LEFT | WRAP, line.levels)
            y += height + fonts.line * 0.1
        painter.setPen(QPen(colour(self.theme, "line"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())


class MechanismTable(CellTable):
    """The map; moving through it says which cell is current.

    Signals
    -------
    cell_changed : the statements of the current cell are to be shown.
    """

    cell_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        model = MechanismModel()
        super().__init__(model, MapCellDelegate(theme), parent)
        self._model = model
        self.setAccessibleName(self.tr("Radiation and metastasis: kinds of radiation by mechanism"))

    def show_mechanisms(self, found: tuple[MechanismFinding, ...]) -> None:
        """Show these statements."""
        self._model.show_mechanisms(found)

    @property
    def current_statements(self) -> tuple[MechanismFinding, ...]:
        """The statements of the current cell."""
        return self._model.statements(self.currentIndex()) if self.currentIndex().isValid() else ()

    @property
    def current_words(self) -> str:
        """The row and column of the current cell in words."""
        index = self.currentIndex()
        if not index.isValid():
            return ""
        name = Qt.ItemDataRole.AccessibleTextRole
        row = self._model.headerData(index.row(), Qt.Orientation.Vertical, name)
        column = self._model.headerData(index.column(), Qt.Orientation.Horizontal, name)
        if in_use().is_english:
            column = f"{column[:1].lower()}{column[1:]}"
        return f"{row}: {column}"

    def choose_first(self) -> None:
        """Make the first cell with a statement current."""
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0, 0))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.cell_changed.emit()


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow(Row):
    """One statement of the map."""

    direction: str
    words: str
    text: str
    source: str


def statement_row(found: MechanismFinding, library: Library) -> StatementRow:
    """Return a statement as a row."""
    direction = humanised(found.direction)
    text = in_use().of(found.text)
    tumour = f" · {in_use().of(found.tumour)}" if found.tumour else ""
    words = f"{direction} · {identifier_words(found.level)}{tumour}"
    source = f"{source_short(found.source, library)}, {found.locator}"
    return StatementRow(
        key=found.id,
        spoken=f"{words}: {text} {source}.",
        record=found.id,
        direction=found.direction,
        words=words,
        text=text,
        source=source,
    )


class StatementDelegate(RowDelegate):
    """Direction and level, the statement, its source."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        side = fonts.line * 0.85
        top, left = fonts.line * 0.3, fonts.em * 0.8
        arrangement.places["direction"] = QRectF(left, top, side, side)
        left += side * 1.5
        inner = width - left - fonts.em
        y = arrangement.add(row.words, left, top, inner, fonts.small_strong, fonts, ROLES[row.direction])
        y = arrangement.add(row.text, left, y, inner, fonts.body, fonts)
        y = arrangement.add_link(row.source, left, y, inner, fonts)
        arrangement.height = y + fonts.line * 0.3
        return arrangement

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        draw_direction(painter, places["direction"], row.direction, self.theme)
