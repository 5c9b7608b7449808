"""After an answer the keyboard goes on to what is still open: no keys are spent on what decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QObject

from engine.case.catalogue.board_fields import HOW_FAR, WHO_AND_WHERE
from gui.document.assessment_controller import AssessmentController
from gui.document.case_document import CaseDocument
from gui.form.patient_form import PatientForm
from gui.shared.settings_store import SettingsStore


class MovingOn(QObject):
    """Leads from one field of the first minute to the next item that leaves a headline open.

    Nothing is ever filled in: a field that has been passed over stays not known, and is not led to again. It leads on
    from an answer to what was not known, never from one that is put right, and never by mouse.
    """

    def __init__(
        self,
        document: CaseDocument,
        controller: AssessmentController,
        form: PatientForm,
        settings: SettingsStore,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._controller = controller
        self._form = form
        self._settings = settings
        self._led = {*WHO_AND_WHERE, *HOW_FAR}
        self._passed: frozenset[str] = frozenset()
        form.answered.connect(self._on_answered)
        document.about_to_be_replaced.connect(self._begin_anew)

    def begin(self) -> None:
        """Put the keyboard to the first question of an empty case."""
        if not self._document.case.patient.inputs and self._settings.moves_on:
            self._form.go_to_field(WHO_AND_WHERE[0])

    def choose(self, moves_on: bool) -> None:
        """Move on from now on, or no longer."""
        self._settings.moves_on = moves_on

    def _begin_anew(self) -> None:
        self._led = {*WHO_AND_WHERE, *HOW_FAR}
        self._passed = frozenset()

    def _on_answered(self, field_id: str) -> None:
        if not self._settings.moves_on or field_id not in self._led or not self._controller.has_begun:
            return
        # Imported here: the findings are loaded after the window's first paint.
        from engine.findings.missing_items.open_items import next_item

        # Now, not when the loop comes round: the next key is meant for the next field.
        self._controller.assess_now()
        found = self._controller.assessment
        if found is None:
            return
        self._passed |= {field_id}
        following = next_item(found, self._document.case.patient, self._passed)
        if following is not None:
            self._led.add(following)
            self._form.ask_for(following)
