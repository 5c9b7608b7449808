"""The columns of a DVH table as they were understood, for a person to put right: a question in place of a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from gui.shared.asked_columns import FirstRows, answer_box, fill_box
from gui.shared.plain_text import PlainLabel, in_a_line

if TYPE_CHECKING:
    from engine.dose import DvhOptions, DvhPreview

_LETTERS = 12
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
        self.dose_column = answer_box(self, "plan.dose_column", self.tr("Column of the dose"), _LETTERS)
        self.dose_unit = answer_box(self, "plan.dose_unit", self.tr("Unit of the dose"), _LETTERS)
        self.volume_column = answer_box(self, "plan.volume_column", self.tr("Column of the volume"), _LETTERS)
        self.volume_unit = answer_box(self, "plan.volume_unit", self.tr("Unit of the volume"), _LETTERS)
        self.table = FirstRows(self, self.tr("First rows of the table"))
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

    def show_preview(self, preview: DvhPreview, options: DvhOptions) -> None:
        """Show a table, with the answers that it was read with."""
        as_it_says = self.tr("as the file says")
        numbers = [str(at) for at in range(1, len(preview.columns) + 1)]
        names = [in_a_line(f"{at}: {column.label}") for at, column in zip(numbers, preview.columns, strict=True)]
        for box, answer in ((self.dose_column, options.dose_column), (self.volume_column, options.volume_column)):
            fill_box(box, [(as_it_says, ""), *zip(names, numbers, strict=True)], answer)
            box.setEnabled(preview.asks_columns)
        fill_box(self.dose_unit, [(as_it_says, ""), ("Gy", "gy"), ("cGy", "cgy")], options.dose_unit)
        fill_box(self.volume_unit, [(as_it_says, ""), ("mL", "ml"), ("%", "percent")], options.volume_unit)
        self.volume_unit.setEnabled(preview.asks_columns or bool(preview.columns[-1].kind))
        self._show_rows(preview, options)

    def _show_rows(self, preview: DvhPreview, options: DvhOptions) -> None:
        kinds = {"dose": self.tr("dose"), "volume": self.tr("volume"), "name": self.tr("structure")}
        said = {options.dose_column: "dose", options.volume_column: "volume"} if options.names_columns else {}
        units = {
            "dose": {"gy": "Gy", "cgy": "cGy"}.get(options.dose_unit, ""),
            "volume": {"ml": "mL", "percent": "%"}.get(options.volume_unit, ""),
        }
        columns = []
        for at, column in enumerate(preview.columns, start=1):
            # Of a table with named columns the others are not read.
            kind = said.get(str(at), "" if said else column.kind)
            unit = units.get(kind) or column.unit
            taken = ", ".join([kinds[kind], *([unit] if unit else [])]) if kind else self.tr("not used")
            columns.append((column.label, taken))
        self.table.setMaximumHeight(self.table.show_rows(columns, preview.rows))

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
