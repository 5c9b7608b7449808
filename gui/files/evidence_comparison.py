"""An old case under other evidence, verdict by verdict and criterion by criterion: what was shown then, what now."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any, cast

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from engine.evidence.library import Library
from engine.findings.differences.changes_of_evidence import Difference, SinceSaved
from engine.findings.differences.recalls import Recall
from engine.findings.wording import MODALITY_LABELS, STATUS_WORDS, VERDICT_WORDS
from gui.figures.drawing import Fonts, draw_status
from gui.look.screen import fit_screen
from gui.look.theme import Theme
from gui.shared.language import in_use
from gui.views.lists.row_delegate import RowDelegate
from gui.views.lists.row_list import RowList
from gui.views.lists.rows import Arrangement, Row
from gui.views.record_names import source_short
from gui.views.small_widgets import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceRow(Row):
    """One difference as it is shown, or the option that several belong to."""

    title: str
    before: str = ""
    before_words: str = ""
    after: str = ""
    after_words: str = ""
    link: str = ""


class _Delegate(RowDelegate):
    """What it is, and below it two lines that stand under each other: then, now."""

    def arrange(self, row: Any, width: float, fonts: Fonts) -> Arrangement:
        arrangement = Arrangement()
        em, line = fonts.em, fonts.line
        left, wide = em * 0.8, width - em * 1.6
        if row.heading:
            y = arrangement.add(row.title, left, line * 0.7, wide, fonts.strong, fonts, "muted")
            arrangement.height = y + line * 0.2
            return arrangement
        y = arrangement.add(row.title, left, line * 0.35, wide, fonts.strong, fonts)
        side, names = line * 0.95, (self.tr("Then"), self.tr("Now"))
        told = max(fonts.width(name) for name in names) + em
        for place, name, words in (("before", names[0], row.before_words), ("after", names[1], row.after_words)):
            arrangement.add(name, left, y, told, fonts.body, fonts, "muted")
            arrangement.places[place] = QRectF(left + told, y, side, side)
            text = left + told + side * 1.4
            y = arrangement.add(words, text, y, width - text - em, fonts.body, fonts)
        y = arrangement.add_link(row.link, left, y, wide, fonts)
        arrangement.height = y + line * 0.35
        return arrangement

    def draw_figures(self, painter: QPainter, row: Any, places: dict[str, QRectF], fonts: Fonts) -> None:
        for place, status in (("before", row.before), ("after", row.after)):
            # A later program may have saved a word that this one does not know: the word alone then.
            if place in places and (status in STATUS_WORDS or status in VERDICT_WORDS):
                draw_status(painter, places[place], status, self.theme)


class ThenAndNow(QDialog):
    """Lists what is no longer as it was when a case was saved.

    Signals
    -------
    record_requested : id of the criterion that the person opened.
    option_requested : the modality whose verdict the person wants to look at.
    changes_requested : the person wants to read what changed in the evidence.
    """

    record_requested = Signal(str)
    option_requested = Signal(str)
    changes_requested = Signal()

    def __init__(self, found: SinceSaved, library: Library, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("This case, then and now"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._library = library
        self.words = Sentence(in_use().of(found.in_words), self)
        self.versions = Sentence(self._versions(found), self, muted=True)
        self.rows = RowList(_Delegate(theme), self.tr("What is no longer as it was"), self)
        self.rows.show_rows(self._rows(found))
        self.rows.record_opened.connect(self.record_requested)
        # A row without a record is a verdict: its "field" is the option.
        self.rows.field_opened.connect(self.option_requested)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.log = buttons.addButton(self.tr("&What changed in the evidence"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy = buttons.addButton(self.tr("&Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        self.log.clicked.connect(self.changes_requested)
        self.copy.clicked.connect(self._on_copy)
        for button in buttons.buttons():
            # Enter opens the row.
            cast("QPushButton", button).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)
        layout.addWidget(self.versions)
        layout.addWidget(self.rows, 1)
        layout.addWidget(buttons)
        fit_screen(self, self.fontMetrics().averageCharWidth() * 88, self.fontMetrics().height() * 30)
        self.rows.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def in_words(self) -> str:
        """All that the window shows."""
        return f"{self.words.text()}\n{self.versions.text()}\n{self.rows.in_words()}"

    def _versions(self, found: SinceSaved) -> str:
        before = found.evidence_before or self.tr("not named")
        words = self.tr("Evidence when it was saved: {before}. Evidence now: {now}.")
        # Compared are the inputs of the file with those of the file: what is typed later is no matter here.
        more = self.tr("Both speak of the case as it stands in its file.")
        return f"{words.format(before=before, now=found.evidence_now)} {more}"

    def _rows(self, found: SinceSaved) -> list[DifferenceRow]:
        rows = []
        if found.recalls:
            words = self.tr("Withdrawn since")
            rows.append(DifferenceRow(key="heading withdrawn", spoken=words, heading=True, title=words))
            rows += [self._recalled(one) for one in found.recalls]
        for modality, many in groupby(found.differences, key=_modality):
            label = in_use().of(MODALITY_LABELS[modality])  # type: ignore[index]
            rows.append(DifferenceRow(key=f"heading {modality}", spoken=label, heading=True, title=label))
            rows += [self._row(one) for one in many]
        return rows

    def _row(self, one: Difference) -> DifferenceRow:
        of = in_use().of
        is_verdict = one.kind == "verdict"
        words = VERDICT_WORDS if is_verdict else STATUS_WORDS
        not_yet = self.tr("not looked at")
        absent = {"new": not_yet, "concern": not_yet, "gone": self.tr("no longer looked at")}.get(one.kind, "")
        is_known = one.id in self._library.criteria or one.id in self._library.concerns
        return DifferenceRow(
            key=f"{one.modality} {one.id}",
            spoken=of(one.in_words),
            record=one.id if is_known else "",
            field=one.modality if is_verdict else "",
            title=self.tr("Verdict") if is_verdict else of(one.label),
            before=one.before,
            before_words=of(words.get(one.before, one.before.replace("_", " "))) or absent,
            after=one.after,
            after_words=of(words.get(one.after, one.after.replace("_", " "))) or absent,
            link=self.tr("All criteria of this option") if is_verdict else self._source(one.id),
        )

    def _recalled(self, one: Recall) -> DifferenceRow:
        words = self.tr("withdrawn on {date}: {reason} ({by})").format(
            date=one.date, reason=in_use().of(one.reason).rstrip("."), by=one.by.rstrip(".")
        )
        if one.instead:
            words += ". " + self.tr("In its place: {record}").format(record=in_use().of(one.instead))
        return DifferenceRow(
            key=f"withdrawn {one.record}",
            spoken=in_use().of(one.in_words),
            title=f"{in_use().of(one.label)} ({in_use().of(one.source)})" if one.source else in_use().of(one.label),
            before_words=self.tr("in use"),
            after_words=words,
            record=one.record,
            link=self.tr("What it said"),
        )

    def _source(self, criterion: str) -> str:
        record = self._library.criteria.get(criterion) or self._library.concerns.get(criterion)
        if record is None:
            return ""
        return f"{source_short(self._library.source_of[criterion], self._library)}, {record.locator}"

    def _on_copy(self) -> None:
        QApplication.clipboard().setText(self.in_words)


def _modality(one: Difference) -> str:
    return one.modality
