"""One field of the case as words that can be pasted into a letter: label, value and unit."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.case.fields import FieldSpec
from engine.findings.wording import value_in_words
from gui.document.case_document import Draft
from gui.form.editors.field_editor import text_in_unit
from gui.form.editors.units_in_use import UnitsInUse
from gui.shared.language import in_use


def field_in_words(spec: FieldSpec, draft: Draft, units: UnitsInUse) -> str:
    """Return "Label: value unit" as the form shows it; an entry that cannot be read is said to be one."""
    unreadable = draft.unreadable.get(spec.id)
    if unreadable is not None:
        words = QCoreApplication.translate("FieldInWords", "“{text}”, which cannot be read")
        return f"{spec.label}: {words.format(text=unreadable.text)}"
    value = draft.case.patient.value(spec.id)
    if spec.kind in ("number", "integer") and isinstance(value, (int, float)):
        unit = units.unit(spec)
        shown = text_in_unit(spec, value, unit)
        return f"{spec.label}: {shown if unit == 'ratio' else f'{shown} {in_use().of(unit)}'}"
    return f"{spec.label}: {in_use().of(value_in_words(spec, value))}"
