"""The first rows of a file with what each column was taken for, and boxes in which a person puts that right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from gui.shared.plain_text import in_a_line, tip

_ROWS_IN_SIGHT = 5


class FirstRows(QTableWidget):
    """A table to look at: labels with what was understood of them, and a few rows."""

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def show_rows(self, columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> int:
        """Show the rows under their labels, and return the height that shows a few of them.

        Parameters
        ----------
        columns : label of each, and what it was taken for.
        """
        self.setColumnCount(len(columns))
        self.setRowCount(len(rows))
        self.setHorizontalHeaderLabels([f"{in_a_line(label)}\n{in_a_line(taken)}" for label, taken in columns])
        for row, cells in enumerate(rows):
            for at, cell in enumerate(cells[: len(columns)]):
                item = QTableWidgetItem(in_a_line(cell))
                item.setToolTip(tip(cell))
                self.setItem(row, at, item)
        height = self.horizontalHeader().sizeHint().height() + _ROWS_IN_SIGHT * self.rowHeight(0)
        return height + 2 * self.frameWidth()


def answer_box(parent: QWidget, name: str, words: str, letters: int) -> QComboBox:
    """Return an empty box for one answer.

    Parameters
    ----------
    name, words : of the object, and for those who hear it.
    letters : for which there is room at least.
    """
    box = QComboBox(parent)
    box.setObjectName(name)
    box.setAccessibleName(words)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(letters)
    return box


def fill_box(box: QComboBox, choices: Iterable[tuple[str, str]], answer: str) -> None:
    """Fill a box with words and their values, and choose the answer; the first where it is none of them."""
    box.clear()
    for words, value in choices:
        box.addItem(words, value)
    box.setCurrentIndex(max(box.findData(answer), 0))
