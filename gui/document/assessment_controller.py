"""From a changed case to a new assessment, on the main thread: it takes milliseconds, so nothing can overtake it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from engine.case.case import Case
from engine.evidence.library import Library
from gui.document.case_document import CaseDocument

if TYPE_CHECKING:
    from engine.findings.assessment import Assessment
    from engine.findings.published.published_curves import PublishedCurves

State = Literal["up to date", "computing", "cannot compute"]


class AssessmentController(QObject):
    """Assesses the document's case after each change, once for all changes of one turn of the event loop.

    Signals
    -------
    assessed : Assessment and Case.
    state_changed : "computing" until there is a first assessment, then "up to date" or "cannot compute".
    """

    assessed = Signal(object, object)
    state_changed = Signal(str)

    def __init__(self, document: CaseDocument, library: Library, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._library = library
        self._state: State = "computing"
        self._begun = False
        self._curves: PublishedCurves | None = None
        self.assessment: Assessment | None = None
        self.assessed_case: Case | None = None
        self._timer = QTimer(self)
        self._timer.setObjectName("assess")
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.assess_now)
        document.changed.connect(self._on_changed)

    @property
    def state(self) -> State:
        """Whether what is shown belongs to what is typed."""
        return self._state

    @property
    def has_begun(self) -> bool:
        """Whether there has been a first assessment."""
        return self._begun

    @property
    def curves(self) -> PublishedCurves | None:
        """The library's curves; None before they are loaded, and where they cannot be."""
        return self._curves

    def assess_now(self) -> None:
        """Assess without waiting."""
        # Imported here: the findings are loaded after the window's first paint.
        from engine.findings.assess import assess

        self._timer.stop()
        case = self._document.case
        try:
            assessment = assess(case, self._library, self._curves)
        except Exception:
            # A fault of the program: nothing that no longer fits may stay on the screen.
            self.assessment = None
            self.assessed_case = None
            self._set_state("cannot compute")
            raise
        self.assessment = assessment
        self.assessed_case = case
        self._set_state("up to date")
        self.assessed.emit(assessment, case)

    def begin(self, curves: PublishedCurves | None) -> None:
        """Assess for the first time, and from now on after each change."""
        self._curves = curves
        self._begun = True
        self.assess_now()

    def stop(self) -> None:
        """Assess no more: the window closes."""
        self._timer.stop()

    def _on_changed(self, _places: frozenset[str]) -> None:
        if self._begun and not self._timer.isActive():
            self._timer.start()

    def _set_state(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
