"""Which editor belongs to which kind of field."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from engine.case.fields import FieldSpec
from gui.form.editors.choice_editors import ChipChoiceEditor, ListedChoiceEditor, ListEditor
from gui.form.editors.date_editor import DateEditor
from gui.form.editors.field_editor import FieldEditor
from gui.form.editors.number_editor import NumberEditor
from gui.form.editors.units_in_use import UnitsInUse

#: Up to this many choices all stand side by side; more go into a list that opens.
_MOST_CHIPS = 3


def make_editor(spec: FieldSpec, units: UnitsInUse, parent: QWidget | None = None) -> FieldEditor:
    """Return the editor for a field of any kind but lesions, which have a table of their own."""
    if spec.kind in ("number", "integer"):
        return NumberEditor(spec, units, parent)
    if spec.kind == "list":
        return ListEditor(spec, parent)
    if spec.kind == "date":
        return DateEditor(spec, parent)
    if spec.kind == "flag" or len(spec.choices) <= _MOST_CHIPS:
        return ChipChoiceEditor(spec, parent)
    return ListedChoiceEditor(spec, parent)
