"""Which structure is an organ at risk, where its name does not tell: said by a person, one organ at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from gui.shared.language import in_use
from gui.shared.plain_text import PlainLabel, in_a_line

if TYPE_CHECKING:
    from engine.dose import PlanTable


class OrganChoice(QWidget):
    """Two lists, the organ and its structure; what was chosen for other organs stays.

    A structure whose name says another organ counts only after the box that asks about it is ticked.

    Signals
    -------
    choice_changed : a structure was named for an organ, or taken back.
    """

    choice_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._organs: dict[str, list[str]] = {}
        self._insisted: set[str] = set()
        self._names: list[str] = []
        self._table: PlanTable | None = None
        self.organ = QComboBox(self)
        self.organ.setObjectName("plan.organ")
        self.organ.setAccessibleName(self.tr("Organ at risk"))
        self.structure = QComboBox(self)
        self.structure.setObjectName("plan.organ_structure")
        self.structure.setAccessibleName(self.tr("Structure of this organ"))
        label = PlainLabel(self.tr("&Not found by its name"), self)
        label.setBuddy(self.organ)
        self.doubt = PlainLabel(parent=self)
        self.doubt.setWordWrap(True)
        self.doubt.setObjectName("plan.organ_doubt")
        self.anyway = QCheckBox(self.tr("It is that organ &all the same"), self)
        self.anyway.setObjectName("plan.organ_anyway")
        first, second = QHBoxLayout(), QHBoxLayout()
        for widget in (label, self.organ, PlainLabel(self.tr("is"), self)):
            first.addWidget(widget)
        first.addWidget(self.structure, 1)
        second.addWidget(self.doubt, 1)
        second.addWidget(self.anyway)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(first)
        layout.addLayout(second)
        self._ask("")
        self.organ.activated.connect(self._on_organ)
        self.structure.activated.connect(self._on_structure)
        self.anyway.clicked.connect(self._on_anyway)

    @property
    def organs(self) -> dict[str, list[str]]:
        """Structures by the organ's id, as the person named them; without those that are still asked about."""
        return {
            organ: list(names)
            for organ, names in self._organs.items()
            if organ in self._insisted or not self._doubt_of(organ, names)
        }

    @property
    def insisted(self) -> frozenset[str]:
        """Ids of the organs whose structure the person insists on against its name."""
        return frozenset(self._insisted)

    def show_organs(self, table: PlanTable, names: Sequence[str]) -> None:
        """Offer these organs and structures; what was named before is forgotten."""
        self._organs = {}
        self._insisted = set()
        self._table = table
        self._ask("")
        self._names = list(names)
        self.organ.clear()
        for organ in table.organs:
            self.organ.addItem(in_a_line(in_use().of(organ.label)), organ.id)
        self.structure.clear()
        self.structure.addItem(self.tr("found by its name, or not there"))
        # The name stays here: on its way through Qt it might become another one.
        self.structure.addItems([in_a_line(name) for name in self._names])

    def _on_organ(self, _index: int) -> None:
        organ = str(self.organ.currentData())
        named = self._organs.get(organ, [])
        self.structure.setCurrentIndex(1 + self._names.index(named[0]) if named else 0)
        self._ask(self._doubt_of(organ, named))

    def _on_structure(self, index: int) -> None:
        organ = str(self.organ.currentData())
        self._insisted.discard(organ)
        if index > 0:
            self._organs[organ] = [self._names[index - 1]]
        else:
            self._organs.pop(organ, None)
        self._ask(self._doubt_of(organ, self._organs.get(organ, [])))
        self.choice_changed.emit()

    def _on_anyway(self, on: bool) -> None:
        organ = str(self.organ.currentData())
        (self._insisted.add if on else self._insisted.discard)(organ)
        self.choice_changed.emit()

    def _doubt_of(self, organ: str, names: Sequence[str]) -> str:
        """What a structure's name clearly says instead; empty where it says nothing else."""
        if self._table is None:
            return ""
        from engine.dose.values.structure_names import says_another

        return next((found for name in names if (found := says_another(self._table, organ, name))), "")

    def _ask(self, other: str) -> None:
        """Ask about a structure that is called as something else; nothing is asked where `other` is empty."""
        words = self.tr("Not used yet: by its name this structure is: {other}.")
        self.doubt.setText(
            words.format(other=in_use().of(other) if not in_use().is_english else other.casefold()) if other else ""
        )
        self.anyway.setChecked(str(self.organ.currentData()) in self._insisted)
        for widget in (self.doubt, self.anyway):
            widget.setVisible(bool(other))
