"""The planned course and the published ones as rows, for one alpha/beta ratio."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QColor, QFont

from engine.case.units import plain_text
from engine.findings.assessment import CohortDose, FractionationScale
from engine.findings.wording import with_unit
from engine.words.said import Number, say
from gui.look.theme import Theme
from gui.shared.language import in_use
from gui.views.lists.row_model import Index

#: course, dose, fractions, BED, EQD2; then the id of the record behind it
_Row = tuple[str, str, str, str, str, str]


def _span(pair: tuple[float, float] | tuple[int, int] | None, unit: str = "") -> str:
    if pair is None:
        return say("not given")
    high = with_unit(pair[1], unit or None)
    return high if pair[0] == pair[1] else say("{low} to {high}", low=Number(plain_text(pair[0])), high=high)


def _tenths(dose_gy: float) -> str:
    """To a tenth: a computed dose is worth no more."""
    return Number(f"{dose_gy:.1f}".removesuffix(".0"))


def _computed(pair: tuple[float, float]) -> str:
    low, high = _tenths(pair[0]), say("{number} {unit}", number=_tenths(pair[1]), unit="Gy")
    return high if _tenths(pair[1]) == low else say("{low} to {high}", low=low, high=high)


class DoseTableModel(QAbstractTableModel):
    """The planned course first, then the published ones."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._theme = theme

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        self.layoutChanged.emit()

    def show_scale(self, scale: FractionationScale | None, planned: tuple[float, int] | None) -> None:
        """Show one scale; nothing where the course is not known."""
        rows: list[_Row] = []
        if scale is not None and planned is not None:
            dose, fractions = planned
            of = in_use().of
            bed, eqd2 = (of(_computed((gy, gy))) for gy in (scale.bed_gy, scale.eqd2_gy))
            own = (self.tr("This plan"), of(with_unit(dose, "Gy")), str(fractions), bed, eqd2, "")
            rows = [own, *(self._cohort(cohort) for cohort in scale.cohorts)]
        if rows != self._rows:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()

    def record(self, row: int) -> str:
        """Return the id of the record behind a row; empty for the plan."""
        return self._rows[row][5]

    def lines(self) -> list[str]:
        """Return the rows as sentences."""
        return [
            self.tr("{name}: {dose} in {fractions}, BED {bed}, EQD2 {eqd2}").format(
                name=name, dose=dose, fractions=fractions, bed=bed, eqd2=eqd2
            )
            for name, dose, fractions, bed, eqd2, _ in self._rows
        ]

    def _cohort(self, cohort: CohortDose) -> _Row:
        of = in_use().of
        bed = of(_computed(cohort.bed_gy)) if cohort.bed_gy else self.tr("not published as pairs")
        eqd2 = of(_computed(cohort.eqd2_gy)) if cohort.eqd2_gy else self.tr("not published as pairs")
        dose, fractions = of(_span(cohort.dose_gy, "Gy")), of(_span(cohort.fractions))
        return of(cohort.label), dose, fractions, bed, eqd2, cohort.cohort

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 5

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.FontRole and not self._rows[index.row()][5]:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole:
            leads_to_a_record = index.column() == 0 and bool(self._rows[index.row()][5])
            return QColor(self._theme.accent if leads_to_a_record else self._theme.text)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            names = (self.tr("Course"), self.tr("Total dose"), self.tr("Fractions"), self.tr("BED"), self.tr("EQD2"))
            return names[section]
        return None
