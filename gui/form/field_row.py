"""One field on the form: label, editor, and below it what there is to say about the entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from engine.case.checks.consistency import inconsistencies
from engine.case.checks.worked_out import not_worked_out
from engine.case.entry import Entered, Unreadable, read_entry
from engine.case.fields import FieldSpec
from engine.case.units import plain_text
from engine.findings.wording import value_in_words
from engine.wording.derived import score_in_words, waiting_in_words
from gui.document.case_document import Draft
from gui.form.editors.editor_of_field import make_editor
from gui.form.editors.field_editor import Shown, text_in_unit
from gui.form.editors.number_editor import NumberEditor
from gui.form.editors.units_in_use import UnitsInUse
from gui.look.accessible_roles import is_a, show_invalid
from gui.messages.speech import announce
from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, tip
from gui.shared.tab_order import controls_in_order, order_tabs

#: Qt's own largest size of a widget.
_ANY_WIDTH = 16777215


@dataclass(frozen=True, slots=True)
class Remark:
    """What is said below an editor, and the answers that can be given.

    Attributes
    ----------
    tone : "muted" for a note, "question", or "problem".
    yes : words of the button that confirms the value.
    drop : words of the button that removes a typed value.
    meant : texts and the units in which they were probably meant.
    """

    text: str = ""
    tone: str = "muted"
    yes: str = ""
    drop: str = ""
    meant: tuple[tuple[str, str], ...] = ()

    @property
    def needs_answer(self) -> bool:
        """Whether it is a problem or a question rather than a note."""
        return self.tone != "muted"


class FieldRow(QWidget):
    """Label and editor; a problem or question in words once editing has ended.

    Signals
    -------
    confirmed : an unusual value is right; the field's id.
    typed_value_dropped : the typed value goes, the calculated one stays; the field's id.
    unit_meant : field id, text as typed, and the unit that was meant.
    """

    confirmed = Signal(str)
    typed_value_dropped = Signal(str)
    unit_meant = Signal(str, str, str)

    def __init__(self, spec: FieldSpec, units: UnitsInUse, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self._units = units
        self._draft: Draft | None = None
        self._needs_answer = False
        self._told = ""
        self._ruled_out = ""
        self._word: PlainLabel | None = None
        # Width of the label and whether it stands above, where that is yet to be done.
        self._to_align: tuple[int, bool] | None = None
        # A line of text is Qt's own to assistive tools, and cannot be made to say that it is invalid: its row does.
        is_a(self, "entry")
        self.setAccessibleName(spec.label)
        self.editor = make_editor(spec, units, self)
        self.label = PlainLabel(f"{spec.label} {spec.unit_note}" if spec.unit_note else spec.label, self)
        self.label.setWordWrap(True)
        self.label.setBuddy(self.editor.control)
        self.label.setToolTip(tip(spec.help))
        self.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.editor.describe(spec.help)
        self._says = _EntryRemark(self.editor, self)
        self._says.hide()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(self.fontMetrics().height() // 6)
        right.addWidget(self.editor)
        right.addWidget(self._says)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.addWidget(self.label)
        self._line.addLayout(right, 1)
        self._says.confirmed.connect(self._on_confirmed)
        self._says.dropped.connect(self._on_dropped)
        self._says.unit_meant.connect(self._on_unit_meant)
        self.editor.typing_ended.connect(self._on_typing_ended)

    @property
    def has_something_to_say(self) -> bool:
        """Whether there is a problem or a question about this entry, shown already or not."""
        return self._needs_answer

    def show_ruled_out(self, why: str) -> None:
        """Show a word in place of the editor where the field cannot apply; an empty text brings the editor back.

        The row keeps its height: nothing slides away under the pointer.
        """
        if why == self._ruled_out:
            return
        self._ruled_out = why
        if why:
            if self._word is None:
                self._word = PlainLabel(parent=self)
                self._word.setProperty("role", "muted")
                self._line.addWidget(self._word, 1)
            self._word.setText(self.tr("does not apply: {why}").format(why=in_use().of(why)))
            self._word.setMinimumHeight(self.editor.height())
            self._fit_word()
        self.editor.setVisible(not why)
        if self._word is not None:
            self._word.setVisible(bool(why))

    def _fit_word(self) -> None:
        """Let the word wrap where it has no room on one line; elsewhere the row is not a line higher for it."""
        if self._word is None:
            return
        self._word.setWordWrap(False)
        is_narrow = self._line.direction() == QBoxLayout.Direction.TopToBottom
        room = self.width() - self.label.width() - self._line.spacing()
        self._word.setWordWrap(is_narrow or self._word.sizeHint().width() > room)

    def set_label_width(self, width: int, *, above: bool) -> None:
        """Align the label with those of other rows; where the form is narrow it stands above its editor.

        A row that is folded away does so when it is shown: it would have to be measured, and so styled, unseen.
        """
        self._to_align = (width, above)
        if not self.isHidden():
            self._align()

    def _align(self) -> None:
        if self._to_align is None:
            return
        (width, above), self._to_align = self._to_align, None
        self._line.setDirection(QBoxLayout.Direction.TopToBottom if above else QBoxLayout.Direction.LeftToRight)
        self._line.setSpacing(self.fontMetrics().height() // (6 if above else 2))
        # A fixed width is not looked at when the height of a column is worked out.
        self.label.setMinimumWidth(0 if above else width)
        self.label.setMaximumWidth(_ANY_WIDTH if above else width)
        # On one line with the text in the editor, whatever the size of the font.
        frame = 0 if above else max(0, (self.editor.sizeHint().height() - self.fontMetrics().height()) // 2)
        is_one_line = self.label.heightForWidth(width) <= self.fontMetrics().height() * 3 // 2
        self.label.setContentsMargins(0, frame if is_one_line else 0, 0, 0)
        self._fit_word()

    def show_draft(self, draft: Draft) -> None:
        """Show what the case holds for this field. Never emits."""
        self._draft = draft
        patient = draft.case.patient
        field_id = self.spec.id
        derived = patient.derived.get(field_id)
        self.editor.show_value(Shown(patient.value(field_id), draft.unreadable.get(field_id), derived is not None))
        self._show_remark(draft)

    def on_unit_changed(self) -> None:
        """The unit of this field is another now."""
        if isinstance(self.editor, NumberEditor):
            self.editor.on_unit_changed()
        if self._draft is not None:
            self._show_remark(self._draft)

    def _show_remark(self, draft: Draft) -> None:
        remark = self._remark(draft)
        self._needs_answer = remark.needs_answer
        show_invalid(self, invalid=self.spec.id in draft.unreadable)
        if self.editor.is_typing and remark.needs_answer:
            # Nobody wants to hear of a mistake before the word is finished.
            remark = Remark()
        derived = draft.case.patient.derived.get(self.spec.id)
        is_note = derived is not None and derived.replaces is None and derived.score is None
        self.editor.show_calculated(remark.text if is_note else "")
        # That a value follows from others is said by one word beside it: six sentences in a row would not be read.
        if self._says.show_remark(Remark() if is_note else remark):
            order_tabs(controls_in_order(self.editor)[-1], (self._says,))
        self.editor.show_problem(is_problem=remark.tone == "problem")
        self.editor.describe(f"{remark.text} {self.spec.help}".strip())

    def _remark(self, draft: Draft) -> Remark:
        field_id = self.spec.id
        derived = draft.case.patient.derived.get(field_id)
        of = in_use().of
        if derived is not None:
            fields = draft.case.patient.fields
            origin = ", ".join(of(fields[name].label, name) for name in derived.derived_from)
            text = self.tr("Calculated from: {fields}").format(fields=origin)
            if derived.score is not None:
                text += f"; {of(score_in_words(field_id, derived.score))}"
            if derived.replaces is None:
                return Remark(text)
            typed = of(value_in_words(self.spec, derived.replaces))
            # As the assessment has it, which looks at both.
            told = self.tr("Typed: {value}. The graver of the two counts until this is settled.")
            text += " " + told.format(value=typed)
            return Remark(text, "question", drop=self.tr("Remove the typed value"))
        unreadable = draft.unreadable.get(field_id)
        if unreadable is not None:
            return Remark(of(unreadable.problem), "problem", meant=self._units_meant(unreadable))
        waiting = not_worked_out(draft.case.patient).get(field_id) if self.spec.derived_from else None
        if waiting is not None:
            return Remark(of(waiting_in_words(waiting, draft.case.patient.fields)))
        about_number = self._about_number(draft) if isinstance(self.editor, NumberEditor) else Remark()
        return about_number if about_number.needs_answer else self._beside_others(draft) or about_number

    def _beside_others(self, draft: Draft) -> Remark | None:
        """What is asked because of another field: both values are used until a person answers."""
        if self.spec.id in draft.case.confirmed or draft.case.patient.value(self.spec.id) is None:
            return None
        text = dict(inconsistencies(draft.case.patient, touching=frozenset((self.spec.id,)))).get(self.spec.id)
        if text is None:
            return None
        return Remark(in_use().of(text), "question", yes=self.tr("Yes, both are right"))

    def _about_number(self, draft: Draft) -> Remark:
        field_id = self.spec.id
        value = draft.case.patient.number(field_id)
        origin = draft.case.origins.get(field_id)
        if value is not None and field_id not in draft.case.confirmed:
            unit = self._units.unit(self.spec)
            text = text_in_unit(self.spec, value, unit)
            entry = read_entry(self.spec, text, unit)
            if isinstance(entry, Entered) and entry.question is not None:
                yes = self.tr("Yes, {value}").format(value=f"{text} {in_use().of(unit)}".strip())
                meant: tuple[tuple[str, str], ...] = ()
                if entry.slip is not None and entry.slip.unit in self.spec.units:
                    own = in_use().number(plain_text(Decimal(repr(value))))
                    meant = ((own, entry.slip.unit),)
                return Remark(in_use().of(entry.question), "question", yes=yes, meant=meant)
        if origin is not None:
            return Remark(self.tr("Read from a plan: {method}").format(method=origin.method))
        return Remark()

    def _units_meant(self, unreadable: Unreadable) -> tuple[tuple[str, str], ...]:
        """Units in which the text that cannot be accepted would be a usual value."""
        unit = self._units.unit(self.spec)
        found = []
        for slip in self.spec.slips:
            if slip.unit in self.spec.units and slip.unit != unit:
                entry = read_entry(self.spec, unreadable.text, slip.unit)
                if isinstance(entry, Entered) and entry.question is None:
                    found.append((unreadable.text.strip(), slip.unit))
        return tuple(found)

    def _on_typing_ended(self) -> None:
        if self._draft is not None:
            self._show_remark(self._draft)
            self._tell_remark()

    def _tell_remark(self) -> None:
        """Say once what there is to answer: it stands below, where the keyboard is no more."""
        words = self._says.words if self._needs_answer else ""
        if words and words != self._told:
            announce(self.editor.control, f"{self.spec.label}: {words}")
        self._told = words

    # ------------------------------------------------------------ Qt

    def setVisible(self, visible: bool) -> None:
        if visible:
            self._align()
        super().setVisible(visible)

    # ------------------------------------------------------------ what a person does

    def _on_confirmed(self) -> None:
        self.confirmed.emit(self.spec.id)

    def _on_dropped(self) -> None:
        self.typed_value_dropped.emit(self.spec.id)

    def _on_unit_meant(self, text: str, unit: str) -> None:
        self.unit_meant.emit(self.spec.id, text, unit)


class _EntryRemark(QWidget):
    """The words below an editor with their buttons, built when first there is something to say."""

    confirmed = Signal()
    dropped = Signal()
    unit_meant = Signal(str, str)

    def __init__(self, editor: QObject, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor = editor
        self._shown = Remark()
        self._text: PlainLabel | None = None
        self._buttons: QHBoxLayout | None = None

    @property
    def words(self) -> str:
        """What is shown."""
        return self._shown.text

    def show_remark(self, remark: Remark) -> bool:
        """Show these words, nothing where there are none; return whether there are buttons that were not there."""
        if remark == self._shown:
            return False
        self._shown = remark
        text, buttons = self._parts()
        if text.property("role") != remark.tone:
            text.setProperty("role", remark.tone)
            text.style().unpolish(text)
            text.style().polish(text)
        mark = {"problem": "✕ ", "question": "? "}.get(remark.tone, "")
        text.setText(f"{mark}{remark.text}")
        while (item := buttons.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        if remark.yes:
            self._add_button(buttons, remark.yes, self._on_yes)
        for typed, unit in remark.meant:
            button = self._add_button(
                buttons, self.tr("{value} was meant").format(value=f"{typed} {unit}"), self._on_meant
            )
            button.setProperty("meant", [typed, unit])
        if remark.drop:
            self._add_button(buttons, remark.drop, self._on_drop)
        buttons.addStretch(1)
        self.setVisible(bool(remark.text))
        return bool(remark.yes or remark.meant or remark.drop)

    def _parts(self) -> tuple[PlainLabel, QHBoxLayout]:
        if self._text is None or self._buttons is None:
            layout = QVBoxLayout(self)
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(self.fontMetrics().height() // 6)
            self._text = PlainLabel(parent=self)
            self._text.setWordWrap(True)
            self._text.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._buttons = QHBoxLayout()
            layout.addWidget(self._text)
            layout.addLayout(self._buttons)
        return self._text, self._buttons

    def _add_button(self, layout: QHBoxLayout, text: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        # Enter presses it, and not the space bar alone.
        button.setAutoDefault(True)
        button.setProperty("answer", True)
        button.setAccessibleName(text)
        button.setAccessibleDescription(self._shown.text)
        button.clicked.connect(slot)
        # Who is at an answer is in the field.
        button.installEventFilter(self._editor)
        layout.addWidget(button)
        return button

    def _on_yes(self) -> None:
        self.confirmed.emit()

    def _on_drop(self) -> None:
        self.dropped.emit()

    def _on_meant(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton):
            typed, unit = button.property("meant")
            self.unit_meant.emit(typed, unit)
