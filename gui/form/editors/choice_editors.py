"""Editors of fields with a list of answers: all side by side, or in a list that opens."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QComboBox, QWidget

from engine.case.fields import FieldSpec
from gui.form.editors.calm_combo_box import CalmComboBox
from gui.form.editors.chip_row import Chip, ChipRow
from gui.form.editors.field_editor import FieldEditor, Shown

#: A list that opens is as wide as its longest entry, up to this many letters.
_LONGEST_LIST_ENTRY = 28

# A list's own two answers besides its items; no item of a list is called like this.
_NONE = "\0none"
_UNKNOWN = "\0unknown"


def _words(text: str) -> str:
    return QCoreApplication.translate("FieldEditor", text)


class ListedChoiceEditor(FieldEditor):
    """One of many choices, in a list that opens; the first entry is "not known"."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        super().__init__(spec, parent)
        self.combo = CalmComboBox(self)
        self.combo.setObjectName(f"field.{spec.id}")
        self.combo.addItem(self.tr("Not known"))
        for choice in spec.choices:
            label = f"{choice.label} {spec.unit}" if spec.unit else choice.label
            self.combo.addItem(label, choice.value)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        longest = max(len(self.combo.itemText(place)) for place in range(self.combo.count()))
        self.combo.setMinimumContentsLength(min(_LONGEST_LIST_ENTRY, longest))
        self.combo.setAccessibleName(", ".join(part for part in (spec.label, spec.unit) if part))
        self.combo.activated.connect(self._on_activated)
        self.combo.unknown_requested.connect(self.clear_value)
        self.combo.not_understood.connect(self._on_not_understood)
        self.combo.settled.connect(self._on_settled)
        self._watch(self.combo)
        self._row.addWidget(self.combo)
        self._row.addStretch(1)

    @property
    def control(self) -> QWidget:
        return self.combo

    def show_value(self, shown: Shown) -> None:
        values: list[object] = [choice.value for choice in self.spec.choices]
        place = values.index(shown.value) + 1 if shown.value in values else 0
        if self.combo.currentIndex() != place:
            self.combo.setCurrentIndex(place)
        self.combo.setEnabled(not shown.calculated)

    def _on_activated(self, place: int) -> None:
        self.value_chosen.emit(self.spec.id, self.combo.itemData(place))


class ChipEditor(FieldEditor):
    """Base of the editors whose answers all stand side by side."""

    def __init__(self, spec: FieldSpec, chips: tuple[Chip, ...], *, exclusive: bool, parent: QWidget | None) -> None:
        super().__init__(spec, parent)
        self.chips = ChipRow(chips, spec.label, exclusive=exclusive, parent=self)
        self.chips.setObjectName(f"field.{spec.id}")
        self.chips.setAccessibleName(spec.label)
        self.chips.chosen.connect(self._on_chosen)
        self.chips.unknown_requested.connect(self.clear_value)
        self.chips.not_understood.connect(self._on_not_understood)
        self.chips.settled.connect(self._on_settled)
        self.chips.entered.connect(self._on_came)
        self._row.addWidget(self.chips, 1)

    @property
    def control(self) -> QWidget:
        return self.chips

    def describe(self, text: str) -> None:
        self.chips.setAccessibleDescription(text)
        self.chips.describe(text)

    def _on_chosen(self, value: Any) -> None:
        raise NotImplementedError


class ChipChoiceEditor(ChipEditor):
    """One of a few choices, or yes and no; and "not known"."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        unknown = Chip(None, _words("Not known"), is_unknown=True)
        if spec.kind == "flag":
            chips: tuple[Chip, ...] = (Chip(True, _words("Yes")), Chip(False, _words("No")), unknown)
        else:
            chips = (*(Chip(choice.value, choice.label) for choice in spec.choices), unknown)
        super().__init__(spec, chips, exclusive=True, parent=parent)

    def show_value(self, shown: Shown) -> None:
        self.chips.show_chosen([shown.value])
        self.chips.setEnabled(not shown.calculated)

    def _on_chosen(self, value: Any) -> None:
        self.value_chosen.emit(self.spec.id, value)


class ListEditor(ChipEditor):
    """Any of several items; "none" is an answer of its own, and so is "not known"."""

    def __init__(self, spec: FieldSpec, parent: QWidget | None = None) -> None:
        chips = (
            *(Chip(choice.value, choice.label) for choice in spec.choices),
            Chip(_NONE, _words("None")),
            Chip(_UNKNOWN, _words("Not known"), is_unknown=True),
        )
        self._items: tuple[str, ...] | None = None
        super().__init__(spec, chips, exclusive=False, parent=parent)

    def _on_settled(self) -> None:
        # Of several items more may follow; "none" and "not known" end the list.
        if not self._items:
            super()._on_settled()

    def show_value(self, shown: Shown) -> None:
        self._items = tuple(str(item) for item in shown.value) if isinstance(shown.value, tuple) else None
        self.chips.show_chosen([_UNKNOWN] if self._items is None else list(self._items) or [_NONE])
        self.chips.setEnabled(not shown.calculated)

    def _on_chosen(self, value: Any) -> None:
        if value == _UNKNOWN:
            chosen: tuple[str, ...] | None = None
        elif value == _NONE:
            chosen = ()
        else:
            now = set(self._items or ()) ^ {value}
            # The last item taken away does not mean that there are none: nobody has said so.
            chosen = tuple(str(choice.value) for choice in self.spec.choices if choice.value in now) or None
        self.value_chosen.emit(self.spec.id, chosen)
