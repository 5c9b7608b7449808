"""What there is to know about the field where the keyboard is: help, limits, who looks at it."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from engine.case.fields import FieldCatalogue, FieldSpec
from engine.case.units import from_field_unit, plain_text
from engine.evidence.library import Library
from engine.findings.headlines.usage import looked_at
from engine.findings.wording import MODALITY_SHORT
from gui.form.editors.units_in_use import UnitsInUse
from gui.form.field_filter import criteria_in_words
from gui.shared.language import in_use
from gui.shared.plain_text import MarkedUpLabel

_LINES = 5


class FieldHint(QFrame):
    """A strip below the form that speaks of one field."""

    def __init__(
        self, fields: FieldCatalogue, library: Library, units: UnitsInUse, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._fields = fields
        self._library = library
        self._units = units
        self._spec: FieldSpec | None = None
        self.setProperty("role", "strip")
        self._words = MarkedUpLabel(self)
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(self._words)
        self._scroll.viewport().setAutoFillBackground(False)
        self._words.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        gap = self.fontMetrics().height() // 2
        layout.setContentsMargins(gap, self.fontMetrics().height() // 4, 0, self.fontMetrics().height() // 4)
        layout.addWidget(self._scroll)
        self._fit()
        self._words.setText(self.tr("Help for the field you are in appears here. F1 opens more."))

    def show_field(self, spec: FieldSpec, first: str = "") -> None:
        """Speak of this field.

        Parameters
        ----------
        first : what is said before all else, of what has just been typed.
        """
        if spec is not self._spec:
            self._scroll.verticalScrollBar().setValue(0)
        self._spec = spec
        said = f"<b>{escape(first)}</b><br>" if first else ""
        self._words.setText(f"{said}{self.words(spec)}")

    def on_unit_changed(self) -> None:
        """Give the limits in the unit that is now in use."""
        if self._spec is not None:
            self.show_field(self._spec)

    def words(self, spec: FieldSpec) -> str:
        """Return what there is to know about a field, as rich text."""
        parts = [f"<b>{escape(spec.label)}</b>&ensp;{escape(spec.help)}"]
        if spec.hard is not None and spec.usual is not None:
            unit = self._units.unit(spec)
            accepted, usual = (self._range(spec, limits, unit) for limits in (spec.hard, spec.usual))
            parts.append(self.tr("Accepted: {accepted}. Usual: {usual}.").format(accepted=accepted, usual=usual))
        used = [
            f"{escape(in_use().of(MODALITY_SHORT[modality]))}: {escape(words)}"  # type: ignore[index]
            for modality, words in criteria_in_words(self._fields, self._library, spec.id)
        ]
        if used:
            parts.append("<br>".join(used))
        elif spec.id in self._fields:
            is_used = spec.id in looked_at(self._fields, self._library)
            parts.append(
                self.tr("No criterion looks at this field.")
                if is_used
                else self.tr("Used by no record of the library yet.")
            )
        return "<br>".join(parts)

    def _range(self, spec: FieldSpec, limits: tuple[float, float], unit: str) -> str:
        low, high = (in_use().number(plain_text(from_field_unit(spec, Decimal(repr(limit)), unit))) for limit in limits)
        words = "" if unit == "ratio" else escape(in_use().of(unit))
        return self.tr("{low} to {high} {unit}").format(low=low, high=high, unit=words).strip()

    def _fit(self) -> None:
        # Whole lines: half a line at the lower edge looks like a fault, and hides that there is more.
        margins = self.contentsMargins()
        around = 2 * (self.fontMetrics().height() // 4) + margins.top() + margins.bottom()
        self.setFixedHeight(self._words.fontMetrics().lineSpacing() * _LINES + around)

    # ------------------------------------------------------------ Qt

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()
