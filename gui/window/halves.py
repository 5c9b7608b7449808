"""Form on the left, findings on the right, and the edge between them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

# How wide each is, in figures of the text.
_NARROWEST_FORM = 40
_NARROWEST_FINDINGS = 50
_USUAL_FORM = 72
_USUAL_FINDINGS = 60


class Halves(QSplitter):
    """The two halves of the window; neither can be folded away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)

    def take(self, form: QWidget, findings: QWidget, width: int) -> None:
        """Lay out both in a window of this width in pixels; a wider window gives its room to the findings."""
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(form)
        self.addWidget(findings)
        self.setStretchFactor(0, 0)
        self.setStretchFactor(1, 1)
        figure = self.fontMetrics().horizontalAdvance("0")
        form.setMinimumWidth(figure * _NARROWEST_FORM)
        findings.setMinimumWidth(figure * _NARROWEST_FINDINGS)
        self.setAccessibleName(self.tr("Form and findings"))
        handle = self.handle(1)
        handle.setAccessibleName(self.tr("Edge between form and findings"))
        handle.setAccessibleDescription(self.tr("Drawn with the mouse, it gives one of them more room"))
        self.setSizes([figure * _USUAL_FORM, max(width - figure * _USUAL_FORM, figure * _USUAL_FINDINGS)])
