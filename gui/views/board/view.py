"""The board page on screen: one list of options under the patient's line, and below it what is to be decided."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from engine.case.case import Case
from engine.findings.assessment import Assessment
from engine.wording.board.board_changes import BoardFlips, board_flips
from engine.wording.board.board_page import board_page
from engine.wording.board.board_records import BoardNeed, BoardPage
from engine.wording.board.page_in_language import page_in
from engine.wording.lesions import PLACE_NOTE
from engine.wording.liver_reserve import LEDGER_NOTE
from gui.figures.drawing import fonts_of
from gui.look.theme import Theme
from gui.shared.command import QT_TRANSLATE_NOOP
from gui.shared.language import in_use
from gui.views.board.delegate import BoardDelegate
from gui.views.board.lesion_rows import LesionDelegate, lesion_rows
from gui.views.board.notice_rows import NoticeDelegate, NoticeRow, need_row, notice_row
from gui.views.board.option_list import OptionList
from gui.views.board.pin import PinButtons, Pinned
from gui.views.board.rows import in_words_of, rows_of
from gui.views.card_columns import ColumnPage, Stack
from gui.views.lists.row_list import RowList
from gui.views.small_widgets import Heading, Sentence
from gui.views.view import AssessmentView, ViewContext

#: items that can turn a headline, told before the rest is counted
_MOST_NEEDS = 4


class BoardView(AssessmentView):
    """The first page: it shows, and every line of it leads to what stands behind."""

    title = QT_TRANSLATE_NOOP("BoardView", "Board")

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._order: tuple[str, ...] = ()
        self._need_order: tuple[tuple[str, ...], ...] = ()
        self._opened: frozenset[str] = frozenset()
        self._assessment: Assessment | None = None
        self._case: Case | None = None
        self._typed: frozenset[str] = frozenset()
        self._page: BoardPage | None = None
        self._pinned: Pinned | None = None
        self._flips: BoardFlips | None = None
        self._scroll = ColumnPage(self)
        theme = context.theme
        self._head = Stack(self._scroll.page)
        self._patient = Heading("", self._head, factor=1.05)
        self._notices = self._list_of(self._head, theme, self.tr("To be heard first"))
        self._pin_words = Sentence(parent=self._head)
        self._pin_words.say("")
        self._head.add(self._patient)
        self._head.add(self._notices)
        # Its room stays, however much flips while somebody types.
        self._head.add(self._pin_words, least_lines=2)
        self._table = Stack(self._scroll.page)
        self.options = OptionList(
            BoardDelegate(theme, self._titles()),
            self.tr("Options, each with its headline"),
            self._table,
            as_tall_as_content=True,
        )
        self.options.option_toggled.connect(self._toggle)
        self.options.view_opened.connect(self.view_requested)
        self.options.record_opened.connect(self.record_requested)
        self.options.row_reached.connect(self._on_row_reached)
        self._apart = Sentence(parent=self._table, muted=True)
        self._table.add(self.options)
        self._pin_buttons = PinButtons(self._table)
        self._pin_buttons.asked.connect(self.command_requested)
        self._table.add(self._apart)
        self._table.add(self._pin_buttons)
        self._by_lesion = Stack(self._scroll.page)
        self._lesions_title = Heading(self.tr("Each lesion by its own size and place"), self._by_lesion, factor=1.0)
        self.lesions = RowList(
            LesionDelegate(theme),
            self.tr("Lesions, each by its own size and place"),
            self._by_lesion,
            as_tall_as_content=True,
            open_by_click=True,
        )
        self.lesions.field_opened.connect(self.field_requested)
        self.lesions.row_reached.connect(self._on_row_reached)
        self._place_note = Sentence(in_use().of(PLACE_NOTE), self._by_lesion, muted=True)
        self._reserve_title = Heading(self.tr("Liver reserve, by arithmetic"), self._by_lesion, factor=1.0)
        self._reserve = Sentence(parent=self._by_lesion)
        self._reserve_note = Sentence(in_use().of(LEDGER_NOTE), self._by_lesion, muted=True)
        for part in (self._lesions_title, self.lesions, self._place_note):
            self._by_lesion.add(part)
        for part in (self._reserve_title, self._reserve, self._reserve_note):
            self._by_lesion.add(part)
        self._next = Stack(self._scroll.page)
        self._next_title = Heading(self.tr("Decide next"), self._next, factor=1.0)
        self._needs = self._list_of(self._next, theme, self.tr("Items that can turn a headline"))
        self._nothing = Sentence(parent=self._next, muted=True)
        self._mind_title = Heading(self.tr("Mind"), self._next, factor=1.0)
        self._mind = self._list_of(self._next, theme, self.tr("Cautions and contested points"))
        for part in (self._next_title, self._needs, self._nothing, self._mind_title, self._mind):
            self._next.add(part)
        self._said = Stack(self._scroll.page)
        self._said_title = Heading(self.tr("In words, for the minutes"), self._said, factor=1.0)
        self._words = Sentence(parent=self._said)
        self._copy = QPushButton(self.tr("&Copy these words"), self._said)
        self._copy.clicked.connect(self.copy_words)
        self._stamp = Sentence(parent=self._said, muted=True)
        for said in (self._said_title, self._words, self._copy, self._stamp):
            self._said.add(said)
        self._lists = (self._notices, self.options, self.lesions, self._needs, self._mind)
        for rows in self._lists:
            rows.hold_heights()
        self._stacks = (self._head, self._table, self._by_lesion, self._said, self._next)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        for stack in self._stacks:
            stack.show()
        self._scroll.deal([self._stacks])

    # ------------------------------------------------------------ what is shown

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Show the page of this assessment; rows keep their places while one field is typed in."""
        page = page_in(in_use(), board_page(assessment, case.patient))
        self._hold_unless_left(page, case)
        self._assessment, self._page = assessment, page
        self._show_pin()
        empty = not page.patient and not page.notices
        self._patient.say(" · ".join(page.patient) or self.tr("Nothing is known of this patient yet"))
        marks = {
            "contradiction": self.tr("contradiction"),
            "unusual": self.tr("to check"),
            "concern": self.tr("to weigh"),
            "evidence": self.tr("evidence"),
            "unchecked": self.tr("unchecked"),
            "contested": self.tr("contested"),
            "caution": self.tr("caution"),
            "note": self.tr("note"),
        }
        notices = [notice_row(notice, marks[notice.kind]) for notice in page.notices]
        self._show_list(self._notices, self._first_answers() if empty else notices)
        self._show_options()
        self._apart.say(self._apart_words(page))
        self._show_lesions(page)
        needs = [need_row(need, self.tr("missing")) for need in self._needs_in_place(page)[:_MOST_NEEDS]]
        self._show_list(self._needs, needs)
        more = len(page.needs) - _MOST_NEEDS
        nothing = "" if page.needs else self.tr("Nothing that is missing can turn a headline.")
        self._nothing.say(self.tr("and {count} more").format(count=more) if more > 0 else nothing)
        self._show_list(self._mind, [notice_row(notice, marks[notice.kind]) for notice in page.mind])
        self._mind_title.setHidden(not page.mind)
        self._words.say(" ".join(page.in_words))
        self._said.setHidden(not page.in_words or empty)
        # Of nobody no harms and no curves are shown: they would be those of anybody.
        for stack in (self._table, self._next):
            stack.setHidden(empty)
        self._by_lesion.setHidden(not page.lesions and not page.reserve)
        self._stamp.say(page.evidence)
        for stack in self._stacks:
            stack.measure_again()
        self._scroll.arrange()

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme."""
        for rows in self._lists:
            rows.apply_theme(theme)

    def summary_text(self) -> str:
        """Return the page in words."""
        if self._page is None:
            return ""
        parts = [self._patient.text(), self._notices.in_words(), self._pin_words.text()]
        parts += [self.options.in_words(), self._apart.text()]
        if self._page.lesions:
            parts += [self._lesions_title.text(), self.lesions.in_words(), self._place_note.text()]
        if self._page.reserve:
            parts += [self._reserve_title.text(), *self._page.reserve, self._reserve_note.text()]
        if self._page.needs:
            parts += [self._next_title.text(), self._needs.in_words()]
        parts += [self._mind.in_words(), " ".join(self._page.in_words), self._page.evidence]
        return "\n".join(part for part in parts if part)

    def copy_words(self) -> None:
        """Put the sentences for the minutes on the clipboard."""
        if self._page is not None:
            QGuiApplication.clipboard().setText(" ".join(self._page.in_words))

    def pin(self, assessment: Assessment, case: Case, name: str = "") -> None:
        """Hold the page against this state from now on.

        Parameters
        ----------
        name : of the case, where it is another than the one on the page.
        """
        self._pinned = Pinned(assessment, board_page(assessment, case.patient), name)
        self._show_pinned()

    def unpin(self) -> None:
        """Hold the page against nothing."""
        if self._pinned is not None:
            self._pinned = None
            self._show_pinned()

    # ------------------------------------------------------------ how it is done

    def _show_pinned(self) -> None:
        """Another pin is a person's doing: what stands below may move for it."""
        self.options.release_heights()
        self._show_pin()
        self._show_options()
        for stack in (self._head, self._table):
            stack.release()
            stack.measure_again()
        self._scroll.arrange()

    def _show_pin(self) -> None:
        """Work out what flipped since the pin, and say it above the options."""
        pinned, now, page = self._pinned, self._assessment, self._page
        self._pin_buttons.show_pinned(pinned=pinned is not None)
        self._flips = None
        if pinned is None or now is None or page is None or self._case is None:
            self._pin_words.say("")
            return
        flips = board_flips(pinned.assessment, now, pinned.page, board_page(now, self._case.patient))
        self._flips = page_in(in_use(), flips)
        fields = pinned.changed_fields(now, self.context.fields)
        if pinned.name:
            words = self.tr("Held against the pinned case “{name}”.").format(name=pinned.name)
            if fields:
                words += " " + self.tr("Different: {fields}.").format(fields=fields)
        elif fields:
            words = self.tr("Changed since the pin: {fields}.").format(fields=fields)
        else:
            words = self.tr("This state is pinned; nothing has been changed since.")
        self._pin_words.say(f"{words} {self._flips.in_words}" if fields else words)

    def _titles(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return (
            self.tr("option (order is not preference)"),
            self.tr("headline"),
            self.tr("met · failed · open"),
            self.tr("resembles"),
            self.tr("severe harm"),
            self.tr("alive ●, controlled ○, mo"),
        )

    def _show_options(self) -> None:
        if self._page is None or self._assessment is None:
            return
        links = (
            ("Eligibility", self.tr("All criteria and why")),
            ("Toxicity", self.tr("All harms")),
            ("Survival", self.tr("Survival")),
            ("Dose", self.tr("Dose")),
            ("Evidence", self.tr("Evidence")),
        )
        rows = rows_of(
            self._page,
            self._order,
            self._opened,
            self._assessment,
            self.context.library,
            self._titles(),
            links,
            self._flips,
        )
        self.options.show_rows([in_words_of(in_use(), row) for row in rows])

    def _first_answers(self) -> list[NoticeRow]:
        """Return what a board hears in the first minute, each line leading to its field."""
        asked = (
            ("age_years", self.tr("Age")),
            ("ecog", self.tr("ECOG performance status")),
            ("primary_site", self.tr("Site of the primary, and its height in the rectum")),
            ("clinical_t", self.tr("Stage of the primary")),
            ("primary_resected", self.tr("Primary in place or resected")),
            ("liver_lesion_count", self.tr("Liver metastases: number, size, near stomach or bowel")),
            ("extrahepatic_sites", self.tr("Metastases outside the liver")),
            ("metastases_resectable", self.tr("Resectable, fit for surgery, liver function")),
        )
        return [
            NoticeRow(key=f"first:{name}", spoken=words, field=name, kind="need", mark=str(number), text=words)
            for number, (name, words) in enumerate(asked, start=1)
            if name in self.context.fields
        ]

    def _show_lesions(self, page: BoardPage) -> None:
        """Show each lesion and the ledger of the liver, as far as the case holds what they rest on."""
        self.lesions.show_rows(lesion_rows(page.lesions, self.tr("lesion"), self.tr("plan")))
        for part in (self._lesions_title, self.lesions, self._place_note):
            part.setHidden(not page.lesions)
        self._reserve.say("\n".join(page.reserve))
        for part in (self._reserve_title, self._reserve, self._reserve_note):
            part.setHidden(not page.reserve)

    def _hold_unless_left(self, page: BoardPage, case: Case) -> None:
        """Keep the order of the rows, and the room of every part, while one and the same field changes."""
        before = self._case.patient.inputs if self._case is not None else {}
        now = case.patient.inputs
        # What follows from a value moves with it, and is no other field that somebody types in.
        derived = case.patient.derived.keys() | (self._case.patient.derived.keys() if self._case is not None else set())
        changed = frozenset(name for name in {*before, *now} - derived if before.get(name) != now.get(name))
        self._case = case
        wanted = tuple(row.modality for row in page.rows)
        held = bool(self._order) and set(wanted) == set(self._order)
        if held and (not changed or (len(changed) == 1 and changed == self._typed)):
            return
        self._typed = changed
        self._order, self._need_order = wanted, ()
        for rows in self._lists:
            rows.release_heights()
        for stack in self._stacks:
            stack.release()

    def _needs_in_place(self, page: BoardPage) -> list[BoardNeed]:
        """Return the missing items; while one field is typed in they keep their order, and new ones come behind."""
        order = self._need_order
        needs = sorted(page.needs, key=lambda need: order.index(need.fields) if need.fields in order else len(order))
        self._need_order = tuple(need.fields for need in needs)
        return needs

    def _apart_words(self, page: BoardPage) -> str:
        if not page.apart:
            return ""
        said = "; ".join(f"{row.name} ({row.reason.rstrip('.')})" for row in page.apart)
        return self.tr("Not for this patient: {options}").format(options=said)

    def _toggle(self, modality: str, opened: bool) -> None:
        self._opened = self._opened | {modality} if opened else self._opened - {modality}
        self.options.release_heights()
        self._show_options()
        self._table.release()
        self._table.measure_again()
        self._scroll.arrange()

    def _list_of(self, parent: QWidget, theme: Theme, name: str) -> RowList:
        rows = RowList(NoticeDelegate(theme), name, parent, as_tall_as_content=True, open_by_click=True)
        rows.field_opened.connect(self.field_requested)
        rows.record_opened.connect(self.record_requested)
        rows.row_reached.connect(self._on_row_reached)
        return rows

    def _show_list(self, rows: RowList, shown: list[NoticeRow]) -> None:
        rows.show_rows(shown)
        rows.setHidden(not shown)

    def _on_row_reached(self, rows: RowList) -> None:
        """Keep the row that a person went to in sight."""
        place = rows.visualRect(rows.currentIndex())
        top = rows.viewport().mapTo(self._scroll.page, place.topLeft())
        bottom = top + QPoint(0, place.height())
        for point in (bottom, top):
            self._scroll.ensureVisible(top.x(), point.y(), 0, round(fonts_of(self.font()).em))
