"""The open case: frozen, changed only here, every change one step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import cast

import shiboken6
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from engine.case.case import Case, Origin, new_case
from engine.case.catalogue.fields_in_language import fields_in
from engine.case.checks.consistency import inconsistencies
from engine.case.checks.worked_out import not_worked_out
from engine.case.decisions.decision import Decision
from engine.case.decisions.decision_edits import with_rows_moved, without_checks
from engine.case.entry import Entered, Entry, Unreadable
from engine.case.fields import FieldCatalogue
from engine.case.lesions import Lesion
from engine.case.limits import MOST_LESIONS, fitting_text
from engine.case.patient import Value
from gui.shared.language import in_use

#: Places besides the fields of the catalogue.
LABEL = "case.label"
NOTES = "case.notes"
DECISION = "case.decision"

_NOTHING: Mapping[str, Unreadable] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Draft:
    """The case as far as it can be read, and the texts that cannot.

    Attributes
    ----------
    unreadable : place to what was typed there; such a place holds no value. A place is a field's id, or
        "lesions[0].diameter_cm" for the first row of the lesion table.
    """

    case: Case
    unreadable: Mapping[str, Unreadable] = field(default_factory=lambda: _NOTHING)

    @property
    def lesions(self) -> tuple[Lesion, ...] | None:
        """The rows of the lesion table; None where nothing was said."""
        return cast("tuple[Lesion, ...] | None", self.case.patient.inputs.get("lesions"))


def lesion_place(row: int, field_id: str) -> str:
    """Return the place of one cell of the lesion table."""
    return f"lesions[{row}].{field_id}"


class _Step(QUndoCommand):
    """From one draft to another.

    Steps are merged by the document and not by Qt, which would make a command for every keystroke and keep its
    Python half for ever.
    """

    def __init__(self, show: Callable[[Draft], None], before: Draft, after: Draft, key: tuple[str, int] | None) -> None:
        super().__init__()
        self._show = show
        self.before = before
        self.after = after
        self.key = key

    def undo(self) -> None:
        self._show(self.before)

    def redo(self) -> None:
        self._show(self.after)


def same_content(one: Draft, other: Draft) -> bool:
    """Whether two drafts hold the same case and the same unreadable texts."""
    return one.case == other.case and dict(one.unreadable) == dict(other.unreadable)


class CaseDocument(QObject):
    """The only thing that changes a case.

    Attributes
    ----------
    undo_stack : its clean state is the saved file.
    shown_fields : the description of the fields in the window's language, for whoever shows them; `fields` judges.

    Signals
    -------
    changed : the set of places that are no longer what they were: field ids (derived ones too), "case.label",
        "case.notes".
    about_to_be_replaced : another case is about to be shown; whoever edits a part of this one has to stop.
    """

    changed = Signal(object)
    about_to_be_replaced = Signal()

    def __init__(self, fields: FieldCatalogue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.fields = fields
        self.shown_fields = fields_in(in_use(), fields)
        self.undo_stack = QUndoStack(self)
        self._draft = Draft(new_case(fields))
        self._typing_session = 0
        self._last_step: _Step | None = None
        self._is_showing = False

    def __del__(self) -> None:
        """Let the steps go while all is whole.

        A step knows its document, so that a document which nobody holds any longer is found by Python's search for
        cycles. That takes the steps apart in an order of its own, and Qt would then delete them a second time.
        """
        if shiboken6.isValid(self) and shiboken6.isValid(self.undo_stack):
            self.undo_stack.clear()

    @property
    def draft(self) -> Draft:
        """What is shown now."""
        return self._draft

    @property
    def case(self) -> Case:
        """The case as far as it can be read."""
        return self._draft.case

    @property
    def is_modified(self) -> bool:
        """Whether something differs from the file, or from an empty case."""
        return not self.undo_stack.isClean()

    # ------------------------------------------------------------ whole cases

    def replace_case(
        self, case: Case, unreadable: Mapping[str, Unreadable] | None = None, *, modified: bool = False
    ) -> None:
        """Open another case; what could be undone before is gone.

        `modified` marks it as not yet saved: a case recovered, or taken from a PDF.
        """
        after = Draft(case, MappingProxyType(dict(unreadable or {})))
        self.about_to_be_replaced.emit()
        self._last_step = None
        self.undo_stack.clear()
        if modified:
            self.undo_stack.resetClean()
        self._show(after, everything=True)

    def mark_saved(self, case: Case | None = None) -> None:
        """Take the present state as the file's; `case` carries the versions that saved it."""
        if case is not None:
            self._draft = replace(self._draft, case=case)
        self.end_typing()
        self.undo_stack.setClean()

    # ------------------------------------------------------------ changes by a person

    def end_typing(self) -> None:
        """The next keystroke begins a step of its own: the focus has left a field."""
        self._typing_session += 1

    def set_entry(self, field_id: str, entry: Entry) -> None:
        """Take what was typed into a number field: not known, entered or unreadable."""
        value = entry.value if isinstance(entry, Entered) else None
        unreadable = entry if isinstance(entry, Unreadable) else None
        self._set(field_id, value, unreadable, typing=True)

    def set_value(self, field_id: str, value: Value | None) -> None:
        """Take a choice, a flag, a list or rows; None means not known."""
        self._set(field_id, value, None, typing=False)

    def set_lesion_entry(self, row: int, field_id: str, entry: Entry) -> None:
        """Take what was typed into a number cell of the lesion table."""
        value = entry.value if isinstance(entry, Entered) else None
        unreadable = entry if isinstance(entry, Unreadable) else None
        self._set_lesion(row, field_id, value, unreadable, typing=True)

    def set_lesion_value(self, row: int, field_id: str, value: Value | None) -> None:
        """Take a choice or flag of one row; None means not known."""
        self._set_lesion(row, field_id, value, None, typing=False)

    def insert_lesion(self, row: int, lesion: Lesion | None = None) -> None:
        """Put a row before `row`, or after the last one; nothing where a case can hold no more."""
        rows = self._draft.lesions or ()
        if len(rows) >= MOST_LESIONS:
            return
        changed = (*rows[:row], lesion or Lesion(), *rows[row:])
        order = [*range(row), None, *range(row, len(rows))]
        self._set_rows(changed, order)

    def remove_lesion(self, row: int) -> None:
        """Take a row away; without rows the lesions are not known, since nobody said that there are none."""
        rows = self._draft.lesions or ()
        order = [place for place in range(len(rows)) if place != row]
        self._set_rows(tuple(rows[place] for place in order) or None, list(order))

    def confirm(self, field_id: str) -> None:
        """An unusual value is right."""
        case = self._draft.case
        if field_id not in case.confirmed:
            confirmed = tuple(spec.id for spec in self.fields if spec.id in (*case.confirmed, field_id))
            self._push(replace(self._draft, case=replace(case, confirmed=confirmed)), self.tr("confirmation"), None)

    def set_read_values(self, values: Sequence[tuple[str, Value, Origin]], words: str = "") -> None:
        """Take values that were read and not typed, with where they came from, as one step.

        `words` names the step; without them the values are those of a plan.
        """
        after = self._draft
        for field_id, value, origin in values:
            before = after.case
            patient = before.patient.with_value(field_id, value)
            origins = MappingProxyType({**before.origins, field_id: origin})
            is_another = before.patient.inputs.get(field_id) != patient.inputs.get(field_id)
            decision = without_checks(before.decision, {field_id}) if is_another else before.decision
            case = replace(before, patient=patient, origins=origins, decision=decision)
            after = _without_text(replace(after, case=case), field_id)
        self._push(after, words or self.tr("values from a plan"), None)

    def set_decision(self, decision: Decision | None) -> None:
        """Keep what the board decided; None takes it away."""
        after = replace(self._draft, case=replace(self._draft.case, decision=decision))
        self._push(after, self.tr("the board's decision"), None)

    def set_label(self, text: str) -> None:
        """Name the case; what a case cannot hold is left out, and the editor has said so."""
        after = replace(self._draft, case=replace(self._draft.case, label=fitting_text(text)))
        self._push(after, self.tr("case label"), LABEL)

    def set_notes(self, text: str) -> None:
        """Write notes; what a case cannot hold is left out, and the editor has said so."""
        after = replace(self._draft, case=replace(self._draft.case, notes=fitting_text(text)))
        self._push(after, self.tr("notes"), NOTES)

    # ------------------------------------------------------------ how it is done

    def _set(self, field_id: str, value: Value | None, unreadable: Unreadable | None, *, typing: bool) -> None:
        case = self._draft.case
        after = replace(self._draft, case=_typed(case, field_id, case.patient.with_value(field_id, value).inputs))
        after = _without_text(after, field_id)
        if unreadable is not None:
            after = replace(after, unreadable=MappingProxyType({**after.unreadable, field_id: unreadable}))
        self._push(after, self.shown_fields[field_id].label, field_id if typing else None)

    def _set_lesion(
        self, row: int, field_id: str, value: Value | None, unreadable: Unreadable | None, *, typing: bool
    ) -> None:
        rows = list(self._draft.lesions or ())
        rows[row] = _with_lesion_value(rows[row], field_id, value)
        place = lesion_place(row, field_id)
        inputs = self._draft.case.patient.with_value("lesions", tuple(rows)).inputs
        after = _without_text(replace(self._draft, case=_typed(self._draft.case, "lesions", inputs)), place)
        if unreadable is not None:
            after = replace(after, unreadable=MappingProxyType({**after.unreadable, place: unreadable}))
        words = self.tr("lesion {row}").format(row=row + 1)
        self._push(after, words, place if typing else None)

    def _set_rows(self, rows: tuple[Lesion, ...] | None, order: list[int | None]) -> None:
        """Replace the rows; `order` says for each new row which old one it was, so that unreadable texts move too."""
        inputs = self._draft.case.patient.with_value("lesions", rows).inputs
        kept = {place: text for place, text in self._draft.unreadable.items() if not place.startswith("lesions[")}
        for new_row, old_row in enumerate(order):
            for field_id in self.fields.lesion_by_id:
                if old_row is not None and (text := self._draft.unreadable.get(lesion_place(old_row, field_id))):
                    kept[lesion_place(new_row, field_id)] = text
        case = _typed(self._draft.case, "lesions", inputs)
        decision = with_rows_moved(case.decision, order, len(self._draft.lesions or ()))
        after = Draft(replace(case, decision=decision), MappingProxyType(kept))
        self._push(after, self.tr("lesions"), None)

    def _push(self, after: Draft, words: str, key: str | None) -> None:
        if same_content(self._draft, after):
            return
        if self._is_showing:
            # An editor that writes what it is being shown would put a step into the middle of an undo.
            raise RuntimeError("the case is being shown and cannot be changed before that is done")
        if self._goes_on(key):
            self._extend(after)
            return
        step = _Step(self._show, self._draft, after, None if key is None else (key, self._typing_session))
        step.setText(words)
        self._last_step = step
        self.undo_stack.push(step)

    def _goes_on(self, key: str | None) -> bool:
        """Whether this is more typing in the field of the newest step, which is neither undone nor saved."""
        last, stack = self._last_step, self.undo_stack
        if key is None or last is None or last.key != (key, self._typing_session):
            return False
        is_newest = 0 < stack.count() == stack.index() and stack.command(stack.count() - 1) is last
        return is_newest and not stack.isClean()

    def _extend(self, after: Draft) -> None:
        last = self._last_step
        assert last is not None
        last.after = after
        if same_content(last.before, after):
            # Typed back to what was there: the step goes. Qt drops an obsolete one without undoing it.
            last.setObsolete(True)
            self._last_step = None
            self._show(last.before)
            self.undo_stack.undo()
            # Its Python half is never let go; what it held is.
            del last.before, last.after
        else:
            self._show(after)

    def _show(self, draft: Draft, *, everything: bool = False) -> None:
        before, self._draft = self._draft, draft
        every_place = frozenset((*(spec.id for spec in self.fields), LABEL, NOTES, DECISION))
        places = every_place if everything else places_changed(before, draft)
        if not places:
            return
        self._is_showing = True
        try:
            self.changed.emit(places)
        finally:
            self._is_showing = False


def _with_lesion_value(lesion: Lesion, field_id: str, value: Value | None) -> Lesion:
    known = {name: getattr(lesion, name) for name in lesion.__struct_fields__}
    return Lesion(**{**known, field_id: value})


def _without_text(draft: Draft, place: str) -> Draft:
    if place not in draft.unreadable:
        return draft
    kept = {other: text for other, text in draft.unreadable.items() if other != place}
    return replace(draft, unreadable=MappingProxyType(kept))


def _typed(case: Case, field_id: str, inputs: Mapping[str, Value]) -> Case:
    """Return the case with other inputs; a new value is neither confirmed nor checked nor read from a plan."""
    patient = type(case.patient)(case.patient.fields, inputs)
    if case.patient.inputs.get(field_id) != inputs.get(field_id):
        case = replace(case, decision=without_checks(case.decision, {field_id}))
    touching = frozenset((field_id,))
    asking = set(inconsistencies(patient, touching=touching))
    # What was confirmed were the values as they stood: what the new one contradicts is asked.
    if _numbers(case.patient.inputs.get(field_id)) == _numbers(inputs.get(field_id)):
        # Rows of which a mark was changed: their numbers stay confirmed, a contradiction that is new is asked.
        asked = {name for name, _ in asking.difference(inconsistencies(case.patient, touching=touching))}
        return replace(case, patient=patient, confirmed=tuple(name for name in case.confirmed if name not in asked))
    asked = {field_id, *(name for name, _ in asking)}
    confirmed = tuple(name for name in case.confirmed if name not in asked)
    origins = MappingProxyType({name: origin for name, origin in case.origins.items() if name != field_id})
    return replace(case, patient=patient, confirmed=confirmed, origins=origins)


def _numbers(value: Value | None) -> object:
    """What a confirmation speaks of: the value, or what was measured of the rows."""
    if isinstance(value, tuple):
        return tuple(item.numbers if isinstance(item, Lesion) else item for item in value)
    return value


def places_changed(before: Draft, after: Draft) -> frozenset[str]:
    """Return the places that differ between two drafts."""
    old, new = before.case.patient, after.case.patient
    names = {*old.inputs, *new.inputs, *old.derived, *new.derived}
    places = {
        name
        for name in names
        if old.inputs.get(name) != new.inputs.get(name) or old.derived.get(name) != new.derived.get(name)
    }
    # An answer in one field can raise, or settle, a question in another; what looks at none of them asks as before.
    touching = frozenset(places)
    asked = (set(inconsistencies(patient, touching)) for patient in (old, new))
    places |= {field_id for field_id, _ in next(asked) ^ next(asked)}
    places |= set(before.case.confirmed) ^ set(after.case.confirmed)
    # What follows from several fields says which of them it waits for.
    was_waiting, is_waiting = not_worked_out(old), not_worked_out(new)
    waiting = {*was_waiting, *is_waiting}
    places |= {name for name in waiting if was_waiting.get(name) != is_waiting.get(name)}
    origins = {*before.case.origins, *after.case.origins}
    places |= {name for name in origins if before.case.origins.get(name) != after.case.origins.get(name)}
    texts = {*before.unreadable, *after.unreadable}
    places |= {place.split("[")[0] for place in texts if before.unreadable.get(place) != after.unreadable.get(place)}
    if before.case.label != after.case.label:
        places.add(LABEL)
    if before.case.notes != after.case.notes:
        places.add(NOTES)
    if before.case.decision != after.case.decision:
        places.add(DECISION)
    return frozenset(places)
