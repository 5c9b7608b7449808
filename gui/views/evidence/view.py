"""Evidence: the whole library, searchable, and the page of any record that was opened anywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from engine.case.case import Case
from engine.findings.assessment import Assessment
from gui.figures.drawing import fonts_of
from gui.look.theme import Theme
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.plain_text import PlainLabel
from gui.views.evidence.evidence_rows import KINDS, WITHDRAWN, RecordDelegate, RecordRow, matching, record_rows
from gui.views.evidence.record_page import RecordPage
from gui.views.lists.row_list import RowList
from gui.views.small_widgets import Sentence
from gui.views.view import AssessmentView, ViewContext

_MOST_REMEMBERED = 100


class EvidenceView(AssessmentView):
    """A search on the left, a record on the right; links lead from record to record."""

    title = QT_TRANSLATE_NOOP("EvidenceView", "Evidence")

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._assessment: Assessment | None = None
        self._record = ""
        self._visited: list[str] = []
        self._rows: tuple[RecordRow, ...] = ()
        self._pages = RecordPage(context.library, context.fields)
        self._search = QLineEdit(self)
        self._search.setClearButtonEnabled(True)
        self._search.setAccessibleName(self.tr("Search the evidence library"))
        self._search.textEdited.connect(self._filter)
        self._search.returnPressed.connect(self._open_first)
        self._kind = QComboBox(self)
        self._kind.setAccessibleName(self.tr("Kind of record"))
        self._kind.view().setAccessibleName(self.tr("Kinds of record"))
        self._kind.addItem(self.tr("All records"), "")
        names = {
            "source": self.tr("Sources"),
            "cohort": self.tr("Cohorts"),
            "figure": self.tr("Figures"),
            "criterion": self.tr("Criteria"),
            "concern": self.tr("Concerns"),
            "caution": self.tr("Cautions"),
            "discrepancy": self.tr("Discrepancies"),
            "mechanism": self.tr("Mechanisms"),
            "spread": self.tr("Spread"),
            "score": self.tr("Scores"),
            "ratio": self.tr("Alpha/beta ratios"),
        }
        for kind in KINDS:
            self._kind.addItem(names[kind], kind)
        if context.library.withdrawn:
            self._kind.addItem(self.tr("Withdrawn"), WITHDRAWN)
        self._kind.activated.connect(self._filter)
        self._count = Sentence(parent=self, muted=True)
        self._list = RowList(RecordDelegate(context.theme), self.tr("Records found"), self)
        self._list.setUniformItemSizes(True)
        self._list.record_opened.connect(self.show_record)
        self._list.row_changed.connect(self._show_row)
        self._page = QTextBrowser(self)
        self._page.setOpenLinks(False)
        self._page.setAccessibleName(self.tr("Record"))
        self._page.anchorClicked.connect(self._follow)
        self._back = QPushButton(self.tr("&Back"), self)
        self._back.clicked.connect(self._go_back)
        self._back.setEnabled(False)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self._go_back)
        self._library_words = Sentence(parent=self, muted=True)
        self._library_words.say(
            self.tr("Evidence {version}, {hash}. {sources} sources, {figures} figures.").format(
                version=context.library.version,
                hash=context.library.sha256[:12],
                sources=len(context.library.sources),
                figures=len(context.library.figures),
            )
        )
        self._lay_out()
        self.apply_theme(context.theme)

    def _lay_out(self) -> None:
        em = round(fonts_of(self.font()).em)
        label = PlainLabel(self.tr("&Search"), self)
        label.setBuddy(self._search)
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(round(em * 0.6))
        search = QHBoxLayout()
        search.addWidget(label)
        search.addWidget(self._search, 1)
        column.addLayout(search)
        column.addWidget(self._kind)
        column.addWidget(self._count)
        column.addWidget(self._list, 1)
        column.addWidget(self._library_words)
        right = QWidget(self)
        page = QVBoxLayout(right)
        page.setContentsMargins(round(em * 0.6), 0, 0, 0)
        page.setSpacing(round(em * 0.6))
        head = QHBoxLayout()
        head.addWidget(self._back)
        head.addStretch(1)
        page.addLayout(head)
        page.addWidget(self._page, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(left)
        split.addWidget(right)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        split.setSizes([em * 30, em * 45])
        split.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(em, em, em, em)
        whole.addWidget(split)

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Keep what is found of the patient, for the pages of criteria; the library does not change."""
        self._assessment = assessment
        if not self._rows:
            self._rows = record_rows(self.context.library)
            self._filter()
        if not self._record:
            # Half a window without a word would look like a fault: what decides the planned option stands there.
            planned = assessment.planned_modality
            criteria = assessment.option(planned).criteria if planned is not None else ()
            first = next((criterion.id for criterion in criteria), self._rows[0].key if self._rows else "")
            if first:
                self._open(first)
        elif self._record in self.context.library.criteria:
            self._write()

    def show_record(self, record: str) -> None:
        """Open the page of a record, and show it in the list where the search lets it through."""
        if not self._rows:
            self._rows = record_rows(self.context.library)
            self._filter()
        if record == self._record:
            return
        if self._record:
            self._visited = [*self._visited[-_MOST_REMEMBERED:], self._record]
        self._open(record)

    def _open(self, record: str) -> None:
        self._record = record
        self._back.setEnabled(bool(self._visited))
        self._write()
        current = self._list.current_row
        if current is None or current.key != record:
            self._list.choose(record)

    def _write(self) -> None:
        html = self._pages.html(self._record, self._assessment)
        place = self._page.verticalScrollBar().value() if self._page.property("record") == self._record else 0
        self._page.setProperty("record", self._record)
        self._page.setHtml(html)
        self._page.verticalScrollBar().setValue(place)
        self._page.setAccessibleDescription(self._page.toPlainText()[:2000])

    def _show_row(self, key: str) -> None:
        if key and self._list.hasFocus():
            self.show_record(key)

    def _follow(self, link: QUrl) -> None:
        if link.scheme() == "record":
            self.show_record(link.path())

    def _go_back(self) -> None:
        if self._visited:
            record = self._visited[-1]
            self._visited = self._visited[:-1]
            self._open(record)

    def _open_first(self) -> None:
        """Open the first record that the search has found."""
        found = next((row.key for row in self._list.rows if not row.heading), "")
        if found:
            self.show_record(found)
            self._list.choose(found)

    def _filter(self, _by: object = None) -> None:
        found = matching(self._rows, self._search.text(), self._kind.currentData())
        self._list.show_rows(found)
        self._count.say(
            self.tr("{found} of {all} records").format(found=len(found), all=len(self._rows))
            if found
            else self.tr("No record holds all of these words.")
        )

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        self._list.apply_theme(theme)
        self._page.document().setDefaultStyleSheet(
            f"a {{ color: {theme.accent}; text-decoration: none; }}"
            f" .term {{ color: {theme.muted}; }} .kind {{ color: {theme.muted}; }}"
            f" h2 {{ font-size: large; }} h3 {{ font-size: medium; }} li {{ margin-bottom: 2px; }}"
        )
        if self._record:
            self._write()

    def summary_text(self) -> str:
        """Return the open record in words; without one, what the list shows."""
        return self._page.toPlainText() if self._record else f"{self._library_words.text()} {self._count.text()}"
