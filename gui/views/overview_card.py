"""One modality at a glance: verdict, criteria counted, headline harms and outcomes with denominators."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from engine.evidence.library import Library
from engine.findings.assessment import OptionFinding
from gui.figures.segment_bar import SegmentBar
from gui.figures.status_symbol import StatusLabel
from gui.theme import Theme
from gui.views.facts import FactDelegate, FactRow, fact_of_figure, fact_of_toxicity, heading_row
from gui.views.parts import Heading, Sentence, shown_verdict, verdict_reason, verdict_words
from gui.views.row_list import RowList
from gui.views.stack import Stack


class OptionCard(Stack):
    """A card that is made once for each modality and changed in place.

    Attributes
    ----------
    facts : its list of published numbers.

    Signals
    -------
    record_opened : id of a record that the person opened.
    """

    record_opened = Signal(str)

    def __init__(self, option: OptionFinding, library: Library, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self.modality = option.modality
        self._published: tuple[object, ...] = ()
        self._looks: tuple[object, ...] = ()
        self._name = Heading(option.label, self)
        self._verdict = StatusLabel(theme, self, factor=1.08)
        self._bar = SegmentBar(theme, self)
        self._reason = Sentence(parent=self)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.facts = RowList(
            FactDelegate(theme),
            self.tr("Headline figures, {modality}").format(modality=option.label),
            self,
            as_tall_as_content=True,
            open_by_click=True,
        )
        self.facts.record_opened.connect(self.record_opened)
        for part in (self._name, self._verdict, self._bar):
            self.add(part)
        # Room for two lines: a verdict that flips then moves nothing below it, here and in the cards underneath.
        self.add(self._reason, least_lines=2)
        self.add(self.facts)

    def show_option(self, option: OptionFinding) -> None:
        """Show what is found of the modality now."""
        planned = self.tr("{modality} · planned").format(modality=option.label) if option.planned else option.label
        published = (option.toxicities, option.outcomes)
        looks = (planned, option.verdict, option.counts, option.verdict_in_words)
        if looks == self._looks and published == self._published:
            return
        self._looks = looks
        self._name.say(planned)
        self._verdict.show_status(shown_verdict(option), verdict_words(option))
        self._bar.show_counts(option.counts)
        self._bar.setHidden(not option.criteria)
        self._reason.say(verdict_reason(option))
        if published != self._published:
            self._published = published
            self.facts.show_rows(self._fact_rows(option))
        self.setAccessibleName(self.in_words(option))
        self.measure_again()

    def in_words(self, option: OptionFinding) -> str:
        """Return the card in words."""
        facts = self.facts.in_words()
        return f"{self._name.text()}. {option.verdict_in_words}" + (f"\n{facts}" if facts else "")

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._verdict.apply_theme(theme)
        self._bar.apply_theme(theme)
        self.facts.apply_theme(theme)

    def _fact_rows(self, option: OptionFinding) -> list[FactRow]:
        harms = [fact_of_toxicity(found, self._library) for found in option.toxicities if found.headline]
        outcomes = [fact_of_figure(found, self._library) for found in option.outcomes if found.headline]
        rows: list[FactRow] = []
        if harms:
            rows += [heading_row("harms", self.tr("Harms")), *harms]
        if outcomes:
            rows += [heading_row("outcomes", self.tr("Outcomes")), *outcomes]
        return rows
