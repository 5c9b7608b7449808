"""The columns of a file of clicks as they were understood, with boxes to put them right."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from engine.curves.tables.click_files import Understood
from engine.curves.tables.click_preview import ClickPreview
from gui.digitised.click_reading import TIME_UNITS, ClickAnswers
from gui.shared.asked_columns import FirstRows, answer_box, fill_box
from gui.shared.plain_text import PlainLabel, in_a_line

_LETTERS = 18


class ClickColumns(QWidget):
    """First rows of the file, and for time, value and numbers at risk which column each is and in which unit.

    Signals
    -------
    answered : `ClickAnswers`, when a person has changed something and the answers fit together.
    """

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clicks.preview")
        self.time_column = answer_box(self, "clicks.time_column", self.tr("Column of the time"), _LETTERS)
        self.time_unit = answer_box(self, "clicks.time_unit", self.tr("Unit of the time"), _LETTERS)
        self.value_column = answer_box(self, "clicks.value_column", self.tr("Column of the curve"), _LETTERS)
        self.values = answer_box(self, "clicks.values", self.tr("What the curve shows"), _LETTERS)
        self.scale = answer_box(self, "clicks.scale", self.tr("Scale of the curve"), _LETTERS)
        self.at_risk = answer_box(self, "clicks.at_risk", self.tr("Column of the numbers at risk"), _LETTERS)
        self.table = FirstRows(self, self.tr("First rows of the file"))
        grid = QGridLayout()
        rows = (
            (self.tr("&Time"), (self.time_column, self.time_unit)),
            (self.tr("C&urve"), (self.value_column, self.values, self.scale)),
            (self.tr("At &risk"), (self.at_risk,)),
        )
        for row, (words, boxes) in enumerate(rows):
            label = PlainLabel(words, self)
            label.setBuddy(boxes[0])
            grid.addWidget(label, row, 0)
            for column, box in enumerate(boxes, start=1):
                grid.addWidget(box, row, column)
        grid.setColumnStretch(4, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table)
        layout.addLayout(grid)
        for box in self._boxes():
            box.activated.connect(self._on_change)

    def _boxes(self) -> tuple[QComboBox, ...]:
        """The boxes in the order of the answers."""
        return (self.time_column, self.time_unit, self.value_column, self.values, self.scale, self.at_risk)

    def show_preview(self, preview: ClickPreview, answers: ClickAnswers, understood: Understood | None) -> None:
        """Show a file with the answers it was read with; understood: None where it could not be read."""
        as_it_says = self.tr("as the file says")
        columns = [(in_a_line(f"{at}: {c.label}"), str(at)) for at, c in enumerate(preview.columns, start=1)]
        names = (self.tr("days"), self.tr("weeks"), self.tr("months"), self.tr("years"))
        units = list(zip(names, TIME_UNITS[1:], strict=True))
        kinds = [(self.tr("survival"), "survival"), (self.tr("failure (1 − survival)"), "failure")]
        scales = [(self.tr("percent"), "percent"), (self.tr("fractions of 1"), "fractions")]
        of_boxes = [[(as_it_says, ""), *choices] for choices in (columns, units, columns, kinds, scales)]
        of_boxes.append([(self.tr("not in this file"), ""), *columns])
        for box, choices, answer in zip(self._boxes(), of_boxes, answers, strict=True):
            fill_box(box, choices, answer)
        self._show_rows(preview, answers, understood)

    def _show_rows(self, preview: ClickPreview, answers: ClickAnswers, understood: Understood | None) -> None:
        columns = [
            (column.label, self._taken(at, column.kind, answers, understood))
            for at, column in enumerate(preview.columns, start=1)
        ]
        self.table.setFixedHeight(self.table.show_rows(columns, preview.rows))

    def _taken(self, at: int, kind: str, answers: ClickAnswers, understood: Understood | None) -> str:
        """What a column is taken for; of a file that could not be read, what its label says."""
        if str(at) == answers.at_risk:
            return self.tr("numbers at risk")
        words = {
            "time": self.tr("time"),
            "survival": self.tr("survival"),
            "failure": self.tr("failure"),
            "at_risk": self.tr("numbers at risk"),
            "index": self.tr("row number"),
            "name": self.tr("name of the curve"),
        }
        if understood is None and str(at) in (answers.time_column, answers.value_column):
            what = self.tr("time") if str(at) == answers.time_column else self.tr("curve")
            return self.tr("{what}, as you say").format(what=what)
        if understood is None:
            return self.tr("{what}, by its name").format(what=words[kind]) if kind else self.tr("not understood")
        if at == understood.time_column:
            unit = self._unit_words(understood.time_unit)
            return f"{words['time']}, {unit}"
        if at == understood.value_column:
            return f"{words['failure' if understood.is_failure else 'survival']}, {self._scale_words(understood.scale)}"
        # A second curve is not unused: it can be chosen above.
        if kind in ("", "survival", "failure", "time"):
            return self.tr("not this curve") if kind in ("survival", "failure", "time") else self.tr("not used")
        return self.tr("{what}, not used").format(what=words[kind])

    def _unit_words(self, unit: str | None) -> str:
        names = {
            "days": self.tr("days"),
            "weeks": self.tr("weeks"),
            "months": self.tr("months"),
            "years": self.tr("years"),
        }
        return names.get(unit, unit) if unit else self.tr("months, assumed")

    def _scale_words(self, scale: str) -> str:
        return {"percent": self.tr("percent"), "fractions": self.tr("fractions")}.get(scale, scale)

    @property
    def answers(self) -> ClickAnswers:
        """The answers as they stand."""
        return ClickAnswers(*(str(box.currentData() or "") for box in self._boxes()))

    def _on_change(self, _index: int) -> None:
        if self.answers.names_both_or_none:
            self.answered.emit(self.answers)
