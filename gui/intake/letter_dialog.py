"""Lines of a letter pasted into a box: what is recognised is marked and proposed, and nothing is taken unasked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.case.case import Origin
from engine.intake.letter import LONGEST_LETTER, Proposal, load_letter_rules, read_letter
from engine.intake.wording import letter_problem_text
from gui.document.case_document import CaseDocument
from gui.intake.letter_text import LetterText
from gui.intake.offers import Offer, offered_words
from gui.intake.taking_dialog import TakingDialog
from gui.look.screen import fit_screen
from gui.look.theme import Theme
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, in_a_line

_REST_MS = 250


class LetterDialog(TakingDialog):
    """Text above, proposals below; what is not recognised stays as it is, unmarked."""

    def __init__(self, document: CaseDocument, resources: Path, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(document, self.tr("Values from text"), self.tr("&Take what is ticked"), _REST_MS, parent)
        self._rules = load_letter_rules(resources)
        self._theme = theme
        self._left_out = 0
        self.text = LetterText(self)
        self.text.setObjectName("letter.text")
        self.text.setAccessibleName(self.tr("Lines of a letter"))
        self.text.setPlaceholderText(self.tr("Bilirubin 12 µmol/l, CEA 38 ng/ml, cT3 cN1b, ECOG 1"))
        self.problems = self._list("letter.problems", self.tr("Recognised, but no value"))
        self.problems.setMaximumHeight(self.fontMetrics().height() * 6)
        self.state.setObjectName("letter.state")
        label = PlainLabel(self.tr("&Paste lines of a letter: laboratory values, TNM, ECOG"), self)
        label.setBuddy(self.text)
        layout = QVBoxLayout(self)
        layout.addWidget(label)
        layout.addWidget(self._halves(self.text, self.offers), 1)
        layout.addWidget(self.state)
        layout.addWidget(self.problems)
        layout.addWidget(self.buttons)
        fit_screen(self, 900, 650)
        self.text.textChanged.connect(self._on_changed)
        self.text.was_cut.connect(self._on_cut)
        self.read()

    def read(self) -> None:
        """Read the text as it stands now."""
        text = self.text.read_part
        found = read_letter(text, self._document.fields, self._rules)
        offers = [self._offer(one, text) for one in found if one.value is not None]
        self.offers.show_offers(offers, self._document.case, ticked=False)
        tones = {True: self._theme.borderline, False: self._theme.met}
        self.text.mark((one.start, one.end, tones[bool(one.problem)]) for one in found)
        self.problems.clear()
        for one in found:
            if one.problem:
                label = self._document.shown_fields[one.field].label
                words = in_a_line(text[one.start : one.end])
                self.problems.addItem(f"“{words}” ({label}): {in_use().of(letter_problem_text(one.problem))}")
        self.problems.setVisible(self.problems.count() > 0)
        self.state.setText(self._state_of(text, len(offers)))

    def _state_of(self, text: str, offered: int) -> str:
        if not text.strip():
            return self.tr("The text stays on this computer and is not kept.")
        words = self.tr("{count} recognised, none is taken before it is ticked; what is not marked was not read.")
        words = words.format(count=offered)
        if not self._left_out:
            return words
        left_out = self.tr("{left_out} characters of what was pasted were left out: {most} are read at a time.")
        return f"{words} {left_out.format(left_out=self._left_out, most=LONGEST_LETTER)}"

    def _on_changed(self) -> None:
        self._left_out = 0
        self._rest.start()

    def _on_cut(self, left_out: int) -> None:
        # Comes behind the change of the text, and before it is read.
        self._left_out = left_out

    def _offer(self, proposal: Proposal, text: str) -> Offer:
        spec = self._document.fields[proposal.field]
        value = proposal.value
        assert value is not None
        shown = offered_words(spec, value, proposal.given)
        words = in_a_line(text[proposal.start : proposal.end], 60)
        # The words themselves stay on the screen: a letter names people, and the case does not.
        given = f", written as {proposal.given}" if proposal.given else ""
        return Offer(proposal.field, value, shown, "", f"“{words}”", Origin(f"Text of a letter{given}"))
