"""The form: everything that can be said of a case, under headings, made from the field catalogue."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.case.entry import read_entry
from engine.case.fields import FieldSpec, Group
from engine.case.patient import Value
from engine.evidence.library import Library
from engine.findings.wording import MODALITY_SHORT, lower_first
from gui.case_document import CaseDocument
from gui.form.case_header import CaseHeader, NotesEditor
from gui.form.field_filter import FieldFilter, shown_fields
from gui.form.field_hint import FieldHint
from gui.form.field_in_words import field_in_words
from gui.form.field_row import FieldRow
from gui.form.lesion_editor import LesionEditor
from gui.form.tab_order import order_tabs
from gui.form.units_in_use import UnitsInUse
from gui.theme import Theme

#: Below this many times the width of a figure, labels stand above their editors.
_NARROW = 52
_LABEL_FIGURES = 21
#: About what fits into the window before it is scrolled; the rest is built after the first paint.
_ROWS_AT_FIRST = 12


class SearchLine(QLineEdit):
    """Looks for a field; Esc empties it, Down and Enter go to the first field found."""

    left_downwards = Signal()

    # ------------------------------------------------------------ Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self.textEdited.emit("")
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)


class PatientForm(QWidget):
    """Shows the document's case and carries what a person does to the document.

    Signals
    -------
    field_entered : the id of the field where the keyboard is now.
    """

    field_entered = Signal(str)

    def __init__(
        self, document: CaseDocument, library: Library, units: UnitsInUse, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._library = library
        self._units = units
        self._filter = FieldFilter()
        self._current: str | None = None
        self._shown: frozenset[str] = frozenset()
        self._problem_colour = QColor()
        self.rows: dict[str, FieldRow | LesionEditor] = {}
        self._headings: dict[str, _Heading] = {}
        self._build()
        document.changed.connect(self._on_changed)
        units.changed.connect(self._on_unit_changed)
        self._show_all()

    # ------------------------------------------------------------ what it is made of

    def _build(self) -> None:
        gap = self.fontMetrics().height() // 2
        self.search = SearchLine(self)
        self.search.setPlaceholderText(self.tr("Find a field (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Find a field"))
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(self._on_query_edited)
        self.search.left_downwards.connect(self._on_search_left)
        self.only_relevant = QPushButton(self)
        self.only_relevant.setCheckable(True)
        self.only_relevant.setAutoDefault(False)
        self.only_relevant.setProperty("chip", "value")
        self.only_relevant.clicked.connect(self._on_only_relevant_clicked)
        self.count = QLabel(self)
        self.count.setProperty("role", "muted")
        self.attention = QPushButton(self)
        self.attention.setProperty("flat", True)
        self.attention.setProperty("role", "question")
        self.attention.setAutoDefault(False)
        # Its room stays: the form below must not jump by a few pixels when an entry becomes one to look at.
        policy = self.attention.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.attention.setSizePolicy(policy)
        self.attention.clicked.connect(self.go_to_next_question)
        top = QHBoxLayout()
        top.setSpacing(gap)
        top.addWidget(self.search, 1)
        top.addWidget(self.only_relevant)
        below = QHBoxLayout()
        below.setSpacing(gap)
        below.addWidget(self.count, 1)
        below.addWidget(self.attention)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._content = QWidget(self._scroll)
        self._content.setProperty("role", "page")
        # It grows and shrinks at its end: what stands above need not be painted again for that.
        self._content.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(gap, 0, gap, gap)
        self._column.setSpacing(gap * 3 // 4)
        self.header = CaseHeader(self._document, self._content)
        self._column.addWidget(self.header)
        self._groups_to_build = list(self._document.fields.groups)
        while self._groups_to_build and len(self.rows) < _ROWS_AT_FIRST:
            self._add_group(self._groups_to_build.pop(0))
        self.notes = NotesEditor(self._document, self._content)
        self._column.addWidget(self.notes)
        self._column.addStretch(1)
        self._nothing = QLabel(self.tr("No field is called like this. Esc shows all fields again."), self._content)
        self._nothing.setProperty("role", "muted")
        self._column.insertWidget(0, self._nothing)
        self._scroll.setWidget(self._content)
        self.hint = FieldHint(self._document.fields, self._library, self._units, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, gap // 2, 0, 0)
        layout.setSpacing(gap // 2)
        for line in (top, below):
            line.setContentsMargins(gap, 0, gap, 0)
            layout.addLayout(line)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.hint)

    def build_rest(self) -> None:
        """Add the groups that are below what the first paint shows."""
        place = self._column.indexOf(self.notes)
        if not self._groups_to_build:
            return
        draft = self._document.draft
        before = set(self.rows)
        while self._groups_to_build:
            place = self._add_group(self._groups_to_build.pop(0), place)
        for name in self.rows.keys() - before:
            self.rows[name].show_draft(draft)
        self._show_filtered()
        self._align()
        order_tabs(self.header.line, (*self.rows.values(), self.notes))

    def _add_group(self, group: Group, place: int = -1) -> int:
        """Add heading and rows at a place of the column; return the place behind them."""
        heading = _Heading(group.label, self._content)
        self._headings[group.id] = heading
        made: list[QWidget] = [heading]
        for spec in self._document.fields.in_group(group.id):
            row = self._make_row(spec)
            self.rows[spec.id] = row
            made.append(row)
        for offset, widget in enumerate(made):
            self._column.insertWidget(place + offset if place >= 0 else -1, widget)
        return place + len(made)

    def _make_row(self, spec: FieldSpec) -> FieldRow | LesionEditor:
        if spec.kind == "lesions":
            lesions = LesionEditor(spec, self._document, self._units, self._content)
            lesions.table.cells.problem_colour = self._problem_colour
            lesions.entered.connect(self._on_entered)
            lesions.table.cell_changed_place.connect(self._on_lesion_cell)
            return lesions
        row = FieldRow(spec, self._units, self._content)
        row.editor.entry_edited.connect(self._on_entry_edited)
        row.editor.value_chosen.connect(self._on_value_chosen)
        row.editor.typing_ended.connect(self._on_typing_ended)
        row.editor.entered.connect(self._on_entered)
        row.confirmed.connect(self._on_confirmed)
        row.typed_value_dropped.connect(self._on_typed_value_dropped)
        row.unit_meant.connect(self._on_unit_meant)
        return row

    @property
    def lesions(self) -> LesionEditor:
        """The editor of the lesion rows."""
        found = self.rows["lesions"]
        assert isinstance(found, LesionEditor)
        return found

    # ------------------------------------------------------------ commands

    def go_to_field(self, field_id: str) -> None:
        """Bring a field into sight and put the keyboard there, whatever is filtered out."""
        self.build_rest()
        row = self.rows.get(field_id)
        if row is None:
            return
        if row.isHidden():
            self.search.clear()
            self._filter = FieldFilter("", self._filter.only_relevant, self._filter.asked_for | {field_id})
            self._show_filtered()
        control = row.control if isinstance(row, LesionEditor) else row.editor.control
        control.setFocus(Qt.FocusReason.ShortcutFocusReason)
        # The layout of rows that have just been shown is known only after the next turn of the event loop.
        QTimer.singleShot(0, self, self._scroll_to_current)

    def find_field(self) -> None:
        """Put the keyboard into the search line."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def set_current_not_known(self) -> None:
        """Make the field where the keyboard is not known."""
        row = self.rows.get(self._current or "")
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
        row = self.rows.get(self._current or "")
        if isinstance(row, FieldRow):
            self._units.choose_next(row.spec)
        elif isinstance(row, LesionEditor):
            self._units.choose_next(row.model.specs[0])

    def copy_current(self) -> None:
        """Put the field where the keyboard is on the clipboard, in words."""
        if self._current is not None:
            spec = self._document.fields[self._current]
            QApplication.clipboard().setText(field_in_words(spec, self._document.draft, self._units))

    def show_only_relevant(self, *, only: bool) -> None:
        """Leave out what does not matter for the planned modality, or show all."""
        self.only_relevant.setChecked(only)
        self._filter = FieldFilter(self._filter.query, only)
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
        self._problem_colour = QColor(theme.not_met)
        if "lesions" in self.rows:
            self.lesions.table.cells.problem_colour = self._problem_colour

    @property
    def current_field(self) -> str | None:
        """The field where the keyboard is, or was last."""
        return self._current

    # ------------------------------------------------------------ what is shown

    def _is_calculated(self, field_id: str) -> bool:
        return field_id in self._document.case.patient.derived

    def _show_all(self) -> None:
        draft = self._document.draft
        for row in self.rows.values():
            row.show_draft(draft)
        self.header.show_draft(draft)
        self.notes.show_draft(draft)
        self._show_filtered()

    def _on_changed(self, places: frozenset[str]) -> None:
        draft = self._document.draft
        for name in places:
            if (row := self.rows.get(name)) is not None:
                row.show_draft(draft)
        self.header.show_draft(draft)
        self.notes.show_draft(draft)
        if "modality" in places or self._is_something_hidden(places):
            self._show_filtered()
        else:
            self._show_counts()

    def _is_something_hidden(self, places: frozenset[str]) -> bool:
        return any(self.rows[name].isHidden() for name in places if name in self.rows)

    def _show_filtered(self) -> None:
        patient = self._document.case.patient
        texts = {place.split("[")[0] for place in self._document.draft.unreadable}
        shown = shown_fields(self._filter, patient, self._library, {*patient.inputs, *texts})
        self._shown = shown
        for name, row in self.rows.items():
            row.setVisible(name in shown)
        for group in self._built_groups():
            names = [spec.id for spec in self._document.fields.in_group(group.id)]
            self._headings[group.id].setVisible(any(name in shown for name in names))
        searching = bool(self._filter.query)
        self.header.setVisible(not searching)
        self.notes.setVisible(not searching)
        self._nothing.setVisible(searching and not shown)
        planned = patient.text("modality")
        if planned is None:
            words, short = self.tr("Only what matters for the planned modality"), self.tr("Only what matters")
        else:
            name = MODALITY_SHORT[planned]  # type: ignore[index]
            words = self.tr("Only what matters for {modality}").format(modality=name)
            short = self.tr("Only for {modality}").format(modality=lower_first(name))
        self.only_relevant.setText(short)
        self.only_relevant.setAccessibleName(words)
        self.only_relevant.setToolTip(words)
        self.only_relevant.setEnabled(planned is not None)
        self._show_counts()

    def _show_counts(self) -> None:
        patient = self._document.case.patient
        known = {spec.id for spec in self._document.fields if patient.value(spec.id) is not None}
        shown = self._shown
        for group in self._built_groups():
            names = {spec.id for spec in self._document.fields.in_group(group.id)} & shown
            self._headings[group.id].show_count(len(names & known), len(names))
        hidden = len(self._document.fields.fields) - len(shown)
        words = self.tr("{known} of {shown} known").format(known=len(known & shown), shown=len(shown))
        if hidden:
            words += self.tr(", {hidden} not shown").format(hidden=hidden)
        if words != self.count.text():
            self.count.setText(words)
        waiting = sum(1 for row in self.rows.values() if row.has_something_to_say)
        self.attention.setVisible(bool(waiting))
        if waiting:
            to_look_at = (
                self.tr("1 entry to look at (F7)") if waiting == 1 else self.tr("{number} entries to look at (F7)")
            )
            self.attention.setText(to_look_at.format(number=waiting))

    def _built_groups(self) -> list[Group]:
        return [group for group in self._document.fields.groups if group.id in self._headings]

    def _scroll_to_current(self) -> None:
        row = self.rows.get(self._current or "")
        if row is not None:
            margin = self.fontMetrics().height() * 2
            self._scroll.ensureWidgetVisible(row, 0, margin)

    def _align(self) -> None:
        figure = self.fontMetrics().horizontalAdvance("0")
        is_narrow = self.width() < figure * _NARROW
        width = self.width() - figure * 4 if is_narrow else figure * _LABEL_FIGURES
        for row in self.rows.values():
            if isinstance(row, FieldRow):
                row.set_label_width(max(width, 1), above=is_narrow)

    # ------------------------------------------------------------ what a person does

    def _on_entry_edited(self, field_id: str, entry: object) -> None:
        self._document.set_entry(field_id, entry)  # type: ignore[arg-type]

    def _on_value_chosen(self, field_id: str, value: Value | None) -> None:
        self._document.set_value(field_id, value)

    def _on_typing_ended(self, _field_id: str) -> None:
        self._document.end_typing()

    def _on_entered(self, field_id: str) -> None:
        self._current = field_id
        self.hint.show_field(self._document.fields[field_id])
        self._scroll_to_current()
        self.field_entered.emit(field_id)

    def _on_lesion_cell(self) -> None:
        index = self.lesions.table.currentIndex()
        if index.isValid():
            self.hint.show_field(self.lesions.model.spec(index))

    def _on_confirmed(self, field_id: str) -> None:
        self._document.confirm(field_id)
        self.go_to_field(field_id)

    def _on_typed_value_dropped(self, field_id: str) -> None:
        self._document.set_value(field_id, None)

    def _on_unit_meant(self, field_id: str, text: str, unit: str) -> None:
        spec = self._document.fields[field_id]
        self._document.end_typing()
        self._document.set_entry(field_id, read_entry(spec, text, unit))
        self._units.choose(spec, unit)
        self._document.end_typing()
        self.go_to_field(field_id)

    def _on_unit_changed(self, field_id: str) -> None:
        row = self.rows.get(field_id)
        if isinstance(row, FieldRow):
            row.on_unit_changed()
        else:
            self.lesions.on_unit_changed()
        self.hint.on_unit_changed()

    def _on_query_edited(self, text: str) -> None:
        self._filter = self._filter.with_query(text)
        self._show_filtered()

    def _on_search_left(self) -> None:
        for name, row in self.rows.items():
            if not row.isHidden():
                self.search.clear()
                self._filter = FieldFilter("", self._filter.only_relevant, self._filter.asked_for | {name})
                self._show_filtered()
                self.go_to_field(name)
                return

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


class _Heading(QWidget):
    """The name of a group and how much of it is known."""

    def __init__(self, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = QLabel(label, self)
        self._label.setProperty("role", "heading")
        self._count = QLabel(self)
        self._count.setProperty("role", "muted")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setProperty("role", "group")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QHBoxLayout(self)
        gap = self.fontMetrics().height() // 4
        layout.setContentsMargins(0, gap * 3, 0, gap)
        layout.addWidget(self._label)
        layout.addStretch(1)
        layout.addWidget(self._count)

    def show_count(self, known: int, shown: int) -> None:
        """Show how many of the group's fields are known."""
        words = self.tr("{known} of {shown}").format(known=known, shown=shown)
        if words != self._count.text():
            self._count.setText(words)
            self._make_room()

    def _make_room(self) -> None:
        """Give the count a fixed size, so that another count is not a reason to lay out the whole form again."""
        widest = self.tr("{known} of {shown}").format(known="00", shown="00")
        metrics = self._count.fontMetrics()
        self._count.setFixedSize(metrics.horizontalAdvance(widest), metrics.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._make_room()
