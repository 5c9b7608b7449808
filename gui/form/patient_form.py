"""The form: everything that can be said of a case, with the search above it and the help of the field below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from engine.case.catalogue.applying_fields import ruled_out
from engine.evidence.library import Library
from gui.document.case_document import CaseDocument
from gui.form.case_header import CaseHeader, NotesEditor
from gui.form.editors.units_in_use import UnitsInUse
from gui.form.field_column import FieldColumn
from gui.form.field_filter import FieldFilter, best_match, shown_fields
from gui.form.field_hint import FieldHint
from gui.form.field_in_words import field_in_words
from gui.form.field_row import FieldRow
from gui.form.form_top import FormTop
from gui.form.lesions.lesion_editor import LesionEditor
from gui.look.theme import Theme
from gui.messages.speech import announce

#: Below this many times the width of a figure, labels stand above their editors.
_NARROW = 52
_LABEL_FIGURES = 21


class PatientForm(QWidget):
    """Shows the document's case and carries what a person does to the document.

    Attributes
    ----------
    search, only_relevant, count, attention : the controls above the fields.
    rows, header, notes : the fields that are built, the name of the case above them, the notes below.
    hint : what there is to know about the field where the keyboard is.

    Signals
    -------
    field_entered : the id of the field where the keyboard is now.
    answered : the id of a field that has been answered by keyboard, and was not known when the keyboard came to it.
    """

    field_entered = Signal(str)
    answered = Signal(str)

    def __init__(
        self, document: CaseDocument, library: Library, units: UnitsInUse, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._library = library
        self._units = units
        self._filter = FieldFilter()
        self._current: str | None = None
        self._was_known = False
        self._not_taken = ""
        self._shown: frozenset[str] = frozenset()
        self._top = FormTop(self)
        self.search, self.only_relevant = self._top.search, self._top.only_relevant
        self.count, self.attention = self._top.count, self._top.attention
        self._scroll = FieldColumn(document, units, self)
        self.rows, self.header, self.notes = self._scroll.rows, self._scroll.header, self._scroll.notes
        self.hint = FieldHint(document.shown_fields, library, units, self)
        self._lay_out()
        self._connect()
        self._scroll.show_draft(document.draft, self.rows)
        self._show_filtered()

    def _lay_out(self) -> None:
        gap = self.fontMetrics().height() // 2
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, gap // 2, 0, 0)
        layout.setSpacing(gap // 2)
        layout.addWidget(self._top)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.hint)

    def _connect(self) -> None:
        self.search.textEdited.connect(self._on_query_edited)
        self.search.left_downwards.connect(self._on_search_left)
        self.only_relevant.clicked.connect(self._on_only_relevant_clicked)
        self.attention.clicked.connect(self.go_to_next_question)
        self._scroll.field_entered.connect(self._on_entered)
        self._scroll.field_asked.connect(self.go_to_field)
        self._scroll.lesion_cell_entered.connect(self._on_lesion_cell)
        self._scroll.not_understood.connect(self._on_not_understood)
        self._scroll.answered.connect(self._on_answered)
        self._scroll.question.asked.connect(self._on_asked)
        self._document.changed.connect(self._on_changed)
        self._document.about_to_be_replaced.connect(self._on_replaced)
        self._units.changed.connect(self._on_unit_changed)

    def build_rest(self) -> None:
        """Add the groups that are below what the first paint shows."""
        if self._scroll.build_rest():
            self._unfold_what_is_known(self._document.case.patient.inputs)
            self._scroll.show_ruled_out(ruled_out(self._document.case.patient))
            self._show_filtered()
            self._align()
            self._scroll.order_tabs()

    @property
    def lesions(self) -> LesionEditor:
        """The editor of the lesion rows."""
        return self._scroll.lesions

    # ------------------------------------------------------------ commands

    def go_to_field(self, field_id: str) -> None:
        """Bring a field into sight and put the keyboard there, whatever is filtered out."""
        self.build_rest()
        row = self.rows.get(field_id)
        if row is None:
            return
        self._scroll.unfold([field_id])
        if isinstance(row, FieldRow):
            row.show_ruled_out("")
        if row.isHidden():
            self.search.clear()
            self._filter = replace(self._filter, query="", asked_for=self._filter.asked_for | {field_id})
            self._show_filtered()
        control = row.control if isinstance(row, LesionEditor) else row.editor.control
        control.setFocus(Qt.FocusReason.ShortcutFocusReason)
        # The layout of rows that have just been shown is known only after the next turn of the event loop.
        QTimer.singleShot(0, self, self._scroll_to_current)

    def ask_for(self, field_id: str) -> None:
        """Bring a field into sight and put the keyboard where its answer is typed."""
        self.go_to_field(field_id)
        if field_id == self.lesions.spec.id:
            self.lesions.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_all_groups(self) -> None:
        """Unfold every group, as one who clicks each heading."""
        self._scroll.unfold([spec.id for spec in self._document.fields])

    def find_field(self) -> None:
        """Put the keyboard into the search line."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def set_current_not_known(self) -> None:
        """Make the field where the keyboard is not known."""
        row = self._row_of_keyboard()
        if isinstance(row, LesionEditor):
            row.clear_value()
        elif row is not None and not self._is_calculated(row.spec.id):
            row.editor.clear_value()

    def add_lesion(self) -> None:
        """Add a row to the lesions."""
        self.build_rest()
        self.lesions.add()

    def duplicate_lesion(self) -> None:
        """Copy the lesion where the keyboard is."""
        self.build_rest()
        self.lesions.duplicate()

    def delete_lesion(self) -> None:
        """Delete the lesion where the keyboard is."""
        self.build_rest()
        self.lesions.delete()

    def change_current_unit(self) -> None:
        """Use the next unit of the field where the keyboard is."""
        row = self._row_of_keyboard()
        if isinstance(row, FieldRow):
            self._units.choose_next(row.spec)
        elif isinstance(row, LesionEditor):
            self._units.choose_next(row.model.specs[0])

    def _row_of_keyboard(self) -> FieldRow | LesionEditor | None:
        """Return the row that the keyboard is in: a command must not change a field that somebody has left."""
        widget = QApplication.focusWidget()
        if widget is None or widget.window() is not self.window():
            # A list that has opened is a window of its own, and an unseen window has no focus at all.
            return self.rows.get(self._current or "")
        while widget is not None and widget is not self:
            if isinstance(widget, (FieldRow, LesionEditor)):
                return widget
            widget = widget.parentWidget()
        return None

    def copy_current(self) -> None:
        """Put the field where the keyboard is on the clipboard, in words."""
        if self._current is not None:
            spec = self._document.shown_fields[self._current]
            QApplication.clipboard().setText(field_in_words(spec, self._document.draft, self._units))

    def show_only_relevant(self, *, only: bool) -> None:
        """Leave out what does not matter for the planned modality, or show all."""
        self.only_relevant.setChecked(only)
        self._filter = replace(self._filter, only_relevant=only, asked_for=frozenset())
        self._show_filtered()

    def go_to_next_question(self) -> None:
        """Go to the next field that has a problem or a question, from the current one onwards."""
        waiting = [name for name, row in self.rows.items() if row.has_something_to_say]
        if not waiting:
            return
        order = list(self.rows)
        here = order.index(self._current) if self._current in self.rows else -1
        later = [name for name in waiting if order.index(name) > here]
        self.go_to_field((later or waiting)[0])

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme; all but the marks in the lesion table follow by themselves."""
        self._scroll.set_problem_colour(QColor(theme.not_met))

    @property
    def current_field(self) -> str | None:
        """The field where the keyboard is, or was last."""
        return self._current

    # ------------------------------------------------------------ what is shown

    def _is_calculated(self, field_id: str) -> bool:
        return field_id in self._document.case.patient.derived

    def _on_changed(self, places: frozenset[str]) -> None:
        self._scroll.show_draft(self._document.draft, places)
        self._unfold_what_is_known(places)
        self._scroll.show_ruled_out(ruled_out(self._document.case.patient))
        if "modality" in places or self._is_something_hidden(places):
            self._show_filtered()
        else:
            self._show_counts()

    def _unfold_what_is_known(self, places: Iterable[str]) -> None:
        """What holds something is not folded away, and stays in sight when it is taken out again."""
        draft = self._document.draft
        entered = {*draft.case.patient.inputs, *(place.split("[")[0] for place in draft.unreadable)}
        self._scroll.unfold(entered & {*places})

    def _on_replaced(self) -> None:
        """Another case is about to be shown: what was asked, and what was folded out, was of the one before."""
        self._scroll.fold_all()
        # Another patient is read from the beginning, not from where the one before was left.
        self._scroll.verticalScrollBar().setValue(0)
        self._scroll.question.show_question("everything")
        self._filter = replace(self._filter, question="everything")

    def _on_asked(self, question: str) -> None:
        self._filter = replace(self._filter, question=question)
        self._show_filtered()

    def _is_something_hidden(self, places: frozenset[str]) -> bool:
        return any(self.rows[name].isHidden() for name in places if name in self.rows)

    def _show_filtered(self) -> None:
        patient = self._document.case.patient
        texts = {place.split("[")[0] for place in self._document.draft.unreadable}
        self._shown = shown_fields(self._filter, patient, self._library, {*patient.inputs, *texts})
        self._scroll.show_fields(self._shown, self._filter)
        self._top.show_planned(patient.text("modality"))
        self._show_counts()

    def _show_counts(self) -> None:
        patient = self._document.case.patient
        known = {spec.id for spec in self._document.shown_fields if patient.value(spec.id) is not None}
        self._scroll.show_counts(known, self._shown)
        hidden = len(self._document.shown_fields.fields) - len(self._shown)
        waiting = sum(1 for row in self.rows.values() if row.has_something_to_say)
        self._top.show_counts(len(known & self._shown), len(self._shown), hidden, waiting)

    def _scroll_to_current(self) -> None:
        self._scroll.scroll_to(self._current)

    def _align(self) -> None:
        figure = self.fontMetrics().horizontalAdvance("0")
        is_narrow = self.width() < figure * _NARROW
        width = self.width() - figure * 4 if is_narrow else figure * _LABEL_FIGURES
        self._scroll.set_label_width(max(width, 1), above=is_narrow)

    # ------------------------------------------------------------ what a person does

    def _on_answered(self, field_id: str) -> None:
        row = self.rows[field_id]
        # What has to be looked at first is not left behind; nor is a field in which something is put right.
        if not self._was_known and not row.has_something_to_say:
            self.answered.emit(field_id)

    def _on_entered(self, field_id: str) -> None:
        if field_id != self._current:
            self._was_known = self._document.case.patient.value(field_id) is not None
        self._current = field_id
        self.hint.show_field(self._document.shown_fields[field_id], self._not_taken)
        self._not_taken = ""
        self._scroll_to_current()
        self.field_entered.emit(field_id)

    def _on_not_understood(self, field_id: str, letter: str) -> None:
        spec = self._document.shown_fields[field_id]
        words = self.tr("“{letter}” is not one answer of {field}: nothing was changed.").format(
            letter=letter, field=spec.label
        )
        self.hint.show_field(spec, words)
        # Whoever goes on by Tab reads it beside the next field.
        self._not_taken = words
        announce(self, words)

    def _on_lesion_cell(self) -> None:
        index = self.lesions.table.currentIndex()
        if index.isValid():
            self.hint.show_field(self.lesions.model.spec(index))

    def _on_unit_changed(self, field_id: str) -> None:
        self._scroll.on_unit_changed(field_id)
        self.hint.on_unit_changed()

    def _on_query_edited(self, text: str) -> None:
        self._filter = self._filter.with_query(text)
        self._show_filtered()

    def _on_search_left(self) -> None:
        seen = [self._document.shown_fields[name] for name, row in self.rows.items() if not row.isHidden()]
        texts = [part for part in (self.header, self.notes) if not part.isHidden()]
        found = best_match(self._filter.query, [*seen, *texts])
        if isinstance(found, (CaseHeader, NotesEditor)):
            self.search.clear()
            self._filter = self._filter.with_query("")
            self._show_filtered()
            found.control.setFocus(Qt.FocusReason.ShortcutFocusReason)
            QTimer.singleShot(0, self, partial(self._scroll.ensureWidgetVisible, found))
        elif found is not None:
            self.search.clear()
            self._filter = replace(self._filter, query="", asked_for=self._filter.asked_for | {found.id})
            self._show_filtered()
            self.go_to_field(found.id)

    def _on_only_relevant_clicked(self) -> None:
        self.show_only_relevant(only=self.only_relevant.isChecked())

    # ------------------------------------------------------------ Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._align()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and self.rows:
            self._align()
