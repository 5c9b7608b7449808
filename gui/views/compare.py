"""Compare: the modalities side by side, and what flips when a pinned case is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from engine.case.case import Case
from engine.findings.assessment import Assessment
from engine.findings.changes import Change, changes
from engine.findings.wording import lower_first
from gui.figures.drawing import Fonts, draw_status, fonts_of
from gui.theme import Theme
from gui.views.compare_table import CompareTable
from gui.views.parts import Heading, Panel, Sentence
from gui.views.row_list import Arrangement, Row, RowDelegate, RowList
from gui.views.view import AssessmentView, ViewContext


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow(Row):
    """One finding that flipped."""

    text: str
    before: str = ""
    after: str = ""


def change_row(change: Change) -> ChangeRow:
    """Return a change as a row; verdicts and criteria show both symbols."""
    symbols = change.kind in ("verdict", "criterion")
    return ChangeRow(
        key=f"{change.kind} {change.modality} {change.id}",
        spoken=change.in_words,
        record=change.id,
        text=change.in_words,
        before=change.before if symbols else "",
        after=change.after if symbols else "",
    )


class ChangeDelegate(RowDelegate):
    """Symbol before, symbol after, the sentence."""

    ruled = False

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        side, top, left = fonts.line * 0.95, fonts.line * 0.15, fonts.em * 0.4
        arrow = fonts.em * 1.6
        arrangement.places["before"] = QRectF(left, top, side, side)
        arrangement.places["after"] = QRectF(left + side + arrow, top, side, side)
        text_left = left + side * 2 + arrow + fonts.em * 0.8
        if row.before:
            arrangement.add("→", left + side + fonts.em * 0.3, top, arrow, fonts.body, fonts, "muted")
        y = arrangement.add(row.text, text_left, top, width - text_left - fonts.em * 0.5, fonts.body, fonts)
        arrangement.height = y + fonts.line * 0.15
        return arrangement

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        if row.before:
            draw_status(painter, places["before"], row.before, self.theme)
            draw_status(painter, places["after"], row.after, self.theme)


#: lines of what flipped before the list scrolls
_MOST_LINES = 9


class CompareView(AssessmentView):
    """Modalities as columns, and above them what flipped since the case was pinned."""

    title = "Compare"

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._assessment: Assessment | None = None
        self._pinned: Assessment | None = None
        self._what_if = Panel(self)
        self._title = Heading(self.tr("What if"), self._what_if)
        self._words = Sentence(parent=self._what_if)
        self._pin = QPushButton(self.tr("&Pin this case"), self._what_if)
        self._pin.clicked.connect(self._pin_case)
        self._unpin = QPushButton(self.tr("&Let it go"), self._what_if)
        self._unpin.clicked.connect(self._unpin_case)
        self._changed = RowList(
            ChangeDelegate(context.theme),
            self.tr("What flipped since the case was pinned"),
            self._what_if,
        )
        self._changed.record_opened.connect(self.record_requested)
        self._table = CompareTable(context.theme, self)
        self._table.record_opened.connect(self.record_requested)
        self._lay_out()
        self._show_changes()

    def _lay_out(self) -> None:
        em = round(fonts_of(self.font()).em)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._words, 1)
        head.addWidget(self._pin)
        head.addWidget(self._unpin)
        self._what_if.rows.addLayout(head)
        self._what_if.rows.addWidget(self._changed)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(em, em, em, em)
        whole.setSpacing(em)
        whole.addWidget(self._what_if)
        whole.addWidget(self._table, 1)

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Show the options side by side, and what flipped since the pin."""
        self._assessment = assessment
        self._table.show_assessment(assessment, self.context.library)
        self._show_changes()

    def _pin_case(self) -> None:
        self._pinned = self._assessment
        self._show_changes()

    def _unpin_case(self) -> None:
        self._pinned = None
        self._show_changes()

    def _show_changes(self) -> None:
        pinned, now = self._pinned, self._assessment
        self._unpin.setEnabled(pinned is not None)
        if pinned is None or now is None:
            self._changed.show_rows([])
            self._changed.setHidden(True)
            self._words.say(self.tr("Pin the case as it is, change it in the form, and see here what flips."))
            return
        found = changes(pinned, now)
        self._changed.show_rows([change_row(change) for change in found])
        self._changed.setHidden(not found)
        self._changed.be_as_tall_as(_MOST_LINES)
        self._words.say(self._sentence(pinned, now, len(found)))

    def _sentence(self, pinned: Assessment, now: Assessment, count: int) -> str:
        labels = {spec.id: spec.label for spec in self.context.fields}
        fields = [name for name in labels if pinned.inputs.get(name) != now.inputs.get(name)]
        if not fields:
            return self.tr("The case is pinned; nothing has been changed since.")
        inputs = ", ".join(lower_first(labels[name]) for name in fields)
        if not count:
            return self.tr("Changed since the pin: {inputs}. Nothing flipped.").format(inputs=inputs)
        return self.tr("Changed since the pin: {inputs}. What flipped:").format(inputs=inputs)

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._changed.apply_theme(theme)
        self._table.apply_theme(theme)

    def summary_text(self) -> str:
        """Return the view in words."""
        parts = [self._words.text(), self._changed.in_words(), self._table.in_words()]
        return "\n".join(part for part in parts if part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._changed.rows:
            self._changed.be_as_tall_as(_MOST_LINES)
