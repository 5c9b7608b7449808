"""Which structure is an organ at risk, where its name does not tell: said by a person, one organ at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from gui.plain_text import PlainLabel, in_a_line

if TYPE_CHECKING:
    from engine.dose import PlanTable


class OrganChoice(QWidget):
    """Two lists, the organ and its structure; what was chosen for other organs stays.

    Signals
    -------
    choice_changed : a structure was named for an organ, or taken back.
    """

    choice_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._organs: dict[str, list[str]] = {}
        self._names: list[str] = []
        self.organ = QComboBox(self)
        self.organ.setObjectName("plan.organ")
        self.organ.setAccessibleName(self.tr("Organ at risk"))
        self.structure = QComboBox(self)
        self.structure.setObjectName("plan.organ_structure")
        self.structure.setAccessibleName(self.tr("Structure of this organ"))
        label = PlainLabel(self.tr("&Not found by its name"), self)
        label.setBuddy(self.organ)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addWidget(self.organ)
        layout.addWidget(PlainLabel(self.tr("is"), self))
        layout.addWidget(self.structure, 1)
        self.organ.activated.connect(self._on_organ)
        self.structure.activated.connect(self._on_structure)

    @property
    def organs(self) -> dict[str, list[str]]:
        """Structures by the organ's id, as the person named them."""
        return {organ: list(names) for organ, names in self._organs.items()}

    def show_organs(self, table: PlanTable, names: Sequence[str]) -> None:
        """Offer these organs and structures; what was named before is forgotten."""
        self._organs = {}
        self._names = list(names)
        self.organ.clear()
        for organ in table.organs:
            self.organ.addItem(in_a_line(organ.label), organ.id)
        self.structure.clear()
        self.structure.addItem(self.tr("found by its name, or not there"))
        # The name stays here: on its way through Qt it might become another one.
        self.structure.addItems([in_a_line(name) for name in self._names])

    def _on_organ(self, _index: int) -> None:
        named = self._organs.get(str(self.organ.currentData()), [])
        self.structure.setCurrentIndex(1 + self._names.index(named[0]) if named else 0)

    def _on_structure(self, index: int) -> None:
        organ = str(self.organ.currentData())
        if index > 0:
            self._organs[organ] = [self._names[index - 1]]
        else:
            self._organs.pop(organ, None)
        self.choice_changed.emit()
