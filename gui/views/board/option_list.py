"""The list of options: arrows go through it, Enter, → and a click open a row in place, ← and Esc close it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from gui.views.board.option_rows import DetailRow, OptionRow
from gui.views.lists.row_list import RowList
from gui.views.lists.rows import Row


class OptionList(RowList):
    """Rows of options and of what stands behind an opened one.

    Signals
    -------
    option_toggled : modality whose row the person opened (true) or closed (false).
    view_opened : title of a view, and the modality to be shown there.
    """

    option_toggled = Signal(str, bool)
    view_opened = Signal(str, str)

    def _open(self, row: Row | None) -> None:
        if isinstance(row, OptionRow):
            self.option_toggled.emit(row.option.modality, not row.opened)
        elif isinstance(row, DetailRow) and row.link:
            self.view_opened.emit(row.link, row.option)
        else:
            super()._open(row)

    def _link_at(self, event: QMouseEvent) -> Row | None:
        index = self.indexAt(event.position().toPoint())
        row = self.rows[index.row()] if index.isValid() else None
        if isinstance(row, OptionRow) or (isinstance(row, DetailRow) and (row.link or row.record) and not row.heading):
            return row
        return None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.current_row
        key = event.key()
        if isinstance(row, OptionRow) and key in (Qt.Key.Key_Right, Qt.Key.Key_Left):
            wanted = key == Qt.Key.Key_Right
            if row.opened != wanted:
                self.option_toggled.emit(row.option.modality, wanted)
            return
        if key in (Qt.Key.Key_Escape, Qt.Key.Key_Left) and isinstance(row, (OptionRow, DetailRow)):
            modality = row.option.modality if isinstance(row, OptionRow) else row.option
            if isinstance(row, DetailRow) or row.opened:
                self.choose(modality)
                self.option_toggled.emit(modality, False)
                return
        super().keyPressEvent(event)
