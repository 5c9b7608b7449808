"""In which unit each number is typed and shown: a habit of the person, not part of the case."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from engine.case.fields import FieldSpec


class UnitsInUse(QObject):
    """The unit of each field; the field's own until another is chosen.

    Signals
    -------
    changed : the id of the field whose unit is another now.
    """

    changed = Signal(str)

    def __init__(self, chosen: Mapping[str, str] | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._chosen = dict(chosen or {})

    @property
    def chosen(self) -> Mapping[str, str]:
        """Field id to unit, where a person has chosen one."""
        return dict(self._chosen)

    def unit(self, spec: FieldSpec) -> str:
        """Return the unit in use for this field; empty where it has none."""
        chosen = self._chosen.get(spec.id)
        return chosen if chosen in spec.units else (spec.unit or "")

    def choose(self, spec: FieldSpec, unit: str) -> None:
        """Use another unit for this field."""
        if unit in spec.units and unit != self.unit(spec):
            self._chosen[spec.id] = unit
            self.changed.emit(spec.id)

    def choose_next(self, spec: FieldSpec) -> None:
        """Use the next of the field's units."""
        if len(spec.units) > 1:
            self.choose(spec, spec.units[(spec.units.index(self.unit(spec)) + 1) % len(spec.units)])
