"""The overview: a card for each modality, what would settle it, and questions about the inputs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from engine.case.case_file import Case
from engine.evidence.records import MODALITIES, Modality
from engine.findings.assessment import Assessment, MissingFinding, Verdict
from engine.findings.wording import MODALITY_SHORT, VERDICT_WORDS
from gui.figures.drawing import LEFT, Fonts, draw_status, fonts_of
from gui.theme import Theme
from gui.views.overview_card import OptionCard
from gui.views.parts import Heading, Panel, Sentence
from gui.views.row_list import Arrangement, Block, Row, RowDelegate, RowList
from gui.views.view import AssessmentView, ViewContext


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRow(Row):
    """A missing item with the verdicts it could lead to: (modality, value in words, verdict)."""

    label: str
    detail: str = ""
    outcomes: tuple[tuple[Modality, str, Verdict], ...] = ()


class MissingDelegate(RowDelegate):
    """The item as a link, and below it one line for each verdict it could lead to."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        left, inner = fonts.em * 0.6, width - fonts.em * 1.2
        y = fonts.line * 0.25
        if row.heading:
            y = arrangement.add(row.label, left, fonts.line * 0.5, inner, fonts.small_strong, fonts, "muted")
            arrangement.height = y + fonts.line * 0.2
            return arrangement
        role = "accent" if row.field else "text"
        font = fonts.strong if row.outcomes or not row.field else fonts.body
        y = arrangement.add(row.label, left, y, inner, font, fonts, role)
        y = arrangement.add(row.detail, left, y, inner, fonts.small, fonts, "muted")
        names = [MODALITY_SHORT[modality] for modality, _, _ in row.outcomes]
        beside = max((fonts.width(name, fonts.small) for name in names), default=0.0) + fonts.em * 0.8
        if beside > inner * 0.36:
            beside = 0.0
        before = ""
        for number, (modality, words, verdict) in enumerate(row.outcomes):
            name = MODALITY_SHORT[modality]
            if name != before:
                place = QRectF(left, y, inner, fonts.small_line)
                arrangement.blocks.append(Block(place, name, fonts.small, "muted", LEFT))
                before = name
                y += 0.0 if beside else fonts.small_line
            x = left + (beside or fonts.em)
            side = fonts.small_line * 0.85
            arrangement.places[f"{verdict} {number}"] = QRectF(x, y + side * 0.1, side, side)
            text = f"{words}: {VERDICT_WORDS[verdict]}"
            y = arrangement.add(text, x + side * 1.3, y, left + inner - x - side * 1.3, fonts.small, fonts)
        arrangement.height = y + fonts.line * 0.3
        return arrangement

    def draw_figures(self, painter: Any, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        for name, place in places.items():
            draw_status(painter, place, name.split(" ")[0], self.theme)


class OverviewView(AssessmentView):
    """All modalities at a glance, the planned one first."""

    title = "Overview"

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._theme = context.theme
        self._cards: dict[str, OptionCard] = {}
        self._order: tuple[str, ...] = ()
        self._columns = 0
        self._page = QWidget(self)
        self._em = round(fonts_of(self.font()).em)
        self._grid = QHBoxLayout()
        self._grid.setSpacing(self._em)
        self._column_layouts = [QVBoxLayout() for _ in range(3)]
        for layout in self._column_layouts:
            layout.setSpacing(self._em)
            self._grid.addLayout(layout)
        self._side = Panel(self._page)
        self._missing_title = Heading(self.tr("What would settle it"), self._side)
        self._missing_none = Sentence(
            self.tr("Nothing is missing that could change a verdict."), self._side, muted=True
        )
        self._missing = RowList(
            MissingDelegate(self._theme),
            self.tr("Missing items, the most decisive first"),
            self._side,
            as_tall_as_content=True,
            open_by_click=True,
        )
        self._missing.field_opened.connect(self.field_requested)
        self._questions_title = Heading(self.tr("Questions about the inputs"), self._side)
        self._questions = RowList(
            MissingDelegate(self._theme),
            self.tr("Questions about the inputs"),
            self._side,
            as_tall_as_content=True,
            open_by_click=True,
        )
        self._questions.field_opened.connect(self.field_requested)
        self._unused = Sentence(parent=self._side, muted=True)
        for part in (
            *(self._missing_title, self._missing_none, self._missing),
            *(self._questions_title, self._questions, self._unused),
        ):
            self._side.rows.addWidget(part)
        self._side.rows.addStretch(1)
        self._frame()

    def _frame(self) -> None:
        page = QVBoxLayout(self._page)
        page.setContentsMargins(self._em, self._em, self._em, self._em)
        page.addLayout(self._grid)
        page.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(self._page)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._scroll = scroll

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Show the cards, the planned modality first, and what is missing."""
        for option in assessment.options:
            if option.modality not in self._cards:
                card = OptionCard(option, self.context.library, self._theme, self._page)
                card.record_opened.connect(self.record_requested)
                self._cards[option.modality] = card
            self._cards[option.modality].show_option(option)
        order = tuple(option.modality for option in sorted(assessment.options, key=lambda option: not option.planned))
        if order != self._order:
            self._order = order
            self._columns = 0
        self._place()
        rows = self._missing_rows(assessment.missing)
        self._missing.show_rows(rows)
        self._missing_none.setHidden(bool(rows))
        labels = {spec.id: spec.label for spec in self.context.fields}
        questions = [
            MissingRow(
                key=f"{number} {question.field}",
                spoken=question.text,
                field=question.field,
                label=labels.get(question.field, question.field),
                detail=question.text,
            )
            for number, question in enumerate(assessment.questions)
        ]
        self._questions.show_rows(questions)
        self._questions_title.setHidden(not questions)
        self._questions.setHidden(not questions)
        unused = ", ".join(labels[name].lower() for name in assessment.unused_inputs)
        self._unused.say(
            self.tr("Not used by any record of the library: {names}.").format(names=unused) if unused else ""
        )
        self._summary = self._in_words(assessment)

    def _missing_rows(self, missing: tuple[MissingFinding, ...]) -> list[MissingRow]:
        """Return what decides something, then, under a heading of their own, the items that decide nothing alone."""
        rows = [_missing_row(found) for found in missing if found.decides]
        others = [_missing_row(found) for found in missing if not found.decides]
        if others:
            words = self.tr("Needed as well, but decides nothing alone")
            rows += [MissingRow(key="heading", spoken=words, heading=True, label=words), *others]
        return rows

    def _in_words(self, assessment: Assessment) -> str:
        cards = [self._cards[option.modality].in_words(option) for option in assessment.options]
        parts = [*cards, self._missing_title.text(), self._missing.in_words() or self._missing_none.text()]
        if assessment.questions:
            parts += [self._questions_title.text(), self._questions.in_words()]
        return "\n\n".join([*parts, *([self._unused.text()] if self._unused.text() else [])])

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._theme = theme
        for card in self._cards.values():
            card.apply_theme(theme)
        self._missing.apply_theme(theme)
        self._questions.apply_theme(theme)

    def summary_text(self) -> str:
        """Return the view in words."""
        return getattr(self, "_summary", "")

    def _place(self) -> None:
        """Deal the cards to as many columns as the width holds; what would settle it stands in the last."""
        # The view's own width: when it is resized, what lies inside it still has the old one.
        wide = self.width()
        columns = max(1, min(3, int(wide // (fonts_of(self.font()).em * 27))))
        if columns == self._columns or not self._cards:
            return
        self._columns = columns
        for layout in self._column_layouts:
            while layout.count():
                layout.takeAt(0)
        cards: list[QWidget] = [self._cards[modality] for modality in self._order]
        if columns == 1:
            cards.insert(1, self._side)
        else:
            self._column_layouts[columns - 1].addWidget(self._side)
        for number, card in enumerate(cards):
            self._column_layouts[number % max(1, columns - 1)].addWidget(card)
        for number, layout in enumerate(self._column_layouts):
            layout.addStretch(1)
            self._grid.setStretch(number, 1 if number < columns else 0)
        for before, after in pairwise([*cards, self._side] if columns > 1 else cards):
            QWidget.setTabOrder(before, after)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()


def _missing_row(found: MissingFinding) -> MissingRow:
    outcomes = tuple(
        (modality, words, verdict)
        for modality in found.decides
        for words, verdict in found.verdict_if[modality].items()
    )
    return MissingRow(
        key=found.field,
        spoken=f"{found.label}. {found.in_words}",
        field=found.field,
        label=found.label,
        detail="" if outcomes else ", ".join(MODALITY_SHORT[name] for name in MODALITIES if name in found.verdict_if),
        outcomes=outcomes,
    )
