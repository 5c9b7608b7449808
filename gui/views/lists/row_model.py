"""The rows of a list as a Qt model that changes only where the rows have changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.shared.plain_text import tip
from gui.views.lists.rows import Row

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE = Qt.ItemDataRole.UserRole


class RowModel(QAbstractListModel):
    """The rows of a list; those that are the same as before are left alone."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows shown."""
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows: those at the beginning and at the end that are the same as before are left alone."""
        # A row that says the same stays the same object: its arrangement is kept by identity.
        before = {row.key: row for row in self._rows}
        new = tuple(before[row.key] if before.get(row.key) == row else row for row in rows)
        old_keys, new_keys = [row.key for row in self._rows], [row.key for row in new]
        shorter = min(len(old_keys), len(new_keys))
        first = next((n for n in range(shorter) if old_keys[n] != new_keys[n]), shorter)
        rest = shorter - first
        last = next((n for n in range(rest) if old_keys[-1 - n] != new_keys[-1 - n]), rest)
        old = self._rows
        if len(old) - last > first:
            self.beginRemoveRows(QModelIndex(), first, len(old) - last - 1)
            self._rows = old[:first] + old[len(old) - last :]
            self.endRemoveRows()
        if len(new) - last > first:
            self.beginInsertRows(QModelIndex(), first, len(new) - last - 1)
            self._rows = self._rows[:first] + new[first:]
            self.endInsertRows()
        self._rows = new
        same = [(n, n) for n in range(first)] + [(len(old) - 1 - n, len(new) - 1 - n) for n in range(last)]
        for was, place in same:
            if old[was] is not new[place]:
                self.dataChanged.emit(self.index(place), self.index(place))

    def row_of(self, key: str) -> int:
        """Return the number of the row with this key, -1 where there is none."""
        return next((number for number, row in enumerate(self._rows) if row.key == key), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == ROW_ROLE:
            return self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._rows[index.row()].spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(self._rows[index.row()].tip) or None
        if role == Qt.ItemDataRole.CheckStateRole:
            checked = self._rows[index.row()].checked
            if checked is not None:
                return Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._rows[index.row()].heading:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
