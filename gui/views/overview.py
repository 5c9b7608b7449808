"""The overview: a card for each modality, what would settle it, and questions about the inputs."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.case.case import Case
from engine.findings.assessment import Assessment
from gui.figures.drawing import fonts_of
from gui.theme import Theme
from gui.views.overview_card import OptionCard
from gui.views.row_list import RowList
from gui.views.settling_card import SettlingCard
from gui.views.stack import ColumnPage, Stack
from gui.views.view import AssessmentView, ViewContext

#: ems that a column takes at least, and columns at most
_COLUMN_EM = 27
_MOST_COLUMNS = 3


class OverviewView(AssessmentView):
    """All modalities at a glance, the planned one first."""

    title = "Overview"

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._theme = context.theme
        self._cards: dict[str, OptionCard] = {}
        self._order: tuple[str, ...] = ()
        self._columns = 0
        self._case: Case | None = None
        self._typed: frozenset[str] = frozenset()
        self._assessment: Assessment | None = None
        self._scroll = ColumnPage(self)
        self._settling = SettlingCard(context.fields, self._theme, self._scroll.page)
        self._settling.field_requested.connect(self.field_requested)
        for rows in self._settling.lists:
            rows.row_reached.connect(self._on_row_reached)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Show the cards, the planned modality first, and what is missing."""
        if not self._cards:
            self._make_cards(assessment)
        self._release_unless_typing(case)
        for option in assessment.options:
            self._cards[option.modality].show_option(option)
        self._settling.show_assessment(assessment)
        order = tuple(option.modality for option in sorted(assessment.options, key=lambda option: not option.planned))
        if order != self._order:
            self._order = order
            self._columns = 0
        if not self._deal():
            self._scroll.arrange()
        self._assessment = assessment

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        for card in self._cards.values():
            card.apply_theme(theme)
        self._settling.apply_theme(theme)

    def summary_text(self) -> str:
        """Return the view in words."""
        if self._assessment is None:
            return ""
        cards = [self._cards[option.modality].in_words(option) for option in self._assessment.options]
        return "\n\n".join([*cards, *self._settling.in_words()])

    def _make_cards(self, assessment: Assessment) -> None:
        for option in assessment.options:
            card = OptionCard(option, self.context.library, self._theme, self._scroll.page)
            card.record_opened.connect(self.record_requested)
            card.facts.row_reached.connect(self._on_row_reached)
            card.show()
            self._cards[option.modality] = card

    def _release_unless_typing(self, case: Case) -> None:
        """Cards keep the room that they took while one and the same field changes: nothing jumps at each key."""
        before = self._case.patient.inputs if self._case is not None else {}
        now = case.patient.inputs
        changed = frozenset(name for name in {*before, *now} if before.get(name) != now.get(name))
        self._case = case
        if not changed or (len(changed) == 1 and changed == self._typed):
            return
        self._typed = changed
        for stack in (*self._cards.values(), self._settling):
            stack.release()

    def _deal(self) -> bool:
        """Deal the cards to as many columns as the width holds; what would settle it stands in the last.

        Returns whether anything was dealt anew.
        """
        # The view's own width: when it is resized, what lies inside it still has the old one.
        room = int(self.width() // (fonts_of(self.font()).em * _COLUMN_EM))
        columns = max(1, min(_MOST_COLUMNS, room))
        if columns == self._columns or not self._cards:
            return False
        self._columns = columns
        cards: list[Stack] = [self._cards[modality] for modality in self._order]
        if columns == 1:
            cards.insert(1, self._settling)
            dealt = [cards]
        else:
            dealt = [*(cards[place :: columns - 1] for place in range(columns - 1)), [self._settling]]
            cards.append(self._settling)
        self._scroll.deal(dealt)
        for before, after in pairwise(cards):
            QWidget.setTabOrder(before, after)
        return True

    def _on_row_reached(self, rows: RowList) -> None:
        """Keep the row that a person went to in sight."""
        place = rows.visualRect(rows.currentIndex())
        top = rows.viewport().mapTo(self._scroll.page, place.topLeft())
        bottom = top + QPoint(0, place.height())
        for point in (bottom, top):
            self._scroll.ensureVisible(top.x(), point.y(), 0, round(fonts_of(self.font()).em))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._deal()
