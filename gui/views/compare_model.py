"""The comparison as a table of facts: a column for each modality, a row for each aspect or one of its facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, Qt

from engine.evidence.library import Library
from engine.findings.assessment import Assessment, FigureFinding, OptionFinding, ToxicityFinding
from engine.findings.wording import MODALITY_SHORT, STATUS_WORDS
from engine.wording.figures import figure_value, harm_value, value_detail
from gui.plain_text import tip
from gui.speech import spoken
from gui.views.compare_cell import CompareCell, detail_of, tip_of
from gui.views.compare_subsequent import by_the_criteria, published
from gui.views.parts import verdict_words
from gui.views.record_names import source_short
from gui.views.row_list import Index

CELL_ROLE = Qt.ItemDataRole.UserRole
#: facts of one kind in a column before a person asks for the rest
_MOST_FACTS = 6
_CRITERIA = ("met", "met_outside_observed_range", "borderline", "not_met", "unknown")


_EMPTY = CompareCell("")


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One row: its aspect, named where it begins, and a cell for each modality."""

    aspect: str
    cells: tuple[CompareCell, ...]


#: a row that has been made and not filled yet
_NO_ROW = CompareRow("", ())


def rows_of(assessment: Assessment, library: Library, opened: Collection[str] = ()) -> list[CompareRow]:
    """Return the rows of the comparison, the planned modality in the first column.

    opened : the aspects of which every fact is shown; of the others the first few.
    """
    options = columns_of(assessment)
    rows = [
        CompareRow(_tr("Eligibility"), tuple(_verdict(option) for option in options)),
        CompareRow(_tr("Criteria"), tuple(_criteria(option) for option in options)),
    ]
    aspects: tuple[tuple[str, Callable[[OptionFinding], list[CompareCell]]], ...] = (
        (_tr("Burden"), lambda option: [_fact(found, library) for found in burden_of(option)]),
        (
            _tr("Headline harms"),
            lambda option: [_harm(found, library) for found in option.toxicities if found.headline],
        ),
        (
            _tr("Outcomes"),
            lambda option: [_fact(found, library) for found in option.outcomes if found.headline],
        ),
        (
            _tr("To be read with it"),
            lambda option: [CompareCell(found.text, found.kind, record=found.id) for found in option.cautions],
        ),
        (_tr("If given now,\nby the criteria"), lambda option: by_the_criteria(option.subsequent, library)),
        (_tr("Subsequent\ntreatment,\nas published"), lambda option: published(option.subsequent, library)),
    )
    for aspect, facts_of in aspects:
        rows += _stacked(aspect, [facts_of(option) for option in options], opened)
    return rows


def columns_of(assessment: Assessment) -> list[OptionFinding]:
    """Return the options in the order of the columns."""
    return sorted(assessment.options, key=lambda option: not option.planned)


def burden_of(option: OptionFinding) -> list[FigureFinding]:
    """Return what the treatment takes: headline regimens, then fractions and length of the course, theirs first."""
    headline = [found for found in option.regimens if found.headline]
    course = [
        found
        for found in option.regimens
        if not found.headline
        and (found.unit == "fractions" or (found.unit == "weeks" and found.label.startswith("Duration")))
    ]
    of_headlines = {found.source for found in headline}
    return headline + sorted(course, key=lambda found: found.source not in of_headlines)


def _stacked(aspect: str, columns: list[list[CompareCell]], opened: Collection[str]) -> Iterable[CompareRow]:
    """Return one row for each fact of the longest column; a column with none says so once."""
    most = None if aspect in opened else _MOST_FACTS
    shown = [cells[:most] or [CompareCell(_tr("none in the library"))] for cells in columns]
    for cells, all_cells in zip(shown, columns, strict=True):
        more = len(all_cells) - _MOST_FACTS
        if more > 0:
            words = _tr("Show fewer") if most is None else _tr("Show {count} more").format(count=more)
            cells.append(CompareCell(words, opens=aspect))
    for number in range(max(len(cells) for cells in shown)):
        row = tuple(cells[number] if number < len(cells) else _EMPTY for cells in shown)
        yield CompareRow(aspect if number == 0 else "", row)


def _lengths(rows: list[CompareRow]) -> dict[str, int]:
    """Return how many rows each aspect has."""
    found: dict[str, int] = {}
    aspect = ""
    for row in rows:
        aspect = row.aspect or aspect
        found[aspect] = found.get(aspect, 0) + 1
    return found


def _verdict(option: OptionFinding) -> CompareCell:
    return CompareCell(verdict_words(option), status=option.verdict, strong=True)


def _criteria(option: OptionFinding) -> CompareCell:
    counted = [f"{option.counts[name]} {STATUS_WORDS[name]}" for name in _CRITERIA if option.counts.get(name)]
    return CompareCell("\n".join(counted) or _tr("no criteria"))


# What is published does not change from one key press to the next.
@lru_cache(maxsize=2000)
def _harm(found: ToxicityFinding, library: Library) -> CompareCell:
    detail = detail_of(found.label, value_detail(found), source_short(found.source, library))
    tip = tip_of(found.printed, found.source, found.locator, library)
    return CompareCell(harm_value(found), detail, record=found.id, strong=True, tip=tip)


@lru_cache(maxsize=2000)
def _fact(found: FigureFinding, library: Library) -> CompareCell:
    detail = detail_of(found.label, value_detail(found), source_short(found.source, library))
    tip = tip_of(found.printed, found.source, found.locator, library)
    return CompareCell(figure_value(found), detail, record=found.id, strong=True, tip=tip)


def _tr(text: str) -> str:
    return QCoreApplication.translate("CompareModel", text)


class CompareModel(QAbstractTableModel):
    """The rows as a table model; cells that stay the same are left alone."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: list[str] = []
        self._rows: list[CompareRow] = []

    def show_rows(self, columns: list[str], rows: list[CompareRow]) -> list[int]:
        """Show these rows and return the numbers of those that changed; other columns or aspects reset the table."""
        before, after = _lengths(self._rows), _lengths(rows)
        if columns != self._columns or list(before) != list(after):
            self.beginResetModel()
            self._columns, self._rows = columns, rows
            self.endResetModel()
            return []
        self._stretch(before, after)
        changed = [number for number, row in enumerate(rows) if row != self._rows[number]]
        self._rows = rows
        for number in changed:
            self.dataChanged.emit(self.index(number, 0), self.index(number, len(columns) - 1))
        return changed

    def _stretch(self, before: dict[str, int], after: dict[str, int]) -> None:
        """Give every aspect as many rows as it has now; the rows of the others keep their height and their place."""
        first = 0
        for aspect, length in before.items():
            end, more = first + length, after[aspect] - length
            if more > 0:
                self.beginInsertRows(QModelIndex(), end, end + more - 1)
                self._rows = [*self._rows[:end], *[_NO_ROW] * more, *self._rows[end:]]
                self.endInsertRows()
            elif more < 0:
                self.beginRemoveRows(QModelIndex(), end + more, end - 1)
                self._rows = [*self._rows[: end + more], *self._rows[end:]]
                self.endRemoveRows()
            first += after[aspect]

    @property
    def rows(self) -> list[CompareRow]:
        """The rows shown."""
        return self._rows

    def cell(self, index: Index) -> CompareCell:
        """Return one cell."""
        cells = self._rows[index.row()].cells
        return cells[index.column()] if cells else _EMPTY

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        cell = self.cell(index)
        if role == CELL_ROLE:
            return cell
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            words = ". ".join(part for part in (cell.text, cell.detail) if part)
            return words if role == Qt.ItemDataRole.DisplayRole else spoken(words)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(cell.tip) or None
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._columns[section]
        # A tall block keeps its name in sight: every one of its rows says what it is of.
        aspect = next((row.aspect for row in reversed(self._rows[: section + 1]) if row.aspect), "")
        return aspect if role == Qt.ItemDataRole.DisplayRole else " ".join(aspect.split())


def column_names(assessment: Assessment) -> list[str]:
    """Return the names of the columns; the planned modality says so."""
    return [
        _tr("{modality}, planned").format(modality=MODALITY_SHORT[option.modality])
        if option.planned
        else MODALITY_SHORT[option.modality]
        for option in columns_of(assessment)
    ]
