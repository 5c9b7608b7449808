"""The columns of a DVH table as they were understood, for a person to put right: a question in place of a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QGridLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.shared.plain_text import PlainLabel, in_a_line, tip

if TYPE_CHECKING:
    from engine.dose import DvhOptions, DvhPreview

_ROWS_IN_SIGHT = 5
_UNITS = (("", "gy", "cgy"), ("", "ml", "percent"))


def is_answer(said: Sequence[str]) -> bool:
    """Whether what was remembered is an answer of today's kind; a file of settings may hold anything."""
    if len(said) != len(_UNITS) + 2 or any(unit not in known for unit, known in zip(said, _UNITS, strict=False)):
        return False
    numbers = said[len(_UNITS) :]
    return all(not number or number.isdecimal() for number in numbers) and bool(numbers[0]) == bool(numbers[1])


class ColumnPreview(QWidget):
    """First rows of the table, and for dose and volume which column it is and in which unit.

    Signals
    -------
    answered : `DvhOptions`, when a person has changed something and the answers fit together.
    """

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plan.preview")
        self.dose_column = self._box("plan.dose_column", self.tr("Column of the dose"))
        self.dose_unit = self._box("plan.dose_unit", self.tr("Unit of the dose"))
        self.volume_column = self._box("plan.volume_column", self.tr("Column of the volume"))
        self.volume_unit = self._box("plan.volume_unit", self.tr("Unit of the volume"))
        self.table = QTableWidget(self)
        self.table.setAccessibleName(self.tr("First rows of the table"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        grid = QGridLayout()
        for column, (words, box, unit) in enumerate(
            (
                (self.tr("&Dose"), self.dose_column, self.dose_unit),
                (self.tr("V&olume"), self.volume_column, self.volume_unit),
            )
        ):
            label = PlainLabel(words, self)
            label.setBuddy(box)
            grid.addWidget(label, 0, 3 * column)
            grid.addWidget(box, 0, 3 * column + 1)
            grid.addWidget(unit, 0, 3 * column + 2)
            grid.setColumnStretch(3 * column + 1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(grid)
        layout.addWidget(self.table)
        for box in (self.dose_column, self.dose_unit, self.volume_column, self.volume_unit):
            box.activated.connect(self._on_change)

    def _box(self, name: str, words: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)
        return box

    def show_preview(self, preview: DvhPreview, options: DvhOptions) -> None:
        """Show a table, with the answers that it was read with."""
        as_it_says = self.tr("as the file says")
        numbers = [str(at) for at in range(1, len(preview.columns) + 1)]
        names = [in_a_line(f"{at}: {column.label}") for at, column in zip(numbers, preview.columns, strict=True)]
        for box, answer in ((self.dose_column, options.dose_column), (self.volume_column, options.volume_column)):
            self._fill(box, [(as_it_says, ""), *zip(names, numbers, strict=True)], answer)
            box.setEnabled(preview.asks_columns)
        self._fill(self.dose_unit, [(as_it_says, ""), ("Gy", "gy"), ("cGy", "cgy")], options.dose_unit)
        self._fill(self.volume_unit, [(as_it_says, ""), ("mL", "ml"), ("%", "percent")], options.volume_unit)
        self.volume_unit.setEnabled(preview.asks_columns or bool(preview.columns[-1].kind))
        self._show_rows(preview, options)

    @staticmethod
    def _fill(box: QComboBox, choices: list[tuple[str, str]], answer: str) -> None:
        box.clear()
        for words, value in choices:
            box.addItem(words, value)
        box.setCurrentIndex(max(box.findData(answer), 0))

    def _show_rows(self, preview: DvhPreview, options: DvhOptions) -> None:
        kinds = {"dose": self.tr("dose"), "volume": self.tr("volume"), "name": self.tr("structure")}
        said = {options.dose_column: "dose", options.volume_column: "volume"} if options.names_columns else {}
        units = {
            "dose": {"gy": "Gy", "cgy": "cGy"}.get(options.dose_unit, ""),
            "volume": {"ml": "mL", "percent": "%"}.get(options.volume_unit, ""),
        }
        self.table.setColumnCount(len(preview.columns))
        self.table.setRowCount(len(preview.rows))
        heads = []
        for at, column in enumerate(preview.columns, start=1):
            # Of a table with named columns the others are not read.
            kind = said.get(str(at), "" if said else column.kind)
            unit = units.get(kind) or column.unit
            taken = ", ".join([kinds[kind], *([unit] if unit else [])]) if kind else self.tr("not used")
            heads.append(f"{in_a_line(column.label)}\n{in_a_line(taken)}")
        self.table.setHorizontalHeaderLabels(heads)
        for row, cells in enumerate(preview.rows):
            for at, cell in enumerate(cells[: len(preview.columns)]):
                item = QTableWidgetItem(in_a_line(cell))
                item.setToolTip(tip(cell))
                self.table.setItem(row, at, item)
        height = self.table.horizontalHeader().sizeHint().height() + _ROWS_IN_SIGHT * self.table.rowHeight(0)
        self.table.setMaximumHeight(height + 2 * self.table.frameWidth())

    @property
    def options(self) -> DvhOptions:
        """The answers as they stand."""
        from engine.dose import overruling

        boxes = (self.dose_unit, self.volume_unit, self.dose_column, self.volume_column)
        return overruling([str(box.currentData() or "") for box in boxes])

    def _on_change(self, _index: int) -> None:
        options = self.options
        # One column alone says nothing yet; neither does one for both.
        if bool(options.dose_column) == bool(options.volume_column) and (
            not options.dose_column or options.dose_column != options.volume_column
        ):
            self.answered.emit(options)
