"""Missing items and questions as rows: a link to the field, and below it what hangs on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF

from engine.case.fields import FieldCatalogue
from engine.evidence.records.modalities import MODALITIES, Modality
from engine.findings.assessment import MissingFinding, Question, Verdict
from engine.findings.wording import MODALITY_SHORT, VERDICT_WORDS
from gui.figures.drawing import LEFT, Fonts, draw_status
from gui.views.row_delegate import RowDelegate
from gui.views.rows import Arrangement, Block, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRow(Row):
    """A missing item with the verdicts it could lead to: (modality, value in words, verdict).

    A quiet row says in plain words that there is nothing to list.
    """

    label: str
    detail: str = ""
    outcomes: tuple[tuple[Modality, str, Verdict], ...] = ()
    quiet: bool = False


def missing_row(found: MissingFinding) -> MissingRow:
    """Return a missing item as a row that leads to its field."""
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


def question_rows(questions: tuple[Question, ...], fields: FieldCatalogue) -> list[MissingRow]:
    """Return questions about inputs as rows that lead to their fields."""
    labels = {spec.id: spec.label for spec in fields}
    return [
        MissingRow(
            key=f"{number} {question.field}",
            spoken=question.text,
            field=question.field,
            label=labels.get(question.field, question.field),
            detail=question.text,
        )
        for number, question in enumerate(questions)
    ]


def words_row(key: str, words: str, *, quiet: bool = False) -> MissingRow:
    """Return a row that only says something: a heading of rows below, or, quietly, that there are none."""
    return MissingRow(key=key, spoken=words, heading=True, label=words, quiet=quiet)


class MissingDelegate(RowDelegate):
    """The item as a link, and below it one line for each verdict it could lead to."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        left, inner = fonts.em * 0.6, width - fonts.em * 1.2
        y = fonts.line * 0.25
        if row.quiet:
            arrangement.height = arrangement.add(row.label, 0.0, 0.0, width, fonts.body, fonts, "muted")
            arrangement.ruled = False
            return arrangement
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
