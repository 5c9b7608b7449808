"""What every view of an assessment has in common."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.evidence.library import Library
from engine.findings.assessment import Assessment
from gui.look.theme import Theme


@dataclass(frozen=True, slots=True)
class ViewContext:
    """What a view may use besides the assessment; nothing in it changes while the window is open."""

    fields: FieldCatalogue
    library: Library
    theme: Theme
    resources: Path


class AssessmentView(QWidget):
    """One way of looking at an assessment. It shows; it changes nothing.

    Attributes
    ----------
    title : on the tab; marked for translation where it is used.

    Signals
    -------
    field_requested : the id of a field of the form that the person wants to go to.
    record_requested : the id of a record of the library (figure, criterion, caution, source) to open.
    view_requested : the title of another view, and the modality to be shown there.
    command_requested : the id of a command of the window.

    Notes
    -----
    A module of a view is imported after the window's first paint, for all views at once: what is slow to load
    (pyqtgraph) is imported where it is first needed. A view is made once, and `show_assessment` is called only while
    it is visible, or when it becomes visible with something newer.
    """

    field_requested = Signal(str)
    record_requested = Signal(str)
    view_requested = Signal(str, str)
    command_requested = Signal(str)

    title: ClassVar[str] = ""

    def __init__(self, context: ViewContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context

    def show_assessment(self, assessment: Assessment, case: Case) -> None:
        """Show this assessment of this case. Never emits, never slow."""
        raise NotImplementedError

    def choose_modality(self, modality: str) -> None:
        """Show this modality, in a view that shows one at a time."""

    def apply_theme(self, theme: Theme) -> None:
        """Take on another theme; what is shown stays."""
        raise NotImplementedError

    def summary_text(self) -> str:
        """Return the view in words, for assistive tools and the clipboard."""
        raise NotImplementedError
