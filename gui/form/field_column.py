"""The fields under their headings, one below the other: made from the catalogue, shown from the document's draft."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from engine.case.catalogue.board_fields import board_fields
from engine.case.entry import read_entry
from engine.case.fields import FieldSpec, Group
from engine.case.patient import Value
from gui.document.case_document import CaseDocument, Draft
from gui.form.case_header import CaseHeader, NotesEditor
from gui.form.editors.units_in_use import UnitsInUse
from gui.form.field_filter import FieldFilter
from gui.form.field_row import FieldRow
from gui.form.group_heading import GroupHeading
from gui.form.lesions.lesion_editor import LesionEditor
from gui.form.question_row import QuestionRow
from gui.shared.plain_text import PlainLabel
from gui.shared.tab_order import controls_in_order, order_tabs

#: About what fits into the window before it is scrolled; the rest is built after the first paint.
_ROWS_AT_FIRST = 12
#: groups that are never folded
_FIRST = ("who-and-where", "how-far")


class FieldColumn(QScrollArea):
    """All rows of the form; what a person does in one of them goes to the document.

    Attributes
    ----------
    rows : the rows that are built, by field.

    Signals
    -------
    field_entered : the id of the field where the keyboard is now.
    field_asked : the id of a field that has been answered and where the keyboard belongs now.
    lesion_cell_entered : another cell of the lesion table is the current one.
    not_understood : the id of a field and letters that mean none of its answers, or several.
    answered : the id of a field that has been answered by keyboard.
    """

    field_entered = Signal(str)
    field_asked = Signal(str)
    lesion_cell_entered = Signal()
    not_understood = Signal(str, str)
    answered = Signal(str)

    def __init__(self, document: CaseDocument, units: UnitsInUse, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._units = units
        self._problem_colour = QColor()
        self.rows: dict[str, FieldRow | LesionEditor] = {}
        self._headings: dict[str, GroupHeading] = {}
        self._unfolded: set[str] = set()
        self._shown: frozenset[str] = frozenset()
        self._filtered = FieldFilter()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._build()

    # ------------------------------------------------------------ what it is made of

    def _build(self) -> None:
        gap = self.fontMetrics().height() // 2
        # Made where it will stand: moved there full of controls, each of them would be styled again.
        self.content = QWidget(self.viewport())
        self.content.setProperty("role", "page")
        # It grows and shrinks at its end: what stands above need not be painted again for that.
        self.content.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self._column = QVBoxLayout(self.content)
        self._column.setContentsMargins(gap, 0, gap, gap)
        self._column.setSpacing(gap * 3 // 4)
        self.question = QuestionRow(self.content)
        self._column.addWidget(self.question)
        self.header = CaseHeader(self._document, self.content)
        self._column.addWidget(self.header)
        self._specs = self._in_order_of_talk()
        self._groups_to_build = list(self._specs)
        while self._groups_to_build and len(self.rows) < _ROWS_AT_FIRST:
            self._add_group(self._groups_to_build.pop(0))
        self.notes = NotesEditor(self._document, self.content)
        self._column.addWidget(self.notes)
        self._column.addStretch(1)
        self._nothing = PlainLabel(self.tr("No field is called like this. Esc shows all fields again."), self.content)
        self._nothing.setProperty("role", "muted")
        self._column.insertWidget(0, self._nothing)
        self.setWidget(self.content)

    def _in_order_of_talk(self) -> dict[Group, tuple[FieldSpec, ...]]:
        """What a board hears first stands first; the rest follows under its own headings."""
        fields = self._document.shown_fields
        who, how_far = board_fields(fields)
        first = {
            Group(id=_FIRST[0], label=self.tr("First minute: who and where")): who,
            Group(id=_FIRST[1], label=self.tr("First minute: how far")): how_far,
        }
        told = {spec.id for specs in first.values() for spec in specs}
        rest = {
            group: tuple(spec for spec in fields.in_group(group.id) if spec.id not in told) for group in fields.groups
        }
        return {group: specs for group, specs in {**first, **rest}.items() if specs}

    def build_rest(self) -> bool:
        """Add the groups that are below what the first paint shows; returns whether there were any."""
        if not self._groups_to_build:
            return False
        place = self._column.indexOf(self.notes)
        draft = self._document.draft
        before = set(self.rows)
        while self._groups_to_build:
            place = self._add_group(self._groups_to_build.pop(0), place)
        for name in self.rows.keys() - before:
            self.rows[name].show_draft(draft)
        return True

    def order_tabs(self) -> None:
        """Let the Tab key go through the fields as they are read."""
        parts: list[QWidget] = [self.header]
        for group in self._built_groups():
            parts += [self._headings[group.id], *(self.rows[spec.id] for spec in self._specs[group])]
        order_tabs(controls_in_order(self.question)[-1], (*parts, self.notes))

    def _add_group(self, group: Group, place: int = -1) -> int:
        """Add heading and rows at a place of the column; return the place behind them."""
        heading = GroupHeading(group.label, self.content, folds=group.id not in _FIRST)
        heading.toggled.connect(partial(self._on_toggled, group.id))
        self._headings[group.id] = heading
        made: list[QWidget] = [heading]
        for spec in self._specs[group]:
            row = self._make_row(spec)
            self.rows[spec.id] = row
            made.append(row)
        for offset, widget in enumerate(made):
            self._column.insertWidget(place + offset if place >= 0 else -1, widget)
        return place + len(made)

    def _make_row(self, spec: FieldSpec) -> FieldRow | LesionEditor:
        if spec.kind == "lesions":
            lesions = LesionEditor(spec, self._document, self._units, self.content)
            lesions.table.cells.problem_colour = self._problem_colour
            lesions.entered.connect(self.field_entered)
            lesions.table.cell_changed_place.connect(self.lesion_cell_entered)
            lesions.answered.connect(self.answered)
            return lesions
        row = FieldRow(spec, self._units, self.content)
        row.editor.entry_edited.connect(self._on_entry_edited)
        row.editor.value_chosen.connect(self._on_value_chosen)
        row.editor.typing_ended.connect(self._on_typing_ended)
        row.editor.entered.connect(self.field_entered)
        row.editor.not_understood.connect(self.not_understood)
        row.editor.answered.connect(self.answered)
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

    # ------------------------------------------------------------ what is shown

    def show_draft(self, draft: Draft, places: Iterable[str]) -> None:
        """Show what the draft holds at these places. Never emits."""
        for name in places:
            if (row := self.rows.get(name)) is not None:
                row.show_draft(draft)
        self.header.show_draft(draft)
        self.notes.show_draft(draft)

    def show_fields(self, shown: frozenset[str], filtered: FieldFilter) -> None:
        """Show these fields and the headings above them; name and notes make way for a search for something else.

        A search shows what it finds, folded away or not.
        """
        self._shown, self._filtered = shown, filtered
        # Each part that comes or goes would have the whole column laid out at once, a hundred times over.
        self._column.setEnabled(False)
        self._show_parts(shown, filtered)
        self._column.setEnabled(True)
        self._column.activate()

    def _show_parts(self, shown: frozenset[str], filtered: FieldFilter) -> None:
        for group in self._built_groups():
            names = [spec.id for spec in self._specs[group]]
            folded = self._is_folded(group.id) and not filtered.query
            for name in names:
                self.rows[name].setVisible(name in shown and not folded)
            self._headings[group.id].setVisible(any(name in shown for name in names))
            self._headings[group.id].show_folded(folded=folded)
        found = [part for part in (self.header, self.notes) if filtered.finds(part.words)]
        for part in (self.header, self.notes):
            part.setVisible(part in found)
        self.question.setVisible(not filtered.query)
        self._nothing.setVisible(not shown and not found)

    def unfold(self, names: Collection[str]) -> bool:
        """Show the groups of these fields from now on; return whether one of them was folded."""
        groups = {group.id for group in self._specs if any(spec.id in names for spec in self._specs[group])}
        is_another = any(self._is_folded(name) for name in groups)
        self._unfolded |= groups
        if is_another:
            self.show_fields(self._shown, self._filtered)
        return is_another

    def fold_all(self) -> None:
        """Fold everything below the first minute: another case is about to be shown."""
        self._unfolded = set()

    def show_ruled_out(self, why: Mapping[str, str]) -> None:
        """Put a word in the place of what cannot apply."""
        for name, row in self.rows.items():
            if isinstance(row, FieldRow):
                row.show_ruled_out(why.get(name, ""))

    def _is_folded(self, group_id: str) -> bool:
        return group_id not in _FIRST and group_id not in self._unfolded

    def _on_toggled(self, group_id: str, shown: bool) -> None:
        if shown:
            self._unfolded.add(group_id)
        else:
            self._unfolded.discard(group_id)
        self.show_fields(self._shown, self._filtered)

    def show_counts(self, known: set[str], shown: frozenset[str]) -> None:
        """Say beside each heading how many of its fields are known."""
        for group in self._built_groups():
            names = {spec.id for spec in self._specs[group]} & shown
            self._headings[group.id].show_count(len(names & known), len(names))

    def set_problem_colour(self, colour: QColor) -> None:
        """The marks in the lesion table do not follow the theme by themselves."""
        self._problem_colour = colour
        if "lesions" in self.rows:
            self.lesions.table.cells.problem_colour = colour

    def set_label_width(self, width: int, *, above: bool) -> None:
        """Align the labels of all rows."""
        for row in self.rows.values():
            if isinstance(row, FieldRow):
                row.set_label_width(width, above=above)

    def scroll_to(self, field_id: str | None) -> None:
        """Bring a field into sight."""
        row = self.rows.get(field_id or "")
        if row is not None:
            self.ensureWidgetVisible(row, 0, self.fontMetrics().height() * 2)

    def on_unit_changed(self, field_id: str) -> None:
        """A field is in another unit now."""
        row = self.rows.get(field_id)
        if isinstance(row, FieldRow):
            row.on_unit_changed()
        else:
            self.lesions.on_unit_changed()

    def _built_groups(self) -> list[Group]:
        return [group for group in self._specs if group.id in self._headings]

    # ------------------------------------------------------------ what a person does

    def _on_entry_edited(self, field_id: str, entry: object) -> None:
        self._document.set_entry(field_id, entry)  # type: ignore[arg-type]

    def _on_value_chosen(self, field_id: str, value: Value | None) -> None:
        self._document.set_value(field_id, value)

    def _on_typing_ended(self, _field_id: str) -> None:
        self._document.end_typing()

    def _on_confirmed(self, field_id: str) -> None:
        self._document.confirm(field_id)
        self.field_asked.emit(field_id)

    def _on_typed_value_dropped(self, field_id: str) -> None:
        self._document.set_value(field_id, None)

    def _on_unit_meant(self, field_id: str, text: str, unit: str) -> None:
        spec = self._document.shown_fields[field_id]
        self._document.end_typing()
        self._document.set_entry(field_id, read_entry(spec, text, unit))
        self._units.choose(spec, unit)
        self._document.end_typing()
        self.field_asked.emit(field_id)
